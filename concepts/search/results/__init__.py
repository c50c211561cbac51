"""From a query to the page of results: finding, ranking, the best answer, facets, highlighted words, suggestions.

Begin with `page`, whose `search` is the whole way. `finding` asks the index, `ranking` orders, `best_answer` and `hits`
make what is shown (`answers` holds its types), `facets` narrows, `marking` marks the words that were searched for.
"""
