"""Keep what readers report as wrong, and answer it: as done, as rejected, or as a comment on a draft.

A report is no content: readers see nothing of it, and no revision is raised. The room for reports is bounded, however
many somebody sends: `MOST_WAITING` wait at once, and what was answered is deleted after `KEPT_FOR`.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.drafts import start_draft
from concepts.editorial.review import WordsMissingError, add_note
from concepts.editorial.write_lock import write_lock
from concepts.models import ErrorReport, Statement
from sources.content_row import ContentRow
from sources.languages import Language
from sources.models import Passage, SourceVersion

State = ErrorReport.State

MOST_WORDS = 1_500  # code points, so that they fit into a comment
MOST_CONTACT = 200
MOST_ANSWER = 500
MOST_WAITING = 1_000
KEPT_FOR = timedelta(days=180)  # after the answer


class TooManyReportsError(Exception):
    """As many reports wait for curators as the site keeps."""


class AnsweredMeanwhileError(Exception):
    """Somebody else answered the report since it was opened; the message names who."""


class NothingToCommentError(Exception):
    """What the report is about cannot have a comment; the message says why."""


@dataclass(frozen=True, slots=True)
class ReportedStatement:
    """A report is about a statement as it stood in the edition with that number."""

    statement: Statement
    edition: int

    @property
    def columns(self) -> dict[str, int]:
        """Return the columns of a report that say what it is about."""
        return {"statement_id": self.statement.pk, "edition": self.edition}


@dataclass(frozen=True, slots=True)
class ReportedPassage:
    """A report is about a span of a version of a source."""

    version: SourceVersion
    start: int
    end: int

    @property
    def columns(self) -> dict[str, int]:
        """Return the columns of a report that say what it is about."""
        return {"version_id": self.version.pk, "start": self.start, "end": self.end}


Reported = ReportedStatement | ReportedPassage


def is_waiting(about: Reported, words: str, contact: str) -> bool:
    """Return whether the same report waits already: a form that is sent twice makes one."""
    return ErrorReport.objects.filter(state=State.WAITING, checksum=_checksum(about, words, contact)).exists()


@write_lock()
def report_error(*, about: Reported, words: str, contact: str, language: Language) -> ErrorReport:
    """Keep a report, whose texts are cleaned, and return it; the one that waits already where it is sent twice.

    Raises TooManyReportsError.
    """
    checksum = _checksum(about, words, contact)
    if known := ErrorReport.objects.filter(state=State.WAITING, checksum=checksum).first():
        return known
    _delete_old()
    if ErrorReport.objects.filter(state=State.WAITING).count() >= MOST_WAITING:
        raise TooManyReportsError
    return ErrorReport.objects.create(
        **about.columns, words=words, contact=contact, language=language, checksum=checksum
    )


@write_lock()
def answer_report(*, report: ErrorReport, state: str, answer: str, by: Actor, seen: str) -> None:
    """Say that a report is done or rejected, with a word on it; an answer that was given may be replaced.

    `seen` is the state in which the report was looked at. Raises AnsweredMeanwhileError where that is not its state,
    and WordsMissingError where it is rejected without words.
    """
    stored = _lock(report, seen)
    if state == State.REJECTED and not answer.strip():
        raise WordsMissingError(_("Say in a few words why nothing is wrong."))
    _answer(stored, State(state), answer, by)


@write_lock()
def take_up_report(*, report: ErrorReport, answer: str, by: Actor, seen: str) -> ContentRow:
    """Make the report a comment on a draft of what it is about, and return the row that has the comment.

    A published statement without a draft of changes gets one. `seen` as in `answer_report`. Raises
    AnsweredMeanwhileError, NothingToCommentError, and NoDraftError where readers no longer see the statement.
    """
    stored = _lock(report, seen)
    row: ContentRow
    if stored.statement is not None:
        row = start_draft(statement=stored.statement, by=by)
        head = _("A reader reports an error in edition %(edition)d:") % {"edition": stored.edition}
    else:
        passage = find_reported_passage(stored)
        if passage is None:
            raise NothingToCommentError(_("No passage is kept for exactly these words, so nothing can be commented."))
        row, head = passage, _("A reader reports an error:")
    add_note(row=row, by=by, text=f"{head}\n{stored.words}")
    _answer(stored, State.TAKEN_UP, answer, by)
    return row


def find_reported_passage(report: ErrorReport) -> Passage | None:
    """Return the passage with exactly the words that a report is about; None where none is kept."""
    if report.version_id is None or report.start is None or report.end is None:
        return None
    return Passage.objects.filter(version=report.version_id, start=report.start, end=report.end).first()


def _lock(report: ErrorReport, seen: str) -> ErrorReport:
    stored = ErrorReport.objects.select_for_update(of=("self",)).select_related("statement").get(pk=report.pk)
    if stored.state != seen:
        message = _("Meanwhile %(name)s answered this report: %(state)s. Look at the answer, then send yours again.")
        raise AnsweredMeanwhileError(message % {"name": stored.answered_by_name, "state": stored.get_state_display()})
    return stored


def _answer(report: ErrorReport, state: State, answer: str, by: Actor) -> None:
    """Note the answer, and delete what was answered long ago. Part of a larger change."""
    report.state, report.answer = state, answer.strip()
    report.answered_by, report.answered_by_name, report.answered_at = person(by), actor_name(by), timezone.now()
    report.save()
    _delete_old()


def _delete_old() -> None:
    """Delete what was answered longer ago than it is kept. Part of a larger change."""
    ErrorReport.objects.filter(answered_at__lt=timezone.now() - KEPT_FOR).delete()


def _checksum(about: Reported, words: str, contact: str) -> str:
    return hashlib.sha256(repr((sorted(about.columns.items()), words, contact)).encode()).hexdigest()
