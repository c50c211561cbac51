"""Store what people are told of their work in review, until they have read it, and who wants that by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sources.constraints import is_one_of
from sources.languages import Language


class Notice(models.Model):
    """One thing that somebody else did to what a person wrote, submitted, reviews or spoke of; deleted once read.

    `kind` and `row` name the row as in `Proposal`, for a statement with the kind of all statements; `name` is what the
    one who did it called the row, for when it is gone. `text` is what was said. `mailed_at` is the moment of the mail.
    """

    class Event(models.TextChoices):
        RETURNED = "returned", _("sent back to you")
        ASSIGNED = "assigned", _("assigned to you")
        PUBLISHED = "published", _("published")
        COMMENTED = "commented", _("commented")

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=pgettext_lazy("receiver", "to"),
    )
    event = models.CharField(_("what happened"), max_length=9, choices=Event)
    kind = models.CharField(_("kind"), max_length=14)
    row = models.PositiveBigIntegerField(_("row"))
    name = models.CharField(_("name"), max_length=300)
    by_name = models.CharField(_("by, by name"), max_length=150, blank=True)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ()  # everybody reads their own, on the first page of the admin
        indexes = [models.Index(fields=["to", "-at"], name="notices_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__in=["returned", "assigned", "published", "commented"]),
                name="notice_event_is_known",
                violation_error_message=_("This is not in the list; choose something that is."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.name}"


class NoticeMail(models.Model):
    """That a person wants notices by mail, and in which language; who has no such row gets none."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_mail", verbose_name=_("person")
    )
    language = models.CharField(_("language"), max_length=7, choices=Language)

    class Meta:
        verbose_name = _("notices by mail")
        verbose_name_plural = _("notices by mail")
        default_permissions = ()
        constraints = [is_one_of("notice_mail_language_is_known", "language", Language)]

    def __str__(self) -> str:
        return f"{self.person} {self.language}"
