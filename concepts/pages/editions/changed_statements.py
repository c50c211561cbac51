"""Statements that readers see otherwise than at an earlier moment, or no longer: told from editions and withdrawals."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.content.description import ADDRESS
from concepts.content.hidden_words import hide_words
from concepts.content.snapshot_json import read_snapshot
from concepts.evidence.addresses import edition_address, text_of_pair
from concepts.models import Address, RowChange, Statement
from concepts.models.statement import StatementQuerySet
from concepts.pages.editions.aspects import ChangedAspect, changed_aspects
from sources.languages import Text

LONGEST_TITLE = 100  # characters


@dataclass(frozen=True, slots=True)
class ChangedStatement:
    """One statement that readers see otherwise: its text and the address of its edition.

    `changed` names the aspects in which it says something else, and `compared` is where that is shown; both are empty
    for a new statement.
    """

    text: Text
    address: str
    changed: tuple[ChangedAspect, ...]
    compared: str

    @property
    def order(self) -> list[int]:
        """A key that sorts what is new first, then what has other words, then what only shows such statements."""
        return [list(ChangedAspect).index(aspect) for aspect in self.changed]

    @property
    def title(self) -> str:
        message = _("Changed: %(text)s") if self.changed else _("New: %(text)s")
        return message % {"text": self.text.shortened(LONGEST_TITLE)}


@dataclass(frozen=True, slots=True)
class LeftStatement:
    """One statement that readers no longer see, by its code.

    It was withdrawn with `words`, or merged into `target`, a code; `address` is what its own address leads to.
    """

    code: str
    words: Text
    target: str
    address: str

    @property
    def title(self) -> str:
        message = _("Merged: %(code)s into %(target)s") if self.target else _("Withdrawn: %(code)s")
        return message % {"code": self.code, "target": self.target}


@dataclass(frozen=True, slots=True)
class FrozenText:
    """What an edition keeps, with its number."""

    number: int
    data: str


def describe_change(now: FrozenText, then: FrozenText | None, withheld: Collection[str]) -> ChangedStatement | None:
    """Return in what a statement says something else than `then`; None where only typography differs.

    It is new where there is no `then`. `withheld` are the slugs of sources whose words readers may not see.
    """
    snapshot = hide_words(read_snapshot(now.data), withheld)
    aspects = changed_aspects(hide_words(read_snapshot(then.data), withheld), snapshot) if then else ()
    if then and not aspects:
        return None
    query = {"from": then.number, "to": now.number} if then else {}
    return ChangedStatement(
        text=text_of_pair(snapshot.text),
        address=edition_address(snapshot, now.number),
        changed=aspects,
        compared=reverse("pages:editions", args=[snapshot.code], query=query) if then else "",
    )


def find_departures(statements: StatementQuerySet) -> QuerySet[RowChange]:
    """Return the changes by which those of the statements that are withdrawn now, or merged, left the site."""
    withdrawn = statements.filter(status=Statement.Status.WITHDRAWN).values("code")
    left = Address.objects.published().filter(kind=Address.Kind.STATEMENT, key__in=withdrawn)
    # The change that made the address; where it led elsewhere later, that is another one.
    return RowChange.objects.filter(kind=ADDRESS.kind, before__isnull=True, row__in=left.values("pk"))


def load_departures(changes: QuerySet[RowChange]) -> dict[int, LeftStatement]:
    """Return what became of the statements, by the id of the change by which they left; one query."""
    change = changes.filter(row=OuterRef("pk")).values("pk")[:1]
    left = Address.objects.published().filter(pk__in=changes.order_by().values("row")).annotate(change=Subquery(change))
    return {
        address.change: LeftStatement(
            code=address.key,
            words=address.words,
            target=address.target,
            address=reverse("pages:statement", args=[address.target or address.key]),
        )
        for address in left.order_by("pk")
    }
