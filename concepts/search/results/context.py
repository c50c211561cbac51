"""What every search needs besides its query: the index, what queries are understood by, names and facet values.

What is known is kept under the token of the index, not under a revision: it is renewed when the index has followed a
change, and only in what the index changed. What the index does not hold, drafts above all, renews nothing.
"""

from dataclasses import dataclass
from functools import partial

from concepts.evidence.concept_names import ConceptNames, load_concept_names
from concepts.evidence.open_questions import OpenQuestions, load_open_questions
from concepts.evidence.process_cache import Kept, RenewedCache, showing
from concepts.search.index.changes import changes_since
from concepts.search.index.documents import STATEMENTS, Thing
from concepts.search.index.maintenance import current_state, is_current
from concepts.search.models import IndexState
from concepts.search.query.vocabulary import QueryVocabulary, load_query_vocabulary, renew_query_vocabulary
from concepts.search.results.facets import FacetValues, load_facet_values
from sources.languages import reader_language

NAMED = {Thing.CONCEPT, Thing.DIMENSION, Thing.SOURCE, Thing.TAG}  # the things of which a search shows names
ASKING = {Thing.QUESTION, *STATEMENTS.values()}  # the things that may put a question beside a statement


@dataclass(frozen=True, slots=True)
class SearchContext:
    """The content as it is at one moment, in the reader's language; shared by threads and never changed.

    `is_current` is false where the content is newer than the index, or the index than what is known.
    """

    state: IndexState
    is_current: bool
    vocabulary: QueryVocabulary
    concept_names: ConceptNames
    facet_values: FacetValues
    open_questions: OpenQuestions


@dataclass(frozen=True, slots=True)
class ShownNames:
    """What is named in the reader's language, and the questions that stand beside statements."""

    concept_names: ConceptNames
    facet_values: FacetValues
    open_questions: OpenQuestions


def load_context() -> SearchContext:
    """Load the context in one query, and after a change what it changed; raises NoIndexError.

    After a change one thread loads; to others what was known before is good enough for these milliseconds.
    """
    state = current_state()
    up_to_date = is_current(state)
    line, token = state.generation, state.token
    vocabulary = _vocabularies.get(line, token, "", partial(_renew_vocabulary, line, token))
    named = _names.get(line, token, reader_language(), partial(_renew_names, line, token))
    return SearchContext(
        state,
        up_to_date and vocabulary.token == named.token == token,
        vocabulary.loaded,
        named.loaded.concept_names,
        named.loaded.facet_values,
        named.loaded.open_questions,
    )


def _renew_vocabulary(line: int, token: str, kept: Kept[QueryVocabulary] | None) -> Kept[QueryVocabulary]:
    changes = changes_since(kept.token) if kept else None
    with showing(""):  # what earlier pages kept of a revision may be older than the index
        if kept is None or changes is None:
            return Kept(line, token, load_query_vocabulary())
        loaded = renew_query_vocabulary(kept.loaded, changes.keys) if changes.keys else kept.loaded
    return Kept(line, changes.token, loaded)


def _renew_names(line: int, token: str, kept: Kept[ShownNames] | None) -> Kept[ShownNames]:
    changes = changes_since(kept.token) if kept else None
    with showing(""):
        if kept is None or changes is None:
            concept_names = load_concept_names()
            return Kept(line, token, ShownNames(concept_names, load_facet_values(concept_names), load_open_questions()))
        things = {thing for thing, _id in changes.keys}
        concept_names, facet_values = kept.loaded.concept_names, kept.loaded.facet_values
        if things & NAMED:
            concept_names = load_concept_names()
            facet_values = load_facet_values(concept_names)
        open_questions = load_open_questions() if things & ASKING else kept.loaded.open_questions
    return Kept(line, changes.token, ShownNames(concept_names, facet_values, open_questions))


_vocabularies: RenewedCache[QueryVocabulary] = RenewedCache()
_names: RenewedCache[ShownNames] = RenewedCache()
