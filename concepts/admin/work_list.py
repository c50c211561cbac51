"""List all that is in work, of every kind: drafts of statements, and proposals for other rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Context, InterfaceText
from concepts.admin.filters import TodoFilter
from concepts.admin.work import Work, find_work, load_items, task_kinds_of
from concepts.content.description import DESCRIPTIONS
from concepts.models import Proposal, Statement

ROWS_ON_A_PAGE = 50
MOST_PEOPLE = 50  # in the filter
TASK, KIND, BY, SEARCH, PAGE = "task", "kind", "by", "q", "p"  # the keys of the address


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One choice of a filter: what it is called, its address, and whether it is chosen."""

    label: InterfaceText
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """One filter of the list, with its choices."""

    title: InterfaceText
    choices: tuple[FilterChoice, ...]


@admin.register(Proposal)
class WorkAdmin(admin.ModelAdmin):
    """The list of all work; what stands on it is changed on the page of its row."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Context | None = None) -> HttpResponse:
        """Show a page of the list; a fixed number of queries for each kind of row."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        wanted = {name: request.GET.get(name, "") for name in (TASK, KIND, BY, SEARCH)}
        tasks = task_kinds_of(request.user)
        task = tasks.get(wanted[TASK])
        work = find_work(request.user)
        if task is not None:
            work = work.filter(task.condition(request.user))
        work = _search(request, work, wanted[SEARCH])
        people = _people(work)
        if wanted[BY] in people:
            work = work.filter(Q(author=int(wanted[BY])))
        kinds = _count_kinds(work, wanted[KIND])
        if wanted[KIND] in kinds:
            work = work.of_kind(wanted[KIND])
        page = Paginator(work.keys(), ROWS_ON_A_PAGE).get_page(request.GET.get(PAGE))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Work in progress"),
            "opts": self.opts,
            "items": load_items(page).values(),
            "page": page,
            "wanted": wanted,
            "task": task,
            "filters": (
                _filter(wanted, _("what waits"), TASK, {name: task.title for name, task in tasks.items()}),
                _filter(wanted, _("kind"), KIND, kinds),
                _filter(wanted, _("author"), BY, people),
            ),
            "statements": reverse("admin:concepts_statement_changelist", query={TodoFilter.parameter_name: task.name})
            if task
            else "",
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/concepts/work.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Context | None = None
    ) -> HttpResponse:
        """Lead to the page of the row, which shows what is proposed for it."""
        proposal = self.get_object(request, unquote(object_id))
        if request.method == "POST" or not self.has_view_permission(request, proposal):
            raise PermissionDenied
        if proposal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        options = DESCRIPTIONS[proposal.kind].model._meta
        page = f"admin:{options.app_label}_{options.model_name}_change"
        return HttpResponseRedirect(reverse(page, args=[proposal.row]))


def _search(request: HttpRequest, work: Work, typed: str) -> Work:
    """Return the work on rows that the lists of their kinds find by the typed words."""
    if not typed.strip():
        return work
    found = Q(pk=None)
    for kind in work.proposals.order_by().values_list("kind", flat=True).distinct():
        found |= Q(kind=kind, row__in=_rows_found(request, DESCRIPTIONS[kind].model, typed).values("pk"))
    statements = _rows_found(request, Statement, typed)
    return Work(
        statements=work.statements.filter(Q(pk__in=statements) | Q(revises__in=statements)),
        proposals=work.proposals.filter(found),
    )


def _rows_found(request: HttpRequest, model: type[Model], typed: str) -> QuerySet[Model]:
    page = admin.site.get_model_admin(model)
    rows, _has_duplicates = page.get_search_results(request, model._base_manager.order_by(), typed)
    return rows


def _people(work: Work) -> dict[str, str]:
    """Return the names of those who wrote some of the work, by their ids."""
    found: dict[str, str] = {}
    for rows in (work.statements, work.proposals):
        written = rows.filter(author__isnull=False).order_by().values_list("author", "author_name").distinct()
        found |= {str(pk): name for pk, name in written[:MOST_PEOPLE]}
    return dict(sorted(found.items(), key=lambda person: person[1]))


def _count_kinds(work: Work, wanted: str) -> dict[str, str]:
    """Return what each kind that there is in the work is called, with its number; also of the one that is asked for."""
    names: dict[str, InterfaceText] = dict(Statement.Kind.choices)
    names |= {kind: described.model._meta.verbose_name for kind, described in DESCRIPTIONS.items()}
    numbers: dict[str, int] = {}
    for rows in (work.statements, work.proposals):
        numbers |= dict(rows.order_by().values_list("kind").annotate(number=Count("pk")))
    return {kind: f"{names[kind]} ({numbers.get(kind, 0)})" for kind in names if kind in numbers or kind == wanted}


def _filter(
    wanted: dict[str, str], title: InterfaceText, name: str, choices: Mapping[str, InterfaceText]
) -> WorkFilter:
    """Return a filter with a choice of all, and what is asked for otherwise kept in the addresses."""
    chosen = wanted[name] if wanted[name] in choices else ""
    return WorkFilter(
        title,
        tuple(
            FilterChoice(label, _address(wanted | {name: value}), value == chosen)
            for value, label in [("", _("All")), *choices.items()]
        ),
    )


def _address(wanted: Mapping[str, str]) -> str:
    query = {name: value for name, value in wanted.items() if value}
    return reverse("admin:concepts_proposal_changelist", query=query)
