"""Statements that readers see otherwise than at an earlier moment, or no longer: told from editions and withdrawals."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.content.description import ADDRESS
from concepts.content.hidden_words import hide_words
from concepts.content.snapshot import Snapshot
from concepts.content.snapshot_json import read_snapshot
from concepts.content.snapshot_rows import PARTS, SIDES
from concepts.content.value_types import Words
from concepts.evidence.addresses import edition_address, text_of_pair
from concepts.models import Address, Edition, RowChange, Statement
from concepts.models.statement import StatementQuerySet
from concepts.pages.editions.aspects import ChangedAspect, changed_aspects
from sources.languages import Text

LONGEST_TITLE = 100  # characters


@dataclass(frozen=True, slots=True)
class WordsThen:
    """What a statement said in an earlier edition, as far as it says something else now; number and address of that.

    `lines` are the sides of a distinction, each with its concept, and the parts of a list, with an empty name. `text`
    and `lines` are empty where they have not changed.
    """

    number: int
    address: str
    text: Text | None = None
    lines: tuple[tuple[Text, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedStatement:
    """One statement that readers see otherwise: its text and the address of its edition.

    `changed` names the aspects in which it says something else, `compared` is where that is shown, and `then` is what
    it said before; there is none of these for a new statement.
    """

    text: Text
    address: str
    changed: tuple[ChangedAspect, ...]
    compared: str
    then: WordsThen | None = None

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

    It was withdrawn with `words`, or merged into `target`, a code; `address` is what its own address leads to. `then`
    is what it said at an earlier moment, where that was asked for.
    """

    code: str
    words: Text
    target: str
    address: str
    then: WordsThen | None = None

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
    text, address = text_of_pair(snapshot.text), edition_address(snapshot, now.number)
    if then is None:
        return ChangedStatement(text, address, (), "")
    earlier = hide_words(read_snapshot(then.data), withheld)
    aspects = changed_aspects(earlier, snapshot)
    if not aspects:
        return None
    compared = reverse("pages:editions", args=[snapshot.code], query={"from": then.number, "to": now.number})
    return ChangedStatement(text, address, aspects, compared, _words_then(then.number, earlier, aspects))


def _words_then(number: int, snapshot: Snapshot, aspects: Collection[ChangedAspect]) -> WordsThen:
    """Return what the edition with that number and snapshot says on these aspects, as far as it has words on them."""
    sides = snapshot.rows[SIDES] if ChangedAspect.SIDES in aspects else ()
    parts = snapshot.rows[PARTS.name] if ChangedAspect.PARTS in aspects else ()
    lines = [
        (text_of_pair(row.concept.words if row.concept else Words()), text_of_pair(row.statement.text))
        for row in (*sides, *parts)
        if row.statement
    ]
    text = text_of_pair(snapshot.text) if ChangedAspect.WORDS in aspects else None
    return WordsThen(number, edition_address(snapshot, number), text, tuple(lines))


def find_departures(statements: StatementQuerySet) -> QuerySet[RowChange]:
    """Return the changes by which those of the statements that are withdrawn now, or merged, left the site."""
    withdrawn = statements.filter(status=Statement.Status.WITHDRAWN).values("code")
    left = Address.objects.published().filter(kind=Address.Kind.STATEMENT, key__in=withdrawn)
    # The change that made the address; where it led elsewhere later, that is another one.
    return RowChange.objects.filter(kind=ADDRESS.kind, before__isnull=True, row__in=left.values("pk"))


def load_departures(changes: QuerySet[RowChange], moment: datetime | None = None) -> dict[int, LeftStatement]:
    """Return what became of the statements, by the id of the change by which they left; one query.

    With a moment they have what they said then.
    """
    change = changes.filter(row=OuterRef("pk")).values("pk")[:1]
    editions = Edition.objects.filter(statement__code=OuterRef("key")).order_by("-number")
    then = editions.filter(publication__at__lte=moment) if moment else editions.none()
    left = (
        Address.objects.published()
        .filter(pk__in=changes.order_by().values("row"))
        .annotate(change=Subquery(change))
        .annotate(number=Subquery(then.values("number")[:1]), data=Subquery(then.values("data")[:1]))
    )
    return {
        address.change: LeftStatement(
            code=address.key,
            words=address.words,
            target=address.target,
            address=reverse("pages:statement", args=[address.target or address.key]),
            then=_words_then(address.number, read_snapshot(address.data), ChangedAspect) if address.data else None,
        )
        for address in left.order_by("pk")
    }
