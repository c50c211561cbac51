"""Statements as pages show them: words in the reader's language, voices, and the passages they rest on.

`load_evidence` fetches, `show` and `show_all` only rearrange what is loaded; nothing here makes HTML.
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, replace

from concepts.content.counting import Voices, voices_of
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.evidence.quotations import Quotation, in_order, load_quotations
from concepts.evidence.statement_rows import Row
from concepts.evidence.wording import Addresses, reader_wording
from concepts.models import Statement
from sources.languages import Text

Kept = Callable[[Quotation], bool]
LOADED = "evidence"  # where a row keeps what is loaded for it, as Django keeps what it prefetches


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is loaded for a statement besides its own columns; `text` and `title` are in the reader's language."""

    links: StatementLinks
    quotations: tuple[Quotation, ...]
    address: str
    short_address: str
    text: Text
    other_text: Text
    title: Text


@dataclass(frozen=True, slots=True)
class Shown:
    """One statement, in our words, with its evidence. `row` is the statement itself, for the page's other faces.

    `other_text` are the words in the language that is not the reader's, empty where there are none. `concepts` are
    those it is about: subjects, then objects; a distinction's are its sides'. `relation_type` is empty for other kinds.
    """

    row: Row
    kind: str
    code: str
    address: str
    short_address: str
    text: Text
    other_text: Text
    title: Text
    relation_type: Text
    advises: bool
    subjects: tuple[NamedConcept, ...]
    objects: tuple[NamedConcept, ...]
    concepts: tuple[NamedConcept, ...]
    voices: Voices
    quotations: tuple[Quotation, ...]
    parts: tuple["Shown", ...] = ()

    @property
    def contradictions(self) -> int:
        return sum(quotation.contradicts for quotation in self.quotations)

    @property
    def line(self) -> tuple[Hashable, ...]:
        """All that the statement shows where it stands among others; equal lines look equal."""
        voices = self.voices
        return (
            self.code, self.address, self.text, self.advises, self.subjects, self.contradictions,
            bool(self.quotations), voices.english, voices.chinese, *(part.line for part in self.parts),
        )  # fmt: skip

    @property
    def note(self) -> tuple[Hashable, ...]:
        """All that the statement's note shows."""
        return (self.code, self.address, self.short_address, self.text, self.other_text, self.quotations)

    @property
    def standing(self) -> tuple[int, int, str]:
        """Sorts best-supported statements first: more voices, then rank, then code."""
        return (-self.voices.count, self.row.rank, self.code)


def load_evidence(statements: Collection[Row], links: dict[int, StatementLinks] | None = None) -> None:
    """Loads citations (with their places) and ties of all the statements: two queries, whatever their number.

    `links` are those of the statements where the caller has loaded them already; one query then. `show` also reads the
    relation type of relations, which `load_rows` loads.
    """
    ids = [row.id for row in statements]
    links = load_links(ids) if links is None else links
    quotations = load_quotations(ids)
    wording = reader_wording()
    distinctions = Addresses("pages:distinction", "0", "1")
    others = Addresses("pages:statement", "0")
    short = Addresses("short", "0")
    for row in statements:
        is_distinction = row.kind == Statement.Kind.DISTINCTION.value
        row.__dict__[LOADED] = Evidence(
            links=links.get(row.id, NO_LINKS),
            quotations=quotations.get(row.id, ()),
            address=distinctions.of(row.code, row.slug) if is_distinction else others.of(row.code),
            short_address=short.of(row.code),
            text=wording.text(row.text_en, row.text_zh),
            other_text=wording.other(row.text_en, row.text_zh),
            title=wording.text(row.title_en, row.title_zh),
        )


def evidence_of(statement: Row) -> Evidence:
    """What `load_evidence` loaded for the statement."""
    evidence: Evidence = statement.__dict__[LOADED]
    return evidence


def show(statement: Row, concept_names: ConceptNames, keep: Kept | None = None) -> Shown:
    """A statement, with its evidence loaded, as it is shown; `keep` chooses among its citations (default: all)."""
    evidence = evidence_of(statement)
    quotations = evidence.quotations
    if keep is not None:
        quotations = tuple(quotation for quotation in quotations if keep(quotation))
    subjects = concept_names.named(evidence.links.subjects)
    relation = statement.relation_type
    return Shown(
        row=statement,
        kind=statement.kind,
        code=statement.code,
        address=evidence.address,
        short_address=evidence.short_address,
        text=evidence.text,
        other_text=evidence.other_text,
        title=evidence.title,
        relation_type=relation.name if relation else Text("", evidence.text.lang),
        advises=statement.mode == Statement.Mode.ADVISES.value,
        subjects=subjects,
        objects=concept_names.named(evidence.links.objects),
        concepts=concept_names.named(evidence.links.concepts),
        voices=voices_of(quotations),
        quotations=quotations,
    )


def show_all(statements: Iterable[Row], concept_names: ConceptNames, keep: Kept | None = None) -> tuple[Shown, ...]:
    """The statements in the order given, each part inside its head; a part whose head is not among them is left out.

    With `keep`, what none of the kept citations speaks of is left out too, but for a head with a part that is kept.
    """
    rows = list(statements)
    shown = {row.id: show(row, concept_names, keep) for row in rows}
    parts: dict[int, list[Shown]] = {}
    for row in sorted((row for row in rows if row.part_of_id), key=lambda row: (row.rank, row.id)):
        if row.part_of_id and (keep is None or shown[row.id].quotations):
            parts.setdefault(row.part_of_id, []).append(shown[row.id])
    return tuple(
        replace(shown[row.id], parts=tuple(parts[row.id])) if row.id in parts else shown[row.id]
        for row in rows
        if not row.part_of_id and (keep is None or shown[row.id].quotations or row.id in parts)
    )


def united(statements: Iterable[Row]) -> tuple[Quotation, ...]:
    """The quotations of several statements, with their evidence loaded, as one body: each passage and stance once."""
    quotations: dict[tuple[int, str], Quotation] = {}
    for statement in statements:
        for quotation in evidence_of(statement).quotations:
            quotations.setdefault((quotation.passage.id, quotation.stance), quotation)
    return in_order(quotations.values())


def noted(statements: Iterable[Shown]) -> tuple[Shown, ...]:
    """The statements that have quotations, and the parts that do, each once: those a page has notes for."""
    rows = {one.row.id: one for statement in statements for one in (statement, *statement.parts) if one.quotations}
    return tuple(rows.values())
