"""The side-by-side comparison of two to four concepts.

Begin with `views` and `table`, which builds the whole table. `selection` reads the concepts from the address and
`filters` the filters. `content` loads what is said of the concepts, `rows` arranges it by dimension, and `matrix`
counts it by article. `options` counts what each filter would leave, `picker` links to other selections, and
`suggestions` proposes pairs of concepts.
"""
