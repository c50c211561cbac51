"""Wherever a statement stands on which an answer rests, the question stands beside it."""

from dataclasses import replace

import pytest
from django.test import Client

from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.evidence import process_cache
from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.loading import QuestionLink, load_statements
from concepts.evidence.open_questions import group_by_question, put_questions_beside
from concepts.evidence.statement_rows import load_rows
from concepts.models import Question, Statement
from concepts.pages.statement import build_page_of
from concepts.search.index.maintenance import rebuild
from sources.languages import Text
from tests import factories as make
from tests.concepts.pages.worlds import World, make_world

pytestmark = pytest.mark.django_db

BESIDE = {"en": "Sources answer differently:", "zh-hans": "各来源说法不一："}
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def world() -> World:
    """A field whose relation, first side and list of common ground each answer a question of their own."""
    world = make_world()
    for slug, kind in (("which-side", "characteristic"), ("which-part", "part")):
        answer = make.make_statement("position", question=make.make_question(slug))
        make.rest_on(answer, world.first(kind))
        publish(statements=[answer])
    for statement in Statement.objects.filter(kind__in=("characteristic", "relation")):
        statement.tags.set([world.first("distinction").tags.get()])
    return world


def beside(world: World, kind: str) -> list[str]:
    """The slugs of the questions that stand beside the first statement of a kind."""
    rows = load_rows(Statement.objects.filter(pk=world.first(kind).pk))
    (statement,) = put_questions_beside(load_statements(rows, load_concept_names()).values())
    return [link.slug for link in statement.questions]


def main_of(client: Client, address: str) -> str:
    html = client.get(address).content.decode()
    return html[html.index("<main") : html.index("</main>")]


def test_it_stands_beside_the_statement_and_beside_the_contrast_of_which_that_is_a_side(world):
    assert beside(world, "relation") == ["question-0"]
    assert beside(world, "characteristic") == beside(world, "distinction") == ["which-side"]
    assert beside(world, "part") == ["which-part"]
    assert beside(world, "definition") == beside(world, "position") == []


def test_a_finding_has_those_that_its_own_rule_finds(world):
    assert beside(world, "finding") == ["which-side"]
    answer = make.make_statement("position", question=make.make_question("which-contrast"))
    make.rest_on(answer, world.first("distinction"))
    publish(statements=[answer])
    assert beside(world, "finding") == ["which-contrast", "which-side"]


def test_all_of_a_revision_are_loaded_once(world, django_assert_num_queries, monkeypatch):
    statements = load_statements(load_rows(Statement.objects.published()), load_concept_names()).values()
    without = put_questions_beside(statements)
    monkeypatch.setattr(process_cache, "shown_revision", lambda: "a revision")
    for queries in (1, 0):
        with django_assert_num_queries(queries):
            assert put_questions_beside(statements) == without
    process_cache.clear_process_caches()


@in_both_languages
@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        ("relation", "question-0"),
        ("characteristic", "which-side"),
        ("distinction", "which-side"),
        ("part", "which-part"),
    ],
)
def test_the_page_of_a_statement_has_it_before_the_evidence(client, world, language, kind, slug):
    html = main_of(client, world.first(kind).get_absolute_url().replace("/en/", f"/{language}/"))
    assert BESIDE[language] in html[: html.index(f"/{language}/questions/{slug}/")]
    assert html.index(f"/{language}/questions/{slug}/") < html.index('id="evidence"')


@in_both_languages
def test_lists_and_searches_have_it_too(client, world, language):
    rebuild()
    for address, slugs in {
        "tags/tag-0/": ("which-side", "question-0"),
        "distinctions/": ("which-side",),
        "search/?q=alpha": ("which-side", "question-0"),
        f"search/?q={world.first('relation').code}": ("question-0",),
    }.items():
        html = main_of(client, f"/{language}/{address}")
        assert BESIDE[language] in html, address
        for slug in slugs:
            assert f'href="/{language}/questions/{slug}/"' in html[html.index(BESIDE[language]) :], (address, slug)


@in_both_languages
def test_notes_of_texts_the_map_and_other_pages_have_it_too(client, world, language):
    passage = world.first("relation").citations.get().passage
    for address, slugs in {
        "sources/english-0/v1/articles/1/": ("question-0", "which-side"),
        f"sources/english-0/v1/passages/{passage.start}-{passage.end}/": ("question-0",),
        "map/": ("question-0",),
        "which-word/": ("which-side",),
        "concepts/alpha/": ("which-side",),
        "concepts/alpha/relations/": ("question-0",),
        "concepts/alpha/distinctions/": ("which-side",),
        "concepts/alpha/dimension-0/": ("which-side", "which-part"),
        "dimensions/dimension-0/": ("which-side",),
        world.first("distinction").sides.first().characteristic.get_absolute_url().removeprefix("/en/"): (
            "which-side",
        ),
    }.items():
        html = main_of(client, f"/{language}/{address}")
        assert BESIDE[language] in html, address
        for slug in slugs:
            assert f'href="/{language}/questions/{slug}/"' in html[html.index(BESIDE[language]) :], (address, slug)


@in_both_languages
def test_the_list_of_concepts_has_it_beside_a_definition(client, world, language):
    answer = make.make_statement("position", question=make.make_question("which-definition"))
    make.rest_on(answer, world.first("definition"))
    publish(statements=[answer])
    html = main_of(client, f"/{language}/concepts/")
    assert f'href="/{language}/questions/which-definition/"' in html[html.index(BESIDE[language]) :]


@in_both_languages
def test_a_search_as_data_has_it_too(client, world, language):
    rebuild()
    answer = client.get(f"/api/v1/search?q={world.first('relation').code}&in={language}").json()
    (found,) = (result for result in answer["results"] if result["id"] == world.first("relation").code)
    (question,) = found["questions"]
    text = {"en": "text_en", "zh-hans": "text_zh"}[language]
    assert question == {
        "id": "question-0",
        "url": f"/{language}/questions/question-0/",
        "text": getattr(Question.objects.get(slug="question-0"), text),
        "text_language": language,
    }


@in_both_languages
def test_the_page_of_a_question_names_only_others_beside_what_its_answers_rest_on(client, world, language):
    answer = make.make_statement("position", question=make.make_question("another"))
    make.rest_on(answer, world.first("relation"))
    publish(statements=[answer])
    html = main_of(client, f"/{language}/questions/question-0/")
    assert f'href="/{language}/questions/another/"' in html[html.index(BESIDE[language]) :]
    assert f'href="/{language}/questions/question-0/"' not in html


def test_a_draft_of_changes_has_the_questions_of_what_it_revises(world):
    statement = world.first("characteristic")
    draft = start_draft(statement=statement)
    assert [link.slug for link in build_page_of(draft).statement.questions] == ["which-side"]


def test_statements_beside_which_one_question_stands_follow_one_another(world):
    first, second = (QuestionLink(name, Text(name, "en"), f"/{name}/") for name in ("first", "second"))
    rows = load_rows(Statement.objects.published().filter(kind="characteristic").order_by("id"))
    statements = list(load_statements(rows, load_concept_names()).values())[:5]
    beside = [(first,), (), (second,), (second, first), ()]
    given = [replace(statement, questions=questions) for statement, questions in zip(statements, beside, strict=True)]
    assert [given.index(statement) for statement in group_by_question(given)] == [0, 3, 2, 1, 4]


@in_both_languages
@pytest.mark.parametrize("page", ["relations/", "?view=all", "dimension-0/"])
def test_a_comparison_has_it_beside_the_statement(client, world, language, page):
    html = main_of(client, f"/{language}/compare/alpha-vs-beta/{page}")
    kind, slug = ("characteristic", "which-side") if page == "dimension-0/" else ("relation", "question-0")
    own = html[html.index(f'id="{world.first(kind).code}"') :]
    assert f'href="/{language}/questions/{slug}/"' in own[own.index(BESIDE[language]) :][:400]
