"""Words that are on screen can be cited: found where browsers and keyboards changed them, and cut as they stand."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from concepts.admin.places import MOST_SHOWN, read_place
from sources.anchoring import Span
from sources.models import Passage, SourceVersion
from tests.concepts.admin.pages import fill, read_form
from tests.factories import make_source

pytestmark = pytest.mark.django_db

ADD = "admin:sources_passage_add"
BUTTON = re.compile(r'<button type="submit"[^>]* name="_take" value="(\d+-\d+)">([^<]*)</button>')
LANGUAGES = {"en": "Use the source’s wording", "zh-hans": "采用原文"}


def cite(client: Client, version: SourceVersion, words: str, **fields: str) -> str:
    """Send the form with these words; return the page that is shown again, or nothing where the passage was saved."""
    answer = fill(client, reverse(ADD), version=str(version.pk), words=words.replace("\n", "\r\n"), **fields)
    assert answer.status_code in (200, 302)
    return answer.content.decode() if answer.status_code == 200 else ""


def quoted() -> list[str]:
    """Return the quotes of all passages; each is what stands in its text."""
    for passage in Passage.objects.select_related("version"):
        assert passage.quote == passage.version.read_text()[passage.start : passage.end]
    return list(Passage.objects.order_by("pk").values_list("quote", flat=True))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Sales push\r\nproducts to users.\r\n\r\nEnd", "Sales push\nproducts"),
        ("en", "Sales push\rproducts to users.", "push\n\nproducts"),
        ("en", "Cafe\u0301 owners\u00a0sell", "Café owners sell"),
        ("zh-hans", "营销的是目\n的是让销售更简单", "营销的是目\n\n的是让销售"),
        ("zh-hans", "营销的是目\u2028的是让\u200b销售", "目\u2028的是让销售"),
        ("zh-hans", "营销的是目\u2028的是让\u3000销售", "目的是让销售"),
        ("zh-hans", "我们👩\u200d💻\u3000卖产品", "我们👩\u200d💻 卖产品"),
        ("en", "التسويق\u200f يسبق\u00a0البيع", "التسويق يسبق البيع"),
    ],
)
def test_what_a_browser_changes_is_cited_at_once(editor, language, text, words):
    version = make_source("copied", text, language)
    assert not cite(editor, version, words)
    (quote,) = quoted()
    assert quote in text
    assert quote != words


@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize(
    ("language", "text", "typed", "shown"),
    [
        ("en", "It’s <b>“Pull”</b>, not push.", "it's", "<del>i</del><ins>I</ins>t<del>'</del><ins>’</ins>s"),
        ("zh-hans", "营销的是目\n的是,更简单", "目的是，", "目⏎的是<del>，</del><ins>,</ins>"),
        ("en", "They say “Pull”  now.", '"pull" now', '<del>"p</del><ins>“P</ins>ull<del>"</del><ins>”</ins>  now'),
    ],
)
def test_words_in_another_form_are_shown_as_they_stand_and_taken_with_one_click(
    editor, reader, language, text, typed, shown
):
    version = make_source("copied", text, language)
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = reader
    page = cite(editor, version, typed)
    assert quoted() == []
    assert unescape(shown) in unescape(page)
    assert "<b>" not in page.split('<ol class="places">', 1)[1].split("</ol>", 1)[0]
    ((value, label),) = BUTTON.findall(page)
    assert label == LANGUAGES[reader]
    assert not cite(editor, version, typed, _take=value)
    assert quoted() == [re.sub("<del>[^<]*</del>|</?ins>", "", shown).replace("⏎", "\n")]


@pytest.mark.parametrize(
    ("language", "text", "typed", "places"),
    [
        ("en", "We sell. They <i>sell</i>.", "sell", ["sell", "sell"]),
        ("en", "Push sales. PUSH Sales.", "push SALES", ["Push sales", "PUSH Sales"]),
        ("zh-hans", "先营\n销，后营\r\n销。", "营\n\n销", ["营\n销", "营\r\n销"]),
    ],
)  # fmt: skip
def test_of_several_places_one_is_chosen_with_a_click(editor, language, text, typed, places):
    version = make_source("copied", text, language)
    page = cite(editor, version, typed)
    values = [value for value, _label in BUTTON.findall(page)]
    assert [text[slice(*read_place(value))] for value in values] == places
    assert quoted() == []
    assert not cite(editor, version, typed, _take=values[-1])
    passage = Passage.objects.get()
    assert (passage.start, passage.end) == read_place(values[-1])
    assert quoted() == [places[-1]]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Some may already be interested. SELL it. Its results show late, often.", "…be interested. <mark>"),
        (
            "我们先谈营销是什么，然后再谈别的事情，最后才说到 SELL 这个词，就是这样",
            "么，然后再谈别的事情，最后才说到 <mark>",
        ),
    ],
)
def test_context_begins_and_ends_with_a_whole_word(editor, text, shown):
    page = cite(editor, make_source("copied", text), "sell")
    assert shown in page
    assert "</mark> it. Its results…" in page or "</mark> 这个词，就是这样…" in page


@pytest.mark.parametrize("taken", ["0-4", "4-8 ", "", "-", "x-y", "99999999999999999999-9", "5-3", "٤-٨"])
def test_only_a_place_of_the_typed_words_can_be_taken(editor, taken):
    version = make_source("copied", "We SELL.")
    assert BUTTON.findall(cite(editor, version, "sell", _take=taken))
    assert quoted() == []
    assert read_place("3-7") == Span(3, 7)


def test_what_was_taken_stays_taken_while_another_error_is_mended(editor):
    version = make_source("copied", "Sales\r\npush. sales push.", "en")
    value = BUTTON.findall(cite(editor, version, "SALES PUSH"))[0][0]
    data = {"version": str(version.pk), "words": "SALES PUSH", "_take": value, "translation": "推\x07"}
    page = editor.post(reverse(ADD), read_form(editor.get(reverse(ADD))) | data)
    assert (page.status_code, BUTTON.findall(page.content.decode())) == (200, [])
    again = read_form(page) | {"translation": "销售推动"}
    assert editor.post(reverse(ADD), again).status_code == 302
    assert quoted() == ["Sales\r\npush"]


def test_many_places_are_not_all_listed_and_other_letters_are_not_offered(editor):
    version = make_source("copied", "Sales. " * 30 + "End, really.")
    page = cite(editor, version, "sales")
    assert len(BUTTON.findall(page)) == MOST_SHOWN
    assert "the first 20 of 30 places" in page
    for typed in ("sale", "end really", "\u200b"):
        page = cite(editor, version, f"{typed}x" if typed == "sale" else typed)
        assert not BUTTON.findall(page)
        assert "errorlist" in page
    assert quoted() == []


@pytest.mark.parametrize(("language", "text"), [("en", "Title\nTitle. Text"), ("zh-hans", "标题\n标题。正文")])
def test_a_place_outside_the_articles_is_not_offered(editor, language, text):
    version = make_source("furnished", text, language)
    start = text.index("\n") + 1
    version.articles.update(start=start)
    assert not cite(editor, version, text[: start - 1])
    assert Passage.objects.get().start == start


@pytest.mark.parametrize("reader", LANGUAGES)
def test_whoever_goes_back_and_takes_another_place_gets_a_second_passage(editor, reader):
    """The form that made the first passage is sent again: as it is, with another place, with another translation."""
    said = {
        "en": ("saved already", "you opened the form", "Last saved by you", "a passage already"),
        "zh-hans": ("已经保存", "您打开表单之后", "上次保存：您本人", "已经是一个片段："),
    }[reader]
    headers = {"accept-language": reader}
    version = make_source("copied", "Sales push users. Sales push products.", "en")
    typed = read_form(editor.get(reverse(ADD))) | {"version": str(version.pk), "words": "Sales push"}
    offered = editor.post(reverse(ADD), typed)
    first, second = (value for value, _label in BUTTON.findall(offered.content.decode()))
    form = read_form(offered)
    assert editor.post(reverse(ADD), form | {"_take": first}).status_code == 302
    made = Passage.objects.get()
    assert BUTTON.findall(editor.post(reverse(ADD), form).content.decode())  # asked again: it means no place
    twice = editor.post(reverse(ADD), form | {"_take": first}, headers=headers, follow=True)
    assert said[0] in twice.content.decode()
    other = editor.post(reverse(ADD), form | {"_take": first, "translation": "销售推动"}, headers=headers)
    assert other.status_code == 409
    assert all(words in other.content.decode() for words in said[1:3])
    answer = editor.post(reverse(ADD), form | {"_take": second, "translation": "推动"}, headers=headers)
    assert answer.status_code == 302
    assert [(row.start, row.translation) for row in Passage.objects.order_by("start")] == [(0, ""), (18, "推动")]
    taken = editor.post(reverse(ADD), form | {"_take": first}, headers=headers)
    assert said[3] in taken.content.decode()
    assert f'href="{reverse("admin:sources_passage_change", args=[made.pk])}"' in taken.content.decode()
    assert Passage.objects.count() == 2
