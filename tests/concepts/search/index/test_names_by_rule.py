"""Names are found as one regular expression over all of them finds them, in our own texts and in any others."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from concepts.models.pinyin import pinyin_keys
from concepts.search.index.names import IdsByName, Mention, Names
from sources.text import search_fold

PACK = Path(__file__).parents[4] / "fixtures" / "marketing-sales-promotion"


class NamesByRule:
    """The rule, written as a regular expression; it takes the longer to find names, the more of them there are."""

    def __init__(self, concepts: IdsByName, sounds: IdsByName) -> None:
        self.concepts = concepts
        self.sounds = {sound.replace(" ", ""): ids for sound, ids in sounds.items()}
        latin = [name for name in concepts if re.search("[a-z0-9]", name)]
        others = [name for name in concepts if not re.search("[a-z0-9]", name)]
        branches = (
            (latin, r"(?<![a-z0-9])({})(?:'s|s)?(?![a-z0-9])", " "),
            (others, "({})", " "),
            (sounds, r"(?<![a-z0-9])({})(?![a-z0-9])", " ?"),
        )
        self.pattern = re.compile("|".join(form.format(longest_first(names, blank)) for names, form, blank in branches))

    def mentions(self, folded: str) -> list[Mention]:
        found, position = [], 0
        while match := self.pattern.search(folded, position):
            for start in range(match.start() + 1, match.end()):
                later = self.pattern.match(folded, start)
                if later and later.end() - start > match.end() - match.start():
                    match = later
                    break
            position = match.end()
            latin, other, sound = match.groups()
            ids = self.sounds[sound.replace(" ", "")] if sound else self.concepts[latin or other]
            found.append(Mention(match.start(), position, tuple(ids)))
        return found


def longest_first(names: Iterable[str], blank: str) -> str:
    longest = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(re.escape(name).replace(r"\ ", blank) for name in longest) or "(?!)"


def ours(name: str) -> list[dict[str, object]]:
    return yaml.safe_load((PACK / name).read_text(encoding="utf-8"))


def our_labels() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, concept in enumerate(ours("concepts.yaml")):
        for labels in concept["labels"].values():
            for text in (labels["preferred"], *labels.get("alternative", ()), *labels.get("hidden", ())):
                found.setdefault(search_fold(text), []).append(number)
    return found


LABELS = our_labels()
KEYS = {name: keys.split() for name, ids in LABELS.items() if (keys := pinyin_keys(name))}
SOUNDS = {sound: LABELS[name] for name, keys in KEYS.items() for sound in (" ".join(keys[1:-1]), keys[-1])}
OURS, OURS_BY_RULE = Names(LABELS, SOUNDS), NamesByRule(LABELS, SOUNDS)
IN_TEXTS, IN_TEXTS_BY_RULE = Names(LABELS), NamesByRule(LABELS, {})
# Names run into each other, into longer words, plurals and blanks, in both scripts.
ODDS = [*"sed4' ,.-和的做场部", "'s", "ing", "er", "  ", "supermarket", "市场部门", "shi"]
PIECES = st.sampled_from([*LABELS, *SOUNDS, *ODDS])
TEXTS = st.lists(PIECES, max_size=8).map("".join) | st.lists(PIECES, max_size=6).map(" ".join)


def test_our_texts_name_what_the_rule_says():
    texts = [search_fold(path.read_text(encoding="utf-8")) for path in sorted((PACK / "texts").glob("*.txt"))]
    texts += [search_fold(text) for row in ours("questions.yaml") for text in map(str, row.values())]
    assert len(texts) > 20
    for text in texts:
        assert list(IN_TEXTS.mentions(text)) == IN_TEXTS_BY_RULE.mentions(text)


@given(TEXTS)
def test_our_names_are_found_as_the_rule_says_in_any_text(text):
    assert list(OURS.mentions(text)) == OURS_BY_RULE.mentions(text)
    assert list(IN_TEXTS.mentions(text)) == IN_TEXTS_BY_RULE.mentions(text)


NAME = st.text(st.sampled_from("as's4 .+-市场部销"), min_size=1, max_size=5)
SOUND = st.lists(st.sampled_from(["a", "s", "sa", "as", "ss", "asa"]), min_size=1, max_size=4).map(" ".join)


@given(
    st.sets(NAME, max_size=12),
    st.sets(SOUND, max_size=8),
    st.text(st.sampled_from("as's4 .+-市场部销"), max_size=24),
)
def test_any_names_are_found_as_the_rule_says(names, sounds, text):
    concepts = {name: [number] for number, name in enumerate(sorted(names))}
    by_sound = {sound: [100 + number] for number, sound in enumerate(sorted(sounds))}
    assert list(Names(concepts, by_sound).mentions(text)) == NamesByRule(concepts, by_sound).mentions(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("salesman, salesmanship", ["salesman"]),
        ("wholesale salesrooms", []),
        ("the sales", ["sales"]),
        ("sales's", ["sales's"]),
        ("他做销售的", ["做销售"]),
        ("市场部的市场", ["市场部", "市场"]),
    ],
)
def test_no_name_is_found_inside_a_longer_one_or_a_longer_word(text, expected):
    assert [text[mention.start : mention.end] for mention in IN_TEXTS.mentions(text)] == expected
