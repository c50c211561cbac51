"""Define the steps of review, from submitting to publishing: the same for statements and for all other rows."""

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.field_notes import list_fields
from concepts.admin.merge_preview import LinkedRow
from concepts.admin.step_forms import StepForm, sentences_field
from concepts.admin.steps import RESTORE, Hindrance, WorkflowStep
from concepts.content.natural_keys import kind_of
from concepts.content.value_types import MOST_NUMBER
from concepts.editorial import companions, drafts, proposals, publishing, restoring, review
from concepts.editorial.actors import Actor
from concepts.editorial.publication_case import Missing
from concepts.models import Proposal, RowChange, Statement
from sources.content_row import ContentRow
from sources.models import Passage

Status = Statement.Status
CHANGE_PERMISSION, PUBLISH_PERMISSION, WITHDRAW_PERMISSION = (
    f"concepts.{action}_statement" for action in ("change", "publish", "withdraw")
)
BACKEND = "django.contrib.auth.backends.ModelBackend"  # the backend that knows permissions
KNOWN_PROPOSAL = "_known_proposal"


class NoteForm(StepForm):
    about = forms.ChoiceField(label=_("About"), required=False)
    note = sentences_field(_("Comment"))

    def fit(self, row: ContentRow) -> None:
        choices = self.fields["about"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [("", _("all of it")), *list_fields(row).items()]


class CommentForm(StepForm):
    comment = sentences_field(_("What the author is to change"))


class PublishForm(StepForm):
    note = sentences_field(_("Note on what changed"), required=False)


class FormerContentForm(StepForm):
    """Choose what is restored: what a row said after a publication, or before it."""

    publication = forms.IntegerField(label=_("Publication"), min_value=1, max_value=MOST_NUMBER)
    before = forms.BooleanField(label=_("as it was before that publication"), required=False)


class PersonField(forms.ModelChoiceField):
    """Choose a person by full name, or by user name if there is none."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_username()


class ReviewerForm(StepForm):
    """Choose the reviewer of a draft."""

    to = PersonField(
        User.objects.with_perm(PUBLISH_PERMISSION, backend=BACKEND).order_by("username"),
        label=_("Reviewer"),
        required=False,
        empty_label=_("nobody"),
    )


def work_of(row: ContentRow) -> Statement | Proposal | None:
    """Return what holds the state of the work on a row: a statement itself, the proposal for another row, or nothing.

    The proposal is asked for once, and kept with the row for as long as a request lasts.
    """
    if isinstance(row, Statement):
        return row
    known = vars(row)
    if KNOWN_PROPOSAL not in known:
        known[KNOWN_PROPOSAL] = proposals.proposal_of(row)
    found: Proposal | None = known[KNOWN_PROPOSAL]
    return found


def has_draft(row: ContentRow, *statuses: str) -> bool:
    """Return whether there is a draft of the row in one of these statuses, by default in any."""
    work = work_of(row)
    return work is not None and work.status in (statuses or (Status.DRAFT, Status.SUBMITTED))


def has_changes(row: ContentRow) -> bool:
    """Return whether the row is, or has, a draft of changes to what readers see."""
    work = work_of(row)
    if isinstance(work, Statement):
        return work.revises_id is not None
    return work is not None and work.content is not None


def is_behind(row: ContentRow) -> bool:
    """Return whether what readers see was changed after the draft of changes was begun."""
    work = work_of(row)
    if isinstance(work, Statement):
        return work.revises is not None and work.started_from != work.revises.row_version
    return work is not None and proposals.is_stale(row, work)


def draft_in_the_way(address: str) -> Hindrance:
    """Return what keeps anything from being restored: the draft at this address."""
    sentence = gettext("Changes are being drafted; publish or discard them before you restore anything.")
    return Hindrance(sentence, (LinkedRow(gettext("Look at the draft"), address),))


def _submit(rows: list[ContentRow], by: Actor, form: StepForm) -> None:
    now = timezone.now()
    for row in rows:
        review.submit(row=row, by=by, at=now)


def _return(rows: list[ContentRow], by: Actor, form: StepForm) -> None:
    for row in rows:
        review.return_to_draft(row=row, by=by, comment=form.cleaned_data["comment"])


def _assign(rows: list[ContentRow], by: Actor, form: StepForm) -> None:
    for row in rows:
        review.assign(row=row, to=form.cleaned_data["to"], by=by)


def _note(rows: list[ContentRow], by: Actor, form: StepForm) -> None:
    for row in rows:
        review.add_note(row=row, by=by, text=form.cleaned_data["note"], field=form.cleaned_data["about"])


def _publish(rows: list[ContentRow], by: Actor, form: StepForm) -> None:
    publishing.publish(
        statements=[row for row in rows if isinstance(row, Statement)],
        rows=[row for row in rows if not isinstance(row, Statement)],
        by=by,
        note=form.cleaned_data.get("note", ""),
    )


def _discard(rows: list[ContentRow], by: Actor, form: StepForm) -> None:
    for row in rows:
        if isinstance(row, Statement):
            drafts.discard_draft(statement=row)
        else:
            proposals.discard_proposal(row=row)


def _rebase(rows: list[ContentRow], by: Actor, form: StepForm) -> None:
    for row in rows:
        if isinstance(row, Statement):
            drafts.rebase(statement=row)
        else:
            proposals.rebase_proposal(row=row)


def _restore(rows: list[ContentRow], by: Actor, form: StepForm) -> str:
    gone: list[Missing] = []
    for row in rows:
        changes = RowChange.objects.filter(publication=form.cleaned_data["publication"], kind=kind_of(row), row=row.pk)
        change = changes.first()
        if change is None:
            raise forms.ValidationError(_("That publication did not change this."))
        gone += restoring.restore_content(change=change, before=form.cleaned_data["before"], row=row, by=by)
    return " ".join(str(fault) for fault in gone)


REVIEW_STEPS = (
    WorkflowStep(
        "submit", _("Submit for review"), CHANGE_PERMISSION, lambda row: has_draft(row, Status.DRAFT), _submit,
        _("Submitted for review."), _("Submitted for review"), action=True,
        companions=lambda rows, by: companions.to_submit_with(*rows),
    ),
    WorkflowStep(
        "assign", _("Assign to a reviewer"), CHANGE_PERMISSION, has_draft, _assign, _("Assigned."),
        _("Assigned to a reviewer"), form=ReviewerForm, action=True,
    ),
    WorkflowStep(
        "return", _("Send back to draft"), PUBLISH_PERMISSION, lambda row: has_draft(row, Status.SUBMITTED), _return,
        _("Sent back."), _("Sent back to draft"), form=CommentForm, action=True,
        companions=lambda rows, by: companions.to_return_with(*rows),
    ),
    WorkflowStep(
        "publish", _("Publish"), PUBLISH_PERMISSION, has_draft, _publish, _("Published."), _("Published"),
        _("Publishes what is saved, if nothing is missing; otherwise says what is."), form=PublishForm, action=True,
        companions=lambda rows, by: companions.to_publish_with(*rows, by=by), shows_changes=True,
    ),
    WorkflowStep(
        "take-over", _("I have taken the public text into account"), CHANGE_PERMISSION,
        is_behind, _rebase,
        _("The draft now starts from the public text as it stands."), _("Took the public text into account"),
    ),
    WorkflowStep(
        "discard", _("Discard the draft"), CHANGE_PERMISSION, has_changes, _discard,
        _("The draft is discarded; the public text stays."), _("Discarded the draft"),
        _("The public text stays as it is."), page=True,
    ),
    WorkflowStep(
        "note", _("Add a comment"), CHANGE_PERMISSION, lambda row: isinstance(row, Passage) or has_draft(row), _note,
        _("Comment added."), _("Added a comment"), form=NoteForm,
    ),
)  # fmt: skip

# The steps of rows that are no statements.
ROW_STEPS = (
    *REVIEW_STEPS,
    # Offered only on the history page, beside each publication.
    WorkflowStep(
        RESTORE, _("Restore as a draft"), CHANGE_PERMISSION, lambda row: False, _restore,
        _("A draft of changes with what it said then is begun; readers still see what is published."),
        _("Restored a former content as a draft"),
        form=FormerContentForm, page=True,
    ),
)  # fmt: skip
