"""The index in PostgreSQL: a table with the search words of each document as a tsvector, and a GIN index on them."""

from collections.abc import Iterable, Sequence

from concepts.search.documents import Document, kind_mark
from concepts.search.expressions import All, Any, Beginning, Expression, Phrase, Word
from concepts.search.index import Index, document_id

_CREATE = (
    "CREATE TABLE {entries} (id bigint PRIMARY KEY, version bigint NOT NULL, marks text NOT NULL,"
    " words tsvector NOT NULL)"
)
_INDEX = "CREATE INDEX {words} ON {entries} USING gin (words)"
_ADD = (
    "INSERT INTO {entries} SELECT id, version, marks, words::tsvector"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) AS rows (id, version, marks, words)"
)
_FIND = "SELECT %s AS step, id, marks FROM {entries} WHERE {unless}words @@ %s::tsquery ORDER BY id LIMIT %s"


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

    def _selection(self, unless: str) -> str:
        return _FIND.replace("{unless}", f"NOT ({unless}) AND " if unless else "")

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
