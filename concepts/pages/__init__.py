"""The pages that readers browse: concepts, dimensions, distinctions, questions, statements, sources, lists, the map.

Begin with `urls` and `views`; each kind of page has one module that builds what it shows from `concepts.evidence`.
`sources` has the pages of texts, articles and passages, `editions` those of what was published before. The side-by-side
comparison has a package of its own.
"""
