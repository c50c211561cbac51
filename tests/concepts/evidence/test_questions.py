"""Questions are sorted most disputed first, each with its answers, those with most articles first."""

import pytest
from django.utils import translation

from concepts.editorial.publishing import publish
from concepts.evidence.questions import DisputedQuestion, build_question, load_questions
from concepts.models import Question, Statement
from sources.models import SourceVersion
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sources() -> list[SourceVersion]:
    return [make.make_source(f"source-{number}") for number in range(6)]


def answer(question: Question, sources: list[SourceVersion], **fields) -> Statement:
    """A published position for which these sources speak."""
    cited = tuple(make.make_passage(source, "Both aim") for source in sources)
    return make.make_published("position", question=question, cites=cited, **fields)


def question(slug: str, sources: list[SourceVersion], *answers: tuple[int, int], rank: int = 0) -> Question:
    """A question with an answer for each slice of the sources."""
    made = make.make_question(slug)
    Question.objects.filter(pk=made.pk).update(rank=rank)
    for place, (start, end) in enumerate(answers):
        answer(made, sources[start:end], rank=place)
    return made


def loaded() -> list[DisputedQuestion]:
    """All questions but the one that the factory of positions makes."""
    return [shown for shown in load_questions() if "is-sales-part-of-marketing" not in shown.address]


def slugs() -> list[str]:
    return [shown.address.strip("/").split("/")[-1] for shown in loaded()]


def test_the_second_strongest_answer_comes_before_the_number_in_all_and_that_before_rank(sources):
    question("second-1-of-6", sources, (0, 5), (5, 6))
    question("second-2-of-4", sources, (0, 2), (2, 4))
    question("second-2-of-3", sources, (0, 2), (1, 3))  # one article stands in both
    question("second-1-of-2-late", sources, (0, 1), (1, 2), rank=2)
    question("second-1-of-2-z", sources, (0, 1), (1, 2), rank=1)
    question("second-1-of-2-a", sources, (0, 1), (1, 2), rank=1)
    question("one-answer", sources, (0, 6))
    make.make_question("no-answer")
    assert slugs() == [
        "second-2-of-4", "second-2-of-3", "second-1-of-6", "second-1-of-2-a", "second-1-of-2-z", "second-1-of-2-late",
        "one-answer", "no-answer",
    ]  # fmt: skip
    assert [shown.disputed for shown in loaded()] == [True] * 6 + [False] * 2
    assert [shown.most for shown in loaded()][-2:] == [6, 0]


@pytest.mark.parametrize(("language", "words"), [("en", "en words"), ("zh-hans", "中文")])
def test_answers_are_sorted_by_articles_then_as_given_and_lead_to_their_place(sources, language, words):
    made = make.make_question("which")
    fields = {"text_en": "en words", "text_zh": "中文"}
    few = answer(made, sources[:1], rank=0, **fields)
    many = answer(made, sources[1:4], rank=1, **fields)
    also_few = answer(made, sources[2:3], rank=2, **fields)
    with translation.override(language):
        (shown,) = loaded()
    assert [(one.code, one.count) for one in shown.answers] == [(many.code, 3), (few.code, 1), (also_few.code, 1)]
    assert {one.text.words for one in shown.answers} == {words}
    assert shown.answers[0].address == f"/{language}/questions/which/#{many.code}"
    assert shown.order == (-1, -4, made.rank, "which")


def test_only_published_questions_and_positions_are_loaded_in_four_queries(sources, django_assert_num_queries):
    made = question("published", sources, (0, 1))
    make.make_statement("position", question=made)
    Question.objects.filter(pk=question("draft", sources, (0, 1)).pk).update(status="draft")
    for size in (1, 2):
        with django_assert_num_queries(4):
            questions = loaded()
        assert [len(shown.answers) for shown in questions] == [1] * size
        question("another", sources, (0, 1))


def test_who_says_less_than_all_of_an_answer_is_not_counted(sources):
    made = make.make_question("parts")
    said = make.make_published("definition", make.make_concept("a"), cites=(make.make_passage(sources[0], "Both aim"),))
    position = make.make_statement("position", question=made)
    make.rest_on(position, said, nearness="nearby")
    publish(statements=[position])
    (shown,) = loaded()
    assert (shown.answers[0].count, shown.disputed) == (0, False)
    assert build_question(made, ()).answers == ()
