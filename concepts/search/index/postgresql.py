"""The index in PostgreSQL: a table with the search words of each document as a tsvector, and a GIN index on them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import prod, sqrt

from django.db import connection

from concepts.search.index.documents import Document, kind_term
from concepts.search.index.expressions import AllOf, AnyOf, Expression, Phrase, Prefix, SearchWord
from concepts.search.index.interface import (
    Candidate,
    Index,
    IndexQuery,
    SqlValue,
    count_words,
    document_id,
    list_of,
    numbered,
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
_FIND = "SELECT {columns} FROM {entries} WHERE {condition} AND words @@ %s::tsquery ORDER BY {order} LIMIT %s"
_WIDER = "SELECT id, facet_terms, words @@ %s::tsquery AS is_narrow FROM ({found}) AS found"
_NARROW_IS_NEEDED = "(SELECT count(*) FROM query1) >= %s AND (SELECT count(*) FROM query1 WHERE is_narrow) < %s / 2"
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

    def find(self, queries: Sequence[IndexQuery]) -> list[Candidate]:
        """As in the interface; two statements, the first of which asks for estimates.

        Where the second query is no fallback, it finds all that the first does, and mostly little more. Then it says of
        each document whether the first query finds it. The first query itself is put only where the second has reached
        its limit and the first finds less than half of that.
        """
        orders = self._orders(queries)
        first = 1 if len(queries) > 1 and not queries[1].is_fallback else 0
        parts: list[str] = []
        parameters: list[SqlValue] = []
        for number, query in enumerate(queries[first:], start=first):
            earlier = [numbered("NOT EXISTS (SELECT 1 FROM {query})", before) for before in range(first, number)]
            condition = " AND ".join(earlier) if query.is_fallback else "TRUE"
            select = self._select(condition, orders[number])
            if number == first == 1:
                select = _WIDER.replace("{found}", select.replace("{columns}", "id, facet_terms, words"))
                parameters.append(tsquery(queries[0].expression))
            parts.append(f"query{number} AS MATERIALIZED ({select.replace('{columns}', 'id, facet_terms')})")
            parameters += [tsquery(query.expression), query.limit]
        if first:
            select = self._select(_NARROW_IS_NEEDED, orders[0]).replace("{columns}", "id, facet_terms")
            parts.append(f"query0 AS MATERIALIZED ({select})")
            limit = queries[1].limit
            parameters += [limit, limit, tsquery(queries[0].expression), queries[0].limit]
        found_by = [str(number) for number in range(len(queries))]
        if first:
            found_by[1] = "CASE WHEN is_narrow THEN 0 ELSE 1 END"
        selects = (
            numbered("SELECT {found_by}, id, facet_terms FROM {query}", number).replace("{found_by}", found_by[number])
            for number in range(len(queries))
        )
        return self._found(" ".join(["WITH", ", ".join(parts), " UNION ALL ".join(selects)]), parameters)

    def _select(self, condition: str, order: str) -> str:
        return _FIND.replace("{condition}", condition).replace("{order}", order)

    def _orders(self, queries: Sequence[IndexQuery]) -> list[str]:
        """Return how each query comes by its documents: it walks in order, or gathers them all and then sorts.

        Common words are found fastest by walking through the documents in order, others by gathering all that the GIN
        index names. The planner by itself turns to walking too early, and walks through half the table: for 1,001 of
        2,000 documents among 100,000 that took 30 ms, gathering 2. Both take the same where the number of documents
        that are found is the square root of half of (all documents, times how many are wanted).
        """
        leaves = list(dict.fromkeys(leaf for query in queries for leaf in _leaves(query.expression)))
        whole, *found = self._estimated_rows(leaves)
        rows = dict(zip(leaves, found, strict=True))
        return [
            _GATHER if _estimate(query.expression, rows, whole) < sqrt(whole * query.limit / 2) else _WALK
            for query in queries
        ]

    def _estimated_rows(self, leaves: Sequence[SearchWord | Prefix]) -> list[float]:
        """Return how many documents there are, and how many have each of the words, as the planner estimates it."""
        select, more = _ROWS
        with connection.cursor() as cursor:
            cursor.execute(self._sql(select + more * len(leaves)), [tsquery(leaf) for leaf in leaves])
            ((plans,),) = cursor.fetchall()
        return [part["Plan Rows"] for part in plans[0]["Plan"]["Plans"]]


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


def _leaves(expression: Expression) -> Iterator[SearchWord | Prefix]:
    """Yield the words of an expression, of which the planner knows how many documents have them."""
    match expression:
        case Phrase(words):
            yield from map(SearchWord, words)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _leaves(part)
        case _:
            yield expression


def _estimate(expression: Expression, rows: Mapping[SearchWord | Prefix, float], whole: float) -> float:
    """Estimate how many of `whole` documents an expression finds, from how many have each of its words.

    The planner's own estimate takes the words of a phrase as independent of one another. They are not: a phrase is
    nearly as frequent as its rarest word. The opposite holds for a name and the concept that it stands for: they are
    found in much the same documents.
    """
    match expression:
        case Phrase(words):
            return min(rows[SearchWord(word)] for word in words)
        case AllOf(parts):
            return whole * prod(_estimate(part, rows, whole) / whole for part in parts)
        case AnyOf(parts):
            return max(_estimate(part, rows, whole) for part in parts)
        case _:
            return rows[expression]
