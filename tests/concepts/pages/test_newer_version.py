"""An older version says that there is a newer one and what was changed; a passage, what became of its words."""

import re
from functools import partial

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from concepts.editorial.publishing import publish
from concepts.editorial.successions import decide
from concepts.models import Address
from concepts.pages.sources import diffs, newer_version
from sources.models import PassageSuccession, Source
from sources.text_diff import TextDiff
from tests.concepts.editorial.test_successions import MOST, World

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
NEWER = {"en": "There is a newer version of this text", "zh-hans": "这份文本有更新的版本"}


def corrected(language: str) -> World:
    """A text whose second version is published: one sentence changed, one gone, one moved."""
    world = World(language)
    version = world.add_version(world.corrected())
    decide(succession=world.row(1), decision="carry", translation="new", most=MOST)
    decide(succession=world.row(2), decision="keep", most=MOST)
    publish(statements=[], rows=[version])
    return world


def words_of(page: str) -> str:
    """The words of a page, without those for people who hear it."""
    return re.sub("<[^>]*>", "", re.sub(r'<span class="visually-hidden"[^>]*>.*?</span>', "", page))


@LANGUAGES
def test_an_older_version_tells_what_was_changed(client, language):
    world = corrected(language)
    newest = client.get(f"/{language}/sources/a-text/").content.decode()
    assert NEWER[language] not in newest
    page = client.get(f"/{language}/sources/a-text/v1/").content.decode()
    assert NEWER[language] in page
    new = world.corrected().splitlines()[1]
    begin, end = (section := words_of(page)).index(NEWER[language]), None
    section = section[begin:end]
    assert world.words[1] in section
    assert new in section
    assert world.words[2] in section
    counted = {"en": ("1 sentence of this one", "1 is gone"), "zh-hans": ("有 1 句在新版本中改了措辞", "有 1 句已删去")}
    for words in counted[language]:
        assert words in section
    article = client.get(f"/{language}/sources/a-text/v1/articles/1/").content.decode()
    assert NEWER[language] in article


@LANGUAGES
def test_a_passage_of_an_older_version_leads_to_the_same_words(client, language):
    world = corrected(language)
    told = {
        "en": ("The same words stand in version 2", "Version 2 has another wording", "gone from version 2"),
        "zh-hans": ("版本 2 中有同样的文字", "版本 2 中措辞不同", "版本 2 中已没有这些文字"),
    }[language]
    for number, words in ((0, told[0]), (1, told[1]), (2, told[2]), (3, told[0])):
        address = world.passages[number].get_absolute_url().replace("/en/", f"/{language}/")
        assert words in client.get(address).content.decode()
    row = world.row(0)
    assert (
        f"/sources/a-text/v2/passages/{row.start}-{row.end}/"
        in client.get(world.passages[0].get_absolute_url()).content.decode()
    )


@LANGUAGES
def test_a_cited_passage_says_against_which_text_its_words_were_checked(client, language):
    world = corrected(language)
    row = world.row(0)
    page = client.get(f"/{language}/sources/a-text/v2/passages/{row.start}-{row.end}/").content.decode()
    sums = (row.version.sha256[:12], "Word for word in version 2" if language == "en" else "与文本版本 2 逐字相符")
    assert all(words in page for words in sums)


@LANGUAGES
def test_nothing_of_a_withheld_text_is_told(client, language):
    world = corrected(language)
    reasons = {"withheld_reason_en": "Asked.", "withheld_reason_zh": "应要求。"}
    Source.objects.filter(pk=world.old.source_id).update(withheld="nothing", **reasons)
    page = client.get(f"/{language}/sources/a-text/v1/").content.decode()
    assert NEWER[language] in page
    assert world.words[2] not in page
    place = client.get(world.passages[0].get_absolute_url().replace("/en/", f"/{language}/")).content.decode()
    assert NEWER[language] in place


@LANGUAGES
def test_two_texts_are_compared_once_for_all_pages(client, monkeypatch, language):
    world = corrected(language)
    compared = []
    monkeypatch.setattr(newer_version, "DIFFS", diffs.Diffs(most_kept=1))
    monkeypatch.setattr(diffs, "TextDiff", lambda old, new: compared.append(old) or TextDiff(old, new))
    for start in range(3):
        assert client.get(f"/{language}/sources/a-text/v1/passages/{start}-{start + 5}/").status_code == 200
    assert client.get(f"/{language}/sources/a-text/v1/").status_code == 200
    assert compared == [world.old.read_text()]


@LANGUAGES
def test_of_texts_that_are_too_long_there_is_only_the_link(client, monkeypatch, language):
    world = corrected(language)
    monkeypatch.setattr(newer_version, "DIFFS", diffs.Diffs())
    monkeypatch.setattr(diffs, "MOST_COMPARED", len(world.old.read_text()) + 5)
    for place in ("", "passages/0-5/"):
        page = client.get(f"/{language}/sources/a-text/v1/{place}").content.decode()
        assert NEWER[language] in page
        assert "wordings" not in page


def test_differences_that_were_not_looked_at_for_long_are_given_up():
    kept, read = diffs.Diffs(most_kept=2), []
    for key in ("one", "two", "one", "three", "one", "two"):
        kept.find((key, ""), "old", partial(_read, key, read))
    assert read == ["one", "two", "three", "two"]


def _read(key: str, read: list[str]) -> str:
    read.append(key)
    return key


def test_words_with_two_meanings_have_a_translation_for_each():
    with translation.override("zh-hans"):
        assert (str(Address.State.MOVED.label), str(PassageSuccession.State.MOVED.label)) == ("已迁移", "已移动")
        assert ngettext("and %(count)s more", "and %(count)s more", 2) % {"count": 2} == "等，另有 2 篇"
        assert ngettext("and %(count)s more sentence", "and %(count)s more sentences", 2) % {"count": 2} == (
            "以及另外 2 句"
        )
