"""Counts the searches that found nothing, by day and folded query, for curators; knows nothing of who asked.

A count is a favour, never a duty: it is made after the answer was sent, waits for nobody, and is dropped where the
database is busy, read-only or away. What it takes up is bounded, however many queries somebody makes up.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from concepts.search.index.words import search_fold
from concepts.search.models import MissedSearch

LONGEST_QUERY = 100  # code points that are kept of one
MOST_A_DAY = 1_000  # different queries; those that come after them are not counted
KEPT = timedelta(days=180)
MOST_WAIT = 50  # milliseconds
logger = logging.getLogger(__name__)


def count_after(response: HttpResponse, query: str) -> None:
    """Counts the query once the server has sent the response and closes it; nothing happens where this is switched off.

    For the first page of an unnarrowed search that was asked for with GET and found nothing; the caller sees to that.
    The response is made one that is sent anew each time: a stored copy would answer without being counted.
    """
    if not settings.COUNT_MISSED_SEARCHES:
        return
    patch_cache_control(response, public=True, no_cache=True)
    close = response.close

    def count_and_close() -> None:
        # Before the close, which gives the database connection back.
        try:
            count_miss(query)
        finally:
            close()

    response.close = count_and_close  # type: ignore[method-assign]  # the hook that Django gives servers


def count_miss(query: str) -> None:
    """Counts the query for today (UTC) at once, if it can be done at once; never raises a fault of the database."""
    kept = kept_form(query)
    if not kept:
        return
    today = timezone.now().date()
    try:
        with _without_waiting():
            is_first = _add(today, kept)
        if is_first:
            with _without_waiting():
                _forget(today - KEPT)
    except Error as fault:
        logger.debug("A search without a result was not counted (%s: %s).", type(fault).__name__, fault)


def kept_form(query: str) -> str:
    """The form in which a query is counted: folded, storable and cut; empty where nothing is left to count."""
    storable = query.replace("\0", " ").encode(errors="ignore").decode()  # PostgreSQL takes no NUL, neither a surrogate
    return search_fold(storable)[:LONGEST_QUERY].rstrip()


def _add(day: date, query: str) -> bool:
    """Counts the query one more time unless the day is full; returns whether it is the first of its day."""
    rows = MissedSearch.objects.filter(day=day, query=query)
    if rows.update(number=F("number") + 1):
        return False
    different = MissedSearch.objects.filter(day=day).count()
    if different < MOST_A_DAY:
        # Two may ask for the same at one moment: one of them makes the row, and both are counted in it.
        MissedSearch.objects.bulk_create([MissedSearch(day=day, query=query, number=0)], ignore_conflicts=True)
        rows.update(number=F("number") + 1)
    return not different


def _forget(before: date) -> None:
    """Deletes rows of days before this one, the oldest first: more than a day adds, but no more than is done soon."""
    oldest = MissedSearch.objects.filter(day__lt=before).order_by("day").values("pk")[: 2 * MOST_A_DAY]
    MissedSearch.objects.filter(pk__in=oldest).delete()


@contextmanager
def _without_waiting() -> Iterator[None]:
    """A transaction that waits MOST_WAIT for others at the most; raises django.db.OperationalError where that is over.

    What the connection's own limits are is not changed for those who use it afterwards.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Before the transaction, which begins by waiting for the right to write.
            before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            cursor.execute(f"PRAGMA busy_timeout = {MOST_WAIT:d}")
            try:
                with transaction.atomic():
                    yield
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {before:d}")
        else:
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = {MOST_WAIT:d}; SET LOCAL statement_timeout = {MOST_WAIT:d}")
                yield
                # The end of the transaction does the same, but not that of a savepoint.
                cursor.execute("SET LOCAL lock_timeout TO DEFAULT; SET LOCAL statement_timeout TO DEFAULT")
