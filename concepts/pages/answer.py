"""Choose what a page says first: how concepts differ, how they go together, and what is disputed, few of each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concepts.evidence.findings import FindingList, ShownFinding
from concepts.evidence.loading import ShownStatement
from concepts.evidence.open_questions import group_by_question
from concepts.evidence.questions import DisputedQuestion

MOST_DIFFER, MOST_TOGETHER, MOST_DISPUTED = 5, 3, 3
MOST_ABOUT_THE_SAME = 2  # findings about the same concepts: other neighbours have their turn


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What a page says first, best-supported first.

    `differ` are findings on how concepts differ, `contrasts` the distinctions that stand in for concepts without one.
    `together` are findings on how they go together, `relations` those that stand in where these are few, those beside
    which one question stands after one another. `disputed`
    are questions, the most disputed first. `others` counts the findings and distinctions that are not shown,
    `other_relations` the relations, `other_questions` the questions.
    """

    differ: tuple[ShownFinding, ...]
    contrasts: tuple[ShownStatement, ...]
    together: tuple[ShownFinding, ...]
    relations: tuple[ShownStatement, ...]
    disputed: tuple[DisputedQuestion, ...]
    others: int
    other_relations: int
    other_questions: int

    @property
    def differs(self) -> bool:
        """Whether there is anything on how concepts differ."""
        return bool(self.differ or self.contrasts)

    @property
    def goes_together(self) -> bool:
        """Whether there is anything on how they go together."""
        return bool(self.together or self.relations)


def build_answer(
    findings: FindingList,
    distinctions: Sequence[ShownStatement],
    relations: Sequence[ShownStatement],
    questions: Sequence[DisputedQuestion],
    most_differ: int = MOST_DIFFER,
) -> PageAnswer:
    """Choose from what is given, each best-supported first."""
    differ = _few_of_each(findings.differ, most_differ)
    paired = {frozenset(finding.statement.links.concepts) for finding in differ}
    contrasts: list[ShownStatement] = []
    for distinction in distinctions:
        concepts = frozenset(distinction.links.concepts)
        if len(differ) + len(contrasts) < most_differ and concepts not in paired:
            contrasts.append(distinction)
            paired.add(concepts)
    together = findings.together[:MOST_TOGETHER]
    shown_relations = group_by_question(relations[: MOST_TOGETHER - len(together)])
    disputed = tuple(question for question in questions if question.disputed)[:MOST_DISPUTED]
    return PageAnswer(
        differ,
        tuple(contrasts),
        together,
        shown_relations,
        disputed,
        others=len(findings) + len(distinctions) - len(differ) - len(contrasts) - len(together),
        other_relations=len(relations) - len(shown_relations),
        other_questions=len(questions) - len(disputed),
    )


def _few_of_each(findings: Iterable[ShownFinding], most: int) -> tuple[ShownFinding, ...]:
    """Return the first findings, those about two concepts first, and few about the same concepts."""
    chosen: list[ShownFinding] = []
    about: Counter[frozenset[int]] = Counter()
    for finding in sorted(findings, key=lambda finding: len(finding.statement.links.concepts) > 2):
        concepts = frozenset(finding.statement.links.concepts)
        if len(chosen) < most and about[concepts] < MOST_ABOUT_THE_SAME:
            chosen.append(finding)
            about[concepts] += 1
    return tuple(chosen)
