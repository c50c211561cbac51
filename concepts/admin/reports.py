"""Show what readers report as wrong, and let curators answer it or take it up as a comment on a draft."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Context
from concepts.admin.history import LogHistory
from concepts.admin.row_versions import is_shown_again
from concepts.admin.step_forms import StepForm
from concepts.admin.work import name_of_statement
from concepts.editorial.drafts import NoDraftError
from concepts.editorial.error_reports import (
    KEPT_FOR,
    MOST_ANSWER,
    AnsweredMeanwhileError,
    NothingToCommentError,
    answer_report,
    find_reported_passage,
    take_up_report,
)
from concepts.editorial.review import WordsMissingError
from concepts.editorial.write_lock import write_lock
from concepts.models import ErrorReport, Statement
from sources.content_row import ContentRow
from sources.languages import Text
from sources.models import Passage

State = ErrorReport.State
STATE, SEEN = "state", "seen"  # the names of the buttons, and of the field with the state that was looked at
LONGEST_WORDS = 90  # code points of a report in lists
DONE = {
    State.DONE: _("Marked as done."),
    State.REJECTED: _("Rejected."),
    State.TAKEN_UP: _("Taken up: it is a comment on this draft now."),
}


class AnswerForm(StepForm):
    """Read what a curator says to a report."""

    answer = forms.CharField(
        label=_("Answer to the report"),
        max_length=MOST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A word on what was done, or why nothing is wrong. Only curators see it."),
    )


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """What a report is about: its name, the pages of it for readers and, where there is one, for curators.

    `can_be_taken_up` tells whether it can have a comment.
    """

    name: Text
    public_address: str
    address: str
    can_be_taken_up: bool


def name_report(report: ErrorReport) -> Text:
    """Return the words of a report, shortened; readers write in any language."""
    return Text(Truncator(" ".join(report.words.split())).chars(LONGEST_WORDS, truncate="…"), "")


def name_reported(report: ErrorReport) -> str:
    """Return the code and edition of the statement that a report is about, or the place of the passage."""
    if report.statement is not None:
        return f"{report.statement.code} v{report.edition}"
    assert report.version is not None
    return f"{report.version.source.slug} v{report.version.number}, {report.start}–{report.end}"


def find_reported_row(report: ErrorReport) -> ReportedRow:
    """Return what a report is about, as it stands today."""
    statement, version = report.statement, report.version
    if statement is not None:
        return ReportedRow(
            name=name_of_statement(statement),
            public_address=reverse("short-edition", args=[statement.code, report.edition]),
            address=reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk]),
            can_be_taken_up=statement.status == Statement.Status.PUBLISHED,
        )
    assert version is not None
    passage = find_reported_passage(report)
    place = [version.source.slug, version.number, report.start, report.end]
    return ReportedRow(
        name=version.source.title,
        public_address=reverse("pages:passage", args=place),
        address=_address_of(passage) if passage else "",
        can_be_taken_up=passage is not None,
    )


@dataclass(frozen=True, slots=True)
class WaitingReports:
    """The number of reports on a statement that nobody has answered yet, and the address of their list."""

    count: int
    address: str


def find_waiting_reports(statement: int, code: str) -> WaitingReports:
    """Return the reports that wait on the statement with this id and code; one query."""
    reports = ErrorReport.objects.filter(statement=statement, state=State.WAITING)
    address = reverse("admin:concepts_errorreport_changelist", query={"q": code, "state__exact": State.WAITING})
    return WaitingReports(reports.count(), address)


def _address_of(row: ContentRow | Passage) -> str:
    """Return the page of a statement or passage in the admin; of a draft of changes that of what it revises."""
    if isinstance(row, Statement):
        return reverse(f"admin:concepts_{row.kind}_change", args=[row.revises_id or row.pk])
    return reverse("admin:sources_passage_change", args=[row.pk])


@admin.register(ErrorReport)
class ErrorReportAdmin(LogHistory):
    """The list, newest first, and the page on which a report is answered; only readers add any."""

    list_display = ("shown_words", "about", "state", "sent_at", "who")
    list_filter = ("state", "language")
    list_select_related = ("statement", "version__source")
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "sent_at"
    search_fields = ("words", "answer", "statement__code", "version__source__slug")
    search_help_text = _("Words of the report or the answer, the code of a statement, the name of a source.")
    ordering = ("-sent_at", "-pk")
    views_of_forms = ("change_view",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("what is wrong"))
    def shown_words(self, report: ErrorReport) -> str:
        return str(name_report(report))

    @admin.display(description=_("about"))
    def about(self, report: ErrorReport) -> str:
        return name_reported(report)

    @admin.display(description=_("answered by"), ordering="answered_by_name")
    def who(self, report: ErrorReport) -> str:
        return report.answered_by_name

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Context | None = None
    ) -> HttpResponse:
        """Show a report, or take the answer to it."""
        if request.method == "POST":
            with write_lock():
                return self.answer_view(request, object_id)
        return self.answer_view(request, object_id)

    def answer_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a report; take the answer to it as part of a larger transaction."""
        report = self.get_queryset(request).select_related(*self.list_select_related).filter(pk=_id(object_id)).first()
        if not self.has_view_permission(request, report):
            raise PermissionDenied
        if report is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return self.show_report(request, report, AnswerForm(initial={"answer": report.answer}))
        if not self.has_change_permission(request, report):
            raise PermissionDenied
        return self.take_answer(request, report)

    def take_answer(self, request: HttpRequest, report: ErrorReport) -> HttpResponse:
        """Answer a report as the pressed button says, and lead to what comes next; show it again where that cannot be.

        The next thing after taking it up is the draft with the comment, after another answer the list.
        """
        form, state = AnswerForm(request.POST), request.POST.get(STATE, "")
        if is_shown_again(request):
            return self.show_report(request, report, form)
        if not form.is_valid() or state not in DONE:
            return self.show_report(request, report, form, 400)
        given = {"report": report, "answer": form.cleaned_data["answer"], "by": request.user}
        given["seen"] = request.POST.get(SEEN, "")
        address = reverse("admin:concepts_errorreport_changelist", query={"state__exact": State.WAITING})
        try:
            if state == State.TAKEN_UP:
                if not request.user.has_perm("concepts.change_statement"):
                    raise PermissionDenied
                address = _address_of(take_up_report(**given))
            else:
                answer_report(**given, state=state)
        except WordsMissingError as error:
            form.add_error("answer", str(error))
            return self.show_report(request, report, form, 400)
        except (AnsweredMeanwhileError, NoDraftError, NothingToCommentError) as error:
            report.refresh_from_db()
            return self.show_report(request, report, form, 409, str(error))
        self.log_change(request, report, [{"changed": {"fields": ["state", "answer"]}}])
        self.message_user(request, str(DONE[State(state)]), messages.SUCCESS)
        return HttpResponseRedirect(address)

    def show_report(
        self, request: HttpRequest, report: ErrorReport, form: AnswerForm, status: int = 200, refusal: str = ""
    ) -> HttpResponse:
        """Show the page of a report, with what was typed and why it was refused."""
        may_answer = self.has_change_permission(request, report)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Report of an error"),
            "subtitle": name_reported(report),
            "opts": self.opts,
            "report": report,
            "row": find_reported_row(report),
            "form": form if may_answer else None,
            "may_answer": may_answer,
            "may_delete": self.has_delete_permission(request, report),
            "refusal": refusal,
            "kept_days": KEPT_FOR.days,
        }
        return TemplateResponse(request, "admin/concepts/report.html", context, status=status)


def _id(object_id: str) -> int | None:
    """Return the id that an address has; None where it has none."""
    plain = unquote(object_id)
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 19 else None
