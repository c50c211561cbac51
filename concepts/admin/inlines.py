"""What hangs on a statement, as rows of its form: concepts, sides, bases and citations."""

from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Inline
from concepts.models import Citation, PositionBasis, Side, StatementConcept


class CitationInline(Inline):
    """The evidence of a statement."""

    model = Citation
    key = "passage_id"
    fields = ("passage", "stance", "attributed_to_en", "attributed_to_zh")
    autocomplete_fields = ("passage",)
    verbose_name_plural = _("Citations: the passages that say so")


class ConceptInline(Inline):
    """The concepts a statement is about."""

    model = StatementConcept
    key = "concept_id"
    fields = ("concept", "role", "rank")
    autocomplete_fields = ("concept",)
    verbose_name_plural = _("Concepts it is about")


class SubjectInline(ConceptInline):
    """The concepts of a kind that has subjects only."""

    fields = ("concept", "rank")


class SideInline(Inline):
    """The sides of a distinction: a concept, and the characteristic that holds for it."""

    model = Side
    key = "concept_id"
    fk_name = "distinction"
    fields = ("concept", "characteristic", "rank")
    autocomplete_fields = ("concept", "characteristic")
    at_first = 2
    verbose_name_plural = _("Sides: each concept with what holds for it")


class BasisInline(Inline):
    """The statements a position rests on."""

    model = PositionBasis
    key = "statement_id"
    fk_name = "position"
    fields = ("statement", "rank")
    autocomplete_fields = ("statement",)
    verbose_name_plural = _("Rests on: statements that say so already")
