"""What was marked on the page of an article is taken back there by whoever marked it, or the page says why not."""

import re
from typing import Any

import pytest
from django.test import Client

from concepts.models import Statement
from sources.models import Passage
from tests.concepts.admin.test_marking import LANGUAGES, TEXTS, address_of, make_text, open_panel, save
from tests.factories import make_concept, make_dimension, make_distinction, make_passage, make_source, make_statement

pytestmark = pytest.mark.django_db
NOT_YOURS = {"en": "Only the person who marked this", "zh-hans": "只有标注这段话的人"}


@LANGUAGES
def test_only_who_marked_takes_it_back_and_only_in_its_article(signed_in: Any, language: str) -> None:
    first, second = signed_in("editor"), signed_in("reviewer")
    version, other = make_text(language), make_source("another", "Some other text.")
    said = {"kind": "characteristic", "dimension": make_dimension().pk, "text_en": "A", "text_zh": "甲"}
    make_concept("sales", "Sales", "销售")
    fields = open_panel(first, version, TEXTS[language][1]) | {"statement": "new"}
    address = save(first, version, fields, **said)["Location"]
    token = re.findall(r'name="_undo" value="([^"]+)"', first.get(address).content.decode())[0]
    assert "_undo" not in second.get(address).content.decode()
    for client, text in ((second, version), (first, other)):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        told = client.post(address_of(text), {"_undo": token}, follow=True)
        assert NOT_YOURS[language] in told.content.decode()
        assert Statement.objects.exists()
    first.post(address_of(version), {"_undo": token})
    assert not Statement.objects.exists()


TOLD = {
    "en": ("This is used by now", "Taken back.", "the translation that was written now stays"),
    "zh-hans": ("已经有内容用到它", "已撤回。", "刚写的译文保留"),
}


@LANGUAGES
def test_the_page_says_what_uses_it_and_what_stays(editor: Client, language: str) -> None:
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    version, words = make_text(language), TEXTS[language][1]
    stored = make_passage(version, words)
    make_concept("sales", "Sales", "销售")
    said = {"kind": "characteristic", "dimension": make_dimension().pk, "text_en": "A", "text_zh": "甲"}
    fields = open_panel(editor, version, words) | {"statement": "new", "translation": "In other words."}
    address = save(editor, version, fields, **said)["Location"]
    token = re.findall(r'name="_undo" value="([^"]+)"', editor.get(address).content.decode())[0]
    mine = Statement.objects.get()
    distinction = make_distinction(
        mine, make_statement("characteristic", make_concept("pull"), dimension=mine.dimension)
    )
    used, taken, stays = TOLD[language]
    told = editor.post(address_of(version), {"_undo": token}, follow=True).content.decode()
    assert used in told
    assert distinction.code in told
    distinction.delete()
    told = editor.post(address_of(version), {"_undo": token}, follow=True).content.decode()
    assert taken in told
    assert stays in told
    assert Passage.objects.get() == stored
    assert not Statement.objects.filter(pk=mine.pk).exists()
