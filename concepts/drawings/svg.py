"""Writes SVG elements; the one module here that vouches for markup, because it escapes whatever is handed to it."""

import re
from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sources.languages import Text

# What XML has no way to write at all, not even escaped: most control characters, lone surrogates, two non-characters.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

NOTHING = mark_safe("")

Value = str | float | None
Attributes = Mapping[str, Value]


def number(value: float) -> str:
    """`value` to a tenth of a unit, in as few characters as it takes."""
    tenths = round(value * 10)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def element(name: str, attributes: Attributes, *children: str) -> SafeString:
    """One element. Escapes values and children that are not SafeString; an attribute that is None is left out.

    Names of elements and attributes are the caller's own and never come from content.
    """
    written = "".join(f' {key}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    inside = "".join(child if isinstance(child, SafeString) else _escaped(child) for child in children)
    return mark_safe(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def group(attributes: Attributes, *children: str) -> SafeString:
    """A `<g>` with the children, or nothing where there are none."""
    return element("g", attributes, *children) if any(children) else NOTHING


def title(words: Text) -> SafeString:
    """The name of a picture, as its first child."""
    return element("title", {"lang": words.lang}, words.words)


def _value(value: str | float) -> str:
    return _escaped(value) if isinstance(value, str) else number(value)


def _escaped(words: str) -> str:
    return escape(UNWRITABLE.sub("", words))
