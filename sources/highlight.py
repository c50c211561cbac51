"""Turns a stretch of a source's text into safe HTML with its passages marked; escapes piece by piece.

Also writes words with the language they are in. Knows nothing of what a passage supports.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from sources.languages import Text

HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
FOREIGN = {
    "en": (re.compile(rf"[{HAN}]+(?:[\u3000-\u303f\uff00-\uffef·]*[{HAN}]+)*"), "zh-Hans"),
    "zh-Hans": (re.compile(r"[A-Za-z]{2,}(?:[ ,.'’&/-]{1,2}[A-Za-z]+)*"), "en"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to be marked: its place in the text, and the number and address of the note that tells about it.

    A mark without a number has no note. `focus` sets the one passage apart that a page is about.
    """

    start: int
    end: int
    number: int = 0
    note: str = ""
    focus: bool = False

    @property
    def anchor(self) -> str:
        """The id of the mark."""
        return passage_anchor(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, its line end included: its place, its HTML, and the marks whose notes it links to."""

    start: int
    end: int
    html: SafeString
    ending: tuple[Mark, ...]


def passage_anchor(start: int, end: int) -> str:
    """The id that the mark of a passage has on every page that shows its text."""
    return f"p-{start}-{end}"


def note_anchor(start: int, end: int) -> str:
    """The id that the note of a passage has on the page of its article."""
    return f"n-{start}-{end}"


def spoken(words: str, lang: str) -> SafeString:
    """`words`, which are in `lang`, escaped, with what is written in the other script marked with its language."""
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
    """The text for a page in `page_lang`: in an element of its own where its language is another."""
    html = spoken(text.words, text.lang)
    if text.lang == page_lang:
        return html
    return mark_safe(f'<span lang="{text.lang}">{html}</span>')


def highlight(text: str, start: int, end: int, lang: str, marks: Sequence[Mark] = ()) -> SafeString:
    """`text[start:end]` as paragraphs, one a line, with `marks` marked; its text content is that stretch, unchanged."""
    return mark_safe("".join(line.html for line in highlight_lines(text, start, end, lang, marks)))


def highlight_lines(text: str, start: int, end: int, lang: str, marks: Sequence[Mark] = ()) -> list[Line]:
    """The same, line by line.

    A mark inside another is an element inside the other's; one that reaches over another's end, or over a line's, goes
    on in a second element of class `more`. A passage's id stands on its first element, the link to its note behind its
    last. Marks reaching out of the stretch are marked as far as it goes.
    """
    inside = sorted((mark for mark in marks if mark.start < end and mark.end > start), key=_longest_first)
    lines, position = [], start
    anchored: set[Mark] = set()
    while position < end:
        newline = text.find("\n", position, end)
        stop = end if newline < 0 else newline
        after = stop if newline < 0 else newline + 1
        ending = tuple(mark for mark in inside if position < min(mark.end, end) <= after)
        html = []
        here = [mark for mark in inside if mark.start < stop and mark.end > position]
        if here or text[position:stop].strip():
            html += ["<p>", *_paragraph(text, position, stop, lang, here, ending, anchored), "</p>"]
        else:
            html.append(_escaped(text[position:stop], lang))  # blanks are kept, and make no empty paragraph
        if newline >= 0:
            html.append("\n")
        for mark in ending:
            if mark.start >= stop or position == stop:  # not a word of it stands in this line: its link is still due
                html += [f'<span id="{mark.anchor}"></span>' * (mark not in anchored), _note_link(mark)]
        lines.append(Line(position, after, mark_safe("".join(html)), tuple(sorted(ending, key=lambda m: m.number))))
        position = after
    return lines


def _longest_first(mark: Mark) -> tuple[int, int]:
    return (mark.start, -mark.end)


def _paragraph(
    text: str, start: int, stop: int, lang: str, here: list[Mark], ending: tuple[Mark, ...], anchored: set[Mark]
) -> Iterator[str]:
    """The pieces of one line: opens and closes marks wherever one begins or ends, and opens again those it cut."""
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
    # A carriage return would be read as a line feed if it stood there plainly.
    return spoken(words, lang).replace("\r", "&#13;")


def _opening(mark: Mark, anchored: set[Mark]) -> str:
    classes = ["mark-focus"] * mark.focus + ["more"] * (mark in anchored)
    written = f' class="{" ".join(classes)}"' if classes else ""
    if mark not in anchored:
        anchored.add(mark)
        written += f' id="{mark.anchor}"'
    return f"<mark{written}>"


def _note_link(mark: Mark) -> str:
    # The number is drawn by CSS: the text content stays the source's, also when a reader copies it.
    return f'<a role="doc-noteref" href="{escape(mark.note)}" aria-label="{mark.number}"></a>' if mark.number else ""
