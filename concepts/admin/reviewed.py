"""Provide the page of rows that readers see: what is saved is a draft or a proposal until somebody else publishes it.

A new row is saved itself, as a draft. A change to a row that readers see becomes its proposal. The form works on the
row as it is proposed to be: it is opened, checked and saved in the database as it would be, which is then undone;
only the content that came of it is kept.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from concepts.admin.base import Context
from concepts.admin.change_lines import ChangeLine
from concepts.admin.content import BoundForm
from concepts.admin.content_lines import list_content_lines
from concepts.admin.editing import end_editing
from concepts.admin.field_notes import name_fields, show_at_fields
from concepts.admin.log_sentences import LogMessage, describe_changes
from concepts.admin.review_steps import ROW_STEPS, draft_in_the_way, has_changes, is_behind, work_of
from concepts.admin.reviewed_list import ReviewedList
from concepts.admin.steps import RESTORE, Hindrance, WorkflowStep, refusal_text
from concepts.content.natural_keys import kind_of
from concepts.content.row_content import RowContent
from concepts.editorial.proposal_publishing import missing_of_row
from concepts.editorial.proposals import (
    ProposalInTheWayError,
    changes_by_proposal,
    content_of,
    has_proposed_change,
    note_unseen,
    proposal_of,
    propose_change,
    propose_new,
    proposed,
    refuse_proposals,
)
from concepts.editorial.public_rows import is_public
from concepts.editorial.review import notes_on
from concepts.editorial.row_contents import read_row_content, what_if
from concepts.editorial.row_names import name_of
from concepts.editorial.saving import NothingChangedError
from concepts.editorial.showing import find_showing
from concepts.editorial.write_lock import write_lock
from concepts.models import DraftNote, Proposal, Statement
from sources.content_row import ContentRow, ReviewedRow, RowStatus


@dataclass(slots=True)
class Proposing:
    """A form that is open on a row that readers see.

    `public` is what they see. `fault` says why the proposal cannot be shown in the form, where it cannot. `content` and
    `message` are what a saved form made of the row, and what the log is to say.
    """

    public: RowContent
    proposal: Proposal | None
    fault: str = ""
    content: RowContent | None = None
    message: LogMessage | None = None


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """What the page of a row says of the draft of it: its status, who wrote it, and how it differs from the row.

    `is_sealed` says that the difference has words that the person may not read.
    """

    status: str
    by: str
    is_new: bool
    is_behind: bool
    is_sealed: bool
    lines: tuple[ChangeLine, ...]
    fault: str


_open: ContextVar[Proposing | None] = ContextVar("form of a row that readers see", default=None)


@contextmanager
def _form_of(row: ContentRow) -> Iterator[Proposing]:
    """Let the body show or save the form of a row that readers see, as it is proposed to be; nothing else is kept.

    It is part of a larger change, so that nobody else writes between what is read here and what the body sees.
    """
    proposing = Proposing(read_row_content(row), proposal_of(row))
    token = _open.set(proposing)
    try:
        with _as_proposed(row, proposing):
            yield proposing
    finally:
        _open.reset(token)


@contextmanager
def _as_proposed(row: ContentRow, proposing: Proposing) -> Iterator[None]:
    """Put the proposal in place for the body; what is stored stays where the proposal has become impossible."""
    try:
        with proposed(row):
            pass
    except ValidationError as error:
        proposing.fault = refusal_text(error)
    with what_if() if proposing.fault else proposed(row):
        yield


def _rendered(response: HttpResponse) -> HttpResponse:
    """Render a page now, while the database is as the page is to show it."""
    return response.render() if isinstance(response, TemplateResponse) else response


def _last_of_this_draft(notes: list[DraftNote], work: Statement | Proposal | None) -> DraftNote | None:
    """Return the last note on the draft of a row; None where the last one is about an earlier draft of it."""
    return notes[-1] if notes and work is not None and notes[-1].at >= work.begun_at else None


class ReviewedAdmin(ReviewedList):
    """The page of rows that readers see once they are published."""

    steps = ROW_STEPS
    change_form_template = "admin/concepts/reviewed_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        """Show or save the form; where a change is proposed, what it shows is written and undone (`what_if`)."""
        if object_id is None or request.method == "POST" or not self._find_changed(request, object_id):
            return super().changeform_view(request, object_id, form_url, extra_context)
        with write_lock():
            row = self._find_changed(request, object_id)  # as it is now that nobody else writes
            if row is None:
                return super().changeform_view(request, object_id, form_url, extra_context)
            with _form_of(row):
                return _rendered(super().changeform_view(request, object_id, form_url, extra_context))

    def _find_changed(self, request: HttpRequest, object_id: str) -> ContentRow | None:
        """Return the row with that id if a change to it is proposed; None otherwise."""
        row = self.get_object(request, unquote(object_id))
        return row if row is not None and has_proposed_change(row) else None

    @write_lock()
    def post_form(self, request: HttpRequest, object_id: str | None, form_url: str) -> HttpResponse:
        """Save a posted form: of a row that readers see as a proposal, of any other row itself."""
        row = self.get_object(request, unquote(object_id)) if object_id is not None else None
        if row is None or not changes_by_proposal(row):
            return super().post_form(request, object_id, form_url)
        with _form_of(row) as proposing:
            response = _rendered(super().post_form(request, object_id, form_url))
        if proposing.content is not None:
            propose_change(row=row, content=proposing.content, by=request.user, started_from=row.form_version)
            self.log_change(request, row, proposing.message or [])
            end_editing(request.user, row)
        return response

    def save_bound(self, request: HttpRequest, bound: BoundForm) -> Model:
        """Save a valid form; of a row that readers see, only the content that comes of it will be kept."""
        proposing = _open.get()
        if proposing is None:
            if bound.row is None and isinstance(bound.form.instance, ReviewedRow):
                bound.form.instance.status = RowStatus.DRAFT  # before it is saved, so that nothing is published
            saved = super().save_bound(request, bound)
            if bound.row is None and isinstance(saved, ReviewedRow):
                propose_new(row=saved, by=request.user)
            elif isinstance(saved, ContentRow) and not is_public(saved):
                note_unseen(row=saved, by=request.user)
            return saved
        row: ContentRow = bound.form.save(commit=False)
        row.save()
        bound.form.save_m2m()
        for formset in bound.formsets:
            formset.save()
        self.finish(request, row)
        content = read_row_content(row)
        if proposing.proposal is None and content == proposing.public:
            raise NothingChangedError(gettext("Nothing was changed, so there is no draft."))
        proposing.content = content
        proposing.message = describe_changes(bound.form, bound.formsets, is_new=False)
        return row

    def answer_saved(self, request: HttpRequest, bound: BoundForm, row: Model) -> HttpResponse:
        """Say what was saved and who sees it, and lead to the row, where it is submitted."""
        if IS_POPUP_VAR in request.POST or "_addanother" in request.POST or not isinstance(row, ContentRow):
            return super().answer_saved(request, bound, row)
        proposing = _open.get()
        if proposing and proposing.proposal and proposing.proposal.status == Proposal.Status.SUBMITTED:
            message = gettext("The changes to “%(name)s” are saved and still wait for a reviewer.")
        elif proposing:
            message = gettext("The changes to “%(name)s” are saved as a draft; readers still see what is published.")
        elif is_public(row):
            return super().answer_saved(request, bound, row)
        else:
            message = gettext("“%(name)s” is saved as a draft; readers see it once it is published.")
        self.message_user(request, message % {"name": name_of(row)}, messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", row))

    def form_context(self, request: HttpRequest, bound: BoundForm) -> Context:
        context = super().form_context(request, bound)
        row = bound.row
        if row is None:
            return context
        notes = name_fields(row, notes_on(row).select_related("by").order_by("at", "pk"))
        show_at_fields(bound.form, notes, work_of(row))
        shown = self._shown(request, row)
        is_draft = shown is not None
        return context | {
            "proposal": shown,
            "begins_proposal": not is_draft and is_public(row) and self.has_change_permission(request, row),
            "missing": missing_of_row(row, {}) if is_draft else [],
            "notes": notes,
            "last_note": _last_of_this_draft(notes, work_of(row)),
            "live_address": self.get_view_on_site_url(row),
            "preview": self._preview_address(row) if is_draft else "",
        }

    def step_hindrance(self, step: WorkflowStep, rows: Sequence[ContentRow]) -> Hindrance | None:
        """Return that a draft is in the way of restoring; None for other steps."""
        drafted = next((row for row in rows if has_proposed_change(row)), None) if step.name == RESTORE else None
        return draft_in_the_way(self.address("change", drafted)) if drafted else None

    def available_steps(self, request: HttpRequest, row: ContentRow) -> list[Context]:
        """Return the steps that can be taken now; those on the way to readers tell what they reach."""
        steps = super().available_steps(request, row)
        reach = _tell_reach(row) if has_changes(row) else ""
        return [each | {"reach": reach if each["step"].name in ("submit", "publish") else ""} for each in steps]

    def may_compare(self, request: HttpRequest, row: Model) -> bool:
        """Tell whether the person may read how a draft differs from the row."""
        return True

    def _shown(self, request: HttpRequest, row: ContentRow) -> ShownProposal | None:
        """Return what there is to say of the draft of the row; None where there is none."""
        proposal = work_of(row)
        if not isinstance(proposal, Proposal):
            return None
        proposing, content = _open.get(), content_of(proposal)
        may_compare = self.may_compare(request, row)
        lines = list_content_lines(proposing.public, content) if proposing and content and may_compare else ()
        return ShownProposal(
            status=proposal.get_status_display(),
            by=proposal.author_name,
            is_new=content is None,
            is_behind=is_behind(row),
            is_sealed=not may_compare,
            lines=lines,
            fault=proposing.fault if proposing else "",
        )

    def _preview_address(self, row: ContentRow) -> str:
        """Return the address of the page that readers would see; empty where the row has no page."""
        has_page = hasattr(row, "get_absolute_url") and row.get_absolute_url()
        return reverse("row-preview", args=[kind_of(row), row.pk]) if has_page else ""

    def get_view_on_site_url(self, obj: Model | None = None) -> str | None:
        """Return the address of the public page; None as long as readers do not see the row."""
        if obj is not None and isinstance(obj, ContentRow) and not is_public(obj):
            return None
        return super().get_view_on_site_url(obj)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        """Delete a row, unless changes to it are being drafted."""
        row = self.get_object(request, unquote(object_id))
        try:
            if row is not None and self.has_delete_permission(request, row):
                refuse_proposals(row)
        except ProposalInTheWayError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(self.address("change", row))
        return super().delete_view(request, object_id, extra_context)


def _tell_reach(row: ContentRow) -> str:
    """Return in a sentence how many published statements show the row; empty where none does. A few queries."""
    number = len(find_showing(rows={kind_of(row): [row.pk]}))
    sentence = ngettext(
        "%(number)d published statement shows this; it gets a new edition if what it shows changes.",
        "%(number)d published statements show this; those get a new edition in which what they show changes.",
        number,
    )
    return sentence % {"number": number} if number else ""
