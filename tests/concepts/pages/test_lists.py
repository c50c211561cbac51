"""Lists that grow come in pages; with little content each is one page."""

import pytest

from concepts.models import Concept, Statement, Tag
from concepts.pages import lists
from concepts.pages.paging import Paging
from tests import factories as make
from tests.concepts.pages.worlds import make_world, multiply
from tests.site import read

pytestmark = pytest.mark.django_db
LISTS = ("concepts", "distinctions", "questions", "sources", "tags", "tags/tag-0")
in_both_languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def small_pages(monkeypatch):
    """Pages so small that little content fills several."""
    for name in (
        "CONCEPTS_ON_A_PAGE",
        "QUESTIONS_ON_A_PAGE",
        "SOURCES_ON_A_PAGE",
        "TAGS_ON_A_PAGE",
        "STATEMENTS_ON_A_PAGE",
    ):
        monkeypatch.setattr(lists, name, 2)
    monkeypatch.setattr(lists, "DISTINCTIONS_TOGETHER", 4)
    monkeypatch.setattr(lists, "DISTINCTIONS_ON_A_PAGE", 2)
    monkeypatch.setattr(lists, "FIRST_OF_A_DIMENSION", 1)


def make_distinctions(world, count: int) -> None:
    """More distinctions on the dimension of the first one, each on other sides."""
    passage = make.make_passage(world.english, "Both aim at revenue.")
    dimension = world.first("distinction").dimension
    for _number in range(count):
        sides = [
            make.make_published("characteristic", concept, dimension=dimension, cites=(passage,))
            for concept in world.concepts[:2]
        ]
        make.publish(statements=[make.make_distinction(*sides)])


@in_both_languages
@pytest.mark.parametrize("path", LISTS)
def test_with_little_content_a_list_is_one_page(client, language, path):
    make_world()
    answer = client.get(f"/{language}/{path}/")
    assert answer.status_code == 200
    assert "paging" not in answer.content.decode()
    assert client.get(f"/{language}/{path}/?page=2").status_code == 404
    canonical = f'<link rel="canonical" href="http://testserver/{language}/{path}/">'
    for query in ("", "?page=1"):
        assert canonical in client.get(f"/{language}/{path}/{query}").content.decode()


@in_both_languages
def test_a_page_leads_to_those_before_and_after_and_names_itself(client, language, small_pages):
    make_world()
    for number in range(3):
        make.make_concept(f"more-{number}")
    seen: list[str] = []
    for number in range(1, 5):
        query = f"?page={number}" if number > 1 else ""
        html = client.get(f"/{language}/concepts/{query}").content.decode()
        address = f"/{language}/concepts/"
        assert f'<link rel="canonical" href="http://testserver{address}{query}">' in html
        other = "zh-hans" if language == "en" else "en"
        assert f'href="http://testserver/{other}/concepts/{query}"' in html
        assert ('rel="prev"' in html, 'rel="next"' in html) == (number > 1, number < 4)
        links = read(html).links
        if number < 4:
            assert f"{address}?page={number + 1}" in links
        seen += [link for link in links if link.startswith(address) and "?" not in link and link != address]
    assert len(seen) == len(set(seen)) == Concept.objects.count() == 7
    assert client.get(f"/{language}/concepts/?page=5").status_code == 404


def listed(client, address: str) -> list[str]:
    """The slugs of the concepts that the page lists."""
    path = address.partition("?")[0]
    links = read(client.get(address).content.decode()).links
    return [
        link.removeprefix(path)[:-1] for link in links if link.startswith(path) and link[-1] == "/" and link != path
    ]


@pytest.fixture
def named(small_pages):
    """Concepts whose names begin with the same letter in one language and with others in the other one."""
    names = {
        "n-1": ("market", "市场"),
        "n-2": ("Média mix", "媒体组合"),
        "n-3": ("4P", "4P 组合"),
        "n-4": ("zeal", "《热情》"),
    }
    for slug, (en, zh) in names.items():
        make.make_concept(slug, en=en, zh=zh)


@pytest.mark.parametrize(
    ("address", "slugs"),
    [
        ("/en/concepts/?letter=m", ["n-1", "n-2"]),
        ("/en/concepts/?letter=Z", ["n-4"]),
        ("/en/concepts/?letter=other", ["n-3"]),
        ("/en/concepts/?letter=r", []),
        ("/zh-hans/concepts/?letter=m", ["n-2"]),
        ("/zh-hans/concepts/?letter=s", ["n-1"]),
        ("/zh-hans/concepts/?letter=r", ["n-4"]),
        ("/zh-hans/concepts/?letter=other", ["n-3"]),
    ],
)
def test_a_long_list_is_read_by_first_letter_of_english_name_or_pinyin(client, named, address, slugs):
    assert listed(client, address) == slugs
    html = client.get(address).content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="http://testserver{address.lower()}">' in html
    plain = client.get(address.partition("?")[0]).content.decode()
    assert (address.lower() in read(plain).links) == bool(slugs)
    assert "noindex" not in plain


def test_a_letter_with_many_names_has_pages_and_only_a_letter_is_one(client, named):
    for number in range(3):
        make.make_concept(f"more-{number}", en=f"more {number}", zh=f"更多{number}")
    pages = [listed(client, f"/en/concepts/?letter=m{page}") for page in ("", "&page=2", "&page=3")]
    assert pages == [["n-1", "n-2"], ["more-0", "more-1"], ["more-2"]]
    assert client.get("/en/concepts/?letter=m&page=4").status_code == 404
    assert "/en/concepts/?letter=m&page=2" in read(client.get("/en/concepts/?letter=m").content.decode()).links
    for letter in ("ab", "ß", "1", "营"):
        answer = client.get("/en/concepts/", {"letter": letter})
        assert answer.status_code == 400
        assert letter in answer.content.decode()


@in_both_languages
def test_a_short_list_has_no_letters(client, language):
    make_world()
    for path in ("concepts", "tags"):
        assert "?letter=" not in client.get(f"/{language}/{path}/").content.decode()


@pytest.mark.parametrize(("language", "names"), [("en", ["alpha", "beta", "gamma"]), ("zh-hans", ["阿", "本", "产"])])
def test_tags_stand_by_the_name_that_is_shown(client, language, names):
    statement = make_world().first("distinction")
    for en, zh in (("alpha", "产"), ("beta", "阿"), ("gamma", "本")):
        statement.tags.add(Tag.objects.create(name=en, slug=en, name_en=en, name_zh=zh))
    html = client.get(f"/{language}/tags/").content.decode()
    assert sorted(names, key=html.index) == names
    assert f">{names[1]}</a>" in client.get(f"/{language}/tags/?letter=b").content.decode()


@in_both_languages
def test_each_question_stands_on_one_page_the_most_disputed_first(client, language, small_pages):
    make_world(times=3)
    passages = [make.make_passage(make.make_source(f"more-{number}"), "Sales push") for number in (1, 2)]
    for number, slug in ((1, "question-1"), (2, "question-2")):
        cited = tuple(passages[:number])
        make.make_published("position", question=make.make_question(slug), cites=cited)
    pages = [client.get(f"/{language}/questions/?page={number}").content.decode() for number in (1, 2)]
    seen = [
        [
            link.split("/")[3]
            for link in read(html).links
            if link.startswith(f"/{language}/questions/") and link.endswith("/")
        ]
        for html in pages
    ]
    order = [slug for slugs in seen for slug in dict.fromkeys(slugs) if slug and "?" not in slug]
    assert order == ["question-2", "question-1", "question-0", "is-sales-part-of-marketing"]
    said = {"en": "2 articles say", "zh-hans": "2 篇文章说"}[language]
    assert said in pages[0][pages[0].index("/questions/question-2/") : pages[0].index("/questions/question-1/")]


@in_both_languages
@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "٣", "99999999999"])
def test_what_is_no_page_is_answered_with_400(client, language, number):
    make_world()
    for path in LISTS:
        answer = client.get(f"/{language}/{path}/", {"page": number})
        assert answer.status_code == 400
        assert number in answer.content.decode()


def test_each_statement_with_a_tag_stands_on_one_page_distinctions_first(client, small_pages):
    world = make_world()
    codes = set()
    for statement in Statement.objects.published()[:5]:
        statement.tags.set([world.first("distinction").tags.get()])
        codes.add(statement.code)
    world.first("distinction").tags.set([world.first("distinction").tags.get()])
    codes |= set(Statement.objects.published().filter(tags__slug="tag-0").values_list("code", flat=True))
    shown: list[str] = []
    page = lists.build_tag_page("tag-0")
    assert page.distinctions
    for number in range(1, page.paging.count + 1):
        page = lists.build_tag_page("tag-0", number)
        shown += [statement.code for statement in (*page.distinctions, *page.statements)]
    assert sorted(shown) == sorted(codes)


@in_both_languages
def test_many_distinctions_are_listed_by_dimension(client, language, small_pages):
    world = make_world()
    make_distinctions(world, 5)
    dimension = world.first("distinction").dimension
    found = lists.list_distinctions()
    assert [(group.slug, len(group.distinctions), group.count) for group in found.groups] == [(dimension.slug, 1, 6)]
    links = read(client.get(f"/{language}/distinctions/").content.decode()).links
    address = f"/{language}/distinctions/?dimension={dimension.slug}"
    assert address in links
    pages = [lists.list_distinctions(dimension.slug, number) for number in (1, 2, 3)]
    codes = [one.code for page in pages for group in page.groups for one in group.distinctions]
    assert len(codes) == len(set(codes)) == 6
    orders = [one.support_order for page in pages for group in page.groups for one in group.distinctions]
    assert orders == sorted(orders)
    html = client.get(f"{address}&page=2").content.decode()
    assert f'href="http://testserver{address}&amp;page=2"' in html
    assert f"{address}&page=3" in read(html).links
    assert client.get(f"{address}&page=4").status_code == 404
    assert client.get(f"/{language}/distinctions/?dimension=nothing").status_code == 404


def test_a_few_distinctions_stand_together_the_best_supported_first():
    world = make_world()
    make_distinctions(world, 5)
    (group,) = lists.list_distinctions().groups
    assert len(group.distinctions) == group.count == 6
    assert list(group.distinctions) == sorted(group.distinctions, key=lambda distinction: distinction.support_order)


def test_the_links_of_many_pages_leave_out_those_in_between():
    paging = Paging(number=5, count=9, size=10, path="/en/tags/")
    assert [number for number, _address in paging.links] == [1, 0, 3, 4, 5, 6, 7, 0, 9]
    assert dict(paging.links)[1] == "/en/tags/"
    assert (paging.earlier, paging.later) == ("/en/tags/?page=4", "/en/tags/?page=6")
    assert [number for number, _address in Paging(1, 2, 10, "/en/tags/").links] == [1, 2]


@pytest.mark.slow
@pytest.mark.usefixtures("known_site")
def test_a_page_of_a_list_costs_the_same_queries_with_more_content(client, django_assert_num_queries, small_pages):
    world = make_world()
    for path, queries in {"concepts": 7, "sources": 3, "tags": 2}.items():
        with django_assert_num_queries(queries):
            client.get(f"/en/{path}/")
    multiply(world, 10)
    for number in range(20):
        make.make_concept(f"more-{number}")
        make.make_source(f"more-{number}")
    for path, queries in {"concepts": 7, "sources": 3}.items():
        with django_assert_num_queries(queries):
            assert client.get(f"/en/{path}/?page=2").status_code == 200
