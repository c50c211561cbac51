"""Sample content for `/patterns/`, the page that shows every part of the public pages in every state.

Begin with `samples`; `words` holds the sample texts, `search` and `sources` the samples for those pages. Nothing here
asks the database.
"""
