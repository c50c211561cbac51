"""The queries as people type them are well formed, and as many are met as `docs/search-queries.md` says.

What counts is in `first_three.py`.
"""

from collections import Counter

import pytest

from tests.concepts.search.first_three import (
    FLOOR,
    LANGUAGES,
    SET_ASIDE,
    WORKED_WITH,
    called_none,
    entries,
    load_judge,
    met,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site")]
KEYS = {"q", "language", "manner", "expect"}
LENGTHS = {WORKED_WITH: 90, SET_ASIDE: 90, FLOOR: 118}
AT_LEAST = 77  # queries of the half worked with that are met
# Good answers that are called weak at most, and queries without an answer that are told so at least.
CALLED_NONE = {WORKED_WITH: (4, 6), SET_ASIDE: (11, 12), FLOOR: (6, 60)}


@pytest.mark.parametrize("path", [WORKED_WITH, SET_ASIDE, FLOOR], ids=lambda path: path.stem)
def test_every_entry_is_well_formed_and_its_quotations_stand_in_their_sources(path):
    judge, found = load_judge(), entries(path)
    languages = Counter(entry["language"] for entry in found)
    assert len(found) == LENGTHS[path]
    assert languages.keys() == LANGUAGES.keys()
    assert min(languages.values()) >= 9
    wrong = [
        number
        for number, entry in enumerate(found)
        if entry.keys() != (KEYS - {"manner"} if path == FLOOR else KEYS)
        or not isinstance(entry["q"], str)
        or any(wanted["quote"] not in judge.texts[wanted["source"]][1] for wanted in entry["expect"])
    ]
    assert wrong == []


@pytest.mark.slow
def test_as_many_queries_are_met_as_were_before():
    assert sum(met(load_judge(), WORKED_WITH)) >= AT_LEAST


@pytest.mark.slow
@pytest.mark.parametrize("path", CALLED_NONE, ids=lambda path: path.stem)
def test_few_good_answers_are_called_weak_and_most_that_are_none(path):
    weak, _, none, _ = called_none(load_judge(), path)
    most, least = CALLED_NONE[path]
    assert weak <= most
    assert none >= least
