"""All kinds of things that can be found: who loads each of them and makes its results.

What the index and the ranking need to know about each kind is in `index.kinds`. A test walks both.
"""

from collections.abc import Iterable, Mapping

from concepts.search.index.documents import Key, TextPlace, Thing
from concepts.search.results import result_loaders as loaders
from concepts.search.results.context import SearchContext
from concepts.search.results.result_loaders import FoundThing, Loader, WantedThing

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
    Thing.UNCITED_TEXT: loaders.load_articles,
}

NO_PLACES: Mapping[Key, TextPlace | None] = {}


def load_things(
    keys: Iterable[Key], context: SearchContext, places: Mapping[Key, TextPlace | None] = NO_PLACES
) -> dict[Key, FoundThing]:
    """Load the things of these keys; a fixed number of queries, whatever is among them. What is gone is left out.

    Of a statement the kind in its key does not matter: all statements are loaded by their ids. Of texts that nobody
    cites `places` are needed.
    """
    wanted: dict[Loader, list[WantedThing]] = {loader: [] for loader in LOADERS.values()}
    for key in keys:
        wanted[LOADERS[key[0]]].append(WantedThing(*key, places.get(key)))
    return {found.key: found for loader in wanted for found in loader(wanted[loader], context)}
