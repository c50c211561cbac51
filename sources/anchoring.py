"""Finds where verbatim words stand in a source text; knows strings and offsets, neither models nor files.

Offsets are Unicode code points, which are the indices of a Python string. Words are searched exactly: a quote that
differs by one mark is refused with a hint, never attached to the nearest likeness.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

CONTEXT = 20
_PLACES_SHOWN = 5


class Span(NamedTuple):
    """A stretch of a text: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words the span covers in `text`."""
        return text[self.start : self.end]


class InContext(NamedTuple):
    """A quote with what stands before and after it."""

    before: str
    quote: str
    after: str


class BareText(NamedTuple):
    """The letters and digits of a text, folded, and for each the offset in that text it comes from."""

    characters: str
    offsets: list[int]


class QuoteError(ValueError):
    """Words could not be placed in a text; the message names the fault and the cure."""


class QuoteMissingError(QuoteError):
    """The words do not stand in the text; `closest` is what stands there instead, where that can be told."""

    def __init__(self, message: str, closest: Span | None = None) -> None:
        super().__init__(message)
        self.closest = closest


class QuoteOutsideError(QuoteError):
    """The words stand in the text, but outside the part that was searched, at `places`."""

    def __init__(self, message: str, places: Sequence[Span]) -> None:
        super().__init__(message)
        self.places = list(places)


class QuoteAmbiguousError(QuoteError):
    """The words stand at several `places` of the part that was searched."""

    def __init__(self, message: str, places: Sequence[Span]) -> None:
        super().__init__(message)
        self.places = list(places)


def find_quote(text: str, quote: str, *, start: int = 0, end: int | None = None, occurrence: int | None = None) -> Span:
    """Return where `quote` stands in `text[start:end]`; `occurrence` counts from 1, overlapping ones included.

    Raises QuoteMissingError, QuoteOutsideError (it stands elsewhere in the text) or QuoteAmbiguousError (several, and
    none named).
    """
    end = len(text) if end is None else end
    if not quote.strip():
        raise QuoteMissingError(_("The quote is empty. Copy the words from the source."))
    places = list(_places(text, quote, start, end))
    if not places:
        elsewhere = list(_places(text, quote, 0, len(text)))
        if elsewhere:
            raise QuoteOutsideError(
                _(
                    "“%(quote)s” does not stand in this article but elsewhere in the source: %(places)s. "
                    "Name the article it stands in, or quote other words."
                )
                % {"quote": _shortened(quote), "places": _listed(text, elsewhere)},
                elsewhere,
            )
        raise _missing(text, quote, start, end)
    if occurrence is not None:
        if not 1 <= occurrence <= len(places):
            raise QuoteMissingError(
                _(
                    "“%(quote)s” has no occurrence %(occurrence)d: it stands here %(count)d times. "
                    "Name one from 1 to %(count)d."
                )
                % {"quote": _shortened(quote), "occurrence": occurrence, "count": len(places)}
            )
        return places[occurrence - 1]
    if len(places) > 1:
        raise QuoteAmbiguousError(
            _(
                "“%(quote)s” stands here %(count)d times: %(places)s. "
                "Lengthen the quote until it is the only one, or name which occurrence is meant."
            )
            % {"quote": _shortened(quote), "count": len(places), "places": _listed(text, places)},
            places,
        )
    return places[0]


def find_article(text: str, first: str, last: str, after: int = 0) -> Span:
    """Return the article that begins with the words `first`, searched from `after`, and ends with the words `last`.

    `after` is where the article before it ended. `first` may stand again further on only where the article follows
    directly on `after` (a text that is repeated whole has no words of its own); `last` is the next one after `first`.
    Raises QuoteMissingError, QuoteOutsideError or QuoteAmbiguousError.
    """
    place = text.find(first, after)
    if place < 0 or not first.strip() or text[after:place].strip():
        place = find_quote(text, first, start=after).start
    begin = Span(place, place + len(first))
    (ending,) = find_in_order(text, [last], start=begin.end)
    return Span(begin.start, ending.end)


def find_in_order(text: str, phrases: Sequence[str], *, start: int = 0, end: int | None = None) -> list[Span]:
    """Return where each phrase stands in `text[start:end]`, each searched from the end of the one before it.

    Raises QuoteMissingError, or QuoteOutsideError for a phrase that stands only before its predecessor or outside the
    part.
    """
    spans: list[Span] = []
    searched_from = start
    for phrase in phrases:
        place = text.find(phrase, searched_from, end)
        if place < 0 or not phrase.strip():
            earlier = find_quote(text, phrase, start=start, end=end, occurrence=1)
            raise QuoteOutsideError(
                _("“%(phrase)s” stands before “%(previous)s”, not after it. List the words in the order of the text.")
                % {"phrase": _shortened(phrase), "previous": _shortened(spans[-1].of(text))},
                [earlier],
            )
        spans.append(Span(place, place + len(phrase)))
        searched_from = spans[-1].end
    return spans


def slice_with_context(text: str, span: Span, *, around: int = CONTEXT) -> InContext:
    """Return the words of the span with up to `around` characters on either side."""
    return InContext(text[max(0, span.start - around) : span.start], span.of(text), text[span.end : span.end + around])


def bare_text(text: str, *, start: int = 0, end: int | None = None) -> BareText:
    """Return `text[start:end]` without width, case, punctuation, white space and line ends."""
    characters, offsets = [], []
    for offset in range(start, len(text) if end is None else end):
        for character in unicodedata.normalize("NFKC", text[offset]).casefold():
            if unicodedata.category(character)[0] in "LMN":
                characters.append(character)
                offsets.append(offset)
    return BareText("".join(characters), offsets)


def _places(text: str, quote: str, start: int, end: int) -> Iterator[Span]:
    """Yield every occurrence in order, overlapping ones included."""
    place = text.find(quote, start, end)
    while place >= 0:
        yield Span(place, place + len(quote))
        place = text.find(quote, place + 1, end)


def _missing(text: str, quote: str, start: int, end: int) -> QuoteMissingError:
    """Build the error for words that stand nowhere, with the closest likeness as a hint."""
    words = {"quote": _shortened(quote)}
    closest = _find_folded(text, quote, start, end) or _find_folded(text, quote, 0, len(text))
    if closest:
        return QuoteMissingError(
            _(
                "“%(quote)s” does not stand in the source letter by letter: at offset %(position)d it says "
                "“%(closest)s”. Copy it from there with its punctuation, width and spaces."
            )
            % {**words, "position": closest.start, "closest": closest.of(text)},
            closest,
        )
    agreed = _find_beginning(text, quote, start, end)
    if agreed:
        return QuoteMissingError(
            _(
                "“%(quote)s” does not stand in the source: at offset %(position)d it agrees as far as “%(agreed)s” "
                "and goes on “%(after)s”. Copy the words from there."
            )
            % {
                **words,
                "position": agreed.start,
                "agreed": _shortened(agreed.of(text)),
                "after": slice_with_context(text, agreed).after,
            },
            agreed,
        )
    return QuoteMissingError(_("“%(quote)s” does not stand in the source. Copy the words from the source.") % words)


def _find_folded(text: str, quote: str, start: int, end: int) -> Span | None:
    """Return the place that differs from the quote by width, case, white space or punctuation only."""
    sought = bare_text(quote).characters
    searched = bare_text(text, start=start, end=end)
    place = searched.characters.find(sought) if sought else -1
    if place < 0:
        return None
    return Span(searched.offsets[place], searched.offsets[place + len(sought) - 1] + 1)


def _find_beginning(text: str, quote: str, start: int, end: int) -> Span | None:
    """Return where the longest beginning of the quote stands, unless it is too short to tell anything."""
    known, unknown = 0, len(quote)
    while unknown - known > 1:
        middle = (known + unknown) // 2
        if text.find(quote[:middle], start, end) >= 0:
            known = middle
        else:
            unknown = middle
    if known < min(6, len(quote) // 2 + 1):
        return None
    place = text.find(quote[:known], start, end)
    return Span(place, place + known)


def _listed(text: str, places: Sequence[Span]) -> str:
    """Return the first few places, each with its number, offset and what stands around it."""
    shown = []
    for number, span in enumerate(places[:_PLACES_SHOWN], start=1):
        before, quote, after = slice_with_context(text, span)
        shown.append(f"({number}) {span.start} “{before}[{_shortened(quote)}]{after}”")
    return "; ".join(shown) + (" …" if len(places) > _PLACES_SHOWN else "")


def _shortened(words: str) -> str:
    """Return the words, with the middle left out where they are long."""
    return words if len(words) <= 3 * CONTEXT else f"{words[: 2 * CONTEXT]} … {words[-CONTEXT:]}"
