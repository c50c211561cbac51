"""Every change of content: drafts, review, publication, editions, restoring, merging and renaming.

Begin with `saving`, the one door through which statements are written, `publishing`, which alone sets a status, and
`requirements`, which says what a statement lacks before it can be published. `drafts` holds changes to published
statements, `editions` freezes what readers saw, `restoring` leads back to it. Functions that write take keyword
arguments and run in a transaction; `content_revision` counts what they write.
"""
