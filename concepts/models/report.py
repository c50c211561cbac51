"""Store what readers say is wrong with a statement or a passage, until curators have answered it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concepts.models.statement import Statement
from sources.constraints import is_one_of
from sources.languages import Language
from sources.models import SourceVersion


class ErrorReport(models.Model):
    """What a reader says is wrong, with nothing of who it was, but for the `contact` that the reader may have typed.

    It is about a statement, with the number of the `edition` that was read, or about a passage: the span from `start`
    to `end` of a version, for which no row of passages need be there. `language` is that of the page with the form.
    `checksum` is that of what it is about and of what was typed: while a report waits, the same is not kept twice.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        TAKEN_UP = "taken-up", _("taken up in a comment")
        DONE = "done", _("done")
        REJECTED = "rejected", _("rejected")

    statement = models.ForeignKey(
        Statement,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="error_reports",
        verbose_name=_("statement"),
    )
    edition = models.PositiveIntegerField(_("edition"), null=True, blank=True)
    version = models.ForeignKey(
        SourceVersion,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="error_reports",
        verbose_name=_("version"),
    )
    start = models.PositiveIntegerField(_("start"), null=True, blank=True)
    end = models.PositiveIntegerField(_("end"), null=True, blank=True)
    words = models.TextField(_("what is wrong"), max_length=1500)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=7, choices=Language)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    checksum = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    answer = models.TextField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="error_reports",
        verbose_name=_("answered by"),
    )
    answered_by_name = models.CharField(_("answered by, by name"), max_length=150, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("report of an error")
        verbose_name_plural = _("reports of errors")
        indexes = [models.Index(fields=["state", "sent_at"], name="reports_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, edition__isnull=False, version=None, start=None, end=None)
                | Q(
                    statement=None,
                    edition=None,
                    version__isnull=False,
                    start__isnull=False,
                    end__isnull=False,
                    end__gt=models.F("start"),
                ),
                name="report_is_about_one_thing",
                violation_error_message=_("A report is about an edition of a statement, or about a passage."),
            ),
            models.CheckConstraint(
                condition=~Q(words=""),
                name="report_says_something",
                violation_error_message=_("A report says in words what is wrong."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "taken-up", "done", "rejected"]),
                name="report_state_is_known",
                violation_error_message=_("This is not in the list; choose something that is."),
            ),
            is_one_of("report_language_is_known", "language", Language),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at=None, answer="")
                | (~Q(state="waiting") & Q(answered_at__isnull=False)),
                name="report_waits_or_is_answered",
                violation_error_message=_("A report waits, or it is answered at some moment."),
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(answer=""),
                name="report_is_rejected_with_words",
                violation_error_message=_("Say in a few words why nothing is wrong."),
            ),
            models.UniqueConstraint(
                fields=["checksum"],
                condition=Q(state="waiting"),
                name="report_waits_once",
                violation_error_message=_("The same report waits already."),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(self.words.split())[:90]
