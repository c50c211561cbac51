"""Build the to-do list of the admin's home page: what waits for the person, of every kind, and for the content."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Context
from concepts.admin.notices import load_board
from concepts.admin.publication_names import name_changed, with_first_changes
from concepts.admin.recent_actions import list_recent_actions
from concepts.admin.reports import name_report, name_reported
from concepts.admin.work import (
    TaskKind,
    WorkItem,
    find_work,
    load_items,
    name_of_statement,
    task_kinds_of,
)
from concepts.editorial.row_names import name_of
from concepts.evidence.claims import load_support
from concepts.models import ErrorReport, Publication, Statement
from sources.languages import Text
from sources.models import Passage

Kind, Status = Statement.Kind, Statement.Status

SHOWN_ROWS = 5  # rows of each task on the home page
KINDS_WITH_VOICES = (Kind.DEFINITION, Kind.CHARACTERISTIC, Kind.RELATION)


def one_voice() -> Q:
    """Select published statements, of kinds that have evidence of their own, that a single article supports."""
    published = Statement.objects.published().filter(kind__in=KINDS_WITH_VOICES)
    support = load_support(list(published.values_list("pk", flat=True)))
    return Q(pk__in=[statement for statement, said in support.items() if said.whole.count == 1])


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
    """A publication: the first things that it changed and how many more, the address of its page, who, and when."""

    names: tuple[Text, ...]
    more: int
    address: str
    act: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Todo:
    """The tasks of the home page, without empty ones: those for the person, and those for the content."""

    personal: tuple[Task, ...]
    content: tuple[Task, ...]


ContentTask = Callable[[User | AnonymousUser], Task | None]
_more_tasks: list[ContentTask] = []


def add_content_task(build: ContentTask) -> None:
    """Add a task for the content, of a layer above; None where the person may not see it."""
    _more_tasks.append(build)


def build_todo(person: User | AnonymousUser) -> Todo:
    """Return the tasks that the person may see and work on; a fixed number of queries for each kind of row."""
    work = list(_work_tasks(person))
    content = [task for kind, task in work if not kind.personal]
    if person.has_perm("concepts.view_statement"):
        content.append(_one_voice_task())
    if person.has_perm("sources.view_passage"):
        content.append(_translation_task())
    content += filter(None, (build(person) for build in _more_tasks))
    personal = [task for kind, task in work if kind.personal]
    if person.has_perm("concepts.change_errorreport"):
        personal.insert(0, _report_task())
    return Todo(
        personal=tuple(task for task in personal if task.count),
        content=tuple(task for task in content if task.count),
    )


def _work_tasks(person: User | AnonymousUser) -> Iterator[tuple[TaskKind, Task]]:
    """Yield each kind of task with what is in work of it; what is shown of all of them is loaded at once."""
    kinds = task_kinds_of(person).values()
    work = find_work(person) if kinds else None
    found = {kind: work.filter(kind.condition(person)).keys() for kind in kinds if work}
    shown = {kind: list(keys[:SHOWN_ROWS]) for kind, keys in found.items()}
    items = load_items(dict.fromkeys(key for keys in shown.values() for key in keys))
    for kind, keys in found.items():
        yield (
            kind,
            Task(
                title=kind.title,
                help=kind.help,
                count=keys.count(),
                address=reverse("admin:concepts_proposal_changelist", query={"task": kind.name}),
                rows=tuple(_work_row(items[key]) for key in shown[kind] if key in items),
            ),
        )


def _work_row(item: WorkItem) -> TaskRow:
    remark = gettext("%(kind)s, changes") if item.is_change else "%(kind)s"
    return TaskRow(item.name, item.address, remark % {"kind": item.kind})


def _report_task() -> Task:
    """Build the task of errors that readers report."""
    reports = ErrorReport.objects.filter(state=ErrorReport.State.WAITING)
    shown = reports.select_related("statement", "version__source").order_by("sent_at", "pk")[:SHOWN_ROWS]
    return Task(
        title=_("Errors that readers report"),
        help=_("Take each up in a draft, or say that it is done or no error."),
        count=reports.count(),
        address=reverse("admin:concepts_errorreport_changelist", query={"state__exact": ErrorReport.State.WAITING}),
        rows=tuple(
            TaskRow(
                name_report(report),
                reverse("admin:concepts_errorreport_change", args=[report.pk]),
                name_reported(report),
            )
            for report in shown
        ),
    )


def _one_voice_task() -> Task:
    """Build the task of statements that one article supports."""
    statements = Statement.objects.filter(one_voice())
    return Task(
        title=_("Statements that one article supports"),
        help=_("A second source would make them stronger."),
        count=statements.count(),
        address=reverse("admin:concepts_statement_changelist", query={"todo": "one-voice"}),
        rows=tuple(_statement_row(statement) for statement in statements.order_by("-pk")[:SHOWN_ROWS]),
    )


def _statement_row(statement: Statement) -> TaskRow:
    address = reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk])
    return TaskRow(name_of_statement(statement), address, statement.get_kind_display())


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


def find_newest_publications(request: HttpRequest) -> tuple[RecentPublication, ...]:
    """Return what was published last, as far as the person may see it; a fixed number of queries."""
    if not request.user.has_perm("concepts.view_publication"):
        return ()
    shown = list(with_first_changes(Publication.objects.all()).order_by("-at", "-pk")[:SHOWN_ROWS])
    changed = name_changed(request, shown)
    return tuple(
        RecentPublication(
            names=changed[row.pk].names or (Text(row.get_act_display(), ""),),
            more=changed[row.pk].more,
            address=reverse("admin:concepts_publication_change", args=[row.pk]),
            act=row.get_act_display(),
            by=row.by_name,
            at=row.at,
        )
        for row in shown
    )


def home_context(request: HttpRequest) -> Context:
    """Return the variables that the template of the admin's home page needs besides the list of pages."""
    return {
        "board": load_board(request.user),
        "todo": build_todo(request.user),
        "publications": find_newest_publications(request),
        "recent_actions": list_recent_actions(request),
    }


admin.site.home_context = home_context
