"""The page of a concept says the answer first; every statement stands, with its passages, on the page of its row."""

import re

import pytest

from concepts.editorial.publishing import publish
from concepts.evidence.comparison_address import QUESTIONS
from concepts.models import Address, Statement
from concepts.pages import concept_row
from concepts.pages.concept import build_concept_page
from concepts.pages.concept_address import DISTINCTIONS, OTHER_ROWS
from concepts.pages.concept_row import build_concept_row_page
from tests import factories as make
from tests.concepts.pages.test_concept import voiced
from tests.concepts.pages.worlds import make_world, multiply

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans")


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def links_of(html: str) -> list[str]:
    return [link.partition("#")[0] for link in re.findall(r'href="([^"]+)"', html[html.index("<main") :])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_statement_of_a_concept_is_two_presses_away_with_its_passages(client, language):
    world = make_world()
    multiply(world, 3)
    alpha = world.concepts[0]
    start = f"/{language}/concepts/alpha/"
    html = read(client, start)
    rows = {link for link in links_of(html) if link.startswith(start) and link != start}
    shown = {"dimension-0/", *(f"{row}/" for row in OTHER_ROWS if row != QUESTIONS)}
    assert {row.removeprefix(start) for row in rows} == shown, "the one question has room on the page itself"
    pages = "".join(read(client, row) for row in rows)
    for statement in Statement.objects.published():
        about = statement.concept_links.filter(concept=alpha) or statement.sides.filter(concept=alpha)
        if about.exists():
            assert statement.code in html + pages, statement.kind
            if statement.kind in ("definition", "characteristic", "relation"):
                quoted = pages.partition(f'id="{statement.code}"')[2].partition('class="code"')[0]
                assert "<blockquote" in quoted, statement.kind
    assert "<blockquote" not in html
    assert all(quote not in html for quote in ("Sales push products", "两者的最终目标"))


def test_the_best_supported_statement_is_the_line_and_its_number_leads_to_its_passages(client):
    concept, dimension = make.make_concept("alpha"), make.make_dimension()
    by_voices = {voices: voiced(voices, subjects=[concept], dimension=dimension) for voices in (1, 3, 2)}
    (line,) = build_concept_page("alpha").lines
    assert (line.statement.code, line.others) == (by_voices[3].code, 2)
    assert line.evidence == f"/en/concepts/alpha/scope/#{by_voices[3].code}"
    page = build_concept_row_page("alpha", "scope")
    assert [statement.voices.count for statement in page.statements] == [3, 2, 1]
    assert page.speaking.count == 6
    html = read(client, "/en/concepts/alpha/")
    assert f'<a class="count" href="{line.evidence}"' in html
    assert '<tr id="scope">' in html, "an address with #scope still lands"
    assert "2 more statements" in html


def test_findings_and_contrasts_stand_by_their_concepts_with_their_comparison():
    world = make_world()
    alpha, beta, gamma = world.concepts[:3]
    definition = world.first("definition")
    more = [make.make_finding(*concepts, rests_on=(definition,)) for concepts in ((gamma, alpha), (alpha, beta, gamma))]
    publish(statements=more)
    groups = build_concept_row_page("alpha", DISTINCTIONS).groups
    assert [([concept.slug for concept in group.concepts], group.address) for group in groups] == [
        (["alpha", "beta"], "/en/compare/alpha-vs-beta/"),
        (["alpha", "gamma"], "/en/compare/alpha-vs-gamma/"),
        (["alpha", "beta", "gamma"], "/en/compare/alpha-vs-beta-vs-gamma/"),
    ]
    assert [[shown.statement.code for shown in group.findings] for group in groups] == [
        [world.first("finding").code],
        [more[0].code],
        [more[1].code],
    ]
    assert [distinction.code for distinction in groups[0].distinctions] == [world.first("distinction").code]
    differ = build_concept_page("alpha").answer.differ
    assert [finding.statement.code for finding in differ][-1] == more[1].code, "those about two concepts come first"


def test_of_findings_about_the_same_concepts_the_answer_has_few_so_that_others_have_their_turn():
    world = make_world()
    alpha, beta, gamma = world.concepts[:3]
    strong = world.statements["characteristic"]
    many = [make.make_finding_of_parts((alpha, strong[0]), (beta, strong[1]), rank=rank) for rank in range(1, 4)]
    weak = make.make_finding(alpha, gamma, rests_on=(world.first("relation"),), rank=9)
    publish(statements=[*many, weak])
    answer = build_concept_page("alpha").answer
    about = [[concept.slug for concept in finding.statement.concepts] for finding in answer.differ]
    assert sorted(about) == [["alpha", "beta"], ["alpha", "beta"], ["alpha", "gamma"]]
    assert answer.others == 3  # two findings and the distinction


def test_concepts_without_a_finding_are_told_apart_by_a_contrast():
    concepts = [make.make_concept(slug) for slug in ("alpha", "beta", "gamma")]
    dimension = make.make_dimension()
    sides = [voiced(1, subjects=[concept], dimension=dimension) for concept in concepts]
    pairs = [make.make_distinction(sides[0], sides[1]), make.make_distinction(sides[0], sides[2])]
    again = make.make_distinction(sides[0], sides[1])
    publish(statements=[*pairs, again])
    answer = build_concept_page("alpha").answer
    assert len(answer.contrasts) == 2
    assert {contrast.links.concepts[1] for contrast in answer.contrasts} == {concepts[1].id, concepts[2].id}
    assert answer.others == 1


@pytest.mark.parametrize(("language", "words"), [("en", "page 2"), ("zh-hans", "第 2 页")])
def test_a_row_too_large_for_one_page_goes_on_on_others(client, monkeypatch, language, words):
    monkeypatch.setattr(concept_row, "MOST_QUOTED", 4)
    concept, dimension = make.make_concept("alpha"), make.make_dimension()
    all_codes = {voiced(2 - number // 4, subjects=[concept], dimension=dimension).code for number in range(5)}
    start = address = f"/{language}/concepts/alpha/scope/"
    seen, pages = [], 0
    while address:
        html = read(client, address)
        assert (words in html.partition("</title>")[0]) == (pages == 1)
        assert f'<link rel="canonical" href="http://testserver{address}">' in html
        seen += re.findall(r'<div class="statement" id="(\w+)"', html)
        pages += 1
        later = re.search(r'rel="next" href="([^"]+)"', html)
        address = later[1] if later else ""
    assert (pages, len(seen), set(seen)) == (5, 5, all_codes)
    assert client.get(f"{start}?page=6").status_code == 404
    assert client.get(f"{start}?page=x").status_code == 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_passages_stand_folded_in_the_element_of_their_statement_and_open_when_asked(client, language):
    world = make_world()
    code = world.statements["characteristic"][0].code
    address = f"/{language}/concepts/alpha/dimension-0/"
    for query, opened in (("", False), ("?show=quotations", True)):
        html = read(client, f"{address}{query}")
        element = html.partition(f'id="{code}"')[2].partition('class="code"')[0]
        assert (" open>" in element.partition("<summary>")[0]) == opened
        assert "<blockquote" in element
    assert f'href="{address}?show=quotations"' in read(client, address)


def test_rows_that_moved_lead_on_and_unknown_ones_do_not_exist(client):
    make_world()
    assert client.get("/en/concepts/alpha/no-such-row/").status_code == 404
    assert client.get("/en/concepts/nothing/dimension-0/").status_code == 404
    assert client.get("/en/dimensions/dimension-0/relations/").status_code == 404
    for kind, key, target in (("concept", "old", "alpha"), ("dimension", "former", "dimension-0")):
        Address.objects.create(kind=kind, key=key, state="moved", target=target)
    Address.objects.create(kind="dimension", key="gone", state="withdrawn", words_en="Gone.", words_zh="没有了。")
    for asked, right in (
        ("concepts/old/dimension-0/", "concepts/alpha/dimension-0/"),
        ("concepts/alpha/former/", "concepts/alpha/dimension-0/"),
        ("concepts/Alpha/definitions/", "concepts/alpha/definitions/"),
        ("concepts/alpha/Definitions/", "concepts/alpha/definitions/"),
        ("concepts/alpha/Dimension-0/", "concepts/alpha/dimension-0/"),
        ("dimensions/former/questions/", "dimensions/dimension-0/questions/"),
        ("dimensions/dimension-0/Questions/", "dimensions/dimension-0/questions/"),
    ):
        answer = client.get(f"/en/{asked}?without=unsigned")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/en/{right}?without=unsigned"), asked
    assert client.get("/en/concepts/alpha/gone/").status_code == 410


@pytest.mark.parametrize(("language", "words"), [("en", "The sources do not say."), ("zh-hans", "来源没有说。")])
def test_a_row_of_which_nothing_is_said_says_so(client, language, words):
    make_world()
    make.make_dimension("empty")
    make.make_concept("silent")
    for address in ("alpha/empty/", "silent/definitions/", "silent/questions/", "silent/distinctions/"):
        assert words in read(client, f"/{language}/concepts/{address}"), address


def test_links_to_rows_keep_what_is_left_out(client):
    make_world()
    html = read(client, "/en/concepts/alpha/?without=unsigned")
    assert 'href="/en/concepts/alpha/dimension-0/?without=unsigned"' in html
    assert "?without=unsigned#" in html
    row = read(client, "/en/concepts/alpha/dimension-0/?without=unsigned")
    assert 'href="/en/concepts/alpha/?without=unsigned"' in row
    assert 'href="/en/concepts/alpha/dimension-0/?without=unsigned&amp;show=quotations"' in row
    dimension = read(client, "/en/dimensions/dimension-0/?without=unsigned")
    assert 'href="/en/dimensions/dimension-0/distinctions/?without=unsigned"' in dimension


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dimension_has_one_line_a_concept_on_as_many_pages_as_it_takes(client, monkeypatch, language):
    world = make_world()
    monkeypatch.setattr("concepts.pages.dimension.MOST_LINES", 3)
    address = f"/{language}/dimensions/dimension-0/"
    first, second = read(client, address), read(client, f"{address}?page=2")
    shown = [re.findall(r'id="of-([\w-]+)"', html) for html in (first, second)]
    assert shown == [["alpha", "beta", "gamma"], ["delta"]]
    assert world.first("finding").code in first
    assert world.first("finding").code not in second
    assert f'href="/{language}/concepts/alpha/dimension-0/' in first
    assert f'href="{address}distinctions/"' in first
    assert client.get(f"{address}?page=3").status_code == 404
    assert world.first("distinction").code in read(client, f"{address}distinctions/")
