"""The cues by which sentences are offered, on our own pack: none of them mostly misleads, most evidence is found."""

from pathlib import Path

import pytest
from django.conf import settings

from benchmarks import offers
from concepts.workbench.offers.cues import CUES
from concepts.workbench.offers.scanning import load_scanner

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("loaded_site")]
PAGE = Path(settings.BASE_DIR) / "docs" / "checks.md"


@pytest.fixture(scope="module")
def read(loaded_site, django_db_blocker):
    with django_db_blocker.unblock():
        return offers.read_sentences(), load_scanner().recogniser.names


def test_no_cue_mostly_misleads_on_our_texts(read):
    sentences, names = read
    assert len(sentences) > 300
    assert len(CUES) > 60
    assert offers.misleading(sentences, names, CUES) == []


@pytest.mark.slow
def test_most_of_what_is_offered_is_cited_and_most_of_what_is_cited_is_offered(read):
    judged = offers.judge_all(*read)
    for language in ("en", "zh-hans"):
        own = [each for each in judged if each.sentence.language == language]
        offered = [each for each in own if each.kinds]
        wanted = [each for each in own if each.sentence.cited_as]
        assert sum(bool(each.sentence.cited_as) for each in offered) >= 0.75 * len(offered)
        assert sum(bool(each.kinds) for each in wanted) >= 0.6 * len(wanted)
    hits = offers.judge_statements(judged)
    assert hits.known > 50
    assert hits.found >= 0.4 * hits.known


def test_the_page_has_the_figures_of_the_benchmark():
    begin, end = offers.MARKS
    table = PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    for language in offers.LANGUAGES.values():
        for kind in (*offers.KINDS, "any"):
            assert f"| {language} | {kind} |" in table
