"""Drafts in the places of what readers see, for as long as a preview is built."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from concepts.editorial.companions import Companion
from concepts.editorial.drafts import missing_for_place, put_in_place
from concepts.editorial.proposals import content_of
from concepts.editorial.row_contents import apply_content, what_if
from concepts.models import Statement
from sources.content_row import ReviewedRow, RowStatus


@contextmanager
def companions_in_place(companions: Iterable[Companion]) -> Iterator[None]:
    """Let the body see the rows as if their drafts were published; nothing is kept that it writes.

    It is part of a larger change. What has become impossible is left out, and a new statement stays a draft, which the
    pages of what names it show as it is.
    """
    with what_if():
        for companion in companions:
            try:
                with transaction.atomic():
                    _put_in_place(companion)
            except (ValidationError, IntegrityError):
                continue
        yield


def _put_in_place(companion: Companion) -> None:
    row, draft = companion.row, companion.draft
    if isinstance(draft, Statement):
        if draft.revises and not any(missing_for_place([draft], {draft.revises.pk: draft.revises}).values()):
            put_in_place([draft], {draft.revises.pk: draft.revises})
        return
    content = content_of(draft)
    if content is not None:
        apply_content(row, content)
    elif isinstance(row, ReviewedRow):
        type(row)._base_manager.filter(pk=row.pk).update(status=RowStatus.PUBLISHED)
