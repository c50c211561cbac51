"""Render the Markdown of notes as safe HTML when a note is saved.

Only the note of an edition is rendered when it is shown, because an edition stores the Markdown and not the HTML.
"""

import re

import markdown
import nh3
from django.utils.safestring import SafeString, mark_safe

from sources.highlight import FOREIGN
from sources.languages import HTML_LANG, Language

NOTE_CAP = 2_000  # code points: Python-Markdown takes quadratic time for some input (nine seconds for 10,000 `[`)
ALLOWED_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "code", "blockquote", "br"}
ALLOWED_ATTRIBUTES = {"a": {"href"}}
NOT_TEXT = re.compile(r"(<[^>]*>|&#?\w+;)")  # tags and entities


class NoteTooLongError(ValueError):
    """A note is longer than NOTE_CAP code points."""


def render_note(note: str, language: str = Language.EN) -> str:
    """Return the sanitised HTML of a note's Markdown; raise NoteTooLongError for more than NOTE_CAP code points.

    `language` is that of the note; words of the other language are put into a span with their `lang`. Elements that are
    not in ALLOWED_TAGS are removed. Links may lead to http, https or this site and get rel="noopener noreferrer".
    """
    if not note:
        return ""
    if len(note) > NOTE_CAP:
        raise NoteTooLongError(f"a note has at most {NOTE_CAP} characters; this one has {len(note)}")
    html = markdown.markdown(note, output_format="html")
    clean = nh3.clean(html, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes={"http", "https"})
    pattern, other = FOREIGN[HTML_LANG[Language(language)]]
    pieces = NOT_TEXT.split(clean)
    pieces[::2] = [pattern.sub(rf'<span lang="{other}">\g<0></span>', words) for words in pieces[::2]]
    return "".join(pieces)


def stored_html(note_html: str) -> SafeString:
    """Mark HTML that `render_note` returned, and that was stored since, as safe for templates."""
    return mark_safe(note_html)  # nh3 cleaned it before it was stored
