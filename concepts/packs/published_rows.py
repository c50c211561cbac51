"""Reads what readers see, and nothing else, in the form of packs."""

from django.db.models import Q, QuerySet

from concepts.content.natural_keys import NaturalKey
from concepts.models import Statement, Tag
from concepts.packs.row_reader import RowReader
from sources.content_row import ContentRow, ReviewedRow, RowStatus
from sources.models import Article, Passage, Skip, SourceVersion

# The rows besides itself that have to be published before readers see a row.
PUBLISHED_WITH: dict[type[ContentRow], tuple[str, ...]] = {
    SourceVersion: ("source",),
    Article: ("version", "version__source"),
    Passage: ("article", "version", "version__source"),
    Skip: ("article", "version", "version__source"),
}


class PublishedRowReader(RowReader):
    """Reads published rows; of passages those that a published statement cites, of tags those that one has.

    A name of any other row is left out.
    """

    def rows_of(self, model: type[ContentRow]) -> QuerySet[ContentRow]:
        rows = super().rows_of(model)
        if model in (Passage, Tag):
            with_it = "citations__statement" if model is Passage else "tagged__content_object"
            rows = rows.filter(pk__in=rows.filter(**{f"{with_it}__status": RowStatus.PUBLISHED}).values("pk"))
        elif issubclass(model, ReviewedRow | Statement):
            rows = rows.filter(Q(status=RowStatus.PUBLISHED))
        return rows.filter(Q(**{f"{each}__status": RowStatus.PUBLISHED for each in PUBLISHED_WITH.get(model, ())}))

    def key_of(self, kind: str, row: int) -> NaturalKey | None:
        return self.keys[kind].get(row)
