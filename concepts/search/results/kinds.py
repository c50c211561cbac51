"""All kinds of things that can be found: who loads each of them and makes its results.

What the index and the ranking need to know about each kind is in `index.kinds`. A test walks both.
"""

from collections.abc import Iterable, Mapping

from concepts.search.index.documents import Key, Thing
from concepts.search.results import result_loaders as loaders
from concepts.search.results.context import SearchContext
from concepts.search.results.result_loaders import FoundThing, Loader

LOADERS: Mapping[Thing, Loader] = {
    Thing.CONCEPT: loaders.load_concepts,
    Thing.QUESTION: loaders.load_questions,
    Thing.DIMENSION: loaders.load_dimensions,
    Thing.TAG: loaders.load_tags,
    Thing.SOURCE: loaders.load_sources,
    Thing.DISTINCTION: loaders.load_statements,
    Thing.DEFINITION: loaders.load_statements,
    Thing.CHARACTERISTIC: loaders.load_statements,
    Thing.RELATION: loaders.load_statements,
    Thing.POSITION: loaders.load_statements,
    Thing.FINDING: loaders.load_statements,
    Thing.ARTICLE: loaders.load_articles,
    Thing.PASSAGE: loaders.load_passages,
}


def load_things(keys: Iterable[Key], context: SearchContext) -> dict[Key, FoundThing]:
    """Load the things of these keys; a fixed number of queries, whatever is among them. What is gone is left out.

    Of a statement the kind in its key does not matter: all statements are loaded by their ids.
    """
    ids: dict[Loader, list[int]] = {loader: [] for loader in LOADERS.values()}
    for thing, thing_id in keys:
        ids[LOADERS[thing]].append(thing_id)
    return {found.key: found for loader in ids for found in loader(ids[loader], context)}
