"""What changed in a comparison after a moment, such as the one with which it was cited.

Told of all statements of the comparison, whatever it is narrowed to: from their editions, withdrawals and mergers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concepts.comparison.content import ComparedStatements
from concepts.evidence.addresses import UnreadableValueError
from concepts.evidence.comparison_address import SINCE
from concepts.models import Edition, Side, Statement, StatementConcept
from concepts.models.statement import StatementQuerySet
from concepts.pages.editions.changed_statements import (
    ChangedStatement,
    FrozenText,
    LeftStatement,
    describe_change,
    find_departures,
    load_departures,
)
from sources.showing import load_withheld_reasons

YEARS = range(1970, 3000)  # far from the ends of the calendar, where other zones have no moment
MOST_NAMED = 60  # statements of one kind of change
Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class ChangesSince:
    """The statements of a comparison that were added, say something else, were withdrawn, or were merged since then.

    `moment` is as `datetime` attributes write it, `date` as people read it.
    """

    moment: str
    date: str
    added: tuple[ChangedStatement, ...]
    changed: tuple[ChangedStatement, ...]
    withdrawn: tuple[LeftStatement, ...]
    merged: tuple[LeftStatement, ...]

    @property
    def counts(self) -> tuple[str, ...]:
        """How many of each, in words; empty where nothing changed."""
        added, changed = len(self.added), len(self.changed)
        withdrawn, merged = len(self.withdrawn), len(self.merged)
        numbers = (
            (added, ngettext("%(number)d added", "%(number)d added", added)),
            (changed, ngettext("%(number)d changed", "%(number)d changed", changed)),
            (withdrawn, ngettext("%(number)d withdrawn", "%(number)d withdrawn", withdrawn)),
            (merged, ngettext("%(number)d merged into another", "%(number)d merged into others", merged)),
        )
        return tuple(words % {"number": number} for number, words in numbers if number)

    @property
    def named(self) -> tuple[ChangedStatement | LeftStatement, ...]:
        """The first MOST_NAMED of each."""
        every = (self.added, self.changed, self.withdrawn, self.merged)
        return tuple(statement for statements in every for statement in statements[:MOST_NAMED])

    @property
    def more(self) -> int:
        """How many are not named."""
        return sum(map(len, (self.added, self.changed, self.withdrawn, self.merged))) - len(self.named)


def read_moment(value: str) -> datetime | None:
    """Return the moment that `?since=` names in ISO 8601, in UTC where it names no zone; None where it is empty.

    A date stands for its beginning. Raises UnreadableValueError for anything else.
    """
    if not value:
        return None
    try:
        day = parse_date(value)
        moment = datetime(day.year, day.month, day.day) if day else parse_datetime(value)
        if moment and moment.year in YEARS:
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    message = _("“%(value)s” is no moment; write it as 2026-11-30T12:00:00Z.")
    raise UnreadableValueError(message % {"value": value[:80]}, SINCE)


def find_changes_since(compared: ComparedStatements, moment: datetime) -> ChangesSince:
    """Return what changed in the comparison after the moment, in a fixed number of queries."""
    chosen = [concept.id for concept in compared.concepts]
    rows = _changed_rows(_shown_ids(compared), moment)
    withheld = load_withheld_reasons() if rows else ()
    added: list[ChangedStatement] = []
    changed: list[ChangedStatement] = []
    for now_number, now_data, then_number, then_data in rows:
        then = FrozenText(then_number, then_data) if then_number and then_data else None
        if statement := describe_change(FrozenText(now_number, now_data), then, withheld):
            (changed if then else added).append(statement)
    departures = find_departures(_about(chosen).filter(_existed_at(moment))).filter(publication__at__gt=moment)
    left = tuple(load_departures(departures, moment).values())
    return ChangesSince(
        moment=moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
        date=_name_moment(moment),
        added=tuple(added),
        changed=tuple(sorted(changed, key=lambda statement: statement.order)),
        withdrawn=tuple(statement for statement in left if not statement.target),
        merged=tuple(statement for statement in left if statement.target),
    )


def _shown_ids(compared: ComparedStatements) -> set[int]:
    """Return the ids of all statements that the comparison shows at some depth."""
    answers = (answer for question in compared.questions_between for answer in compared.questions[question])
    statements = (*compared.heads, *compared.findings, *answers)
    return {one.row.id for statement in statements for one in (statement, *statement.parts)}


def _changed_rows(ids: Collection[int], moment: datetime) -> list[tuple[int, str, int | None, str | None]]:
    """Return the newest edition of each statement that has one after the moment, and the one then: number and data."""
    own = Edition.objects.filter(statement=OuterRef("pk")).order_by("-number")
    then = own.filter(publication__at__lte=moment)
    rows = Statement.objects.filter(Exists(own.filter(publication__at__gt=moment)), pk__in=ids).annotate(
        now_number=Subquery(own.values("number")[:1]),
        now_data=Subquery(own.values("data")[:1]),
        then_number=Subquery(then.values("number")[:1]),
        then_data=Subquery(then.values("data")[:1]),
    )
    return list(rows.order_by("rank", "code").values_list("now_number", "now_data", "then_number", "then_data"))


def _about(chosen: Collection[int]) -> StatementQuerySet:
    """Return the statements of whatever status that a comparison of the concepts shows when they are published."""
    named = StatementConcept.objects.filter(concept__in=chosen)
    others = StatementConcept.objects.exclude(concept__in=chosen)
    sides = Side.objects.filter(concept__in=chosen).values("distinction").annotate(sides=Count("pk"))
    subjects = Q(id__in=named.filter(role=StatementConcept.Role.SUBJECT).values("statement"))
    objects = Q(id__in=named.filter(role=StatementConcept.Role.OBJECT).values("statement"))
    return Statement.objects.live().filter(
        (Q(kind__in=(Kind.DEFINITION, Kind.CHARACTERISTIC)) & subjects)
        | (Q(kind=Kind.RELATION) & subjects & objects)
        | (Q(kind=Kind.FINDING) & subjects & ~Q(id__in=others.values("statement")))
        | Q(kind=Kind.DISTINCTION, id__in=sides.filter(sides__gte=2).values("distinction"))
    )


def _existed_at(moment: datetime) -> Exists:
    """Return what holds for statements that readers saw at the moment, or before."""
    return Exists(Edition.objects.filter(statement=OuterRef("pk"), publication__at__lte=moment))


def _name_moment(moment: datetime) -> str:
    here = timezone.localtime(moment)
    names = {"date": date_format(here, "DATE_FORMAT"), "time": f"{here:%H:%M}", "zone": settings.TIME_ZONE}
    return _("%(date)s, %(time)s (%(zone)s)") % names
