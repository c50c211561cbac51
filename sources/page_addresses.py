"""Make the addresses of named pages; a process makes each of them once, because a page links to the same ones often."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

MOST_KEPT = 10_000


def page_address(name: str, *arguments: str | int) -> str:
    """Return the address of the page with this name and arguments, in the language of the current page.

    Raises NoReverseMatch where there is none.
    """
    return _address(settings.ROOT_URLCONF, get_language(), name, arguments)


@lru_cache(maxsize=MOST_KEPT)
def _address(_address_map: str, _language: str | None, name: str, arguments: tuple[str | int, ...]) -> str:
    return reverse(name, args=arguments)
