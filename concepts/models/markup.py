"""Turns the Markdown of notes into safe HTML, when a note is saved.

Only the note of an edition is turned when it is read: an edition keeps what was written, not what it was turned into.
"""

import re

import markdown
import nh3
from django.utils.safestring import SafeString, mark_safe

from sources.highlight import FOREIGN
from sources.languages import HTML_LANG, Language

NOTE_CAP = 2_000  # code points: Python-Markdown is quadratic in some input (10,000 `[` take nine seconds)
TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "code", "blockquote", "br"}
ATTRIBUTES = {"a": {"href"}}
BETWEEN_WORDS = re.compile(r"(<[^>]*>|&#?\w+;)")  # tags and entities


class NoteTooLongError(ValueError):
    """A note is longer than NOTE_CAP code points."""


def render_note(note: str, language: str = Language.EN) -> str:
    """Sanitised HTML of a note's Markdown; raises NoteTooLongError past NOTE_CAP code points.

    `language` is the one the note is written in; words of the other one stand in a span with their `lang`. What is
    not in TAGS is removed; links lead to http, https or this site and carry rel="noopener noreferrer".
    """
    if not note:
        return ""
    if len(note) > NOTE_CAP:
        raise NoteTooLongError(f"a note has at most {NOTE_CAP} characters; this one has {len(note)}")
    html = markdown.markdown(note, output_format="html")
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"})
    pattern, other = FOREIGN[HTML_LANG[Language(language)]]
    pieces = BETWEEN_WORDS.split(clean)
    pieces[::2] = [pattern.sub(rf'<span lang="{other}">\g<0></span>', words) for words in pieces[::2]]
    return "".join(pieces)


def stored_html(note_html: str) -> SafeString:
    """What `render_note` made and the database kept, as a template prints it."""
    return mark_safe(note_html)  # nh3 cleaned it before it was stored
