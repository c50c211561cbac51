"""Store what is in work and seen by curators only: who wrote it, who reviews it, and proposals of changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class InWork(models.Model):
    """Who wrote, submitted and is to review a row, and when it was begun; names are kept when accounts are gone."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="%(class)ss_written",
        verbose_name=_("written by"),
    )
    author_name = models.CharField(_("written by, by name"), max_length=150, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="%(class)ss_submitted",
        verbose_name=_("submitted by"),
    )
    submitted_by_name = models.CharField(_("submitted by, by name"), max_length=150, blank=True, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss_to_review",
        verbose_name=_("to be reviewed by"),
    )
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Proposal(InWork):
    """What is proposed for one row that is no statement: a change that waits, or a new row that is still a draft.

    `kind` (a key of DESCRIPTIONS) and `row` (its id) name the row; there is one proposal for a row. `content` is all
    that the row is to say, as `concepts.content.row_content` writes it; it is None for a new row, which itself is the
    draft. `started_from` is the row version that the content was written for; every save of the proposal raises the
    row's `proposal_version`, so that a form of the row notices it. A statement has no proposal: its drafts are rows.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")

    kind = models.CharField(_("kind"), max_length=14)
    row = models.PositiveBigIntegerField(_("row"))
    content = models.JSONField(_("content"), null=True)
    started_from = models.PositiveIntegerField()
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("work in progress")  # the page of them lists the drafts of statements too
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "row"],
                name="a_row_has_one_proposal",
                violation_error_message=_("Changes to this are being drafted already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted"]),
                name="proposal_status_is_known",
                violation_error_message=_("This is not in the list; choose something that is."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
