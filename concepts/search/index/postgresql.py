"""The index in PostgreSQL: a table with the search words of each document as a tsvector, and a GIN index on them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod, sqrt

from concepts.search.index.documents import Document, kind_term
from concepts.search.index.expressions import All, Any, Beginning, Expression, Phrase, Word
from concepts.search.index.interface import Candidate, Index, Step, document_id

CREATE = (
    "CREATE TABLE {entries} (id bigint PRIMARY KEY, version bigint NOT NULL, facet_terms text NOT NULL,"
    " words tsvector NOT NULL)"
)
_INDEX = "CREATE INDEX {words} ON {entries} USING gin (words)"
_ADD = (
    "INSERT INTO {entries} SELECT id, version, facet_terms, words::tsvector"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) AS rows (id, version, facet_terms, words)"
)
# No index has the order of `id + 0`: the planner has to gather all that are found, and sorts them.
_WALK, _GATHER = "id", "id + 0"
_FIND = "SELECT {columns} FROM {entries} WHERE {condition} AND words @@ %s::tsquery ORDER BY {order} LIMIT %s"
_WIDER = "SELECT id, facet_terms, words @@ %s::tsquery AS is_narrow FROM ({found}) AS found"
_NARROW_IS_NEEDED = "(SELECT count(*) FROM step1) >= %s AND (SELECT count(*) FROM step1 WHERE is_narrow) < %s / 2"
_NONE = "NOT EXISTS (SELECT 1 FROM {step})"
_ROWS = (
    "EXPLAIN (FORMAT JSON) SELECT 1 FROM {entries}",
    " UNION ALL SELECT 1 FROM {entries} WHERE words @@ %s::tsquery",
)


class PostgresIndex(Index):
    """Words are given with their positions and never parsed by the server, whose parsers do not split Chinese.

    PostgreSQL keeps the first 256 positions of a word in a document, and none above 16,383: phrases further on in a
    very long passage are not found.
    """

    def create(self) -> None:
        self.drop()
        self._run(CREATE)

    def drop(self) -> None:
        self._run("DROP TABLE IF EXISTS {entries}")

    def add(self, documents: Iterable[Document], batch: int) -> None:
        rows = [(document_id(one, batch), one) for one in documents]
        columns = (
            [id for id, _ in rows],
            [one.version for _, one in rows],
            [" ".join(one.facet_terms) for _, one in rows],
            [indexed_words(one) for _, one in rows],
        )
        self._run(_ADD, columns)

    def settle(self) -> None:
        # An index is made several times as fast at once as row by row; and without statistics the planner takes a
        # common word for a rare one.
        self._run(_INDEX)
        self._run("ANALYZE {entries}")

    def find(self, steps: Sequence[Step]) -> list[Candidate]:
        """As everywhere; two queries, the first of which asks for estimates.

        Where the second step is no fallback, it finds all that the first does, and mostly little more. Then it tells of
        each document whether the first finds it, and the first itself is asked only where the second is full, and most
        of its documents are not of the first.
        """
        orders = self._orders(steps)
        first = 1 if len(steps) > 1 and not steps[1].is_fallback else 0
        parts: list[str] = []
        parameters: list[object] = []
        for number, step in enumerate(steps[first:], start=first):
            earlier = [_NONE.replace("{step}", f"step{one}") for one in range(first, number)]
            condition = " AND ".join(earlier) if step.is_fallback else "TRUE"
            select, asked = self._selection(condition, orders[number]), [written(step.expression), step.most]
            if number == first == 1:
                select = _WIDER.replace("{found}", select.replace("{columns}", "id, facet_terms, words"))
                asked.insert(0, written(steps[0].expression))
            parts.append(f"step{number} AS MATERIALIZED ({select.replace('{columns}', 'id, facet_terms')})")
            parameters += asked
        if first:
            select = self._selection(_NARROW_IS_NEEDED, orders[0]).replace("{columns}", "id, facet_terms")
            parts.append(f"step0 AS MATERIALIZED ({select})")
            parameters += [steps[1].most, steps[1].most, written(steps[0].expression), steps[0].most]
        number_of = {1: "CASE WHEN is_narrow THEN 0 ELSE 1 END"} if first else {}
        selects = (
            "SELECT {number}, id, facet_terms FROM {step}".replace("{step}", f"step{one}").replace(
                "{number}", number_of.get(one, str(one))
            )
            for one in range(len(steps))
        )
        return self._distinct(self._run(" ".join(["WITH", ", ".join(parts), " UNION ALL ".join(selects)]), parameters))

    def _selection(self, condition: str, order: str) -> str:
        return _FIND.replace("{condition}", condition).replace("{order}", order)

    def _orders(self, steps: Sequence[Step]) -> list[str]:
        """How the documents of each step are come by: in order, or gathered and then sorted.

        What is common is found soonest by walking through the documents in order, the rest by gathering all that the
        GIN index names. Left alone the planner turns to walking too early, and walks through half the table: for 1,001
        of 2,000 documents among 100,000 that took 30 ms, gathering 2. Both take the same where the number that is found
        is the root of half of all documents times how many are wanted.
        """
        leaves = list(dict.fromkeys(leaf for step in steps for leaf in _leaves(step.expression)))
        select, more = _ROWS
        plan = self._run(select + more * len(leaves), [written(leaf) for leaf in leaves])[0][0][0]["Plan"]
        whole, *found = (part["Plan Rows"] for part in plan["Plans"])
        rows = dict(zip(leaves, found, strict=True))
        return [
            _GATHER if _estimate(step.expression, rows, whole) < sqrt(whole * step.most / 2) else _WALK
            for step in steps
        ]


def indexed_words(document: Document) -> str:
    """Write a document as a tsvector of PostgreSQL: search words with their positions from 1, facet terms without."""
    positions: dict[str, list[str]] = {}
    for place, word in enumerate(document.words, start=1):
        positions.setdefault(word, []).append(str(place))
    positioned = (f"'{word}':{','.join(places)}" for word, places in positions.items())
    return " ".join([*positioned, *map(_quoted, (*document.facet_terms, kind_term(document.thing)))])


def _quoted(word: str) -> str:
    return f"'{word}'"  # search words are letters and digits, facet terms also have = and -


def written(expression: Expression) -> str:
    """The expression as PostgreSQL writes a tsquery; every word is quoted, so that none is taken for an operator."""
    match expression:
        case Word(word):
            return _quoted(word)
        case Beginning(letters):
            return f"{_quoted(letters)}:*"
        case Phrase(words):
            return f"({' <-> '.join(map(_quoted, words))})"
        case All(parts):
            return f"({' & '.join(map(written, parts))})"
        case Any(parts):
            return f"({' | '.join(map(written, parts))})"


def _leaves(expression: Expression) -> Iterator[Word | Beginning]:
    """The words of which the planner knows how many documents have them."""
    match expression:
        case Phrase(words):
            yield from map(Word, words)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _leaves(part)
        case _:
            yield expression


def _estimate(expression: Expression, rows: Mapping[Word | Beginning, float], whole: float) -> float:
    """How many documents an expression finds, from those of its words, among `whole`.

    Unlike the planner's own estimate, which takes the words of a phrase for strangers: they come together, so that a
    phrase is nearly as frequent as its rarest word. Of a name and the concept it stands for it is the other way round:
    they are found in much the same documents.
    """
    match expression:
        case Phrase(words):
            return min(rows[Word(word)] for word in words)
        case All(parts):
            return whole * prod(_estimate(part, rows, whole) / whole for part in parts)
        case Any(parts):
            return max(_estimate(part, rows, whole) for part in parts)
        case _:
            return rows[expression]
