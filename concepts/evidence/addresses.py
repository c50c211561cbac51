"""Find the row that an address names, or say where it moved, that it was withdrawn, or that it never existed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import BadRequest
from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.content.snapshot import Snapshot
from concepts.content.snapshot_json import read_snapshot
from concepts.content.value_types import Words
from concepts.evidence.wording import reader_wording
from concepts.models import Address, Concept, Dimension, Edition, Question, Statement, Tag
from concepts.models.codes import read_code
from sources.languages import Text
from sources.models import Source

PageRow = TypeVar("PageRow", bound=models.Model)
View = TypeVar("View", bound=Callable[..., HttpResponse])
Kind = Address.Kind
WHOLE_QUERY = "conceptbase.whole_query"  # in the META of a request some of whose keys its view does not get
CARD_ENDING = ".png"  # of the address of a card, in place of the last slash of its page's
# The kind of address and the name of the page for each model that has pages with slugs.
PAGES_BY_MODEL: dict[type[models.Model], tuple[str, str]] = {
    Concept: (Kind.CONCEPT, "pages:concept"),
    Dimension: (Kind.DIMENSION, "pages:dimension"),
    Question: (Kind.QUESTION, "pages:question"),
    Source: (Kind.SOURCE, "pages:source"),
    Tag: (Kind.TAG, "pages:tag"),
}


class MovedError(Exception):
    """The requested page has another address on this site: `address`; `slug` is the right slug or code, if any."""

    def __init__(self, address: str, slug: str = "") -> None:
        super().__init__(address)
        self.address = address
        self.slug = slug


class NoSuchPartError(Http404):
    """A page of this site has no such part; `address` is that of the page, to which readers can go back."""

    def __init__(self, message: str, address: str) -> None:
        super().__init__(message)
        self.address = address


class UnreadableValueError(BadRequest):
    """The query has a value that the page cannot read; without its `key`, the address leads to the page."""

    def __init__(self, message: str, key: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class LastEdition:
    """The last text of a withdrawn statement, and the address of the edition with it."""

    number: int
    text: Text
    address: str


class GoneError(Http404):
    """The requested row was withdrawn: `words` say why, `last` is what it said. Answered with 410."""

    def __init__(self, words: Text, last: LastEdition | None = None) -> None:
        super().__init__(words.words)
        self.words = words
        self.last = last


def follow_moves(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the view, which then answers MovedError with 301 and keeps the query."""

    @wraps(view)
    def view_following_moves(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except MovedError as moved:
            return HttpResponsePermanentRedirect(with_query(moved.address, request))

    return view_following_moves


def reads_query(*keys: str) -> Callable[[View], View]:
    """Mark a view with the keys of the query that it reads; public pages get no others."""

    def mark(view: View) -> View:
        view.query_keys = keys  # type: ignore[attr-defined]  # functools.wraps copies it to what wraps the view
        return view

    return mark


def keys_read_by(view: Callable[..., object]) -> tuple[str, ...]:
    """Return the keys of the query that the view reads."""
    return getattr(view, "query_keys", ())


def with_query(address: str, request: HttpRequest) -> str:
    """Return the address with the query of the request, as it was sent: a redirect loses none of its keys."""
    query = request.META.get(WHOLE_QUERY, request.META.get("QUERY_STRING", ""))
    return f"{address}?{query}" if query else address


def card_address(page: str) -> str:
    """Return the address of the card of the page with that address."""
    return f"{page.removesuffix('/')}{CARD_ENDING}"


def page_of_card(address: str) -> str:
    """Return the address of the page whose card has that address."""
    return f"{address.removesuffix(CARD_ENDING)}/"


def nothing_called(name: str) -> str:
    """Return the message that there is nothing of this name."""
    return _("There is nothing called “%(name)s” here.") % {"name": name[:80]}


def find_part(rows: models.QuerySet[PageRow], slug: str, address: str) -> PageRow:
    """Return the row with this slug, whose page is a part of the page at the address.

    Raises what `find_row` does, NoSuchPartError in place of Http404.
    """
    try:
        return find_row(rows, slug)
    except GoneError:
        raise
    except Http404 as error:
        raise NoSuchPartError(nothing_called(slug), address) from error


def find_row(rows: models.QuerySet[PageRow], slug: str) -> PageRow:
    """Return the row with this slug.

    Raises MovedError for another letter case or an old slug, GoneError for a withdrawn one, Http404 for an unknown one.
    """
    kind, page = PAGES_BY_MODEL[rows.model]
    found = rows.filter(slug=slug).first()
    if found:
        return found
    if slug != slug.lower() and rows.filter(slug=slug.lower()).exists():
        raise MovedError(reverse(page, args=[slug.lower()]), slug.lower())
    address = Address.objects.published().filter(kind=kind, key=slug.lower()).first()
    if address and address.state == Address.State.MOVED:
        raise MovedError(reverse(page, args=[address.target]), address.target)
    if address:
        raise GoneError(address.words)
    raise Http404(nothing_called(slug))


def find_statement(code: str) -> Statement:
    """Return the published statement with this code, in any letter case and width, with the moment of its last edition.

    That is `edition_at`. Raises MovedError for a merged statement, also where the one that it leads to was withdrawn
    since, GoneError for a withdrawn one, Http404 for an unknown one. The caller compares the requested address with the
    statement's own, and so corrects its letter case and an old slug.
    """
    wanted = read_code(code)
    last = Edition.objects.filter(statement=OuterRef("pk")).order_by("-number")
    statement = (
        Statement.objects.filter(code=wanted)
        .select_related("dimension", "relation_type", "question", "part_of")
        .annotate(edition_at=Subquery(last.values("publication__at")[:1]))
        .first()
        if wanted
        else None
    )
    if statement and statement.status == Statement.Status.PUBLISHED:
        return statement
    address = Address.objects.published().filter(kind=Kind.STATEMENT, key=wanted).first() if wanted else None
    if address and address.state == Address.State.MOVED:
        target = Statement.objects.filter(code=_end_of_moves(wanted)).first()
        if target and target.status in (Statement.Status.PUBLISHED, Statement.Status.WITHDRAWN):
            raise MovedError(target.get_absolute_url(), target.code)
    elif address:
        raise GoneError(address.words, _last_edition(wanted))
    raise Http404(_("No published statement has the code %(code)s.") % {"code": code[:20]})


def _end_of_moves(code: str) -> str:
    """Return the code that a merged statement's leads to in the end; empty where addresses lead in a circle."""
    moved = Address.objects.published().filter(kind=Kind.STATEMENT, state=Address.State.MOVED)
    passed = set()
    while code not in passed:
        passed.add(code)
        target = moved.filter(key=code).values_list("target", flat=True).first()
        if target is None:
            return code
        code = target
    return ""


def text_of_pair(pair: Words) -> Text:
    """Return the text of a pair from a snapshot in the reader's language, in the other one where that is empty."""
    return reader_wording().text(pair.en, pair.zh)


def edition_address(snapshot: Snapshot, number: int) -> str:
    """Return the address of the edition with that number and snapshot; its kind and slug are those of the snapshot."""
    if snapshot.kind == Statement.Kind.DISTINCTION:
        return reverse("pages:distinction-edition", args=[snapshot.code, snapshot.slug, number])
    return reverse("pages:statement-edition", args=[snapshot.code, number])


def _last_edition(code: str) -> LastEdition | None:
    """Load the newest edition of the statement with this code; None where it has none."""
    edition = Edition.objects.filter(statement__code=code).order_by("-number").first()
    if edition is None:
        return None
    snapshot = read_snapshot(edition.data)
    return LastEdition(edition.number, text_of_pair(snapshot.text), edition_address(snapshot, edition.number))
