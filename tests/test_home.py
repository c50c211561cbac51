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


def featured():
    found = build_home().featured
    assert found is not None
    return [concept.slug for concept in found.concepts], found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_without_findings_it_is_the_pair_with_most_distinctions_with_the_best_one_of_each_dimension(client, language):
    world = make_world()
    withdraw(statement=world.first("finding"), words_en="It was wrong.", words_zh="写错了。")
    passage = make.make_passage(world.english, "Both aim at revenue.")
    sides = [make.make_published("characteristic", concept, cites=(passage,)) for concept in world.concepts[2:]]
    publish(statements=[make.make_distinction(*sides), make.make_distinction(*sides)])
    with translation.override(language):
        slugs, found = featured()
        others = build_home().suggestions
    assert slugs == ["gamma", "delta"]
    assert found.suggestion.distinctions == 2
    assert found.findings == ()
    (shown,) = found.distinctions
    links = read(client.get(f"/{language}/").content.decode()).links
    assert shown.address in links
    assert f"{shown.address}#evidence" in links
    assert f"/{language}/compare/gamma-vs-delta/" in links
    assert [[concept.slug for concept in other.concepts] for other in others] == [["alpha", "beta"]]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_featured_comparison_shows_its_strongest_findings_with_their_rows(client, language):
    world = make_world()
    finding = world.first("finding")
    with translation.override(language):
        slugs, found = featured()
    assert slugs == ["alpha", "beta"]
    assert [shown.statement.code for shown in found.findings] == [finding.code]
    assert found.distinctions == ()
    links = read(client.get(f"/{language}/").content.decode()).links
    assert f"/{language}/statements/{finding.code}/" in links
    assert f"/{language}/compare/alpha-vs-beta/#dimension-0" in links


def test_findings_that_more_articles_say_win_over_more_distinctions():
    world = make_world()
    gamma, delta = world.concepts[2:4]
    passage = make.make_passage(world.english, "Both aim at revenue.")
    sides = [make.make_published("characteristic", concept, cites=(passage,)) for concept in (gamma, delta)]
    publish(statements=[make.make_distinction(*sides) for _time in range(3)])
    assert featured()[0] == ["alpha", "beta"]  # the only pair with a finding
    strength = build_home().featured.findings[0].statement.voices.count
    for number in range(strength + 1):
        finding = make.make_finding_of_parts((gamma, sides[0]), (delta, sides[1]), rank=number)
        publish(statements=[finding])
    assert featured()[0] == ["gamma", "delta"]
    assert len(featured()[1].findings) <= 5


def test_a_finding_on_another_concept_than_the_core_ones_is_not_chosen():
    world = make_world()
    Concept.objects.filter(slug="beta").update(core=False)
    assert featured()[1].findings == ()
    assert featured()[0] == ["alpha", "beta"]
    assert world.first("distinction").code in [one.code for one in featured()[1].distinctions]


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


@pytest.mark.usefixtures("known_site")
def test_the_home_page_costs_the_same_queries_with_tenfold_content():
    world = make_world()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            build_home()
        return len(captured)

    small = queries()
    multiply(world, 10)
    assert queries() == small <= 11
