"""Pages of sources: the text with every cited passage marked, its articles, and single passages.

Begin with `source`. `notes` loads what each passage is cited for, `passage` builds the page of one passage, and
`excerpts` selects what may be shown of a source whose rights allow excerpts only.
"""
