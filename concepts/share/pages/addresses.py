"""Find the page that an address is made from, and make the addresses of its citations and data."""

from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concepts.comparison.selection import Selection, UnusableSelectionError, select_by_address
from concepts.evidence.addresses import nothing_called
from concepts.evidence.comparison_address import names_in_key
from concepts.evidence.concept_names import ConceptNames

Query = dict[str, list[str]]


def find_page(page: str) -> tuple[str, ResolverMatch]:
    """Return the path of a page in the reader's language, and what it leads to; raises Http404 where it leads nowhere.

    `page` is its path without the language and the slashes at its ends.
    """
    path = path_of(page)
    try:
        return path, resolve(path)
    except Resolver404 as error:
        raise Http404(nothing_called(page)) from error


def path_of(page: str) -> str:
    """Return the path in the reader's language of a page that is named without it, as `find_page` takes it."""
    return f"/{get_language()}/{page}/"


def citations_address(path: str, query: Query | None = None) -> str:
    """Return the address of the page with the citations of the page at that path."""
    return reverse("citations:page", args=[_without_language(path)], query=query or None)


def file_address(path: str, extension: str, query: Query | None = None) -> str:
    """Return the address of the file with the citation of the page at that path."""
    return reverse("citations:file", args=[_without_language(path), extension], query=query or None)


def qr_code_address(path: str, query: Query | None = None) -> str:
    """Return the address of the QR code with the permanent address of the page at that path."""
    return reverse("citations:qr-code", args=[_without_language(path)], query=query or None)


def data_address(path: str, extension: str, query: Query | None = None) -> str:
    """Return the address of the data of the page at that path: `.csv` or `.json` stands in place of the last slash."""
    return reverse("data:file", args=[_without_language(path), extension], query=query or None)


def select_compared(key: str, concept_names: ConceptNames) -> Selection:
    """Return the concepts that an address of a comparison names; raises Http404 where there is none, or GoneError."""
    try:
        return select_by_address(names_in_key(key), concept_names)
    except UnusableSelectionError as error:
        raise Http404(_("These concepts cannot be compared.")) from error


def _without_language(path: str) -> str:
    """Return the path of a page as `find_page` takes it."""
    return path.strip("/").partition("/")[2]
