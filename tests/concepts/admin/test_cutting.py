"""On the page of a version its text is cut into articles, without a script, in both languages, by two at once."""

import re
from html import unescape

import pytest
from django.urls import reverse

from sources.models import Article, SourceVersion
from tests.concepts.admin.pages import fill, read_form
from tests.factories import make_concept, make_passage, make_published, make_source

pytestmark = pytest.mark.django_db
ENGLISH = "What is marketing. It pulls.\n\nWhat is sales. It pushes. It pulls."
CHINESE = "什么是营销。它拉。\n\n什么是销售。它推。它拉。"
TITLES = {"title_en": "What is sales", "title_zh": "什么是销售", "title_by": "source"}
BOTH = pytest.mark.parametrize(
    ("language", "text", "words", "draft", "twice", "through"),
    [
        ("en", ENGLISH, "What is\r\nsales", "It is a draft", "It pulls.", "A bound would go through “It pushes.”"),
        ("zh-hans", CHINESE, "什么是 销售", "这是草稿", "它拉。", "分界会穿过“它推。”"),
    ],
)


def page_of(version, *step):
    name = "step" if step else "change"
    return reverse(f"admin:sources_sourceversion_{name}", args=[version.pk, *step])


def take(client, version, step, language="en", **fields):
    headers = {"accept-language": language}
    data = read_form(client.get(page_of(version, step), headers=headers)) | fields
    return client.post(page_of(version, step), data, follow=True, headers=headers)


def numbers():
    return list(Article.objects.order_by("start").values_list("number", "title_en"))


@BOTH
def test_an_article_is_split_drafted_reviewed_and_joined_again(
    signed_in, client, language, text, words, draft, twice, through
):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    version = make_source("post", text, language)
    quote = "It pushes." if language == "en" else "它推。"
    make_published("definition", make_concept("sales"), cites=(make_passage(version, quote),))
    offered = editor.get(page_of(version), headers={"accept-language": language}).content.decode()
    assert page_of(version, "split") in offered
    assert page_of(version, "join") not in offered
    answer = take(editor, version, "split", language, words=words, **TITLES)
    assert draft in answer.content.decode()
    assert ("What is sales" if language == "en" else "什么是销售") in answer.content.decode()  # as it is drafted
    assert numbers() == [(1, "Article 1")]
    assert client.get(f"/{language}/sources/post/v1/articles/2/").status_code == 404
    take(editor, version, "submit", language)
    take(reviewer, version, "publish", language)
    assert numbers() == [(1, "Article 1"), (2, "What is sales")]
    assert client.get(f"/{language}/sources/post/v1/articles/2/").status_code == 200
    take(editor, version, "join", language, article=2)
    take(editor, version, "submit", language)
    take(reviewer, version, "publish", language)
    assert numbers() == [(1, "Article 1")]
    assert client.get(f"/{language}/sources/post/v1/articles/2/").url == f"/{language}/sources/post/v1/articles/1/"


@BOTH
def test_words_that_stand_twice_are_chosen_from_and_nothing_typed_is_lost(
    editor, language, text, words, draft, twice, through
):
    version = make_source("post", text, language)
    SourceVersion.objects.update(status="draft")
    quote = "It pushes." if language == "en" else "它推。"
    make_passage(version, quote)
    answer = take(editor, version, "split", language, words=twice, **TITLES)
    assert answer.status_code == 400
    shown = read_form(answer)
    assert (shown["words"], shown["title_zh"]) == (twice, "什么是销售")
    at = text.rindex(twice)
    assert f'value="{at}-{at + len(twice)}"' in answer.content.decode()
    bound = take(editor, version, "split", language, words=quote[1:], **TITLES)
    assert bound.status_code == 409
    assert through in bound.content.decode()
    taken = take(editor, version, "split", language, words=twice, _take=f"{at}-{at + len(twice)}", **TITLES)
    assert taken.status_code == 200
    assert numbers() == [(1, "Article 1"), (2, "What is sales")]
    assert Article.objects.get(number=2).title_by == "source"
    nowhere = take(editor, version, "split", language, words="xyz", **TITLES)
    assert nowhere.status_code == 400
    untitled = take(editor, version, "split", language, words=words, title_zh=" ")
    assert untitled.status_code == 400


def test_two_who_cut_one_text_at_once_overwrite_nothing(signed_in):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    version = make_source("post", ENGLISH)
    mine, theirs = (read_form(each.get(page_of(version, "split"))) for each in (editor, reviewer))
    assert editor.post(page_of(version, "split"), mine | TITLES | {"words": "What is sales"}).status_code == 302
    answer = reviewer.post(page_of(version, "split"), theirs | TITLES | {"words": "It pushes."})
    assert answer.status_code == 409
    assert read_form(answer)["words"] == "It pushes."
    assert "errornote" in answer.content.decode()
    again = read_form(answer) | {"_row_version": read_form(reviewer.get(page_of(version, "split")))["_row_version"]}
    assert reviewer.post(page_of(version, "split"), again).status_code == 302
    page = reviewer.get(page_of(version)).content.decode()
    assert "3. What is sales" in page


def test_a_text_that_is_withheld_is_not_cut(signed_in):
    editor = signed_in("editor")
    version = make_source("post", ENGLISH, withheld="nothing", withheld_reason_en="No.", withheld_reason_zh="不。")
    assert page_of(version, "split") not in editor.get(page_of(version)).content.decode()
    answer = take(editor, version, "split", words="What is sales", **TITLES)
    assert "is withheld" in answer.content.decode()


def test_a_draft_that_is_brought_in_is_cut_before_anybody_sees_it(editor):
    fill(editor, reverse("admin:sources_source_add"), slug="new", title_en="New", title_zh="新", kind="article")
    source = str(SourceVersion.source.field.related_model.objects.get().pk)
    fill(editor, reverse("admin:sources_sourceversion_add"), source=source, number=1, language="en", pasted=ENGLISH)
    version = SourceVersion.objects.get()
    take(editor, version, "split", words="What is sales", **TITLES)
    take(editor, version, "split", words="It pushes.", **TITLES | {"title_en": "How"})
    assert numbers() == [(1, "New"), (2, "What is sales"), (3, "How")]
    take(editor, version, "join", article=2)
    assert numbers() == [(1, "New"), (2, "How")]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Mark a sentence without a claim"), ("zh-hans", "标记不含论断的句子")]
)
def test_a_text_and_its_articles_lead_to_all_that_is_said_of_them(signed_in, language, words):
    editor, viewer = signed_in("editor"), signed_in("viewer")
    version = make_source("post", ENGLISH)
    passage = make_passage(version, "It pushes.")
    for row in (version, version.articles.get()):
        page = reverse(f"admin:sources_{row._meta.model_name}_change", args=[row.pk])
        shown = editor.get(page, headers={"accept-language": language}).content.decode()
        assert words in shown
        assert words not in viewer.get(page, headers={"accept-language": language}).content.decode()
        links = re.findall(r'<p><a href="(/admin/sources/(?:skip|passage)/[^"]*)"', shown)
        assert len(links) == 3
        answers = [editor.get(unescape(link)) for link in links]
        assert {answer.status_code for answer in answers} == {200}
        assert passage.quote in answers[2].content.decode()
        assert read_form(answers[0])["version"] == str(version.pk)
