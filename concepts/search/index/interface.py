"""The interface of the index, the same for both databases: which documents have which search words.

An index has tables of its own, named by its generation, which migrations do not know: all of it follows from the
content, so that a new one is built beside the old one and takes its place (see `maintenance`). Ids are in order of
priority, and a search gives the first of them: where many match, the documents with the least priority are cut off.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from django.db import connection

from concepts.search.index.documents import Document, Key, Thing, kind_term
from concepts.search.index.expressions import Expression, Prefix, SearchWord

# An id is a positive number of 63 bits: priority, batch, kind and the id of the thing itself. The batch sets apart what
# is written again: SQLite can take the words of a document out of its index only if it is given them, so the old id is
# left to point nowhere and the document comes back under a new one.
OBJECT_BITS, _KIND_BITS, _BATCH_BITS = 32, 4, 17
MOST_BATCHES = 2**_BATCH_BITS - 1  # documents of the build are of batch 0, each later change is a batch
MOST_KINDS = 2**_KIND_BITS  # the numbers of kinds are below this
MOST_QUERIES = 62  # that are put together: each has a bit of what found a document
REMOVED_AT_ONCE = 500  # documents; SQLite bounds the parameters of a statement
_KEY = f"(id & {2 ** (_KIND_BITS + OBJECT_BITS) - 1})"  # of an id: the kind and the id of the thing itself

# Entries are the documents with their facet terms, counts say how many documents have each word. SQLite keeps the words
# in a table of their own, the ids of documents whose words are left there though they are gone, and lists of the words
# of each document, by which those of one that is removed are taken off the counts.
TABLES = ("entries", "words", "counts", "lists", "gone")
PAST_EVERY_WORD = "\U0010ffff"  # behind the beginning of a word: no word that begins so comes after it

SqlValue = int | str | list[int] | list[str]  # a parameter of a statement


def count_words(documents: Iterable[Document]) -> Counter[str]:
    """Return how many of the documents have each search word or facet term."""
    return Counter(word for document in documents for word in all_words(document))


def all_words(document: Document) -> list[str]:
    """Return the search words and facet terms of a document, each once, in order of their characters."""
    return sorted({*document.words, *document.facet_terms, kind_term(document.thing)})


def document_id(document: Document, batch: int) -> int:
    """Return the id of a document in the index; `batch` is at most MOST_BATCHES."""
    above = (document.priority << _BATCH_BITS | batch) << _KIND_BITS | document.thing
    return above << OBJECT_BITS | document.id


def key_of(index_id: int) -> Key:
    """Return the kind and the id of the thing that an id in the index stands for."""
    return Thing(thing_of(index_id)), index_id & 2**OBJECT_BITS - 1


def thing_of(index_id: int) -> int:
    """Return the kind of the thing that an id in the index stands for, a value of Thing."""
    return index_id >> OBJECT_BITS & 2**_KIND_BITS - 1


def priority_of(index_id: int) -> int:
    """Return the priority of the document with an id in the index, 0 the best."""
    return index_id >> OBJECT_BITS + _KIND_BITS + _BATCH_BITS


class IndexQuery(NamedTuple):
    """One of the queries that are put to the index together: the first `limit` documents, in order of priority.

    `estimate` is about how many documents it finds, by which a database may choose how to find them.
    """

    expression: Expression
    limit: int
    estimate: int = 0


class Candidate(NamedTuple):
    """A document that was found: its id in the index, its facet terms with blanks between them, and what found it.

    `found_by` has a bit for each query that did: 1 for the first, 2 for the second, 4 for the third.
    """

    id: int
    facet_terms: str
    found_by: int


_FOUND = (
    "SELECT e.id, e.facet_terms, found.bits FROM"
    " (SELECT id, CAST(sum(bit) AS bigint) AS bits FROM ({selects}) AS each_found GROUP BY id) AS found"
    " JOIN {entries} e ON e.id = found.id ORDER BY e.id"
)
_BIT = "SELECT {bit} AS bit, id FROM ({select}) AS query{bit}"
_COUNTS_OF_WORDS = "SELECT 0, word, documents FROM {counts} WHERE word IN {list}"
_COUNT_OF_PREFIX = "SELECT 1, %s, sum(documents) FROM {counts} WHERE word >= %s AND word < %s"


def list_of(values: Sequence[SqlValue]) -> str:
    """Return the place of a list of parameters in a statement."""
    return f"({', '.join(['%s'] * len(values))})"


class Index(ABC):
    """One generation of the index in the default database; writing needs a transaction, which the caller opens."""

    def __init__(self, generation: int) -> None:
        self.generation = generation

    def _sql(self, template: str) -> str:
        # Table names are made of a number of ours: nothing that a reader types becomes part of a statement.
        for name in TABLES:
            template = template.replace(f"{{{name}}}", f"search_{name}_{self.generation}")
        return template

    def _execute(self, template: str, parameters: Sequence[SqlValue] = ()) -> None:
        """Execute a statement on the tables of this generation."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql(template), parameters)

    @abstractmethod
    def create(self) -> None:
        """Create the empty tables, in place of any that a broken build has left."""

    @abstractmethod
    def drop(self) -> None:
        """Remove the tables, where they exist."""

    @abstractmethod
    def add(self, documents: Collection[Document], batch: int) -> None:
        """Add documents, none of which was written in the same batch before."""

    @abstractmethod
    def optimize(self) -> None:
        """Make the index fast after many additions and count all words; slow, called once after a build."""

    @abstractmethod
    def _select(self, query: IndexQuery) -> tuple[str, list[SqlValue]]:
        """Return what selects the ids of the first documents a query finds, and its parameters before the limit."""

    def find(self, queries: Sequence[IndexQuery]) -> list[Candidate]:
        """Return what the queries find, at most MOST_QUERIES of them, each document once, in order of priority."""
        selects = []
        parameters: list[SqlValue] = []
        for number, query in enumerate(queries):
            select, selected = self._select(query)
            selects.append(_BIT.replace("{bit}", str(1 << number)).replace("{select}", select))
            parameters += [*selected, query.limit]
        statement = _FOUND.replace("{selects}", " UNION ALL ".join(selects))
        with connection.cursor() as cursor:
            cursor.execute(self._sql(statement), parameters)
            # As `Candidate._make`, for thousands of rows.
            return list(map(partial(tuple.__new__, Candidate), cursor.fetchall()))

    def keys_of(self, expression: Expression) -> set[Key]:
        """Return everything that the expression finds, however many."""
        return {key_of(candidate.id) for candidate in self.find([IndexQuery(expression, 2**31 - 1)])}

    def remove(self, ids: Iterable[int]) -> None:
        """Take documents out of the index, and their words off the counts."""
        chosen = list(ids)
        for start in range(0, len(chosen), REMOVED_AT_ONCE):
            self._remove(chosen[start : start + REMOVED_AT_ONCE])

    @abstractmethod
    def _remove(self, ids: Sequence[int]) -> None:
        """Remove at most REMOVED_AT_ONCE documents, at least one."""

    def frequencies(self, leaves: Iterable[SearchWord | Prefix]) -> dict[SearchWord | Prefix, int]:
        """Return how many documents have each of the words; one query.

        Of a beginning it is the sum over all words that begin so: a document that has two of them counts twice.
        """
        found: dict[SearchWord | Prefix, int] = dict.fromkeys(leaves, 0)
        words = [leaf.word for leaf in found if isinstance(leaf, SearchWord)]
        selects, parameters = [_COUNTS_OF_WORDS.replace("{list}", list_of(["", *words]))], ["", *words]
        for leaf in found:
            if isinstance(leaf, Prefix):
                selects.append(_COUNT_OF_PREFIX)
                parameters += [leaf.letters, leaf.letters, leaf.letters + PAST_EVERY_WORD]
        with connection.cursor() as cursor:
            cursor.execute(self._sql(" UNION ALL ".join(selects)), parameters)
            for is_prefix, text, count in cursor.fetchall():
                found[Prefix(text) if is_prefix else SearchWord(text)] = int(count or 0)
        return found

    def number_keys(self) -> None:
        """Let `versions` find the documents of some keys without a look at all others; called once after a build."""
        self._execute(f"CREATE INDEX {{entries}}_keys ON {{entries}} ({_KEY})")

    def versions(self, keys: Collection[Key] | None = None) -> dict[Key, tuple[int, int]]:
        """Return, for each thing in the index or each of these keys, its id there and the version that was added."""
        found: list[tuple[int, int]] = []
        with connection.cursor() as cursor:
            if keys is None:
                cursor.execute(self._sql("SELECT id, version FROM {entries}"))
                found = cursor.fetchall()
            else:
                numbers = [thing << OBJECT_BITS | row_id for thing, row_id in keys]
                for start in range(0, len(numbers), REMOVED_AT_ONCE):
                    some = numbers[start : start + REMOVED_AT_ONCE]
                    select = f"SELECT id, version FROM {{entries}} WHERE {_KEY} IN {list_of(some)}"  # noqa: S608
                    cursor.execute(self._sql(select), some)
                    found += cursor.fetchall()
        return {key_of(index_id): (index_id, version) for index_id, version in found}
