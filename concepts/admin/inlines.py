"""Show the attached rows of a statement as inlines of its form, in the order of the description."""

from functools import cache

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Inline
from concepts.admin.claim_rows import BasisForm, BasisFormSet, FindingBasisFormSet
from concepts.admin.inline_rows import AttachedForm, AttachedFormSet
from concepts.content.description import STATEMENT
from concepts.content.shape import Attached, Reference
from concepts.content.statement_kinds import STATEMENT_KINDS
from concepts.models import Basis, Citation, ClaimPart, Side, Statement, StatementConcept

TAGS = "tags"  # the attached rows that the form shows as one field


class AttachedInline(Inline):
    """Show rows that are parts of a statement; they are written by `save_draft`, not here."""

    form = AttachedForm
    formset = AttachedFormSet


class CitationInline(AttachedInline):
    """Show the evidence of a statement."""

    model = Citation
    key = ("passage_id",)
    fields = ("passage", "stance", "attributed_to_en", "attributed_to_zh")
    autocomplete_fields = ("passage",)
    verbose_name_plural = _("Citations: the passages that say so")


class ConceptInline(AttachedInline):
    """Show the concepts that a statement is about."""

    model = StatementConcept
    key = ("concept_id",)
    fields = ("concept", "role", "rank")
    autocomplete_fields = ("concept",)
    verbose_name = _("concept")
    verbose_name_plural = _("Concepts it is about")


class SubjectInline(ConceptInline):
    """Show the concepts of a kind of statement that has only subjects."""

    fields = ("concept", "rank")


class SideInline(AttachedInline):
    """Show the sides of a distinction, each a concept with the characteristic that holds for it."""

    model = Side
    key = ("concept_id",)
    fk_name = "distinction"
    fields = ("concept", "characteristic", "rank")
    autocomplete_fields = ("concept", "characteristic")
    empty_rows = 2
    verbose_name_plural = _("Sides: each concept with what holds for it")


class ClaimPartInline(AttachedInline):
    """Show the named parts of a position; those of a finding are made from what its rows say."""

    model = ClaimPart
    key = ("number",)
    fk_name = "claim"
    fields = ("number", "name_en", "name_zh")
    empty_rows = 0
    verbose_name_plural = _("Parts: the things that it joins by “and”, where a statement says only one of them")


class BasisInline(AttachedInline):
    """Show the statements that a position or finding rests on."""

    form = BasisForm
    formset: type[AttachedFormSet] = BasisFormSet
    model = Basis
    key = ("statement_id", "part")
    fk_name = "claim"
    fields = ("statement", "part", "nearness", "rank")
    autocomplete_fields = ("statement",)
    verbose_name_plural = _("Rests on: statements that say so already")

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Return the columns; who may not change them reads what each row carries."""
        if self.has_change_permission(request, obj):
            return self.fields
        return tuple("carries" if name == "part" else name for name in self.fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return () if self.has_change_permission(request, obj) else ("carries",)

    @admin.display(description=_("carries"))
    def carries(self, row: Basis) -> str:
        """Return which part of the claim the row carries, as its rows were named when they were loaded."""
        return str(vars(row).get("carries", ""))


class FindingBasisInline(BasisInline):
    """Show the statements that a finding rests on; its parts are about its concepts."""

    formset = FindingBasisFormSet


class FindingSubjectInline(SubjectInline):
    """Show the concepts of a finding, of which there are two at least."""

    empty_rows = 2


SPECIAL_INLINES: dict[str, type[AttachedInline]] = {
    "concepts": ConceptInline,
    "sides": SideInline,
    "claim_parts": ClaimPartInline,
    "basis": BasisInline,
    "citations": CitationInline,
}
FINDING_INLINES: dict[str, type[AttachedInline]] = {"concepts": FindingSubjectInline, "basis": FindingBasisInline}


@cache
def inlines_of(kind: str) -> tuple[type[AttachedInline], ...]:
    """Return the inlines of a kind's form, in the order of the description."""
    has = STATEMENT_KINDS[kind].attached
    hidden = (TAGS, "claim_parts") if kind == Statement.Kind.FINDING else (TAGS,)
    parts = (part for part in STATEMENT.attached if part.name in has and part.name not in hidden)
    return tuple(_inline(kind, part) for part in parts)


def _inline(kind: str, attached: Attached) -> type[AttachedInline]:
    if kind == Statement.Kind.FINDING and attached.name in FINDING_INLINES:
        return FINDING_INLINES[attached.name]
    if attached.name == "concepts" and kind != Statement.Kind.RELATION:
        return SubjectInline
    if attached.name in SPECIAL_INLINES:
        return SPECIAL_INLINES[attached.name]
    names = [
        name for part in attached.parts for name in ((part.column,) if isinstance(part, Reference) else part.columns)
    ]
    options = {
        "model": attached.model,
        "fk_name": attached.owner,
        "key": attached.key_columns,
        "fields": (*names, "rank") if attached.ordered else tuple(names),
    }
    return type(f"{attached.model.__name__}Inline", (AttachedInline,), options)
