"""Make the names that files come with harmless: they are shown, stored and offered for download, never opened."""

import re
import unicodedata

from sources.text import INVISIBLE

MOST_NAME = 120
# Separators of folders, and what systems or headers refuse in the names of files.
_REFUSED = re.compile(r'[<>:"|?*;%]')


def safe_name(name: str) -> str:
    """Return the last part of a name, without control characters, marks of writing direction and signs of systems.

    A long one keeps its ending. Empty where nothing of it is left.
    """
    name = re.split(r"[/\\]", name)[-1]
    name = INVISIBLE.sub("", name)
    name = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in name)
    name = " ".join(_REFUSED.sub("_", name).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if len(name) > MOST_NAME and stem and len(ending) <= 10:
        return stem[: MOST_NAME - len(ending) - 1].rstrip(". ") + dot + ending
    return name[:MOST_NAME]
