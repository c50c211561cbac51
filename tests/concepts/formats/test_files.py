"""Each file is read back by a parser that is not ours, and any text survives the way."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from concepts.formats.bibtex import format_bibtex
from concepts.formats.csl_json import format_csl_json
from concepts.formats.highwire import highwire_tags
from concepts.formats.ris import format_ris
from concepts.formats.styles import FILE_FORMATS
from concepts.formats.work import Author, CitedWork, one_line, read_authors
from sources.facts import SourceKind
from sources.languages import Text
from tests.concepts.formats.samples import WORKS

pytestmark = pytest.mark.once
SCHEMA = json.loads((Path(__file__).parent / "csl_schema" / "csl-data.json").read_text(encoding="utf-8"))
LATEX = get_default_latex_context_db()
LATEX.add_context_category(
    "braces and the accent, which this decoder lacks",
    macros=[
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textasciicircum", "^"),
    ],
    prepend=True,
)
# Texts with many of the characters that mean something in one of the formats.
TEXTS = st.text() | st.text(st.sampled_from("\\{}$&#%_^~\"'`-<>?!,;@=| \r\n\x00\x85\u2028中文’“。：,aA1and"))


def a_work(title: str = "Title", **fields) -> CitedWork:
    return CitedWork("key-1", SourceKind.BOOK, Text(title, "en"), **fields)


def read_bibtex(text: str) -> Entry:
    [entry] = parse_string(text, "bibtex").entries.values()
    return entry


def read_latex(text: str) -> str:
    return LatexNodes2Text(LATEX, strict_latex_spaces=True, keep_comments=True).latex_to_text(text)


def read_ris(text: str) -> dict:
    [record] = rispy.loads(text)
    return record


def read_csl_json(text: str) -> dict:
    items = json.loads(text)
    jsonschema.validate(items, SCHEMA)
    [item] = items
    return item


READERS = {"bib": read_bibtex, "ris": read_ris, "csl.json": read_csl_json}


@pytest.mark.parametrize("file_format", FILE_FORMATS, ids=lambda file_format: file_format.extension)
@pytest.mark.parametrize("name", WORKS)
def test_every_work_is_read_back(file_format, name):
    assert READERS[file_format.extension](file_format.format(WORKS[name]))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_title_survives_bibtex(text):
    entry = read_bibtex(format_bibtex(a_work(text, publisher=text, caveats=(text,))))
    for field in ("title", "publisher", "note"):
        if one_line(text):
            assert read_latex(entry.fields[field]) == one_line(text)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_title_survives_ris(text):
    record = read_ris(format_ris(a_work(text, publisher=text)))
    assert record.get("title", "") == record.get("publisher", "") == one_line(text)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_title_survives_csl_json(text):
    item = read_csl_json(format_csl_json(a_work(text, publisher=text)))
    assert item.get("title", "") == item.get("publisher", "") == one_line(text)


@settings(max_examples=150, deadline=None)
@given(TEXTS.map(one_line).filter(bool), TEXTS.map(one_line).filter(bool))
def test_any_name_survives(family, given_names):
    """Names as they stand, and families with given names; two of them stay two."""
    as_it_stands, person = Author(name=family), Author(family=family, given=given_names)
    work = a_work(authors=(as_it_stands, person))
    literal, csl_person = read_csl_json(format_csl_json(work))["author"]
    assert (literal, csl_person) == ({"literal": family}, {"family": family, "given": given_names})
    assert len(read_ris(format_ris(work))["authors"]) == 2 or not one_line(family.replace(",", ""))
    first, second = read_bibtex(format_bibtex(work)).persons["author"]
    assert read_latex(str(first)) == family
    read_family = read_latex(" ".join((*second.prelast_names, *second.last_names)))
    assert read_family.split() == family.split()


@pytest.mark.parametrize(
    ("names", "bibtex"),
    [
        ("Kotler, Philip; Keller, Kevin Lane", "Kotler, Philip and Keller, Kevin Lane"),
        ("King, Martin Luther, Jr.", "King, Jr., Martin Luther"),
        ("王五；Acme, Inc.; Sales and Marketing", "{王五} and {Acme, Inc.} and {Sales and Marketing}"),
        ("Land and Sea, Ann", "{Land and Sea}, Ann"),
    ],
)
def test_bibtex_keeps_organisations_and_chinese_names_whole(names, bibtex):
    text = format_bibtex(a_work(authors=read_authors(names)))
    assert f"author = {{{bibtex}}}," in text
    assert len(read_bibtex(text).persons["author"]) == len(read_authors(names))


def test_bibtex_has_an_address_that_latex_can_follow():
    address = "https://a.example/x_y%20z?q=1&r={2}#f~g\\h"
    entry = read_bibtex(format_bibtex(a_work(address=address)))
    assert entry.fields["url"] == "https://a.example/x_y%20z?q=1&r=%7B2%7D#f~g%5Ch"


@pytest.mark.parametrize(
    ("date", "fields"),
    [
        ("", {}),
        ("2020", {"year": "2020"}),
        ("2020-05", {"year": "2020", "month": "May"}),
        ("2020-05-31", {"year": "2020", "month": "May", "date": "2020-05-31"}),
    ],
)
def test_bibtex_says_no_more_of_a_date_than_is_known(date, fields):
    entry = read_bibtex(format_bibtex(a_work(date=date)))
    assert {name: entry.fields[name] for name in ("year", "month", "date") if name in entry.fields} == fields


def test_keys_of_bibtex_and_ids_of_the_other_files_are_those_of_the_work():
    for work in WORKS.values():
        [key] = parse_string(format_bibtex(work), "bibtex").entries
        assert key == work.key == read_ris(format_ris(work))["id"] == read_csl_json(format_csl_json(work))["id"]
        assert re.fullmatch("[A-Za-z0-9-]+", key)


def test_lines_of_ris_end_with_cr_lf_and_have_one_tag_each():
    for work in WORKS.values():
        text = format_ris(work)
        assert text.startswith("TY  - ")
        assert text.endswith("\r\nER  - \r\n")
        assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in text.split("\r\n")[:-1])
        assert not re.search("(?<!\r)\n|\r(?!\n)", text)


def test_files_keep_chinese_readable_and_dates_partial():
    work = CitedWork("k", SourceKind.NEWS, Text("市场部", "zh-Hans"), date="2020-05", authors=read_authors("王五"))
    record, item = read_ris(format_ris(work)), read_csl_json(format_csl_json(work))
    assert (record["title"], record["authors"], record["language"]) == ("市场部", ["王五"], "zh-Hans")
    assert (record["year"], record["date"]) == ("2020", "2020/05//")
    assert (item["issued"], item["language"]) == ({"date-parts": [[2020, 5]]}, "zh-Hans")
    assert "市场部" in format_csl_json(work)
    assert "title = {{市场部}}" in format_bibtex(work)


def test_a_source_without_an_address_is_found_at_the_copy_and_one_with_an_address_names_both():
    answer, post = WORKS["machine-translated, unsigned and undated"], WORKS["a blog post of a year"]
    for work, url in ((answer, answer.copy_address), (post, post.address)):
        record, item = read_ris(format_ris(work)), read_csl_json(format_csl_json(work))
        assert record["urls"] == [url]
        assert (item["URL"], item["archive"], item["archive_location"]) == (url, "Conceptbase", work.copy_address)
        assert (record["name_of_database"], record["accession_number"]) == ("Conceptbase", work.copy_address)


def test_tags_for_zotero_name_title_authors_day_language_and_address():
    tags = highwire_tags(WORKS["news of a day"])
    assert tags == (
        ("citation_title", "市场部与销售部"),
        ("citation_author", "王五"),
        ("citation_publication_date", "2020/05/31"),
        ("citation_language", "zh-Hans"),
        ("citation_public_url", "https://news.example/1"),
    )


def test_tags_for_zotero_take_an_organisation_for_one_author():
    names = [
        content
        for name, content in highwire_tags(a_work(authors=read_authors("Acme, Inc.; Wu, A.")))
        if name == "citation_author"
    ]
    assert names == ["Acme Inc.", "Wu, A."]
