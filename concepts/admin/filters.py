"""Filter the admin's lists of statements."""

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concepts.admin.todo import one_voice
from concepts.admin.work import find_drafts, task_kinds_of
from concepts.models import Statement

ONE_VOICE = "one-voice"


class TodoFilter(admin.SimpleListFilter):
    """Filter by a task of the admin's home page, for people who see that task there.

    A draft of changes is listed as the statement that it revises, which is the row of the lists.
    """

    title = _("what waits")
    parameter_name = "todo"

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: type[Model], model_admin: admin.ModelAdmin
    ) -> None:
        self.task_kinds = task_kinds_of(request.user)
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Promise | str]]:
        tasks = [(name, kind.title) for name, kind in self.task_kinds.items()]
        return [*tasks, (ONE_VOICE, _("Statements that one article supports"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Statement]") -> "QuerySet[Statement]":
        """Return the rows of the task; all rows if the name is not that of a task the person may see."""
        if self.value() == ONE_VOICE:
            return queryset.filter(one_voice())
        kind = self.task_kinds.get(self.value() or "")
        if kind is None:
            return queryset
        drafts = find_drafts().filter(kind.condition(request.user))
        changes = drafts.filter(revises__isnull=False)
        return queryset.filter(Q(revises=None) & (Q(pk__in=drafts.values("pk")) | Q(pk__in=changes.values("revises"))))
