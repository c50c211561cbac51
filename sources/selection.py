"""Find the words that somebody selected in an article. Works on strings and offsets; what a browser says is no proof.

A browser sends the words that were selected, and where it believes that they stand. The words are looked up in the
text; the place only tells which of several places is meant. What is returned is whole words, and a sentence that lacks
nothing but its marks is taken with them.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from django.utils.translation import gettext as _

from sources.anchoring import slice_with_context
from sources.lookup import Likeness, Span, look_up, trimmed

_WORD_CHARACTER = re.compile(r"[^\W_\u2e80-\U0003ffff]")  # of scripts that write words apart
_LETTER = re.compile(r"[^\W_]")


class SelectionError(ValueError):
    """What was selected cannot be found in the article; the message says why and what to do."""


class SelectionUnclearError(SelectionError):
    """The words stand at several `places`, and the place that was sent is none of them."""

    def __init__(self, message: str, places: Sequence[Span]) -> None:
        super().__init__(message)
        self.places = tuple(places)


def find_selection(
    text: str, article: Span, sentences: Sequence[Span], *, words: str = "", place: Span | None = None
) -> Span:
    """Return what was selected in `text`: the words, at the place if they stand there; without words, the place itself.

    `sentences` are those of the article, in order. Raises SelectionError where words or place are not in the article,
    and SelectionUnclearError where the words stand at several places and `place` does not tell which is meant.
    """
    if not trimmed(words):
        return _whole(text, sentences, _check_place(text, article, place))
    found = look_up(text, words, start=article.start, end=article.end, least=Likeness.FORM)
    if not found.places:
        raise SelectionError(_tell_why_not_found(text, article, words))
    if len(found.places) == 1:
        return _whole(text, sentences, found.places[0])
    meant = [each for each in found.places if place and each.start < place.end and place.start < each.end]
    if not meant:
        message = _("These words stand in the article %(count)d times, and not where you selected. Which place is it?")
        if place is None:
            message = _("These words stand in the article %(count)d times. Which place is it?")
        raise SelectionUnclearError(message % {"count": len(found.places)}, found.places)
    first = place.start if place else 0
    return _whole(text, sentences, min(meant, key=lambda each: abs(each.start - first)))


def _check_place(text: str, article: Span, place: Span | None) -> Span:
    """Return the place without white space at its ends."""
    if place is None:
        raise SelectionError(_("Nothing is selected. Select words of the text, or paste them."))
    if not article.start <= place.start < place.end <= article.end:
        raise SelectionError(_("What is selected does not lie inside this article. Select words of one article."))
    words = place.of(text)
    start = place.start + len(words) - len(words.lstrip())
    end = start + len(words.strip())
    if start >= end:
        raise SelectionError(_("Nothing is selected. Select words of the text, or paste them."))
    return Span(start, end)


def _tell_why_not_found(text: str, article: Span, words: str) -> str:
    outside = look_up(text, words, least=Likeness.FORM).places
    if outside:
        before, quote, after = slice_with_context(text, outside[0])
        message = _("These words stand outside this article: “…%(context)s…”. Select words of one article.")
        return message % {"context": f"{before}{quote[:40]}{after}"}
    return _("These words do not stand in this article. Select them in the text, or copy them from there.")


def _whole(text: str, sentences: Sequence[Span], found: Span) -> Span:
    """Return the span with whole words, and with the marks at the ends of a sentence of which it has all letters."""
    start, end = found
    while start > 0 and _joins(text, start):
        start -= 1
    while end < len(text) and _joins(text, end):
        end += 1
    starts = [sentence.start for sentence in sentences]
    first, last = (bisect_right(starts, place) - 1 for place in (start, end - 1))
    if first < 0:
        return Span(start, end)
    begin, stop = sentences[first].start, max(end, sentences[last].end)
    if _LETTER.search(text[begin:start]) or _LETTER.search(text[end:stop]):
        return Span(start, end)
    return Span(min(start, begin), stop)


def _joins(text: str, place: int) -> bool:
    """Tell whether a word goes on across the place."""
    return bool(_WORD_CHARACTER.match(text[place - 1]) and _WORD_CHARACTER.match(text[place]))
