"""What every search needs besides its query: the index, what queries are understood by, names and facet values."""

from dataclasses import dataclass

from concepts.evidence.concept_names import ConceptNames, load_concept_names
from concepts.evidence.open_questions import OpenQuestions, load_open_questions
from concepts.evidence.process_cache import ProcessCache
from concepts.search.index.maintenance import current_state, is_current
from concepts.search.models import IndexState
from concepts.search.query.vocabulary import QueryVocabulary, load_query_vocabulary
from concepts.search.results.facets import FacetValues, load_facet_values
from sources.languages import reader_language


@dataclass(frozen=True, slots=True)
class SearchContext:
    """The content as it is at one moment, in the reader's language; shared by threads and never changed."""

    state: IndexState
    is_current: bool
    vocabulary: QueryVocabulary
    concept_names: ConceptNames
    facet_values: FacetValues
    open_questions: OpenQuestions


def load_context() -> SearchContext:
    """Load the context in two queries, and the rest of it after a change of content; raises NoIndexError.

    While the index is behind the content, nothing is kept that belongs to other content than the rows of the index.
    """
    state = current_state()
    up_to_date = is_current(state)
    if up_to_date:
        vocabulary = _vocabularies.get(state.token, "", load_query_vocabulary)
        named = _names.get(state.token, reader_language(), _load_names)
    else:
        vocabulary, named = load_query_vocabulary(), _load_names()
    return SearchContext(state, up_to_date, vocabulary, *named)


def _load_names() -> tuple[ConceptNames, FacetValues, OpenQuestions]:
    """Load what is named in the reader's language, and the questions that stand beside statements."""
    concept_names = load_concept_names()
    return concept_names, load_facet_values(concept_names), load_open_questions()


_vocabularies: ProcessCache[QueryVocabulary] = ProcessCache()
_names: ProcessCache[tuple[ConceptNames, FacetValues, OpenQuestions]] = ProcessCache()
