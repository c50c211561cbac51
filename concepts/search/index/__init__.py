"""The search index: what is written to it, how both databases keep it, and how it follows changes of content.

Begin with `documents`, the things that can be found, and `document_readers`, which reads them from the content.
`words` cuts texts into search words for index and query alike, `expressions` are what an index can be asked for,
`interface` is what `sqlite` and `postgresql` both do (`backends` chooses one), `names` finds labels inside texts, and
`maintenance` builds the index and brings it up to date.
"""
