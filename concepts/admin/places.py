"""Offer the places of a text that typed words may mean, each with a button that takes the words that stand there."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sources.anchoring import slice_with_context
from sources.lookup import MOST_PLACES, ComparedStretch, Likeness, Lookup, Span, compare
from sources.models import SourceVersion
from sources.text import LINE_END

TAKE = "_take"  # the name of the buttons; their values are places: "12-30"
MOST_SHOWN = 20
_WORD = re.compile(r"[^\W\u0e00-\u0e7f\u2e80-\U0003ffff]+")  # context is cut between words, or anywhere in Chinese


def place_value(place: Span) -> str:
    """Return the value of the button for a place, which `read_place` reads."""
    return f"{place.start}-{place.end}"


def read_place(value: str) -> Span | None:
    """Return the place that the value of a button names, or None where it names none."""
    start, _hyphen, end = value.partition("-")
    if not (start.isascii() and start.isdecimal() and end.isascii() and end.isdecimal() and len(value) < 30):
        return None
    return Span(int(start), int(end))


def offer_places(version: SourceVersion, text: str, typed: str, found: Lookup) -> SafeString:
    """Return the question which place of the version is meant by the typed words, as HTML for an error at their field.

    The words of each place stand in their context; where they are not those typed, the differences are marked.
    """
    row = (
        '<li><span lang="{}">{}</span> <button type="submit" class="button roomy" name="{}" value="{}">{}</button></li>'
    )
    label = _("Use the source’s wording") if len(found.places) == 1 else _("Take this place")
    items = format_html_join(
        "",
        row,
        (
            (
                version.lang,
                _in_context(text, typed, place, found.likeness),
                TAKE,
                place_value(place),
                label,
            )
            for place in found.places[:MOST_SHOWN]
        ),
    )
    return format_html('{} <ol class="places">{}</ol> {}', _question(found), items, _rest(found))


def _question(found: Lookup) -> str:
    """Return the sentence above the places."""
    count = len(found.places)
    if found.likeness != Likeness.FORM:
        return _("These words are in the text more than once. Which place do you mean?")
    if count == 1:
        return _("The text has these words in another form (what you typed is struck out).")
    return _("The text has these words in another form, more than once (what you typed is struck out). Which is meant?")


def _rest(found: Lookup) -> str:
    """Return a sentence on the places that are not shown, if there are any."""
    count = len(found.places)
    if count <= MOST_SHOWN:
        return ""
    number = f"{count}+" if count == MOST_PLACES else str(count)
    return _("These are the first %(shown)d of %(count)s places. Copy more words to find the others.") % {
        "shown": MOST_SHOWN,
        "count": number,
    }


def _in_context(text: str, typed: str, place: Span, likeness: Likeness) -> SafeString:
    """Return the words at a place with whole words before and after them, marked where they differ from those typed."""
    before, words, after = slice_with_context(text, place)
    first, last = place.start - len(before), place.end + len(after)
    if first > 0 and _WORD.match(text, first - 1) and (cut := _WORD.match(before)):
        before = before[cut.end() :].lstrip()
    if _WORD.match(text, last) and (cut := re.search(f"{_WORD.pattern}$", after)):
        after = after[: cut.start()].rstrip()
    differences = compare(typed, words, likeness) if likeness == Likeness.FORM else [ComparedStretch(words, words)]
    marked = format_html_join("", "{}", ((_marked(difference),) for difference in differences))
    return format_html("…{}<mark>{}</mark>{}…", _with_signs(before), marked, _with_signs(after))


def _marked(difference: ComparedStretch) -> SafeString | str:
    """Return what stands in the text; where it differs, after what was typed."""
    found = difference.found
    typed, there = difference.sought.strip(), found.strip()
    if typed.split() == there.split():  # at most blanks and line ends differ, which do not count
        return _with_signs(found)
    begin = found.index(there)
    pieces = (("del", _show_all(typed)), ("ins", _show_all(there)))
    marked = format_html_join("", "<{0}>{1}</{0}>", (piece for piece in pieces if piece[1]))
    return format_html("{}{}{}", _with_signs(found[:begin]), marked, _with_signs(found[begin + len(there) :]))


def _with_signs(words: str) -> str:
    """Return the words with a sign for each line end."""
    return LINE_END.sub("⏎", words)


def _show_all(words: str) -> str:
    """Return the words with a space for each run of blanks, and the code point of each invisible character."""
    return "".join(
        character if character.isprintable() else f"U+{ord(character):04X}" for character in " ".join(words.split())
    )
