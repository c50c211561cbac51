"""Arrange findings, what they rest on and the questions that stand beside them, as pages show them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from concepts.content.counting import NO_TEXT
from concepts.evidence.comparison_address import canonical_address
from concepts.evidence.concept_names import ConceptNames
from concepts.evidence.links import ClaimPartLink
from concepts.evidence.loading import QuestionLink, ShownStatement
from concepts.evidence.statement_rows import StatementRow
from concepts.evidence.wording import reader_wording
from concepts.models import Basis, Question, Statement
from concepts.models.basis import WHOLE
from sources.languages import Text

QUESTION_COLUMNS = ("id", "slug", "text_en", "text_zh", "rank")


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding among others.

    `questions` are those that `questions_beside` returns. `row` is the name of its dimension, empty where it has none,
    and `address` leads to that row of the comparison of its concepts; empty where there is none.
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
    """A statement on which a claim rests; `part` is the name of the part that it carries, empty for the whole.

    `questions` have an answer that rests on the statement too.
    """

    statement: ShownStatement
    part: Text
    questions: tuple[QuestionLink, ...] = ()


@dataclass(frozen=True, slots=True)
class BasisGroup:
    """What carries the same of a claim: its whole, one part with this name, or something nearby."""

    part: Text
    nearby: bool
    rows: tuple[ShownBasis, ...]


@dataclass(frozen=True, slots=True)
class DisputedStatement:
    """A statement on which answers to `questions` rest; `dimension` is the id of its own, None where it has none."""

    dimension: int | None
    questions: tuple[Question, ...]


class WithRow(Protocol):
    """What has the row of a statement."""

    @property
    def row(self) -> StatementRow: ...


OpenQuestions = Mapping[int, DisputedStatement]  # by the id of the statement
NO_QUESTIONS: OpenQuestions = {}


def load_open_questions(statements: Collection[int] | None = None) -> dict[int, DisputedStatement]:
    """Load the questions with a published position that rests on one of these statements, by its id; one query.

    Without statements, those of all.
    """
    bases = Basis.objects.all() if statements is None else Basis.objects.filter(statement__id__in=statements)
    rows = (
        bases.filter(claim__status=Statement.Status.PUBLISHED, claim__question__status=Question.Status.PUBLISHED)
        .order_by("claim__question__rank", "claim__question__slug")
        .values_list(
            "statement_id", "statement__dimension_id", *(f"claim__question__{name}" for name in QUESTION_COLUMNS)
        )
        .distinct()
    )
    made: dict[int, Question] = {}
    found: dict[tuple[int, int | None], list[Question]] = {}
    for statement, dimension, pk, slug, text_en, text_zh, rank in rows:
        question = made.setdefault(pk, Question(id=pk, slug=slug, text_en=text_en, text_zh=text_zh, rank=rank))
        found.setdefault((statement, dimension), []).append(question)
    return {key: DisputedStatement(dimension, tuple(questions)) for (key, dimension), questions in found.items()}


def gather_open_questions(
    positions: Iterable[ShownStatement], statements: Mapping[int, WithRow]
) -> dict[int, DisputedStatement]:
    """Return the questions of these positions by the id of each statement on which one rests, as loaded ones are.

    `statements` are those on which they rest, by id; of one that is missing no dimension is known.
    """
    found: dict[int, dict[Question, None]] = {}
    for position in positions:
        if question := position.row.question:
            for basis in position.links.bases:
                found.setdefault(basis, {})[question] = None
    return {
        key: DisputedStatement(_dimension(statements[key]) if key in statements else None, tuple(questions))
        for key, questions in found.items()
    }


def keep_questions(open_questions: OpenQuestions, keep: Callable[[Question], bool]) -> dict[int, DisputedStatement]:
    """Return those of the questions for which `keep` is true, and the statements that still have one."""
    kept = {
        key: replace(disputed, questions=tuple(filter(keep, disputed.questions)))
        for key, disputed in open_questions.items()
    }
    return {key: disputed for key, disputed in kept.items() if disputed.questions}


def link_questions(questions: Iterable[Question]) -> tuple[QuestionLink, ...]:
    """Return links to the questions, each once, in the order of questions."""
    ordered = sorted(set(questions), key=lambda question: (question.rank, question.slug))
    return tuple(map(_link, ordered))


def _link(question: Question) -> QuestionLink:
    return QuestionLink(question.text, question.get_absolute_url())


def questions_beside(claim: ShownStatement, open_questions: OpenQuestions) -> tuple[QuestionLink, ...]:
    """Return the questions that stand beside a claim wherever it stands, those that share most statements first.

    An answer to each rests on a statement on which the claim rests too. That alone does not make the claim disputed:
    “Marketing looks to the long term” may rest on a statement that also tells whom marketing addresses. So the shared
    statement carries the whole claim or several parts of it, or it speaks on the claim's own dimension; one about
    something nearby never does. The others stand on the claim's own page, each beside the statement that it shares.
    """
    itself = [row for row in claim.links.basis if not row.nearby]
    parts = Counter(row.statement for row in itself if row.part)
    carries_most = {row.statement for row in itself if not row.part or parts[row.statement] > 1}
    dimension = _dimension(claim)
    shared = Counter(
        question
        for key in dict.fromkeys(row.statement for row in itself)
        if (disputed := open_questions.get(key))
        and (key in carries_most or (dimension is not None and disputed.dimension == dimension))
        for question in disputed.questions
    )
    ordered = sorted(shared, key=lambda question: (-shared[question], question.rank, question.slug))
    return tuple(map(_link, ordered))


def _dimension(statement: WithRow) -> int | None:
    """Return the id of its dimension; None where it has none."""
    return statement.row.dimension.id if statement.row.dimension else None


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
    claim: ShownStatement,
    statements: Mapping[int, ShownStatement],
    concept_names: ConceptNames,
    open_questions: OpenQuestions = NO_QUESTIONS,
) -> tuple[BasisGroup, ...]:
    """Return what a position or finding rests on: what carries the whole, then each part, then what speaks nearby.

    `statements` are those on which it rests, by id; of those that are missing nothing is shown. Each group has the
    best-supported statement first; one that carries several parts stands in the group of each. `open_questions` stand
    beside the statements on which an answer rests too.
    """
    names = _name_parts(claim, concept_names)
    groups: dict[tuple[bool, int], list[ShownBasis]] = {}
    for row in claim.links.basis:
        if row.statement in statements:
            disputed = open_questions.get(row.statement)
            questions = tuple(map(_link, disputed.questions)) if disputed else ()
            shown = ShownBasis(statements[row.statement], names.get(row.part, NO_TEXT), questions)
            groups.setdefault((row.nearby, WHOLE if row.nearby else row.part), []).append(shown)
    return tuple(
        BasisGroup(
            names.get(part, NO_TEXT),
            nearby,
            tuple(sorted(groups[nearby, part], key=lambda row: row.statement.support_order)),
        )
        for nearby, part in sorted(groups)
    )


def name_parts_said(
    claim: ShownStatement, statements: Mapping[int, ShownStatement], concept_names: ConceptNames
) -> dict[int, tuple[Text, ...]]:
    """Return the names of the parts of a claim that an article says, by `voice`, of articles that say any.

    Where the article says none, but a side of a distinction that carries the whole claim, its parts are the concepts of
    the sides that it says. What an article says of something nearby counts here too.
    """
    names = _name_parts(claim, concept_names)
    own: dict[int, dict[Text, None]] = {}
    sides: dict[int, dict[Text, None]] = {}
    for row in claim.links.basis:
        below = statements.get(row.statement)
        if below is None:
            continue
        if row.part:
            for article in below.voices.articles:
                own.setdefault(article.voice, {})[names.get(row.part, NO_TEXT)] = None
        else:
            for concept, voices in zip(below.concepts, below.support.by_part, strict=False):
                for article in voices.articles:
                    sides.setdefault(article.voice, {})[concept.name] = None
    return {voice: tuple(found) for voice, found in (sides | own).items()}


def _name_parts(claim: ShownStatement, concept_names: ConceptNames) -> dict[int, Text]:
    """Return the names of the parts of a claim by number; that of the whole is empty."""
    return {part.number: _name_part(part, concept_names) for part in claim.links.claim_parts} | {WHOLE: NO_TEXT}


def _name_part(part: ClaimPartLink, concept_names: ConceptNames) -> Text:
    """Return the name of a part: that of its concept, or its own."""
    if part.concept is not None and concept_names.has(part.concept):
        return concept_names.by_id[part.concept].name
    return reader_wording().text(part.name_en, part.name_zh)
