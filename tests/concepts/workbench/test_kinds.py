"""What a sentence seems to do with the concepts it names, in both languages; nothing is loaded."""

import pytest

from concepts.search.index.names import Names
from concepts.search.query.dimension_names import DimensionNames
from concepts.workbench.offers.kinds import Recogniser
from sources.languages import Language

MARKETING, SALES, MARKET, GOAL = 1, 2, 3, 7
NAMES = Names({"marketing": [1], "市场营销": [1], "营销": [1], "sales": [2], "销售": [2], "market": [3], "市场": [3]})
RECOGNISER = Recogniser(NAMES, DimensionNames([("goal", GOAL), ("目标", GOAL)]))


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Sales push products, while marketing pulls users.", "contrasts"),
        ("Marketing differs from sales.", "contrasts"),
        ("On the other hand, marketing takes time.", "contrasts"),
        ("Marketing is the process of finding out what people need.", "defines"),
        ("Promotion aside, “marketing” refers to creating value.", "defines"),
        ("Sales: refers to the act of selling.", "defines"),
        ("Marketing includes sales.", "relates"),
        ("Marketing takes time.", ""),  # no cue
        ("It is different from what people think.", ""),  # no name
        ("Wholesales differ from remarketing.", ""),  # no whole name
        ("While marketing grows, nothing changes.", ""),  # one name, where two are set apart
        ("营销更注重长远。", "contrasts"),
        ("营销和销售有很大区别。", "contrasts"),
        ("營銷和銷售有很大區別。", "contrasts"),  # in Traditional characters
        ("营销是指发现并满足需求的过程。", "defines"),
        ("销售——是一种帮助人们得到所需东西的过程。", "defines"),
        ("营销包括销售。", "relates"),
        ("市场营销包括很多。", ""),  # one name, the longest: no market in it
        ("今天天气不同。", ""),
    ],
)
def test_a_sentence_is_recognised_by_names_and_cues(sentence: str, kinds: str) -> None:
    language = Language.EN if sentence.isascii() or "“" in sentence else Language.ZH
    found = RECOGNISER.recognise(sentence, language)
    assert " ".join(kind.value for kind in found.kinds) == kinds if found else not kinds


def test_what_is_named_stands_in_the_order_of_the_sentence_with_dimensions() -> None:
    found = RECOGNISER.recognise("The goal of sales differs from that of marketing.", Language.EN)
    assert found
    assert (found.concepts, found.dimensions) == ((SALES, MARKETING), (GOAL,))
    found = RECOGNISER.recognise("销售的目标与市场营销不同。", Language.ZH)
    assert found
    assert (found.concepts, found.dimensions) == ((SALES, MARKETING), (GOAL,))


@pytest.mark.parametrize(
    ("sentence", "language"), [("The two are entirely different.", Language.EN), ("两者有明显的区别。", Language.ZH)]
)
def test_a_sentence_on_the_two_speaks_of_those_that_were_named_before(sentence: str, language: Language) -> None:
    found = RECOGNISER.recognise(sentence, language, before=(MARKETING, SALES))
    assert found
    assert found.concepts == (MARKETING, SALES)
    assert RECOGNISER.recognise(sentence, language, before=(MARKETING,)) is None
    assert RECOGNISER.recognise(sentence, language) is None
