"""A question that sources answer differently, its positions side by side."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from concepts.content.counting import Voices, joined, voices_of
from concepts.evidence.addresses import find
from concepts.evidence.concept_names import NamedConcept, comparison_address, load_concept_names
from concepts.evidence.loading import Shown, evidence_of, load_evidence, noted, show, united
from concepts.evidence.statement_rows import load_rows
from concepts.models import PositionBasis, Question, Statement
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class Answer:
    """One position with the statements it rests on, best-supported first, and the voices of all of them."""

    statement: Shown
    rests_on: tuple[Shown, ...]
    voices: Voices


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question, its answers, and the concepts it touches."""

    text: Text
    answers: tuple[Answer, ...]
    concepts: tuple[NamedConcept, ...]
    comparison: str

    @property
    def voices(self) -> Voices:
        """The articles that speak for any answer, each once."""
        return joined(answer.voices for answer in self.answers)

    @property
    def torn(self) -> int:
        """How many articles speak for more than one answer."""
        return sum(
            count > 1 for count in Counter(one.id for each in self.answers for one in each.voices.articles).values()
        )

    @property
    def most_voices(self) -> int:
        """The most voices that an answer has."""
        return max((answer.voices.count for answer in self.answers), default=0)

    @property
    def leaders(self) -> tuple[Answer, ...]:
        """The answers with most voices; none where there are no voices."""
        return tuple(one for one in self.answers if one.voices and one.voices.count == self.most_voices)

    @property
    def noted(self) -> tuple[Shown, ...]:
        """The statements shown with a button for their note."""
        return noted(one for answer in self.answers for one in (answer.statement, *answer.rests_on))


def build_question_page(slug: str) -> QuestionPage:
    """Builds the page in a fixed number of queries; raises MovedError, GoneError or Http404 as `find` does."""
    question = find(Question.objects.all(), slug)
    concept_names = load_concept_names()
    published = Q(status=Statement.Status.PUBLISHED, question=question)
    bases = PositionBasis.objects.filter(position__in=Statement.objects.filter(published).values("id"))
    rows = load_rows(Statement.objects.filter(published | Q(id__in=bases.values("statement"))).order_by("rank", "code"))
    load_evidence(rows)
    by_id = {row.id: row for row in rows}
    answers = []
    ids: set[int] = set()
    for position in rows:
        if position.question == question:
            based = [by_id[id] for id in evidence_of(position).links.bases]
            ids.update(concept for row in based for concept in evidence_of(row).links.concepts)
            answers.append(
                Answer(
                    statement=show(position, concept_names),
                    rests_on=tuple(sorted((show(row, concept_names) for row in based), key=lambda one: one.standing)),
                    voices=voices_of(united([position, *based])),
                )
            )
    concepts = tuple(concept for concept in concept_names.concepts if concept.id in ids)
    return QuestionPage(
        text=question.text,
        answers=tuple(answers),
        concepts=concepts,
        comparison=comparison_address(concepts) if 2 <= len(concepts) <= 4 else "",
    )
