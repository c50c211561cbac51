"""One article is one voice, in however many versions and reposts: linked of itself, by hand, by a pack."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from concepts.admin.todo import one_voice
from concepts.editorial.same_articles import CircleError, link_identical, shorten_chains
from concepts.evidence.claims import load_support
from concepts.models import Statement
from concepts.packs.export import export_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines
from concepts.search.index.maintenance import rebuild
from sources.models import Article, SourceVersion
from sources.text import letters_checksum
from tests.concepts.admin.pages import fill
from tests.concepts.comparison.test_everything import everything_of
from tests.concepts.packs.build import ENGLISH as PACK_ENGLISH
from tests.concepts.packs.build import change, write_pack
from tests.factories import (
    CHINESE,
    ENGLISH,
    make_article,
    make_concept,
    make_passage,
    make_published,
    make_source,
    make_version,
    publish_proposals,
)

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize(("language", "text"), [("en", ENGLISH), ("zh-hans", CHINESE)])


def article_of(slug, number=1):
    return Article.objects.get(version__source__slug=slug, version__number=number)


def form_of(article):
    return reverse("admin:sources_article_change", args=[article.pk])


def add_text(admin, version, text, **fields):
    """Add a text in the admin and publish it; return the page that follows its form, with its messages."""
    typed = {"source": version.source.pk, "number": 1, "language": version.language, "pasted": text} | fields
    answer = fill(admin, reverse("admin:sources_sourceversion_add"), **typed)
    assert answer.status_code == 302
    publish_proposals()
    return admin.get(answer.url, headers={"accept-language": "en"}).content.decode()


def link(admin, article, first):
    """Say in the form of an article which one it continues, and publish that."""
    assert fill(admin, form_of(article), same_as=first.pk if first else "").status_code == 302
    publish_proposals()


def test_texts_are_alike_whatever_their_width_punctuation_blanks_and_line_ends():
    same = [
        "营销是让产品好卖, 对吗?",
        "營銷是讓產品好賣，對嗎？",
        "营销是让\r\n产品好卖对吗",
        "  营销是让产品好卖——对吗!",
    ]
    assert len({letters_checksum(text) for text in same}) == 1
    assert letters_checksum("Sales PUSH, marketing pulls.") == letters_checksum("Ｓales push:\nmarketing pulls")
    assert letters_checksum("Sales push") != letters_checksum("Sales pull")
    assert letters_checksum("— * —") == ""


@pytest.fixture
def cited(admin):
    """A statement that cites an article, its second version with one letter corrected, and a repost of the first."""
    first = make_source("first")
    corrected = make_version(source=first.source, number=2, language="en", text=ENGLISH.replace("pulls", "pull"))
    make_article(corrected, 0, len(ENGLISH) - 1)
    other = make_source("other", "y").source
    page = add_text(admin, other.versions.get(), ENGLISH.upper(), number=2)
    assert "Its text is that of “Source first · Version 1 · English · 1. Article 1”: both are one article" in page
    passages = [
        make_passage(first, "Both aim at revenue."),
        make_passage(corrected, "Both aim at revenue."),
        make_passage(other.versions.get(number=2), "BOTH AIM AT REVENUE."),
    ]
    marketing, sales = make_concept("marketing", "Marketing", "营销"), make_concept("sales", "Sales", "销售")
    return make_published("characteristic", marketing, sales, cites=tuple(passages))


@LANGUAGES
def test_an_identical_text_is_the_same_article_wherever_it_is_added(admin, language, text):
    first = make_source("first", text, language)
    add_text(admin, first, text.replace(".", ". ").replace("。", "。\n"), number=2)
    assert article_of("first", 2).same_as == article_of("first")
    another = make_source("another", "z", language)
    add_text(admin, another, text, number=2)
    assert article_of("another", 2).same_as == article_of("first")
    add_text(admin, another, f"{text} 1", number=3)  # a new version of a text stays the article that it was
    assert article_of("another", 3).same_as == article_of("first")
    add_text(admin, make_source("third", "y", language), f"{text} 2", number=2)
    assert article_of("third", 2).same_as == article_of("third")  # and of another text that is nearly the same nothing
    link(admin, article_of("another", 2), None)  # what is identical stays the same article
    assert article_of("another", 2).same_as == article_of("first")


def test_versions_and_reposts_of_one_article_are_one_voice_everywhere(admin, client, cited):
    link(admin, article_of("first", 2), article_of("first"))
    assert article_of("first", 2).same_as == article_of("first")
    for language, voices in (("en", "1 English article says so"), ("zh-hans", "1 篇英文文章这样说")):
        for address in (f"statements/{cited.code}/", "concepts/marketing/", "compare/marketing-vs-sales/"):
            page = client.get(f"/{language}/{address}").content.decode()
            assert voices in page, (language, address)
            assert "2 English articles say so" not in page
            assert "3 English articles say so" not in page
            assert "2 篇英文文章这样说" not in page
            assert "3 篇英文文章这样说" not in page
    rebuild()
    [hit] = client.get("/api/v1/search", {"q": cited.code, "in": "en"}).json()["results"]
    assert (hit["voices"], len(hit["citations"])) == (1, 1)
    assert load_support([cited.pk])[cited.pk].whole.count == 1
    assert Statement.objects.filter(one_voice()).get() == cited
    matrix = everything_of("marketing sales").matrix
    assert [row.article.source_slug for row in matrix.articles] == ["first"]
    other = client.get("/en/sources/other/").content.decode()
    assert "The same article as in" in other
    assert 'href="/en/sources/first/v1/articles/1/"' in other


def test_what_is_not_linked_counts_by_itself(cited):
    assert load_support([cited.pk])[cited.pk].whole.count == 2


def test_an_article_names_the_first_and_there_are_no_chains(admin):
    one, two, three = (make_source(slug, f"Text {slug}.").articles.get() for slug in ("one", "two", "three"))
    link(admin, three, two)
    link(admin, two, one)
    three.refresh_from_db()
    assert (article_of("two").same_as, three.same_as) == (one, one)
    assert three.row_version == 3  # published, then linked to the first
    link(admin, three, two)  # the first of these is meant
    assert article_of("three").same_as == one
    for language, says in (("en", "is the same as this one already"), ("zh-hans", "已与本篇为同一篇")):
        link(admin, one, None)
        admin.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        refused = fill(admin, form_of(one), same_as=two.pk)
        assert says in refused.content.decode()
    admin.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "This is the article itself" in fill(admin, form_of(one), same_as=one.pk).content.decode()
    assert "This is the article itself" in fill(admin, form_of(two), same_as=two.pk).content.decode()
    Article.objects.filter(pk=one.pk).update(same_as=two.pk)  # as if two people had linked them at once
    with pytest.raises(CircleError):
        shorten_chains()
    with pytest.raises(ValidationError):
        link_identical(articles=[make_source("four", "Text one.").articles.get().pk])


def test_the_first_article_is_stored_for_another_one_and_it_is_said(admin):
    one, two, three = (make_source(slug, f"Text {slug}.").articles.get() for slug in ("one", "two", "three"))
    SourceVersion.objects.filter(articles=two).update(date="2020-05")
    link(admin, two, one)
    second = "“Source two · Version 1 · English · 2020-05 · 1. Article 1”"
    first = "“Source one · Version 1 · English · 1. Article 1”"
    says = {
        "en": f"{second} is itself the same as {first}; linked to {first}.",
        "zh-hans": "已链接到“来源 one · 第 1 版 · 英文 · 1. 文章 1”",
    }
    for language in ("en", "zh-hans"):
        admin.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        answer = fill(admin, form_of(three), same_as=two.pk)
        page = admin.get(answer.url).content.decode()
        assert says[language] in page
        publish_proposals()
        assert article_of("three").same_as == one
        answer = fill(admin, form_of(three), same_as=one.pk)
        assert "linked to" not in admin.get(answer.url).content.decode()
        link(admin, three, None)
    query = {"app_label": "sources", "model_name": "article", "field_name": "same_as", "term": ""}
    assert f"{reverse('admin:autocomplete')}?except={three.pk}" in admin.get(form_of(three)).content.decode()
    found = admin.get(reverse("admin:autocomplete", query=query | {"except": three.pk})).json()["results"]
    assert {row["id"] for row in found} == {str(one.pk), str(two.pk)}
    assert len(admin.get(reverse("admin:autocomplete", query=query | {"except": "x"})).json()["results"]) == 3


def test_a_pack_links_what_it_says_and_what_is_identical(tmp_path):
    folder = write_pack(tmp_path)
    repost = make_source("on-the-site", PACK_ENGLISH[: PACK_ENGLISH.index("\n\nAnother")]).articles.get()
    text = repost.version.read_text().encode()
    SourceVersion.objects.filter(articles=repost).update(sha256=hashlib.sha256(text).hexdigest())
    load_pack(folder)
    first = Article.objects.get(version__source__slug="pull-and-push", number=1)
    assert first.same_as == repost
    assert not load_pack(folder).changed
    change(folder, "sources.yaml", "state: whole\n", "state: truncated\n")
    assert len(load_pack(folder).updated) == 1
    first.refresh_from_db()
    assert (first.state, first.same_as) == ("truncated", repost)
    says = "          same_as:\n            source: two-sides\n            version: 1\n            number: 1\n"
    place = "          state: truncated\n          caveats: [truncated, unsigned]\n"
    change(folder, "sources.yaml", place, place + says)
    load_pack(folder)
    second = Article.objects.get(version__source__slug="pull-and-push", number=2)
    assert second.same_as == Article.objects.get(version__source__slug="two-sides")
    assert any('"same_as":"two-sides/v1/1"' in line for line in open_data_lines())
    before = list(open_data_lines())
    export_pack("small-pack", tmp_path / "out" / "small-pack")
    assert says in (tmp_path / "out/small-pack/sources.yaml").read_text(encoding="utf-8")
    assert not load_pack(tmp_path / "out" / "small-pack").updated
    assert list(open_data_lines()) == before


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("pull-and-push\n            version: 1\n            number: 2", "An article cannot be the same as itself"),
        ("pull-and-push\n            version: 1\n            number: 9", "There is no article 9 of pull-and-push v1"),
    ],
)
def test_a_pack_that_links_nowhere_or_in_a_circle_is_refused(tmp_path, named, says):
    folder = write_pack(tmp_path)
    place = "          state: truncated\n"
    change(folder, "sources.yaml", place, f"{place}          same_as:\n            source: {named}\n")
    with pytest.raises(PackFaultyError, match=says):
        load_pack(folder)
