"""Pages of sources: the text with every cited passage marked, its articles, and single passages.

Begin with `source`; `notes` says what each passage supports, `passage` shows one, `excerpts` cuts what may be shown of
a source whose rights allow no more.
"""
