"""The index: which documents have which search words, behind one interface for both databases.

An index has tables of its own, named by its generation, which migrations do not know: all of it follows from the
content, so that a new one is built beside the old one and takes its place (see `maintenance`). Ids are in order of
priority, and a search gives the first of them: where many match, the documents with the least priority are cut off.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from concepts.search.index.documents import Document, Key, Thing
from concepts.search.index.expressions import Expression

# An id is a positive number of 63 bits: priority, batch, kind and the id of the thing itself. The batch sets apart what
# is written again: SQLite can take the words of a document out of its index only if it is given them, so the old id is
# left to point nowhere and the document comes back under a new one.
_OBJECT_BITS, _KIND_BITS, _BATCH_BITS = 32, 4, 17
MAX_BATCH = 2**_BATCH_BITS - 1  # documents of the build are of batch 0, each later change is a batch
MOST_KINDS = 2**_KIND_BITS  # their numbers are below


def document_id(document: Document, batch: int) -> int:
    """Return the id of a document in the index; `batch` is at most MAX_BATCH."""
    above = (document.priority << _BATCH_BITS | batch) << _KIND_BITS | document.thing
    return above << _OBJECT_BITS | document.id


def key_of(id: int) -> Key:
    """The thing that an id in the index stands for."""
    return Thing(id >> _OBJECT_BITS & 2**_KIND_BITS - 1), id & 2**_OBJECT_BITS - 1


def thing_of(id: int) -> int:
    """The type of the thing that an id stands for, a value of Thing."""
    return id >> _OBJECT_BITS & 2**_KIND_BITS - 1


def priority_of(id: int) -> int:
    """Return the priority of a document, 0 the best."""
    return id >> _OBJECT_BITS + _KIND_BITS + _BATCH_BITS


class Step(NamedTuple):
    """One part of a search: the first `most` documents, in order of priority, that the expression finds.

    A fallback is left out where an earlier step finds anything.
    """

    expression: Expression
    most: int
    is_fallback: bool = False


class Candidate(NamedTuple):
    """A document that was found: by which step, from 0; its id in the index; its facet terms, with blanks between."""

    step: int
    id: int
    facet_terms: str


class Index(ABC):
    """One generation of the index in the default database; writing needs a transaction, which the caller opens."""

    def __init__(self, generation: int) -> None:
        self.generation = generation

    def _sql(self, template: str) -> str:
        # Table names are made of a number of ours: nothing that anybody enters becomes part of a statement.
        return template.replace("{entries}", f"search_entries_{self.generation}").replace(
            "{words}", f"search_words_{self.generation}"
        )

    def _run(self, template: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql(template), parameters)
            return cursor.fetchall() if cursor.description else []

    @abstractmethod
    def create(self) -> None:
        """Makes the empty tables, in place of those a broken build may have left."""

    @abstractmethod
    def drop(self) -> None:
        """Removes the tables, where they are."""

    @abstractmethod
    def add(self, documents: Iterable[Document], batch: int) -> None:
        """Add documents, none of which was written in the same batch before."""

    @abstractmethod
    def settle(self) -> None:
        """Puts in order what many additions have left; slow, once after a build."""

    @abstractmethod
    def find(self, steps: Sequence[Step]) -> list[Candidate]:
        """What the steps find, each document once, by the first step that finds it.

        Of steps that are no fallbacks each finds what the one before it finds.
        """

    def _distinct(self, rows: Iterable[tuple[Any, ...]]) -> list[Candidate]:
        """The candidates of rows of step, id and facet terms, each document once, those of the first steps first."""
        # No database promises the order of a union's parts. Backwards, so that the first step has the last word.
        found = {row[1]: row for row in sorted(rows, key=itemgetter(0), reverse=True)}
        return sorted(map(Candidate._make, found.values()), key=itemgetter(0))

    def keys_of(self, expression: Expression) -> set[Key]:
        """Everything that the expression finds, without a bound."""
        return {key_of(candidate.id) for candidate in self.find([Step(expression, 2**31 - 1)])}

    def remove(self, ids: Iterable[int]) -> None:
        """Takes documents out of the index."""
        chosen = list(ids)
        for place in range(0, len(chosen), 500):
            some = chosen[place : place + 500]
            self._run("DELETE FROM {entries} WHERE id IN (%s)".replace("%s", ", ".join(["%s"] * len(some))), some)

    def versions(self) -> dict[Key, tuple[int, int]]:
        """Of each thing in the index its id there and the version that was added."""
        rows = self._run("SELECT id, version FROM {entries}")
        return {key_of(id): (id, version) for id, version in rows}
