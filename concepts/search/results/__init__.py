"""From a query to the page of results: matches, ranking, the best answer, facets, snippets, suggestions.

Begin with `page`, whose `search` is the whole way. `context` is what every search needs besides its query, `matches`
asks the index, `ranking` orders. `kinds` names the loader of each kind of thing (`result_loaders`), `hits` and
`best_answer` make what is shown (`answers` holds its types), `facets` narrows, `snippets` marks the searched words.
`suggestions` are offered while a reader types, `examples` before.
"""
