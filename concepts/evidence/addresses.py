"""What happens to a reader who asks for something that moved, was withdrawn, or never was."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.content.snapshot import Snapshot
from concepts.content.snapshot_json import read_snapshot
from concepts.content.value_types import Words
from concepts.evidence.wording import reader_wording
from concepts.models import Address, Concept, Dimension, Edition, Question, Statement, Tag
from concepts.models.codes import is_code
from sources.languages import Text
from sources.models import Source

Row = TypeVar("Row", bound=models.Model)
Kind = Address.Kind
PAGES: dict[type[models.Model], tuple[str, str]] = {
    Concept: (Kind.CONCEPT, "pages:concept"),
    Dimension: (Kind.DIMENSION, "pages:dimension"),
    Question: (Kind.QUESTION, "pages:question"),
    Source: (Kind.SOURCE, "pages:source"),
    Tag: (Kind.TAG, "pages:tag"),
}


class MovedError(Exception):
    """What was asked for stands at another address of this site; `address` says which."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True, slots=True)
class LastEdition:
    """What a withdrawn statement said last, and where that stays readable."""

    number: int
    text: Text
    address: str


class GoneError(Http404):
    """What was asked for was withdrawn; `words` tell the reader why, `last` what it said. Answered with 410."""

    def __init__(self, words: Text, last: LastEdition | None = None) -> None:
        super().__init__(words.words)
        self.words = words
        self.last = last


def follow_moves(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that answers MovedError with 301, the query kept."""

    @wraps(view)
    def following(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except MovedError as moved:
            return HttpResponsePermanentRedirect(with_query(moved.address, request))

    return following


def with_query(address: str, request: HttpRequest) -> str:
    """The address with the query that the request came with."""
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def find_row(rows: models.QuerySet[Row], slug: str) -> Row:
    """The row with this slug; raises MovedError for another letter case or a moved address, GoneError, or Http404."""
    kind, page = PAGES[rows.model]
    found = rows.filter(slug=slug).first()
    if found:
        return found
    if slug != slug.lower() and rows.filter(slug=slug.lower()).exists():
        raise MovedError(reverse(page, args=[slug.lower()]))
    address = Address.objects.filter(kind=kind, key=slug.lower()).first()
    if address and address.state == Address.State.MOVED:
        raise MovedError(reverse(page, args=[address.target]))
    if address:
        raise GoneError(address.words)
    raise Http404(_("There is nothing called “%(name)s” here.") % {"name": slug[:80]})


def find_statement(code: str) -> Statement:
    """The published statement with this code, in any letter case; raises MovedError, GoneError or Http404.

    The caller compares its own address with the statement's, and so answers another letter case or stale words.
    """
    wanted = code.upper()
    statement = (
        Statement.objects.filter(code=wanted)
        .select_related("dimension", "relation_type", "question", "part_of")
        .first()
        if is_code(wanted)
        else None
    )
    if statement and statement.status == Statement.Status.PUBLISHED:
        return statement
    address = Address.objects.filter(kind=Kind.STATEMENT, key=wanted).first() if is_code(wanted) else None
    if address and address.state == Address.State.MOVED:
        target = Statement.objects.published().filter(code=address.target).first()
        if target:
            raise MovedError(target.get_absolute_url())
    elif address:
        raise GoneError(address.words, _last_edition(wanted))
    raise Http404(_("No published statement has the code %(code)s.") % {"code": code[:20]})


def text_of_pair(both: Words) -> Text:
    """Return the words in the reader's language, or in the other one where there are none."""
    return reader_wording().text(both.en, both.zh)


def edition_address(snapshot: Snapshot, number: int) -> str:
    """Return where the edition of that number is read: under the kind and the words that are frozen in it."""
    if snapshot.kind == Statement.Kind.DISTINCTION:
        return reverse("pages:distinction-edition", args=[snapshot.code, snapshot.slug, number])
    return reverse("pages:statement-edition", args=[snapshot.code, number])


def _last_edition(code: str) -> LastEdition | None:
    edition = Edition.objects.filter(statement__code=code).order_by("-number").first()
    if edition is None:
        return None
    snapshot = read_snapshot(edition.data)
    return LastEdition(edition.number, text_of_pair(snapshot.text), edition_address(snapshot, edition.number))
