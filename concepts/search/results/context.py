"""What every search needs besides its query: the index, what queries are understood by, names and facet values."""

from dataclasses import dataclass

from concepts.evidence.concept_names import ConceptNames, load_concept_names
from concepts.search.index.maintenance import current_state, is_current
from concepts.search.models import IndexState
from concepts.search.query.vocabulary import QueryVocabulary, load_query_vocabulary
from concepts.search.results.facets import Values, load_values
from concepts.search.results.process_cache import remembered
from sources.languages import reader_language


@dataclass(frozen=True, slots=True)
class SearchContext:
    """The content as it is at one moment, in the reader's language; shared by threads and never changed."""

    state: IndexState
    is_current: bool
    known: QueryVocabulary
    concept_names: ConceptNames
    values: Values


def load_context() -> SearchContext:
    """Loads it in two queries, and the rest of it after a change of content; raises NoIndexError.

    While the index lags behind the content, nothing is remembered that speaks of other content than its rows.
    """
    state = current_state()
    up_to_date = is_current(state)
    if up_to_date:
        known = remembered(state.token, "knowledge", load_query_vocabulary)
        concept_names, values = remembered(state.token, reader_language(), _load_names)
    else:
        known, (concept_names, values) = load_query_vocabulary(), _load_names()
    return SearchContext(state, up_to_date, known, concept_names, values)


def _load_names() -> tuple[ConceptNames, Values]:
    concept_names = load_concept_names()
    return concept_names, load_values(concept_names)
