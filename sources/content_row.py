"""What every row of content has besides what it says."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=models.Model)


class ContentRow(models.Model):
    """A row of content: curators edit it, and a knowledge pack can contain it.

    `row_version` increases by exactly one with every change of the row, or of the parts on its form, so that a form can
    detect that somebody else saved meanwhile (sources/locking.py); `proposal_version` increases with every change of
    what is proposed for it, which readers do not see. `pack` is the name of the folder of the pack that
    the row was loaded from; empty where it was created in the admin. `entry_hash` is the SHA-256 of the pack's entry
    when it was last loaded; a load compares it with the row and with the file to find out which of them changed.
    """

    row_version = models.PositiveIntegerField(default=1, editable=False)
    proposal_version = models.PositiveIntegerField(default=0, editable=False)
    pack = models.CharField(_("pack"), max_length=80, blank=True, editable=False)
    entry_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def form_version(self) -> int:
        """Return the number that rises with every change of the row and of what is proposed for it."""
        return self.row_version + self.proposal_version


class RowStatus(models.TextChoices):
    """Whether readers see a row."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class ReviewedQuerySet(models.QuerySet[Row]):
    """Queries for rows that somebody else looks at before readers see them."""

    def published(self) -> Self:
        """Keep only the rows that readers see."""
        return self.filter(status=RowStatus.PUBLISHED)


class ReviewedRow(ContentRow):
    """A row of content that readers see once it is published: a new one is a draft that only curators see.

    Drafts may name one another; everything that readers see asks for `published()`. A change to a published row waits
    as a `Proposal`. A passage and a tag need no status: readers see them with the published statements that have them.
    """

    Status = RowStatus

    status = models.CharField(_("status"), max_length=9, choices=RowStatus, default=RowStatus.PUBLISHED, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RowStatus.values),
                name="%(class)s_status_is_known",
                violation_error_message=_("This is not in the list; choose something that is."),
            )
        ]
