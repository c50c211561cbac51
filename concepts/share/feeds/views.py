"""Send the feeds."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from concepts.evidence.addresses import follow_moves
from concepts.evidence.site import load_site
from concepts.share.feeds.atom import ChangesFeed, write_atom
from concepts.share.feeds.feed import (
    Feed,
    build_concept_feed,
    build_question_feed,
    build_site_feed,
    build_source_feed,
    build_statement_feed,
)


def _send(request: HttpRequest, feed: Feed) -> HttpResponse:
    summaries = [render_to_string("share/feed_entry.html", {"entry": entry}, request) for entry in feed.entries]
    atom = write_atom(feed, load_site(), f"{request.scheme}://{request.get_host()}", summaries)
    return HttpResponse(atom, content_type=ChangesFeed.content_type)


@require_safe
def site(request: HttpRequest) -> HttpResponse:
    return _send(request, build_site_feed())


@require_safe
@follow_moves
def concept(request: HttpRequest, slug: str) -> HttpResponse:
    return _send(request, build_concept_feed(slug))


@require_safe
@follow_moves
def question(request: HttpRequest, slug: str) -> HttpResponse:
    return _send(request, build_question_feed(slug))


@require_safe
@follow_moves
def source(request: HttpRequest, slug: str) -> HttpResponse:
    return _send(request, build_source_feed(slug))


@require_safe
@follow_moves
def statement(request: HttpRequest, code: str) -> HttpResponse:
    """Send the feed of a statement of any kind, a distinction too."""
    return _send(request, build_statement_feed(code))
