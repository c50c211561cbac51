"""A smaller set of the cases of benchmarks/versions.py: no passage in a wrong place, and nearly all are found."""

from pathlib import Path

import pytest
from django.conf import settings

from benchmarks import versions
from sources import text_diff
from sources.lookup import Span

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site"), pytest.mark.once]
PAGE = Path(settings.BASE_DIR) / "docs" / "versions.md"


@pytest.fixture(scope="module")
def texts(loaded_site, django_db_blocker):
    with django_db_blocker.unblock():
        return versions.read_texts()


@pytest.fixture(scope="module")
def counts(texts):
    return versions.measure(versions.make_cases(texts, 40))


def test_texts_of_both_languages_are_changed_in_every_way(texts, counts):
    assert len(texts) == 5
    assert {any("\u4e00" <= character < "\u9fff" for character in text.text) for text in texts} == {True, False}
    assert all(count.cases > 2 and count.touched and count.stayed > 500 for count in counts.values())


@pytest.mark.parametrize("kind", versions.KINDS)
def test_no_passage_is_carried_to_a_wrong_place_and_nearly_all_are_found(counts, kind):
    assert counts[kind].wrong == 0
    assert counts[kind].stayed_found >= versions.SHARE * counts[kind].stayed
    assert counts[kind].touched - counts[kind].touched_found <= 2


def test_a_passage_in_a_wrong_place_would_be_noticed(texts, monkeypatch):
    def follow(diff: text_diff.TextDiff, span: Span) -> text_diff.Successor:
        place = diff.new.find(span.of(diff.old))
        return text_diff.Successor(text_diff.SpanState.SAME, Span(place, place + span.end - span.start))

    monkeypatch.setattr(text_diff.TextDiff, "follow", follow)
    found = versions.measure(list(versions.make_cases(texts, 40))[:8])
    assert found[versions.DELETED].wrong > 0


def test_the_page_has_the_figures_of_the_benchmark():
    begin, end = versions.MARKS
    table = PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    assert " 0 were carried to a wrong place" in table
    for kind in versions.KINDS:
        assert f"| {kind} |" in table
