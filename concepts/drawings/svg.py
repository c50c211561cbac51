"""Writes SVG elements. The one module here that marks strings as safe, because it escapes whatever it is given."""

import re
from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sources.languages import Text

# What XML cannot contain, not even escaped: most control characters, lone surrogates, two non-characters.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

NOTHING = mark_safe("")

Value = str | float | None
Attributes = Mapping[str, Value]


def number(value: float) -> str:
    """Return the value rounded to a tenth, in as few characters as possible."""
    tenths = round(value * 10)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def element(name: str, attributes: Attributes, *children: str) -> SafeString:
    """Return one element; attributes that are None are left out.

    Escapes values, and children that are not SafeString. Names of elements and attributes must not come from content.
    """
    written = "".join(f' {key}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    inside = "".join(child if isinstance(child, SafeString) else _escaped(child) for child in children)
    return mark_safe(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def group(attributes: Attributes, *children: str) -> SafeString:
    """Return a `<g>` with the children, or an empty string if there are none."""
    return element("g", attributes, *children) if any(children) else NOTHING


def title(words: Text) -> SafeString:
    """Return the name of a picture, to be its first child."""
    return element("title", {"lang": words.lang}, words.words)


def _value(value: str | float) -> str:
    return _escaped(value) if isinstance(value, str) else number(value)


def _escaped(words: str) -> str:
    return escape(UNWRITABLE.sub("", words))
