"""Show on the page of a merge what it moves, each kind of rows with its number and links to the first ones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import InterfaceText
from concepts.editorial.merge_preview import MOST_NAMED, MergePreview, Moving, preview_concept_merge, preview_merge
from concepts.editorial.row_names import name_of
from concepts.models import Concept, Statement

# What curators call the rows that name the one that is merged, and its own; others have the names of their tables.
NAMING_LABELS: dict[str, InterfaceText] = {
    "concepts": _("statements about it"),
    "sides": _("sides of distinctions"),
    "claim_parts": _("findings with a part about it"),
    "basis": _("positions and findings that rest on it"),
}
OWN_LABELS: dict[str, InterfaceText] = {"tags": _("tags")}


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """A row by its name, with the address of its page."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class MovingGroup:
    """Rows of one kind that move: how many, and the first of them by name."""

    label: InterfaceText
    number: int
    rows: tuple[LinkedRow, ...] = ()

    @property
    def more(self) -> int:
        """Return how many are not named; nothing where none is."""
        return self.number - len(self.rows) if self.rows else 0


def moving_with_concept(concept: Concept) -> list[MovingGroup]:
    """Return what merging the concept moves."""
    return _groups(preview_concept_merge(concept), lambda key: reverse("pages:concept", args=[key]))


def moving_with_statement(statement: Statement) -> list[MovingGroup]:
    """Return what merging the statement moves."""
    preview = preview_merge(statement)
    groups = _groups(preview, lambda key: reverse("short", args=[key]))
    if preview.parts:
        groups.insert(0, MovingGroup(_("parts of the list"), preview.number_of_parts, linked_rows(preview.parts)))
    return groups


def _groups(preview: MergePreview, address_of: Callable[[str], str]) -> list[MovingGroup]:
    groups = [MovingGroup(_label(moving), moving.number, linked_rows(moving.owners)) for moving in preview.moving]
    addresses = tuple(LinkedRow(address_of(key), address_of(key)) for key in preview.addresses[:MOST_NAMED])
    return [*groups, MovingGroup(_("addresses"), len(preview.addresses), addresses)]


def _label(moving: Moving) -> InterfaceText:
    labels = NAMING_LABELS if moving.owners else OWN_LABELS
    return labels.get(moving.attached.name, str(moving.attached.model._meta.verbose_name_plural))


def linked_rows(rows: Iterable[Model]) -> tuple[LinkedRow, ...]:
    """Return the rows by their names, with the addresses of their pages in the admin."""
    return tuple(LinkedRow(name_of(row), _address(row)) for row in rows)


def _address(row: Model) -> str:
    page = row.kind if isinstance(row, Statement) else str(row._meta.model_name)
    return reverse(f"admin:concepts_{page}_change", args=[row.pk])
