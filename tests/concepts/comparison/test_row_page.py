"""The page of one row: all that is said there, with its quotations, at an address of its own."""

import re

import pytest

from concepts.editorial.publishing import publish
from concepts.models import Address
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def part_at(html: str, code: str) -> str:
    """The beginning of the element with the code as its id, up to the next one with an id."""
    return html.partition(f'id="{code}"')[2].partition(' id="')[0]


@LANGUAGES
def test_the_evidence_of_a_statement_stands_inside_the_element_with_its_code(client, language):
    world = make_world()
    rows = {
        "dimension-0": ("characteristic", "common", "part"),
        "definitions": ("definition",),
        "relations": ("relation",),
    }
    for row, kinds in rows.items():
        html = read(client, f"/{language}/compare/alpha-vs-beta/{row}/")
        for kind in kinds:
            part = part_at(html, world.first(kind).code)
            assert '<details class="quoted"><summary ' in part, kind
            assert "<blockquote" in part, kind
    assert f'id="{world.first("distinction").code}"' in read(client, f"/{language}/compare/alpha-vs-beta/dimension-0/")
    question = read(client, f"/{language}/compare/alpha-vs-beta/questions/")
    assert f'href="/{language}/questions/question-0/#{world.first("position").code}"' in question


@LANGUAGES
@pytest.mark.parametrize("page", ["dimension-0/", "definitions/", "?view=all"])
def test_all_quotations_can_be_shown_open_by_a_plain_link(client, language, page):
    make_world()
    address = f"/{language}/compare/alpha-vs-beta/{page}"
    unfolded = f"{address}{'&' if '?' in address else '?'}show=quotations"
    folded = read(client, address)
    assert '<details class="quoted">' in folded
    assert f'href="{unfolded.replace("&", "&amp;")}"' in folded
    html = read(client, unfolded)
    assert '<details class="quoted" open>' in html
    assert '<details class="quoted">' not in html
    assert f'class="step" href="{address}"' in html


def test_a_row_shows_nothing_of_other_rows(client):
    world = make_world(times=2)
    html = read(client, "/en/compare/alpha-vs-beta/dimension-1/")
    first, second = world.statements["characteristic"][0], world.statements["characteristic"][2]
    assert f'id="{first.code}"' not in html
    assert world.first("definition").code not in html
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', html) == [
        ("prev", "/en/compare/alpha-vs-beta/dimension-0/"),
        ("next", "/en/compare/alpha-vs-beta/relations/"),
    ]
    assert second


def test_a_row_is_its_own_canonical_in_canonical_order_and_its_filters_are_for_no_search_engine(client):
    make_world()
    plain = read(client, "/en/compare/beta-vs-alpha/dimension-0/")
    canonical = '<link rel="canonical" href="http://testserver/en/compare/alpha-vs-beta/{}">'.format
    assert canonical("dimension-0/") in plain
    assert 'content="noindex"' not in plain
    narrowed = read(client, "/en/compare/alpha-vs-beta/dimension-0/?language=en")
    assert canonical("dimension-0/") in narrowed
    assert 'content="noindex"' in narrowed
    everything = read(client, "/en/compare/alpha-vs-beta/?view=all")
    assert canonical("") in everything
    assert 'content="noindex"' in everything
    assert 'content="noindex"' not in read(client, "/en/compare/alpha-vs-beta/")


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("Beta-vs-alpha/dimension-0/?language=en", "beta-vs-alpha/dimension-0/?language=en"),
        ("alpha-vs-beta/Dimension-0/", "alpha-vs-beta/dimension-0/"),
        ("alpha-vs-beta/formerly/?language=en", "alpha-vs-beta/dimension-0/?language=en"),
        ("alpha-vs-beta/dimension-0/?x=1&only=differences", "alpha-vs-beta/dimension-0/?x=1&only=contrasts"),
        ("alpha-vs-beta/?only=differences&dimension=a&x=1", "alpha-vs-beta/?only=contrasts&dimension=a&x=1"),
    ],
)  # fmt: skip
def test_former_addresses_lead_on_with_the_filters(client, asked, right):
    make_world()
    Address.objects.create(kind="dimension", key="formerly", state="moved", target="dimension-0")
    response = client.get(f"/en/compare/{asked}")
    assert (response.status_code, response["Location"]) == (301, f"/en/compare/{right}")


@LANGUAGES
def test_an_unknown_row_is_told_in_plain_words_and_a_withdrawn_one_for_good(client, language):
    make_world()
    Address.objects.create(
        kind="dimension", key="dead", state="withdrawn", words_en="It was a mistake.", words_zh="写错了。"
    )
    unknown = client.get(f"/{language}/compare/alpha-vs-beta/nonsense/")
    assert unknown.status_code == 404
    assert "nonsense" in unknown.content.decode()
    gone = client.get(f"/{language}/compare/alpha-vs-beta/dead/")
    assert gone.status_code == 410
    assert {"en": "It was a mistake.", "zh-hans": "写错了。"}[language] in gone.content.decode()
    assert client.get(f"/{language}/compare/alpha-vs-nobody/dimension-0/").status_code == 404
    assert client.get(f"/{language}/compare/alpha/dimension-0/").status_code == 400


@pytest.mark.parametrize(("language", "words"), [("en", "The sources do not say."), ("zh-hans", "来源没有说。")])
def test_a_dimension_of_which_nothing_is_said_here_is_no_fault(client, language, words):
    make_world()
    make.make_dimension("lonely")
    make.publish_proposals()
    assert words in read(client, f"/{language}/compare/alpha-vs-beta/lonely/")
    assert words in read(client, f"/{language}/compare/gamma-vs-delta/relations/")


@LANGUAGES
def test_each_chosen_filter_is_told_and_can_be_taken_away(client, language):
    make_world()
    address = f"/{language}/compare/alpha-vs-beta/dimension-0/"
    html = read(client, f"{address}?language=zh-hans&source=chinese-0&only=contrasts&without=reposted")
    removals = re.findall(r'class="step step-remove" href="([^"]+)"', html)
    assert [removal.replace("&amp;", "&") for removal in removals] == [
        f"{address}?source=chinese-0&only=contrasts&without=reposted",
        f"{address}?language=zh-hans&only=contrasts&without=reposted",
        f"{address}?language=zh-hans&source=chinese-0&without=reposted",
        f"{address}?language=zh-hans&source=chinese-0&only=contrasts",
    ]
    assert f'href="{address}"' in html


@LANGUAGES
@pytest.mark.parametrize("page", ["dimension-0/?language=en", "definitions/?language=en", "?view=all&language=en"])
def test_unfolded_quotations_stay_so_on_the_ways_to_other_rows_and_filters(client, language, page):
    make_world()
    html = read(client, f"/{language}/compare/alpha-vs-beta/{page}&show=quotations")
    tools = re.findall(r'class="(step step-remove|step|row-before|row-after)"(?: rel="\w+")? href="([^"#]+)', html)
    ways = [way for way in tools if way[0] != "step"]
    assert ways
    assert all(address.endswith("show=quotations") for _name, address in ways)
    plain = page.replace("language=en", "show=quotations").replace("&", "&amp;")
    assert f'href="/{language}/compare/alpha-vs-beta/{plain}"' in html
    folded = f'/{language}/compare/alpha-vs-beta/{page.replace("&", "&amp;")}"'
    assert f'href="{folded}' in html


@LANGUAGES
@pytest.mark.parametrize("page", ["?", "?view=all&", "dimension-0/?", "questions/?"])
def test_what_a_page_is_narrowed_to_stands_before_its_numbers_and_not_among_what_paper_leaves_out(
    client, language, page
):
    make_world()
    html = read(client, f"/{language}/compare/alpha-vs-beta/{page}language=en")
    before = html.partition('<main id="content"')[2].partition('class="narrowing"')[0]
    assert "step-remove" in html
    assert not re.search(r'class="(tools|finding|statement|dispute)', before)


@pytest.mark.parametrize("page", ["", "dimension-0/"])
def test_a_value_of_the_view_that_does_not_exist_is_refused_in_plain_words(client, page):
    make_world()
    response = client.get(f"/en/compare/alpha-vs-beta/{page}?show=nothing")
    assert response.status_code == 400
    assert "no value “nothing”" in response.content.decode()


@LANGUAGES
def test_a_finding_on_the_dimension_stands_above_its_row(client, language):
    world = make_world()
    said = world.first("characteristic")
    finding = make.make_finding(*world.concepts[:2], rests_on=(said,), dimension=said.dimension)
    publish(statements=[finding])
    assert f'href="/{language}/statements/{finding.code}/"' in read(
        client, f"/{language}/compare/alpha-vs-beta/dimension-0/"
    )


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing is left"), ("zh-hans", "按这些条件筛选后没有内容")])
@pytest.mark.parametrize("row", ["dimension-0", "questions", "relations", "definitions"])
def test_a_row_without_one_of_the_chosen_articles_says_that_the_filters_did_it(client, language, words, row):
    make_world()
    make.make_source("silent")
    make.publish_proposals()
    html = read(client, f"/{language}/compare/gamma-vs-alpha-vs-beta/{row}/?source=silent")
    assert words in html.partition('class="nothing"')[2].partition("</p>")[0]
    assert 'class="silent"' not in html
    assert "show=quotations" not in html
    assert ('class="row-before"' in html) or ('class="row-after"' in html)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The chosen articles do not say."), ("zh-hans", "所选文章没有说。")]
)
@pytest.mark.parametrize("page", ["", "?view=all", "dimension-0/"])
def test_where_articles_are_left_out_it_is_the_others_that_do_not_say(client, language, words, page):
    world = make_world()
    gamma = world.concepts[2]
    said = make.make_passage(world.chinese, "两者")
    make.make_published("characteristic", gamma, dimension=world.first("characteristic").dimension, cites=(said,))
    html = read(client, f"/{language}/compare/gamma-vs-delta/{page}{'&' if '?' in page else '?'}language=zh-hans")
    assert re.findall('class="silent">([^<]*)<', html) == [words]
    html = read(client, f"/{language}/compare/gamma-vs-delta/{page}")
    assert words not in html


@LANGUAGES
@pytest.mark.parametrize(
    ("query", "left"), [("", 1), ("?language=en", 1), ("?source=english-0", 1), ("?language=zh-hans", 0)]
)
def test_questions_that_no_chosen_article_answers_are_not_shown(client, language, query, left):
    make_world()
    for page in ("", "questions/"):
        html = read(client, f"/{language}/compare/alpha-vs-beta/{page}{query}")
        assert html.count('class="dispute-question"') == left


@LANGUAGES
@pytest.mark.parametrize("row", ["relations", "questions", "definitions", "lonely"])
def test_a_row_on_which_nothing_is_said_is_not_for_search_engines(client, language, row):
    make_world()
    make.make_dimension("lonely")
    bare = [make.make_concept(slug) for slug in ("bare", "blank")]
    make.publish_proposals()
    noindex = '<meta name="robots" content="noindex">'
    assert noindex in read(client, f"/{language}/compare/{bare[0].slug}-vs-{bare[1].slug}/{row}/")
    assert noindex not in read(client, f"/{language}/compare/alpha-vs-beta/dimension-0/")


@pytest.mark.parametrize(("language", "words"), [("en", "Narrowed to:"), ("zh-hans", "筛选：")])
@pytest.mark.parametrize(
    ("row", "query", "narrows"),
    [
        ("dimension-0", "dimension=dimension-1", False),
        ("dimension-0", "only=contrasts", True),
        ("definitions", "only=contrasts", False),
        ("relations", "dimension=dimension-0", False),
        ("questions", "language=en", True),
    ],
)
def test_a_row_keeps_what_the_table_is_narrowed_to_and_names_what_narrows_itself(
    client, language, words, row, query, narrows
):
    make_world(times=2)
    html = read(client, f"/{language}/compare/alpha-vs-beta/{row}/?{query}")
    assert (words in html) == narrows
    assert f'href="/{language}/compare/alpha-vs-beta/?{query}#{row}"' in html
    others = re.findall(r'rel="(?:prev|next)" href="([^"]+)"', html)
    assert others
    assert all(other.endswith(f"/?{query}") for other in others)
