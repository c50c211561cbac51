"""Cut passages out of the texts of versions, and say on which pages they stand."""

from collections.abc import Iterable
from typing import Any

from sources.models import Passage, SourceVersion
from sources.page_numbers import name_pages


class MissingPlaceError(Exception):
    """A span is not inside its text."""


def cut_passage(version: SourceVersion, text: str, start: int, end: int, **fields: Any) -> Passage:
    """Return an unsaved passage with its quote copied from the text. All passages are created by this function.

    `text` is that of the version, which whoever cuts many passages reads once. `start` and `end` count code points.
    Raises MissingPlaceError unless 0 <= start < end <= length of the text.
    """
    if not 0 <= start < end <= len(text):
        raise MissingPlaceError(f"{start}-{end} is no span of a text of {len(text)} code points")
    page = name_pages(version.pages, start, end)
    return Passage(version=version, start=start, end=end, quote=text[start:end], page=page, **fields)


def renew_pages(versions: Iterable[SourceVersion]) -> None:
    """Let the passages of versions name the pages on which they stand now."""
    pages = {version.pk: version.pages for version in versions}
    changed = []
    for passage in Passage.objects.filter(version__in=pages).order_by("pk"):
        page = name_pages(pages[passage.version_id], passage.start, passage.end)
        if page != passage.page:
            passage.page = page
            changed.append(passage)
    Passage.objects.bulk_update(changed, ["page"], batch_size=500)
