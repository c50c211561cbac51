"""Pages of sources: the text with every cited passage marked, its articles, and single passages.

Begin with `source`. `sections` puts marks into a text and notes beside it, `notes` loads what each passage is cited
for, `article_list` and `article_pages` divide a long text, `passage` builds the page of one passage, and `excerpts`
selects what may be shown of a source whose rights allow excerpts only.
"""
