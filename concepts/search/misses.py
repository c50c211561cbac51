"""Counts the searches without a good answer, by day and folded query, for curators; knows nothing of who searched.

A count may be lost: it is made after the response was sent, waits for nothing, and is dropped where the database is
busy, read-only or not there. The room it takes is bounded, however many queries somebody makes up; curators see first
what was asked on most days, so that what is made up in one day stands last.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from concepts.search.models import LONGEST_SHOWN, MissedSearch
from concepts.search.results.answers import SearchAnswer
from sources.text import search_fold

LONGEST_COUNTED_QUERY = 100  # code points; the rest of a longer query is cut off
MOST_A_DAY = 1_000  # different queries; of those that come after them only such are counted as other days have too
MOST_KNOWN_A_DAY = 2 * MOST_A_DAY  # after so many nothing new is counted
KEPT_FOR = timedelta(days=180)
LONGEST_WAIT = 50  # milliseconds
# What may say who somebody is, or how to reach them: an e-mail address, an address with what follows it, and seven
# digits or more, as telephone numbers and those of papers and cards have them, in any script and grouping.
_PERSONAL = re.compile(r"\S@\S|\w://|(?:\d[\s().+/-]{0,3}){7}")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShownFirst:
    """What a weak answer showed first: its type, its slug or code, and its title; all empty where it showed nothing."""

    type: str = ""
    id: str = ""
    title: str = ""


NOTHING = ShownFirst()


def is_missed(answer: SearchAnswer) -> bool:
    """Return whether an answer is none, or a weak one."""
    return answer.is_empty or answer.is_weak


def shown_first(answer: SearchAnswer) -> ShownFirst:
    """Return what an answer shows first."""
    if answer.best:
        return ShownFirst(answer.best.type, answer.best.id, str(answer.best.title))
    if answer.hits:
        hit = answer.hits[0]
        return ShownFirst(hit.type, hit.id, str(hit.title or hit.snippet))
    return NOTHING


def count_after(response: HttpResponse, query: str, shown: ShownFirst = NOTHING) -> None:
    """Count the query once the server has sent and closed the response; does nothing where counting is switched off.

    The caller has checked that this is a GET request for the first page of a search without filters, and that it has no
    good answer. The response becomes one that is never stored: a stored copy would answer without being counted.
    """
    if not settings.COUNT_MISSED_SEARCHES:
        return
    patch_cache_control(response, public=True, no_cache=True)
    close = response.close

    def count_and_close() -> None:
        # Before the close, which gives the database connection back.
        try:
            count_miss(query, shown)
        finally:
            close()

    response.close = count_and_close  # type: ignore[method-assign]  # the hook that Django gives servers


def count_miss(query: str, shown: ShownFirst = NOTHING) -> None:
    """Count the query for today (UTC), if that can be done at once; never raises an error of the database."""
    counted = counted_form(query)
    if not counted:
        return
    today = timezone.now().date()
    try:
        with _without_waiting():
            is_first = _add(today, counted, shown)
        if is_first:
            with _without_waiting():
                _delete_before(today - KEPT_FOR)
    except Error as fault:
        logger.debug("A search without a good answer was not counted (%s: %s).", type(fault).__name__, fault)


def counted_form(query: str) -> str:
    """Return the form in which a query is counted: folded, storable and cut.

    The form is "" where nothing is left, and where the query may say who somebody is or how to reach them.
    """
    storable = _storable(query)
    folded = search_fold(storable)
    if _PERSONAL.search(storable) or _PERSONAL.search(folded):
        return ""
    return folded[:LONGEST_COUNTED_QUERY].rstrip()


def _storable(text: str) -> str:
    """Return a text without what PostgreSQL does not store: NUL and surrogates."""
    return text.replace("\0", " ").encode(errors="ignore").decode()


def _add(day: date, query: str, shown: ShownFirst) -> bool:
    """Count the query once more, unless the day is full; return whether it is the first of its day."""
    rows = MissedSearch.objects.filter(day=day, query=query)
    columns = {f"shown_{name}": _storable(getattr(shown, name))[:longest] for name, longest in LONGEST_SHOWN.items()}
    if rows.update(number=F("number") + 1, **columns):
        return False
    different = MissedSearch.objects.filter(day=day).count()
    is_known = MOST_A_DAY <= different < MOST_KNOWN_A_DAY and MissedSearch.objects.filter(query=query).exists()
    if different < MOST_A_DAY or is_known:
        # Two requests may miss the same query at once: one of them makes the row, and both are counted in it.
        MissedSearch.objects.bulk_create([MissedSearch(day=day, query=query, number=0)], ignore_conflicts=True)
        rows.update(number=F("number") + 1, **columns)
    return not different


def _delete_before(day: date) -> None:
    """Delete rows of days before this one, the oldest first: more than a day adds, but not too many at once."""
    oldest = MissedSearch.objects.filter(day__lt=day).order_by("day").values("pk")[: 2 * MOST_KNOWN_A_DAY]
    MissedSearch.objects.filter(pk__in=oldest).delete()


@contextmanager
def _without_waiting() -> Iterator[None]:
    """Open a transaction that waits for others for at most LONGEST_WAIT; then it raises django.db.OperationalError.

    The limits of the connection are the same again afterwards.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Before the transaction, which begins by waiting for the right to write.
            before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            cursor.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT:d}")
            try:
                with transaction.atomic():
                    yield
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {before:d}")
        else:
            with transaction.atomic():
                wait = f"{LONGEST_WAIT:d}"
                cursor.execute(f"SET LOCAL lock_timeout = {wait}; SET LOCAL statement_timeout = {wait}")
                yield
                # The end of the transaction does the same, but not that of a savepoint.
                cursor.execute("SET LOCAL lock_timeout TO DEFAULT; SET LOCAL statement_timeout TO DEFAULT")
