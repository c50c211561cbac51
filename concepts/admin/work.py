"""All that is in work and not seen by readers yet, of every kind: drafts of statements, proposals for other rows.

The counts of the to-do list, the list of all work (`work_list.py`) and the filter of the lists of statements share the
conditions here. They read only columns that a draft and a proposal both have.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concepts.content.description import DESCRIPTIONS, STATEMENT
from concepts.editorial.actors import actor_name
from concepts.editorial.row_names import name_of, select_for_choice
from concepts.models import DraftNote, Proposal, Statement
from sources.languages import Text

Person = User | AnonymousUser
Status = Statement.Status
WorkKey = tuple[str, int, datetime]  # the kind, the id of the draft or the proposal, and when it was begun

LONGEST_NAME = 90  # code points of a name
KINDS_OF_STATEMENTS = {str(kind) for kind in Statement.Kind.values}


def my_drafts(person: Person) -> Q:
    """Select drafts that the person wrote and has not submitted, except those sent back."""
    return Q(status=Status.DRAFT, author=person.pk, is_returned=False)


def sent_back(person: Person) -> Q:
    """Select drafts that the person wrote or submitted and a reviewer sent back."""
    return Q(status=Status.DRAFT, is_returned=True) & (Q(author=person.pk) | Q(submitted_by=person.pk))


def waiting(person: Person) -> Q:
    """Select submitted drafts that the person wrote or submitted."""
    return Q(status=Status.SUBMITTED) & (Q(author=person.pk) | Q(submitted_by=person.pk))


def to_review(person: Person) -> Q:
    """Select submitted drafts assigned to the person or to nobody; the person's own only if the site allows it."""
    submitted = Q(status=Status.SUBMITTED) & (Q(assigned_to=person.pk) | Q(assigned_to=None))
    if not settings.ALLOW_OWN_WORK:
        # In SQL, `<>` is not true for NULL: a draft without an author can be reviewed by everybody.
        submitted &= Q(author=None) | ~Q(author=person.pk)
        submitted &= Q(submitted_by=None) | ~Q(submitted_by=person.pk)
    return submitted


def changes(person: Person) -> Q:
    """Select drafts of changes to what readers see."""
    return Q(is_change=True)


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task: its name in addresses, its title and help, the condition of what is in work, its permission."""

    name: str
    title: str | Promise
    help: str | Promise
    condition: Callable[[Person], Q]
    permission: str
    personal: bool = True


TASK_KINDS = (
    TaskKind("returned", _("Sent back to me"), _("A reviewer asks for changes."), sent_back, "concepts.add_statement"),
    TaskKind(
        "review", _("Waiting for my review"), _("Others wrote this and submitted it."), to_review,
        "concepts.publish_statement",
    ),
    TaskKind("mine", _("My drafts"), _("Begun, and not submitted yet."), my_drafts, "concepts.add_statement"),
    TaskKind(
        "submitted", _("Submitted, waiting for a reviewer"), _("A reviewer publishes it, or sends it back to you."),
        waiting, "concepts.add_statement",
    ),
    TaskKind(
        "changes", _("Published, with changes in work"), _("Readers see what is published until the draft is."),
        changes, "concepts.view_statement", personal=False,
    ),
)  # fmt: skip


def task_kinds_of(person: Person) -> dict[str, TaskKind]:
    """Return the kinds of tasks that the person may see, by name."""
    return {kind.name: kind for kind in TASK_KINDS if person.has_perm(kind.permission)}


@dataclass(frozen=True, slots=True)
class Work:
    """Drafts of statements, and proposals for other rows, that were chosen by one condition."""

    statements: QuerySet[Statement]
    proposals: QuerySet[Proposal]

    def filter(self, condition: Q) -> "Work":
        """Return what meets the condition, too."""
        return Work(self.statements.filter(condition), self.proposals.filter(condition))

    def of_kind(self, kind: str) -> "Work":
        """Return what is of one kind: of a statement or of another row."""
        return self.filter(Q(kind=kind))

    def keys(self) -> QuerySet[Proposal, WorkKey]:
        """Return the keys, newest first; they can be counted and sliced, and `load_items` reads them."""
        columns = ("kind", "pk", "begun_at")
        statements = self.statements.order_by().values_list(*columns)
        both = self.proposals.order_by().values_list(*columns).union(statements, all=True)
        return both.order_by("-begun_at", "-pk", "kind")


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One draft or proposal: what curators call it, the address of its page, what it is, whose, and since when."""

    name: Text
    kind: str
    address: str
    is_change: bool
    status: str
    status_label: str
    author: str
    reviewer: str
    begun_at: datetime


def find_drafts() -> QuerySet[Statement]:
    """Return all drafts of statements, those of changes among them; `is_returned` and `is_change` are known of each."""
    notes = DraftNote.objects.filter(statement=OuterRef("pk"), step=DraftNote.Step.RETURNED)
    drafts = Statement.objects.filter(status__in=[Status.DRAFT, Status.SUBMITTED])
    return drafts.annotate(is_returned=Exists(notes), is_change=_is(Q(revises__status=Status.PUBLISHED)))


def find_work(person: Person) -> Work:
    """Return all that is in work, of the kinds that the person may view; nothing whose row is gone."""
    rows, seen = Q(pk=None), set()
    for kind, described in DESCRIPTIONS.items():
        options = described.model._meta
        if person.has_perm(f"{options.app_label}.view_{options.model_name}"):
            seen.add(kind)
            stored = described.model._base_manager.filter(pk=OuterRef("row"))
            rows |= Q(kind=kind) & Exists(stored)
    notes = DraftNote.objects.filter(
        kind=OuterRef("kind"), row=OuterRef("row"), step=DraftNote.Step.RETURNED, at__gte=OuterRef("begun_at")
    )
    proposals = Proposal.objects.filter(rows)
    return Work(
        statements=find_drafts() if STATEMENT.kind in seen else find_drafts().none(),
        proposals=proposals.annotate(is_returned=Exists(notes), is_change=_is(Q(content__isnull=False))),
    )


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def load_items(keys: Iterable[WorkKey]) -> dict[WorkKey, WorkItem]:
    """Return what there is to say of each key, in their order; two queries, and a query or two for each kind of row.

    What was published or discarded since the keys were read is left out.
    """
    wanted = list(keys)
    statements = Statement.objects.select_related("revises", "assigned_to").in_bulk(
        [pk for kind, pk, _at in wanted if kind in KINDS_OF_STATEMENTS]
    )
    proposals = Proposal.objects.select_related("assigned_to").in_bulk(
        [pk for kind, pk, _at in wanted if kind not in KINDS_OF_STATEMENTS]
    )
    rows = {kind: _load_rows(kind, proposals.values()) for kind in {proposal.kind for proposal in proposals.values()}}
    items = {}
    for key in wanted:
        kind, pk, _at = key
        if kind in KINDS_OF_STATEMENTS and pk in statements:
            items[key] = _item_of_statement(statements[pk])
        elif kind not in KINDS_OF_STATEMENTS and pk in proposals and proposals[pk].row in rows[kind]:
            items[key] = _item_of_proposal(proposals[pk], rows[kind][proposals[pk].row])
    return items


def _load_rows(kind: str, proposals: Iterable[Proposal]) -> dict[int, Model]:
    ids = [proposal.row for proposal in proposals if proposal.kind == kind]
    rows: dict[int, Model] = select_for_choice(DESCRIPTIONS[kind].model._base_manager.all()).in_bulk(ids)
    return rows


def name_of_statement(statement: Statement) -> Text:
    """Return the code, of a draft of changes that of what it revises, and the title or the text, shortened."""
    text = (statement.title or statement.text).shortened(LONGEST_NAME)
    return Text(f"{(statement.revises or statement).code} · {text}", text.lang)


def _item_of_statement(statement: Statement) -> WorkItem:
    name, kind = name_of_statement(statement), statement.get_kind_display()
    address = reverse(f"admin:concepts_{statement.kind}_change", args=[statement.revises_id or statement.pk])
    return WorkItem(name, kind, address, statement.revises_id is not None, *_state(statement))


def _item_of_proposal(proposal: Proposal, row: Model) -> WorkItem:
    options = row._meta
    address = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])
    name = Text(name_of(row), "").shortened(LONGEST_NAME)
    return WorkItem(name, str(options.verbose_name), address, proposal.content is not None, *_state(proposal))


def _state(work: Statement | Proposal) -> tuple[str, str, str, str, datetime]:
    """Return the status and what it is called, who wrote it, who is to review it, and since when there is it."""
    return work.status, work.get_status_display(), work.author_name, actor_name(work.assigned_to), work.begun_at
