"""A passage names the page on which it stands, by the numbers that its file gives."""

import pytest
from django.core.exceptions import ValidationError

from sources.page_numbers import canonical_pages, join_pages, name_pages

PAGES = "iv@0 1@100 2@100 封底@250"


def test_pages_are_joined_and_stay_in_their_form():
    assert join_pages([(0, "iv"), (100, "1"), (100, "2"), (250, "封底")]) == PAGES
    assert canonical_pages(PAGES) == PAGES


@pytest.mark.parametrize("text", ["1", "1@x", "1@9 2@3", " 1@0", "1@0,2@9", "a b@0"])
def test_pages_in_another_form_or_order_are_refused(text):
    with pytest.raises(ValidationError, match="number and place"):
        canonical_pages(text)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ((0, 5), "iv"),
        ((99, 100), "iv"),
        ((100, 120), "2"),
        ((90, 120), "iv–2"),
        ((249, 251), "2–封底"),
        ((300, 310), "封底"),
    ],
)
def test_a_place_has_the_number_of_its_page_or_of_its_first_and_last(place, name):
    assert name_pages(PAGES, *place) == name


def test_a_text_without_pages_and_a_place_before_the_first_one_have_no_number():
    assert (name_pages("", 0, 5), name_pages("1@10", 0, 5)) == ("", "")
