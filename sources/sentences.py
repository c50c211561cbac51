"""Cut English and Chinese text into sentences. Works on strings and offsets and knows neither models nor files.

What ends a sentence:
    Chinese: 。！？； always; `;` `?` `!` unless Latin letters or digits stand on both sides (`a?b`) or the semicolon
    closes a character reference (`mdash;`); `.` after a Han character, a closing mark or `%`, unless a Latin letter
    follows (`报告.doc`) or it belongs to numbering (`1.`, `1.1`, `一.`); and an English full stop in Chinese text. No
    mark does so inside a title (`《摔跤吧！爸爸》`), nor one that stands before a closing mark after which the same
    sentence goes on (`"这是对的。"他说`; `_goes_on` tells when).
    English: `.` `?` `!` `…` before white space that is followed by a capital, a digit, an opening quotation mark or an
    opening bracket, or before a line end; not after an abbreviation (`e.g.`, `Inc.`), an initial, or numbering at the
    beginning of a line.
    Both: closing quotation marks and brackets, reference marks (`[1]`) and further marks belong to the sentence before
    them. A blank line ends a sentence even without a mark (titles, list items); a single line end does so only after a
    mark. Declared boundaries end a sentence too.

What no rule can detect (a list without marks, two sentences without a mark between them) is declared as a boundary.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html.entities import html5
from itertools import pairwise

from sources.anchoring import Span, find_in_order
from sources.text import LINE_END

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = re.compile("[。！？；｡.?!;…]+")
_FULL_WIDTH_ENDS = frozenset("。！？｡")
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", "«": "»"}
_BRACKETS = {"（": "）", "(": ")", "[": "]", "【": "】", "〔": "〕", "〈": "〉", "｛": "｝", "{": "}"}
_TITLE = {"《": "》"}
_PAIRS = _QUOTES | _BRACKETS | _TITLE
_CLOSING = frozenset(_PAIRS.values())
_OPENING = frozenset(_PAIRS) | frozenset("\"'")
_CHINESE_TOKEN = re.compile(rf"{_MARKS.pattern}|[{re.escape(''.join(_OPENING | _CLOSING))}]")
_LONGEST_TITLE = 100  # code points: a title that is not closed by then is none
_REFERENCE = re.compile(r"(?:[\[［〔](?:\d{1,3}(?:[-–,，、 ]{1,2}\d{1,3}){0,9}|[a-z]|注\d{0,3})[\]］〕]|[⁰¹²³⁴-⁹])+")
_BLANK_LINE = re.compile(rf"{LINE_END.pattern}(?:(?!{LINE_END.pattern})\s)*+{LINE_END.pattern}|\u2029")
_CHARACTER_REFERENCE = re.compile(r"(?:#[0-9]+|#[xX][0-9a-fA-F]+|([A-Za-z][A-Za-z0-9]*));\Z")
_BEFORE_CHINESE_STOP = re.compile(f"[{_HAN}%％”’）)\\]】〕》〉」』]\\Z")
_CHINESE_NUMBERING = re.compile(f"(?<![{_HAN}])[一二三四五六七八九十]{{1,3}}\\Z")
_ENGLISH_NUMBERING = re.compile(
    rf"(?:\A|{LINE_END.pattern})\s*\(?(?:\d{{1,3}}(?:\.\d{{1,3}})*|[ivx]{{1,5}}|[A-Za-z])\Z", re.IGNORECASE
)
_LAST_WORD = re.compile(r"(?<![A-Za-z.])([A-Za-z](?:[A-Za-z.]*[A-Za-z])?)\Z")
_ABBREVIATION = re.compile(
    "al|approx|apr|aug|ave|ca|cf|ch|co|corp|dec|dept|dr|ed|eds|eq|esp|est|etc|feb|fig|gen|inc|jan|jr|jul|jun|lt|ltd|"
    "messrs|mr|mrs|ms|mt|nov|oct|pp|prof|pt|rev|sen|sep|sept|sr|st|viz|vol|vs"
)
# How many code points before a mark are searched for numbering, abbreviations and character references. The limit keeps
# the cost of every check constant.
_REACH = 40


def cut_sentences(text: str, language: str, boundaries: Sequence[Span] = ()) -> list[Span]:
    """Return the sentences in order, without white space at their ends; they cover everything else in the text.

    `language` is `zh` or begins with `zh-` for Chinese; a text in any other language is cut like English. A sentence
    ends before and after each boundary and never inside it, so that a heading stays whole. An empty boundary is only a
    cut. Raises ValueError for a boundary outside the text.
    """
    points = {0, len(text)}
    for boundary in boundaries:
        if not 0 <= boundary.start <= boundary.end <= len(text):
            raise ValueError(f"the boundary {boundary.start}-{boundary.end} lies outside the text")
        points.update(boundary)
    whole = sorted(boundary for boundary in boundaries if boundary.start < boundary.end)
    chinese = language == "zh" or language.startswith("zh-")
    sentences: list[Span] = []
    ordered = sorted(points)
    passed = 0
    kept_until = 0
    for start, end in pairwise(ordered):
        while passed < len(whole) and whole[passed].start <= start:
            kept_until = max(kept_until, whole[passed].end)
            passed += 1
        pieces = [Span(start, end)] if end <= kept_until else _cut_piece(text, start, end, chinese)
        sentences += [trimmed for piece in pieces if (trimmed := _trim(text, piece))]
    return sentences


def cut_article(
    text: str, language: str, start: int, end: int, headings: Sequence[str] = (), cuts: Sequence[str] = ()
) -> list[Span]:
    """Return the sentences of the article `text[start:end]`, in offsets of the whole text.

    `headings` and `cuts` are words copied from the article, each list in the order of the text. Each heading is a
    sentence of its own, and a sentence ends after each of the cuts. Raises QuoteMissingError or QuoteOutsideError for
    words that are not in the article, or not in that order.
    """
    boundaries = find_in_order(text, headings, start=start, end=end)
    boundaries += [Span(cut.end, cut.end) for cut in find_in_order(text, cuts, start=start, end=end)]
    return cut_article_at(text, language, start, end, boundaries)


def cut_article_at(text: str, language: str, start: int, end: int, boundaries: Iterable[Span]) -> list[Span]:
    """Return the sentences of the article `text[start:end]`, in offsets of the whole text, as `boundaries` are.

    Each boundary that is not empty is a sentence of its own, and a sentence ends at each that is.
    """
    article = cut_sentences(text[start:end], language, [Span(b.start - start, b.end - start) for b in boundaries])
    return [Span(sentence.start + start, sentence.end + start) for sentence in article]


def _cut_piece(text: str, start: int, end: int, chinese: bool) -> Iterator[Span]:
    """Yield the sentences between two boundaries, with the white space around them."""
    cut_paragraph = _cut_chinese if chinese else _cut_english
    for blank in _BLANK_LINE.finditer(text, start, end):
        yield from cut_paragraph(text, start, blank.start())
        start = blank.start()
    yield from cut_paragraph(text, start, end)


def _cut_english(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of an English paragraph, with the white space around them."""
    begin = _skip_white(text, start, end)
    for marks in _MARKS.finditer(text, begin, end):
        if marks.start() < begin:
            continue
        stop = marks.end()
        while stop < end and (text[stop] in _CLOSING or text[stop] in "\"'" or _MARKS.match(text[stop])):
            stop += 1
        stop = _skip_references(text, stop, end)
        if _ends_english(text, begin, marks.start(), marks.end(), stop, end):
            yield Span(start, stop)
            start = stop
            begin = _skip_white(text, stop, end)
    yield Span(start, end)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A quotation or bracket that is open: its closing mark, and how it stands in the sentence that it began in.

    `begins` is set if the sentence begins with it, `is_speech` if a colon or comma introduces it.
    """

    closing: str
    begins: bool
    is_speech: bool


def _cut_chinese(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of a Chinese paragraph, with the white space around them."""
    begin = _skip_white(text, start, end)
    opened: list[_Opened] = []
    position = begin
    while token := _CHINESE_TOKEN.search(text, position, end):
        position = token.end()
        character = token[0]
        if character in _TITLE:
            closing = text.find(_TITLE[character], position, min(end, position + _LONGEST_TITLE))
            position = closing + 1 if closing >= 0 else position
        elif character in _OPENING or character in _CLOSING:
            _open_or_close(text, token.start(), begin, opened)
        else:
            closed, stop = None, position
            while further := _CHINESE_TOKEN.match(text, stop, end):
                if _MARKS.match(further[0]):
                    closed = None  # the mark behind it counts
                elif further[0] in _CLOSING or _closes_straight(further[0], opened):
                    closed = _open_or_close(text, stop, begin, opened)
                else:
                    break
                stop = further.end()
            is_inside = closed is not None and _goes_on(text, closed, token[0], stop, end)
            position = stop = _skip_references(text, stop, end)
            if not is_inside and _ends_chinese(text, begin, token.start(), token.end(), stop, end):
                yield Span(start, stop)
                start = stop
                begin = position = _skip_white(text, stop, end)
    yield Span(start, end)


def _open_or_close(text: str, place: int, begin: int, opened: list[_Opened]) -> _Opened | None:
    """Add the pair that the mark at `place` opens to `opened`, or take out and return the pair that it closes.

    `begin` is where the sentence begins. A closing mark of nothing, and an apostrophe, change nothing.
    """
    mark = text[place]
    if mark in _CLOSING or _closes_straight(mark, opened):
        for depth in range(len(opened) - 1, max(-1, len(opened) - 1 - _REACH), -1):
            if opened[depth].closing == mark:
                closed = opened[depth]
                del opened[depth:]
                return closed
        return None
    if mark == "'" and place > begin and _is_latin(text[place - 1]):
        return None
    before = text[max(begin, place - _REACH) : place].rstrip()
    begins = place - begin < _REACH and all(character in _OPENING or character.isspace() for character in before)
    opened.append(_Opened(_PAIRS.get(mark, mark), begins, before[-1:] in tuple("：:，,")))
    return None


def _closes_straight(mark: str, opened: list[_Opened]) -> bool:
    """Tell whether a mark is the second of two straight quotation marks."""
    return mark in "\"'" and any(pair.closing == mark for pair in opened[-_REACH:])


def _goes_on(text: str, closed: _Opened, marks: str, stop: int, end: int) -> bool:
    """Tell whether a Chinese sentence goes on at `stop`, behind the pair `closed` that ends in the `marks`.

    Within a line, it goes on where a comma or colon follows; after a bracket, unless it begins with that; and, unless
    another quotation follows, after a quotation that it begins with (`“营销要谋。”他说`) and after a question or
    exclamation that no colon or comma introduces (`问“怎么卖？”的人`).
    """
    following = _skip_white(text, stop, end)
    if following == end or LINE_END.search(text, stop, following):
        return False
    if text[following] in "，、：,:":
        return True
    if closed.closing in _BRACKETS.values():
        return not closed.begins
    if text[following] in _QUOTES or text[following] in "\"'":
        return False
    return closed.begins or (not closed.is_speech and set(marks) <= set("？！?!"))


def _ends_chinese(text: str, begin: int, start: int, after: int, stop: int, end: int) -> bool:
    """Tell whether the run of marks `text[start:after]` ends the Chinese sentence that began at `begin`."""
    marks = text[start:after]
    if not _FULL_WIDTH_ENDS.isdisjoint(marks) or "；" in marks:
        return True
    before = text[max(begin, start - _REACH) : start]
    following = _character(text, after, end)
    if marks == ".":
        if _CHINESE_NUMBERING.search(before):
            return False
        if _BEFORE_CHINESE_STOP.search(before) and not (_is_latin(following) and following.isalpha()):
            return True
    if set(marks) <= set(".…"):
        return _ends_english(text, begin, start, after, stop, end)
    if marks == ";":
        reference = _CHARACTER_REFERENCE.search(before + marks)
        if reference and (reference[1] is None or reference[0] in html5):
            return False
        next_word = _character(text, _skip_white(text, after, end), end)
        return not (_is_latin(before.rstrip()[-1:]) and _is_latin(next_word))
    return not (_is_latin(before[-1:]) and _is_latin(following))


def _ends_english(text: str, begin: int, start: int, after: int, stop: int, end: int) -> bool:
    """Tell whether the run of marks `text[start:after]` ends the English sentence that began at `begin`."""
    marks = text[start:after]
    if set(marks) <= {";", "；"}:
        return False
    following = _skip_white(text, stop, end)
    if not _FULL_WIDTH_ENDS.isdisjoint(marks):
        return stop == after or following == end or not text[following].islower()
    if following == end:
        return True
    if following == stop:
        return False
    if marks == ".":
        before = text[max(begin, start - _REACH) : start]
        if _ENGLISH_NUMBERING.search(before) or _is_abbreviation(before, text[following]):
            return False
    if LINE_END.search(text, stop, following):
        return True
    while following < end - 1 and text[following] in _OPENING:
        following += 1
    first = text[following]
    return first.isdigit() or (first.isalpha() and not first.islower())


def _is_abbreviation(before: str, following: str) -> bool:
    """Tell whether the words end in an abbreviation, an initial, or `No` before a number."""
    word = _LAST_WORD.search(before)
    if not word:
        return False
    dotless = word[1].casefold()
    if "." in dotless or _ABBREVIATION.fullmatch(dotless):
        return True
    return (len(dotless) == 1 and word[1].isupper()) or (dotless in {"no", "nos", "p"} and following.isdigit())


def _is_latin(character: str) -> bool:
    """Tell whether the string is an unaccented Latin letter or a digit; False for an empty string."""
    return character.isascii() and character.isalnum()


def _character(text: str, offset: int, end: int) -> str:
    """Return the character at the offset, or an empty string where the offset is `end` or later."""
    return text[offset] if offset < end else ""


def _skip_references(text: str, start: int, end: int) -> int:
    """Return the offset behind the reference marks that stand at `start`, or `start` where none stands there."""
    references = _REFERENCE.match(text, start, end)
    return references.end() if references else start


def _skip_white(text: str, start: int, end: int) -> int:
    """Return the offset of the first character from `start` on that is no white space, or `end`."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _trim(text: str, span: Span) -> Span | None:
    """Return the span without white space at its ends, or None where nothing is left."""
    start = _skip_white(text, span.start, span.end)
    end = span.end
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
