"""Build the to-do list of the admin's home page, with the conditions that its counts and the admin's lists share.

A condition uses only a statement's own columns and subqueries, no joins, so that it changes no number that a list
computes for its rows. A draft of changes is counted as the statement that it revises, which is the row of the lists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Context
from concepts.admin.history import count_rows
from concepts.content.counting import select_voice
from concepts.editorial.row_names import name_of
from concepts.models import Citation, DraftNote, Edition, Publication, RowChange, Statement
from sources.languages import Text
from sources.models import Passage

Person = AbstractBaseUser | AnonymousUser
Kind, Status = Statement.Kind, Statement.Status

SHOWN_ROWS = 5  # rows of each task on the home page
LONGEST_ROW_NAME = 90  # code points of a row's name
RECENT_PERIOD = timedelta(days=7)
KINDS_WITH_VOICES = (Kind.DEFINITION, Kind.CHARACTERISTIC, Kind.RELATION)


def _sent_back() -> Exists:
    """Return the condition that a reviewer sent the draft back."""
    return Exists(DraftNote.objects.filter(statement=OuterRef("pk"), step=DraftNote.Step.RETURNED))


def _or_its_draft(condition: Q) -> Q:
    """Return the condition that a statement, or its draft of changes, meets the given condition."""
    drafts = Statement.objects.filter(condition, revises__isnull=False)
    return Q(revises=None) & (condition | Q(pk__in=drafts.values("revises")))


def my_drafts(person: Person) -> Q:
    """Select drafts that the person wrote and has not submitted, except those sent back."""
    return _or_its_draft(Q(status=Status.DRAFT, author=person.pk) & ~Q(_sent_back()))


def sent_back(person: Person) -> Q:
    """Select drafts that the person wrote or submitted and a reviewer sent back."""
    mine = Q(author=person.pk) | Q(submitted_by=person.pk)
    return _or_its_draft(Q(status=Status.DRAFT) & mine & Q(_sent_back()))


def waiting(person: Person) -> Q:
    """Select submitted drafts that the person wrote or submitted."""
    return _or_its_draft(Q(status=Status.SUBMITTED) & (Q(author=person.pk) | Q(submitted_by=person.pk)))


def to_review(person: Person) -> Q:
    """Select submitted drafts assigned to the person or to nobody; the person's own only if the site allows it."""
    submitted = Q(status=Status.SUBMITTED) & (Q(assigned_to=person.pk) | Q(assigned_to=None))
    if not settings.ALLOW_OWN_WORK:
        # In SQL, `<>` is not true for NULL: a draft without an author can be reviewed by everybody.
        submitted &= Q(author=None) | ~Q(author=person.pk)
        submitted &= Q(submitted_by=None) | ~Q(submitted_by=person.pk)
    return _or_its_draft(submitted)


def one_voice(person: Person) -> Q:
    """Select published statements, of kinds that have evidence of their own, that a single article supports."""
    supporting = Citation.objects.filter(stance=Citation.Stance.SUPPORTS, passage__copy_of=None).order_by()
    with_one_voice = (
        supporting.values("statement")
        .annotate(voices=Count(select_voice("passage__article"), distinct=True))
        .filter(voices=1)
    )
    return Q(status=Status.PUBLISHED, kind__in=KINDS_WITH_VOICES, pk__in=with_one_voice.values("statement"))


def drafted_changes(person: Person) -> Q:
    """Select published statements that have a draft of changes."""
    return Q(status=Status.PUBLISHED) & Q(Exists(Statement.objects.filter(revises=OuterRef("pk"))))


def recently_published(person: Person) -> Q:
    """Select published statements with an edition of the last seven days."""
    since = timezone.now() - RECENT_PERIOD
    fresh = Edition.objects.filter(statement=OuterRef("pk"), publication__at__gte=since)
    return Q(status=Status.PUBLISHED) & Q(Exists(fresh))


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task: its name in addresses, its title and help, the condition of its statements, its permission."""

    name: str
    title: str | Promise
    help: str | Promise
    condition: Callable[[Person], Q]
    permission: str
    personal: bool = False


TASK_KINDS = (
    TaskKind(
        "returned", _("Sent back to me"), _("A reviewer asks for changes."), sent_back, "concepts.add_statement", True
    ),
    TaskKind(
        "review", _("Waiting for my review"), _("Others wrote this and submitted it."), to_review,
        "concepts.publish_statement", True,
    ),
    TaskKind("mine", _("My drafts"), _("Begun, and not submitted yet."), my_drafts, "concepts.add_statement", True),
    TaskKind(
        "submitted", _("Submitted, waiting for a reviewer"), _("A reviewer publishes it, or sends it back to you."),
        waiting, "concepts.add_statement", True,
    ),
    TaskKind(
        "changes", _("Published, with changes in work"), _("Readers see the old text until the draft is published."),
        drafted_changes, "concepts.view_statement",
    ),
    TaskKind(
        "one-voice", _("Statements that one article supports"), _("A second source would make them stronger."),
        one_voice,
        "concepts.view_statement",
    ),
    TaskKind(
        "recent", _("Published in the last seven days"), _("What readers see now that they did not see before."),
        recently_published, "concepts.view_statement",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of a task: its name, the address of its page in the admin, and a remark."""

    name: Text
    address: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task with its number of rows, the address of its whole list, and its first rows."""

    title: str | Promise
    help: str | Promise
    count: int
    address: str
    rows: tuple[TaskRow, ...]

    @property
    def more(self) -> int:
        """Return the number of rows that are not shown here."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class RecentPublication:
    """A publication: the first thing that it changed and how many more, the address of its page, who, and when."""

    name: Text
    more: int
    address: str
    act: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Todo:
    """The tasks of the home page, without empty ones: those for the person, those for the content, and what is new."""

    personal: tuple[Task, ...]
    content: tuple[Task, ...]
    changes: tuple[RecentPublication, ...]


def build_todo(person: User | AnonymousUser) -> Todo:
    """Return the tasks that the person may see and work on; a fixed number of queries."""
    tasks = [(kind.personal, _build_task(kind, person)) for kind in TASK_KINDS if person.has_perm(kind.permission)]
    if person.has_perm("sources.view_passage"):
        tasks.append((False, _translation_task()))
    return Todo(
        personal=tuple(task for personal, task in tasks if personal and task.count),
        content=tuple(task for personal, task in tasks if not personal and task.count),
        changes=_newest_publications() if person.has_perm("concepts.view_publication") else (),
    )


def _build_task(kind: TaskKind, person: Person) -> Task:
    statements = Statement.objects.filter(kind.condition(person))
    shown = statements.order_by("-pk")[:SHOWN_ROWS]
    return Task(
        title=kind.title,
        help=kind.help,
        count=statements.count(),
        address=reverse("admin:concepts_statement_changelist", query={"todo": kind.name}),
        rows=tuple(_statement_row(statement) for statement in shown),
    )


def _statement_row(statement: Statement) -> TaskRow:
    return TaskRow(
        name=_name_of(statement),
        address=reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk]),
        remark=statement.get_kind_display(),
    )


def _name_of(statement: Statement) -> Text:
    text = (statement.title or statement.text).shortened(LONGEST_ROW_NAME)
    return Text(f"{statement.code} · {text}", text.lang)


def _translation_task() -> Task:
    """Build the task of passages without a translation."""
    passages = Passage.objects.filter(translation="")
    shown = passages.with_place().order_by("-pk")[:SHOWN_ROWS]
    return Task(
        title=_("Passages without translation"),
        help=_("Readers of the other language see only the original."),
        count=passages.count(),
        address=reverse("admin:sources_passage_changelist", query={"translation__isempty": 1}),
        rows=tuple(
            TaskRow(
                Text(name_of(passage), passage.version.lang), reverse("admin:sources_passage_change", args=[passage.pk])
            )
            for passage in shown
        ),
    )


def _newest_publications() -> tuple[RecentPublication, ...]:
    """Return what was published last; two queries."""
    publication = OuterRef("pk")
    newest = Publication.objects.annotate(
        editions_made=count_rows(Edition, "pk"),
        rows_changed=count_rows(RowChange, "pk"),
        statement=Subquery(Edition.objects.filter(publication=publication).order_by("pk").values("statement")[:1]),
        row=Subquery(RowChange.objects.filter(publication=publication).order_by("pk").values("name")[:1]),
    )
    shown = list(newest.order_by("-at", "-pk")[:SHOWN_ROWS])
    statements = Statement.objects.in_bulk([row.statement for row in shown if row.statement])
    return tuple(
        RecentPublication(
            name=_name_of(statements[row.statement]) if row.statement else Text(row.row or str(row), ""),
            more=max(row.editions_made + row.rows_changed - 1, 0),
            address=reverse("admin:concepts_publication_change", args=[row.pk]),
            act=row.get_act_display(),
            by=row.by_name,
            at=row.at,
        )
        for row in shown
    )


def home_context(request: HttpRequest) -> Context:
    """Return the variables that the template of the admin's home page needs besides the list of pages."""
    return {"todo": build_todo(request.user)}


admin.site.home_context = home_context
