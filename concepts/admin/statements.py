"""Curating statements: one page a kind, evidence inline, publishing and withdrawing as steps that say what lacks."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import ConceptFilter, ContentAdmin, GatedForm, Inline
from concepts.missing import missing_words
from concepts.models import (
    Characteristic,
    Citation,
    Definition,
    Distinction,
    Label,
    Position,
    PositionBasis,
    Relation,
    Side,
    Statement,
    StatementConcept,
)
from concepts.naming import name_of
from concepts.people import name_of_doer
from concepts.publishing import (
    NotPublishable,
    NotWithdrawable,
    OwnWork,
    WrongStatus,
    publish,
    return_to_draft,
    submit,
    withdraw,
)
from concepts.revising import StaleRevision, unused_code

Kind = Statement.Kind
Status = Statement.Status


class CitationInline(Inline):
    """The evidence of a statement."""

    model = Citation
    fields = ("passage", "stance", "attributed_to_en", "attributed_to_zh")
    autocomplete_fields = ("passage",)
    verbose_name_plural = _("Citations: the passages that say so")


class ConceptInline(Inline):
    """The concepts a statement is about."""

    model = StatementConcept
    fields = ("concept", "role", "rank")
    autocomplete_fields = ("concept",)
    verbose_name_plural = _("Concepts it is about")


class SubjectInline(ConceptInline):
    """The concepts of a kind that has subjects only."""

    fields = ("concept", "rank")


class SideInline(Inline):
    """The sides of a distinction: a concept, and the characteristic that holds for it."""

    model = Side
    fk_name = "distinction"
    fields = ("concept", "characteristic", "rank")
    autocomplete_fields = ("concept", "characteristic")
    at_first = 2
    verbose_name_plural = _("Sides: each concept with what holds for it")


class BasisInline(Inline):
    """The statements a position rests on."""

    model = PositionBasis
    fk_name = "position"
    fields = ("statement", "rank")
    autocomplete_fields = ("statement",)
    verbose_name_plural = _("Rests on: statements that say so already")


class StatementForm(GatedForm):
    """Gives a new statement its kind and its permanent code before the constraints are asked."""

    kind: str = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk is None:
            self.instance.kind = self.kind or self.instance.kind
            self.instance.code = unused_code()
        if self.instance.kind == Kind.DISTINCTION and not data.get("slug"):
            data["slug"] = slugify(data.get("title_en", ""))[:100]
            if not data["slug"]:
                self.add_error("slug", _("Write the words for the address in Latin letters: short-words."))
        return data


class WithdrawForm(forms.Form):
    """The words readers see where the statement was."""

    words_en = forms.CharField(label=_("words for readers in English"), widget=forms.Textarea(attrs={"rows": 2}))
    words_zh = forms.CharField(label=_("words for readers in Chinese"), widget=forms.Textarea(attrs={"rows": 2}))


@admin.action(description=_("Publish"), permissions=["publish"])
def publish_chosen(page: "StatementAdmin", request: HttpRequest, chosen: Any) -> None:
    """Publishes the chosen statements, all or none, or says what each lacks."""
    try:
        done = publish(statements=chosen, by=request.user)
    except (OwnWork, StaleRevision) as error:
        page.message_user(request, str(error), messages.ERROR)
        return
    except NotPublishable as error:
        for code, faults in error.missing.items():
            page.message_user(request, f"{code}: {' '.join(str(fault) for fault in faults)}", messages.ERROR)
        return
    count = len(done)
    page.message_user(
        request,
        ngettext("%(count)d statement is published.", "%(count)d statements are published.", count) % {"count": count},
    )


def _withdrawn_in_turn(statement: Statement) -> tuple[bool, bool, str]:
    """The order in which chosen statements go: first what leans on others, lists before their parts."""
    leans = statement.kind in (Kind.DISTINCTION, Kind.POSITION)
    return (not leans, statement.part_of_id is not None, statement.code)


@admin.action(description=_("Withdraw"), permissions=["withdraw"])
def withdraw_chosen(page: "StatementAdmin", request: HttpRequest, chosen: Any) -> HttpResponse | None:
    """Asks for the words that readers will see, then withdraws the chosen statements, all or none."""
    form = WithdrawForm(request.POST if "confirmed" in request.POST else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                for statement in sorted(chosen, key=_withdrawn_in_turn):
                    statement.refresh_from_db(fields=["status"])
                    if statement.status == Status.WITHDRAWN and statement.part_of_id:
                        continue  # went with its list a moment ago
                    withdraw(statement=statement, by=request.user, **form.cleaned_data)
        except (NotWithdrawable, WrongStatus) as error:
            page.message_user(request, str(error), messages.ERROR)
        else:
            page.message_user(request, _("Withdrawn. Their addresses now show your words."))
        return None
    context = {
        **page.admin_site.each_context(request),
        "title": _("Withdraw"),
        "opts": page.model._meta,
        "form": form,
        "chosen": [(statement.pk, name_of(statement)) for statement in chosen],
        "action": "withdraw_chosen",
    }
    return TemplateResponse(request, "admin/concepts/withdraw.html", context)


@admin.action(description=_("Submit for review"), permissions=["change"])
def submit_chosen(page: "StatementAdmin", request: HttpRequest, chosen: Any) -> None:
    """Hands drafts to the reviewers."""
    _step_each(page, request, chosen, submit)


@admin.action(description=_("Send back to draft"), permissions=["publish"])
def return_chosen(page: "StatementAdmin", request: HttpRequest, chosen: Any) -> None:
    """Hands submitted statements back to their authors."""
    _step_each(page, request, chosen, partial(return_to_draft, comment=gettext("Please look at this again.")))


def _step_each(page: "StatementAdmin", request: HttpRequest, chosen: Any, step: Any) -> None:
    try:
        with transaction.atomic():
            for statement in chosen:
                step(statement=statement, by=request.user)
    except WrongStatus as error:
        page.message_user(request, str(error), messages.ERROR)
    else:
        page.message_user(request, _("Done."))


class StatementAdmin(ContentAdmin):
    """What the pages of all kinds share."""

    form = StatementForm
    kind = ""
    list_display = ("code", "headline", "about", "voices", "status")
    list_display_links = ("code", "headline")
    list_filter: tuple[Any, ...] = ("status", "dimension", "mode")
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
    actions = (submit_chosen, return_chosen, publish_chosen, withdraw_chosen)
    change_form_template = "admin/concepts/statement_form.html"
    inlines: tuple[Any, ...] = (SubjectInline, CitationInline)
    questions: tuple[str, ...] = ()
    readonly_fields = ("code", "status", "used_by")
    example = ""

    def get_fieldsets(self, request: HttpRequest, obj: Statement | None = None) -> Any:
        words = (("text_en", "text_zh"),)
        if self.kind == Kind.DISTINCTION:
            words = (("title_en", "title_zh"), "slug", *words)
        state = ("code", "status", "used_by") if obj else ()
        return (
            (None, {"fields": (*self.questions, *words), "description": self.example}),
            (_("More"), {"fields": ("mode", "tags", ("note_en", "note_zh"), *self.more_fields())}),
            *(((_("State"), {"fields": state}),) if state else ()),
        )

    def more_fields(self) -> tuple[str, ...]:
        return ("part_of", "rank") if self.kind == Kind.CHARACTERISTIC else ("rank",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.kind = self.kind
        return form

    def get_queryset(self, request: HttpRequest) -> Any:
        speaks = Q(citations__stance=Citation.Stance.SUPPORTS, citations__passage__copy_of=None)
        labels = Label.objects.filter(role=Label.Role.PREFERRED)
        return (
            super()
            .get_queryset(request)
            .annotate(number_of_voices=Count("citations__passage__article", filter=speaks, distinct=True))
            .prefetch_related(
                Prefetch(
                    "concept_links", StatementConcept.objects.select_related("concept").order_by("role", "rank", "id")
                ),
                Prefetch("concept_links__concept__labels", labels),
                Prefetch("sides", Side.objects.select_related("concept").order_by("rank", "id")),
                Prefetch("sides__concept__labels", labels),
            )
        )

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("concepts.publish_statement")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("concepts.withdraw_statement")

    def has_change_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        if obj is not None and obj.status == Status.PUBLISHED and not self.has_publish_permission(request):
            return False  # a reviewer answers for what is public
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        if obj is not None and obj.published_at is not None:
            return False  # what readers have seen is withdrawn, never deleted
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> Any:
        # Django 5.2 knows one place for actions and does not name it.
        where = {} if action_location is None else {"action_location": action_location}
        actions = super().get_actions(request, **where)
        actions.pop("delete_selected", None)  # drafts are deleted one by one, each with what it takes along in view
        return actions

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context["may_publish"] = self.has_publish_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Statement, form: Any, change: bool) -> None:
        """Asks for what the row itself lacks before the database would refuse it."""
        if obj.status == Status.PUBLISHED and (faults := missing_words(obj)):
            raise NotPublishable({obj.code: faults})
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Notes who wrote the draft last, who is not the one to publish it."""
        obj = form.instance
        if obj.status != Status.PUBLISHED and any(one.has_changed() for one in (form, *formsets)):
            Statement.objects.filter(pk=obj.pk).update(author=request.user, author_name=name_of_doer(request.user))
        super().save_related(request, form, formsets, change)

    def finish(self, request: HttpRequest, obj: Statement) -> None:
        """Publishes when asked to, and asks again what a published statement lacks once it was changed."""
        if "_publish" in request.POST:
            if not self.has_publish_permission(request):
                raise PermissionDenied
            publish(statements=[obj], by=request.user)
        elif obj.status == Status.PUBLISHED:
            leaning = Statement.objects.published().filter(sides__characteristic=obj)
            publish(statements=[obj, *leaning], by=request.user)

    @admin.display(description=_("headline"))
    def headline(self, statement: Statement) -> str:
        words = str(statement.title or statement.text)
        return words if len(words) <= 100 else f"{words[:97]}…"

    @admin.display(description=_("concepts"))
    def about(self, statement: Statement) -> str:
        concepts = [link.concept for link in statement.concept_links.all()]
        concepts = concepts or [side.concept for side in statement.sides.all()]
        return ", ".join(str(concept.name) for concept in concepts)

    @admin.display(description=_("voices"), ordering="number_of_voices")
    def voices(self, statement: Statement) -> int:
        return statement.number_of_voices

    @admin.display(description=_("used by"))
    def used_by(self, statement: Statement) -> str:
        using = Statement.objects.filter(Q(sides__characteristic=statement) | Q(bases__statement=statement))
        rows = ((one.get_kind_display(), name_of(one)) for one in using.distinct().order_by("code"))
        return format_html_join("", "<p>{}: {}</p>", rows) or "–"


@admin.register(Definition)
class DefinitionAdmin(StatementAdmin):
    kind = Kind.DEFINITION
    list_filter = ("status", ("concepts", ConceptFilter))
    example = _("Begin with what the thing is. Example: “Sales is the activity of …”, “销售是……的活动。”")


@admin.register(Characteristic)
class CharacteristicAdmin(StatementAdmin):
    kind = Kind.CHARACTERISTIC
    questions = ("dimension",)
    autocomplete_fields = ("dimension", "part_of")
    list_display = ("code", "headline", "about", "dimension", "voices", "status")
    list_select_related = ("dimension",)
    list_filter = ("status", "dimension", "mode", ("concepts", ConceptFilter))
    example = _(
        "One thing that holds for the concept on this dimension. If it holds for two concepts at once, name both below."
    )


@admin.register(Distinction)
class DistinctionAdmin(StatementAdmin):
    kind = Kind.DISTINCTION
    questions = ("dimension",)
    autocomplete_fields = ("dimension",)
    list_display = ("code", "headline", "about", "dimension", "status")
    list_select_related = ("dimension",)
    inlines = (SideInline, CitationInline)
    list_filter = ("status", "dimension", ("sides__concept", ConceptFilter))
    example = _(
        "The title is what people remember; the text is one sentence somebody would paste into a chat. "
        "Example: “Marketing makes the product easy to sell; sales sells it well.”"
    )


@admin.register(Relation)
class RelationAdmin(StatementAdmin):
    kind = Kind.RELATION
    questions = ("relation_type",)
    autocomplete_fields = ("relation_type",)
    list_display = ("code", "headline", "relation_type", "about", "voices", "status")
    list_select_related = ("relation_type",)
    inlines = (ConceptInline, CitationInline)
    list_filter = ("status", "relation_type", ("concepts", ConceptFilter))
    example = _("Leads from its subjects to its objects. Example: marketing (subject) includes sales (object).")


@admin.register(Position)
class PositionAdmin(StatementAdmin):
    kind = Kind.POSITION
    questions = ("question",)
    autocomplete_fields = ("question",)
    list_display = ("code", "headline", "question", "status")
    list_select_related = ("question",)
    inlines = (BasisInline, CitationInline)
    list_filter = ("status", "question")
    example = _("One answer to the question, named neutrally. Rest it on statements that say so already.")


@admin.register(Statement)
class AllStatementsAdmin(StatementAdmin):
    """Every kind in one list; adding and changing happen on the page of the kind."""

    list_display = ("code", "kind", "headline", "about", "voices", "status")
    list_filter = ("kind", "status", "dimension")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        return obj is None and super().has_change_permission(request)
