"""Show the attached rows of a statement as inlines of its form, in the order of the description."""

from functools import cache

from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanTextForm, Inline, LoadingFormSet
from concepts.content.description import STATEMENT, STATEMENT_KINDS
from concepts.content.shape import Attached, Reference
from concepts.models import Basis, Citation, ClaimPart, Side, Statement, StatementConcept

TAGS = "tags"  # the attached rows that the form shows as one field


class AttachedForm(CleanTextForm):
    """Read one attached row; `save_draft` validates it by its model."""

    def _post_clean(self) -> None:
        """Leave the stored row unchanged."""


class AttachedFormSet(LoadingFormSet):
    """Read the attached rows of one table."""

    def validate_unique(self) -> None:
        """Do nothing: `save_draft` checks this and names the rows concerned."""

    def clean(self) -> None:
        """Refuse rows that are posted as stored rows but do not belong to this statement."""
        super().clean()
        for form in self.initial_forms:
            if form.instance.pk is None:
                form.add_error(None, _("This row is gone, or belongs to another statement; open the page again."))


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
    """Show the parts of a claim that some of what it rests on carries alone."""

    model = ClaimPart
    key = ("number",)
    fk_name = "claim"
    fields = ("number", "concept", "name_en", "name_zh")
    autocomplete_fields = ("concept",)
    empty_rows = 0
    verbose_name_plural = _("Parts: only where a statement carries no more than a part")


class BasisInline(AttachedInline):
    """Show the statements that a position or finding rests on."""

    model = Basis
    key = ("statement_id", "part")
    fk_name = "claim"
    fields = ("statement", "part", "nearness", "rank")
    autocomplete_fields = ("statement",)
    verbose_name_plural = _("Rests on: statements that say so already")


SPECIAL_INLINES: dict[str, type[AttachedInline]] = {
    "concepts": ConceptInline,
    "sides": SideInline,
    "claim_parts": ClaimPartInline,
    "basis": BasisInline,
    "citations": CitationInline,
}


@cache
def inlines_of(kind: str) -> tuple[type[AttachedInline], ...]:
    """Return the inlines of a kind's form, in the order of the description."""
    has = STATEMENT_KINDS[kind].attached
    parts = (part for part in STATEMENT.attached if part.name in has and part.name != TAGS)
    return tuple(_inline(kind, part) for part in parts)


def _inline(kind: str, attached: Attached) -> type[AttachedInline]:
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
