"""Send the cards of pages: each view builds the page as readers see it, and says what of it stands on the card."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from concepts.comparison.answer import build_answer
from concepts.comparison.card import card_of_comparison
from concepts.comparison.content import load_compared_statements
from concepts.comparison.filters import Filters
from concepts.comparison.selection import UnusableSelectionError, select_by_address
from concepts.drawings.card import Card
from concepts.drawings.card_picture import draw_card
from concepts.evidence.addresses import MovedError, card_address, page_of_card, with_query
from concepts.evidence.comparison_address import names_in_key
from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.site import load_site
from concepts.pages.cards import (
    card_of_article,
    card_of_concept,
    card_of_edition,
    card_of_home,
    card_of_question,
    card_of_source,
    card_of_statement,
)
from concepts.pages.concept import build_concept_page
from concepts.pages.editions.edition import build_edition_page
from concepts.pages.question import build_question_page
from concepts.pages.sources.source import build_source_page, find_article
from concepts.pages.statement import build_statement_page

MOST_DRAWN = 2  # cards that one process draws at the same time
MOST_ASKED = 3  # those that are drawn or wait for their turn: of four threads, one stays free for pages
LONGEST_WAIT = 5  # seconds
RETRY_AFTER = 2  # seconds
_drawn = BoundedSemaphore(MOST_DRAWN)
_asked = BoundedSemaphore(MOST_ASKED)


class BusyError(Exception):
    """As many cards as this process may draw are asked for already."""


@contextmanager
def turn_to_draw() -> Iterator[None]:
    """Wait for a turn to draw a card; raises BusyError where too many wait already, or the turn does not come."""
    if not _asked.acquire(blocking=False):
        raise BusyError
    try:
        if not _drawn.acquire(timeout=LONGEST_WAIT):
            raise BusyError
        try:
            yield
        finally:
            _drawn.release()
    finally:
        _asked.release()


def card_view(build: Callable[..., Card]) -> Callable[..., HttpResponse]:
    """Return the view that sends the card which `build` makes for the address of a page and the parts of that.

    A page that moved is answered with 301 to its card. A card waits for its turn for some seconds; when too many
    are asked for at once, the answer is 503: whoever shares the link asks again, while a card without words would be
    kept for weeks.
    """

    @require_safe
    @wraps(build)
    def view(request: HttpRequest, **parts: str | int) -> HttpResponse:
        try:
            with turn_to_draw():
                picture = draw_card(build(page_of_card(request.path), **parts), load_site().name)
        except BusyError:
            words = _("Too many pictures are asked for at once. Please try again in a moment.")
            headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
            return HttpResponse(f"{words}\n", "text/plain; charset=utf-8", 503, headers=headers)
        except MovedError as moved:
            return HttpResponsePermanentRedirect(with_query(card_address(moved.address), request))
        # Other sites may show it.
        return HttpResponse(picture, "image/png", headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    return view


@card_view
def home_card(page: str) -> Card:
    return card_of_home(load_site(), load_concept_names().concepts)


@card_view
def statement_card(page: str, code: str, slug: str = "") -> Card:
    return card_of_statement(build_statement_page(code, page))


@card_view
def edition_card(page: str, code: str, number: int, slug: str = "") -> Card:
    return card_of_edition(build_edition_page(code, number, page))


@card_view
def question_card(page: str, slug: str) -> Card:
    return card_of_question(build_question_page(slug))


@card_view
def concept_card(page: str, slug: str) -> Card:
    return card_of_concept(build_concept_page(slug))


@card_view
def source_card(page: str, slug: str, number: int | None = None) -> Card:
    return card_of_source(build_source_page(slug, number))


@card_view
def article_card(page: str, slug: str, number: int, article: int) -> Card:
    articles, place = find_article(slug, number, article)
    return card_of_article(articles[place])


@card_view
def comparison_card(page: str, concepts: str) -> Card:
    """Build the card of a comparison; raises Http404 or BadRequest where there is none of these concepts."""
    concept_names = load_concept_names()
    try:
        selection = select_by_address(names_in_key(concepts), concept_names)
    except UnusableSelectionError as error:
        words = _("These cannot be compared")
        raise (Http404(words) if error.status == 404 else BadRequest(words)) from error
    if selection.key != concepts:
        raise MovedError(selection.address())
    compared = load_compared_statements(selection, concept_names, Filters())
    return card_of_comparison(compared.concepts, build_answer(compared))
