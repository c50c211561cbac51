"""Wikitext is as the golden file shows it in both languages, and any text survives the way through a wiki."""

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concepts.formats.wikitext import format_wikitext
from concepts.formats.work import Author, CitedWork, one_line
from sources.facts import SourceKind
from sources.languages import Language, Text
from tests.concepts.formats.samples import ORIGIN, WORKS
from tests.concepts.formats.test_styles import GOLDEN
from tests.concepts.formats.wikitext import read_template

pytestmark = pytest.mark.once
# Texts with many of the characters that mean something in wikitext.
TEXTS = st.text() | st.text(st.sampled_from("|{}[]<>=&#;~'_-!:/*\"\\ \r\n\x00\x7f\u2028ahtps中文“”：amp39"))


def a_work(title: str = "Title", kind: SourceKind = SourceKind.WEB_PAGE, **fields) -> CitedWork:
    return CitedWork("key-1", kind, Text(title, "en"), **{"address": "https://a.example/"} | fields)


def read(work: CitedWork, wiki: Language = Language.EN) -> dict[str, str]:
    return read_template(format_wikitext(work, wiki))[1]


def test_templates_are_as_the_golden_file_shows_them():
    written = "".join(
        f"{name}\n    {format_wikitext(work, Language.EN)}\n    {format_wikitext(work, Language.ZH)}\n\n"
        for name, work in WORKS.items()
    )
    file = GOLDEN / "wikitext.txt"
    if os.environ.get("WRITE_GOLDEN_ENTRIES") == "true":
        file.write_text(written, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == written


@pytest.mark.parametrize("wiki", Language)
@pytest.mark.parametrize("name", WORKS)
def test_every_work_is_read_back(name, wiki):
    work = WORKS[name]
    parameters = read(work, wiki)
    title = f"[{work.title.words}]" if work.title_is_ours else work.title.words
    assert title in parameters.values()
    assert parameters.get("url", "") == (work.address or work.location)
    assert all(parameters.values())


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_survives(text, name):
    authors = (Author(name=name), Author(family=name, given=text)) if one_line(name) else ()
    work = a_work(text, publisher=name, container=text, authors=authors, translated_title=Text(text, "zh-Hans"))
    for wiki in Language:
        parameters = read(work, wiki)
        for parameter in ("title", "trans-title"):
            assert parameters.get(parameter, "") == one_line(text)
        assert parameters.get("website", "") == (one_line(text) or one_line(name))
        if one_line(text):  # else the name is that of the site, too, which is named once
            assert parameters.get("author1", "") == parameters.get("last2", "") == one_line(name)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_address_stays_one_parameter_and_one_link(text):
    address = read(a_work(address=f"https://a.example/{text}"))["url"]
    assert address.startswith("https://a.example/")
    assert not re.search(r"[\s|\[\]{}<>\"]", address)


@pytest.mark.parametrize(
    ("wiki", "month", "language", "translated"),
    [(Language.EN, "May 2020", "zh", "machine translation"), (Language.ZH, "2020年5月", None, "机器翻译")],
)
def test_a_month_our_words_and_the_language_are_as_the_wiki_takes_them(wiki, month, language, translated):
    work = CitedWork(
        "k", SourceKind.NEWS, Text("市场部", "zh-Hans"), date="2020-05", address=ORIGIN, machine_translated=True
    )
    parameters = read(work, wiki)
    assert parameters["date"] == month
    assert parameters.get("language") == language
    assert parameters["type"] == translated


def test_an_english_work_names_its_language_in_a_chinese_wiki_alone():
    assert "language" not in read(a_work())
    assert read(a_work(), Language.ZH)["language"] == "en"


def test_a_day_of_reading_without_its_day_is_left_out_since_templates_refuse_it():
    assert read(a_work(accessed="2020-05-31"))["access-date"] == "2020-05-31"
    assert "access-date" not in read(a_work(accessed="2020-05"))


@pytest.mark.parametrize(
    ("kind", "fields", "template"),
    [
        (SourceKind.BLOG_POST, {}, "cite web"),
        (SourceKind.PAPER, {}, "cite web"),
        (SourceKind.REPORT, {}, "cite report"),
        (SourceKind.REPORT, {"container": "All of them"}, "cite web"),
        (SourceKind.THESIS, {}, "cite thesis"),
        (SourceKind.DICTIONARY, {"container": "All words"}, "cite book"),
        (SourceKind.TALK, {"address": ""}, "citation"),
        (SourceKind.BOOK, {"address": ""}, "cite book"),
    ],
)
def test_a_work_has_the_template_of_its_kind(kind, fields, template):
    work = a_work("A part", kind, **fields)
    assert read_template(format_wikitext(work, Language.EN))[0] == template


def test_a_part_of_a_book_is_a_chapter_with_its_translated_title():
    parameters = read(
        a_work("A part", SourceKind.BOOK, container="The whole", translated_title=Text("一章", "zh-Hans"))
    )
    named = {key: parameters[key] for key in ("chapter", "trans-chapter", "title")}
    assert named == {"chapter": "A part", "trans-chapter": "一章", "title": "The whole"}


def test_a_page_names_its_site_once_and_a_copy_who_keeps_it():
    page = read(WORKS["a statement"])
    assert page["website"] == "Conceptbase"
    assert not {"author1", "publisher", "via"} & page.keys()
    copy = read(WORKS["machine-translated, unsigned and undated"])
    assert (copy["website"], copy["via"]) == ("Fortune Telling Collection", "Conceptbase")
    answered_for = read(WORKS["a page somebody else answers for"])
    assert (answered_for["author1"], answered_for["website"]) == ("Acme, Inc.", "Conceptbase")
