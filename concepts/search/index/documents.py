"""Describes what is written to the index: a document for each thing readers can open, its words and facet terms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from concepts.models import Statement
from concepts.search.index.words import index_words
from sources.languages import COLUMN, Language
from sources.text import search_fold

LONGEST_TEXT = 20_000  # code points of one text that are searched; no citation is as long
COPY_PRIORITY = 500  # documents with this priority or a greater number are passages that copy earlier ones
TEXT_BORDER = "="  # stands between the texts of a document, so that no phrase reaches from one into the next
# Stands before each search word of a text that nobody cites. So these texts are found and counted by themselves, and
# however many they are, what is said of concepts is found, weighed and ranked as if they were not there.
UNCITED_MARK = "=="


class Thing(IntEnum):
    """The kinds of things that can be found, one document each; their numbers are part of the ids in the index.

    A number is never used for another kind. Statements have the names of `Statement.Kind`. What else a kind needs is in
    `index.kinds` and `results.kinds`; CONTRIBUTING.md has the steps ("A kind of thing to be found").
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
    FINDING = 12
    UNCITED_TEXT = 13

    @property
    def type(self) -> str:
        """The name in addresses and JSON."""
        return self.name.lower()


PLACE = "p"  # begins the facet terms that are places
STATEMENTS: dict[str, Thing] = {kind.value: Thing[kind.name] for kind in Statement.Kind}
Key = tuple[Thing, int]  # what a document is of: its kind, and its id in the table of that kind


class TextPlace(NamedTuple):
    """Where a text stands in its version, in code points; `letters` is a checksum of them, equal for copies."""

    start: int
    end: int
    letters: int

    @property
    def term(self) -> str:
        """The facet term that says so."""
        return f"={PLACE}{self.start}-{self.end}-{self.letters}"


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found, as it is written to the index.

    `priority` sorts documents by what editors think of them, from 0, the best, to 1,023. `texts` are those that readers
    see. `concepts`, `dimensions` and `sources` are ids; with the `languages` of the sources they are what searches are
    narrowed by. `version` changes whenever the texts may have changed. `place` is that of a text that nobody cites.
    """

    thing: Thing
    id: int
    priority: int
    texts: Sequence[str]
    concepts: Sequence[int] = ()
    dimensions: Sequence[int] = ()
    sources: Collection[int] = ()
    languages: Collection[str] = ()
    version: int = 0
    place: TextPlace | None = None

    @property
    def key(self) -> Key:
        """The kind and the id of the thing."""
        return self.thing, self.id

    @property
    def facet_terms(self) -> list[str]:
        """The search words, which no text has, that stand for what the document can be narrowed by, except its kind."""
        terms = [facet_term("concept", value) for value in self.concepts]
        terms += [facet_term("dimension", value) for value in self.dimensions]
        terms += [facet_term("source", value) for value in sorted(self.sources)]
        terms += [language_term(language) for language in sorted(self.languages)]
        return [*terms, self.place.term] if self.place else terms

    @property
    def words(self) -> list[str]:
        """The search words of its texts, in order, with TEXT_BORDER between two texts."""
        words: list[str] = []
        for text in self.texts:
            if text:
                words += [TEXT_BORDER] * bool(words) + index_words(search_fold(text[:LONGEST_TEXT]))
        return words if self.thing is not Thing.UNCITED_TEXT else [f"{UNCITED_MARK}{word}" for word in words]


def kind_term(thing: Thing) -> str:
    """Return the search word of all documents of a kind; their ids say it as well."""
    return facet_term("kind", thing.value)


def language_term(language: str) -> str:
    """Return the search word of all documents with sources in a language."""
    return facet_term("language", COLUMN[Language(language)])


def facet_term(key: str, value: int | str) -> str:
    """Return the search word of one value of a facet: `=c12` for the concept with id 12."""
    return f"={key[0]}{value}"


def place_of(facet_terms: str) -> TextPlace | None:
    """Return the place that is among the facet terms of a document; None where there is none."""
    term = next((term for term in facet_terms.split() if term.startswith(f"={PLACE}")), "")
    return TextPlace(*map(int, term[len(PLACE) + 1 :].split("-"))) if term else None
