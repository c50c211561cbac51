"""Reads what a question asks of a concept: “What do salespeople do?” has the form “what does it do”.

A name of a dimension with “it” (它) in it is such a form. In a query “it” stands for the names of concepts; words that
change nothing are left out on both sides: “what does the sales team actually do”, 销售到底是做什么的.
"""

import re
from collections.abc import Iterator, Sequence

from concepts.search.index.names import Mention
from concepts.search.index.words import runs

IT = "it"
_AND = frozenset({"and", "or", "with", "和", "与", "跟", "及", "或"})
_LEFT_OUT_ENGLISH = """
a an the so and but please actually really exactly usually normally generally mainly mostly even just all day every
today ever anyway themselves itself each both typically
"""
_WE = "i you one people companies businesses firms everybody everyone anyone somebody"
_LEFT_OUT = frozenset(_LEFT_OUT_ENGLISH.split())
_SAME = {
    "does": "do",
    "did": "do",
    "are": "is",
    "was": "is",
    "were": "is",
    "whats": "what is",
    "what's": "what is",
    "whos": "who is",
    "who's": "who is",
    "whys": "why is",
    "why's": "why is",
    "they": IT,
    "them": IT,
    "these": IT,
    **dict.fromkeys(_WE.split(), "we"),
}
_CHINESE_LEFT_OUT = re.compile(
    "到底|究竟|主要|一般|通常|具体|平时|每天|分别|都是|我们|你们|公司|企业|请问|其实|一个|这个|这些|是|的|都|在|们|你|我"
    "|啊|呢|呀|吗|嘛(?<!干嘛)|吧|要(?=做|干|负责)"
)
_CHINESE_SAME = (
    ("甚么", "什么"),
    ("啥", "什么"),
    ("哪些", "什么"),
    ("为何", "为什么"),
    ("它们", "它"),
    ("它", f" {IT} "),
)


def form_of_name(name: str) -> tuple[str, ...]:
    """Return the words of a folded name of a dimension that is a form; () where it is none."""
    words = tuple(_words(name))
    return words if IT in words and len(words) > 2 else ()


def form_of_query(folded: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return the words of a folded query with “it” in place of the names of concepts; () where it names none."""
    if not mentions:
        return ()
    for mention in sorted(mentions, key=lambda mention: -mention.start):
        folded = f"{folded[: mention.start]} {IT} {folded[mention.end :]}"
    return tuple(_joined(list(_words(folded))))


def _words(folded: str) -> Iterator[str]:
    """Yield the English words and the Chinese characters of a form."""
    for written, same in _CHINESE_SAME:
        folded = folded.replace(written, same)
    for run in runs(folded):
        if run.is_chinese:
            yield from _CHINESE_LEFT_OUT.sub("", run.text)
        elif run.text not in _LEFT_OUT:
            yield from _SAME.get(run.text, run.text).split()


def _joined(words: Sequence[str]) -> Iterator[str]:
    """Yield the words with several concepts, one after another, as one."""
    for place, word in enumerate(words):
        is_joining = word in _AND and words[place - 1 : place] == [IT] and words[place + 1 : place + 2] == [IT]
        before = [earlier for earlier in words[:place] if earlier not in _AND]
        if not is_joining and not (word == IT and before[-1:] == [IT]):
            yield word
