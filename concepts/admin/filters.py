"""Filters of the admin's lists."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concepts.admin.todo import WORK
from concepts.models import Statement


class TodoFilter(admin.SimpleListFilter):
    """The lists of the admin's home (concepts/admin/todo.py), each for whoever it is shown to there."""

    title = _("what waits")
    parameter_name = "todo"

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.works = {work.name: work for work in WORK if request.user.has_perm(work.permission)}
        super().__init__(request, *args, **kwargs)

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Promise]]:
        return [(name, work.title) for name, work in self.works.items()]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Statement]") -> "QuerySet[Statement]":
        """The rows of the list; all of them for a name that is none, or none of the person's."""
        work = self.works.get(self.value() or "")
        return queryset.filter(work.condition(request.user)) if work else queryset
