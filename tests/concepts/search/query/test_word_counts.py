"""Counts that follow a change are those that are counted anew."""

from hypothesis import given
from hypothesis import strategies as st

from concepts.search.query.spelling import SpellingCorrector
from concepts.search.query.word_counts import WordCounts

TEXTS = st.lists(st.text(st.sampled_from("ab's 4.市场营销"), max_size=12), max_size=6)


def test_words_stems_and_pairs_are_counted():
    counts = WordCounts().changed(added=["sales sell. sale's price 4p", "市场营销, 市场"])
    assert counts.words == {"sales": 1, "sell": 1, "sale": 1, "price": 1, "4p": 1}
    assert counts.stems == {"sale": 2, "sell": 1, "price": 1, "4p": 1}
    assert counts.pairs == {"市场": 2, "场营": 1, "营销": 1}
    assert counts.changed(gone=["sales sell. sale's price 4p", "市场营销, 市场"]) == WordCounts()


@given(TEXTS, TEXTS, TEXTS)
def test_what_stays_counts_as_if_nothing_else_had_been_there(stay, gone, added):
    before = WordCounts().changed(added=[*stay, *gone])
    assert before.changed(gone=gone, added=added) == WordCounts().changed(added=[*stay, *added])
    assert before == WordCounts().changed(added=[*stay, *gone])  # nothing that is shared has changed


@given(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_corrector_after_a_change_is_one_that_is_made_anew(stay, gone, added, names, other_names):
    before = SpellingCorrector.from_texts([*stay, *gone], names)
    assert before.changed(gone=gone, added=added) == SpellingCorrector.from_texts([*stay, *added], names)
    renamed = before.changed(gone=gone, added=added, names=other_names)
    assert renamed == SpellingCorrector.from_texts([*stay, *added], other_names)
