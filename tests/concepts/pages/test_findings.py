"""A finding has its page, its editions and its addresses like every statement."""

import re

import pytest
from django.utils import translation

from concepts.editorial.publishing import publish
from concepts.pages.concept import build_concept_page
from concepts.pages.question import build_question_page
from concepts.pages.statement import build_statement_page
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def finding(world):
    alpha, beta = world.concepts[:2]
    sides = world.statements["characteristic"]
    finding = make.make_finding_of_parts(
        (alpha, sides[0]), (beta, sides[1]),
        text_en="Alpha pushes; beta pulls.", text_zh="甲推；乙拉。", dimension=sides[0].dimension,
    )  # fmt: skip
    make.rest_on(finding, sides[0], part=2, nearness="nearby")
    publish(statements=[finding])
    finding.refresh_from_db()
    return finding


@pytest.mark.parametrize(("language", "names"), [("en", ("Alpha", "Beta")), ("zh-hans", ("alpha（中）", "beta（中）"))])
def test_the_page_of_a_finding_groups_what_it_rests_on_by_what_that_carries(world, finding, language, names):
    first, second = world.statements["characteristic"][:2]
    make.rest_on(finding, world.first("distinction"))
    with translation.override(language):
        page = build_statement_page(finding.code, finding.get_absolute_url())
    alpha, beta = names
    assert [
        (group.part.words, group.nearby, [(row.statement.code, row.part.words) for row in group.rows])
        for group in page.basis
    ] == [
        ("", False, [(world.first("distinction").code, "")]),
        (alpha, False, [(first.code, alpha)]),
        (beta, False, [(second.code, beta)]),
        ("", True, [(first.code, beta)]),
    ]
    assert [concept.slug for concept in page.statement.subjects] == ["alpha", "beta"]
    assert page.comparison == f"/{language}/compare/alpha-vs-beta/#dimension-0"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Alpha pushes; beta pulls.", "It rests on")), ("zh-hans", ("甲推；乙拉。", "依据"))],
)
def test_a_finding_is_read_at_its_addresses(client, finding, language, words):
    for address in (f"/{language}/statements/{finding.code}/", f"/{language}/statements/{finding.code}/v1/"):
        html = client.get(address).content.decode()
        assert all(word in html for word in words), address
        assert html.count(f">{words[0]}<") >= 1
    for address in (f"/{language}/editions/{finding.code}/", f"/id/statement/{finding.code}/v1"):
        assert client.get(address).status_code == 200, address
    short = client.get(f"/s/{finding.code}/", headers={"accept-language": language})
    assert short.status_code in (301, 302)


def test_the_passages_of_the_sides_of_a_contrast_stand_behind_a_finding_that_rests_on_it(world):
    finding = make.make_finding(*world.concepts[:2], rests_on=(world.first("distinction"),))
    publish(statements=[finding])
    page = build_statement_page(finding.code, finding.get_absolute_url())
    wanted = {"Marketing pulls users to products.", "Sales push products to users.", "两者的最终目标都是收入。"}
    assert {quotation.original.words for quotation in page.quotations} == wanted
    assert {article.voice for article in page.statement.voices.articles} <= {
        quotation.cited.voice for quotation in page.quotations
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "They say a part of it:",
                "They say it, or a part of it, of something nearby:",
                "The part on",
                "The whole of it",
            ),
        ),
        ("zh-hans", ("只说到一部分的：", "说的是相近的对象的：", "的部分", "全部内容")),
    ],
)
def test_articles_that_say_the_whole_a_part_or_something_nearby_stand_by_name(client, world, language, words):
    alpha, beta, gamma = world.concepts[:3]
    one, two, three = (make.make_source(slug) for slug in ("says-all", "says-half", "says-it-nearby"))
    dimension = make.make_dimension("own")

    def said(concept, *sources):
        passages = tuple(make.make_passage(source, "Both aim") for source in sources)
        return make.make_published("characteristic", concept, dimension=dimension, cites=passages)

    finding = make.make_finding_of_parts((alpha, said(alpha, one, two)), (beta, said(beta, one)))
    make.rest_on(finding, said(gamma, three), nearness="nearby")
    publish(statements=[finding])
    html = client.get(f"/{language}/statements/{finding.code}/").content.decode()
    assert all(word in html for word in words)
    sayers = html.partition('<dl class="sayers">')[2].partition("</dl>")[0].split("<dt>")[1:]
    assert [[slug for slug in ("says-all", "says-half", "says-it-nearby") if slug in part] for part in sayers] == [
        ["says-all"],
        ["says-half"],
        ["says-it-nearby"],
    ]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Sources answer differently:"), ("zh-hans", "各来源说法不一：")]
)
def test_the_question_stands_beside_a_finding_and_beside_what_a_position_rests_on(client, world, language, words):
    relation = world.first("relation")
    finding = make.make_finding(*world.concepts[:2], rests_on=(relation,), rank=7)
    publish(statements=[finding])
    question = f'href="/{language}/questions/question-0/"'
    html = client.get(f"/{language}/statements/{finding.code}/").content.decode()
    assert words in html
    assert question in html
    html = client.get(f"/{language}/statements/{relation.code}/").content.decode()
    assert question in html
    assert f'href="/{language}/statements/{finding.code}/"' in html
    concept = client.get(f"/{language}/concepts/alpha/").content.decode()
    beside = concept.partition(f"/{language}/statements/{finding.code}/")[2].partition("</li>")[0]
    assert question in beside


@pytest.mark.parametrize(("language", "words"), [("en", "Findings that rest on it"), ("zh-hans", "以此为依据的综述")])
@pytest.mark.parametrize("kind", ["characteristic", "distinction"])
def test_a_statement_leads_to_the_findings_that_rest_on_it(client, world, kind, language, words):
    below, finding = world.first(kind), world.first("finding")
    html = client.get(below.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()
    assert words in html
    assert f'href="/{language}/statements/{finding.code}/"' in html


def test_a_concept_shows_its_findings_by_the_concepts_beside_it_with_their_comparison(world):
    alpha, beta, gamma = world.concepts[:3]
    definition = world.first("definition")
    more = [make.make_finding(*concepts, rests_on=(definition,)) for concepts in ((gamma, alpha), (alpha, beta, gamma))]
    publish(statements=more)
    groups = build_concept_page("alpha").findings
    assert [([concept.slug for concept in group.concepts], group.address) for group in groups] == [
        (["alpha", "beta"], "/en/compare/alpha-vs-beta/"),
        (["alpha", "gamma"], "/en/compare/alpha-vs-gamma/"),
        (["alpha", "beta", "gamma"], "/en/compare/alpha-vs-beta-vs-gamma/"),
    ]
    assert [[shown.statement.code for shown in group.findings.all] for group in groups] == [
        [world.first("finding").code],
        [more[0].code],
        [more[1].code],
    ]
    assert build_concept_page("delta").findings == ()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_dimension_shows_its_findings_with_their_row_of_the_comparison(client, world, language):
    html = client.get(f"/{language}/dimensions/dimension-0/").content.decode()
    assert f'href="/{language}/statements/{world.first("finding").code}/"' in html
    assert f'href="/{language}/compare/alpha-vs-beta/#dimension-0"' in html


@pytest.mark.parametrize(("language", "words"), [("en", "articles say so"), ("zh-hans", "文章这样说")])
def test_the_number_beside_a_finding_leads_to_its_evidence(client, finding, language, words):
    evidence = f"/{language}/statements/{finding.code}/#evidence"
    for address in ("compare/alpha-vs-beta/", "concepts/alpha/", f"dimensions/{finding.dimension.slug}/", ""):
        html = client.get(f"/{language}/{address}").content.decode()
        number = html.partition(f'<a class="count" href="{evidence}"')[2].partition("</a>")[0]
        assert re.search(f"{words}|article says so|No article|没有文章", number), address


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", ["characteristic", "definition", "distinction", "relation", "position", "finding"])
def test_every_page_of_a_statement_has_its_evidence_where_numbers_lead(client, world, kind, language):
    html = client.get(world.first(kind).get_absolute_url().replace("/en/", f"/{language}/")).content.decode()
    assert html.count('id="evidence"') == 1
    assert "<blockquote" in html.partition('id="evidence"')[2]
    assert "<blockquote" not in html.partition('id="evidence"')[0]


@pytest.mark.parametrize(("language", "name"), [("en", "promotion"), ("zh-hans", "促销")])
def test_a_position_shows_which_part_a_statement_carries(client, world, language, name):
    first, second = world.statements["characteristic"][:2]
    question = make.make_question("question-0")
    position = make.make_statement("position", question=question)
    for statement, (name_en, name_zh) in ((first, ("promotion", "促销")), (second, ("advertising", "广告"))):
        part = make.make_claim_part(position, name_en=name_en, name_zh=name_zh)
        make.rest_on(position, statement, part=part.number)
    publish(statements=[position])
    with translation.override(language):
        shown = next(each for each in build_question_page("question-0").positions if len(each.basis) > 1)
    assert shown.basis[0].part.words == name
    for address in ("questions/question-0/", f"statements/{position.code}/"):
        html = client.get(f"/{language}/{address}").content.decode()
        assert re.search(rf'class="basis-part">[^<]*{name}', html), address


def test_pages_about_its_concepts_open_beside_a_finding(client, finding):
    for address in (
        "/en/", "/en/compare/alpha-vs-beta/", "/en/concepts/alpha/", "/en/distinctions/", "/en/questions/",
        f"/en/dimensions/{finding.dimension.slug}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
