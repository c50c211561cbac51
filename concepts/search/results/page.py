"""Answers a query as pages, JSON and the command show it; no request, no HTML."""

from collections.abc import Iterable, Set
from math import ceil

from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.loading import load_statements
from concepts.evidence.quotations import load_quotations
from concepts.evidence.statement_rows import StatementRow
from concepts.search.index.documents import STATEMENTS, Thing, facet_term
from concepts.search.index.interface import Candidate, key_of
from concepts.search.query.meaning import find_meaning
from concepts.search.results.answers import Answer, Closeness
from concepts.search.results.best_answer import choose_statements, make_best
from concepts.search.results.context import load_context
from concepts.search.results.facets import Narrowing
from concepts.search.results.finding import find, ranked
from concepts.search.results.hits import HitBuilder
from concepts.search.results.marking import sought
from concepts.search.results.result_loaders import FoundQuestion, FoundStatement

PAGE = 20  # results
MOST_ON_A_PAGE = 100
MOST_COUNTED = 1_000  # “more than 1,000 results”
CLOSENESS = (Closeness.ALL, Closeness.PARTS, Closeness.MOST, Closeness.SOME)  # by tier
NOTHING = Narrowing()
# Its evidence is asked for where no statement was found, so that the number of queries is always the same.
NO_STATEMENT = StatementRow(0, "", "definition", "", "", 0, "", "", "", "", "", None, None, None, None)


def search(query: str, narrowing: Narrowing = NOTHING, *, page: int = 1, limit: int = PAGE) -> Answer:
    """The answer in the reader's language, in a fixed number of queries; `page` and `limit` count from 1.

    The index is asked once more where not all words are found and near words are tried. Raises UnknownFacetError for a
    value to narrow to that does not exist, and NoIndexError where nothing is built yet.
    """
    query = query.encode(errors="replace").decode()  # half a pair, as a shell may give it, fits into no address
    context = load_context()
    known, concept_names = context.known, context.concept_names
    matches, correction = find(query, context, narrowing)
    asked = matches.asked
    meaning = find_meaning(asked, known.topics, matches.tier) if page == 1 and not narrowing else None
    choice = choose_statements(meaning, matches.candidates, known)
    # A key of any kind of statement will do: all are loaded by their ids.
    besides = [(Thing.POSITION, id) for id in (*choice.statements, *choice.underlying)]
    if meaning and meaning.topic:
        besides.append(meaning.topic)
    start, end = (page - 1) * limit, page * limit
    found = ranked(matches, context, start, end, besides)
    ids = found.order[start:end]
    keys = [key_of(id) for id in ids]
    things = found.things
    needed = {id for _, id in (*keys, *besides)}
    rows = [thing.row for thing in things.values() if isinstance(thing, FoundStatement) and thing.row.id in needed]
    # Statements about concepts that were added since the names were loaded are left out until the next search.
    statements = load_statements(rows or [NO_STATEMENT], concept_names)
    resting = [id for thing, id in keys if thing in STATEMENTS.values()]
    underlying = load_quotations([one for id in resting for one in known.underlying.get(id, ())] or [NO_STATEMENT.id])
    shown = {id: statements[id] for id in resting if id in statements}
    what = sought(asked, known.text_names, known.name_words)
    builder = HitBuilder(what, found.by_words, shown, known.underlying, underlying)
    named = _concepts(matches.candidates, set(ids), concept_names)
    topic = things.get(meaning.topic) if meaning and meaning.topic else None
    question = topic.row if isinstance(topic, FoundQuestion) else None
    pages = max(1, ceil(len(found.order) / limit))

    def beside(number: int) -> str:
        more = [("page", str(number))] if number > 1 else []
        return narrowing.address(query, more=more) if 1 <= number <= pages else ""

    return Answer(
        query=query,
        best=make_best(meaning, choice, question, statements, concept_names),
        did_you_mean=correction.query,
        did_you_mean_address=narrowing.address(correction.query) if correction.query else "",
        corrected=correction.used,
        closeness=CLOSENESS[matches.tier],
        total=min(len(matches.candidates), MOST_COUNTED),
        total_is_exact=len(matches.candidates) <= MOST_COUNTED,
        hits=tuple(
            builder.complete(things[key].make_hit(builder), key, named[id])
            for id, key in zip(ids, keys, strict=True)
            if key in things and (key[0] not in STATEMENTS.values() or key[1] in shown)
        ),
        facets=context.values.facets(matches.candidates, narrowing, query),
        page=page,
        pages=pages,
        earlier=beside(page - 1),
        later=beside(page + 1),
        has_words=bool(asked.clauses),
        is_current=context.is_current,
    )


def _concepts(
    candidates: Iterable[Candidate], ids: Set[int], concept_names: ConceptNames
) -> dict[int, tuple[NamedConcept, ...]]:
    """The concepts that each of some candidates is marked with."""
    by_facet_term = {facet_term("concept", one.id): one for one in concept_names.concepts}
    return {
        one.id: tuple(by_facet_term[marked] for marked in one.facet_terms.split() if marked in by_facet_term)
        for one in candidates
        if one.id in ids
    }
