"""Statements as pages show them: words in the reader's language, voices, and the passages they rest on.

`load_evidence` fetches, `show` and `show_all` only rearrange what is loaded; nothing here makes HTML.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from concepts.models import Citation, Statement, StatementConcept
from concepts.reading.lexicon import Lexicon, Named
from concepts.voices import Voices, voices_of
from sources.highlight import passage_anchor
from sources.languages import Text

Kept = Callable[[Citation], bool]
STANCES = (Citation.Stance.SUPPORTS, Citation.Stance.REPORTS, Citation.Stance.CONTRADICTS)


@dataclass(frozen=True, slots=True)
class Quotation:
    """One citation: the source's words, never ours, and where they stand."""

    original: Text
    translation: Text
    translation_is_ours: bool
    stance: str
    attributed_to: Text
    copied: bool
    source: Text
    article: Text
    article_number: int
    passage_address: str
    mark_address: str

    @property
    def supports(self) -> bool:
        return self.stance == Citation.Stance.SUPPORTS

    @property
    def contradicts(self) -> bool:
        return self.stance == Citation.Stance.CONTRADICTS

    @property
    def reports(self) -> bool:
        return self.stance == Citation.Stance.REPORTS


@dataclass(frozen=True, slots=True)
class Shown:
    """One statement, in our words, with its evidence. `row` is the statement itself, for the page's other faces."""

    row: Statement
    code: str
    address: str
    text: Text
    title: Text
    advises: bool
    subjects: tuple[Named, ...]
    objects: tuple[Named, ...]
    voices: Voices
    quotations: tuple[Quotation, ...]
    parts: tuple["Shown", ...] = ()

    @property
    def contradictions(self) -> int:
        return sum(quotation.contradicts for quotation in self.quotations)


def load_evidence(statements: Sequence[Statement]) -> None:
    """Loads citations (with their places) and concepts of all the statements: two queries, whatever their number."""
    prefetch_related_objects(
        statements,
        Prefetch("citations", Citation.objects.with_place()),
        Prefetch("concept_links", StatementConcept.objects.order_by("role", "rank", "id")),
    )


def quote(citation: Citation) -> Quotation:
    """A citation, whose passage and its place are loaded, as it is shown."""
    passage = citation.passage
    version = passage.version
    passage.article.version = version  # the same row; saves the query that reading it would cost
    return Quotation(
        original=passage.original,
        translation=passage.translated,
        translation_is_ours=passage.translation_by == passage.TranslationBy.OURS,
        stance=citation.stance,
        attributed_to=citation.attributed_to,
        copied=passage.copy_of_id is not None,
        source=version.source.title,
        article=passage.article.title,
        article_number=passage.article.number,
        passage_address=passage.get_absolute_url(),
        mark_address=reverse(
            "reading:source-version",
            args=[version.source.slug, version.number],
            fragment=passage_anchor(passage.start, passage.end),
        ),
    )


def quote_all(citations: Iterable[Citation]) -> tuple[Quotation, ...]:
    """The citations as they are shown: what supports first, then what only copies, then what reports or contradicts."""
    return tuple(sorted(map(quote, citations), key=lambda one: (STANCES.index(one.stance), one.copied)))


def show(statement: Statement, lexicon: Lexicon, keep: Kept | None = None) -> Shown:
    """A statement, with its evidence loaded, as it is shown; `keep` chooses among its citations (default: all)."""
    citations = [citation for citation in statement.citations.all() if keep is None or keep(citation)]
    links = list(statement.concept_links.all())
    return Shown(
        row=statement,
        code=statement.code,
        address=statement.get_absolute_url(),
        text=statement.text,
        title=statement.title,
        advises=statement.mode == Statement.Mode.ADVISES,
        subjects=lexicon.named(link.concept_id for link in links if link.role == StatementConcept.Role.SUBJECT),
        objects=lexicon.named(link.concept_id for link in links if link.role == StatementConcept.Role.OBJECT),
        voices=voices_of(citations),
        quotations=quote_all(citations),
    )


def show_all(statements: Iterable[Statement], lexicon: Lexicon, keep: Kept | None = None) -> tuple[Shown, ...]:
    """The statements in the order given, each part inside its head; a part whose head is not among them is left out.

    With `keep`, what none of the kept citations speaks of is left out too, but for a head with a part that is kept.
    """
    rows = list(statements)
    shown = {row.id: show(row, lexicon, keep) for row in rows}
    parts: dict[int, list[Shown]] = {}
    for row in sorted(rows, key=lambda row: (row.rank, row.id)):
        if row.part_of_id and (keep is None or shown[row.id].quotations):
            parts.setdefault(row.part_of_id, []).append(shown[row.id])
    return tuple(
        replace(shown[row.id], parts=tuple(parts.get(row.id, ())))
        for row in rows
        if not row.part_of_id and (keep is None or shown[row.id].quotations or row.id in parts)
    )


def united(statements: Iterable[Statement]) -> list[Citation]:
    """The citations of several statements, with their evidence loaded, as one body: each passage and stance once."""
    citations: dict[tuple[int, str], Citation] = {}
    for statement in statements:
        for citation in statement.citations.all():
            citations.setdefault((citation.passage_id, citation.stance), citation)
    return list(citations.values())
