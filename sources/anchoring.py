"""Find where quoted words stand in a source text. Works on strings and offsets and knows neither models nor files.

Offsets count Unicode code points; they are the indices of a Python string. Quotes are searched exactly: one in which a
character differs is refused, with a hint that names the words that stand there, and never put at a similar place.
"""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from sources.lookup import Likeness, Span, find_places, look_up
from sources.text import VARIATION_SELECTORS

CONTEXT = 20  # code points shown on either side of a quote in messages
_PLACES_SHOWN = 5


class InContext(NamedTuple):
    """A quote with some text before and after it."""

    before: str
    quote: str
    after: str


class BareText(NamedTuple):
    """The letters and digits of a text, folded, and for each its offset in that text."""

    characters: str
    offsets: list[int]


class QuoteError(ValueError):
    """A quote cannot be placed in a text; the message says why and what to do."""


class QuoteMissingError(QuoteError):
    """The quote is not in the text; `closest` is the most similar place, or None where there is none."""

    def __init__(self, message: str, closest: Span | None = None) -> None:
        super().__init__(message)
        self.closest = closest


class QuoteOutsideError(QuoteError):
    """The quote is in the text, but only at `places` outside the part that was searched."""

    def __init__(self, message: str, places: Sequence[Span]) -> None:
        super().__init__(message)
        self.places = list(places)


class QuoteAmbiguousError(QuoteError):
    """The quote is at several `places` in the part that was searched."""

    def __init__(self, message: str, places: Sequence[Span]) -> None:
        super().__init__(message)
        self.places = list(places)


def find_quote(text: str, quote: str, *, start: int = 0, end: int | None = None, occurrence: int | None = None) -> Span:
    """Return the place of `quote` in `text[start:end]`.

    `occurrence` says which place is meant where there are several; it counts from 1 and includes overlapping ones.
    Raises QuoteMissingError where the quote is not in the text or has no such occurrence, QuoteOutsideError where it is
    only in another part of the text, and QuoteAmbiguousError where there are several places and no `occurrence`.
    """
    end = len(text) if end is None else end
    if not quote.strip():
        raise QuoteMissingError(_("The quote is empty. Copy the words from the source."))
    places = list(find_places(text, quote, start, end))
    if not places:
        elsewhere = list(find_places(text, quote, 0, len(text)))
        if elsewhere:
            raise QuoteOutsideError(
                _(
                    "“%(quote)s” is not in this article but elsewhere in the source: %(places)s. "
                    "Name the article it is in, or quote other words."
                )
                % {"quote": _shortened(quote), "places": _listed(text, elsewhere)},
                elsewhere,
            )
        raise _missing(text, quote, start, end)
    if occurrence is not None:
        if not 1 <= occurrence <= len(places):
            raise QuoteMissingError(
                _(
                    "“%(quote)s” has no occurrence %(occurrence)d: it occurs here %(count)d times. "
                    "Name one from 1 to %(count)d."
                )
                % {"quote": _shortened(quote), "occurrence": occurrence, "count": len(places)}
            )
        return places[occurrence - 1]
    if len(places) > 1:
        raise QuoteAmbiguousError(
            _(
                "“%(quote)s” occurs here %(count)d times: %(places)s. "
                "Lengthen the quote until it is the only one, or name which occurrence is meant."
            )
            % {"quote": _shortened(quote), "count": len(places), "places": _listed(text, places)},
            places,
        )
    return places[0]


def find_article(
    text: str,
    first: str,
    last: str,
    after: int = 0,
    *,
    first_occurrence: int | None = None,
    last_occurrence: int | None = None,
) -> Span:
    """Return the article that begins with the words `first` and ends with the words `last`.

    The search begins at `after`, the end of the article before. `first` must be unique from there on, unless only white
    space stands between `after` and its first occurrence: an article that is repeated as a whole has no words that
    occur only once. `last` is the next occurrence after `first`; where there is none, one that overlaps the first
    words and ends with them or later, as in an article of one sentence. Where this does not lead to the article,
    `first_occurrence` counts from `after` on and `last_occurrence` from the beginning of the article on, from 1 and
    overlapping places included. Raises QuoteMissingError, QuoteOutsideError or QuoteAmbiguousError.
    """
    place = text.find(first, after)
    if first_occurrence or place < 0 or not first.strip() or text[after:place].strip():
        place = find_quote(text, first, start=after, occurrence=first_occurrence).start
    begin = Span(place, place + len(first))
    if last_occurrence:
        ending = find_quote(text, last, start=begin.start, occurrence=last_occurrence)
        if ending.end < begin.end:
            message = _("“%(quote)s” ends inside the first words. Name a later occurrence, or fewer first words.")
            raise QuoteOutsideError(message % {"quote": _shortened(last)}, [ending])
        return Span(begin.start, ending.end)
    return Span(begin.start, _next_end(text, last, begin))


def _next_end(text: str, last: str, begin: Span) -> int:
    """Return where the last words end that follow the first ones, or overlap them where none follow."""
    if text.find(last, begin.end) < 0 and last.strip():
        overlapping = text.find(last, max(begin.start, begin.end - len(last)))
        if overlapping >= 0:
            return overlapping + len(last)
    (ending,) = find_in_order(text, [last], start=begin.end)
    return ending.end


def occurrences_of_article(
    text: str, first: str, last: str, article: Span, after: int = 0
) -> tuple[int | None, int | None]:
    """Return the occurrences of the first and of the last words with which `find_article` finds this article.

    `after` is the end of the article before. None stands for an occurrence that need not be named.
    """
    begin = Span(article.start, article.start + len(first))
    place = text.find(first, after)
    is_found = place == begin.start and (not text[after:place].strip() or text.find(first, place + 1) < 0)
    first_occurrence = None if is_found else number_of_place(text, first, begin.start, after)
    is_found = text.startswith(last, article.end - len(last)) and _next_end(text, last, begin) == article.end
    last_occurrence = None if is_found else number_of_place(text, last, article.end - len(last), begin.start)
    return first_occurrence, last_occurrence


def number_of_place(text: str, quote: str, place: int, start: int) -> int:
    """Return which occurrence of the quote from `start` on begins at `place`, counted from 1."""
    number, found = 1, text.find(quote, start)
    while 0 <= found < place:
        number, found = number + 1, text.find(quote, found + 1)
    return number


def find_in_order(text: str, phrases: Sequence[str], *, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the place of each phrase in `text[start:end]`; each is searched from the end of the phrase before it.

    Raises QuoteMissingError where a phrase is not in the text, and QuoteOutsideError where it occurs only before the
    phrase before it or outside the part.
    """
    spans: list[Span] = []
    searched_from = start
    for phrase in phrases:
        place = text.find(phrase, searched_from, end)
        if place < 0 or not phrase.strip():
            earlier = find_quote(text, phrase, start=start, end=end, occurrence=1)
            raise QuoteOutsideError(
                _("“%(phrase)s” comes before “%(previous)s”, not after it. List the words in the order of the text.")
                % {"phrase": _shortened(phrase), "previous": _shortened(spans[-1].of(text))},
                [earlier],
            )
        spans.append(Span(place, place + len(phrase)))
        searched_from = spans[-1].end
    return spans


def slice_with_context(text: str, span: Span, *, around: int = CONTEXT) -> InContext:
    """Return the part of the text that the span covers, with up to `around` code points on either side."""
    return InContext(text[max(0, span.start - around) : span.start], span.of(text), text[span.end : span.end + around])


def escape_unseen(words: str) -> str:
    """Return the words with escapes, as in double quotes in YAML, for what cannot be seen in them.

    That is line ends, every blank but the space, invisible characters, and what composing letters would change.
    """
    is_composed = unicodedata.is_normalized("NFC", words)
    return "".join(character if _can_be_seen(character, is_composed) else _escape(character) for character in words)


def _can_be_seen(character: str, is_composed: bool) -> bool:
    """Tell whether a character shows which one it is, in words whose letters are composed as they could be, or not."""
    if not character.isprintable() or VARIATION_SELECTORS.match(character):
        return False
    return is_composed or not (unicodedata.combining(character) or not unicodedata.is_normalized("NFC", character))


def _escape(character: str) -> str:
    """Return the escape of a character."""
    point = ord(character)
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character) or (
        f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
    )


def bare_text(text: str, *, start: int = 0, end: int | None = None) -> BareText:
    """Return the letters and digits of `text[start:end]`, with differences of width and letter case removed."""
    characters, offsets = [], []
    for offset in range(start, len(text) if end is None else end):
        for character in unicodedata.normalize("NFKC", text[offset]).casefold():
            if unicodedata.category(character)[0] in "LMN":
                characters.append(character)
                offsets.append(offset)
    return BareText("".join(characters), offsets)


def _missing(text: str, quote: str, start: int, end: int) -> QuoteMissingError:
    """Build the error for a quote that is nowhere in the text; the message names the most similar place, if any."""
    words = {"quote": _shortened(quote)}
    like = look_up(text, quote, start=start, end=end, least=Likeness.LETTERS)
    if not like.places and (start, end) != (0, len(text)):
        like = look_up(text, quote, least=Likeness.LETTERS)
    if len({place.of(text) for place in like.places}) > 1:
        return QuoteMissingError(
            _(
                "“%(quote)s” is not in the source letter by letter, but similar words are: %(places)s. "
                "Copy those that are meant, with their punctuation, width and spaces."
            )
            % {**words, "places": _listed(text, like.places)},
        )
    if like.places:
        closest = like.places[0]
        return QuoteMissingError(
            _(
                "“%(quote)s” is not in the source letter by letter. The nearest place: “%(closest)s”. Copy it from "
                "there with its punctuation, width and spaces."
            )
            % {**words, "closest": escape_unseen(closest.of(text))},
            closest,
        )
    agreed = _find_beginning(text, quote, start, end)
    if agreed:
        return QuoteMissingError(
            _("“%(quote)s” is not in the source. The nearest place: “%(agreed)s%(after)s”. Copy the words from there.")
            % {
                **words,
                "agreed": _shortened(agreed.of(text)),
                "after": slice_with_context(text, agreed).after,
            },
            agreed,
        )
    return QuoteMissingError(_("“%(quote)s” is not in the source. Copy the words from the source.") % words)


def _find_beginning(text: str, quote: str, start: int, end: int) -> Span | None:
    """Return the place of the longest beginning of the quote; None where this is too short to be a useful hint."""
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
    """Return the first places as one line of text, each with its number, its offset and its context."""
    shown = []
    for number, span in enumerate(places[:_PLACES_SHOWN], start=1):
        before, quote, after = slice_with_context(text, span)
        shown.append(escape_unseen(f"({number}) {span.start} “{before}[{_shortened(quote)}]{after}”"))
    return "; ".join(shown) + (" …" if len(places) > _PLACES_SHOWN else "")


def _shortened(words: str) -> str:
    """Return the words; where they are long, an ellipsis stands for their middle."""
    return words if len(words) <= 3 * CONTEXT else f"{words[: 2 * CONTEXT]} … {words[-CONTEXT:]}"
