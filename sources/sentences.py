"""Cut English and Chinese text into sentences. Works on strings and offsets and knows neither models nor files.

What ends a sentence:
    Chinese: 。！？； always; `;` `?` `!` unless Latin letters or digits stand on both sides (`a?b`) or the semicolon
    closes a character reference (`mdash;`); `.` after a Han character, a closing mark or `%`, unless a Latin letter
    follows (`报告.doc`) or it belongs to numbering (`1.`, `1.1`, `一.`); and an English full stop in Chinese text.
    English: `.` `?` `!` before white space that is followed by a capital, a digit, an opening quotation mark or an
    opening bracket, or before a line end; not after an abbreviation (`e.g.`, `Inc.`), an initial, or numbering at the
    beginning of a line.
    Both: closing quotation marks and brackets, and further marks, belong to the sentence before them. A blank line ends
    a sentence even without a mark (titles, list items); a single line end does so only after a mark. Declared
    boundaries end a sentence too.

What no rule can detect (a list without marks, two sentences without a mark between them) is declared as a boundary.
"""

import re
from collections.abc import Iterator, Sequence
from html.entities import html5
from itertools import pairwise

from sources.anchoring import Span, find_in_order

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = re.compile("[。！？；｡.?!;]+")
_FULL_WIDTH_ENDS = {"zh": frozenset("。！？；｡"), "en": frozenset("。！？｡")}
_CLOSING = frozenset("”’）)]】〕》〉」』｝}»")
_OPENING = frozenset("“‘（([【〔《〈「『{«\"'")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_CHARACTER_REFERENCE = re.compile(r"(?:#[0-9]+|#[xX][0-9a-fA-F]+|([A-Za-z][A-Za-z0-9]*));\Z")
_BEFORE_CHINESE_STOP = re.compile(f"[{_HAN}%％”’）)\\]】〕》〉」』]\\Z")
_CHINESE_NUMBERING = re.compile(f"(?<![{_HAN}])[一二三四五六七八九十]{{1,3}}\\Z")
_ENGLISH_NUMBERING = re.compile(r"(?:\A|\n)\s*\(?(?:\d{1,3}(?:\.\d{1,3})*|[ivx]{1,5}|[A-Za-z])\Z", re.IGNORECASE)
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
    article = cut_sentences(text[start:end], language, [Span(b.start - start, b.end - start) for b in boundaries])
    return [Span(sentence.start + start, sentence.end + start) for sentence in article]


def _cut_piece(text: str, start: int, end: int, chinese: bool) -> Iterator[Span]:
    """Yield the sentences between two boundaries, with the white space around them."""
    for blank in _BLANK_LINE.finditer(text, start, end):
        yield from _cut_paragraph(text, start, blank.start(), chinese)
        start = blank.start()
    yield from _cut_paragraph(text, start, end, chinese)


def _cut_paragraph(text: str, start: int, end: int, chinese: bool) -> Iterator[Span]:
    """Yield the sentences of one paragraph, with the white space around them."""
    begin = _skip_white(text, start, end)
    straight_quotes, counted = 0, begin
    for run in _MARKS.finditer(text, begin, end):
        if run.start() < begin:
            continue
        straight_quotes += text.count('"', counted, run.start())
        counted = run.start()
        stop = run.end()
        quote_is_open = straight_quotes % 2 == 1
        while stop < end:
            if chinese and text[stop] == '"' and quote_is_open:
                # Chinese has no spaces between sentences, so a straight quote may also open the next sentence.
                quote_is_open = False
            elif not (text[stop] in _CLOSING or _MARKS.match(text[stop]) or (not chinese and text[stop] in "\"'")):
                break
            stop += 1
        ends = _ends_chinese if chinese else _ends_english
        if ends(text, begin, run.start(), run.end(), stop, end):
            yield Span(start, stop)
            start = stop
            begin = _skip_white(text, stop, end)
            straight_quotes, counted = 0, begin
    yield Span(start, end)


def _ends_chinese(text: str, begin: int, start: int, after: int, stop: int, end: int) -> bool:
    """Tell whether the run of marks `text[start:after]` ends the Chinese sentence that began at `begin`."""
    marks = text[start:after]
    if not _FULL_WIDTH_ENDS["zh"].isdisjoint(marks):
        return True
    before = text[max(begin, start - _REACH) : start]
    following = _character(text, after, end)
    if marks == ".":
        if _CHINESE_NUMBERING.search(before):
            return False
        if _BEFORE_CHINESE_STOP.search(before) and not (_is_latin(following) and following.isalpha()):
            return True
    if set(marks) == {"."}:
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
    if not _FULL_WIDTH_ENDS["en"].isdisjoint(marks):
        return True
    if set(marks) <= {";", "；"}:
        return False
    following = _skip_white(text, stop, end)
    if following == end:
        return True
    if following == stop:
        return False
    if marks == ".":
        before = text[max(begin, start - _REACH) : start]
        if _ENGLISH_NUMBERING.search(before) or _is_abbreviation(before, text[following]):
            return False
    if "\n" in text[stop:following]:
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
