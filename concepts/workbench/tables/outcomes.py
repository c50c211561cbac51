"""What became of a row of a table."""

from dataclasses import asdict, dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class RowVerdict(models.TextChoices):
    """What a row does, or would do."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("there already")
    REFUSED = "refused", _("refused")


@dataclass(frozen=True, slots=True)
class Written:
    """What a row did: the verdict and the name of what it is about."""

    verdict: RowVerdict
    name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the row that ends on a line of the file: the verdict, a name, and why it was refused.

    `base` is the state of what it changes, as it was found (see `bases`).
    """

    line: int
    verdict: str
    name: str
    reason: str = ""
    base: str = ""

    def as_json(self) -> dict[str, str | int]:
        """Return it as plain values."""
        return asdict(self)
