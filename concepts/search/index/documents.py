"""What is searched: one document for each thing readers can open, with its words and what it can be narrowed by."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

from concepts.models import Statement
from concepts.search.index.words import index_words, search_fold
from sources.languages import COLUMN, Language

LONGEST_TEXT = 20_000  # code points of one text that are searched; no citation is as long
COPIES = 500  # the worth from which on documents are passages that only copy earlier ones
BORDER = "="  # stands between the texts of a document, so that no phrase reaches from one into the next


class Thing(IntEnum):
    """The kinds of things that can be found, one document each; their numbers are part of the ids in the index.

    A number is never used for another kind. Statements have the names of `Statement.Kind`. What else a kind needs is in
    `index.kinds` and `results.kinds`; CONTRIBUTING.md has the steps ("A kind to be found").
    """

    CONCEPT = 0
    QUESTION = 1
    DISTINCTION = 2
    DEFINITION = 3
    CHARACTERISTIC = 4
    RELATION = 5
    POSITION = 6
    DIMENSION = 7
    TAG = 8
    SOURCE = 9
    ARTICLE = 10
    PASSAGE = 11

    @property
    def type(self) -> str:
        """The name in addresses and JSON."""
        return self.name.lower()


STATEMENTS: dict[str, Thing] = {kind.value: Thing[kind.name] for kind in Statement.Kind}
Key = tuple[Thing, int]  # what a document is of: its kind, and its id in the table of that kind


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to be found.

    `worth` sorts by editorial worth, from 0, the best; it is
    below 1,024. `texts` are those readers see. What it can be narrowed by are ids of concepts, dimensions and sources,
    and the languages of its sources. `version` is another whenever the texts may be others.
    """

    thing: Thing
    id: int
    worth: int
    texts: Sequence[str]
    concepts: Sequence[int] = ()
    dimensions: Sequence[int] = ()
    sources: Collection[int] = ()
    languages: Collection[str] = ()
    version: int = 0

    @property
    def key(self) -> Key:
        """What it is a document of."""
        return self.thing, self.id

    @property
    def marks(self) -> list[str]:
        """What the document can be narrowed by, as search words that no text has; but for its type, see `kind_mark`."""
        marks = [mark("concept", id) for id in self.concepts]
        marks += [mark("dimension", id) for id in self.dimensions]
        marks += [mark("source", id) for id in sorted(self.sources)]
        return marks + [language_mark(language) for language in sorted(self.languages)]

    @property
    def words(self) -> list[str]:
        """The search words of its texts."""
        words: list[str] = []
        for text in self.texts:
            if text:
                words += [BORDER] * bool(words) + index_words(search_fold(text[:LONGEST_TEXT]))
        return words


def kind_mark(thing: Thing) -> str:
    """The search word of all documents of a type; their ids tell it as well."""
    return mark("kind", thing.value)


def language_mark(language: str) -> str:
    """The search word of all documents with sources in a language."""
    return mark("language", COLUMN[Language(language)])


def mark(key: str, value: int | str) -> str:
    """The search word of one value of a facet: `=c12` for the concept with id 12."""
    return f"={key[0]}{value}"
