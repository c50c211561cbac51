"""The entries of a feed: each publication after which readers see some statements otherwise, the newest first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concepts.content.description import ADDRESS
from concepts.content.hidden_words import hide_words
from concepts.content.snapshot import Snapshot
from concepts.content.snapshot_json import read_snapshot
from concepts.evidence.addresses import edition_address, text_of_pair
from concepts.models import Address, Edition, Publication, RowChange, Statement
from concepts.models.statement import StatementQuerySet
from concepts.pages.editions.aspects import ChangedAspect, changed_aspects
from concepts.pages.editions.edition import in_its_language
from sources.languages import Text
from sources.showing import load_withheld_reasons

MOST_ENTRIES = 30
MOST_NAMED = 10  # statements of one publication
LONGEST_TITLE = 100  # characters


@dataclass(frozen=True, slots=True)
class ChangedStatement:
    """One statement that readers see otherwise since the publication: its text and the address of its edition.

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
    """One statement that readers no longer see since the publication, by its code.

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
class FeedEntry:
    """One publication: its number, its moment, the note that readers get with it, and the statements that it concerns.

    `more` is how many others it concerns.
    """

    publication: int
    at: datetime
    note: Text
    left: tuple[LeftStatement, ...]
    changed: tuple[ChangedStatement, ...]
    more: int

    @property
    def title(self) -> str:
        first, others = self._named[0], len(self._named) - 1 + self.more
        if not others:
            return first.title
        message = ngettext("%(first)s (and %(number)d more)", "%(first)s (and %(number)d more)", others)
        return message % {"first": first.title, "number": others}

    @property
    def address(self) -> str:
        """Where it can be read, if it concerns one statement; else empty."""
        return self._named[0].address if len(self._named) == 1 and not self.more else ""

    @property
    def _named(self) -> tuple[LeftStatement | ChangedStatement, ...]:
        return (*self.left, *self.changed)


@dataclass(frozen=True, slots=True)
class _Named:
    """The first MOST_NAMED rows of each publication, by its id, and how many it has."""

    ids: dict[int, list[int]]
    totals: dict[int, int]


def load_entries(statements: StatementQuerySet) -> tuple[FeedEntry, ...]:
    """Return the newest MOST_ENTRIES publications that concern some of the statements, in a fixed number of queries."""
    editions = Edition.objects.filter(statement__in=statements.published())
    left = Address.objects.published().filter(
        kind=Address.Kind.STATEMENT,
        key__in=statements.filter(status=Statement.Status.WITHDRAWN).values("code"),
    )
    # The change that made the address; where it led elsewhere later, that is another one.
    withdrawals = RowChange.objects.filter(kind=ADDRESS.kind, before__isnull=True, row__in=left.values("pk"))
    concerned = Q(pk__in=editions.values("publication")) | Q(pk__in=withdrawals.values("publication"))
    publications = list(Publication.objects.filter(concerned).order_by("-at", "-pk")[:MOST_ENTRIES])
    of_editions, of_withdrawals = _first(editions, publications), _first(withdrawals, publications)
    changed = _load_changed(pk for ids in of_editions.ids.values() for pk in ids)
    gone = _load_left(pk for ids in of_withdrawals.ids.values() for pk in ids)
    entries = []
    for publication in publications:
        named = of_editions.ids.get(publication.pk, [])
        others = of_withdrawals.ids.get(publication.pk, [])
        total = of_editions.totals.get(publication.pk, 0) + of_withdrawals.totals.get(publication.pk, 0)
        entry = FeedEntry(
            publication=publication.pk,
            at=publication.at,
            note=_note(publication),
            left=tuple(gone[pk] for pk in others if pk in gone),
            changed=tuple(
                sorted((changed[pk] for pk in named if pk in changed), key=lambda statement: statement.order)
            ),
            more=total - len(named) - len(others),
        )
        if entry.left or entry.changed:
            entries.append(entry)
    return tuple(entries)


def _first(rows: QuerySet[Edition] | QuerySet[RowChange], publications: Collection[Publication]) -> _Named:
    """Return which rows of each publication are named, in one query."""
    numbered = rows.filter(publication__in=[publication.pk for publication in publications]).annotate(
        place=Window(RowNumber(), partition_by=F("publication"), order_by="pk"),
        total=Window(Count("pk"), partition_by=F("publication")),
    )
    ids: dict[int, list[int]] = {}
    totals: dict[int, int] = {}
    for pk, publication, total in (
        numbered.filter(place__lte=MOST_NAMED).order_by("pk").values_list("pk", "publication_id", "total")
    ):
        ids.setdefault(publication, []).append(pk)
        totals[publication] = total
    return _Named(ids, totals)


def _load_changed(editions: Iterable[int]) -> dict[int, ChangedStatement]:
    """Return what the editions with these ids say, by id, but for those in which only typography changed."""
    before = Edition.objects.filter(statement=OuterRef("statement"), number=OuterRef("number") - 1)
    rows = Edition.objects.filter(pk__in=list(editions)).annotate(data_before=Subquery(before.values("data")[:1]))
    withheld = load_withheld_reasons()
    found = {}
    for pk, number, data, data_before in rows.values_list("pk", "number", "data", "data_before"):
        now = hide_words(read_snapshot(data), withheld)
        then = hide_words(read_snapshot(data_before), withheld) if data_before else None
        aspects = changed_aspects(then, now) if then else ()
        if then is None or aspects:
            found[pk] = _changed(now, number, aspects)
    return found


def _changed(snapshot: Snapshot, number: int, changed: tuple[ChangedAspect, ...]) -> ChangedStatement:
    query = {"from": number - 1, "to": number}
    return ChangedStatement(
        text=text_of_pair(snapshot.text),
        address=edition_address(snapshot, number),
        changed=changed,
        compared=reverse("pages:editions", args=[snapshot.code], query=query) if changed else "",
    )


def _load_left(changes: Iterable[int]) -> dict[int, LeftStatement]:
    """Return what became of statements, by the id of the change that made their former address; two queries."""
    rows = dict(RowChange.objects.filter(pk__in=list(changes)).values_list("pk", "row"))
    addresses = Address.objects.in_bulk(rows.values())
    return {
        pk: LeftStatement(
            code=address.key,
            words=address.words,
            target=address.target,
            address=reverse("pages:statement", args=[address.target or address.key]),
        )
        for pk, row in rows.items()
        if (address := addresses.get(row))
    }


def _note(publication: Publication) -> Text:
    """Return the note that tells readers what changed; the notes of other acts are reasons for curators."""
    shown = publication.note if publication.act == Publication.Act.PUBLISHED else ""
    return in_its_language(shown)
