"""A finding has its page, its editions and its addresses like every statement."""

import re

import pytest
from django.utils import translation

from concepts.editorial.publishing import publish
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
    [("en", ("Alpha pushes; beta pulls.", "What it is based on")), ("zh-hans", ("甲推；乙拉。", "依据"))],
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
    quotations = [quotation for group in page.evidence for quotation in group.quotations]
    assert {quotation.original.words for quotation in quotations} == wanted
    assert {article.voice for article in page.statement.voices.articles} <= {
        quotation.cited.voice for quotation in quotations
    }
    distinction = world.first("distinction")
    sides = [side.characteristic.code for side in distinction.sides.all()]
    assert [group.statement.code for group in page.evidence if group.statement.code != distinction.code] == sides


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "They say a part of it:",
                "They say all or part of it, but of a department, people or plans:",
                "The part on",
                "The whole of it",
            ),
        ),
        ("zh-hans", ("只说到一部分的：", "说到全部或一部分，但说的是部门、人员或策划的：", "的部分", "全部内容")),
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


@pytest.mark.parametrize(("language", "words"), [("en", "Findings based on it"), ("zh-hans", "以此为依据的综述")])
@pytest.mark.parametrize("kind", ["characteristic", "distinction"])
def test_a_statement_leads_to_the_findings_that_rest_on_it(client, world, kind, language, words):
    below, finding = world.first(kind), world.first("finding")
    html = client.get(below.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()
    assert words in html
    assert f'href="/{language}/statements/{finding.code}/"' in html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_dimension_shows_its_findings_with_their_row_of_the_comparison(client, world, language):
    html = client.get(f"/{language}/dimensions/dimension-0/").content.decode()
    assert f'href="/{language}/statements/{world.first("finding").code}/"' in html
    assert f'href="/{language}/compare/alpha-vs-beta/#dimension-0"' in html


@pytest.fixture
def disputed(world):
    """A finding in two parts on a dimension of its own, and what its basis is by what it carries.

    An answer to a question of its own rests on each of these statements.
    """
    alpha, beta = world.concepts[:2]
    own, other = make.make_dimension("own"), make.make_dimension("other")

    def say(name: str, concept, **fields):
        statement = make.make_published("characteristic", concept, cites=make_cited(name), **fields)
        position = make.make_statement("position", question=make.make_question(name))
        make.rest_on(position, statement)
        publish(statements=[position])
        return statement

    def make_cited(name: str):
        return (make.make_passage(make.make_source(f"source-of-{name}"), "Both aim"),)

    said = {
        name: say(name, concept, dimension=dimension)
        for name, concept, dimension in (
            ("on-its-row", alpha, own), ("elsewhere", beta, other), ("in-two-parts", alpha, other),
            ("the-whole", alpha, other), ("nearby", alpha, own),
        )
    }  # fmt: skip
    finding = make.make_finding_of_parts((alpha, said["on-its-row"]), (beta, said["elsewhere"]), dimension=own)
    for part in (1, 2):
        make.rest_on(finding, said["in-two-parts"], part=part)
    make.rest_on(finding, said["the-whole"])
    make.rest_on(finding, said["nearby"], nearness="nearby")
    publish(statements=[finding])
    finding.refresh_from_db()
    return finding


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("place", ["compare/alpha-vs-beta/", "concepts/alpha/", "dimensions/own/", "statements/"])
def test_beside_a_finding_stand_questions_on_its_whole_on_several_parts_or_on_its_row(
    client, disputed, language, place
):
    """The others stand on its own page alone, beside the statement that they share with it."""
    beside = {"on-its-row", "in-two-parts", "the-whole"}
    own_page = place == "statements/"
    html = client.get(f"/{language}/{place}{f'{disputed.code}/' if own_page else ''}").content.decode()
    in_answer = place.startswith("compare/")
    listed = html.partition(f"/{language}/statements/{disputed.code}/")[2]
    listed = listed.partition("</p></li>" if in_answer else "</ul></details>")[0]
    around = html if own_page else listed
    shown = set(re.findall(rf'href="/{language}/questions/([\w-]+)/"', around.partition('id="evidence"')[0]))
    shown &= {*beside, "elsewhere", "nearby"}
    if in_answer:  # the first, and how many more
        assert len(shown) == 1
        assert shown < beside
        more = {"en": "2 more", "zh-hans": "还有 2 条"}[language]
        assert f'href="/{language}/statements/{disputed.code}/#evidence">{more}</a>' in listed
    else:
        assert shown == beside
    if own_page:
        below = html.partition('id="rests-on"')[2]
        for name in (*beside, "elsewhere", "nearby"):
            assert f'href="/{language}/questions/{name}/"' in below, name
        assert re.search("2 more questions share a statement with it|另有 2 个问题", html)


@pytest.mark.parametrize(
    ("language", "alone", "more"),
    [
        ("en", ("2 articles say a part of it", "1 article says all or part of it, but of a department"), "more say"),
        ("zh-hans", ("有 2 篇文章只说到一部分", "有 1 篇文章说到全部或一部分，但说的是部门"), "另有"),
    ],
)
def test_who_says_less_is_more_only_beside_somebody(client, world, language, alone, more):
    alpha, beta, gamma = world.concepts[:3]
    dimension = make.make_dimension("own")

    def say(concept, slug: str):
        passage = make.make_passage(make.make_source(slug), "Both aim")
        return make.make_published("characteristic", concept, dimension=dimension, cites=(passage,))

    partly = make.make_finding_of_parts((alpha, say(alpha, "first")), (beta, say(beta, "second")))
    near = make.make_finding(alpha, beta)
    make.rest_on(near, say(gamma, "third"), nearness="nearby")
    publish(statements=[partly, near])
    for finding, words in zip((partly, near), alone, strict=True):
        own = client.get(f"/{language}/statements/{finding.code}/").content.decode()
        listed = client.get(f"/{language}/concepts/alpha/distinctions/").content.decode()
        for html in (own, listed.partition(f"{finding.code}/")[2].partition("</li>")[0]):
            assert words in html
            assert more not in html


@pytest.mark.parametrize(("language", "words"), [("en", "The part on Alpha"), ("zh-hans", "关于“alpha（中）”的部分")])
def test_who_says_one_side_of_what_a_finding_rests_on_stands_with_that_side(client, world, language, words):
    first = world.first("characteristic")
    only = make.make_source("says-one-side")
    make.cite(first, make.make_passage(only, "Both aim"))
    finding = make.make_finding(*world.concepts[:2], rests_on=(world.first("distinction"),))
    publish(statements=[finding])
    html = client.get(f"/{language}/statements/{finding.code}/").content.decode()
    article = html.partition('/sources/says-one-side/v1/articles/1/"')[2].partition("</dd>")[0]
    assert words in re.sub("<[^>]+>", "", article)


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
