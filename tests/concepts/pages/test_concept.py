"""Pages on concepts, distinctions, questions and dimensions: what stands first, what is folded, what is counted."""

import re
from itertools import pairwise

import pytest

from concepts.editorial.publishing import publish, withdraw
from concepts.models import Statement, Tag
from concepts.pages.concept import build_concept_page
from concepts.pages.concept_address import OTHER_ROWS
from concepts.pages.dimension import build_dimension_page
from concepts.pages.lists import build_tag_page, list_dimensions, list_distinctions
from concepts.pages.question import build_question_page
from concepts.pages.statement import build_statement_page
from tests import factories as make
from tests.concepts.pages.worlds import World, make_world, multiply

pytestmark = pytest.mark.django_db

HOSTILE = '"><script>alert(1)</script>‮'


def pages_of(world: World) -> list[str]:
    return [
        "/en/concepts/alpha/",
        "/en/concepts/delta/",
        "/en/concepts/alpha/dimension-0/",
        *(f"/en/concepts/alpha/{row}/" for row in OTHER_ROWS),
        "/en/dimensions/dimension-0/distinctions/",
        "/en/dimensions/dimension-0/questions/",
        "/en/dimensions/dimension-0/",
        "/en/questions/question-0/",
        "/en/tags/tag-0/",
        *(f"/en/{name}/" for name in ("dimensions", "distinctions", "questions", "tags")),
        *(world.first(kind).get_absolute_url() for kind in world.statements),
    ]


def statement_page(statement: Statement):
    return build_statement_page(statement.code, statement.get_absolute_url())


def voiced(voices: int, **fields) -> Statement:
    """A published characteristic of its own with so many voices."""
    sources = [make.make_source(f"s-{Statement.objects.count()}-{number}") for number in range(voices)]
    passages = tuple(make.make_passage(source, make.ENGLISH[:20]) for source in sources)
    return make.make_published("characteristic", *fields.pop("subjects"), cites=passages, **fields)


@pytest.mark.once
@pytest.mark.slow
def test_headings_come_in_order_and_ids_are_unique_with_little_and_with_much(client):
    world = make_world()
    for _round in range(2):
        for address in pages_of(world):
            html = client.get(address).content.decode()
            levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
            assert levels[0] == 1, address
            assert all(after <= before + 1 for before, after in pairwise(levels)), address
            ids = re.findall(r' id="([^"]+)"', html)
            assert len(ids) == len(set(ids)), address
        multiply(world, 8)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_number_of_a_question_a_tag_and_which_word_leads_to_evidence_that_stands_there(client, language):
    make_world()
    for statement in Statement.objects.published().exclude(kind="distinction"):
        statement.tags.set([Tag.objects.get(slug="tag-0")])
    found = 0
    for address in ("questions/question-0/", "tags/tag-0/", "which-word/"):
        html = client.get(f"/{language}/{address}").content.decode()
        assert "popover" not in html
        assert ("<blockquote" in html) == (address == "questions/question-0/"), address
        counts = set(re.findall(r'class="count" href="([^"#]+)#([^"]+)"', html))
        found += len(counts)
        for page, part in counts:
            assert f' id="{part}"' in client.get(page).content.decode(), (address, page)
    assert found > 10


def test_a_distinction_counts_who_says_every_side_or_makes_the_contrast():
    concepts = [make.make_concept(slug) for slug in ("alpha", "beta")]
    dimension = make.make_dimension()
    sides = [voiced(2, subjects=[concept], dimension=dimension) for concept in concepts]
    passage = sides[0].citations.first().passage
    other = make.make_passage(make.make_source("draws"), make.ENGLISH[:20])
    reports = make.make_passage(make.make_source("reports"), make.ENGLISH[:20])
    distinction = make.make_distinction(*sides)
    make.cite(distinction, passage)
    make.cite(distinction, other)
    make.cite(distinction, reports, stance="reports")
    both = make.make_passage(make.make_source("both"), make.ENGLISH[:20])
    for side in sides:
        make.cite(side, both)
    publish(statements=[distinction])
    shown = [
        build_concept_page("alpha").answer.contrasts[0],
        build_dimension_page("scope").answer.contrasts[0],
        list_distinctions().groups[0].distinctions[0],
    ]
    assert [distinction.voices.count for distinction in shown] == [3, 3, 3]
    statement = statement_page(distinction).statement
    assert (statement.voices.count, statement.support.part.count, statement.drawn_by.count) == (3, 3, 2)
    assert statement_page(distinction).most_voices == 3


def test_a_distinction_leads_to_its_questions_its_siblings_and_its_row(client):
    world = make_world()
    alpha, beta, gamma, _delta = world.statements["characteristic"]
    position = make.make_statement("position", question=make.make_question("which-side"))
    make.rest_on(position, alpha)
    same, one_shared = make.make_distinction(alpha, beta, slug="same"), make.make_distinction(beta, gamma, slug="one")
    elsewhere = [
        voiced(1, subjects=[concept], dimension=make.make_dimension("other")) for concept in world.concepts[:2]
    ]
    other_row = make.make_distinction(*elsewhere, slug="other-row")
    publish(statements=[position, same, one_shared, other_row])
    distinction = world.first("distinction")
    page = statement_page(distinction)
    assert [question.address for question in page.statement.questions] == ["/en/questions/which-side/"]
    assert [sibling.code for sibling in page.siblings] == [same.code]
    assert page.comparison == "/en/compare/alpha-vs-beta/#dimension-0"
    html = client.get(distinction.get_absolute_url()).content.decode()
    for address in ("/en/questions/which-side/", same.get_absolute_url(), page.comparison):
        assert f'href="{address}"' in html


@pytest.mark.parametrize(
    ("language", "own", "other"),
    [
        ("en", "Our words.", '<span lang="zh-Hans">我们的话。</span>'),
        ("zh-hans", "我们的话。", '<span lang="en">Our words.</span>'),
    ],
)
def test_a_statement_stands_in_the_other_language_too(client, language, own, other):
    world = make_world()
    Statement.objects.update(text_en="Our words.", text_zh="我们的话。")
    for kind in ("distinction", "definition", "relation", "position"):
        html = client.get(world.first(kind).get_absolute_url().replace("/en/", f"/{language}/")).content.decode()
        main = html[html.index("<main") :]
        assert own in main, kind
        assert f'<p class="other-words">{other}</p>' in main, kind


def test_a_question_has_the_answer_with_most_voices_first_and_says_who_speaks_for_two(client):
    concept, dimension = make.make_concept("alpha"), make.make_dimension()
    question = make.make_question("who")
    few, many = (voiced(count, subjects=[concept], dimension=dimension) for count in (1, 3))
    positions = [make.make_statement("position", question=question, rank=rank) for rank in (1, 2)]
    for position, statement in zip(positions, (few, many), strict=True):
        make.rest_on(position, statement)
    publish(statements=positions)
    page = build_question_page("who")
    assert [(position.statement.code, position.voices.count) for position in page.positions] == [
        (positions[1].code, 3), (positions[0].code, 1),
    ]  # fmt: skip
    assert (page.voices.count, page.voices_for_several) == (4, 0)
    html = client.get("/en/questions/who/").content.decode()
    assert "4 articles answer it." in html
    assert "speak for more than one" not in html
    for passage in (citation.passage for citation in many.citations.all()[:2]):
        make.cite(few, passage)
    page = build_question_page("who")
    assert (page.voices.count, page.voices_for_several) == (4, 2)
    html = client.get("/en/questions/who/").content.decode()
    assert "2 of them speak for more than one answer." in html


def test_a_dimension_tells_of_which_concepts_nothing_is_said(client):
    world = make_world()
    make.make_concept("silent", en="Silent", zh="沉默", core=True)
    make.make_concept("silent-too")
    page = build_dimension_page("dimension-0")
    assert [line.concept.slug for line in page.lines] == [concept.slug for concept in world.concepts]
    assert [concept.slug for concept in page.silent] == ["silent"]
    assert page.other_silent == 1
    html = client.get("/zh-hans/dimensions/dimension-0/").content.decode()
    assert 'href="/zh-hans/concepts/silent/"' in html[html.index('id="silent"') :]
    assert "另外 1 个概念" in html


def test_dimensions_are_listed_core_first_with_what_is_on_them(client):
    make_world()
    make.make_dimension("core-one", en="Core one", zh="核心", core=True)
    first, second = list_dimensions()
    assert (first.core, first.characteristics, first.distinctions) == (True, 0, 0)
    # Four sides, one of common ground and its part.
    assert (second.core, second.characteristics, second.distinctions) == (False, 6, 1)
    html = client.get("/en/dimensions/").content.decode()
    assert html.index("Main dimensions") < html.index("Core one") < html.index("Further dimensions")


def test_a_tag_page_lists_what_carries_the_tag_and_nothing_beside_it():
    world = make_world()
    page = build_tag_page("tag-0")
    assert [distinction.code for distinction in page.distinctions] == [world.first("distinction").code]
    assert page.distinctions[0].voices.count == 2
    assert [statement.code for statement in page.statements] == [world.first("relation").code]


def test_pages_of_which_nothing_is_published_say_so(client):
    make.make_concept("empty", en="Empty", zh="空")
    make.make_dimension("nothing")
    make.make_question("nobody")
    unused = Tag.objects.create(name="unused", slug="unused")
    passage = make.make_passage(make.make_source(), "Both aim at revenue.")
    gone = make.make_published("definition", make.make_concept("other"), cites=(passage,))
    gone.tags.add(unused)
    withdraw(statement=gone, words_en="Wrong.", words_zh="有误。")
    for address, words in {
        "/en/concepts/empty/": "Nothing has been published on this concept yet.",
        "/en/dimensions/nothing/": "Nothing has been published on this dimension yet.",
        "/en/questions/nobody/": "No answer has been published yet.",
        "/en/tags/unused/": "No published statement carries this tag.",
        "/en/distinctions/": "No distinction has been published yet.",
        "/en/tags/": "No statement carries a tag yet.",
    }.items():
        assert words in client.get(address).content.decode(), address


def test_hostile_words_stay_words(client):
    world = make_world()
    Statement.objects.update(text_en=HOSTILE, text_zh=HOSTILE)
    Statement.objects.filter(kind="distinction").update(title_en=HOSTILE, title_zh=HOSTILE)
    for address in pages_of(world):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html, address
    assert "&lt;script&gt;alert" in client.get(world.first("distinction").get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", r"Source english-0, article \d+: Article \d+"), ("zh-hans", r"来源 english-0，第 \d+ 篇：文章 \d+")],
)
def test_who_says_what_a_concept_is_is_named_with_the_source(client, language, name):
    make_world()
    html = client.get(f"/{language}/concepts/alpha/").content.decode()
    assert re.search(name, re.sub("<.*?>", "", html[html.index('class="who"') :]))
