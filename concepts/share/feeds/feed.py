"""Build a feed: what it is about, and its entries."""

from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.evidence.addresses import MovedError, find_row
from concepts.evidence.concept_names import load_concept_names
from concepts.models import Citation, Concept, Question, Statement
from concepts.pages.concept import said_of
from concepts.pages.editions.history import find_seen_statement
from concepts.share.feeds.entries import FeedEntry, load_entries
from sources.languages import Text, in_language
from sources.models import Source

PageRow = TypeVar("PageRow", Concept, Question, Source)
LONGEST_NAME = 70  # characters of a statement or question in the title of its feed


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what stays the same of it for ever (`key`), its title, its address and that of the page it is about."""

    key: str
    title: str
    address: str
    page: str
    entries: tuple[FeedEntry, ...]


def build_site_feed() -> Feed:
    """Return what changed in any statement."""
    entries = load_entries(Statement.objects.live())
    return Feed("site", _("What changed"), reverse("feeds:site"), reverse("home"), entries)


def build_concept_feed(slug: str) -> Feed:
    """Return what changed in statements about a concept; raises what `find_row` does."""
    concept = _find(Concept.objects.published(), slug, "feeds:concept")
    [named] = load_concept_names().named([concept.pk])
    return _about(concept, "concept", named.name, Q(said_of(concept)))


def build_question_feed(slug: str) -> Feed:
    """Return what changed in the answers to a question; raises what `find_row` does."""
    question = _find(Question.objects.published(), slug, "feeds:question")
    return _about(question, "question", in_language(question, "text"), Q(question=question))


def build_source_feed(slug: str) -> Feed:
    """Return what changed in statements that cite a source; raises what `find_row` does."""
    source = _find(Source.objects.published(), slug, "feeds:source")
    citing = Citation.objects.filter(passage__version__source=source)
    return _about(source, "source", source.title, Q(id__in=citing.values("statement")))


def build_statement_feed(code: str) -> Feed:
    """Return what changed in a statement, also after it was withdrawn or merged into another.

    Raises Http404 for one that readers never saw; MovedError for another letter case, and GoneError, as pages do.
    """
    try:
        statement = find_seen_statement(code)
    except MovedError as moved:
        raise MovedError(reverse("feeds:statement", args=[moved.slug]), moved.slug) from moved
    if statement.code != code:
        raise MovedError(reverse("feeds:statement", args=[statement.code]))
    is_shown = statement.status == Statement.Status.PUBLISHED
    name = (statement.title or statement.text).shortened(LONGEST_NAME).words if is_shown else statement.code
    return Feed(
        key=f"statement/{statement.code}",
        title=_("What changed: %(name)s") % {"name": name},
        address=reverse("feeds:statement", args=[statement.code]),
        page=statement.get_absolute_url() if is_shown else reverse("pages:editions", args=[statement.code]),
        entries=load_entries(Statement.objects.filter(pk=statement.pk)),
    )


def _find(rows: models.QuerySet[PageRow], slug: str, feed: str) -> PageRow:
    """Return the row with this slug; a moved one leads to its feed."""
    try:
        return find_row(rows, slug)
    except MovedError as moved:
        raise MovedError(reverse(feed, args=[moved.slug]), moved.slug) from moved


def _about(row: Concept | Question | Source, kind: str, name: Text, statements: Q) -> Feed:
    """Return the feed of a row that has a page with a slug."""
    return Feed(
        key=f"{kind}/{row.pk}",  # a slug may change
        title=_("What changed: %(name)s") % {"name": name.shortened(LONGEST_NAME)},
        address=reverse(f"feeds:{kind}", args=[row.slug]),
        page=row.get_absolute_url(),
        entries=load_entries(Statement.objects.live().filter(statements)),
    )
