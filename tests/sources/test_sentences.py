"""Where sentences end, in English, in Chinese, and in every line of the five sources.

After a change of the rules or of `sources.yaml`, `python -m tests.sources.test_sentences` writes the file of cuts
anew; its difference is reviewed line by line.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sources.anchoring import QuoteMissingError, QuoteOutsideError, Span, find_article
from sources.sentences import cut_article, cut_sentences

PACK = Path(__file__).parents[2] / "fixtures" / "marketing-sales-promotion"
REVIEWED = Path(__file__).parent / "sentence_cuts.txt"
ABOUT = """\
# Every sentence of the five sources, one a line, as sources/sentences.py cuts them with the headings and cuts declared
# in sources.yaml; ⏎ is a line end inside a sentence. Reviewed line by line. Left as the source's own marks have it:
# enumerations divided by semicolons (articles 16 and 20 of the compendium) and "… focus on marketing. Business,
# thereby …", a full stop that machine translation put into the middle of a sentence.
"""


def words(text: str, language: str, boundaries: Sequence[Span] = ()) -> list[str]:
    return [sentence.of(text) for sentence in cut_sentences(text, language, boundaries)]


def render_cuts() -> str:
    """Return the cuts of every article declared in the pack, as the reviewed file has them."""
    lines = []
    for source in yaml.safe_load((PACK / "sources.yaml").read_text(encoding="utf-8")):
        for version in source["versions"]:
            text = (PACK / version["file"]).read_bytes().decode()
            end = 0
            for article in version["articles"]:
                start, end = find_article(text, article["first"], article["last"], end)
                lines.append(f"== {source['id']} v{version['number']} article {article['number']}")
                sentences = cut_article(
                    text, version["language"], start, end, article.get("headings", ()), article.get("cuts", ())
                )
                lines += [sentence.of(text).replace("\n", "⏎") for sentence in sentences]
    return ABOUT + "\n".join(lines) + "\n"


def test_the_sources_are_cut_as_reviewed() -> None:
    reviewed = REVIEWED.read_text(encoding="utf-8")
    assert reviewed.count("\n== ") == 25
    assert render_cuts() == reviewed


@pytest.mark.parametrize(
    "sentences",
    [
        ["营销是理念。", "销售是行为！", "是吗？", "是的；", "好。"],
        ["营销是理念;", "销售是行为?", "是!", "对.", "好"],
        ["营销更重视长远.", "简单点说就是战略."],
        ["他说“营销要谋。”", "我说：「销售要干！」", "好。"],
        ['他说"营销要谋。"', '"销售要干。"'],
        ["“怎么卖？”", "“怎么好卖？”"],
        ["好。", "（都是营销。）", "好。"],
        ["他问：“甲？", "乙？”", "我不知道。"],
        ["“怎么卖？”。", "下一句。"],
        ["“营销要谋。", "销售要干。”他说。", "好。"],
        ["营销先行。[1]", "销售跟进？〔注2〕", "推销！³", "好。"],
        ["《未完。", "待续。"],
        ["真的…… ", "假的。"],
        ["如何取胜???", "难道不能?!", "能！！"],
        ["占了20%.", "而后下降。"],
        ["什么是SEO?", "是搜索优化。"],
        ["采用B2B;", "不用B2C。"],
    ],
)
def test_chinese_sentences_end_at_their_marks(sentences: list[str]) -> None:
    assert words("".join(sentences), "zh-hans") == [sentence.strip() for sentence in sentences]


@pytest.mark.parametrize(
    "sentence",
    [
        '"这是对的。"他说。',
        "'这是对的。' 他说。",
        "「真的？」她问。",
        "“好（真的。）”他说。",
        "问“怎么卖？”，不问“怎么好卖？”，不行。",
        "他喊：“快！”，然后跑了。",
        "问“怎么卖？”的人多，问“怎么好卖？”的人少。",
        "营销（怎么卖？）是系统。",
        "去看《摔跤吧！爸爸》好吗？",
        "他读了《营销是什么？销售呢。》才明白。",
        "It's “营销？”吗。",
        "营销……销售…和推销。",
    ],
)
def test_a_chinese_sentence_goes_on_after_what_it_quotes(sentence: str) -> None:
    assert words(f"{sentence}下一句。", "zh-hans") == [sentence, "下一句。"]


def test_a_quotation_at_the_end_of_a_line_ends_a_sentence() -> None:
    assert words("“营销要谋。”\n他走了。", "zh-hans") == ["“营销要谋。”", "他走了。"]


@pytest.mark.parametrize(
    "sentence",
    [
        "政治部mdash;mdash;市场定位",
        "空军&mdash;&#8212;市场突破",
        "大小:23.00 KB",
        "占3.5个百分点",
        "1.营销与销售的区别",
        "1.1 定义不同",
        "一.市场营销人员",
        "其中,二.市场营销经理",
        "（一）包含的内容",
        "1、对象不同",
        "见报告.doc和a?b",
        "price; value",
        "营销...销售",
        "营销的是目\n的是让销售更简单",
    ],
)
def test_chinese_numbering_numbers_and_line_ends_do_not_end_a_sentence(sentence: str) -> None:
    assert words(sentence, "zh-hans") == [sentence]


def test_english_sentences_in_chinese_text_end_too() -> None:
    text = "Marketing is wide, e.g. broad. Sales is narrow. 营销更宽。"
    assert words(text, "zh-hans") == ["Marketing is wide, e.g. broad.", "Sales is narrow.", "营销更宽。"]


def test_a_number_word_after_a_chinese_word_is_no_numbering() -> None:
    assert words("市场是其中之一.营销也是.", "zh-hans") == ["市场是其中之一.", "营销也是."]


def test_a_mark_before_a_line_end_ends_a_chinese_sentence() -> None:
    assert words("销售。\n  营销。\n推销", "zh-hans") == ["销售。", "营销。", "推销"]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Sales push.", "Marketing pulls!", "Why?", "Because."],
        ['A saying: "Push; pull."', "This reveals much."],
        ["It works.", "(See below.)", "“Quoted.”", "2020 was good.", '"Sales", he said, push.'],
        ["Really?!", "Yes..."],
        ["Based on research.", "(I am not soliciting)"],
        ["He asked.", "营销是理念。", "So it is."],
        ["The slogan “营销要谋。” is known.", "营销要谋。", "so what."],
        ["We made deals.[1]", "Marketing opens.[2][3, 4]", "“Sales.”[a]", "It closes.²", "Good."],
        ["Wait…", "But no… not now."],
    ],
)
def test_english_sentences_end_before_a_capital_digit_or_opening_mark(sentences: list[str]) -> None:
    assert words(" ".join(sentences), "en") == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Channels, e.g. Radio, i.e. Sound, and ads etc. Were used",
        "Mr. Kotler of Acme Inc. Sold to the U.S. Army",
        "P. Kotler agrees with J. B. Say",
        "See No. 5 and p. 12 of vol. 3",
        "It rose 3.5 per cent to 1.000 units",
        "magazine ads,or websites.Then more",
        "(information recipients, such as users, etc.). ) to influence them",
        "“Why?” he asked, and left; she stayed",
        "1. The business concepts",
        "(a) Opportunity; identification",
        "marketing is a process\nthat takes time",
        "marketing is a process\rthat takes time",
        "in e.g.[1] Marketing",
        "see [1] Marketing",
        "an array.[0]Next",
    ],
)
def test_english_abbreviations_numbers_and_semicolons_do_not_end_a_sentence(sentence: str) -> None:
    assert words(sentence, "en") == [sentence]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_blank_line_ends_a_sentence_without_a_mark(language: str) -> None:
    text = "The Title 标题\n\n(1) opportunity;\r\n \r\n(2) 新产品\n\n\n"
    assert words(text, language) == ["The Title 标题", "(1) opportunity;", "(2) 新产品"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_every_kind_of_line_end_counts(line_end: str) -> None:
    english = "The Title\n\nSales push.\nmarketing\npulls.".replace("\n", line_end)
    assert words(english, "en") == ["The Title", "Sales push.", f"marketing{line_end}pulls."]
    chinese = "标题\n \n销售推.\n营销\n拉。".replace("\n", line_end)
    assert words(chinese, "zh-hans") == ["标题", "销售推.", f"营销{line_end}拉。"]


def test_a_paragraph_separator_is_a_blank_line() -> None:
    assert words("标题\u2029营销\u2028更宽", "zh-hans") == ["标题", "营销\u2028更宽"]


def test_a_boundary_stands_alone_and_stays_whole() -> None:
    text = "有何区别?答:二者不同。营销"
    assert words(text, "zh-hans", [Span(0, 7)]) == ["有何区别?答:", "二者不同。", "营销"]
    assert words("What? A title. Then text.", "en", [Span(0, 14)]) == ["What? A title.", "Then text."]


def test_an_empty_boundary_is_a_cut() -> None:
    assert words("怎么卖好怎么好卖", "zh-hans", [Span(4, 4)]) == ["怎么卖好", "怎么好卖"]
    assert words("It enhances It sells", "en", [Span(11, 11)]) == ["It enhances", "It sells"]


@pytest.mark.parametrize("boundary", [Span(-1, 2), Span(3, 2), Span(0, 6)])
def test_a_boundary_outside_the_text_is_refused(boundary: Span) -> None:
    with pytest.raises(ValueError, match="outside the text"):
        cut_sentences("营销与销售", "zh-hans", [boundary])


def test_an_article_is_cut_in_offsets_of_the_whole_text() -> None:
    text = "前文。一、区别营销是营\n销是好卖销售是卖好。后文。"
    start, end = text.index("一、"), text.index("后文")
    spans = cut_article(text, "zh-hans", start, end, ["一、区别"], ["好卖"])
    assert [span.of(text) for span in spans] == ["一、区别", "营销是营\n销是好卖", "销售是卖好。"]


def test_headings_and_cuts_must_stand_in_the_article_in_order() -> None:
    text = "一、对象。二、方式。"
    with pytest.raises(QuoteMissingError):
        cut_article(text, "zh-hans", 0, len(text), ["三、目的"])
    with pytest.raises(QuoteOutsideError):
        cut_article(text, "zh-hans", 0, len(text), ["二、方式", "一、对象"])


PIECES = st.lists(
    st.sampled_from(
        [
            *"营销一二。！？；;.?!,:、“”（）()《》\"' \n\n\r1a A",
            "mdash;",
            "etc.",
            "U.S.",
            "1.1 ",
            "\r\n",
            "[1]",
            "\u200b",
            "𠀀",
        ]
    )
)


@given(PIECES.map("".join), st.sampled_from(["en", "zh-hans"]), st.data())
def test_sentences_are_ordered_disjoint_and_cover_all_that_is_not_white(
    text: str, language: str, data: st.DataObject
) -> None:
    offsets = st.integers(0, len(text))
    pairs = data.draw(st.lists(st.tuples(offsets, offsets), max_size=3))
    spans = cut_sentences(text, language, [Span(*sorted(pair)) for pair in pairs])
    covered = 0
    for span in spans:
        assert covered <= span.start < span.end
        assert not text[covered : span.start].strip()
        assert span.of(text) == span.of(text).strip()
        covered = span.end
    assert not text[covered:].strip()
    assert {offset for pair in pairs for offset in pair}.isdisjoint(
        offset for span in spans for offset in range(span.start + 1, span.end)
    )


# Without quotations and brackets: whether a Chinese sentence goes on after a quotation depends on where this began, and
# that may be in an earlier sentence.
@given(
    PIECES.map(lambda pieces: "".join(piece for piece in pieces if piece not in "“”（）()\"'")),
    st.sampled_from(["en", "zh-hans"]),
)
def test_a_sentence_is_cut_no_further(text: str, language: str) -> None:
    for sentence in words(text, language):
        assert words(sentence, language) == [sentence]


if __name__ == "__main__":
    REVIEWED.write_text(render_cuts(), encoding="utf-8")
