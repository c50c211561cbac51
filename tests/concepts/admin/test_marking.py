"""An article is read and marked on one page: what is selected is cut, and said by a statement that is there or new."""

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concepts.admin.marking import marking_address
from concepts.models import Citation, Statement
from sources.models import Article, Passage, Skip, SourceVersion
from tests.concepts.admin.pages import read_form
from tests.concepts.admin.test_pages import make_content, make_much_content
from tests.factories import (
    CHINESE,
    ENGLISH,
    make_article,
    make_concept,
    make_dimension,
    make_distinction,
    make_passage,
    make_published,
    make_question,
    make_relation_type,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db
TEXTS = {
    "en": (ENGLISH, "Sales push products to users.", "Sales push products"),
    "zh-hans": (CHINESE, "销售是把产品卖好。", "销售是把产品"),
}
LANGUAGES = pytest.mark.parametrize("language", TEXTS)
SAVED = {"en": "Saved as a draft:", "zh-hans": "已保存为草稿："}


def make_text(language: str = "en") -> SourceVersion:
    """A version with one article."""
    return make_source(f"a-{language}", TEXTS[language][0], language)


def address_of(version: SourceVersion, **query: Any) -> str:
    """The page of its first article."""
    return marking_address(version.articles.order_by("number")[0], **query)


def open_panel(client: Client, version: SourceVersion, words: str, **query: Any) -> dict[str, Any]:
    """Select words in the text, and return the fields of the panel."""
    start = version.read_text().index(words)
    sent = {"from": start, "to": start + len(words), "words": words, "_open": "1", "part": "panel"}
    answer = client.post(address_of(version, **query), sent)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    return read_form(answer)


def save(client: Client, version: SourceVersion, fields: dict[str, Any], **typed: Any) -> HttpResponse:
    """Save the panel with what is typed."""
    return client.post(address_of(version), fields | typed | {"_save": "1"})


@LANGUAGES
def test_a_selection_is_cut_and_cited_by_a_statement_that_is_there(editor: Client, language: str) -> None:
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    version, (_text, whole, part) = make_text(language), TEXTS[language]
    statement = make_statement("definition", make_concept("sales", "Sales", "销售"))
    fields = open_panel(editor, version, whole[:-1])
    assert fields["words"] == whole  # with its mark
    answer = save(editor, version, fields, statement=statement.pk, translation="译文")
    assert answer.status_code == 302, answer.content.decode()
    passage = Passage.objects.get()
    assert (passage.quote, passage.translation) == (whole, "译文")
    assert Citation.objects.get().statement == statement
    shown = editor.get(answer["Location"]).content.decode()
    assert SAVED[language] in shown
    assert f'<mark class="marked-draft marked-supports">{whole}</mark>' in shown
    token = re.findall(r'name="_undo" value="([^"]+)"', shown)[0]
    taken = editor.post(address_of(version), {"_undo": token})
    assert taken.status_code == 302
    assert not Passage.objects.exists()
    assert not Citation.objects.exists()
    assert Statement.objects.get() == statement
    again = editor.post(address_of(version), {"_undo": token}, follow=True)
    assert again.status_code == 200
    assert "errorlist" in again.content.decode() or "error" in again.content.decode()
    assert part in again.content.decode()


@LANGUAGES
def test_a_new_statement_is_written_beside_the_text_and_the_next_one_begins_like_it(
    editor: Client, language: str
) -> None:
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    version, sales, goal = make_text(language), make_concept("sales", "Sales", "销售"), make_dimension("goal")
    fields = open_panel(editor, version, TEXTS[language][1])
    assert fields["concepts"] == str(sales.pk)  # the passage names it
    said = {"kind": "characteristic", "dimension": goal.pk, "text_en": "Sales push.", "text_zh": "销售推。"}
    assert save(editor, version, fields, statement="new", **said).status_code == 302
    statement = Statement.objects.get()
    assert (statement.kind, statement.text_zh, statement.dimension, statement.status) == (
        "characteristic", "销售推。", goal, "draft",
    )  # fmt: skip
    assert list(statement.concepts.all()) == [sales]
    assert statement.author_name == "editor"
    next_one = open_panel(editor, version, TEXTS[language][0][:9])
    assert next_one["statement"] == "new"
    assert next_one["dimension"] == str(goal.pk)
    assert next_one["text_en"] == ""


def test_each_kind_asks_for_what_it_needs(editor: Client) -> None:
    version, sales, marketing = make_text(), make_concept("sales"), make_concept("marketing")
    includes, question = make_relation_type(), make_question()
    fields = open_panel(editor, version, "Both aim at revenue.") | {"statement": "new", "text_en": "A", "text_zh": "甲"}
    for kind, place in (("characteristic", "dimension"), ("relation", "relation_type"), ("position", "question")):
        answer = save(editor, version, fields, kind=kind, concepts=[sales.pk], objects=[marketing.pk])
        assert answer.status_code == 200
        assert f'id="id_{place}_error"' in answer.content.decode()
    assert not Passage.objects.exists()
    relation = {"kind": "relation", "relation_type": includes.pk, "concepts": [sales.pk], "objects": [marketing.pk]}
    assert save(editor, version, fields, **relation).status_code == 302
    links = Statement.objects.get(kind="relation").concept_links.order_by("rank")
    assert list(links.values_list("concept", "role")) == [(sales.pk, "subject"), (marketing.pk, "object")]
    fields = open_panel(editor, version, "Marketing pulls") | {"statement": "new", "text_en": "B", "text_zh": "乙"}
    assert save(editor, version, fields, kind="position", question=question.pk).status_code == 302
    assert Statement.objects.get(kind="position").question == question


@LANGUAGES
def test_both_sides_of_a_distinction_and_the_contrast_are_written_in_the_panel(editor: Client, language: str) -> None:
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    version, (_text, whole, _part) = make_text(language), TEXTS[language]
    marketing, sales = make_concept("marketing", "Marketing", "营销"), make_concept("sales", "Sales", "销售")
    first = open_panel(editor, version, _text[: len(whole)])
    assert first["concepts"] == str(marketing.pk)
    first |= {"statement": "new", "kind": "distinction", "dimension": make_dimension().pk, "translation": "One"}
    first |= {"text_en": "Marketing pulls.", "text_zh": "营销拉。"}
    alone = save(editor, version, first)
    assert alone.status_code == 200
    assert "errornote" in alone.content.decode()
    place = version.read_text().index(whole)
    sent = {"from": place, "to": place + len(whole), "words": whole, "_open": "1"}
    second = read_form(editor.post(address_of(version), first | sent))
    assert (second["first_translation"], second["first_text_zh"]) == ("One", "营销拉。")
    assert (second["text_en"], second["translation"]) == ("", "")
    assert second["concepts"] == str(sales.pk)
    typed = {"text_en": "Sales push.", "text_zh": "销售推。", "contrast_en": "They differ.", "contrast_zh": "不同。"}
    for title, status in (("", 200), ("Pull and push", 302)):
        titles = {"title_en": title, "title_zh": "推拉"}
        assert save(editor, version, second, **typed, **titles).status_code == status
    distinction = Statement.objects.get(kind="distinction")
    assert (distinction.slug, distinction.text_zh) == ("pull-and-push", "不同。")
    sides = distinction.sides.order_by("rank").values_list("concept__slug", "characteristic__text_en")
    assert list(sides) == [("marketing", "Marketing pulls."), ("sales", "Sales push.")]
    assert Passage.objects.filter(translation="One").count() == 1


def test_the_same_words_say_both_sides_of_two_concepts(editor: Client) -> None:
    version = make_text()
    marketing, sales = make_concept("marketing", "Marketing"), make_concept("sales", "Sales")
    words = "Marketing pulls users to products. Sales push products to users."
    first = open_panel(editor, version, words) | {"statement": "new", "kind": "distinction", "text_en": "One"}
    first |= {"concepts": [marketing.pk, sales.pk], "dimension": make_dimension().pk}
    second = read_form(editor.post(address_of(version), first | {"_same": "1"}))
    assert (second["first_concept"], second["concepts"]) == (str(marketing.pk), str(sales.pk))
    typed = {"text_en": "Two", "title_en": "Pull and push", "contrast_en": "They differ."}
    refused = save(editor, version, second, **typed | {"concepts": marketing.pk})
    assert "Both sides are about the same concept" in refused.content.decode()
    assert save(editor, version, second, **typed).status_code == 302
    assert Statement.objects.get(kind="distinction").citations.get().passage == Passage.objects.get()


def test_what_was_typed_stays_when_words_are_selected_that_are_refused(editor: Client) -> None:
    version = make_text()
    fields = open_panel(editor, version, "Sales push products") | {"translation": "Typed", "statement": "new"}
    fault = read_form(editor.post(address_of(version), fields | {"words": "Not there", "_open": "1"}))
    assert fault["translation"] == "Typed"
    again = read_form(editor.post(address_of(version), fault | {"words": "Both aim at revenue", "_open": "1"}))
    assert (again["translation"], again["words"]) == ("Typed", "Both aim at revenue.")


@LANGUAGES
def test_statements_are_found_by_words_of_either_language_the_likeliest_first(editor: Client, language: str) -> None:
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    version, sales = make_text(language), make_concept("sales", "Sales", "销售")
    like = make_statement("definition", sales, text_en="Sales push products.", text_zh="销售把产品卖好。")
    other = make_statement("definition", make_concept("weather"), text_en="Clouds carry rain.", text_zh="云带来雨。")
    panel = editor.post(address_of(version), {"words": TEXTS[language][1], "_open": "1", "part": "panel"})
    offered = re.findall(r'name="statement" value="(\w+)"', panel.content.decode())
    assert offered == [str(like.pk), str(other.pk), "new"]
    for typed in ("rain", "带来雨", other.code.lower(), "WEATHER"):
        typed_in = {"words": TEXTS[language][1], "find": typed, "stance": "supports", "translation": "Kept"}
        found = editor.post(address_of(version), typed_in | {"_open": "1"}).content.decode()
        assert re.findall(r'name="statement" value="(\w+)"', found) == [str(other.pk), "new"]
        assert "Kept" in found


def test_words_and_place_that_do_not_agree_are_refused_and_several_places_offered(editor: Client) -> None:
    version = make_source(text="Sales push products. Sales push products. Marketing pulls.")
    told = editor.post(address_of(version), {"words": "Sales push", "from": "50", "to": "55", "_open": "1"})
    assert "not where you selected" in told.content.decode()
    places = re.findall(r'href="(\?from=\d+&amp;to=\d+)#panel">…', told.content.decode())
    assert places == ["?from=0&amp;to=10", "?from=21&amp;to=31"]
    shown = read_form(editor.get(address_of(version) + places[1].replace("&amp;", "&")))
    assert (shown["words"], shown["from"]) == ("Sales push", "21")
    for sent in ({"words": "Nothing of it"}, {"from": "3", "to": "99999"}, {"from": "x", "to": "-1"}, {"words": " "}):
        answer = editor.post(address_of(version), sent | {"_save": "1", "statement": "new"})
        assert answer.status_code == 200
    assert not Passage.objects.exists()


def test_a_selection_over_the_bound_of_an_article_is_refused(editor: Client) -> None:
    version = make_source()
    version.articles.all().delete()
    make_article(version, 0, 34)
    make_article(version, 35, len(ENGLISH))
    for sent in ({"from": 10, "to": 60}, {"words": "products. Sales push"}, {"words": "Both aim"}):
        answer = editor.post(address_of(version), sent | {"_open": "1"})
        assert 'class="errorlist"' in answer.content.decode()
        assert "one article" in answer.content.decode()


def test_words_that_are_marked_already_are_offered_with_what_cites_them(editor: Client) -> None:
    version = make_source()
    passage = make_passage(version, "Sales push products to users.", translation="销售推。", translation_by="ours")
    live = make_published("definition", make_concept("sales"), cites=(passage,))
    other = make_statement("definition", make_concept("marketing"))
    fields = open_panel(editor, version, passage.quote)
    assert fields["known"] == str(passage.pk)
    assert "translation" not in fields
    refused = save(editor, version, fields, statement=live.pk)
    assert "cites this passage already" in refused.content.decode()
    assert save(editor, version, fields, statement=other.pk).status_code == 302
    assert set(passage.citations.values_list("statement", flat=True)) == {live.pk, other.pk}


@LANGUAGES
def test_what_two_people_mark_is_one_passage_and_nothing_that_was_typed_is_lost(signed_in: Any, language: str) -> None:
    first, second = signed_in("editor"), signed_in("reviewer")
    version, whole = make_text(language), TEXTS[language][1]
    one = make_statement("definition", make_concept("sales"))
    two = make_statement("definition", make_concept("marketing"))
    fields = {client: open_panel(client, version, whole) for client in (first, second)}
    assert save(first, version, fields[first], statement=one.pk, translation="First").status_code == 302
    told = save(second, version, fields[second], statement=two.pk, translation="Second", text_en="Typed")
    assert "Somebody else marked these words meanwhile" in told.content.decode()
    assert "First" in told.content.decode()
    again = read_form(told)
    passage = Passage.objects.get()
    assert (again["statement"], again["text_en"], again["known"]) == (str(two.pk), "Typed", str(passage.pk))
    assert "Second" in told.content.decode()
    assert save(second, version, again).status_code == 302
    assert passage.citations.count() == 2


def test_what_was_typed_comes_back_after_the_session_ended(editor: Client) -> None:
    version, page = make_text(), Client(headers={"accept-language": "en"})
    fields = open_panel(editor, version, "Sales push products") | {"translation": "译", "statement": "new"}
    asked = page.post(address_of(version), fields | {"text_en": "Typed words", "_save": "1"})
    assert asked.status_code == 403
    assert "Typed words" in asked.content.decode()
    assert not Passage.objects.exists()


HOSTILE = ("\x00", str(10**30), "a" * 3_000)


@pytest.mark.parametrize("name", [
    "from", "to", "words", "known", "at", "statement", "find", "stance", "kind", "concepts", "objects", "dimension",
    "relation_type", "question", "text_en", "translation", "first_place", "first_concept", "first_known", "title_en",
    "_undo", "action", "_selected_action", "_row_versions",
])  # fmt: skip
def test_no_value_of_a_field_ends_in_an_error_of_the_server(editor: Client, name: str) -> None:
    version, sales, scope = make_text(), make_concept("sales", "Sales"), make_dimension()
    place = version.read_text().index("Sales push")
    good = {"from": place, "to": place + 10, "words": "Sales push", "stance": "supports", "statement": "new"}
    good |= {"kind": "distinction", "concepts": sales.pk, "dimension": scope.pk, "text_en": "A", "first_place": "0-9"}
    for value in HOSTILE:
        assert editor.post(address_of(version), good | {"_save": "1", name: value}).status_code < 500
    assert editor.get(address_of(version), {name: HOSTILE[0], "saved": HOSTILE[0]}).status_code < 500
    assert not Passage.objects.exists()
    assert editor.get(f"/admin/sources/article/{10**20}/mark/").status_code == 404


def test_a_viewer_reads_and_marks_nothing(signed_in: Any) -> None:
    version, viewer = make_text(), signed_in("viewer")
    page = viewer.get(address_of(version)).content.decode()
    assert "Sales push products to users." in page
    assert "data-panel" not in page
    assert "a.choose" not in page
    assert viewer.post(address_of(version), {"words": "Sales push", "_save": "1"}).status_code == 403
    assert Client().get(address_of(version)).status_code == 302
    assert viewer.get(marking_address(Article(pk=10**6))).status_code == 404


def test_a_text_that_is_withheld_is_neither_shown_nor_marked(editor: Client) -> None:
    version = make_text()
    type(version.source).objects.update(withheld="nothing", withheld_reason_en="Asked.", withheld_reason_zh="应要求。")
    page = editor.get(address_of(version)).content.decode()
    assert "Sales push" not in page
    assert editor.post(address_of(version), {"words": "Sales push", "_open": "1"}).status_code == 403


@LANGUAGES
def test_the_text_stands_there_word_for_word_with_what_is_done(editor: Client, language: str) -> None:
    text = TEXTS[language][0].replace("S", "\nS", 1).replace("销售", "\n销售", 1)
    version = make_source(f"lines-{language}", text, language)
    article = version.articles.get()
    Skip.objects.create(version=version, article=article, start=0, end=text.index("\n"), reason="filler")
    make_published("definition", make_concept("sales"), cites=(make_passage(version, text.split("\n")[1][:6]),))
    page = editor.get(address_of(version)).content.decode()
    block = page.split("data-text>")[1].split("</div>")[0]
    lines = [re.sub(r"<[^>]+>", "", line) for line in re.findall(r"<p>(.*?)</p>", block)]
    assert lines == [line for line in text.split("\n") if line.strip()]
    assert "marked-skip" in block
    assert 'class="marked-public marked-supports"' in block
    counts = re.findall(r'<div class="bar-(\w+)"><dt>[^<]+</dt><dd>(\d+)</dd>', page)
    assert dict(counts) == {"public": "1", "drafts": "0", "empty": "1", "left": "1"}


def test_a_long_article_has_pages_and_a_selection_leads_to_its_own(editor: Client) -> None:
    text = " ".join(f"Sentence {number} says that sales push products to users." for number in range(1000))
    version = make_source(text=text)
    page = editor.get(address_of(version, page=2)).content.decode()
    assert "Sentence 0 " not in page
    last = editor.get(address_of(version, **{"from": len(text) - 20, "to": len(text)})).content.decode()
    assert "Sentence 999 " in last
    for odd in ("0", "99999", "x", "-1", "9" * 30):
        assert editor.get(f"{address_of(version)}?page={odd}").status_code == 200


WORK = {"en": "In work on this article", "zh-hans": "这篇文章上正在进行的工作"}


def take(client: Client, version: SourceVersion, action: str, *statements: Statement, **typed: str) -> HttpResponse:
    """Take a step with statements that the page lists, confirm it, and follow back to the page."""
    shown = client.get(address_of(version)).content.decode()
    work = shown.split('id="work-heading"')[1]
    assert f'value="{action}"' in work
    versions = re.findall(r'name="_row_versions" value="([\d.]+)"', work)
    sent = {"action": action, "_selected_action": [each.pk for each in statements], "_row_versions": versions}
    answer = client.post(address_of(version), sent)
    if answer.status_code == 200:  # the page on which the step asks for what it needs
        answer = client.post(address_of(version), read_form(answer) | sent | {"confirmed": "1"} | typed)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == address_of(version)
    return client.get(answer["Location"])


@LANGUAGES
def test_what_was_marked_is_submitted_sent_back_and_published_beside_the_text(signed_in: Any, language: str) -> None:
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    for client in (editor, reviewer):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    version, whole = make_text(language), TEXTS[language][1]
    statement = make_statement("definition", make_concept("sales", "Sales", "销售"))
    other = make_statement("definition", make_concept("marketing"))
    for each, words in ((statement, whole), (other, TEXTS[language][0][: len(whole)])):
        assert save(editor, version, open_panel(editor, version, words), statement=each.pk).status_code == 302
    page = editor.get(address_of(version)).content.decode()
    assert WORK[language] in page
    assert "publish_chosen" not in page
    take(editor, version, "submit_chosen", statement, other)
    assert set(Statement.objects.values_list("status", flat=True)) == {"submitted"}
    take(reviewer, version, "return_chosen", other, comment="Say less.")
    other.refresh_from_db()
    assert other.status == "draft"
    assert "draft" in take(reviewer, version, "publish_chosen", statement).content.decode()
    statement.refresh_from_db()
    assert statement.status == "published"
    assert "marked-public" in editor.get(address_of(version)).content.decode()


def test_a_draft_of_changes_and_a_distinction_of_what_is_marked_are_listed(signed_in: Any) -> None:
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    version, sales = make_text(), make_concept("sales")
    first = make_passage(version, "Both aim at revenue.")
    live = make_published("characteristic", sales, cites=(first,))
    distinction = make_distinction(make_statement("characteristic", make_concept("pull"), cites=(first,)), live)
    fields = open_panel(editor, version, "Sales push products")
    assert save(editor, version, fields, statement=live.pk).status_code == 302
    page = editor.get(address_of(version)).content.decode()
    work = page.split('id="work-heading"')[1]
    assert f'name="_selected_action" value="{live.pk}"' in work
    assert f'name="_selected_action" value="{distinction.pk}"' in work
    take(editor, version, "submit_chosen", live)
    take(reviewer, version, "publish_chosen", live)
    assert live.citations.count() == 2
    assert not Statement.objects.filter(revises=live).exists()


def test_the_page_takes_as_many_queries_for_many_rows_as_for_few(editor: Client) -> None:
    with transaction.atomic():
        make_content(1)
        few = count_queries(editor)
        transaction.set_rollback(True)
    make_much_content()
    assert count_queries(editor) == few
    assert few[0] <= 12, few
    assert few[1] <= 20, few


@LANGUAGES
def test_translated_passages_take_no_queries_of_their_own(editor: Client, language: str) -> None:
    version = make_text(language)
    make_passage(version, TEXTS[language][0][:3], translation="One", translation_by="ours")
    few = count_queries(editor)
    for place in range(4, 12, 2):
        words = TEXTS[language][0][place : place + 6]
        make_passage(version, words, translation=f"Word {place}", translation_by="ours")
    assert count_queries(editor) == few
    assert "Word 10" in editor.get(address_of(version)).content.decode()


def count_queries(client: Client) -> list[int]:
    """How many queries the page of the first article takes, without and with a selection."""
    article = Article.objects.order_by("pk").first()
    assert article is not None
    addresses = (marking_address(article), marking_address(article, **{"from": article.start, "to": article.end}))
    return [count_queries_of(client, address) for address in addresses]


def count_queries_of(client: Client, address: str) -> int:
    """How many queries a page takes, once what is loaded once a process is loaded."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_pages_of_article_version_and_source_lead_to_it(editor: Client) -> None:
    version = make_text()
    article = version.articles.get()
    for row, name in ((article, "article"), (version, "sourceversion"), (version.source, "source")):
        page = editor.get(f"/admin/sources/{name}/{row.pk}/change/").content.decode()
        assert f'href="{marking_address(article)}"' in page
