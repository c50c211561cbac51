"""Turns a stretch of a source's text into safe HTML with its passages marked; escapes piece by piece.

Also writes words with the language they are in. Knows nothing of what a passage supports.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sources.languages import Text

HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
FOREIGN = {
    "en": (re.compile(rf"[{HAN}]+(?:[\u3000-\u303f\uff00-\uffef·]*[{HAN}]+)*"), "zh-Hans"),
    "zh-Hans": (re.compile(r"[A-Za-z]{2,}(?:[ ,.'’&/-]{1,2}[A-Za-z]+)*"), "en"),
}
NO_WORDS = Text("", "en")


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to be marked: its place in the text, and the number and name of the note that tells about it.

    A mark without a number has no note. `focus` sets the one passage apart that a page is about.
    """

    start: int
    end: int
    number: int = 0
    label: Text = NO_WORDS
    focus: bool = False

    @property
    def anchor(self) -> str:
        """The id of the mark."""
        return passage_anchor(self.start, self.end)

    @property
    def note_anchor(self) -> str:
        """The id of the note."""
        return f"n-{self.start}-{self.end}"


def passage_anchor(start: int, end: int) -> str:
    """The id that the mark of a passage has on every page that shows its text."""
    return f"p-{start}-{end}"


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
    """`text[start:end]` as paragraphs, one a line, with `marks` marked; its text content is that stretch, unchanged.

    Marks that overlap are cut into segments, each one element; a passage's id stands on its first segment, the link to
    its note behind its last. Marks reaching out of the stretch are marked as far as it goes.
    """
    inside = sorted((mark for mark in marks if mark.start < end and mark.end > start), key=lambda m: (m.start, -m.end))
    html, position = [], start
    anchored: set[Mark] = set()
    while position < end:
        newline = text.find("\n", position, end)
        line_end = end if newline < 0 else newline
        if position < line_end:
            html.append("<p>")
            for piece_start, piece_end, covering in _segments(position, line_end, inside):
                html.append(_segment(text[piece_start:piece_end], lang, covering, anchored))
                html += [_note_link(mark) for mark in covering if mark.number and piece_end == min(mark.end, end)]
            html.append("</p>")
        if newline >= 0:
            html.append("\n")
            ending = [mark for mark in inside if mark.end == newline + 1]
            html += [f'<span id="{mark.anchor}"></span>' for mark in ending if mark not in anchored]
            html += [_note_link(mark) for mark in ending if mark.number]
        position = line_end + 1
    return mark_safe("".join(html))


def _segments(start: int, end: int, marks: list[Mark]) -> Iterator[tuple[int, int, list[Mark]]]:
    """Cuts a line wherever a mark begins or ends; gives each segment with the marks that cover it."""
    here = [mark for mark in marks if mark.start < end and mark.end > start]
    cuts = sorted({start, end} | {cut for mark in here for cut in (mark.start, mark.end) if start < cut < end})
    for left, right in pairwise(cuts):
        yield left, right, [mark for mark in here if mark.start <= left and mark.end >= right]


def _segment(piece: str, lang: str, covering: list[Mark], anchored: set[Mark]) -> str:
    # A carriage return would be read as a line feed if it stood there plainly.
    words = spoken(piece, lang).replace("\r", "&#13;")
    if not covering:
        return words
    fresh = [mark for mark in covering if mark not in anchored]
    anchored.update(fresh)
    own_id = f' id="{fresh[0].anchor}"' if fresh else ""
    more_ids = "".join(f'<span id="{mark.anchor}"></span>' for mark in fresh[1:])
    classes = ["mark"]
    if len(covering) > 1:
        classes.append("mark-shared")
    if any(mark.focus for mark in covering):
        classes.append("mark-focus")
    return f'<mark class="{" ".join(classes)}"{own_id}>{more_ids}{words}</mark>'


def _note_link(mark: Mark) -> str:
    # The number is drawn by CSS: the text content stays the source's, also when a reader copies it.
    return (
        f'<a class="mark-note" href="#{mark.note_anchor}" lang="{mark.label.lang}" data-number="{mark.number}"'
        f' aria-label="{escape(mark.label.words)}"></a>'
    )
