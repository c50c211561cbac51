"""The home page leads to the comparison with most to say, and to everything else in a few words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from conceptbase.home import build_home
from concepts.editorial.publishing import publish, withdraw
from concepts.models import Concept, Question
from tests import factories as make
from tests.concepts.pages.worlds import make_world, multiply
from tests.site import read

pytestmark = pytest.mark.django_db


def test_the_featured_comparison_is_the_pair_with_most_distinctions():
    world = make_world()
    passage = make.make_passage(world.english, "Both aim at revenue.")
    sides = [make.make_published("characteristic", concept, cites=(passage,)) for concept in world.concepts[2:]]
    publish(statements=[make.make_distinction(*sides), make.make_distinction(*sides)])
    home = build_home()
    assert home.featured is not None
    assert [concept.slug for concept in home.featured.concepts] == ["gamma", "delta"]
    assert home.featured.suggestion.distinctions == 2
    assert [[concept.slug for concept in other.concepts] for other in home.suggestions] == [["alpha", "beta"]]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_featured_comparison_shows_its_strongest_findings_with_their_rows(client, language):
    world = make_world()
    finding = world.first("finding")
    with translation.override(language):
        featured = build_home().featured
    assert featured is not None
    assert [shown.statement.code for shown in featured.findings] == [finding.code]
    assert featured.contrasts == ()
    links = read(client.get(f"/{language}/").content.decode()).links
    assert f"/{language}/statements/{finding.code}/" in links
    assert f"/{language}/compare/alpha-vs-beta/#dimension-0" in links


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_contrast_of_the_featured_comparison_leads_to_its_place_there(client, language):
    world = make_world()
    code = world.first("distinction").code
    withdraw(statement=world.first("finding"), words_en="It was wrong.", words_zh="写错了。")
    with translation.override(language):
        featured = build_home().featured
    assert featured is not None
    (contrast,) = featured.contrasts
    assert contrast.address == f"/{language}/compare/alpha-vs-beta/#{code}"
    assert [side.code for side in contrast.sides] == [
        statement.code for statement in world.statements["characteristic"][:2]
    ]
    links = read(client.get(f"/{language}/").content.decode()).links
    assert contrast.address in links
    assert f"/{language}/compare/alpha-vs-beta/" in links


def test_only_questions_with_several_answers_are_shown_and_three_at_most():
    world = make_world(5)
    for question in Question.objects.filter(slug__startswith="question-").exclude(slug="question-0"):
        second = make.make_statement("position", question=question)
        make.rest_on(second, world.first("relation"))
        publish(statements=[second])
    assert len(build_home().questions) == 3
    assert "/en/questions/question-0/" not in [question.address for question in build_home().questions]


def test_the_map_on_the_home_page_keeps_to_the_core_concepts():
    make_world(concepts=5)
    for number in range(3):
        make.make_concept(f"more-{number}", rank=100 + number)
    picture = build_home().picture
    assert picture.wide.count("<a ") == picture.tall.count("<a ") == 5


def test_figures_count_what_is_published():
    world = make_world()
    home = build_home()
    assert (home.figures.passages, home.figures.sources) == (3, 2)
    make.make_statement("definition", world.concepts[0])
    assert build_home().figures == home.figures


def test_an_empty_site_has_a_home_page_too(client):
    assert Concept.objects.count() == 0
    for language in ("en", "zh-hans"):
        answer = client.get(f"/{language}/")
        assert answer.status_code == 200
        assert read(answer.content.decode()).headings == 1
    home = build_home()
    assert (home.featured, home.suggestions, home.facts, home.shared_words) == (None, (), (), ())
    assert home.figures.statements == 0


def test_the_home_page_costs_the_same_queries_with_tenfold_content():
    world = make_world()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            build_home()
        return len(captured)

    small = queries()
    multiply(world, 10)
    assert queries() == small <= 11
