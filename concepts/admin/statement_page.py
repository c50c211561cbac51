"""What the admin pages of all kinds of statements share: lists of live statements, forms that edit drafts."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.content import ContentAdmin, NotValidError, RefusedError
from concepts.admin.drafts import INLINES, NEW_CODE, OF, is_free, told_of_draft, wanting_of
from concepts.admin.history import WithHistory, edition_address
from concepts.admin.inlines import CitationInline, SubjectInline
from concepts.admin.similar import NearStatementForm
from concepts.admin.statement_list import StatementList
from concepts.admin.steps import ID, Step
from concepts.editorial.actors import actor_name
from concepts.editorial.drafts import start_draft, unused_code
from concepts.editorial.publishing import publish
from concepts.editorial.row_names import name_of
from concepts.models import DraftNote, Statement
from concepts.models.codes import is_code

Kind = Statement.Kind
Status = Statement.Status


class NothingChangedError(Exception):
    """A published statement's form was saved as it stood: there is no draft to begin."""


# What the constraints of the kinds look at.
OF_A_KIND = {"kind", "dimension", "relation_type", "question", "part_of", "title_en", "title_zh", "slug"}


class StatementForm(NearStatementForm):
    """Gives a new statement its kind and its permanent code before the constraints are asked."""

    def _get_validation_exclusions(self) -> set[str]:
        # Django asks no constraint about fields that are hidden or left empty; ours say which of them a kind must have.
        return super()._get_validation_exclusions() - OF_A_KIND

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk is None:
            self.instance.kind = self.kind or self.instance.kind
            code = self.data.get(NEW_CODE, "")
            self.instance.code = code if is_free(code) else unused_code()
        if self.instance.kind == Kind.DISTINCTION and not data.get("slug"):
            data["slug"] = slugify(data.get("title_en", ""))[:100]
            if not data["slug"]:
                self.add_error("slug", _("Write the words for the address in Latin letters: short-words."))
        return data


class StatementAdmin(WithHistory, StatementList):
    """What the pages of all kinds share. The form of a published statement begins and edits a draft of changes."""

    form = StatementForm
    kind = ""
    change_form_template = "admin/concepts/statement_form.html"
    inlines: tuple[Any, ...] = (SubjectInline, CitationInline)
    questions: tuple[str, ...] = ()
    readonly_fields = ("permanent_code", "status", "used_by")
    example = ""

    def get_fieldsets(self, request: HttpRequest, obj: Statement | None = None) -> Any:
        words = (("text_en", "text_zh"),)
        if self.kind == Kind.DISTINCTION:
            words = (("title_en", "title_zh"), "slug", *words)
        state = ("permanent_code", "status", "used_by") if obj else ()
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

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("concepts.publish_statement")

    def has_delete_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        if obj is not None and obj.published_at is not None:
            return False  # what readers have seen is withdrawn, never deleted
        return super().has_delete_permission(request, obj)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method != "POST" and object_id and self.has_change_permission(request):
            pk = object_id if ID.fullmatch(object_id) else None
            if draft := Statement.objects.filter(revises=pk).exclude(revises=None).first():
                address = self.address("change", draft)
                return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
            request.wanting = wanting_of(pk)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NothingChangedError:
            self.message_user(request, gettext("Nothing was changed, so there is no draft."), messages.WARNING)
            return HttpResponseRedirect(request.path)

    def save_form_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Saves a form onto the draft it belongs to; that of a published statement begins one, or finds one begun."""
        row = self.posted_row(request, object_id)
        if row is None or not self.has_change_permission(request, row):
            return super().save_form_view(request, object_id, form_url, extra_context)
        draft: Any = getattr(row, "draft", None)
        if draft is not None:
            draft = self.get_object(request, str(draft.pk))
            self.check_version(request, draft, row)
        elif row.status == Status.PUBLISHED:
            self.check_version(request, row)
            draft = self.get_object(request, str(start_draft(statement=row, by=request.user).pk))
            self.lay_form(request, draft, None, origin=row)
            request.begun = draft
        else:
            draft = row
            self.check_version(request, row, *([row.revises] if row.revises else []))
        response = super(ContentAdmin, self).changeform_view(request, str(draft.pk), form_url, extra_context)
        if hasattr(request, "begun") and not hasattr(request, "saved"):
            raise NotValidError
        return response

    def posted_row(self, request: HttpRequest, object_id: Any) -> Statement | None:
        """The row a posted form is about; raises RefusedError for one that made its row before, or whose draft is
        gone.
        """
        if object_id is None:
            code = request.POST.get(NEW_CODE, "")
            made = self.get_queryset(request).filter(code=code).first() if is_code(code) else None
            if made is not None and self.has_change_permission(request, made):
                raise RefusedError(self.row_of(made))
            return None
        row = self.get_object(request, unquote(object_id))
        if row is None and (live := self.get_object(request, request.POST.get(OF, ""))):
            raise RefusedError(self.row_of(live))
        return row

    def get_inline_formsets(self, request: HttpRequest, formsets: Any, *args: Any, **kwargs: Any) -> Any:
        for formset in formsets:
            wanting = getattr(request, "wanting", ())
            formset.wanting = tuple(one for one in wanting if INLINES.get(one.field) == formset.prefix)
        return super().get_inline_formsets(request, formsets, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: Any, add: bool = False, change: bool = False, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context["original"]
        context["may_publish"] = self.has_publish_permission(request)
        if row is None:
            code = request.POST.get(NEW_CODE, "")
            context["new_code_name"], context["new_code"] = NEW_CODE, code if is_free(code) else unused_code()
        else:
            context["of_name"], context["of"] = OF, row.revises_id or ""
            context["begins_draft"] = row.status == Status.PUBLISHED and self.has_change_permission(request, row)
            context["draft"] = told_of_draft(row)
            context["live_address"] = (row.revises or row).get_absolute_url()
            context["wanting"] = getattr(request, "wanting", ())
            both = [one for one in (row.pk, row.revises_id) if one]
            context["notes"] = DraftNote.objects.filter(statement__in=both).select_related("by").order_by("at", "pk")
            context["subtitle"] = name_of(row.revises or row)
        return super().render_change_form(request, context, add, change, *args, **kwargs)

    def told_on_page(self, step: Step, row: Statement) -> dict[str, Any]:
        """The last edition: what readers see of a statement once it is withdrawn."""
        edition = row.editions.order_by("-number").first()
        if step.name != "withdraw" or edition is None:
            return {}
        return {"edition": edition, "edition_address": edition_address(row, edition), "row": row}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Notes who wrote the draft last, who is not the one to publish it."""
        obj = form.instance
        if any(one.has_changed() for one in (form, *formsets)):
            Statement.objects.filter(pk=obj.pk).update(author=request.user, author_name=actor_name(request.user))
        elif hasattr(request, "begun"):
            raise NothingChangedError
        super().save_related(request, form, formsets, change)
        request.saved = True

    def finish(self, request: HttpRequest, obj: Statement) -> None:
        """Publishes when asked to."""
        if "_publish" in request.POST:
            if not self.has_publish_permission(request):
                raise PermissionDenied
            publish(statements=[obj], by=request.user)

    def response_change(self, request: HttpRequest, obj: Statement) -> HttpResponse:
        if obj.revises is None or "_popup" in request.POST:
            return super().response_change(request, obj)
        of = {"code": obj.revises.code}
        if "_publish" in request.POST:
            self.message_user(request, gettext("The changes to %(code)s are published.") % of, messages.SUCCESS)
            return self.response_post_save_change(request, obj)
        words = gettext("The changes to %(code)s are saved as a draft; readers still see the published text.")
        self.message_user(request, words % of, messages.SUCCESS)
        if "_continue" in request.POST:
            return HttpResponseRedirect(self.address("change", obj))
        return self.response_post_save_change(request, obj)

    def get_view_on_site_url(self, obj: Statement | None = None) -> str | None:
        """The page that readers see; none where they see nothing yet."""
        live = (obj.revises or obj) if obj else None
        return live.get_absolute_url() if live and live.published_at else None

    def log_change(self, request: HttpRequest, obj: Statement, message: Any) -> Any:
        """Logs a change of a draft as one of the statement that it revises, which outlives it."""
        kept = self.model._base_manager.get(pk=obj.revises_id) if obj.revises_id else obj
        return super().log_change(request, kept, message)

    def logged_as(self, row: Statement) -> Any:
        return row.revises_id or row.pk

    def after_step(self, request: HttpRequest, row: Statement) -> str:
        """A draft that is gone leads back to its statement."""
        there = self.get_object(request, str(row.pk)) or self.get_object(request, str(row.revises_id))
        if there is None or self.opts.model_name == "statement":
            return reverse(f"admin:concepts_{self.opts.model_name}_changelist")
        return self.address("change", there)

    @admin.display(description=_("used by"))
    def used_by(self, statement: Statement) -> str:
        live = statement.revises or statement
        using = Statement.objects.filter(Q(sides__characteristic=live) | Q(bases__statement=live), revises=None)
        rows = ((one.get_kind_display(), name_of(one)) for one in using.distinct().order_by("code"))
        return format_html_join("", "<p>{}: {}</p>", rows) or "–"
