"""Published statements loaded with their evidence, which every page, table, search result and export stands on.

Begin with `loading`: `load_statements` fetches everything and returns each statement as one immutable object. It joins
`statement_rows` (own columns), `links` (concepts, sides, bases), `quotations` (citations and their passages) and
`concept_names`. `wording` chooses the reader's language, `order` sorts dimensions, `addresses` finds what readers ask
for, also where it moved or was withdrawn, and `coverage` counts the sentences of a source that are cited.
"""
