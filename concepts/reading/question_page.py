"""A question that sources answer differently, its positions side by side."""

from dataclasses import dataclass

from django.db.models import Prefetch

from concepts.models import PositionBasis, Question, Side, Statement
from concepts.reading.addresses import find
from concepts.reading.evidence import Quotation, Shown, load_evidence, quote_all, show, united
from concepts.reading.lexicon import Named, comparison_address, load_lexicon
from concepts.voices import Voices, voices_of
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class Answer:
    """One position with the statements it rests on, and the voices and quotations of all of them."""

    statement: Shown
    rests_on: tuple[Shown, ...]
    voices: Voices
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question, its answers, and the concepts it touches."""

    text: Text
    answers: tuple[Answer, ...]
    concepts: tuple[Named, ...]
    comparison: str


def build_question_page(slug: str) -> QuestionPage:
    """Builds the page in a fixed number of queries; raises Moved, Gone or Http404 as `find` does."""
    question = find(Question.objects.all(), slug)
    lexicon = load_lexicon()
    positions = list(
        Statement.objects.published()
        .filter(question=question)
        .prefetch_related(
            Prefetch("bases", PositionBasis.objects.select_related("statement").order_by("rank", "id")),
            Prefetch("bases__statement__sides", Side.objects.order_by("rank", "id")),
        )
        .order_by("rank", "code")
    )
    based = [basis.statement for position in positions for basis in position.bases.all()]
    load_evidence([*positions, *based])
    answers = []
    for position in positions:
        rows = [basis.statement for basis in position.bases.all()]
        citations = united([position, *rows])
        answers.append(
            Answer(
                statement=show(position, lexicon),
                rests_on=tuple(show(row, lexicon) for row in rows),
                voices=voices_of(citations),
                quotations=quote_all(citations),
            )
        )
    ids = {link.concept_id for row in based for link in row.concept_links.all()}
    ids |= {side.concept_id for row in based for side in row.sides.all()}
    concepts = tuple(concept for concept in lexicon.concepts if concept.id in ids)
    return QuestionPage(
        text=question.text,
        answers=tuple(answers),
        concepts=concepts,
        comparison=comparison_address(concepts) if 2 <= len(concepts) <= 4 else "",
    )
