"""Keeps finished pages in a bounded folder that all workers share; forgets, logs and never fails.

Two of Django's file caches (`CACHES`): `pages`, and the far smaller `pages_with_query`, so that addresses with invented
queries push out only one another. A copy is never stale, because its key changes with every change of content; those
that nobody can ask for any more go when a cache is full. The files are pickles: like the database, the site's alone.
"""

import logging

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

LONGEST_ADDRESS = 500  # characters: pages repeat their address, and nobody needs a longer one twice
LARGEST_PAGE = 1_000_000  # bytes as sent: with the number of entries this bounds the folder
logger = logging.getLogger(__name__)


def store_for(request: HttpRequest) -> str | None:
    """The cache for the page at this address; None where it is not worth keeping."""
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        return None
    return "pages_with_query" if request.META.get("QUERY_STRING") else "pages"


def fetch(store: str, key: str) -> HttpResponse | None:
    """The page kept under the key, as it was sent; None where there is none or it cannot be read."""
    # What damaged bytes make pickle raise is anything at all, and no fault of a copy may cost the reader the page.
    try:
        kept = caches[store].get(key)
        if kept is None:
            return None
        headers, body = kept
        return HttpResponse(body, headers=headers)
    except Exception as fault:
        logger.warning("A stored page cannot be read and is made anew (%s: %s).", type(fault).__name__, fault)
        return None


def keep(store: str, key: str, response: HttpResponse) -> None:
    """Keeps the headers and the body of a finished page; where that fails, says so in the log."""
    if len(response.content) > LARGEST_PAGE:
        return
    try:
        caches[store].set(key, (dict(response.headers), response.content))
    except Exception as fault:  # a full disk, a folder that is not ours to write: the page is made all the same
        logger.warning("A page cannot be stored (%s: %s).", type(fault).__name__, fault)
