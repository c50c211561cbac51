"""The index: which documents have which search words, behind one interface for both databases.

An index is tables of its own, named by a generation, which migrations do not know: all of it follows from the content,
so that a new one is built beside the old one and takes its place (concepts/search/index/maintenance.py). Ids are in
order of editorial worth, and a search gives the first of them: what is cut off where many match is worth least.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from concepts.search.index.documents import Document, Key, Thing
from concepts.search.index.expressions import Expression

# An id is a positive number of 63 bits: worth, turn, type and the id of the thing itself. The turn sets apart what is
# written again: SQLite cannot take the words of a document out of its index without being told them, so the old id is
# left to point nowhere and the document comes back under a new one.
_OBJECT_BITS, _TYPE_BITS, _TURN_BITS = 32, 4, 17
MOST_TURNS = 2**_TURN_BITS - 1
MOST_KINDS = 2**_TYPE_BITS  # their numbers are below


def document_id(document: Document, turn: int) -> int:
    """The id of a document in the index; `turn` is at most MOST_TURNS."""
    above = (document.worth << _TURN_BITS | turn) << _TYPE_BITS | document.thing
    return above << _OBJECT_BITS | document.id


def key_of(id: int) -> Key:
    """The thing that an id in the index stands for."""
    return Thing(id >> _OBJECT_BITS & 2**_TYPE_BITS - 1), id & 2**_OBJECT_BITS - 1


def thing_of(id: int) -> int:
    """The type of the thing that an id stands for, a value of Thing."""
    return id >> _OBJECT_BITS & 2**_TYPE_BITS - 1


def worth_of(id: int) -> int:
    """The editorial worth of a document, 0 the best."""
    return id >> _OBJECT_BITS + _TYPE_BITS + _TURN_BITS


class Step(NamedTuple):
    """One part of a search: the first `most` documents, in order of worth, that the expression finds.

    A fallback is left out where an earlier step finds anything.
    """

    expression: Expression
    most: int
    is_fallback: bool = False


class Candidate(NamedTuple):
    """A document that was found: by which step, from 0; its id in the index; its marks with blanks between them."""

    step: int
    id: int
    marks: str


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
    def add(self, documents: Iterable[Document], turn: int) -> None:
        """Adds documents that are not in the index under the same turn."""

    @abstractmethod
    def settle(self) -> None:
        """Puts in order what many additions have left; slow, once after a build."""

    @abstractmethod
    def find(self, steps: Sequence[Step]) -> list[Candidate]:
        """What the steps find, each document once, by the first step that finds it.

        Of steps that are no fallbacks each finds what the one before it finds.
        """

    def _distinct(self, rows: Iterable[tuple[Any, ...]]) -> list[Candidate]:
        """The candidates of rows of step, id and marks, each document once; those of the first steps come first."""
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
            lot = chosen[place : place + 500]
            self._run("DELETE FROM {entries} WHERE id IN (%s)".replace("%s", ", ".join(["%s"] * len(lot))), lot)

    def versions(self) -> dict[Key, tuple[int, int]]:
        """Of each thing in the index its id there and the version that was added."""
        rows = self._run("SELECT id, version FROM {entries}")
        return {key_of(id): (id, version) for id, version in rows}
