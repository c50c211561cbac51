"""Render the Markdown of notes as safe HTML when a note is saved.

Only the note of an edition is rendered when it is shown, because an edition stores the Markdown and not the HTML.

A note may have emphasis, links, lists, quotations, code and line ends. What else Markdown takes for markup (HTML,
character references, headings, rules, images, definitions of links, indented code) stands on the page as it was typed.
"""

import re
from xml.etree.ElementTree import Element, SubElement

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import AutolinkInlineProcessor, InlineProcessor, LinkInlineProcessor
from markdown.preprocessors import Preprocessor

from sources.highlight import FOREIGN
from sources.languages import HTML_LANG, Language

NOTE_CAP = 2_000  # code points: Python-Markdown takes quadratic time for some input (nine seconds for 10,000 `[`)
ALLOWED_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "code", "blockquote", "br", "span"}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "span": {"lang"}, "*": set[str]()}
NOT_TEXT = re.compile(r"(<[^>]*>|&#?\w+;)")  # tags and entities

_AMPERSAND = "\x1a"  # stands for `&` while Markdown works, to which `&lt;` is one character; a note cannot contain it
_LINK = re.compile(r"https?://|/(?!/)|#")  # how the address of a link begins
_AUTOLINK = r"<(https?://[^<>\s]+)>"
_NOT_MARKUP_BLOCKS = ("code", "hashheader", "setextheader", "hr", "reference")
_NOT_MARKUP_INLINE = (
    *("html", "entity", "automail", "reference", "short_reference", "image_link", "image_reference"),
    *("short_image_ref", "em_strong", "em_strong2", "not_strong"),
)
_LINE = re.compile(r"((?: {0,3}> ?)*)( *)(.*)")  # the marks of quotations, blanks, words
_ITEM = re.compile(r"(?:[*-]|(?P<number>0|[1-9]\d?)\.) +\S")
# An addition, a year, a rule, and more lists in one another than Python-Markdown, which is recursive, can bear.
_NO_ITEM = re.compile(r"\+ |(?:\d{3,}|0\d)\. |([*_-])(?: *\1){2,} *\Z|(?:(?:[*+>-]|\d+\.) +){9}")

# On the outer side of a mark of emphasis stands no Latin letter or digit (`C*`, `4*5*6`), on that of underscores no
# letter of any script (`snake_case`). Two or three asterisks may part a Latin letter from one of another script inside,
# because Chinese has no spaces.
_BEFORE = r"(?<!\*)(?:(?<![A-Za-z0-9])|(?=\*+[^\x00-\x7f]))"
_WORDS, _LINED_WORDS = r"(?![\s*])(.+?)(?<![\s*])", r"(?![\s_])(.+?)(?<![\s_])"
_EMPHASIS = (
    (rf"{_BEFORE}\*\*\*{_WORDS}\*\*\*(?!\*)(?:(?![A-Za-z0-9])|(?<=[^\x00-\x7f]\*\*\*))", ("strong", "em")),
    (rf"{_BEFORE}\*\*{_WORDS}\*\*(?!\*)(?:(?![A-Za-z0-9])|(?<=[^\x00-\x7f]\*\*))", ("strong",)),
    (rf"(?<![A-Za-z0-9*])\*{_WORDS}\*(?![A-Za-z0-9*])", ("em",)),
    (rf"(?<!\w)___{_LINED_WORDS}___(?!\w)", ("strong", "em")),
    (rf"(?<!\w)__{_LINED_WORDS}__(?!\w)", ("strong",)),
    (rf"(?<!\w)_{_LINED_WORDS}_(?!\w)", ("em",)),
)


class NoteTooLongError(ValueError):
    """A note is longer than NOTE_CAP code points."""


def render_note(note: str, language: str = Language.EN) -> SafeString:
    """Return the sanitised HTML of a note's Markdown; raise NoteTooLongError for more than NOTE_CAP code points.

    `language` is that of the note; words of the other language are put into a span with their `lang`. Links may lead to
    http, https or this site and get rel="noopener noreferrer".
    """
    if len(note) > NOTE_CAP:
        raise NoteTooLongError(f"a note has at most {NOTE_CAP} characters; this one has {len(note)}")
    if not note:
        return stored_html("")
    reader = Markdown(output_format="html", extensions=["sane_lists", "nl2br", _NoteExtension()])
    html = reader.convert(note.replace("&", _AMPERSAND)).replace(_AMPERSAND, "&amp;")
    pattern, other = FOREIGN[HTML_LANG[Language(language)]]
    pieces = NOT_TEXT.split(html)
    pieces[::2] = [pattern.sub(rf'<span lang="{other}">\g<0></span>', words) for words in pieces[::2]]
    return stored_html("".join(pieces))


def stored_html(note_html: str) -> SafeString:
    """Return the HTML of a note, just made or stored, as safe for templates: what the sanitiser lets through."""
    return mark_safe(
        nh3.clean(note_html, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes={"http", "https"})
    )


class _NoteExtension(Extension):
    """Makes of Markdown what is told above."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        for name in _NOT_MARKUP_BLOCKS:
            md.parser.blockprocessors.deregister(name)
        for name in _NOT_MARKUP_INLINE:
            md.inlinePatterns.deregister(name, strict=False)  # some are of older or newer versions of the library only
        md.preprocessors.register(_ListLines(md), "lines", 20)
        md.inlinePatterns.register(_Link(r"(?<!\!)\[", md), "link", 160)
        md.inlinePatterns.register(AutolinkInlineProcessor(_AUTOLINK, md), "autolink", 120)
        for place, (pattern, tags) in enumerate(_EMPHASIS):
            md.inlinePatterns.register(_Emphasis(pattern, tags), f"emphasis-{place}", 60 - place)


class _ListLines(Preprocessor):
    """Parts a list from the line of text before it, and keeps what is no item of a list from being read as one.

    As in CommonMark, a list follows a line of text if its first item has no number, or 1. Further on a number makes an
    item if it is the next one: a page numbers the items by itself, and shows other numbers only as text.
    """

    def run(self, lines: list[str]) -> list[str]:
        read: list[str] = []
        quoted_before, after_text, after_item = "", False, False  # the lines before, up to an empty one
        lists: list[int | None] = []  # the lists that are open, the outer first: the number of the next item, if any
        for line in lines:
            quoted, indent, words = _LINE.findall(line)[0]
            if quoted.strip() != quoted_before.strip():
                lists, after_text, after_item = [], False, False
            depth = len(indent) // self.md.tab_length
            no_item, item = _NO_ITEM.match(words), _ITEM.match(words)
            if no_item:
                words = _as_text(words)
            elif item and depth <= len(lists):
                number = int(item["number"]) if item["number"] else None
                begins = depth == len(lists) or ((number is None) != (lists[depth] is None))
                if begins and after_text and not depth and number not in (None, 1):
                    pass  # a line of the paragraph or item before it
                elif begins or number == lists[depth]:
                    if after_text and not depth and (begins or not after_item):
                        read.append(quoted.rstrip())
                    after_item = True
                    lists[depth:] = [None if number is None else number + 1]
                else:
                    words = _as_text(words)
            elif words and not after_text and not depth:
                lists = []
            read.append(f"{quoted}{indent}{words}")
            quoted_before, after_text, after_item = quoted, bool(words), after_item and bool(words)
        return read


def _as_text(words: str) -> str:
    """Return the words of a line with a backslash before the mark that makes an item or a rule of it."""
    return words.replace(".", r"\.", 1) if words[0].isdigit() else f"\\{words}"


class _Link(LinkInlineProcessor):
    """Reads links to the web and into this site, and takes no other words in brackets for one."""

    def handleMatch(  # type: ignore[override]  # as its base does
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        link, start, end = super().handleMatch(m, data)
        if isinstance(link, Element) and _LINK.match(link.get("href", "")):
            return link, start, end
        return None, None, None


class _Emphasis(InlineProcessor):
    """Reads words between marks as elements, one in another."""

    def __init__(self, pattern: str, tags: tuple[str, ...]) -> None:
        super().__init__(pattern)
        self.tags = tags

    def handleMatch(  # type: ignore[override]  # as the other processors of the library
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        outer = inner = Element(self.tags[0])
        for tag in self.tags[1:]:
            inner = SubElement(inner, tag)
        inner.text = m[1]
        return outer, m.start(0), m.end(0)
