"""Provide the pages for statements: one for each kind, with an example, and one list of all kinds."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import ConceptFilter
from concepts.admin.claim_page import ClaimAdmin
from concepts.admin.filters import TodoFilter
from concepts.admin.statement_page import StatementAdmin
from concepts.models import Characteristic, Definition, Distinction, Finding, Position, Relation, Statement

Kind = Statement.Kind


@admin.register(Definition)
class DefinitionAdmin(StatementAdmin):
    kind = Kind.DEFINITION
    list_filter = (TodoFilter, "status", ("concepts", ConceptFilter))
    example = _("Begin with what the thing is. Example: “Weather is the state of …”, “天气是……的状态。”")


@admin.register(Characteristic)
class CharacteristicAdmin(StatementAdmin):
    kind = Kind.CHARACTERISTIC
    autocomplete_fields = ("dimension", "part_of")
    list_display = ("permanent_code", "headline", "about", "dimension", "voices", "status", "draft_beside")
    list_select_related = ("dimension",)
    list_filter = (TodoFilter, "status", "dimension", "mode", ("concepts", ConceptFilter))
    example = _(
        "One thing that holds for the concept on this dimension. If it holds for two concepts at once, name both below."
    )


@admin.register(Distinction)
class DistinctionAdmin(StatementAdmin):
    kind = Kind.DISTINCTION
    autocomplete_fields = ("dimension",)
    list_display = ("permanent_code", "headline", "about", "dimension", "voices", "status", "draft_beside")
    list_select_related = ("dimension",)
    list_filter = (TodoFilter, "status", "dimension", ("sides__concept", ConceptFilter))
    example = _(
        "The title is what people remember; the text is one sentence somebody would paste into a chat. "
        "Example: “Climate is what you expect; weather is what you get.”"
    )


@admin.register(Relation)
class RelationAdmin(StatementAdmin):
    kind = Kind.RELATION
    autocomplete_fields = ("relation_type",)
    list_display = ("permanent_code", "headline", "relation_type", "about", "voices", "status", "draft_beside")
    list_select_related = ("relation_type",)
    list_filter = (TodoFilter, "status", "relation_type", ("concepts", ConceptFilter))
    example = _("Leads from its subjects to its objects. Example: forecasting (subject) serves travel (object).")


@admin.register(Position)
class PositionAdmin(ClaimAdmin):
    kind = Kind.POSITION
    autocomplete_fields = ("question",)
    list_display = ("permanent_code", "headline", "question", "voices", "status", "draft_beside")
    list_select_related = ("question",)
    list_filter = (TodoFilter, "status", "question")
    example = _("One answer to the question, named neutrally. Rest it on statements that say so already.")


@admin.register(Finding)
class FindingAdmin(ClaimAdmin):
    kind = Kind.FINDING
    autocomplete_fields = ("dimension",)
    list_display = ("permanent_code", "headline", "about", "aspect", "dimension", "voices", "status", "draft_beside")
    list_select_related = ("dimension",)
    list_filter = (TodoFilter, "status", "aspect", "dimension", ("concepts", ConceptFilter))
    example = _(
        "One sentence that sums up how two or more concepts differ or go together. Rest it on statements that say so. "
        "Example: “Climate is told over decades; weather changes within hours.”"
    )


@admin.register(Statement)
class AllStatementsAdmin(StatementAdmin):
    """List the statements of all kinds; they are added and changed on the page of their kind."""

    list_display = ("permanent_code", "kind", "headline", "about", "voices", "status", "draft_beside")
    list_filter = (TodoFilter, "kind", "status", "dimension")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        return obj is None and super().has_change_permission(request)
