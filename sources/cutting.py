"""Cut passages out of the texts of versions."""

from typing import Any

from sources.models import Passage, SourceVersion


class MissingPlaceError(Exception):
    """A span is not inside its text."""


def cut_passage(version: SourceVersion, text: str, start: int, end: int, **fields: Any) -> Passage:
    """Return an unsaved passage with its quote copied from the text. All passages are created by this function.

    `text` is that of the version, which whoever cuts many passages reads once. `start` and `end` count code points.
    Raises MissingPlaceError unless 0 <= start < end <= length of the text.
    """
    if not 0 <= start < end <= len(text):
        raise MissingPlaceError(f"{start}-{end} is no span of a text of {len(text)} code points")
    return Passage(version=version, start=start, end=end, quote=text[start:end], **fields)
