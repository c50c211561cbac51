"""Find the page that an address is made from: that of its citations, data, card or frame."""

from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concepts.comparison.selection import Selection, UnusableSelectionError, select_by_address
from concepts.evidence.addresses import nothing_called
from concepts.evidence.comparison_address import names_in_key
from concepts.evidence.concept_names import ConceptNames


def find_page(page: str) -> tuple[str, ResolverMatch]:
    """Return the path of a page in the reader's language, and what it leads to; raises Http404 where it leads nowhere.

    `page` is its path without the language and the slashes at its ends.
    """
    path = f"/{get_language()}/{page}/"
    try:
        return path, resolve(path)
    except Resolver404 as error:
        raise Http404(nothing_called(page)) from error


def without_language(path: str) -> str:
    """Return the path of a page as `find_page` takes it."""
    return path.strip("/").partition("/")[2]


def select_compared(key: str, concept_names: ConceptNames) -> Selection:
    """Return the concepts that an address of a comparison names; raises Http404 where there is none, or GoneError."""
    try:
        return select_by_address(names_in_key(key), concept_names)
    except UnusableSelectionError as error:
        raise Http404(_("These concepts cannot be compared.")) from error
