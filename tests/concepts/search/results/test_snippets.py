"""Snippets show the words a thing was found by, in the text as it stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concepts.search.index.names import Names
from concepts.search.query.parsed_query import parse_query
from concepts.search.results.snippets import BEFORE_FIRST_MATCH, LONGEST_SNIPPET, highlight_terms, make_snippet
from sources.languages import Text

CONCEPTS = {
    "market": [1],
    "市场": [1],
    "marketing": [2],
    "营销": [2],
    "市场营销": [2],
    "personal selling": [3],
    "推销": [3],
}
NAMES = Names(CONCEPTS)
NAME_WORDS = frozenset({"market", "marketing"})


def what(query):
    return highlight_terms(parse_query(query, NAMES), NAMES, NAME_WORDS)


def shown(query, text, **options):
    """The snippet with its marks in brackets."""
    snippet, found = make_snippet(Text(text, "en"), what(query), **options)
    assert bool(found) == any(part.is_match for part in snippet.parts)
    return "".join(f"[{part.text}]" if part.is_match else part.text for part in snippet.parts)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("promotions", "Promoting a PROMOTION.", "[Promoting] a [PROMOTION]."),
        ("price", "“Prices”, priced; a ｐｒｉｃｅ!", "“[Prices]”, [priced]; a [ｐｒｉｃｅ]!"),
        ("café", "A cafe\u0301, two cafés.", "A [cafe]\u0301, two [cafés]."),
        ("don't", "I don’t.", "I [don’t]."),
        ("定价", "他們的定價，定，价。", "他們的[定價]，定，价。"),
        ("定價", "定价", "[定价]"),
        ("定价策略", "定价的策略", "[定价]的[策略]"),
        # names of what is meant, in both languages, and no other name inside
        ("推销", "Personal selling is 推销。", "[Personal selling] is [推销]。"),
        ("market", "Marketing in a market, 市场", "Marketing in a [market], [市场]"),
        ("market", "市场营销的市场", "市场营销的[市场]"),
        ("sell", "personal selling", "personal [selling]"),
        ("marketing", "Marketing in a market, 市场营销", "[Marketing] in a market, [市场营销]"),
        ("personal selling", "personal   selling", "[personal   selling]"),
        # words with only a blank between them are one mark
        ("cheap quick", "cheap quick, cheap, quick", "[cheap quick], [cheap], [quick]"),
        ("cheap", "cheapskate", "[cheapskate]"),  # the last word may be only begun
        ("", "anything", "anything"),
        ("cheap", "", ""),
        ("cheap", "\ud800 cheap \x00 🙂", "\ud800 [cheap] \x00 🙂"),
    ],
)
def test_words_are_marked_in_the_text_as_it_stands(query, text, expected):
    assert shown(query, text) == expected


def test_names_inside_longer_words_are_not_marked():
    assert shown("market", "supermarket market1 markets") == "supermarket market1 [markets]"
    assert shown("market", "marketsx") == "marketsx"


def test_a_snippet_keeps_the_language_of_its_text():
    snippet, found = make_snippet(Text("市场", "zh-Hans"), what("市场"))
    assert (snippet.lang, bool(found), str(snippet), bool(snippet)) == ("zh-Hans", True, "市场", True)
    assert not make_snippet(Text("", "en"), what("市场"))[0]


@pytest.mark.parametrize(
    ("query", "text", "things"),
    [
        ("cheap quick", "cheap, quick", 2),
        ("cheap quick", "cheap, cheap", 1),
        ("cheap quick", "dear", 0),
        ("便宜 快", "快，便宜，快", 2),
        ("推销", "Personal selling is personal selling.", 1),
        ("marketing personal selling", "营销，市场营销", 1),
        ("marketing personal selling", "推销与营销", 2),
        ("cheap personal selling", "便宜的推销", 1),
        ("cheap 推销", "Cheap personal selling", 2),
    ],
)
def test_different_things_that_are_sought_are_counted_once_each(query, text, things):
    assert make_snippet(Text(text, "en"), what(query))[1] == things


def test_what_is_marked_is_counted_behind_the_part_that_is_shown_too():
    text = "cheap " * 3 + "dull " * 100 + "quick"
    snippet, things = make_snippet(Text(text, "en"), what("cheap quick"))
    assert (things, "quick" in str(snippet)) == (2, False)


def test_a_long_text_is_cut_at_blanks_around_its_first_marks():
    text = "early words " * 40 + "the cheap one " + "later words " * 40
    cut = shown("cheap", text)
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert "[cheap]" in cut
    assert len(cut) <= LONGEST_SNIPPET + len("…[]…")
    assert len(cut.partition("[")[0]) <= BEFORE_FIRST_MATCH + 1
    assert cut.strip("…").replace("[", "").replace("]", "") in text
    assert all(word in {"early", "words", "the", "[cheap]", "one", "later"} for word in cut.strip("…").split())


def test_of_a_long_text_the_part_with_most_marks_is_shown():
    text = "便宜。" + "字" * 300 + "便宜又便宜。" + "字" * 300
    assert shown("便宜", text).count("[便宜]") == 2
    assert shown("贵", text) == text[:LONGEST_SNIPPET] + "…"
    assert shown("便宜", "字" * 300 + "便宜").endswith("[便宜]")


@given(
    st.lists(
        st.sampled_from(
            [*"市场营销推便宜ａ，。 \u0301\x00\ud800🙂İßﬁ", "market", "Marketing ", "cheap ", "personal selling"]
        )
        | st.characters(exclude_categories=()),
        max_size=120,
    ).map("".join),
    st.sampled_from(["market", "营销", "cheap", "便宜", "推", "personal selling 场", '"宜又"', "ßs", "?"]),
    st.integers(20, 80),
)
@settings(max_examples=300, deadline=None)
def test_a_snippet_is_a_part_of_the_text_whatever_stands_in_it(text, query, most):
    snippet, found = make_snippet(Text(text, "en"), what(query), most)
    words = str(snippet)
    if len(text) <= most:
        assert words == text
    else:
        left, right = words.startswith("…"), words.endswith("…")
        assert left or right
        assert words[left : len(words) - right] in text
        assert len(words) <= most + left + right
    assert all(part.text for part in snippet.parts)
    if found:
        assert any(part.is_match for part in snippet.parts)
