"""Words of an article are marked as a heading on its page, and unmarked, as drafts where readers see the text."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from concepts.content.value_types import Words
from concepts.editorial.articles import join_article, split_article
from concepts.editorial.headings import find_headings, mark_heading
from concepts.evidence.coverage import cover_version
from sources.lookup import Span
from sources.models import Article, Boundary, SourceVersion
from tests.concepts.admin.pages import read_form
from tests.concepts.packs.round_trip import add_text, come_round, load_elsewhere, undone
from tests.factories import make_concept, make_passage, make_published, make_source, publish_proposals

pytestmark = pytest.mark.django_db
ENGLISH = "Push and pull\nMarketing pulls, push and pull\nSales push and pull"
BOTH = pytest.mark.parametrize(
    ("language", "text", "words", "heading"),
    [
        ("en", "Sales push.\nOf pull\nMarketing pulls.", "Of  pull", "Of pull"),
        ("zh-hans", "销售在推。\n何为拉\n营销在拉。", "何为 拉", "何为拉"),
    ],
)


def page_of(article, *step):
    return reverse(f"admin:sources_article_{'step' if step else 'change'}", args=[article.pk, *step])


def take(client, article, step, language="en", **fields):
    headers = {"accept-language": language}
    data = read_form(client.get(page_of(article, step), headers=headers)) | fields
    return client.post(page_of(article, step), data, follow=True, headers=headers)


@BOTH
def test_a_heading_is_marked_published_and_unmarked(signed_in, client, language, text, words, heading):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    article = make_source("post", text, language).articles.get()
    public = f"/{language}/sources/post/"
    plain = client.get(public).content.decode()
    answer = take(editor, article, "heading", language, words=words)
    assert answer.status_code == 200
    assert heading in answer.content.decode()
    assert not Boundary.objects.exists()
    assert client.get(public).content.decode() == plain
    take(editor, article, "submit", language)
    take(reviewer, article, "publish", language)
    [boundary] = Boundary.objects.all()
    assert text[boundary.start : boundary.end] == heading
    assert len(cover_version(article.version)[0].open) == 3
    take(editor, article, "no-heading", language, heading=f"{boundary.start}-{boundary.end}")
    assert Boundary.objects.exists()
    publish_proposals()
    assert not Boundary.objects.exists()


def test_the_heading_of_a_draft_is_marked_at_once_and_what_is_none_is_refused(editor):
    article = make_source("post", ENGLISH).articles.get()
    SourceVersion.objects.update(status="draft")
    take(editor, article, "heading", words="Push and pull", _take="0-13")
    assert find_headings(article) == [Span(0, 13)]
    assert Boundary.objects.count() == 1
    for words, says in (("and pull", "more than once"), ("pull\nMarketing", "stands in one line")):
        answer = take(editor, article, "heading", words=words)
        assert says in answer.content.decode()
        assert read_form(answer)["words"].replace("\r\n", "\n") == words
    answer = take(editor, article, "heading", words="and pull", _take="5-13")
    assert "touch a heading already" in answer.content.decode()
    assert Boundary.objects.count() == 1


def test_two_who_mark_at_once_overwrite_nothing(signed_in):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    article = make_source("post", ENGLISH).articles.get()
    theirs = read_form(reviewer.get(page_of(article, "heading")))
    take(editor, article, "heading", words="Marketing pulls")
    answer = reviewer.post(page_of(article, "heading"), theirs | {"words": "Sales push"})
    assert answer.status_code == 409
    take(reviewer, article, "heading", words="Sales push")
    assert len(find_headings(article)) == 2


def test_headings_whose_words_stand_earlier_too_come_round_through_a_pack_also_when_articles_are_joined(tmp_path):
    text = "Push and pull\nSales push and pull.\nSales push and pull.\nSo it is."
    with undone():
        version = add_text("post", text)
        make_published("definition", make_concept("sales"), cites=(make_passage(version, "So it is."),))
        split_article(version=version, at=35, title=Words("Second", "第二"))
        publish_proposals()
        second = Article.objects.get(number=2)
        mark_heading(article=second, place=Span(35, 54))
        publish_proposals()
        join_article(version=version, number=2)
        publish_proposals()
        assert find_headings(version.articles.get()) == [Span(35, 54)]
        _report, lines = come_round(tmp_path)
        written = next(tmp_path.rglob("sources.yaml")).read_text()
        assert "occurrence: 2" in written
    load_elsewhere(tmp_path, lines)
    assert [(each.start, each.end) for each in Boundary.objects.all()] == [(35, 54)]


def test_an_article_with_a_drafted_heading_is_not_cut_before_that_is_settled():
    version = make_source("post", ENGLISH)
    mark_heading(article=version.articles.get(), place=Span(0, 13))
    with pytest.raises(ValidationError, match="are being drafted"):
        split_article(version=version, at=ENGLISH.index("Sales"), title=Words("Second", "第二"))
