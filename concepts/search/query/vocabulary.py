"""Loads what is needed to understand queries: names, questions, distinctions and our own words.

Loaded in a few queries, and renewed by reading only what a write to the index has changed (`results.context`). All of
it follows from rows that are documents of the index, and a document is written anew whenever what stands here changes.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import TypeVar

from concepts.models import Label
from concepts.search.index.documents import STATEMENTS, Key, Thing
from concepts.search.index.names import LabelRow, Names, concepts_by_name, load_labels
from concepts.search.query.dimension_names import DimensionNames, load_dimension_names
from concepts.search.query.known_rows import (
    load_near_concepts,
    load_other_names,
    load_questions,
    load_scope_notes,
    load_statements,
)
from concepts.search.query.spelling import SpellingCorrector
from concepts.search.query.topics import Topics, sort_topics
from sources.text import search_fold

SPELLING = "made_spelling"  # what is made of a vocabulary is kept beside its fields under these names
MADE_OF_LABELS = ("names", "name_words", "names_of")
Kept = TypeVar("Kept", bound=Hashable)
Value = TypeVar("Value")
_making_spelling = Lock()


@dataclass(frozen=True)
class QueryVocabulary:
    """What queries are understood with, at one moment; never changed, shared by threads.

    `underlying` are the statements on the sides of each distinction, and those that each position or finding rests on,
    by ids, with the sides of these.
    `dimensions` are the names of dimensions, `scope_notes` those of each concept in both languages, `near` the concepts
    that are broader than each or related to it, `text_names` the
    names of concepts as texts have them, `texts` our own texts by what they belong to, `other_names` the names of
    dimensions and tags. What only some queries need is made when the first of them does.
    """

    labels: tuple[LabelRow, ...]
    text_names: Names
    topics: Topics
    underlying: Mapping[int, tuple[int, ...]]
    dimensions: DimensionNames
    scope_notes: Mapping[int, tuple[str, str]]
    near: Mapping[int, frozenset[int]]
    texts: Mapping[Key, tuple[str, ...]] = field(repr=False)
    other_names: tuple[str, ...] = field(repr=False)

    @cached_property
    def names(self) -> Names:
        """The names of concepts as queries have them: also in pinyin."""
        return self.text_names.with_sounds(_sounds(self.labels))

    @property
    def spelling(self) -> SpellingCorrector:
        """Corrects queries to our own words. One thread makes it, others wait."""
        if (made := vars(self).get(SPELLING)) is None:
            with _making_spelling:
                if (made := vars(self).get(SPELLING)) is None:
                    made = SpellingCorrector.from_texts(_folded(self.texts.values()), self.known_names)
                    vars(self)[SPELLING] = made
        return made

    @property
    def known_names(self) -> list[str]:
        """The folded names that queries are corrected to: those of concepts without hidden ones, and other names."""
        shown = [label.folded for label in self.labels if label.role != Label.Role.HIDDEN.value]
        return [*shown, *map(search_fold, self.other_names)]

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The names that are one word in Latin letters."""
        return frozenset(label.folded for label in self.labels if label.folded.isascii() and " " not in label.folded)

    @cached_property
    def names_of(self) -> Mapping[int, tuple[str, ...]]:
        """The folded names of each concept, preferred ones first, without hidden ones."""
        found: dict[int, list[str]] = defaultdict(list)
        for label in sorted(self.labels, key=lambda label: not _is_preferred(label)):
            if label.role != Label.Role.HIDDEN.value:
                found[label.concept].append(label.folded)
        return {concept: tuple(names) for concept, names in found.items()}

    def take_over(
        self, known: "QueryVocabulary", gone: Iterable[Sequence[str]], added: Iterable[Sequence[str]]
    ) -> None:
        """Make what queries have asked of an earlier vocabulary, at once, from what was made for it.

        `gone` are the texts of it that are no longer there, `added` those that are there in their places.
        """
        same_labels = self.labels is known.labels
        if same_labels:
            vars(self).update({name: made for name, made in vars(known).items() if name in MADE_OF_LABELS})
        with _making_spelling:
            spelling = vars(known).get(SPELLING)
        if spelling is not None:
            names = None if same_labels and self.other_names == known.other_names else self.known_names
            vars(self)[SPELLING] = spelling.changed(gone=_folded(gone), added=_folded(added), names=names)


def load_query_vocabulary() -> QueryVocabulary:
    """Load all of it from the database, in some ten queries."""
    labels = tuple(load_labels())
    names = Names(concepts_by_name(labels))
    statements, questions = load_statements(), load_questions(names)
    return QueryVocabulary(
        labels=labels,
        text_names=names,
        topics=Topics(sort_topics((*statements.topics, *questions.topics)), statements.findings),
        underlying=statements.underlying,
        dimensions=load_dimension_names(),
        scope_notes=load_scope_notes(),
        near=load_near_concepts(),
        texts={**questions.texts, **statements.texts},
        other_names=load_other_names(),
    )


def renew_query_vocabulary(known: QueryVocabulary, keys: Set[Key]) -> QueryVocabulary:
    """Return what is known with what stands under the keys read again, or forgotten where it is gone.

    Costs what the keys cost, but for names: where one of a concept changes, all names are read again.
    """
    things = {thing for thing, _id in keys}
    labels, names, notes, near = known.labels, known.text_names, known.scope_notes, known.near
    if Thing.CONCEPT in things:
        notes, near = load_scope_notes(), load_near_concepts()
        if (now := tuple(load_labels())) != labels:
            labels, names = now, Names(concepts_by_name(now))
    dimensions, other_names = known.dimensions, known.other_names
    if things & {Thing.DIMENSION, Thing.TAG}:
        dimensions, other_names = load_dimension_names(), load_other_names()
    statement_ids = {row_id for thing, row_id in keys if thing in STATEMENTS.values()}
    statements = load_statements(statement_ids)
    questions = load_questions(names, {row_id for thing, row_id in keys if thing is Thing.QUESTION})
    texts = {**questions.texts, **statements.texts}
    found = replace(
        known,
        labels=labels,
        text_names=names,
        topics=known.topics.changed(keys, (*statements.topics, *questions.topics), statements.findings),
        underlying=_put(known.underlying, statement_ids, statements.underlying),
        dimensions=dimensions,
        scope_notes=notes,
        near=near,
        texts=_put(known.texts, keys, texts),
        other_names=other_names,
    )
    found.take_over(known, [known.texts[key] for key in keys if key in known.texts], texts.values())
    return found


def _put(known: Mapping[Kept, Value], keys: Iterable[Kept], new: Mapping[Kept, Value]) -> dict[Kept, Value]:
    """Return what is known without some keys, and with what is new."""
    found = dict(known)
    for key in keys:
        found.pop(key, None)
    found.update(new)
    return found


def _folded(texts: Iterable[Iterable[str]]) -> Iterator[str]:
    for some in texts:
        yield from map(search_fold, some)


def _is_preferred(label: LabelRow) -> bool:
    return label.role == Label.Role.PREFERRED.value


def _sounds(labels: Iterable[LabelRow]) -> dict[str, list[int]]:
    """Map each sound to the concepts that prefer a name of that sound, else to all that have one.

    Whole syllables come before initials.
    """
    found: list[dict[str, list[int]]] = [{}, {}, {}, {}]
    for label in labels:
        for number, sound in enumerate(label.sounds):
            ids = found[2 * number + (not _is_preferred(label))].setdefault(sound, [])
            if label.concept not in ids:
                ids.append(label.concept)
    preferred, others, initials, other_initials = found
    return other_initials | initials | others | preferred
