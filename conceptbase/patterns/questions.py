"""Build the samples of /patterns/ for questions. Queries no database."""

from collections.abc import Sequence

from django.urls import reverse

from conceptbase.patterns.texts import SampleTexts
from concepts.content.counting import CitedArticle, Voices
from concepts.evidence.questions import DisputedQuestion, QuestionAnswer
from sources.languages import Text


def build_question_sample(texts: SampleTexts, articles: Sequence[CitedArticle]) -> DisputedQuestion:
    """Return a question with three answers, one of which no article gives; a bare one has no answer."""
    address = reverse("pages:questions")
    voices = () if texts.bare else (Voices(tuple(articles[:3])), Voices(tuple(articles[1:3])), Voices())
    answers = tuple(QuestionAnswer(Text(texts.sentence, texts.lang), "", address, said) for said in voices)
    return DisputedQuestion(Text(f"{texts.title}?", texts.lang), address, answers, (-len(voices), 0, 0, ""))
