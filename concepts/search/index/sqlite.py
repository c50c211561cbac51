"""The index in SQLite: a full-text table (FTS5) without texts, beside a table of documents and their facet terms."""

from collections.abc import Iterable, Sequence

from django.db import connection

from concepts.search.index.documents import Document, kind_term
from concepts.search.index.expressions import All, Any, Beginning, Expression, Phrase, Word
from concepts.search.index.interface import Candidate, Index, Step, document_id

# FTS5's `ascii` tokenizer takes every character outside ASCII for a letter, whatever Unicode its release knows: words
# are cut by us, and it only has to split at blanks. Sizes of documents are not kept, since nothing ranks by them there.
CREATE = (
    "CREATE TABLE {entries} (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, facet_terms TEXT NOT NULL)",
    """CREATE VIRTUAL TABLE {words} USING fts5(words, content='', columnsize=0, tokenize="ascii tokenchars '=-'")""",
)
_FIND = (
    "SELECT %s AS step, e.id, e.facet_terms FROM {words} w CROSS JOIN {entries} e ON e.id = w.rowid"
    " WHERE w.words MATCH {asked} ORDER BY w.rowid LIMIT %s"
)
# The condition stands inside the value that is matched: outside it would be asked for every document, and as a table of
# the join it would make SQLite sort what comes in order already. No document has the word ==.
_UNLESS = "(SELECT CASE WHEN {condition} THEN '\"==\"' ELSE %s END)"


class SqliteIndex(Index):
    """Words that were removed stay in the full-text table and point to no entry; the next build leaves them behind."""

    def create(self) -> None:
        self.drop()
        for statement in CREATE:
            self._run(statement)

    def drop(self) -> None:
        self._run("DROP TABLE IF EXISTS {words}")
        self._run("DROP TABLE IF EXISTS {entries}")

    def add(self, documents: Iterable[Document], batch: int) -> None:
        # In order of ids: FTS5 has to write out what it holds whenever a smaller one follows a greater one.
        rows = sorted((document_id(one, batch), one) for one in documents)
        entries = [(id, one.version, " ".join(one.facet_terms)) for id, one in rows]
        words = [(id, indexed_words(one)) for id, one in rows]
        with connection.cursor() as cursor:
            cursor.executemany(self._sql("INSERT INTO {entries} VALUES (%s, %s, %s)"), entries)
            cursor.executemany(self._sql("INSERT INTO {words} (rowid, words) VALUES (%s, %s)"), words)

    def settle(self) -> None:
        self._run("INSERT INTO {words} ({words}) VALUES ('optimize')")

    def find(self, steps: Sequence[Step]) -> list[Candidate]:
        """As everywhere; one query."""
        parts: list[str] = []
        parameters: list[object] = []
        for number, step in enumerate(steps):
            earlier = " OR ".join(
                "EXISTS (SELECT 1 FROM {step})".replace("{step}", f"step{one}") for one in range(number)
            )
            asked = _UNLESS.replace("{condition}", earlier) if step.is_fallback and earlier else "%s"
            parts.append(f"step{number} AS MATERIALIZED ({_FIND.replace('{asked}', asked)})")
            parameters += [number, written(step.expression), step.most]
        selects = ("SELECT * FROM {step}".replace("{step}", f"step{one}") for one in range(len(steps)))
        return self._distinct(self._run(" ".join(["WITH", ", ".join(parts), " UNION ALL ".join(selects)]), parameters))


def indexed_words(document: Document) -> str:
    """Return all search words of a document, with its facet terms behind those of its texts."""
    return " ".join([*document.words, *document.facet_terms, kind_term(document.thing)])


def written(expression: Expression) -> str:
    """The expression in FTS5's grammar; every word is quoted, so that none is taken for an operator."""
    match expression:
        case Word(word):
            return f'"{word}"'
        case Beginning(letters):
            return f'"{letters}"*'
        case Phrase(words):
            return f'"{" ".join(words)}"'
        case All(parts):
            return f"({' AND '.join(map(written, parts))})"
        case Any(parts):
            return f"({' OR '.join(map(written, parts))})"
