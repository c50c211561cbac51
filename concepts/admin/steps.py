"""Say what a step in the workflow of a row is, and what refuses it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from concepts.admin.base import InterfaceText
from concepts.admin.companions import FindCompanions, StaleCompanionError
from concepts.admin.merge_preview import LinkedRow
from concepts.admin.step_forms import StepForm
from concepts.editorial.actors import Actor
from concepts.editorial.drafts import NoDraftError, StaleDraftError
from concepts.editorial.merging import NotMergeableError
from concepts.editorial.proposal_publishing import WithheldWordsError
from concepts.editorial.proposals import ProposalInTheWayError, StaleProposalError
from concepts.editorial.publishing import NotWithdrawableError
from concepts.editorial.requirements import NotPublishableError
from concepts.editorial.restoring import DraftInTheWayError
from concepts.editorial.review import OwnWorkError, WrongStatusError
from concepts.editorial.saving import NothingChangedError
from sources.content_row import ContentRow
from sources.locking import StaleSaveError

RESTORE = "restore"  # the name of the step that begins a draft with a former content
STEP_REFUSALS = (
    NothingChangedError, NotPublishableError, NotWithdrawableError, WrongStatusError, OwnWorkError, NoDraftError,
    StaleDraftError, DraftInTheWayError, NotMergeableError, ProposalInTheWayError, StaleCompanionError,
    StaleProposalError, StaleSaveError, ValidationError, WithheldWordsError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What stands in the way of a step: a sentence that says so, and the rows concerned."""

    sentence: str
    rows: tuple[LinkedRow, ...]


@dataclass(frozen=True, slots=True)
class WorkflowStep:
    """One step: who may take it, for which rows, and what it does.

    `take` receives the locked rows, the person and the valid form (an empty form if the step asks for nothing); it
    returns a further message or None. `done` is the message after success, `log` what the history says; `help` stands
    on the page of the step, `help_many` in its place where it is about many rows. If `action` is true, the step is also
    an action of the list, for many rows at once; if `page` is true, it asks on a page of its own. `companions` returns
    what the person may take along with rows: it is offered, and `take` receives what is ticked; with `shows_changes`,
    the page shows what is new or differs in it, to be judged there.
    """

    name: str
    label: InterfaceText
    permission: str
    applies: Callable[[Any], bool]
    take: Callable[[list[Any], Actor, StepForm], str | None]
    done: InterfaceText
    log: InterfaceText
    help: InterfaceText = ""
    help_many: InterfaceText = ""
    form: type[StepForm] | None = None
    action: bool = False
    page: bool = False
    companions: FindCompanions | None = None
    shows_changes: bool = False

    def form_for(
        self, row: ContentRow | None, sent: QueryDict | None = None, *, auto_id: str = "id_%s"
    ) -> StepForm | None:
        """Return the form of the step for one row, with what was sent; None where it asks for nothing."""
        if self.form is None:
            return None
        form = self.form(sent, auto_id=auto_id)
        if row is not None:
            form.fit(row)
        return form


def refusal_text(error: Exception) -> str:
    """Return the message of a refusal, in one line."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
