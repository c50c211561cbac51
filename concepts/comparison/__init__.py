"""Compare two to four concepts side by side, with filters, open questions and the articles that say what.

Begin with `table`: `build_table` returns the one object that the page draws. `selection` reads the concepts from the
address and `filters` the rest of it; `content` loads the statements; `rows` decides which statement
stands where, `options` counts by that rule what each filter would leave, and `matrix` counts what each article says.
`picker` and `suggestions` lead to other comparisons.
"""
