"""Load the cited passages of a text: their places and numbers, and notes with the statements that cite each.

`load_marked_passages` loads the places of all of them in one query; `load_notes` loads the notes of some of them in
four queries, `load_uses` only the statements that cite them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.links import NO_LINKS, load_links
from concepts.evidence.loading import QuestionLink
from concepts.evidence.open_questions import find_open_questions, link_questions
from concepts.evidence.quotations import STANCE_ORDER
from concepts.evidence.wording import Addresses, reader_wording
from concepts.models import Citation, Statement
from sources.anchoring import Span
from sources.facts import Shown
from sources.highlight import note_anchor, passage_anchor
from sources.languages import HTML_LANG, OTHER, Language, Text
from sources.models import Passage, SourceVersion

# The columns of one citation: those of its passage, then its own and those of its statement.
CITED_PASSAGE_COLUMNS = (
    "passage_id", "passage__translation", "passage__translation_by", "passage__copy_of__version__source__slug",
    "passage__copy_of__version__number", "passage__copy_of__start", "passage__copy_of__end",
)  # fmt: skip
CITING_STATEMENT_COLUMNS = (
    "stance", "attributed_to_en", "attributed_to_zh", "statement__code", "statement__kind", "statement__slug",
    "statement__mode", "statement__text_en", "statement__text_zh", "statement_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A cited passage of a version.

    `number` counts the cited passages of the version from 1, in the order of the text; it is the same on every page.
    """

    id: int
    number: int
    start: int
    end: int
    article_id: int
    copied: bool
    contradicts: bool

    @property
    def mark(self) -> str:
        """Return the HTML id of its mark in the text."""
        return passage_anchor(self.start, self.end)

    @property
    def anchor(self) -> str:
        """Return the HTML id of its note."""
        return note_anchor(self.start, self.end)


@dataclass(frozen=True, slots=True)
class PassageUse:
    """A statement that cites a passage, the stance that the passage takes, and the questions beside the statement.

    `other_text` is in the language that is not the reader's; empty where `text` is.
    """

    code: str
    kind: str
    address: str
    text: Text
    other_text: Text
    stance: str
    attributed_to: Text
    advises: bool
    concepts: tuple[NamedConcept, ...]
    questions: tuple[QuestionLink, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageNote:
    """A marked passage with the statements that cite it.

    `copy_of` is the address of the passage that it copies; empty where it copies none. `translation` is empty also
    where the source shows no words.
    """

    passage: MarkedPassage
    address: str
    translation: Text
    translation_is_ours: bool
    copy_of: str
    uses: tuple[PassageUse, ...]


def load_marked_passages(version: SourceVersion) -> tuple[MarkedPassage, ...]:
    """Load the passages of the version that published statements cite, in the order of the text."""
    rows = (
        Citation.objects.filter(passage__version=version, statement__status=Statement.Status.PUBLISHED)
        .order_by("passage__start", "passage__end")
        .values_list(
            "passage_id", "passage__start", "passage__end", "passage__article_id", "passage__copy_of_id", "stance"
        )
    )
    places: dict[tuple[int, int, int, int, bool], bool] = {}
    for passage_id, start, end, article, copy_of, stance in rows:
        place = (passage_id, start, end, article, copy_of is not None)
        places[place] = places.get(place, False) or stance == Citation.Stance.CONTRADICTS.value
    return tuple(
        MarkedPassage(passage_id, number, start, end, article, copied, contradicts)
        for number, ((passage_id, start, end, article, copied), contradicts) in enumerate(places.items(), start=1)
    )


def select_overlapping(marked: Iterable[MarkedPassage], span: Span) -> list[MarkedPassage]:
    """Return the passages that have characters in common with the span."""
    return [passage for passage in marked if passage.start < span.end and passage.end > span.start]


def load_notes(version: SourceVersion, passages: Sequence[MarkedPassage]) -> tuple[PassageNote, ...]:
    """Load the notes of the passages, in the order given, in four queries."""
    rows = sorted(
        _citations([passage.id for passage in passages]).values_list(*CITED_PASSAGE_COLUMNS, *CITING_STATEMENT_COLUMNS),
        key=lambda row: STANCE_ORDER[row[len(CITED_PASSAGE_COLUMNS)]],
    )
    use_builder = _UseBuilder({row[-1] for row in rows})
    by_passage: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        by_passage.setdefault(row[0], []).append(row)
    addresses = Addresses("pages:passage", "s", "1", "2", "3")
    other_lang = HTML_LANG[OTHER[Language(version.language)]]
    shows_no_words = version.source.shown == Shown.NOTHING
    notes = []
    for passage in passages:
        own_rows = by_passage[passage.id]
        _id, translation, translation_by, *original = own_rows[0][: len(CITED_PASSAGE_COLUMNS)]
        notes.append(
            PassageNote(
                passage=passage,
                address=addresses.of(version.source.slug, version.number, passage.start, passage.end),
                translation=Text("" if shows_no_words else translation, other_lang),
                translation_is_ours=translation_by == Passage.TranslationBy.OURS,
                copy_of=addresses.of(*original) if passage.copied else "",
                uses=tuple(use_builder.build(*row[len(CITED_PASSAGE_COLUMNS) :]) for row in own_rows),
            )
        )
    return tuple(notes)


def load_uses(passages: Collection[int]) -> dict[int, tuple[PassageUse, ...]]:
    """Load the published statements that cite each of the passages with these ids, in four queries; none costs none."""
    if not passages:
        return {}
    rows = sorted(
        _citations(passages).values_list("passage_id", *CITING_STATEMENT_COLUMNS),
        key=lambda row: STANCE_ORDER[row[1]],
    )
    builder = _UseBuilder({row[-1] for row in rows})
    uses: dict[int, tuple[PassageUse, ...]] = {}
    for passage, *columns in rows:
        uses[passage] = (*uses.get(passage, ()), builder.build(*columns))
    return uses


def _citations(passages: Collection[int]) -> QuerySet[Citation]:
    """Select the citations of the passages with these ids by published statements, in the order of pages."""
    return Citation.objects.filter(passage__in=passages, statement__status=Statement.Status.PUBLISHED).order_by(
        "statement__kind", "statement__rank", "statement__code"
    )


class _UseBuilder:
    """Builds PassageUse objects from rows of citations by the statements with these ids; costs three queries."""

    def __init__(self, statement_ids: Collection[int]) -> None:
        self._links = load_links(statement_ids)
        self._concept_names = load_concept_names()
        self._open_questions = find_open_questions()
        self._wording = reader_wording()
        self._distinctions = Addresses("pages:distinction", "0", "1")
        self._others = Addresses("pages:statement", "0")

    def build(
        self,
        stance: str,
        attributed_to_en: str,
        attributed_to_zh: str,
        code: str,
        kind: str,
        slug: str,
        mode: str,
        text_en: str,
        text_zh: str,
        statement_id: int,
    ) -> PassageUse:
        """Build the object from a row's CITING_STATEMENT_COLUMNS, in their order."""
        is_distinction = kind == Statement.Kind.DISTINCTION.value
        links = self._links.get(statement_id, NO_LINKS)
        below = (statement_id, *(side for _concept, side in links.sides))
        return PassageUse(
            code=code,
            kind=kind,
            address=self._distinctions.of(code, slug) if is_distinction else self._others.of(code),
            text=self._wording.text(text_en, text_zh),
            other_text=self._wording.other(text_en, text_zh),
            stance=stance,
            attributed_to=self._wording.text(attributed_to_en, attributed_to_zh),
            advises=mode == Statement.Mode.ADVISES.value,
            concepts=self._concept_names.named(links.concepts),
            questions=link_questions(below, self._open_questions),
        )
