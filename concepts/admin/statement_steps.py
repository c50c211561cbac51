"""Define the workflow steps of statements: those of review, and withdrawing, putting back, merging, restoring."""

from collections.abc import Sequence

from django import forms
from django.contrib.admin import site
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import NamedAutocomplete
from concepts.admin.review_steps import CHANGE_PERMISSION, PUBLISH_PERMISSION, REVIEW_STEPS, WITHDRAW_PERMISSION
from concepts.admin.step_forms import ReasonForm, StepForm, sentences_field
from concepts.admin.steps import RESTORE, WorkflowStep
from concepts.editorial import companions, merging, publishing, restoring
from concepts.editorial.actors import Actor
from concepts.editorial.publication_case import Missing
from concepts.models import Basis, Edition, Statement
from concepts.models.basis import CLAIM_KINDS

Kind, Status = Statement.Kind, Statement.Status


class WithdrawForm(StepForm):
    """Read the text that readers will see at the address of the statement."""

    words_en = sentences_field(_("words for readers in English"))
    words_zh = sentences_field(_("words for readers in Chinese"))


class PutBackForm(StepForm):
    """Read why a statement that was withdrawn is put back."""

    reason = sentences_field(_("Why it is put back"))


class MergeStatementsForm(ReasonForm):
    """Choose the statement that replaces this one, and read the reason."""

    into = forms.ModelChoiceField(
        Statement.objects.published(),
        label=_("Statement to keep"),
        widget=NamedAutocomplete(Basis._meta.get_field("statement"), site),
    )
    field_order = ("into", "reason_en", "reason_zh")


class EditionForm(StepForm):
    """Choose the edition to restore."""

    number = forms.IntegerField(label=_("Edition"), min_value=1)


def _withdrawal_order(statement: Statement) -> tuple[bool, bool, str]:
    """Return a sort key: statements that depend on others come first, and lists come before their parts."""
    depends = statement.kind in (Kind.DISTINCTION, *CLAIM_KINDS)
    return (not depends, statement.part_of_id is not None, statement.code)


def _withdraw(rows: list[Statement], by: Actor, form: StepForm) -> None:
    for row in sorted(rows, key=_withdrawal_order):
        row.refresh_from_db(fields=["status"])
        if row.status == Status.WITHDRAWN and row.part_of_id:
            continue  # was withdrawn with its list just now
        publishing.withdraw(statement=row, by=by, **form.cleaned_data)


def _put_back(rows: list[Statement], by: Actor, form: StepForm) -> None:
    publishing.put_back(statements=rows, by=by, reason=form.cleaned_data["reason"])


def _to_put_back_with(rows: Sequence[Statement]) -> list[companions.Companion]:
    return [companions.Companion(along, along) for row in rows for along in companions.to_put_back_with(row)]


def _merge(rows: list[Statement], by: Actor, form: StepForm) -> None:
    for row in rows:
        merging.merge(statement=row, by=by, **form.cleaned_data)


def _restore(rows: list[Statement], by: Actor, form: StepForm) -> str:
    missing: list[Missing] = []
    for row in rows:
        edition = Edition.objects.filter(statement=row, number=form.cleaned_data["number"]).first()
        if edition is None:
            raise forms.ValidationError(_("There is no edition of that number."))
        missing += restoring.restore(edition=edition, by=by).missing
    return " ".join(str(fault) for fault in missing)


STATEMENT_STEPS = (
    *REVIEW_STEPS,
    WorkflowStep(
        "withdraw", _("Withdraw"), WITHDRAW_PERMISSION, lambda row: row.status == Status.PUBLISHED, _withdraw,
        _("Withdrawn. Whoever follows a link to it reads your words."), _("Withdrew it"),
        _("This statement leaves the site. Whoever follows a link to it reads your words instead."),
        _("These statements leave the site. Whoever follows a link to one of them reads your words instead."),
        form=WithdrawForm, action=True, page=True,
    ),
    WorkflowStep(
        "put-back", _("Put back"), WITHDRAW_PERMISSION, publishing.is_withdrawn, _put_back,
        _("Put back; readers see it again."), _("Put back"),
        _("Readers see it again at its old address, with the editions that it has. Your reason stands in its history."),
        form=PutBackForm, action=True, page=True, companions=lambda rows, by: _to_put_back_with(rows),
    ),
    WorkflowStep(
        "merge", _("Merge into another"), PUBLISH_PERMISSION, lambda row: row.status == Status.PUBLISHED, _merge,
        _("Merged; the old address leads to the other statement."), _("Merged into another"),
        _("What stands below moves to the other one, as far as it has not the same already; this one is withdrawn. "
          "This cannot be undone."),
        form=MergeStatementsForm, page=True,
    ),
    # Offered only on the history page, beside each edition.
    WorkflowStep(
        RESTORE, _("Restore an edition as a draft"), CHANGE_PERMISSION, lambda row: False, _restore,
        _("A draft with the content of that edition is begun; readers still see the published text."),
        _("Restored an edition as a draft"),
        form=EditionForm, page=True,
    ),
)  # fmt: skip
