"""Divide what somebody pasted into parts: sentences, and what stands between marks of something left out.

Works on strings and knows neither sources nor models.
"""

import re
from collections.abc import Iterator

from sources.anchoring import Span
from sources.languages import HTML_LANG, Language, language_of_script
from sources.sentences import cut_sentences
from sources.text import HAN, INVISIBLE, LINE_END, VARIATION_SELECTORS

LONGEST_PART = 300  # code points: comparing a part with a similar place takes time with the square of its length
# What shows that words are left out: […], (…), an ellipsis of dots or of the Chinese kind.
_LEFT_OUT = re.compile(r"[\[［(（]\s*(?:\.{2,}|…+|。{2,})\s*[\]］)）]|\.{3,}|…+|。{3,}")
_AROUND_QUOTES = " \t\r\n\v\f\x85\xa0\u2028\u2029\u3000\"'“”‘’„‟«»「」『』＂＇"
_NOT_STORED = re.compile("[\x00\ud800-\udfff]")
_HAN = re.compile(f"[{HAN}]")
_UNSEEN = re.compile(f"{INVISIBLE.pattern}|{VARIATION_SELECTORS.pattern}|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BREAKS = re.compile(r"[\s，、,：:]")


def clean_pasted(text: str) -> str:
    """Return the text as it is compared and shown: line ends are LF, and characters that no text has are replaced."""
    return _NOT_STORED.sub("\ufffd", LINE_END.sub("\n", text)).strip()


def language_of(words: str) -> Language:
    """Return the language in which words are looked for, by their script: Chinese for a draw, English for neither."""
    return language_of_script(words) or (Language.ZH if _HAN.search(words) else Language.EN)


def lang_of(words: str) -> str:
    """Return the language of words as in `lang` attributes: `und` where they are in neither of ours."""
    is_ours = words.isascii() or _HAN.search(words) or language_of_script(words)
    return HTML_LANG[language_of(words)] if is_ours else "und"


def show_unseen(words: str) -> str:
    """Return the words with a name in the place of each character that cannot be seen or turns the writing round."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", words)


def cut_parts(text: str) -> list[Span]:
    """Return the parts of a pasted text in order; each has at most LONGEST_PART code points and at least one letter."""
    spans: list[Span] = []
    for piece in _between_left_out(text):
        words = piece.of(text)
        for sentence in cut_sentences(words, language_of(words)):
            spans += _cut_long(text, Span(piece.start + sentence.start, piece.start + sentence.end))
    return [span for span in spans if any(character.isalnum() for character in span.of(text))]


def without_quotation_marks(text: str, span: Span) -> Span:
    """Return the span without quotation marks and blanks at both ends, which are those of whoever quotes."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip(_AROUND_QUOTES))
    return Span(start, max(start, span.start + len(words.rstrip(_AROUND_QUOTES))))


def has_something_left_out(text: str) -> bool:
    """Tell whether a mark in the text shows that words are left out."""
    return _LEFT_OUT.search(text) is not None


def _between_left_out(text: str) -> Iterator[Span]:
    """Yield what stands before, between and behind the marks of something left out."""
    position = 0
    for mark in _LEFT_OUT.finditer(text):
        yield Span(position, mark.start())
        position = mark.end()
    yield Span(position, len(text))


def _cut_long(text: str, span: Span) -> Iterator[Span]:
    """Yield pieces of the span of at most LONGEST_PART code points, cut behind a blank or comma where there is one."""
    start = span.start
    while span.end - start > LONGEST_PART:
        limit = start + LONGEST_PART
        breaks = [found.end() for found in _BREAKS.finditer(text, start + LONGEST_PART // 2, limit)]
        end = breaks[-1] if breaks else limit
        yield Span(start, end)
        start = end
    yield Span(start, span.end)
