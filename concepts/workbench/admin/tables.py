"""The pages on which a table with many rows is brought, looked at, and saved as drafts."""

from collections import Counter

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import csrf_protect_m
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, Context
from concepts.admin.row_versions import is_shown_again
from concepts.formats.data_files import BYTE_ORDER_MARK
from concepts.workbench.models import BroughtTable
from concepts.workbench.tables.brought import (
    ForgottenTableError,
    bring_table,
    find_tables,
    forget_old_tables,
    outcomes_of,
    refused_rows,
    save_table,
)
from concepts.workbench.tables.cells import MOST_BYTES, MOST_ROWS, TableError, read_table
from concepts.workbench.tables.columns import COLUMNS, TableKind
from concepts.workbench.tables.outcomes import RowVerdict
from concepts.workbench.tables.refused import write_refused
from sources.reading.file_names import safe_name

MAY_BRING = ("concepts.change_statement", "concepts.change_concept", "sources.add_passage")


class TableForm(forms.Form):
    """Read a table from a file or a pasted text."""

    kind = forms.ChoiceField(label=_("What are its rows?"), choices=TableKind.choices)
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "CSV in any usual encoding, with commas, semicolons or tabs between the cells, or a workbook (.xlsx), of "
            "which the first sheet is read."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    pasted = forms.CharField(
        label=_("or the table itself"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 6}),
    )

    def clean(self) -> CleanedData:
        data = super().clean() or self.cleaned_data
        upload, pasted = data.get("file"), data.get("pasted") or ""
        if self.errors:
            return data
        if bool(upload) == bool(pasted.strip()):
            raise forms.ValidationError(_("Choose a file, or paste a table: one of the two."))
        field = "file" if upload else "pasted"
        content = upload.read(MOST_BYTES + 1) if upload else pasted.encode(errors="replace")
        try:
            data["rows"] = read_table(content, TableKind(data["kind"]))
        except TableError as error:
            self.add_error(field, str(error))
        data["name"] = safe_name(upload.name or "") if upload else ""
        return data


@admin.register(BroughtTable)
class BroughtTableAdmin(admin.ModelAdmin):
    """The tables of the person who is signed in."""

    list_display = ("__str__", "kind", "at", "is_imported")
    views_of_forms = ("add_view", "change_view")
    show_full_result_count = False
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: BroughtTable | None = None) -> bool:
        return request.user.has_perms(MAY_BRING)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: BroughtTable | None = None) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: BroughtTable | None = None) -> bool:
        """Tell whether it may go with the account of its person; its own page forgets it (`change_view`)."""
        return request.user.has_perm("auth.delete_user")

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        raise PermissionDenied

    def get_queryset(self, request: HttpRequest) -> "QuerySet[BroughtTable]":
        return find_tables(request.user).defer("rows", "outcomes")

    def get_urls(self) -> list[URLPattern]:
        refused = self.admin_site.admin_view(self.refused_view)
        return [path("<int:object_id>/refused/", refused, name="workbench_broughttable_refused"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Context | None = None) -> HttpResponse:
        """List what waits, and delete what nobody may look at any more."""
        if self.has_view_permission(request):
            forget_old_tables()
        return super().changelist_view(request, extra_context)

    @csrf_protect_m
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Context | None = None) -> HttpResponse:
        """Show the form, or try the table that is brought and lead to what its rows would do."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
        if form.is_bound and not is_shown_again(request) and form.is_valid():
            data = form.cleaned_data
            given = {"name": data["name"], "rows": data["rows"], "kind": TableKind(data["kind"])}
            table = bring_table(by=request.user, **given)
            return HttpResponseRedirect(reverse("admin:workbench_broughttable_change", args=[table.pk]))
        context = self._context(request, gettext("Bring a table")) | {
            "form": form,
            "columns": [(kind.label, COLUMNS[kind]) for kind in TableKind],
            "most_rows": MOST_ROWS,
        }
        return TemplateResponse(request, "admin/workbench/bring_table.html", context)

    @csrf_protect_m
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Context | None = None
    ) -> HttpResponse:
        """Show what the rows do; save them as drafts, or forget the table."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        table = self._find(request, object_id)
        if table is None:
            return self._answer_gone(request)
        if request.method == "POST" and not is_shown_again(request):
            return self._decide(request, table)
        outcomes = outcomes_of(table)
        counts = Counter(outcome.verdict for outcome in outcomes)
        context = self._context(request, gettext("What the rows do")) | {
            "subtitle": str(table),
            "table": table,
            "outcomes": [(outcome, RowVerdict(outcome.verdict).label) for outcome in outcomes],
            "counts": [(verdict.label, counts[verdict.value]) for verdict in RowVerdict],
            "refused": counts[RowVerdict.REFUSED.value],
            "may_save": not table.is_imported and counts[RowVerdict.NEW.value] + counts[RowVerdict.CHANGED.value] > 0,
        }
        return TemplateResponse(request, "admin/workbench/table.html", context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        """Lead to the table, which has no history."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:workbench_broughttable_change", args=[object_id]))

    def refused_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Answer the refused rows as CSV, each with its line and the reason; it can be corrected and brought again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        table = self._find(request, str(object_id))
        if table is None:
            return self._answer_gone(request)
        content = BYTE_ORDER_MARK + write_refused(refused_rows(table))
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="refused.csv"'
        return response

    def _find(self, request: HttpRequest, object_id: str) -> BroughtTable | None:
        plain = unquote(object_id)
        if not (plain.isascii() and plain.isdecimal() and len(plain) < 19):
            return None
        return find_tables(request.user).filter(pk=int(plain)).first()

    def _answer_gone(self, request: HttpRequest) -> HttpResponse:
        text = gettext("This table waits no more: it was forgotten, or a day has passed. Bring it in again.")
        self.message_user(request, text, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:workbench_broughttable_changelist"))

    def _decide(self, request: HttpRequest, table: BroughtTable) -> HttpResponse:
        if "_discard" in request.POST:
            table.delete()
            self.message_user(request, gettext("The table is forgotten; what was saved of it stays."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:workbench_broughttable_changelist"))
        if table.is_imported:
            self.message_user(request, gettext("All of this is saved already; nothing was saved twice."))
            return HttpResponseRedirect(request.get_full_path())
        try:
            outcomes = save_table(table=table, by=request.user)
        except ForgottenTableError:
            return self._answer_gone(request)
        number = sum(outcome.verdict in (RowVerdict.NEW, RowVerdict.CHANGED) for outcome in outcomes)
        text = ngettext("%(number)d row is saved as a draft.", "%(number)d rows are saved as drafts.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def _context(self, request: HttpRequest, title: str) -> Context:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
