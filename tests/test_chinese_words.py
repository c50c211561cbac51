"""Chinese words of the interface that misled curators stand nowhere, and one word means one thing on a form."""

import re
from pathlib import Path

import django.contrib.admin
import django.contrib.auth
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from sources.languages import gap
from tests.factories import make_concept, make_passage, make_source, make_statement

# 段落 is a paragraph, and cited words are half a sentence; 语气 is a tone of voice; 抄 accuses whoever repeats a text.
MISLEADING = re.compile("段落|语气|抄自|抄录|照抄")


def test_words_that_mislead_stand_nowhere():
    texts = [
        Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.po",
        *Path(settings.BASE_DIR).glob("templates/**/*_zh.html"),
    ]
    assert len(texts) > 1
    for path in texts:
        assert MISLEADING.findall(path.read_text(encoding="utf-8")) == [], path


def test_readers_meet_no_voices_and_no_blank_between_chinese_words():
    """A count says “5 articles say so”. Blanks stand beside codes and figures only."""
    po = (Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    assert re.findall(r"声音|[\u4e00-\u9fff，。：；] [\u4e00-\u9fff]", po) == []
    assert re.findall(r"^msg.*\bvoices?\b", po, re.MULTILINE) == []
    with translation.override("zh-hans"):
        assert gettext("Add %s") % gettext("passage") == "添加片段"
        assert (gettext("Select %s to change") % gettext("concept"), gettext(":")) == ("概念列表", "：")
        assert gap() == ""
    assert gap() == " "


def test_what_are_two_things_on_a_form_have_two_words():
    with translation.override("zh-hans"):
        for words in (
            ("passage", "quote", "article", "source", "statement"),
            ("State", "status"),
            ("text in English", "Text", "note in English (Markdown)"),
            ("copy of", "quote", "mode"),
        ):
            assert len({gettext(word) for word in words}) == len(words), words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Mode", "Text in English", "Passage", "State", "Status"]),
        ("zh-hans", ["说法性质", "英文表述", "片段", "发布情况", "状态"]),
    ],
)
def test_the_form_of_a_statement_names_its_fields(admin_user, language, words):
    passage = make_passage(make_source(), "Both aim at revenue.")
    row = make_statement("definition", make_concept("marketing", "Marketing", "营销"), cites=(passage,))
    client = Client(headers={"accept-language": language})
    client.force_login(admin_user)
    page = client.get(f"/admin/concepts/definition/{row.pk}/change/").content.decode()
    for word in words:
        assert word in page, word


def test_no_word_of_djangos_pages_stays_english():
    words = re.compile(r"""{% (?:translate|trans) (["'])(.+?)\1""")
    folders = [Path(package.__file__).parent for package in (django.contrib.admin, django.contrib.auth)]
    found = {
        word for folder in folders for path in folder.rglob("*.html") for _q, word in words.findall(path.read_text())
    }
    assert len(found) > 50
    with translation.override("zh-hans"):
        assert {word for word in found if gettext(word) == word} == set()
