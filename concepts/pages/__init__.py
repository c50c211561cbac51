"""The pages that readers browse: concepts, dimensions, distinctions, questions, statements, sources, lists, the map.

Begin with `urls` and `views`. Each kind of page has one module, which builds what the page shows from
`concepts.evidence`. `sources` has the pages of texts, articles and passages; `editions` has the pages of earlier
published texts. The side-by-side comparison has a package of its own.
"""
