"""The cited passages of a text: where they lie, their numbers, and the notes that tell what each is cited for.

`load_marked` reads the places of all of them in one query, `load_notes` what is said of some of them in three.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.links import NO_LINKS, load_links
from concepts.evidence.quotations import PLACES
from concepts.evidence.wording import Addresses, reader_wording
from concepts.models import Citation, Statement
from sources.highlight import note_anchor, passage_anchor
from sources.languages import HTML_LANG, OTHER, Language, Text
from sources.models import Passage, SourceVersion

# The columns of one citation: its passage's, then its own and its statement's.
PASSAGE = (
    "passage_id", "passage__translation", "passage__translation_by", "passage__copy_of__version__source__slug",
    "passage__copy_of__version__number", "passage__copy_of__start", "passage__copy_of__end",
)  # fmt: skip
STATEMENT = (
    "stance", "attributed_to_en", "attributed_to_zh", "statement__code", "statement__kind", "statement__slug",
    "statement__mode", "statement__text_en", "statement__text_zh", "statement_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """A cited passage of a version. `number` counts them from 1 in the order of the text, the same on every page."""

    id: int
    number: int
    start: int
    end: int
    article_id: int
    copied: bool
    contradicts: bool

    @property
    def mark(self) -> str:
        """The id of its mark in the text."""
        return passage_anchor(self.start, self.end)

    @property
    def anchor(self) -> str:
        """The id of its note."""
        return note_anchor(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Use:
    """One statement that cites a passage, and the stance the passage takes."""

    code: str
    address: str
    text: Text
    stance: str
    attributed_to: Text
    advises: bool
    concepts: tuple[NamedConcept, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What a marked passage is cited for. `copy_of` is the address of the passage whose words it repeats, or empty."""

    marked: Marked
    address: str
    translation: Text
    translation_is_ours: bool
    copy_of: str
    uses: tuple[Use, ...]


def load_marked(version: SourceVersion) -> tuple[Marked, ...]:
    """The passages of the version that published statements cite, in the order of the text."""
    rows = (
        Citation.objects.filter(passage__version=version, statement__status=Statement.Status.PUBLISHED)
        .order_by("passage__start", "passage__end")
        .values_list(
            "passage_id", "passage__start", "passage__end", "passage__article_id", "passage__copy_of_id", "stance"
        )
    )
    places: dict[tuple[int, int, int, int, bool], bool] = {}
    for id, start, end, article, copy_of, stance in rows:
        place = (id, start, end, article, copy_of is not None)
        places[place] = places.get(place, False) or stance == Citation.Stance.CONTRADICTS.value
    return tuple(
        Marked(id, number, start, end, article, copied, contradicts)
        for number, ((id, start, end, article, copied), contradicts) in enumerate(places.items(), start=1)
    )


def load_notes(version: SourceVersion, marked: Sequence[Marked]) -> tuple[Note, ...]:
    """The notes of these passages, in the order given; three queries, whatever their number."""
    rows = sorted(
        Citation.objects.filter(passage__in=[one.id for one in marked], statement__status=Statement.Status.PUBLISHED)
        .order_by("statement__kind", "statement__rank", "statement__code")
        .values_list(*PASSAGE, *STATEMENT),
        key=lambda row: PLACES[row[len(PASSAGE)]],
    )
    uses = _Uses({row[-1] for row in rows})
    cited: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        cited.setdefault(row[0], []).append(row)
    of_passage = Addresses("pages:passage", "s", "1", "2", "3")
    other = HTML_LANG[OTHER[Language(version.language)]]
    notes = []
    for one in marked:
        _, translation, translation_by, *original = cited[one.id][0][: len(PASSAGE)]
        notes.append(
            Note(
                marked=one,
                address=of_passage.of(version.source.slug, version.number, one.start, one.end),
                translation=Text(translation, other),
                translation_is_ours=translation_by == Passage.TranslationBy.OURS,
                copy_of=of_passage.of(*original) if one.copied else "",
                uses=tuple(uses.of(*row[len(PASSAGE) :]) for row in cited[one.id]),
            )
        )
    return tuple(notes)


class _Uses:
    """Makes what is shown of citations by the statements with these ids; two queries."""

    def __init__(self, statements: Collection[int]) -> None:
        self._ties = load_links(statements)
        self._lexicon = load_concept_names()
        self._wording = reader_wording()
        self._distinctions = Addresses("pages:distinction", "0", "1")
        self._others = Addresses("pages:statement", "0")

    def of(
        self,
        stance: str,
        whom_en: str,
        whom_zh: str,
        code: str,
        kind: str,
        slug: str,
        mode: str,
        text_en: str,
        text_zh: str,
        id: int,
    ) -> Use:
        """One row's columns from the stance on."""
        is_distinction = kind == Statement.Kind.DISTINCTION.value
        return Use(
            code=code,
            address=self._distinctions.of(code, slug) if is_distinction else self._others.of(code),
            text=self._wording.text(text_en, text_zh),
            stance=stance,
            attributed_to=self._wording.text(whom_en, whom_zh),
            advises=mode == Statement.Mode.ADVISES.value,
            concepts=self._lexicon.named(self._ties.get(id, NO_LINKS).concepts),
        )
