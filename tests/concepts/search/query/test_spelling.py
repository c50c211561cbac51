"""Slips of the finger are corrected to our own words, and what we say ourselves is never taken for one."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from concepts.search.index.words import runs
from concepts.search.query.spelling import MOST_CHARACTERS, MOST_RUNS, SpellingCorrector, edit_distance
from sources.text import search_fold

PACK = Path(__file__).parents[4] / "fixtures" / "marketing-sales-promotion"

TEXTS = [
    "what is the difference between marketing and sales? it was said that distributors stood between them.",
    "sales sells what there is; marketing finds out which product people want, and at which price.",
    "promotions bring a product to people's minds for a short time. some say shales or prompt, others say prompts.",
    "营销和销售有什么区别？营销关心消费者要什么，销售把产品卖给客户。",
    "这是常见的说法，其他部门也这样说；市面上的产品不少，用户不少。",
]
NAMES = [
    *("marketing", "sales", "promotion", "personal selling", "distribution", "sales department", "market", "product"),
    *(
        "advertising",
        "营销",
        "市场营销",
        "行销",
        "市场",
        "做市场",
        "销售",
        "推销",
        "促销",
        "分销",
        "市场部",
        "销售部",
        "业务部",
    ),
    *("营销经理", "销售人员", "销售渠道", "市场调研", "目标客户", "售后服务", "产品", "目的", "银行"),
]
OURS = SpellingCorrector.from_texts(TEXTS, NAMES)

SLIPS = {
    # A letter left out, added, changed, swapped.
    "promtion": "promotion",
    "promootion": "promotion",
    "promition": "promotion",
    "rpomotion": "promotion",
    "marekting": "marketing",
    "marketng": "marketing",
    "slaes": "sales",
    "mrket": "market",  # a short word is taken for a name
    "peopel": "people",  # a longer one for any word
    # Two, in longer words.
    "distrbusion": "distribution",
    "avdertsing": "advertising",
    "distribtrs": "distributors",
    # The rest stays as typed, marks and all.
    "personl seling": "personal selling",
    "is promtion part of marketing?": "is promotion part of marketing?",
    "marketing vs slaes": "marketing vs sales",
    "marketng's price": "marketing's price",
    "(slaes)…": "(sales)…",
    "4 promtions in 2024": "4 promotions in 2024",
    "📈 slaes 📉": "📈 sales 📉",
    "营消": "营销",
    "销售和营消": "销售和营销",
    # Pinyin, together and in syllables.
    "yinxiao": "营销",
    "yingxao": "营销",
    "xiaosou": "销售",
    "yin xiao": "营销",
    "xiao sou vs marketing": "销售 vs marketing",
    "shi chan bu": "市场部",
    # The same sound in other characters.
    "营肖": "营销",
    "消售": "销售",
    "促消": "促销",
    "推肖": "推销",
    "市厂": "市场",
    "市厂部": "市场部",
    "营销经里": "营销经理",
    "市场营肖": "市场营销",
    "市场调言": "市场调研",
    "销售和营肖的区别": "销售和营销的区别",
    "营肖和消售": "营销和销售",
    "市厂是什么？": "市场是什么？",
    "目地": "目的",
    "银航": "银行",  # 行 is read hang here, alone it is xing
    # Other writing: two characters swapped, or one wrong among three or more.
    "售销": "销售",
    "场市": "市场",
    "销售人圆": "销售人员",
    "销售渠到": "销售渠道",
    "售后福舞": "售后服务",
    "售后眼务": "售后服务",
    "目标客产": "目标客户",
    "业力部": "业务部",
    # Both languages in one query.
    "营肖 vs slaes": "营销 vs sales",
    "什么是promtion": "什么是promotion",
    "市yinxiao": "市营销",
}
DELIBERATE = [
    "",
    " ",
    "？！…",
    "marketing",
    "promoted",  # another form of a word of ours
    "pricing",
    "sales department",
    "people’s minds",
    "2024 4ps b2b 12345678",
    "sa le",  # too short
    "saless1",  # digits
    "shales",  # stands in the texts
    "pric",  # a short word, and price is no name
    "brng",
    "pronpst",  # two letters from prompts, which is no name
    "wihch",  # a short stop word is not corrected
    "same",  # nor is a stop word a slip
    "quantum chromodynamics",
    "mrekt",  # two letters from market; a short word has one
    "dromotiom",  # two letters from promotion, and another first one
    "сейлз προώθηση",
    "café",
    "🙂🙂🙂",
    "yingxiao",
    "ying xiao",
    "yx scb",
    "xiao",
    "营销",
    "行销",
    "推",
    "消费者",
    "营销和销售有什么区别",
    "促消费",  # 消费 is a word
    "这是常见的",  # 是常 sounds like 市场
    "市面",
    "销量",  # one other character of two
    "搞市场",  # 做市场 and 市场 are names: 搞 is a word beside one of them
    "其他部",
    "目标用户",  # 用户 is a word
    "量子力学",
]


@pytest.mark.parametrize(("typed", "meant"), SLIPS.items())
def test_a_slip_is_corrected_and_its_correction_is_not(typed, meant):
    assert OURS.correct(typed) == meant
    assert OURS.correct(meant) == ""


@pytest.mark.parametrize("typed", DELIBERATE)
def test_what_we_know_or_cannot_guess_stays_as_typed(typed):
    assert OURS.correct(search_fold(typed)) == ""


def test_a_word_is_known_in_all_its_forms():
    assert all(OURS.knows(word) for word in ("promotion", "promoting", "distribution’s", "market"))
    assert not any(OURS.knows(word) for word in ("promtion", "slaes", "chromodynamics", "2024", ""))


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("", "", 0), ("", "abc", 3), ("slaes", "sales", 1), ("ab", "ba", 1), ("ca", "abc", 3), ("kitten", "sitting", 3)],
)
def test_distances_count_letters_and_swapped_neighbours(one, other, distance):
    assert edit_distance(one, other) == edit_distance(other, one) == distance


@pytest.mark.parametrize(
    ("texts", "names", "typed", "meant"),
    [
        (["channels chandlery chandlery chandlery"], [], "chanels", "channels"),  # one letter before two
        (["batch match match match"], [], "bmatch", "batch"),  # the same first letter
        (["clatter platter platter platter"], [], "flatter", "platter"),  # no first letter is the same: more frequent
        (["brand brand brand bland"], ["bland"], "brland", "bland"),  # as near and less frequent, but a name
        (["brand bland bland"], [], "brland", "bland"),
        (["brand bland"], [], "brland", "bland"),
    ],
)
def test_of_two_near_words_the_likelier_is_meant(texts, names, typed, meant):
    assert SpellingCorrector.from_texts(texts, names).correct(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("pric", "price"), ("prce", "price"), ("cold", ""), ("sol", "")])
def test_a_short_word_is_only_taken_for_a_name(typed, meant):
    """It is near many words, and as likely a right one that we lack."""
    assert SpellingCorrector.from_texts(["a price is told when it is sold"], ["price"]).correct(typed) == meant
    assert SpellingCorrector.from_texts(["a price is told when it is sold"], []).correct(typed) == ""


@pytest.mark.parametrize("typed", ["some", "same", "mean"])
def test_a_stop_word_is_no_slip_for_a_name(typed):
    assert SpellingCorrector.from_texts([], ["home", "sake", "meal"]).correct(typed) == ""


def test_of_two_names_of_one_sound_the_one_in_the_texts_is_meant():
    assert SpellingCorrector.from_texts(["实施，实施，事实"], ["事实", "实施", "试试"]).correct("时是") == "实施"
    assert SpellingCorrector.from_texts([], ["事实", "实施"]).correct("时是") == "事实"
    assert SpellingCorrector.from_texts(["实施，实施，事实"], ["事实", "实施"]).correct("shisi") == "实施"


def test_a_pair_of_characters_that_stands_in_the_texts_is_no_slip():
    assert SpellingCorrector.from_texts([], ["营销"]).correct("营肖") == "营销"
    assert SpellingCorrector.from_texts(["小营肖村"], ["营销"]).correct("营肖") == ""


def test_a_name_is_not_broken_by_a_slip_beside_it():
    ours = SpellingCorrector.from_texts(["营销费用"], ["营销", "消费"])
    assert ours.correct("营消") == "营销"
    assert ours.correct("营消费") == ""


@pytest.mark.parametrize(
    ("texts", "names", "typed"),
    [
        (["a chain"], ["产品"], "chan"),  # a syllable of a name, no slip for `chain`
        ([], ["服务"], "fuwa"),  # too short to be told from other words
        (["yin and yang"], ["营销"], "yin xiao"),  # an English word of ours
        (["xiao and sou"], ["销售", "搜索"], "xiao sou"),  # two
    ],
)
def test_what_may_be_meant_as_typed_is_no_slip_in_pinyin(texts, names, typed):
    assert SpellingCorrector.from_texts(texts, names).correct(typed) == ""


def test_words_behind_the_bounds_stay_as_typed():
    assert OURS.correct("slaes " * (MOST_RUNS + 3)) == "sales " * MOST_RUNS + "slaes " * 3
    assert OURS.correct("!" * (MOST_CHARACTERS - 5) + "slaes slaes") == "!" * (MOST_CHARACTERS - 5) + "sales slaes"
    assert OURS.correct("!" * (MOST_CHARACTERS - 4) + "slaes") == ""
    assert OURS.correct("营肖" * (MOST_CHARACTERS // 2)) == "营销" * (MOST_CHARACTERS // 2)
    assert OURS.correct("营肖" * MOST_CHARACTERS) == ""
    assert OURS.correct("slaes" * 1000) == ""


def test_without_words_of_our_own_nothing_is_corrected():
    nothing = SpellingCorrector.from_texts([], [])
    assert not nothing.knows("sales")
    assert [nothing.correct(typed) for typed in ("slaes", "营肖", "yinxiao", "")] == ["", "", "", ""]


ANY = st.text(st.characters(exclude_categories=()), max_size=60)
PIECES = st.sampled_from(
    [
        *SLIPS,
        *DELIBERATE,
        *"营销售肖市场厂部经里消推促分的和和一二㐀𠀀",
        "ying",
        "yin",
        "xiao",
        "shi",
        "chang",
        "promte",
        "’s",
        " ",
    ]
)


@given(ANY | st.lists(PIECES | ANY, max_size=9).map("".join) | st.lists(PIECES, max_size=9).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_every_query_is_answered_and_no_correction_needs_another(query):
    query = search_fold(query)
    meant = OURS.correct(query)
    assert meant != query or not query
    if meant and len(query) <= MOST_CHARACTERS and len(list(runs(query))) <= MOST_RUNS:
        assert OURS.correct(meant) == ""


def _labels():
    for concept in yaml.safe_load((PACK / "concepts.yaml").read_text(encoding="utf-8")):
        for labels in concept["labels"].values():
            yield search_fold(labels["preferred"])
            yield from map(search_fold, labels.get("alternative", ()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    {
        "promtion": "promotion",
        "marketng": "marketing",
        "slaes": "sales",
        "personl seling": "personal selling",
        "distribusion": "distribution",
        "营肖": "营销",
        "消售": "销售",
        "促消": "促销",
        "推肖": "推销",
        "市厂部": "市场部",
        "yinxiao": "营销",
    }.items(),
)
def test_slips_in_the_words_of_the_first_pack_are_corrected(typed, meant):
    names = list(_labels())
    assert meant in names
    assert SpellingCorrector.from_texts([], names).correct(typed) == meant
