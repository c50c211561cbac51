"""The table of a comparison: one row a dimension, in each cell the one statement that says most."""

import re

import pytest

from concepts.comparison.content import load_compared_statements
from concepts.comparison.filters import Filters
from concepts.comparison.selection import select_concepts
from concepts.comparison.table import BestRow, build_table
from concepts.editorial.publishing import publish
from concepts.evidence.concept_names import load_concept_names
from concepts.models import Statement
from tests import factories as make
from tests.concepts.pages.worlds import make_world, multiply

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def table_of(names: str, **filters) -> tuple[BestRow, ...]:
    concept_names = load_concept_names()
    selection = select_concepts(names.split(), concept_names)
    return build_table(load_compared_statements(selection, concept_names, Filters(**filters)))


def cells(row: BestRow) -> list[tuple[str, str]]:
    """The slugs of the concepts of each cell, and the code of its statement."""
    return [
        (" ".join(concept.slug for concept in cell.concepts), cell.statement.code if cell.statement else "")
        for cell in row.cells
    ]


def say(*subjects, articles: int, **fields) -> Statement:
    number = Statement.objects.count()
    passages = [make.make_passage(make.make_source(f"s-{number}-{turn}"), "Both aim") for turn in range(articles)]
    return make.make_published("characteristic", *subjects, cites=tuple(passages), **fields)


@pytest.fixture
def concepts():
    return [make.make_concept(slug) for slug in ("alpha", "beta", "gamma")]


def test_the_sides_of_the_best_contrast_stand_in_the_cells(concepts):
    alpha, beta, _gamma = concepts
    best = say(alpha, articles=5)
    sides = [say(concept, articles=articles) for articles in (1, 2) for concept in (alpha, beta)]
    weak, strong = make.make_distinction(*sides[:2]), make.make_distinction(*sides[2:])
    publish(statements=[weak, strong])
    (row,) = table_of("beta alpha gamma")
    assert row.contrast
    assert row.contrast.code == strong.code
    assert cells(row) == [("beta", sides[3].code), ("alpha", sides[2].code), ("gamma", "")]
    (row,) = table_of("alpha gamma")
    assert (row.contrast, cells(row)) == (None, [("alpha", best.code), ("gamma", "")])


def test_articles_that_say_the_whole_contrast_come_before_the_weaker_side(concepts):
    alpha, beta, _gamma = concepts
    apart = [say(concept, articles=3) for concept in (alpha, beta)]
    whole = [say(concept, articles=1) for concept in (alpha, beta)]
    told, drawn = make.make_distinction(*apart), make.make_distinction(*whole)
    publish(statements=[told, drawn])
    assert table_of("alpha beta")[0].contrast.code == told.code, (
        "nobody says either as a whole: the weaker side decides"
    )
    make.cite(drawn, make.make_passage(make.make_source("draws"), "Both aim"))
    (row,) = table_of("alpha beta")
    assert (row.contrast.code, row.contrast.voices.count) == (drawn.code, 1)


def test_without_a_contrast_each_cell_has_what_most_articles_say_and_common_ground_is_said_once(concepts):
    alpha, beta, _gamma = concepts
    say(alpha, articles=1)
    best = say(alpha, articles=2)
    other = say(beta, articles=1)
    assert cells(table_of("alpha beta")[0]) == [("alpha", best.code), ("beta", other.code)]
    common = say(beta, alpha, articles=3)
    assert cells(table_of("alpha beta")[0]) == [("alpha beta", common.code)]
    assert cells(table_of("alpha gamma beta")[0]) == [("alpha", common.code), ("gamma", ""), ("beta", common.code)]


def test_the_best_definition_of_each_stands_first():
    world = make_world()
    rows = table_of("alpha beta")
    assert [row.slug for row in rows] == ["definitions", "dimension-0"]
    assert cells(rows[0])[0] == ("alpha", world.first("definition").code)
    assert rows[0].address == "/en/compare/alpha-vs-beta/definitions/"


def test_filters_narrow_the_table_and_go_on_to_the_rows():
    make_world(times=2)
    assert [row.slug for row in table_of("alpha beta", dimensions=("dimension-1",))] == ["dimension-1"]
    (only, _other) = table_of("alpha beta", only_contrasts=True)
    assert only.contrast
    assert only.address == "/en/compare/alpha-vs-beta/dimension-0/?only=contrasts"
    chinese = table_of("alpha beta", language="zh-hans")
    assert all(cell.statement.voices.english == 0 for row in chinese for cell in row.cells if cell.statement)


@LANGUAGES
def test_a_row_that_touches_a_disputed_point_says_so(client, language):
    world = make_world()
    question = make.make_question("is-it-so")
    make.publish_proposals()
    position = make.make_statement("position", question=question)
    make.rest_on(position, world.first("characteristic"))
    publish(statements=[position])
    html = client.get(f"/{language}/compare/alpha-vs-beta/").content.decode()
    row = html.partition('id="dimension-0"')[2].partition("</tr>")[0]
    assert f'class="touched" href="/{language}/questions/is-it-so/"' in row


@LANGUAGES
def test_rows_are_headings_that_lead_to_their_pages_and_counts_lead_to_the_evidence(client, language):
    world = make_world()
    address = f"/{language}/compare/alpha-vs-beta/"
    html = client.get(address).content.decode()
    for slug in ("definitions", "dimension-0"):
        heading = rf'<span [^>]*role="heading" aria-level="3"><a href="{address}{slug}/">'
        assert re.search(rf'<tr id="{slug}"><th scope="row"[^>]*>{heading}', html)
    for kind, row in (("definition", "definitions"), ("characteristic", "dimension-0"), ("distinction", "dimension-0")):
        code = world.first(kind).code
        link = f"{address}{row}/#{code}"
        assert re.search(rf'<a class="count[^"]*" href="{link}"', html), kind
        assert f'id="{code}"' in client.get(link).content.decode(), kind
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@LANGUAGES
def test_no_quotation_and_no_note_stands_in_the_page_and_its_size_does_not_grow_with_the_content(client, language):
    world = make_world()
    address = f"/{language}/compare/alpha-vs-beta/"
    html = client.get(address).content.decode()
    assert "<blockquote" not in html
    assert "popover" not in html
    assert 'class="code"' not in html
    multiply(world, 10)
    assert len(client.get(address).content) < 2 * len(html.encode())
