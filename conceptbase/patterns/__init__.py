"""Sample content for `/patterns/`, the page that shows every part of the public pages in every state.

Begin with `samples`. `texts` has the sample texts; `search` and `sources` build the samples for the pages of these
names. Nothing here queries the database.
"""
