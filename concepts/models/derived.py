"""Fill the columns that are computed from other columns of the same row whenever a row is saved."""

from collections.abc import Iterable

from django.db import models
from django.db.models.base import ModelBase


class DerivedColumns(models.Model):
    """A model with columns that are computed from others; functions that write in bulk call `fill_derived` too."""

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        self.fill_derived()
        super().save(force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields)

    def fill_derived(self) -> None:
        """Set the columns that are computed from others."""
        raise NotImplementedError


def fill_derived_columns(row: models.Model) -> None:
    """Set the columns of any row that are computed from others, where it has such."""
    if isinstance(row, DerivedColumns):
        row.fill_derived()
