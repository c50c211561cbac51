"""After a form is saved the next step is offered, and who reviews reads the cited words whole."""

import html
import json

import pytest
from django.urls import reverse

from concepts.editorial.proposal_publishing import missing_of_row
from concepts.editorial.review import submit
from concepts.models import Statement
from sources.models import Article, Source
from tests.concepts.admin.pages import act, fill, read_form
from tests.concepts.admin.test_workflow import address, step_of
from tests.factories import (
    CHINESE,
    ENGLISH,
    cite,
    make_article,
    make_concept,
    make_passage,
    make_source,
    make_statement,
    make_version,
)

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
WORDS = {
    "en": ("Now add its text", "Now read it, and mark what it says"),
    "zh-hans": ("请接着添加正文", "请接着阅读，并标出它说了什么"),
}


@LANGUAGES
def test_a_source_leads_to_its_text_and_a_text_to_its_passages(editor, language):
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    said = {"slug": "a-post", "title_en": "A post", "title_zh": "一篇文章", "kind": "article", "written_in": "en"}
    told = editor.get(fill(editor, reverse("admin:sources_source_add"), **said).url).content.decode()
    source = Source.objects.get()
    add = reverse("admin:sources_sourceversion_add", query={"source": source.pk, "number": 1})
    assert f'<a href="{add.replace("&", "&amp;")}">{WORDS[language][0]}</a>' in told
    assert read_form(editor.get(add))["source"] == str(source.pk)
    told = editor.get(fill(editor, add, language="en", pasted="Marketing pulls users.").url).content.decode()
    mark = reverse("admin:sources_article_mark", args=[Article.objects.get(version__source=source).pk])
    assert f'<a href="{mark}">{WORDS[language][1]}</a>' in told
    assert "Marketing pulls users." in editor.get(mark).content.decode()
    change = reverse("admin:sources_source_change", args=[source.pk])
    assert WORDS[language][0] not in editor.get(fill(editor, change, title_en="The post").url).content.decode()


def test_no_next_step_is_offered_in_the_small_window_of_another_form(editor):
    page = f"{reverse('admin:sources_source_add')}?_popup=1"
    said = {"slug": "a-post", "title_en": "A post", "title_zh": "一篇文章", "kind": "article", "written_in": "en"}
    assert fill(editor, page, **said).status_code == 200
    assert "messagelist" not in editor.get("/admin/").content.decode()


@LANGUAGES
def test_a_form_shows_what_was_made_in_its_small_window_by_its_name(editor, language):
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    page = f"{reverse('admin:concepts_dimension_add')}?_popup=1"
    said = {"slug": "light", "name_en": "Light", "name_zh": "光亮", "question_en": "How?", "question_zh": "怎样？"}
    told = fill(editor, page, **said).content.decode()
    answer = json.loads(html.unescape(told.split('data-popup-response="')[1].split('"')[0]))
    assert answer["obj"] == said["name_zh" if language == "zh-hans" else "name_en"]


@LANGUAGES
def test_the_cited_words_stand_whole_below_the_form(editor, language):
    quote = "Marketing pulls users to products. Sales push products to users."
    english = make_passage(make_source("english"), quote, translation="营销把用户拉向产品。", translation_by="ours")
    chinese = make_passage(make_source("chinese", CHINESE, "zh-hans"), "销售是把产品卖好。")
    draft = make_statement("definition", make_concept("sales"), cites=(english,))
    cite(draft, chinese, "contradicts")
    Statement.objects.filter(pk=draft.pk).update(status="submitted")
    page = editor.get(address(draft), headers={"accept-language": language}).content.decode()
    cited = page.split('class="cited-words"')[1].split("</section>")[0]
    for words in (
        f'<blockquote lang="en"><mark>{quote}</mark> Both aim at revenue.</blockquote>',
        '<p lang="zh-Hans">营销把用户拉向产品。</p>',
        "营销是让产品好卖。<mark>销售是把产品卖好。</mark>两者的最终目标都是收入。</blockquote>",
        "反对" if language == "zh-hans" else "Contradicts",
        f'href="{reverse("admin:sources_passage_change", args=[english.pk])}"',
    ):  # fmt: skip
        assert words in cited
    assert cited.count("<p ") == 1


@pytest.mark.parametrize(
    ("language", "text", "quote", "shown"),
    [
        (
            "en",
            "It rained. " + "Long " * 200 + "ago. He said that sales push, and left. They stayed. It rained.",
            "sales push",
            "Long " * 3 + "ago. He said that <mark>sales push</mark>, and left. They stayed.</blockquote>",
        ),
        (
            "zh-hans",
            "下雨了。" + "很久" * 400 + "以前。他说销售是推，就走了。他们留下了。下雨了。",
            "销售是推",
            "很久" * 3 + "以前。他说<mark>销售是推</mark>，就走了。他们留下了。</blockquote>",
        ),
    ],
)
def test_cited_words_stand_marked_in_their_sentence_unless_the_text_is_withheld(editor, language, text, quote, shown):
    passage = make_passage(make_source("a-text", text, language), quote)
    draft = make_statement("definition", make_concept("sales"), cites=(passage,))
    page = editor.get(address(draft)).content.decode().split('class="cited-words"')[1]
    assert shown in page
    assert '">…' in page
    Source.objects.update(withheld="excerpts", withheld_reason_en="Asked.", withheld_reason_zh="应要求。")
    page = editor.get(address(draft)).content.decode().split('class="cited-words"')[1]
    assert f">{quote}</blockquote>" in page
    Source.objects.update(withheld="nothing")
    assert (
        quote not in editor.get(address(draft)).content.decode().split('class="cited-words"')[1].split("</section>")[0]
    )


@LANGUAGES
def test_a_new_statement_stays_on_its_form_with_what_is_new_in_it_called_added(editor, signed_in, language):
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    concept, passage = make_concept("sales", "Sales", "销售"), make_passage(make_source(), ENGLISH[:33])
    rows = {
        "concept_links": [{"concept": concept.pk, "rank": 0}],
        "citations": [{"passage": passage.pk, "stance": "supports"}],
    }
    words = {"text_en": "Sales is selling.", "text_zh": "销售就是卖。"}
    saved = fill(editor, reverse("admin:concepts_definition_add"), rows=rows, **words)
    draft = Statement.objects.get(kind="definition")
    assert saved.url == address(draft)
    told = {"en": "is saved as a draft; readers see it once it is published", "zh-hans": "已保存为草稿"}
    page = editor.get(saved.url).content.decode()
    assert told[language] in page
    assert "/steps/submit/" in page
    reviewer = signed_in("reviewer")
    submit(row=draft)
    review = reviewer.get(step_of(draft, "publish"), headers={"accept-language": language}).content.decode()
    assert {"en": "Text in English: added", "zh-hans": "英文表述：新增"}[language] in html.unescape(review)


@LANGUAGES
def test_a_refused_action_on_several_rows_says_that_nothing_was_done(signed_in, language):
    reviewer = signed_in("reviewer")
    concept, passage = make_concept("sales", "Sales", "销售"), make_passage(make_source(), ENGLISH[:33])
    drafts = [make_statement("definition", concept, cites=cited) for cited in ((passage,), ())]
    for draft in drafts:
        submit(row=draft)
    reviewer.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    told = act(reviewer, reverse("admin:concepts_definition_changelist"), "publish_chosen", *drafts, confirmed="1")
    page = told.content.decode()
    nothing = {"en": "Nothing was done with any of the chosen rows.", "zh-hans": "所选各项都没有做任何操作。"}[language]
    assert page.count(nothing) == 1
    assert not Statement.objects.published().exists()
    alone = act(reviewer, reverse("admin:concepts_definition_changelist"), "publish_chosen", drafts[1], confirmed="1")
    assert nothing not in alone.content.decode()


def test_a_draft_to_which_two_fields_lead_is_named_once():
    version = make_source(status="draft")
    again = make_version(source=version.source, number=2, language="en", text=ENGLISH)
    article = make_article(again, 0, len(ENGLISH), same_as=version.articles.get())
    faults = [str(fault) for fault in missing_of_row(article, {}) if version.source.title_en in str(fault)]
    assert len(faults) == len(set(faults))
    assert sum(fault.waits_for.startswith("source ") for fault in missing_of_row(article, {})) == 1
