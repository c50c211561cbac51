"""Every change of content: drafts, review, publication, editions, restoring, merging and renaming.

Begin with `saving`, the one door through which statements are written, `publishing`, which alone sets a status, and
`requirements`, which says what a statement lacks before it can be published. `drafts` holds changes to published
statements. Each act after which readers see something else is one publication (`publications`): `editions` freezes the
statements that changed and those that show what changed (`showing`), `row_changes` tells of all other rows, `restoring`
leads back to an edition. Functions that write take keyword arguments and run in a transaction; `content_revision`
counts what they write.
"""
