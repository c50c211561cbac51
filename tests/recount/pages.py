"""Reads a page as a tree, and finds every number of articles that stands on it, with the claim it belongs to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "mark", "q", "small", "span", "strong", "time"}
# Words of sources and of ours: a number in them counts nothing.
CONTENT = {
    "statement-text", "note-text", "note-other", "other-words", "quotation-words", "translation", "lead", "credit",
    "contrast-text", "entry-definition", "quality", "remark",
}  # fmt: skip
CODE = "[2-9BCDFGHJKMNPQRSTVWXZ]{5}"
CODE_IN_ADDRESS = re.compile(rf"(?:/(?:statements|distinctions|s)/|#)({CODE})(?:[/?#]|$)")
CODE_IN_ID = re.compile(CODE)

SO = r"(?:: (?P<english>\d+) English, (?P<chinese>\d+) Chinese)?"
SO_ZH = r"(?:：英文\s*(?P<english>\d+)，中文\s*(?P<chinese>\d+))?"
LANGUAGE, LANGUAGE_ZH = "(?:(?P<language>English|Chinese) )?", "(?P<language>英文|中文)?"
# What is counted, and how a page says it in English and in Chinese.
PHRASES = {
    "whole": (rf"(?P<n>\d+) {LANGUAGE}articles? says? so{SO}", rf"(?P<n>\d+)\s*篇{LANGUAGE_ZH}文章这样说{SO_ZH}"),
    "an answer": (r"(?P<n>\d+) articles? says?(?=:|\s*$)", r"(?P<n>\d+)\s*篇文章说(?=:|：|\s*$)"),
    "nobody": (r"No article says so", r"没有文章这样说"),
    "put together": (r"Put together by us from several articles", r"由本站综合多篇文章得出"),
    "in all": (r"(?P<n>\d+) articles? in all", r"共\s*(?P<n>\d+)\s*篇文章"),
    "speaking": (
        rf"(?P<n>\d+) {LANGUAGE}articles? speaks? of it{SO}",
        rf"(?P<n>\d+)\s*篇{LANGUAGE_ZH}文章谈到{SO_ZH}",
    ),
    "drawn": (r"(?P<n>\d+) articles? makes? this contrast", r"(?P<n>\d+)\s*篇文章作了这一对比"),
    "not drawn": ("Set side by side by us", "由本站并列比较"),
    "part": (
        r"(?P<n>\d+) (?:more|articles?) says? a part of it",
        r"(?:另有|有)\s*(?P<n>\d+)\s*篇(?:文章)?只说到一部分",
    ),
    "nearby": (
        r"(?P<n>\d+) (?:more|articles?) says? all or part of it, but of a department, people or plans",
        r"(?:另有|有)\s*(?P<n>\d+)\s*篇(?:文章)?说到全部或一部分，但说的是部门、人员或策划",
    ),
    "both": (r"(?P<n>\d+) supports? and contradicts? it", r"有\s*(?P<n>\d+)\s*篇既支持又反对"),
    "against": (r"(?P<n>\d+) articles? contradicts? it", r"(?P<n>\d+)\s*篇文章反对"),
    "answering": (r"(?P<n>\d+) articles? answers? it", r"有\s*(?P<n>\d+)\s*篇文章作了回答"),
    "for several": (r"(?P<n>\d+) of them speaks? for more", r"其中\s*(?P<n>\d+)\s*篇支持不止一种回答"),
    "left out": (r"(?P<n>\d+) articles? left out of all numbers", r"未计入\s*(?P<n>\d+)\s*篇文章"),
    "with a caveat": (r"(?P<n>\d+) articles?$", r"(?<!共\s)(?<!\d)(?P<n>\d+)\s*篇文章$"),
    "of a text": (
        r"(?P<n>\d+) articles?(?=(?: ·)? \d+ cited passages?)",
        r"(?P<n>\d+)\s*篇文章(?=\s*·?\s*\d+\s*个被引片段)",
    ),
    "not named": (r"and (?P<n>\d+) more", r"等，另有\s*(?P<n>\d+)\s*篇"),
}
PATTERNS = [
    (what, re.compile(spelling.replace(" ", r"\s+"))) for what, spellings in PHRASES.items() for spelling in spellings
]
# No other text holds any of these phrases, or looks like one.
WORTH_READING = re.compile(r"\d|No\s+article|Set\s+side|Put\s+together|没有文章|由本站")
# Numbers that name an article, or count passages.
OTHER_NUMBERS = re.compile(
    r"(?i)\barticle \d+(?: of \d+)?|第\s*\d+\s*篇(?:，共\s*\d+\s*篇)?"
    r"|\d+ passages? contradicts?|\d+ contradicts? a statement"
)
# What would be a number of articles in a form that nobody counts here.
LOOKS_COUNTED = re.compile(
    r"(?i)\d+\s*(?:\w+\s+){0,3}(?:articles?\b|voices?\b|says?\b|speaks?\b|supports?\b|contradicts?\b)"
    r"|(?:articles?|voices?)\b[^.\w]{0,3}\d|\d+\s*篇|篇[^第\w]{0,3}\d|\d+\s*个?声音"
)


class Node:
    """An element of a page; its children are elements and texts."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Node | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Node | str] = []

    @cached_property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    @property
    def elements(self) -> list["Node"]:
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def ancestors(self) -> Iterator["Node"]:
        """Yield the element itself and all around it, the nearest first."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def walk(self) -> Iterator["Node"]:
        """Yield the element and all in it, in the order of the page."""
        yield self
        for child in self.elements:
            yield from child.walk()

    def find(self, tag: str = "", name: str = "") -> list["Node"]:
        """Return the elements in it with that tag and class."""
        return [node for node in self.walk() if tag in ("", node.tag) and (not name or name in node.classes)]

    @cached_property
    def text(self) -> str:
        """All its text, each gap as one space."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join("".join(parts).split()) if self.tag not in INLINE else "".join(parts)

    @cached_property
    def own_code(self) -> str:
        """The code of the statement that the element itself names: as its id, or by a link."""
        if found := CODE_IN_ID.fullmatch(self.attributes.get("id", "")):
            return found[0]
        found = CODE_IN_ADDRESS.search(self.attributes.get("href", ""))
        return found[1].upper() if found else ""

    @cached_property
    def codes(self) -> frozenset[str]:
        """All codes that it and what is in it name."""
        return frozenset({self.own_code} - {""}).union(*(child.codes for child in self.elements))


class _TreeReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.open = Node("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(node)
        if tag not in VOID:
            self.open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for node in self.open.ancestors:
            if node.tag == tag and node.parent:
                self.open = node.parent
                return

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


@dataclass(frozen=True)
class Number:
    """A number of articles on a page: what it counts, how many of them in each language, where they are told."""

    what: str
    count: int
    english: int | None
    chinese: int | None
    node: Node
    block: Node

    @property
    def bar(self) -> tuple[int, int] | None:
        """Return the squares of the bar beside it, for English (and others) and Chinese; None where there is none."""
        alone = self.what == "an answer" or len(self.block.find(name="voices")) == 1
        bars = self.block.find("svg", "voice-bar") if alone else []
        return (
            (len(bars[0].find("rect", "voice-english")), len(bars[0].find("rect", "voice-chinese"))) if bars else None
        )


@dataclass(frozen=True)
class Page:
    """A page that was read: its numbers of articles, and what looks like one and was not understood."""

    root: Node
    numbers: tuple[Number, ...]
    unknown: tuple[str, ...]

    @cached_property
    def sides(self) -> dict[str, str]:
        """The code of the statement on each side of a distinction, by the id of the heading over its evidence."""
        sides = {}
        for side in self.root.find("section", "side"):
            for link in side.find("a"):
                if len(side.codes) == 1 and link.attributes.get("href", "").startswith("#of-"):
                    (sides[link.attributes["href"].removeprefix("#")],) = side.codes
        return sides

    @cached_property
    def code(self) -> str:
        """The code of the statement whose page this is."""
        canonical = (link for link in self.root.find("link") if link.attributes.get("rel") == "canonical")
        return next((link.own_code for link in canonical), "")


Pieces = list[tuple[str, Node]]


def read_page(html: str) -> Page:
    """Read a page."""
    reader = _TreeReader()
    reader.feed(html)
    numbers, unknown = [], []
    for block, pieces in _lines(reader.root):
        text = "".join(piece for piece, _node in pieces)
        if not WORTH_READING.search(text):
            continue
        left = OTHER_NUMBERS.sub("", text)
        for what, pattern in PATTERNS:
            for found in pattern.finditer(text):
                numbers.append(_number(what, found, _node_at(pieces, found.start()), block))
            left = pattern.sub("", left)
        if LOOKS_COUNTED.search(left):
            unknown.append(" ".join(text.split()))
    figures = (node for node in reader.root.find("a", "figure") if node.text.strip().isdigit())
    numbers += [Number("whole", int(node.text), None, None, node, node) for node in figures]
    return Page(reader.root, tuple(numbers), tuple(unknown))


def _lines(root: Node) -> list[tuple[Node, Pieces]]:
    """Return each run of text in one block, with the elements around its pieces; and attributes with words."""
    lines: list[tuple[Node, Pieces]] = [(root, [])]
    _read_lines(root, root, lines)
    return lines


def _read_lines(node: Node, block: Node, lines: list[tuple[Node, Pieces]]) -> None:
    if node.tag in ("script", "style", "blockquote", "svg") or node.classes & CONTENT or "facets" in node.classes:
        return  # facets count results of a search
    for name in ("aria-label", "title", "alt", "content"):
        if name in node.attributes:
            lines.insert(-1, (node, [(node.attributes[name], node)]))
    is_block = node.tag not in INLINE
    if is_block:
        block = node
        lines.append((block, []))
    for child in node.children:
        if isinstance(child, str):
            lines[-1][1].append((child, node))
        else:
            _read_lines(child, block, lines)
    if is_block and node.parent:
        lines.append((node.parent, []))


def _node_at(pieces: Pieces, place: int) -> Node:
    for text, node in pieces:
        if place < len(text):
            return node
        place -= len(text)
    raise AssertionError("the place is in the text")


def _number(what: str, found: re.Match[str], node: Node, block: Node) -> Number:
    groups = found.groupdict()
    count = int(groups.get("n") or 0)
    english, chinese = (int(groups[name]) if groups.get(name) else None for name in ("english", "chinese"))
    if language := groups.get("language"):
        english, chinese = (count, 0) if language in ("English", "英文") else (0, count)
    return Number(what, count, english, chinese, node, block)
