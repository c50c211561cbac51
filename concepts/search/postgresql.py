"""The index in PostgreSQL: a table with the search words of each document as a tsvector, and a GIN index on them."""

from collections.abc import Iterable, Sequence
from math import sqrt

from concepts.search.documents import Document, kind_mark
from concepts.search.expressions import All, Any, Beginning, Expression, Phrase, Word
from concepts.search.index import Index, Step, document_id

_CREATE = (
    "CREATE TABLE {entries} (id bigint PRIMARY KEY, version bigint NOT NULL, marks text NOT NULL,"
    " words tsvector NOT NULL)"
)
_INDEX = "CREATE INDEX {words} ON {entries} USING gin (words)"
_ADD = (
    "INSERT INTO {entries} SELECT id, version, marks, words::tsvector"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) AS rows (id, version, marks, words)"
)
_IN_ORDER = "SELECT %s AS step, id, marks FROM {entries} WHERE {unless} AND words @@ %s::tsquery ORDER BY id LIMIT %s"
# No index has this order: the planner has to gather all that are found, and sorts them.
_GATHERED = _IN_ORDER.replace("ORDER BY id", "ORDER BY id + 0")
_ESTIMATE = ("SELECT 1 FROM {entries}", " UNION ALL SELECT 1 FROM {entries} WHERE words @@ %s::tsquery")


class PostgresIndex(Index):
    """Words are given with their positions and never parsed by the server, whose parsers do not split Chinese.

    PostgreSQL keeps the first 256 positions of a word in a document, and none above 16,383: phrases further on in a
    very long passage are not found.
    """

    def create(self) -> None:
        self.drop()
        self._run(_CREATE)

    def drop(self) -> None:
        self._run("DROP TABLE IF EXISTS {entries}")

    def add(self, documents: Iterable[Document], turn: int) -> None:
        rows = [(document_id(one, turn), one) for one in documents]
        columns = (
            [id for id, _ in rows],
            [one.version for _, one in rows],
            [" ".join(one.marks) for _, one in rows],
            [vector(one.words, [*one.marks, kind_mark(one.thing)]) for _, one in rows],
        )
        self._run(_ADD, columns)

    def settle(self) -> None:
        # An index is made several times as fast at once as row by row; and without statistics the planner takes a
        # common word for a rare one.
        self._run(_INDEX)
        self._run("ANALYZE {entries}")

    _always = "TRUE"

    def _selections(self, steps: Sequence[Step]) -> list[str]:
        """Chooses how each step is found, by the planner's own estimates of how many documents it finds.

        Common words are found soonest by walking through the documents in order, others by gathering all that the GIN
        index names. Left alone the planner turns to walking too early, and walks through half the table: for 1,001 of
        2,000 documents among 100,000 that took 30 ms, gathering 2. Both take the same where `found` is the root of
        half the documents times how many are wanted.
        """
        select, more = _ESTIMATE
        asked = [self._written(step.expression) for step in steps]
        plan = self._run(f"EXPLAIN (FORMAT JSON) {select}{more * len(steps)}", asked)[0][0][0]["Plan"]
        documents, *estimates = [part["Plan Rows"] for part in plan["Plans"]]
        return [
            _GATHERED if found < sqrt(documents * step.most / 2) else _IN_ORDER
            for step, found in zip(steps, estimates, strict=True)
        ]

    def _unless(self, condition: str) -> str:
        return f"NOT ({condition})"

    def _written(self, expression: Expression) -> str:
        return written(expression)


def vector(words: Sequence[str], marks: Sequence[str]) -> str:
    """A document as PostgreSQL writes a tsvector: each search word with its positions from 1, each mark without."""
    positions: dict[str, list[str]] = {}
    for place, word in enumerate(words, start=1):
        positions.setdefault(word, []).append(str(place))
    return " ".join([*(f"'{word}':{','.join(places)}" for word, places in positions.items()), *map(_quoted, marks)])


def _quoted(word: str) -> str:
    return f"'{word}'"  # search words are letters and digits, marks have = and - besides


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
