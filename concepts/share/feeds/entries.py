"""The entries of a feed: each publication after which readers see some statements otherwise, the newest first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.translation import ngettext

from concepts.models import Edition, Publication, RowChange
from concepts.models.statement import StatementQuerySet
from concepts.pages.editions.changed_statements import (
    ChangedStatement,
    FrozenText,
    LeftStatement,
    describe_change,
    find_departures,
    load_departures,
)
from concepts.pages.editions.edition import in_its_language
from sources.languages import Text
from sources.showing import load_withheld_reasons

MOST_ENTRIES = 30
MOST_NAMED = 10  # statements of one publication


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
    withdrawals = find_departures(statements)
    concerned = Q(pk__in=editions.values("publication")) | Q(pk__in=withdrawals.values("publication"))
    publications = list(Publication.objects.filter(concerned).order_by("-at", "-pk")[:MOST_ENTRIES])
    of_editions, of_withdrawals = _first(editions, publications), _first(withdrawals, publications)
    changed = _load_changed(pk for ids in of_editions.ids.values() for pk in ids)
    left = [pk for ids in of_withdrawals.ids.values() for pk in ids]
    gone = load_departures(RowChange.objects.filter(pk__in=left))
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
        then = FrozenText(number - 1, data_before) if data_before else None
        if changed := describe_change(FrozenText(number, data), then, withheld):
            found[pk] = changed
    return found


def _note(publication: Publication) -> Text:
    """Return the note that tells readers what changed; the notes of other acts are reasons for curators."""
    shown = publication.note if publication.act == Publication.Act.PUBLISHED else ""
    return in_its_language(shown)
