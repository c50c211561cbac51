"""Provide the pages for concepts, dimensions, relation types, questions, tags and addresses that moved."""

from collections.abc import Sequence

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.options import Options
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag as StockTag

from concepts.admin.base import Context, DeletedObjects, Inline, LoadingFormSet, OrderedForm
from concepts.admin.concept_steps import CONCEPT_STEPS
from concepts.admin.gone_rows import find_survivor
from concepts.admin.merge_preview import moving_with_concept
from concepts.admin.names import AddressForm, DimensionForm, DimensionLabelFormSet, LabelForm, LabelFormSet, TagForm
from concepts.admin.proposed_names import ProposedNameInline, ProposedNames
from concepts.admin.review_steps import ROW_STEPS
from concepts.admin.reviewed import ReviewedAdmin
from concepts.admin.steps import WorkflowStep
from concepts.editorial.deleting import tag_in_use
from concepts.editorial.links import link_faults
from concepts.editorial.row_names import name_of
from concepts.models import (
    Address,
    Concept,
    ConceptLink,
    Dimension,
    DimensionLabel,
    Label,
    Question,
    RelationType,
    Statement,
    Tag,
)
from sources.languages import Language, Text

admin.site.unregister(StockTag)  # taggit's own table stays empty: our tags fold width and case


class LabelInline(ProposedNameInline):
    """Show all the names of a concept."""

    model = Label
    form = LabelForm
    formset = LabelFormSet
    key = ("text",)
    empty_rows = len(Language)  # the preferred name in each
    fields = ("language", "text", "role", "rank")


class DimensionLabelInline(ProposedNameInline):
    """Show the other names of a dimension."""

    model = DimensionLabel
    form = LabelForm
    formset = DimensionLabelFormSet
    key = ("text",)
    fields = ("language", "text", "role", "rank")


class LinkFormSet(LoadingFormSet):
    """The links of a concept, checked together with those of other concepts."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("other")]
        links = [(form.cleaned_data["other"].pk, form.cleaned_data.get("kind", "")) for form in kept]
        for number, error in link_faults(self.instance.pk, links):
            kept[number].add_error("other", error)


class LinkInline(Inline):
    """Show the concepts that are broader than, or related to, the concept."""

    model = ConceptLink
    formset = LinkFormSet
    key = ("other_id",)
    fk_name = "concept"
    fields = ("kind", "other", "rank")
    autocomplete_fields = ("other",)


@admin.register(Concept)
class ConceptAdmin(ProposedNames, ReviewedAdmin):
    form = OrderedForm
    steps = (*ROW_STEPS, *CONCEPT_STEPS)
    list_display = ("name", "slug", "other_names", "core", "statements_published", "rank")
    list_display_links = ("name",)
    list_filter = ("core",)
    search_fields = ("slug", "labels__text", "labels__folded", "labels__pinyin")
    names = ("labels__text",)
    search_help_text = _("Search by name in English or Chinese, or by pinyin: tianqi, tq.")
    ordering = ("rank", "slug")
    inlines = (LabelInline, LinkInline)
    fieldsets = (
        (
            None,
            {
                "fields": ("slug", "core", "rank"),
                "description": _(
                    "A concept is one unit of thought. Give it one preferred name in each language below; other names "
                    "that sources use are alternatives. Example: weather-forecast, “Weather forecast”, 天气预报."
                ),
            },
        ),
        (_("What it covers"), {"fields": ("scope_note_en", "scope_note_zh")}),
    )

    def step_page_context(self, step: WorkflowStep, row: Concept) -> Context:
        """Return what moves, for the page of merging."""
        return {"moving": moving_with_concept(row)} if step.name == "merge" else {}

    def address_of_gone(self, object_id: str) -> str:
        merge = self.step_called("merge")
        survivor = find_survivor(self.model, object_id, merge.label) if merge else ""
        return survivor or super().address_of_gone(object_id)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: "Options[Concept]", object_id: str
    ) -> HttpResponse:
        """Lead from the page of a concept that was merged to the one that it went into."""
        address = self.address_of_gone(unquote(object_id))
        if address == self.address("changelist"):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        self.message_user(request, gettext("That concept was merged into this one; its page leads here."))
        return HttpResponseRedirect(address)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Concept]":
        published = Count("statements", filter=Q(statements__status=Statement.Status.PUBLISHED), distinct=True)
        return super().get_queryset(request).prefetch_related("labels").annotate(published=published)

    def get_readonly_fields(self, request: HttpRequest, obj: Concept | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    @admin.display(description=_("concept"))
    def name(self, concept: Concept) -> str:
        return name_of(concept)

    @admin.display(description=_("other names"))
    def other_names(self, concept: Concept) -> str:
        return ", ".join(label.text for label in concept.labels.all() if label.role == Label.Role.ALTERNATIVE)

    @admin.display(description=_("published statements"), ordering="published")
    def statements_published(self, concept: Concept) -> int:
        return concept.published


class NamedAdmin(ReviewedAdmin):
    """The page of a dimension, relation type or question: its name in addresses cannot be changed."""

    form = OrderedForm
    ordering = ("rank", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> dict[str, tuple[str]]:
        return {} if obj else {"slug": ("text_en" if self.model is Question else "name_en",)}

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Model]":
        field = "positions" if self.model is Question else "statements"
        return super().get_queryset(request).annotate(used=Count(field, distinct=True))

    @admin.display(description=_("statements"), ordering="used")
    def statements(self, row: Model) -> int:
        return row.used

    @admin.display(description=_("name"))
    def name(self, row: Dimension | RelationType) -> Text:
        return row.name

    @admin.display(description=_("question"))
    def question(self, row: Dimension) -> Text:
        return row.question

    @admin.display(description=_("inverse"))
    def inverse(self, row: RelationType) -> Text:
        return row.inverse

    @admin.display(description=_("question"))
    def text(self, row: Question) -> Text:
        return row.text


@admin.register(Dimension)
class DimensionAdmin(ProposedNames, NamedAdmin):
    form = DimensionForm
    list_display = ("name", "question", "core", "statements", "rank")
    list_filter = ("core",)
    search_fields = (
        "slug", "name_en", "name_zh", "question_en", "question_zh", "labels__text", "labels__folded", "labels__pinyin",
    )  # fmt: skip
    names = ("name_en", "name_zh", "question_en", "question_zh", "labels__text")
    fields = ("slug", "name_en", "name_zh", "question_en", "question_zh", "core", "rank")
    inlines = (DimensionLabelInline,)


@admin.register(RelationType)
class RelationTypeAdmin(NamedAdmin):
    list_display = ("name", "inverse", "statements", "rank")
    search_fields = ("slug", "name_en", "name_zh", "inverse_en", "inverse_zh")
    names = ("name_en", "name_zh", "inverse_en", "inverse_zh")
    fields = ("slug", "name_en", "name_zh", "inverse_en", "inverse_zh", "rank")
    view_on_site = False


@admin.register(Question)
class QuestionAdmin(NamedAdmin):
    list_display = ("text", "statements", "rank")
    search_fields = ("slug", "text_en", "text_zh")
    names = ("text_en", "text_zh")
    fields = ("slug", "text_en", "text_zh", "rank", "answers")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "answers")

    @admin.display(description=_("positions"))
    def answers(self, question: Question) -> str:
        rows = question.positions.order_by("rank", "code") if question.pk else []
        return format_html_join("", "<p>{}</p>", ((name_of(position),) for position in rows)) or "–"


@admin.register(Tag)
class TagAdmin(ReviewedAdmin):
    form = TagForm
    list_display = ("name", "name_en", "name_zh", "statements")
    search_fields = ("name", "key", "name_en", "name_zh")
    names = ("name_en", "name_zh")
    ordering = ("name",)
    fields = ("name_en", "name_zh", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Tag | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Tag]":
        return super().get_queryset(request).annotate(used=Count("tagged", distinct=True))

    def get_deleted_objects(self, objs: Sequence[Tag], request: HttpRequest) -> DeletedObjects:
        """Return what Django asks for, with statements that have the tag as what stands in the way."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, lacking, [*protected, *filter(None, [tag_in_use(objs)])]

    @admin.display(description=_("statements"), ordering="used")
    def statements(self, tag: Tag) -> int:
        return tag.used


@admin.register(Address)
class AddressAdmin(ReviewedAdmin):
    form = AddressForm
    list_display = ("kind", "key", "state", "target", "words")
    list_display_links = ("key",)
    list_filter = ("kind", "state")
    search_fields = ("key", "target", "words_en", "words_zh")
    ordering = ("kind", "key")
    fields = ("kind", "key", "state", "target", "words_en", "words_zh")
    view_on_site = False
