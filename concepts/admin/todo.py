"""What waits to be done: the to-do list of the admin's home, and the conditions that its counts and lists share.

A condition looks at a statement's own columns and at sub-queries, never at joins, so that it changes no number that a
list computes for its rows. A draft of changes is counted as the statement it revises: that is the row of the lists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Context
from concepts.editorial.row_names import name_of
from concepts.models import Citation, DraftNote, Edition, Statement
from sources.languages import Text
from sources.models import Passage

Person = AbstractBaseUser | AnonymousUser
Kind, Status = Statement.Kind, Statement.Status

SHOWN = 5  # rows of each list that stand on the home page itself
LONGEST = 90  # code points of a row's words
RECENT = timedelta(days=7)
WITH_VOICES_OF_THEIR_OWN = (Kind.DEFINITION, Kind.CHARACTERISTIC, Kind.RELATION)


def _sent_back() -> Exists:
    return Exists(DraftNote.objects.filter(statement=OuterRef("pk"), step=DraftNote.Step.RETURNED))


def _in_work(condition: Q) -> Q:
    """The statements that meet the condition, themselves or with their draft of changes."""
    drafts = Statement.objects.filter(condition, revises__isnull=False)
    return Q(revises=None) & (condition | Q(pk__in=drafts.values("revises")))


def my_drafts(person: Person) -> Q:
    """What the person wrote and has not submitted, but for what was sent back."""
    return _in_work(Q(status=Status.DRAFT, author=person.pk) & ~Q(_sent_back()))


def sent_back(person: Person) -> Q:
    """What the person wrote or submitted, and a reviewer sent back."""
    mine = Q(author=person.pk) | Q(submitted_by=person.pk)
    return _in_work(Q(status=Status.DRAFT) & mine & Q(_sent_back()))


def to_review(person: Person) -> Q:
    """What is submitted, and assigned to the person or to nobody; the person's own work only where that is allowed."""
    waiting = Q(status=Status.SUBMITTED) & (Q(assigned_to=person.pk) | Q(assigned_to=None))
    if not settings.ALLOW_OWN_WORK:
        # `<>` is unknown for NULL: what nobody in particular wrote is for everybody.
        waiting &= Q(author=None) | ~Q(author=person.pk)
        waiting &= Q(submitted_by=None) | ~Q(submitted_by=person.pk)
    return _in_work(waiting)


def one_voice(person: Person) -> Q:
    """Published statements with evidence of their own for which a single article speaks."""
    spoken = Citation.objects.filter(stance=Citation.Stance.SUPPORTS, passage__copy_of=None).order_by()
    alone = spoken.values("statement").annotate(voices=Count("passage__article", distinct=True)).filter(voices=1)
    return Q(status=Status.PUBLISHED, kind__in=WITH_VOICES_OF_THEIR_OWN, pk__in=alone.values("statement"))


def drafted_changes(person: Person) -> Q:
    """Published statements with a draft of changes beside them."""
    return Q(status=Status.PUBLISHED) & Q(Exists(Statement.objects.filter(revises=OuterRef("pk"))))


def recently_published(person: Person) -> Q:
    """Published statements with an edition of the last seven days."""
    since = timezone.now() - RECENT
    fresh = Edition.objects.filter(statement=OuterRef("pk"), published_at__gte=since)
    return Q(status=Status.PUBLISHED) & Q(Exists(fresh))


@dataclass(frozen=True, slots=True)
class Work:
    """One list of statements: its name in addresses, its words, its condition, and the permission it is for."""

    name: str
    title: str | Promise
    help: str | Promise
    condition: Callable[[Person], Q]
    permission: str
    personal: bool = False


WORK = (
    Work(
        "returned", _("Sent back to me"), _("A reviewer asks for changes."), sent_back, "concepts.add_statement", True
    ),
    Work(
        "review", _("Waiting for my review"), _("Others wrote this and submitted it."), to_review,
        "concepts.publish_statement", True,
    ),
    Work("mine", _("My drafts"), _("Begun, and not submitted yet."), my_drafts, "concepts.add_statement", True),
    Work(
        "changes", _("Published, with changes in work"), _("Readers see the old text until the draft is published."),
        drafted_changes, "concepts.view_statement",
    ),
    Work(
        "one-voice", _("Statements with one voice"), _("A second source would make them stronger."), one_voice,
        "concepts.view_statement",
    ),
    Work(
        "recent", _("Published in the last seven days"), _("What readers see now that they did not see before."),
        recently_published, "concepts.view_statement",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on a list: what it is called, where it is worked on, and a word on it."""

    name: Text
    address: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One list with its count, the address of all of it, and its first rows."""

    title: str | Promise
    help: str | Promise
    count: int
    address: str
    rows: tuple[Row, ...]

    @property
    def more(self) -> int:
        """How many are not shown here."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Change:
    """One publication: what was published, by whom and when."""

    row: Row
    edition: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Todo:
    """The home page's lists, without the empty ones: what waits for the person, what would do the content good."""

    personal: tuple[Task, ...]
    content: tuple[Task, ...]
    changes: tuple[Change, ...]


def build_todo(person: User | AnonymousUser) -> Todo:
    """The lists the person may see and do something about; a fixed number of queries."""
    tasks = [(work.personal, _task(work, person)) for work in WORK if person.has_perm(work.permission)]
    if person.has_perm("sources.view_passage"):
        tasks.append((False, _untranslated()))
    return Todo(
        personal=tuple(task for personal, task in tasks if personal and task.count),
        content=tuple(task for personal, task in tasks if not personal and task.count),
        changes=_changes() if person.has_perm("concepts.view_edition") else (),
    )


def _task(work: Work, person: Person) -> Task:
    statements = Statement.objects.filter(work.condition(person))
    shown = statements.order_by("-pk")[:SHOWN]
    return Task(
        title=work.title,
        help=work.help,
        count=statements.count(),
        address=reverse("admin:concepts_statement_changelist", query={"todo": work.name}),
        rows=tuple(_statement_row(statement) for statement in shown),
    )


def _statement_row(statement: Statement) -> Row:
    words = (statement.title or statement.text).shortened(LONGEST)
    return Row(
        name=Text(f"{statement.code} · {words}", words.lang),
        address=reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk]),
        remark=statement.get_kind_display(),
    )


def _untranslated() -> Task:
    passages = Passage.objects.filter(translation="")
    shown = passages.with_place().order_by("-pk")[:SHOWN]
    return Task(
        title=_("Passages without translation"),
        help=_("Readers of the other language see only the original."),
        count=passages.count(),
        address=reverse("admin:sources_passage_changelist", query={"translation__isempty": 1}),
        rows=tuple(
            Row(
                Text(name_of(passage), passage.version.lang), reverse("admin:sources_passage_change", args=[passage.pk])
            )
            for passage in shown
        ),
    )


def _changes() -> tuple[Change, ...]:
    newest = Edition.objects.newest().select_related("statement").defer("data")
    newest = newest.order_by("-published_at", "-pk")[:SHOWN]
    return tuple(Change(_statement_row(one.statement), one.number, one.by_name, one.published_at) for one in newest)


def home_context(request: HttpRequest) -> Context:
    """What the template of the admin's home needs besides the list of pages."""
    return {"todo": build_todo(request.user)}


admin.site.home_context = home_context
