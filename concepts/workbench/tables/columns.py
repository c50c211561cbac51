"""Say which columns each kind of table has."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class TableKind(models.TextChoices):
    """What the rows of a table are."""

    STATEMENTS = "statements", _("statements")
    LABELS = "labels", _("labels of concepts")
    CITATIONS = "citations", _("citations of statements")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a kind of table by name, those that it must have first, and what the rows do."""

    needed: tuple[str, ...]
    others: tuple[str, ...]
    help: str | Promise

    @property
    def names(self) -> tuple[str, ...]:
        """Return all of them."""
        return (*self.needed, *self.others)


COLUMNS = {
    TableKind.STATEMENTS: Columns(
        ("kind", "text_en", "text_zh"),
        ("code", "subjects", "objects", "dimension", "relation", "question", "mode", "note_en", "note_zh"),
        _(
            "Definitions, characteristics, relations and positions. With a code, a row changes that statement, and an "
            "empty cell leaves it as it is; without, it makes a new one. Several concepts stand in a cell with a "
            "semicolon or ； between them."
        ),
    ),
    TableKind.LABELS: Columns(
        ("concept", "language", "text"),
        ("role",),
        _("The language is en or zh-hans; the role is preferred, alternative (if it is left out) or hidden."),
    ),
    TableKind.CITATIONS: Columns(
        ("statement", "source", "quote"),
        ("version", "stance", "attributed_to_en", "attributed_to_zh", "translation"),
        _(
            "A statement by its code, a source by its name in addresses, and words that stand in its newest text, or "
            "in that of the version. The stance is supports (if it is left out), contradicts or reports."
        ),
    ),
}
