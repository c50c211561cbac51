"""The index in SQLite: a full-text table (FTS5) without texts, beside a table of documents and their facet terms."""

from collections import Counter
from collections.abc import Collection, Sequence

from django.db import connection

from concepts.search.index.documents import Document, kind_term
from concepts.search.index.expressions import AllOf, AnyOf, Expression, Phrase, Prefix, SearchWord, leaves
from concepts.search.index.interface import (
    PAST_EVERY_WORD,
    TABLES,
    Index,
    IndexQuery,
    SqlValue,
    all_words,
    count_words,
    document_id,
    list_of,
)

# FTS5's `ascii` tokenizer takes every character outside ASCII for a letter, whatever Unicode its release knows: we cut
# words ourselves, and it only has to split at blanks. Sizes of documents are not kept, since nothing ranks by them.
CREATE = (
    "CREATE TABLE {entries} (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, facet_terms TEXT NOT NULL)",
    """CREATE VIRTUAL TABLE {words} USING fts5(words, content='', columnsize=0, tokenize="ascii tokenchars '=-'")""",
    "CREATE TABLE {lists} (id INTEGER PRIMARY KEY, words TEXT NOT NULL)",
    "CREATE TABLE {counts} (word TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE {gone} (id INTEGER PRIMARY KEY)",
)
# After a build no word of a document that is gone is left, so that FTS5 itself knows the counts.
_VOCABULARY = "CREATE VIRTUAL TABLE temp.search_vocabulary USING fts5vocab(main, {words}, row)"
_COUNT = (
    "DELETE FROM {counts}",
    "INSERT INTO {counts} SELECT term, doc FROM temp.search_vocabulary",
    "DROP TABLE temp.search_vocabulary",
)
_ADD_TO_COUNT = (
    "INSERT INTO {counts} VALUES (%s, %s) ON CONFLICT (word) DO UPDATE SET documents = documents + excluded.documents"
)
_FIND = (
    "SELECT rowid AS id FROM {words}"
    " WHERE words MATCH {expression} AND rowid NOT IN (SELECT id FROM {gone}) ORDER BY rowid LIMIT %s"
)
# To find a beginning, FTS5 first puts together all documents of all its words; of the words themselves it reads only as
# many documents as are wanted. So their words, which the counts know, stand in its place, unless they are very many.
MOST_WORDS = 1_000
_BEGINNING_AS_WORDS = (
    "replace({expression}, %s, (SELECT CASE WHEN count(*) BETWEEN 1 AND %s"
    """ THEN '(' || group_concat('"' || word || '"', ' OR ') || ')' ELSE %s END"""
    " FROM {counts} WHERE word >= %s AND word < %s))"
)


class SqliteIndex(Index):
    """Words that were removed stay in the full-text table, their id in `gone`; the next build leaves both behind."""

    def create(self) -> None:
        self.drop()
        for statement in CREATE:
            self._execute(statement)

    def drop(self) -> None:
        for name in TABLES:
            self._execute(f"DROP TABLE IF EXISTS {{{name}}}")

    def add(self, documents: Collection[Document], batch: int) -> None:
        # In order of ids: FTS5 has to write out what it holds whenever a smaller one follows a greater one.
        rows = sorted((document_id(document, batch), document) for document in documents)
        entries = [(index_id, document.version, " ".join(document.facet_terms)) for index_id, document in rows]
        words = [(index_id, indexed_words(document)) for index_id, document in rows]
        lists = [(index_id, " ".join(all_words(document))) for index_id, document in rows]
        with connection.cursor() as cursor:
            cursor.executemany(self._sql("INSERT INTO {entries} VALUES (%s, %s, %s)"), entries)
            cursor.executemany(self._sql("INSERT INTO {words} (rowid, words) VALUES (%s, %s)"), words)
            cursor.executemany(self._sql("INSERT INTO {lists} VALUES (%s, %s)"), lists)
            if batch:  # the words of a build are counted at its end
                cursor.executemany(self._sql(_ADD_TO_COUNT), list(count_words(documents).items()))

    def optimize(self) -> None:
        self._execute("INSERT INTO {words} ({words}) VALUES ('optimize')")
        for statement in (_VOCABULARY, *_COUNT):
            self._execute(statement)

    def _remove(self, ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                self._sql("SELECT words FROM {lists} WHERE id IN {list}".replace("{list}", list_of(ids))), ids
            )
            gone = Counter(word for (words,) in cursor.fetchall() for word in words.split(" "))
            rows = [(count, word) for word, count in gone.items()]
            cursor.executemany(self._sql("UPDATE {counts} SET documents = documents - %s WHERE word = %s"), rows)
            for statement in ("DELETE FROM {entries} WHERE id IN {list}", "DELETE FROM {lists} WHERE id IN {list}"):
                cursor.execute(self._sql(statement.replace("{list}", list_of(ids))), ids)
            cursor.executemany(self._sql("INSERT OR IGNORE INTO {gone} VALUES (%s)"), [(index_id,) for index_id in ids])

    def _select(self, query: IndexQuery) -> tuple[str, list[SqlValue]]:
        sql = "%s"
        parameters: list[SqlValue] = [fts5_expression(query.expression)]
        for prefix in {leaf for leaf in leaves(query.expression) if isinstance(leaf, Prefix)}:
            sql = _BEGINNING_AS_WORDS.replace("{expression}", sql)
            written = fts5_expression(prefix)
            parameters += [written, MOST_WORDS, written, prefix.letters, prefix.letters + PAST_EVERY_WORD]
        return _FIND.replace("{expression}", sql), parameters


def indexed_words(document: Document) -> str:
    """Return all search words of a document, its facet terms behind those of its texts."""
    return " ".join([*document.words, *document.facet_terms, kind_term(document.thing)])


def fts5_expression(expression: Expression) -> str:
    """Write the expression in the grammar of FTS5; every word is quoted, so that none is taken for an operator."""
    match expression:
        case SearchWord(word):
            return f'"{word}"'
        case Prefix(letters):
            return f'"{letters}"*'
        case Phrase(words):
            return f'"{" ".join(words)}"'
        case AllOf(parts):
            return f"({' AND '.join(map(fts5_expression, parts))})"
        case AnyOf(parts):
            return f"({' OR '.join(map(fts5_expression, parts))})"
