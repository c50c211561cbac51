"""Arrange findings, what they rest on and the questions that stand beside them, as pages show them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from concepts.content.counting import NO_TEXT
from concepts.evidence.comparison_address import canonical_address
from concepts.evidence.concept_names import ConceptNames
from concepts.evidence.links import ClaimPartLink
from concepts.evidence.loading import ShownStatement
from concepts.evidence.wording import reader_wording
from concepts.models import Basis, Question, Statement
from concepts.models.basis import WHOLE
from sources.languages import Text

QUESTION_COLUMNS = ("id", "slug", "text_en", "text_zh", "rank")


@dataclass(frozen=True, slots=True)
class QuestionLink:
    """A link to a question."""

    text: Text
    address: str


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding among others.

    `questions` have a position that rests on a statement on which it rests too. `row` is the name of its dimension,
    empty where it has none, and `address` leads to that row of the comparison of its concepts; empty where there is
    none.
    """

    statement: ShownStatement
    questions: tuple[QuestionLink, ...] = ()
    row: Text = NO_TEXT
    address: str = ""


@dataclass(frozen=True, slots=True)
class FindingList:
    """Findings, best-supported first: on how concepts differ, and on how they go together."""

    differ: tuple[ShownFinding, ...] = ()
    together: tuple[ShownFinding, ...] = ()

    @property
    def all(self) -> tuple[ShownFinding, ...]:
        return (*self.differ, *self.together)

    def __len__(self) -> int:
        return len(self.differ) + len(self.together)


@dataclass(frozen=True, slots=True)
class ShownBasis:
    """A statement on which a claim rests; `part` is the name of the part that it carries, empty for the whole."""

    statement: ShownStatement
    part: Text


@dataclass(frozen=True, slots=True)
class BasisGroup:
    """What carries the same of a claim: its whole, one part with this name, or something nearby."""

    part: Text
    nearby: bool
    rows: tuple[ShownBasis, ...]


OpenQuestions = Mapping[int, Collection[Question]]  # by the id of a statement that a position of theirs rests on


def load_open_questions(statements: Collection[int]) -> dict[int, list[Question]]:
    """Load the questions with a published position that rests on one of these statements, by its id; one query."""
    rows = (
        Basis.objects.filter(
            statement__id__in=statements,
            claim__status=Statement.Status.PUBLISHED,
            claim__question__status=Question.Status.PUBLISHED,
        )
        .order_by("claim__question__rank", "claim__question__slug")
        .values_list("statement_id", *(f"claim__question__{name}" for name in QUESTION_COLUMNS))
        .distinct()
    )
    made: dict[int, Question] = {}
    found: dict[int, list[Question]] = {}
    for statement, pk, slug, text_en, text_zh, rank in rows:
        question = made.setdefault(pk, Question(id=pk, slug=slug, text_en=text_en, text_zh=text_zh, rank=rank))
        found.setdefault(statement, []).append(question)
    return found


def link_questions(questions: Iterable[Question]) -> tuple[QuestionLink, ...]:
    """Return links to the questions, each once, in the order of questions."""
    ordered = sorted(set(questions), key=lambda question: (question.rank, question.slug))
    return tuple(map(_link, ordered))


def _link(question: Question) -> QuestionLink:
    return QuestionLink(question.text, question.get_absolute_url())


def questions_beside(claim: ShownStatement, open_questions: OpenQuestions) -> tuple[QuestionLink, ...]:
    """Return the questions that stand beside a claim, because a position rests on a statement on which it rests.

    Those that share most statements with it come first.
    """
    shared = Counter(question for basis in claim.links.bases for question in open_questions.get(basis, ()))
    ordered = sorted(shared, key=lambda question: (-shared[question], question.rank, question.slug))
    return tuple(map(_link, ordered))


def build_findings(statements: Iterable[ShownStatement], open_questions: OpenQuestions) -> FindingList:
    """Return the findings among the statements, best-supported first, each with its row in the comparison."""
    findings = sorted(
        (statement for statement in statements if statement.kind == Statement.Kind.FINDING.value),
        key=lambda statement: statement.support_order,
    )
    return divide([_show(finding, open_questions) for finding in findings])


def divide(findings: Collection[ShownFinding]) -> FindingList:
    """Return the findings by aspect, in the order given."""

    def of(aspect: Statement.Aspect) -> tuple[ShownFinding, ...]:
        return tuple(finding for finding in findings if finding.statement.row.aspect == aspect.value)

    return FindingList(of(Statement.Aspect.DIFFER), of(Statement.Aspect.TOGETHER))


def _show(finding: ShownStatement, open_questions: OpenQuestions) -> ShownFinding:
    dimension, address = finding.row.dimension, canonical_address(finding.subjects)
    row = f"{address}#{dimension.slug}" if address and dimension else ""
    return ShownFinding(
        finding, questions_beside(finding, open_questions), dimension.name if dimension else NO_TEXT, row
    )


def group_basis(
    claim: ShownStatement, statements: Mapping[int, ShownStatement], concept_names: ConceptNames
) -> tuple[BasisGroup, ...]:
    """Return what a position or finding rests on: what carries the whole, then each part, then what speaks nearby.

    `statements` are those on which it rests, by id; of those that are missing nothing is shown. Each group has the
    best-supported statement first; one that carries several parts stands in the group of each.
    """
    names = {part.number: _name_part(part, concept_names) for part in claim.links.claim_parts} | {WHOLE: NO_TEXT}
    groups: dict[tuple[bool, int], list[ShownBasis]] = {}
    for row in claim.links.basis:
        if row.statement in statements:
            shown = ShownBasis(statements[row.statement], names.get(row.part, NO_TEXT))
            groups.setdefault((row.nearby, WHOLE if row.nearby else row.part), []).append(shown)
    return tuple(
        BasisGroup(
            names.get(part, NO_TEXT),
            nearby,
            tuple(sorted(groups[nearby, part], key=lambda row: row.statement.support_order)),
        )
        for nearby, part in sorted(groups)
    )


def _name_part(part: ClaimPartLink, concept_names: ConceptNames) -> Text:
    """Return the name of a part: that of its concept, or its own."""
    if part.concept is not None and concept_names.has(part.concept):
        return concept_names.by_id[part.concept].name
    return reader_wording().text(part.name_en, part.name_zh)
