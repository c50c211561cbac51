"""What a comparison comes to: its findings, strongest first, with their numbers, rows and questions."""

import re

import pytest
from django.utils import translation

from concepts.comparison.filters import Filters
from concepts.comparison.selection import select_concepts
from concepts.comparison.table import Table, build_table
from concepts.editorial.publishing import publish, withdraw
from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.findings import FindingList
from concepts.models import Concept, Statement
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db


def table_of(names: str, **filters) -> Table:
    concept_names = load_concept_names()
    return build_table(select_concepts(names.split(), concept_names), concept_names, Filters(**filters))


def find(*concepts: Concept, articles: int, **fields) -> Statement:
    """A published finding that so many articles of their own say."""
    number = Statement.objects.count()
    sources = [make.make_source(f"finding-{number}-{turn}") for turn in range(articles)]
    passages = tuple(make.make_passage(source, "Both aim") for source in sources)
    said = make.make_published("characteristic", *concepts, dimension=make.make_dimension("said"), cites=passages)
    finding = make.make_finding(*concepts, rests_on=(said,), **fields)
    publish(statements=[finding])
    return finding


def codes(findings) -> list[str]:
    return [finding.statement.code for finding in findings]


@pytest.fixture
def world():
    world = make_world()
    withdraw(statement=world.first("finding"), words_en="It was wrong.", words_zh="写错了。")
    return world


def test_findings_about_all_the_concepts_come_first_then_those_that_most_articles_say(world):
    alpha, beta, gamma, delta = world.concepts
    weak = find(alpha, beta, articles=1)
    strong = find(alpha, beta, articles=3)
    of_three = find(alpha, beta, gamma, articles=2)
    together = find(beta, alpha, articles=2, aspect="together")
    find(alpha, delta, articles=4)
    assert codes(table_of("alpha beta").findings.differ) == [strong.code, weak.code]
    assert codes(table_of("beta alpha gamma").findings.differ) == [of_three.code, strong.code, weak.code]
    assert codes(table_of("alpha beta").findings.together) == [together.code]
    assert table_of("beta gamma").findings == FindingList()


def test_a_finding_leads_to_its_row_where_the_page_has_it(world):
    alpha, beta = world.concepts[:2]
    with_row = find(alpha, beta, articles=3, dimension=world.first("characteristic").dimension)
    elsewhere = find(alpha, beta, articles=2, dimension=make.make_dimension("elsewhere"))
    without = find(alpha, beta, articles=1)
    shown = [(finding.statement.code, finding.address) for finding in table_of("alpha beta").findings.differ]
    assert shown == [(with_row.code, "#dimension-0"), (elsewhere.code, ""), (without.code, "")]


@pytest.mark.parametrize(("language", "words"), [("en", "Is it so?"), ("zh-hans", "是吗？")])
def test_a_question_stands_beside_a_finding_that_rests_on_what_a_position_rests_on(world, language, words):
    """Also where that statement is about none of the concepts compared."""
    alpha, beta, _gamma, delta = world.concepts
    elsewhere = make.make_published("definition", delta, cites=(make.make_passage(world.english, "Both aim"),))
    finding, other = find(alpha, beta, articles=1), find(alpha, beta, articles=3)
    make.rest_on(finding, elsewhere)
    question = make.make_question("is-it-so")
    question.text_en, question.text_zh = "Is it so?", "是吗？"
    make.save_row(question)
    make.publish_proposals()
    position = make.make_statement("position", question=question)
    make.rest_on(position, elsewhere)
    with translation.override(language):
        assert table_of("alpha beta").findings.differ[1].questions == (), "the position is a draft"
        publish(statements=[position])
        first, second = table_of("alpha beta").findings.differ
    assert (first.statement.code, first.questions) == (other.code, ())
    assert [(link.text.words, link.address) for link in second.questions] == [
        (words, f"/{language}/questions/is-it-so/")
    ]


def test_filters_about_sources_count_findings_anew_and_leave_out_those_that_nobody_is_left_for(world):
    alpha, beta = world.concepts[:2]
    strong = find(alpha, beta, articles=2)
    chinese = make.make_passage(make.make_source("said-in-chinese", make.CHINESE, "zh-hans"), "营销")
    said = make.make_published("characteristic", alpha, dimension=make.make_dimension("said"), cites=(chinese,))
    weak = make.make_finding(alpha, beta, rests_on=(said,), dimension=make.make_dimension("said"))
    publish(statements=[weak])
    assert codes(table_of("alpha beta").findings.differ) == [strong.code, weak.code]
    assert codes(table_of("alpha beta", language="zh-hans").findings.differ) == [weak.code]
    source = next(iter(table_of("alpha beta").findings.differ[0].statement.voices.articles)).source_slug
    (left,) = table_of("alpha beta", sources=(source,)).findings.differ
    assert (left.statement.code, left.statement.voices.count) == (strong.code, 1)
    assert codes(table_of("alpha beta", dimensions=("said",)).findings.differ) == [weak.code]


def test_only_differences_leaves_out_how_they_go_together(world):
    finding = find(*world.concepts[:2], articles=1, aspect="together")
    assert codes(table_of("alpha beta").findings.together) == [finding.code]
    assert not table_of("alpha beta", only_differences=True).findings


def test_findings_are_counted_in_no_option(world):
    before = table_of("alpha beta")
    said = find(*world.concepts[:2], articles=1)
    after = table_of("alpha beta")
    more = 1  # the characteristic on which it rests
    assert codes(after.findings.differ) == [said.code]
    assert after.differences.count == before.differences.count
    assert sum(option.count for option in after.dimensions) == sum(option.count for option in before.dimensions) + more


def test_a_contrast_that_tells_of_another_concept_is_no_headline(world):
    sides = world.statements["characteristic"]
    wider = make.make_distinction(*sides[:3])
    publish(statements=[wider])
    assert [one.distinction.code for one in table_of("alpha beta").headlines] == [world.first("distinction").code]
    withdraw(statement=world.first("distinction"), words_en="It was wrong.", words_zh="写错了。")
    assert table_of("alpha beta").headlines == ()
    assert [one.distinction.code for one in table_of("gamma beta alpha").headlines] == [wider.code]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("In short", "How they go together", "2 English articles say so", "2 more findings")),
        ("zh-hans", ("要点", "它们怎样相互配合", "2 篇英文文章这样说", "另有 2 条综述")),
    ],
)
def test_seven_that_differ_and_three_together_stand_in_sight_and_the_rest_in_a_fold(client, world, language, words):
    alpha, beta = world.concepts[:2]
    differ = [find(alpha, beta, articles=1, rank=rank) for rank in range(9)]
    together = [find(alpha, beta, articles=2, aspect="together", rank=rank) for rank in range(5)]
    html = client.get(f"/{language}/compare/alpha-vs-beta/").content.decode()
    in_short = html.partition('class="in-short"')[2].partition("</section>")[0]
    assert all(word in in_short for word in words)
    open_parts = re.sub(r'<details class="fold">.*?</details>', "", in_short, flags=re.DOTALL)
    seen = re.findall(rf'href="/{language}/statements/(\w+)/"', open_parts)
    assert seen == [finding.code for finding in [*differ[:7], *together[:3]]]
    assert all(finding.code in in_short for finding in [*differ, *together])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_without_findings_the_best_supported_contrasts_stand_in_their_place(client, world, language):
    address = f"/{language}/compare/alpha-vs-beta/"
    code = world.first("distinction").code
    assert f'<a class="count" href="#{code}"' in client.get(address).content.decode()
    finding = find(*world.concepts[:2], articles=1)
    html = client.get(address).content.decode()
    assert f'<a class="count" href="#{code}"' not in html
    assert f'href="/{language}/statements/{finding.code}/"' in html
