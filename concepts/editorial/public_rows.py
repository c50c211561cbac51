"""Which rows readers can see, so that a change to them is a publication and has to be reviewed."""

from collections.abc import Collection

from django.db.models import Model, Q, QuerySet

from concepts.content.description import ARTICLE, DESCRIPTIONS, PASSAGE, SKIP, TAG, VERSION
from concepts.content.natural_keys import kind_of
from concepts.models import Statement
from sources.content_row import ContentRow, RowStatus

PUBLISHED = RowStatus.PUBLISHED
# The conditions of kinds that readers do not see by their own status alone. They see a passage with its translation
# once a statement that they have seen cites it, and a tag as long as a published statement has it.
CONDITIONS = {
    VERSION.kind: Q(status=PUBLISHED, source__status=PUBLISHED),
    ARTICLE.kind: Q(status=PUBLISHED, version__status=PUBLISHED, version__source__status=PUBLISHED),
    SKIP.kind: Q(status=PUBLISHED, version__status=PUBLISHED, version__source__status=PUBLISHED),
    PASSAGE.kind: Q(citations__statement__published_at__isnull=False),
    TAG.kind: Q(tagged__content_object__status=Statement.Status.PUBLISHED),
}


def is_public(row: ContentRow) -> bool:
    """Return whether readers can see the row; one query."""
    return bool(find_public(kind_of(row), [row.pk]))


def find_public(kind: str, ids: Collection[int]) -> set[int]:
    """Return the ids of those of the rows of a kind that readers can see; one query."""
    return set(select_public(kind).filter(pk__in=ids).values_list("pk", flat=True))


def select_public(kind: str) -> QuerySet[Model]:
    """Return the rows of a kind that readers can see; a row may be there more than once."""
    return DESCRIPTIONS[kind].model._base_manager.filter(CONDITIONS.get(kind, Q(status=PUBLISHED)))
