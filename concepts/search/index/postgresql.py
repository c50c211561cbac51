"""The index in PostgreSQL: a table with the search words of each document as a tsvector, and a GIN index on them."""

from collections.abc import Collection, Sequence

from concepts.search.index.documents import Document, kind_term
from concepts.search.index.expressions import AllOf, AnyOf, Expression, Phrase, Prefix, SearchWord
from concepts.search.index.interface import (
    Index,
    IndexQuery,
    SqlValue,
    count_words,
    document_id,
    list_of,
)

CREATE = (
    "CREATE TABLE {entries} (id bigint PRIMARY KEY, version bigint NOT NULL, facet_terms text NOT NULL,"
    " words tsvector NOT NULL)",
    # In the order of code points, as on SQLite, whatever the database sorts by.
    'CREATE TABLE {counts} (word text COLLATE "C" PRIMARY KEY, documents bigint NOT NULL)',
)
_INDEX = "CREATE INDEX {words} ON {entries} USING gin (words)"
_ADD = (
    "INSERT INTO {entries} SELECT id, version, facet_terms, words::tsvector"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) AS rows (id, version, facet_terms, words)"
)
WALKED_FROM = 7  # documents for each that is wanted; where fewer are found, gathering them is faster
_COUNT = (
    "DELETE FROM {counts}",
    "INSERT INTO {counts} SELECT word, ndoc FROM ts_stat('SELECT words FROM {entries}')",
)
_ADD_TO_COUNT = (
    "INSERT INTO {counts} AS known SELECT * FROM unnest(%s::text[], %s::bigint[])"
    " ON CONFLICT (word) DO UPDATE SET documents = known.documents + excluded.documents"
)
_REMOVE = (
    "WITH gone AS (DELETE FROM {entries} WHERE id IN {list} RETURNING words), less AS"
    " (SELECT word, count(*) AS documents FROM gone, unnest(tsvector_to_array(words)) AS word GROUP BY word)"
    " UPDATE {counts} AS known SET documents = known.documents - less.documents FROM less WHERE known.word = less.word"
)
# No index has the order of `id + 0`: the planner has to gather all documents that are found, and sorts them.
_WALK, _GATHER = "id", "id + 0"
_FIND = "SELECT id FROM {entries} WHERE words @@ %s::tsquery ORDER BY {order} LIMIT %s"


class PostgresIndex(Index):
    """Words are given with their positions and never parsed by the server, whose parsers do not split Chinese.

    PostgreSQL keeps the first 256 positions of a word in a document, and none above 16,383: phrases further on in a
    very long passage are not found.
    """

    def create(self) -> None:
        self.drop()
        for statement in CREATE:
            self._execute(statement)

    def drop(self) -> None:
        for name in ("entries", "counts"):
            self._execute(f"DROP TABLE IF EXISTS {{{name}}}")

    def add(self, documents: Collection[Document], batch: int) -> None:
        columns = (
            [document_id(document, batch) for document in documents],
            [document.version for document in documents],
            [" ".join(document.facet_terms) for document in documents],
            [indexed_words(document) for document in documents],
        )
        self._execute(_ADD, columns)
        if batch:  # the words of a build are counted at its end
            counts = sorted(count_words(documents).items())
            self._execute(_ADD_TO_COUNT, [[word for word, _ in counts], [count for _, count in counts]])

    def optimize(self) -> None:
        # An index is made several times as fast at once as row by row; and without statistics the planner takes a
        # common word for a rare one.
        self._execute(_INDEX)
        self._execute("ANALYZE {entries}")
        for statement in _COUNT:
            self._execute(statement)

    def _remove(self, ids: Sequence[int]) -> None:
        self._execute(_REMOVE.replace("{list}", list_of(ids)), ids)

    def _select(self, query: IndexQuery) -> tuple[str, list[SqlValue]]:
        """Choose how a query comes by its documents: it walks in order, or gathers them all and then sorts.

        Common words are found fastest by walking through the documents in order, others by gathering all that the GIN
        index names. The planner by itself turns to walking too early, and walks through half the table: for 1,001 of
        2,000 documents among 100,000 that took 30 ms, gathering 2.
        """
        order = _WALK if query.estimate > WALKED_FROM * query.limit else _GATHER
        return _FIND.replace("{order}", order), [tsquery(query.expression)]


def indexed_words(document: Document) -> str:
    """Write a document as a tsvector of PostgreSQL: search words with their positions from 1, facet terms without."""
    positions: dict[str, list[str]] = {}
    for position, word in enumerate(document.words, start=1):
        positions.setdefault(word, []).append(str(position))
    positioned = (f"'{word}':{','.join(numbers)}" for word, numbers in positions.items())
    return " ".join([*positioned, *map(_quoted, (*document.facet_terms, kind_term(document.thing)))])


def _quoted(word: str) -> str:
    return f"'{word}'"  # search words are letters and digits, facet terms also have = and -


def tsquery(expression: Expression) -> str:
    """Write the expression as a tsquery of PostgreSQL; every word is quoted, so that none is taken for an operator."""
    match expression:
        case SearchWord(word):
            return _quoted(word)
        case Prefix(letters):
            return f"{_quoted(letters)}:*"
        case Phrase(words):
            return f"({' <-> '.join(map(_quoted, words))})"
        case AllOf(parts):
            return f"({' & '.join(map(tsquery, parts))})"
        case AnyOf(parts):
            return f"({' | '.join(map(tsquery, parts))})"
