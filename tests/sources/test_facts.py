"""Dates, identifiers and caveats of sources: one canonical form each, and a cure for what has none."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from sources.caveats import join_caveats, name_caveats, split_caveats
from sources.dates import canonical_date, year_of
from sources.facts import name_credit
from sources.identifiers import canonical_doi, canonical_isbn
from sources.languages import Text


def refusal(rule, value):
    with pytest.raises(ValidationError) as caught:
        rule(value)
    return " ".join(caught.value.messages)


def test_a_date_is_a_day_a_month_or_a_year():
    for date in ("2016", "2016-03", "2016-03-14", "2024-02-29", "0868", "9999-12-31"):
        assert canonical_date(date) == date
        assert year_of(date) == date[:4]
    assert year_of("") == ""
    assert canonical_date("２０２０-０５－３１") == "2020-05-31"


@pytest.mark.parametrize(
    "typed",
    [
        "14 March 2024", "soon", "14/03/2024", "2024-3-14", "2024-03-", "2024-13", "2024-00", "2024-02-30",
        "2023-02-29", "0000", "20240314", "²⁰²⁴", "2024年", "2024-03-14T10:00", " 2024", "2024\n", "-2024",
        "2024-03-14 ", "x" * 500,
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_the_cure(typed):
    message = refusal(canonical_date, typed)
    assert "2020, 2020-05 or 2020-05-31" in message
    assert len(message) < 150
    with translation.override("zh-hans"):
        assert "2020、2020-05 或 2020-05-31" in refusal(canonical_date, typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1016/J.IJINFOMGT.2019.102063", "10.1016/j.ijinfomgt.2019.102063"),
        ("http://dx.doi.org/10.1002%2F(SICI)1097-4571", "10.1002/(sici)1097-4571"),
        ("doi.org/10.1000/182", "10.1000/182"),
        ("DOI: 10.1000/182", "10.1000/182"),
        ("doi10.1000/182", "10.1000/182"),
        ("doi：１０．１０００／182", "10.1000/182"),
        ("info:doi/10.1000.10/123", "10.1000.10/123"),
        (" 10.12345/营销 ", "10.12345/营销"),
    ],
)
def test_a_doi_is_stored_in_one_spelling(typed, stored):
    assert canonical_doi(typed) == stored
    assert canonical_doi(stored) == stored


@pytest.mark.parametrize(
    "typed", ["10.1000", "11.1000/182", "10.1/x", "10.1000/", "10.1000/a b", "http://a.org/10.1/2"]
)
def test_what_is_no_doi_is_refused_with_the_cure(typed):
    assert "begins with 10. and has a slash" in refusal(canonical_doi, typed)
    with translation.override("zh-hans"):
        assert "DOI 以 10. 开头" in refusal(canonical_doi, typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("978-0-306-40615-7", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("0-8044-2957-x", "9780804429573"),
        ("ISBN 978 7 301 15089 4", "9787301150894"),
        ("ISBN-13: 978–7–301–15089–4", "9787301150894"),
        ("ISBN-10 0306406152", "9780306406157"),
        ("urn:isbn:9791032305690", "9791032305690"),
        ("９７８７３０１１５０８９４", "9787301150894"),
    ],
)
def test_an_isbn_is_stored_as_thirteen_digits(typed, stored):
    assert canonical_isbn(typed) == stored
    assert canonical_isbn(stored) == stored


@pytest.mark.parametrize(
    ("typed", "says", "says_zh"),
    [
        ("978-0-306-40615-8", "the last one must be 7", "最后一位应为 7"),
        ("0-306-40615-3", "the last one must be 2", "最后一位应为 2"),
        ("0804429571", "the last one must be X", "最后一位应为 X"),
        ("9770306406157", "begin with 978 or 979", "978 或 979"),
        ("97803064061", "has 10 or 13 digits", "10 位或 13 位"),
        ("978030640615X", "has 10 or 13 digits", "10 位或 13 位"),
        ("X804429570", "has 10 or 13 digits", "10 位或 13 位"),
        ("none", "has 10 or 13 digits", "10 位或 13 位"),
    ],
)
def test_what_is_no_isbn_is_refused_with_the_cure(typed, says, says_zh):
    assert says in refusal(canonical_isbn, typed)
    with translation.override("zh-hans"):
        assert says_zh in refusal(canonical_isbn, typed)


def test_caveats_are_kept_once_and_in_the_order_of_the_list():
    assert join_caveats(["undated", "reposted", "undated"]) == "reposted,undated"
    assert (join_caveats([]), split_caveats("")) == ("", ())
    assert split_caveats("reposted,undated") == ("reposted", "undated")
    assert name_caveats(["machine-translated", "unsigned"]) == ["machine-translated", "unsigned"]
    assert "“odd” is not in the list" in refusal(join_caveats, ["odd"])
    assert "cannot go with others" in refusal(join_caveats, ["none", "undated"])
    with translation.override("zh-hans"):
        assert name_caveats(["machine-translated", "unsigned"]) == ["机器翻译", "未署名"]
        assert "只能单独选" in refusal(join_caveats, ["none", "undated"])


def test_a_citation_names_author_and_year_where_they_are_known():
    assert str(name_credit("A. Writer", "2020-05-31", "en")) == "A. Writer, 2020"
    assert name_credit("王芳", "2020", "zh-Hans") == Text("王芳，2020", "zh-Hans")
    assert (str(name_credit("", "2020", "en")), str(name_credit("王芳", "", "en"))) == ("2020", "王芳")
    assert not name_credit("", "", "en")
