"""Filter the admin's lists of statements."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concepts.admin.todo import TASK_KINDS
from concepts.models import Statement


class TodoFilter(admin.SimpleListFilter):
    """Filter by a task of the admin's home page (concepts/admin/todo.py), for people who see that task there."""

    title = _("what waits")
    parameter_name = "todo"

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: type[Model], model_admin: admin.ModelAdmin
    ) -> None:
        self.task_kinds = {kind.name: kind for kind in TASK_KINDS if request.user.has_perm(kind.permission)}
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Promise]]:
        return [(name, kind.title) for name, kind in self.task_kinds.items()]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Statement]") -> "QuerySet[Statement]":
        """Return the rows of the task; all rows if the name is not that of a task the person may see."""
        kind = self.task_kinds.get(self.value() or "")
        return queryset.filter(kind.condition(request.user)) if kind else queryset
