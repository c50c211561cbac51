"""From a query to the page of results: finding, ranking, the best answer, facets, highlighted words, suggestions.

Begin with `page`, whose `search` is the whole way. `context` is what every search needs besides its query, `finding`
asks the index, `ranking` orders. `kinds` names the loader of each kind of thing (`result_loaders`), `hits` and
`best_answer` make what is shown (`answers` holds its types), `facets` narrows, `marking` marks the searched words.
"""
