"""Names of authors are taken apart where the source says how, and never by guessing; texts are put into one line."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concepts.formats.work import Author, CitedWork, date_parts, one_line, read_authors
from sources.facts import SourceKind
from sources.languages import Text

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("", ()),
        (" ; ；", ()),
        ("Kotler, Philip", (Author(family="Kotler", given="Philip"),)),
        ("King, Martin Luther, Jr.", (Author(family="King", given="Martin Luther", suffix="Jr."),)),
        ("Philip Kotler", (Author(name="Philip Kotler"),)),
        (
            "Acme, Inc.; Acme, S. A. de C. V., Ltd",
            (Author(name="Acme, Inc."), Author(name="Acme, S. A. de C. V., Ltd")),
        ),
        ("American Marketing Association", (Author(name="American Marketing Association"),)),
        ("王五；李四;赵六", (Author(name="王五"), Author(name="李四"), Author(name="赵六"))),
        ("王, 五", (Author(name="王, 五"),)),
        ("菲利普·科特勒", (Author(name="菲利普·科特勒"),)),
        (",", (Author(name=","),)),
        ("Wu,", (Author(name="Wu,"),)),
    ],
)
def test_authors_are_taken_apart_only_where_the_text_says_how(text, authors):
    assert read_authors(text) == authors


@pytest.mark.parametrize(
    ("given_names", "initials"),
    [
        ("Philip", "P."), ("Kevin Lane", "K. L."), ("P. Z.", "P. Z."), ("P.Z.", "P. Z."), ("Jung-Ran", "J.-R."),
        ("Ludwig van", "L. v."), ("Élodie", "É."), ("Лев", "Л."), ("نجيب", "نجيب"), ("Ng̃ũgĩ", "N."), ("", ""),
        ("-", ""),
    ],
)  # fmt: skip
def test_initials_keep_hyphens_and_scripts_without_capitals_have_none(given_names, initials):
    assert Author(family="F", given=given_names).initials(".") == initials


@given(st.text())
def test_one_line_has_neither_line_ends_nor_control_characters(text):
    line = one_line(text)
    assert line == one_line(line)
    assert len(line.splitlines()) <= 1
    line.encode("utf-8")


@given(st.text(max_size=30))
def test_reading_authors_never_fails_and_leaves_nobody_without_a_name(text):
    assert all(author.inverted for author in read_authors(text))


def test_a_moment_is_told_in_utc_whatever_zone_it_comes_in():
    moment = datetime(2026, 12, 1, 4, 5, 6, tzinfo=timezone(timedelta(hours=8)))
    work = CitedWork("k", SourceKind.WEB_PAGE, Text("T", "en"), moment=moment)
    assert work.moment_words == "2026-11-30 20:05:06 UTC"


@pytest.mark.parametrize(
    ("date", "parts"), [("", []), ("2020", [2020]), ("2020-05", [2020, 5]), ("2020-05-31", [2020, 5, 31])]
)
def test_dates_say_no_more_than_is_known(date, parts):
    assert date_parts(date) == parts


def test_the_doi_leads_before_the_address_and_the_copy_is_the_last_resort():
    where = {"doi": "10.1/a", "address": "https://a.example/", "copy_address": "https://us.example/"}
    found = []
    for gone in ("doi", "address", "copy_address"):
        found.append(CitedWork("k", SourceKind.BOOK, Text("T", "en"), **where).location)
        del where[gone]
    assert found == ["https://doi.org/10.1/a", "https://a.example/", "https://us.example/"]
    assert CitedWork("k", SourceKind.BOOK, Text("T", "en")).location == ""
