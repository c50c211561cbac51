"""Turn a part of a source's text into safe HTML with its passages marked.

Every piece of text is escaped on its own. The module also marks words of the other language with `lang` attributes. It
knows nothing of the statements that passages support.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from sources.languages import Text
from sources.text import DIRECTION, HAN, LINE_END

# By the language of a text: what is written in the other language, and the `lang` of that.
FOREIGN = {
    "en": (re.compile(rf"[{HAN}]+(?:[\u3000-\u303f\uff00-\uffef·]*[{HAN}]+)*"), "zh-Hans"),
    "zh-Hans": (re.compile(r"[A-Za-z]{2,}(?:[ ,.'’&/-]{1,2}[A-Za-z]+)*"), "en"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to be marked: its place in the text, and the number and address of its note.

    A mark without a number has no note. `focus` is set for the passage that the page is about.
    """

    start: int
    end: int
    number: int = 0
    note: str = ""
    focus: bool = False

    @property
    def anchor(self) -> str:
        """Return the HTML id of the mark."""
        return passage_anchor(self.start, self.end)


@dataclass(frozen=True, slots=True)
class HighlightedLine:
    """One line of a text with its line end: its place, its HTML, and the marks that end in it, by number."""

    start: int
    end: int
    html: SafeString
    ending: tuple[Mark, ...]


def passage_anchor(start: int, end: int) -> str:
    """Return the HTML id of a passage's mark, the same on every page that shows the text."""
    return f"p-{start}-{end}"


def note_anchor(start: int, end: int) -> str:
    """Return the HTML id of a passage's note on the page of its article."""
    return f"n-{start}-{end}"


def mark_language(words: str, lang: str) -> SafeString:
    """Escape `words`, which are in `lang`, and mark what is written in the other language with its `lang`."""
    pattern, other = FOREIGN[lang]
    pieces: list[str] = []
    position = 0
    for run in pattern.finditer(words):
        pieces.append(escape(words[position : run.start()]))
        pieces.append(f'<span lang="{other}">{escape(run.group())}</span>')
        position = run.end()
    pieces.append(escape(words[position:]))
    return mark_safe("".join(pieces))


def in_page(text: Text, page_lang: str) -> SafeString:
    """Return the text for a page in `page_lang`; in an element with its own `lang` where its language is another.

    Where it has marks of direction, they end with it.
    """
    html = mark_language(text.words, text.lang)
    if DIRECTION.search(text.words):
        html = mark_safe(f"<bdi>{html}</bdi>")
    if text.lang == page_lang:
        return html
    return mark_safe(f'<span lang="{text.lang}">{html}</span>')


def highlight(text: str, start: int, end: int, lang: str, marks: Sequence[Mark] = ()) -> SafeString:
    """Return `text[start:end]` as HTML with `marks` marked, each line as a paragraph.

    The text content of the HTML is exactly that part of the text.
    """
    return mark_safe("".join(line.html for line in highlight_lines(text, start, end, lang, marks)))


def highlight_lines(text: str, start: int, end: int, lang: str, marks: Sequence[Mark] = ()) -> list[HighlightedLine]:
    """Return `text[start:end]` as HTML with `marks` marked, line by line.

    A mark inside another mark is an element inside the other's element. A mark that extends beyond the end of another
    mark, or of a line, continues in a second element of class `more`. The first element of a mark has its id, and the
    link to its note follows the last. A mark that extends beyond the part is marked as far as the part goes.
    """
    inside = sorted((mark for mark in marks if mark.start < end and mark.end > start), key=_longest_first)
    lines, position = [], start
    anchored: set[Mark] = set()
    while position < end:
        line_end = LINE_END.search(text, position, end)
        stop, after = line_end.span() if line_end else (end, end)
        ending = tuple(mark for mark in inside if position < min(mark.end, end) <= after)
        html = []
        here = [mark for mark in inside if mark.start < stop and mark.end > position]
        if here or text[position:stop].strip():
            html += ["<p>", *_paragraph(text, position, stop, lang, here, ending, anchored), "</p>"]
        else:
            html.append(_escaped(text[position:stop], lang))  # white space is kept, but not as an empty paragraph
        html.append(_escaped(text[stop:after], lang))
        for mark in ending:
            if mark.start >= stop or position == stop:  # nothing of it is in this line, but its link is still missing
                html += [f'<span id="{mark.anchor}"></span>' * (mark not in anchored), _note_link(mark)]
        by_number = tuple(sorted(ending, key=lambda mark: mark.number))
        lines.append(HighlightedLine(position, after, mark_safe("".join(html)), by_number))
        position = after
    return lines


def _longest_first(mark: Mark) -> tuple[int, int]:
    """Return the key that sorts marks by their start, the longest first."""
    return (mark.start, -mark.end)


def _paragraph(
    text: str, start: int, stop: int, lang: str, here: list[Mark], ending: tuple[Mark, ...], anchored: set[Mark]
) -> Iterator[str]:
    """Yield the HTML of one line in pieces.

    Marks are opened where they begin and closed where they end. Where a mark ends inside another that was opened later,
    the other is closed too and opened again.
    """
    cuts = sorted({start, stop} | {cut for mark in here for cut in (mark.start, mark.end) if start < cut < stop})
    opened: list[Mark] = []
    waiting = list(here)
    for left, right in pairwise(cuts):
        for mark in sorted((mark for mark in waiting if mark.start <= left), key=lambda mark: -mark.end):
            yield _opening(mark, anchored)
            opened.append(mark)
        waiting = [mark for mark in waiting if mark.start > left]
        yield _escaped(text[left:right], lang)
        ended = [mark for mark in opened if min(mark.end, stop) <= right]
        if ended:
            closed = opened[opened.index(ended[0]) :]
            del opened[-len(closed) :]
            waiting += [mark for mark in closed if mark not in ended]
            yield "</mark>" * len(closed)
            yield from (_note_link(mark) for mark in reversed(ended) if mark in ending)


def _escaped(words: str, lang: str) -> str:
    """Escape words for the text of a source."""
    # HTML parsers turn a plain carriage return into a line feed.
    return mark_language(words, lang).replace("\r", "&#13;")


def _opening(mark: Mark, anchored: set[Mark]) -> str:
    """Return the start tag of a mark, with its id where it is the mark's first element; adds it to `anchored`."""
    classes = ["mark-focus"] * mark.focus + ["more"] * (mark in anchored)
    written = f' class="{" ".join(classes)}"' if classes else ""
    if mark not in anchored:
        anchored.add(mark)
        written += f' id="{mark.anchor}"'
    return f"<mark{written}>"


def _note_link(mark: Mark) -> str:
    """Return the link to the note of a mark; empty where it has none."""
    # CSS shows the number, so that the text content stays that of the source, also when a reader copies it.
    return f'<a role="doc-noteref" href="{escape(mark.note)}" aria-label="{mark.number}"></a>' if mark.number else ""
