"""A smaller set of the cases of benchmarks/quotes.py: no false “word for word”, and every honest quote is found."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from benchmarks import quotes
from concepts.evidence.process_cache import clear_process_caches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site")]
PAGE = Path(settings.BASE_DIR) / "docs" / "quotes.md"


@pytest.fixture(scope="module")
def judged(loaded_site, django_db_blocker):
    with django_db_blocker.unblock():
        return quotes.judge(quotes.make_cases(6, 12))


def test_nothing_is_called_word_for_word_that_is_not(judged):
    assert len(judged) > 100
    assert [found.case for found in judged if found.false_verbatim] == []


def test_every_honest_quote_is_found(judged):
    honest = [found for found in judged if found.case.kind.startswith("honest")]
    assert len(honest) == 24
    assert Counter(found.case.language for found in honest) == {"en": 12, "zh-hans": 12}
    assert [found.case for found in honest if found.verdict != "verbatim"] == []


def test_most_altered_sentences_are_told_as_such_and_lead_to_their_place(judged):
    by_kind = {kind: [found for found in judged if found.case.kind == kind] for kind in {f.case.kind for f in judged}}
    for kind in ("5% of characters replaced", "“not” put in", "a word left out", "in Traditional characters"):
        assert sum(found.verdict in ("altered", "same-words", "verbatim") for found in by_kind[kind]) >= 5, kind
        assert sum(found.in_place for found in by_kind[kind]) >= 5, kind
    invented = by_kind[quotes.INVENTED]
    assert Counter(found.case.language for found in invented) == {"en": 50, "zh-hans": 50}
    assert sum(found.verdict == "not-found" for found in invented) >= 95
    for kind in ("on the same subjects, from nowhere", "all words in another order"):
        assert sum(found.verdict == "not-found" for found in by_kind[kind]) >= 5, kind
    assert {found.verdict for found in by_kind["our translation"]} == {"translation"}
    assert {found.verdict for found in by_kind["our statement"]} == {"ours"}


def test_a_false_verdict_would_be_noticed(monkeypatch):
    from concepts.pages.quotes import text_index

    monkeypatch.setattr(text_index.TextIndex, "_is_whole", lambda *_place: True)
    clear_process_caches()
    text = "ales push products to users; marketing pulls users to products."
    [found] = quotes.judge([quotes.Case("begins in a word", "en", text)])
    assert found.verdict == "verbatim"
    assert found.false_verbatim
    clear_process_caches()


@pytest.mark.once
def test_the_page_has_the_figures_of_the_benchmark(judged):
    begin, end = quotes.MARKS
    page = PAGE.read_text(encoding="utf-8")
    table = page.partition(begin)[2].partition(end)[0]
    assert "0 false “word for word”" in table
    for kind in {found.case.kind for found in judged}:
        assert f"| {kind} |" in table
