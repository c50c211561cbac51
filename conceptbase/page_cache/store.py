"""Store finished pages in a folder of bounded size that all workers share. A fault is logged and never raised.

There are three of Django's file caches (`CACHES`): `pages`, the smaller `cards`, and the still smaller
`pages_with_query`, so that requests with made-up queries displace only one another. A copy is never outdated, because
its key changes with every change of content; copies under old keys are removed when a cache is full. The files are
pickles: only the site may write them.
"""

import logging

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from concepts.evidence.addresses import CARD_ENDING

LONGEST_ADDRESS = 500  # characters: pages contain their address, and longer addresses are hardly requested twice
LARGEST_PAGE = 1_000_000  # bytes as sent; together with the number of entries this limits the size of the folder
logger = logging.getLogger(__name__)


def is_for_card(request: HttpRequest) -> bool:
    """Tell whether the address is that of a card, whose answer is a picture where there is one."""
    return request.path_info.endswith(CARD_ENDING)


def store_for(request: HttpRequest) -> str | None:
    """Return the name of the cache for the page or card at this address; None where it is not stored."""
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        return None
    if is_for_card(request):
        return "cards"
    return "pages_with_query" if request.META.get("QUERY_STRING") else "pages"


def fetch(store: str, key: str) -> HttpResponse | None:
    """Return the page stored under the key, as it was sent; None where there is none or it cannot be read."""
    # Damaged bytes can make pickle raise any exception, and a fault of a copy must not cost the reader the page.
    try:
        stored = caches[store].get(key)
        if stored is None:
            return None
        headers, body = stored
        return HttpResponse(body, headers=headers)
    except Exception as fault:
        logger.warning("A stored page cannot be read and is made anew (%s: %s).", type(fault).__name__, fault)
        return None


def keep(store: str, key: str, response: HttpResponse) -> None:
    """Store the headers and the body of a finished page; a failure is logged."""
    if len(response.content) > LARGEST_PAGE:
        return
    try:
        caches[store].set(key, (dict(response.headers), response.content))
    except (
        Exception
    ) as fault:  # for example a full disk or a folder without permission to write: the page is sent anyway
        logger.warning("A page cannot be stored (%s: %s).", type(fault).__name__, fault)
