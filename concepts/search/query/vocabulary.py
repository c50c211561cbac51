"""What queries are understood by: names, questions, distinctions and our own words, as they are at one moment.

Loaded in a few queries and kept under the token of the index, which every change of content renews.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q

from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.models import Concept, Dimension, Label, Question, Statement, Tag
from concepts.search.index.document_readers import count_voices
from concepts.search.index.documents import Thing
from concepts.search.index.names import LabelRow, Names, concepts_by_name, load_labels
from concepts.search.index.words import runs, search_fold, stem
from concepts.search.query.spelling import Vocabulary
from concepts.search.query.stop_words import ASKING_WHO
from concepts.search.query.topics import Topic, Topics, features_of

_JOINING = re.compile(r"\band\b|与|和")
DISTINCTION = Statement.Kind.DISTINCTION.value
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Knowledge:
    """All of it at one moment; never changed, shared by threads.

    `held` are, by distinctions and positions, the statements on their sides, or that they rest on; `dimensions` are the
    ids of dimensions by their folded names; `scope_notes` those of each concept, in both languages. `texts` and `words`
    are our own texts and names, folded.
    """

    labels: tuple[LabelRow, ...]
    topics: Topics
    held: Mapping[int, tuple[int, ...]]
    dimensions: Mapping[str, int]
    scope_notes: Mapping[int, tuple[str, str]]
    texts: tuple[str, ...] = field(repr=False)
    words: tuple[str, ...] = field(repr=False)

    @cached_property
    def text_names(self) -> Names:
        """The names of concepts as texts have them."""
        return Names(concepts_by_name(self.labels))

    @cached_property
    def names(self) -> Names:
        """The names of concepts as queries have them: in pinyin as well."""
        return Names(concepts_by_name(self.labels), _sounds(self.labels))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Our own words, for slips; made when the first is met."""
        shown = [label.folded for label in self.labels if label.role != Label.Role.HIDDEN.value]
        return Vocabulary.of(self.texts, [*shown, *self.words])

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The names that are one word in Latin letters."""
        return frozenset(label.folded for label in self.labels if label.folded.isascii() and " " not in label.folded)

    @cached_property
    def names_of(self) -> Mapping[int, tuple[str, ...]]:
        """The folded names of each concept, preferred ones first, without hidden ones."""
        found: dict[int, list[str]] = defaultdict(list)
        for label in sorted(self.labels, key=lambda label: not _preferred(label)):
            if label.role != Label.Role.HIDDEN.value:
                found[label.concept].append(label.folded)
        return {concept: tuple(names) for concept, names in found.items()}


def load_knowledge() -> Knowledge:
    """Reads all of it from the database, in some ten queries."""
    questions = list(Question.objects.order_by("rank", "slug").values_list("id", "text_en", "text_zh"))
    columns = ("id", "kind", "question", "title_en", "title_zh", "text_en", "text_zh")
    statements = list(Statement.objects.published().order_by("rank", "code").values_list(*columns))
    links = load_links([row[0] for row in statements if row[1] == DISTINCTION or row[2]])
    labels = tuple(load_labels())
    topics = [
        *_distinctions(statements, links),
        *_questions(questions, statements, links, Names(concepts_by_name(labels))),
    ]
    dimensions = list(Dimension.objects.order_by("rank", "slug").values_list("id", "name_en", "name_zh"))
    used = Q(tagged__content_object__status=Statement.Status.PUBLISHED)
    tags = list(Tag.objects.filter(used).distinct().values_list("name_en", "name_zh"))
    notes = Concept.objects.values_list("id", "scope_note_en", "scope_note_zh")
    own = [*(text for _, *texts in questions for text in texts), *(text for row in statements for text in row[3:])]
    return Knowledge(
        labels=labels,
        topics=Topics(topics),
        held={id: (*(one for _, one in tie.sides), *tie.bases) for id, tie in links.items()},
        dimensions=_by_dimension_name(dimensions),
        scope_notes={id: (en, zh) for id, en, zh in notes},
        texts=tuple(search_fold(text) for text in own if text),
        words=tuple(search_fold(name) for row in (*(one[1:] for one in dimensions), *tags) for name in row if name),
    )


def _distinctions(statements: Iterable[Row], links: Mapping[int, StatementLinks]) -> list[Topic]:
    rows = [row for row in statements if row[1] == DISTINCTION]
    voices = count_voices([row[0] for row in rows])
    return [
        Topic(
            key=(Thing.DISTINCTION, id),
            statements=(id,),
            concepts=frozenset(links.get(id, NO_LINKS).concepts),
            named=frozenset(),
            features=features_of(texts[:2]),
            more=features_of(texts[2:]),
            voices=voices[id],
        )
        for id, _, _, *texts in rows
    ]


def _questions(
    questions: Iterable[Row], statements: Iterable[Row], links: Mapping[int, StatementLinks], names: Names
) -> list[Topic]:
    bases = load_links([basis for one in links.values() for basis in one.bases])
    positions = defaultdict(list)
    for row in statements:
        if row[2]:
            positions[row[2]].append(row)
    topics = []
    for id, *texts in questions:
        folded = [search_fold(text) for text in texts]
        named = {concept for text in folded for concept in names.concepts_in(text)}
        ids = [row[0] for row in positions[id]]
        based = [bases.get(basis, NO_LINKS) for one in ids for basis in links.get(one, NO_LINKS).bases]
        topics.append(
            Topic(
                key=(Thing.QUESTION, id),
                statements=tuple(ids),
                concepts=frozenset(named.union(*(one.concepts for one in based))),
                named=frozenset(named),
                features=features_of(texts),
                more=features_of(text for row in positions[id] for text in row[5:]),
                asks_who=any(word in ASKING_WHO for word in _words(folded)),
                asks_whose="whose" in _words(folded),
            )
        )
    return topics


def _words(folded: Iterable[str]) -> Iterable[str]:
    """The words and characters of folded texts."""
    for text in folded:
        for run in runs(text):
            yield from run.text if run.is_chinese else (run.text,)


def _by_dimension_name(dimensions: Iterable[Row]) -> dict[str, int]:
    """Each name of one word, and each word of two that are joined: 工作与职责 is asked for as 职责 as well."""
    found: dict[str, int] = {}
    for id, *names in dimensions:
        for part in (part for name in names for part in _JOINING.split(search_fold(name))):
            whole = [run.text if run.is_chinese else stem(run.text) for run in runs(part)]
            if len(whole) == 1:
                found.setdefault(whole[0], id)
    return found


def _preferred(label: LabelRow) -> bool:
    return label.role == Label.Role.PREFERRED.value


def _sounds(labels: Iterable[LabelRow]) -> dict[str, list[int]]:
    """The concepts each sound stands for: those that prefer a name of that sound, else all; initials come last."""
    found: list[dict[str, list[int]]] = [{}, {}, {}, {}]
    for label in labels:
        for place, sound in enumerate(label.sounds):
            ids = found[2 * place + (not _preferred(label))].setdefault(sound, [])
            if label.concept not in ids:
                ids.append(label.concept)
    preferred, others, initials, other_initials = found
    return other_initials | initials | others | preferred
