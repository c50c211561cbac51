"""Turns the Markdown of notes into safe HTML, when a note is saved and never when it is read."""

import markdown
import nh3

NOTE_CAP = 2_000  # code points: Python-Markdown is quadratic in some input (10,000 `[` take nine seconds)
TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "code", "blockquote", "br"}
ATTRIBUTES = {"a": {"href"}}


class NoteTooLong(ValueError):
    """A note is longer than NOTE_CAP code points."""


def render_note(note: str) -> str:
    """Sanitised HTML of a note's Markdown; raises NoteTooLong past NOTE_CAP code points.

    What is not in TAGS is removed; links lead to http, https or this site and carry rel="noopener noreferrer".
    """
    if not note:
        return ""
    if len(note) > NOTE_CAP:
        raise NoteTooLong(f"a note has at most {NOTE_CAP} characters; this one has {len(note)}")
    html = markdown.markdown(note, output_format="html")
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"})
