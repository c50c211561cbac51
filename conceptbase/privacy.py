"""Say in numbers what the site keeps about those who read and edit it, as the code itself goes by them."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from conceptbase.page_cache.store import LONGEST_ADDRESS
from conceptbase.sign_in import COOKIE_AGE, WINDOW
from concepts.editorial import error_reports
from concepts.pages.reports import sending_limit
from concepts.search import misses


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """What is kept, and for how long: days, minutes and hours; what a setting switches off is False or 0."""

    counts_searches: bool
    searches_days: int
    longest_search: int
    stores_pages: bool
    longest_stored_address: int
    takes_reports: bool
    reports_days: int
    sending_hours: int
    sign_in_minutes: int
    session_days: int
    known_browser_days: int


def list_kept_facts() -> KeptFacts:
    """Return what this site keeps, with its settings; asks no database."""
    return KeptFacts(
        counts_searches=settings.COUNT_MISSED_SEARCHES,
        searches_days=misses.KEPT_FOR.days,
        longest_search=misses.LONGEST_COUNTED_QUERY,
        stores_pages=settings.STORED_PAGES > 0,
        longest_stored_address=LONGEST_ADDRESS,
        takes_reports=settings.TAKES_REPORTS,
        reports_days=error_reports.KEPT_FOR.days,
        sending_hours=int(sending_limit.WINDOW // 3600),
        sign_in_minutes=int(WINDOW / timedelta(minutes=1)),
        session_days=settings.SESSION_COOKIE_AGE // 86_400,
        known_browser_days=COOKIE_AGE.days,
    )
