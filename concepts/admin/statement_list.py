"""List statements, each in one line with its draft of changes."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.filters import TodoFilter
from concepts.admin.statement_steps import STATEMENT_STEPS
from concepts.admin.workflow import WorkflowAdmin
from concepts.content.counting import NO_SUPPORT
from concepts.evidence.claims import load_support
from concepts.models import Label, Side, Statement, StatementConcept
from sources.content_row import ContentRow


class CountedList(ChangeList):
    """One page of a list of statements, which knows who says each of them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        support = load_support([statement.pk for statement in self.result_list])
        for statement in self.result_list:
            statement.voices_counted = support.get(statement.pk, NO_SUPPORT).whole.count


class StatementList(WorkflowAdmin):
    """The lists of statements of every kind."""

    steps = STATEMENT_STEPS
    list_display: tuple[str, ...] = ("permanent_code", "headline", "about", "voices", "status", "draft_beside")
    list_display_links = ("permanent_code", "headline")
    list_filter: tuple[Any, ...] = (TodoFilter, "status", "dimension", "mode")
    search_fields = (
        "code__iexact",
        "text_en",
        "text_zh",
        "title_en",
        "title_zh",
        "concepts__labels__folded",
        "concepts__labels__pinyin",
    )
    search_help_text = _("Search by code, by words in English or Chinese, or by concept (also in pinyin).")
    ordering = ("code",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Statement]":
        labels = Label.objects.filter(role=Label.Role.PREFERRED)
        rows = (
            super()
            .get_queryset(request)
            .prefetch_related(
                "revises",
                Prefetch("draft", self.model._base_manager.all()),
                Prefetch(
                    "concept_links", StatementConcept.objects.select_related("concept").order_by("role", "rank", "id")
                ),
                Prefetch("concept_links__concept__labels", labels),
                Prefetch("sides", Side.objects.select_related("concept").order_by("rank", "id")),
                Prefetch("sides__concept__labels", labels),
            )
        )
        # A list shows a draft of changes in the line of its statement; the filter by task selects its own rows.
        listed = request.path == self.address("changelist")
        return rows.live() if listed and TodoFilter.parameter_name not in request.GET else rows

    def row_of(self, row: ContentRow) -> ContentRow:
        """Return the draft of changes if there is one, because steps are taken with it; else the row.

        A draft of changes to a withdrawn statement waits until that one is put back.
        """
        if isinstance(row, Statement) and row.status == Statement.Status.WITHDRAWN:
            return row
        return getattr(row, "draft", None) or row

    @admin.display(description=_("code"), ordering="code")
    def permanent_code(self, statement: Statement) -> str:
        return (statement.revises or statement).code

    @admin.display(description=_("headline"))
    def headline(self, statement: Statement) -> str:
        text = str(statement.title or statement.text)
        return text if len(text) <= 100 else f"{text[:97]}…"

    @admin.display(description=_("concepts"))
    def about(self, statement: Statement) -> str:
        concepts = [link.concept for link in statement.concept_links.all()]
        concepts = concepts or [side.concept for side in statement.sides.all()]
        return ", ".join(str(concept.name) for concept in concepts)

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        return CountedList

    # Counted for the rows of one page, so the list cannot be sorted by it.
    @admin.display(description=_("articles that say so"))
    def voices(self, statement: Statement) -> int:
        return statement.voices_counted

    @admin.display(description=_("draft beside it"), empty_value="")
    def draft_beside(self, statement: Statement) -> str | None:
        draft = self.row_of(statement)
        if statement.revises_id:
            return gettext("draft of changes")
        if draft is statement:
            return None
        page = statement.kind if self.opts.model_name == "statement" else self.opts.model_name
        address = reverse(f"admin:concepts_{page}_change", args=[draft.pk])
        return format_html('<a class="draft-mark" href="{}">{}</a>', address, draft.get_status_display())
