"""The search index: what is written to it, how both databases keep it, and how it follows changes of content.

Begin with `documents` and `kinds`: what can be found, and what each kind is called, weighs and is read by
(`document_readers`).
`words` cuts texts into search words, for index and query alike; `expressions` are what an index is searched for.
`interface` is what `sqlite` and `postgresql` both do (`backends` chooses one of them), `names` finds labels inside
texts, and `maintenance` builds the index and brings it up to date.
"""
