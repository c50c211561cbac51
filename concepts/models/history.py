"""Store the editions of published statements, and the notes of editors and reviewers on drafts."""

from collections.abc import Iterable
from typing import Never

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.base import ModelBase
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.models.statement import Statement


class EditionFrozenError(Exception):
    """An edition cannot be changed or deleted."""

    def __init__(self) -> None:
        super().__init__(gettext("Editions stay as they were published; publish the statement anew instead."))


class EditionQuerySet(models.QuerySet["Edition"]):
    """Queries for editions, which refuse to change or delete them."""

    def delete(self) -> tuple[int, dict[str, int]]:
        raise EditionFrozenError

    def update(self, **columns: Never) -> Never:
        raise EditionFrozenError

    def bulk_update(self, objs: Iterable["Edition"], fields: Iterable[str], batch_size: int | None = None) -> int:
        raise EditionFrozenError

    def newest(self) -> "EditionQuerySet":
        """Keep only the edition with the highest number of each statement."""
        newer = Edition.objects.filter(statement=models.OuterRef("statement"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(newer))


class Edition(models.Model):
    """A published statement as readers saw it from that moment on: numbered, complete in itself, never changed.

    `data` is canonical JSON, described in concepts/content/snapshot.py, and `sha256` is the checksum of its UTF-8
    bytes. `by` is the person who published it; `by_name` is the name of that person, or of the pack, at that time.
    `own_work` is set where somebody published what the same person had written, which a site may allow.
    """

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="editions", verbose_name=_("statement")
    )
    number = models.PositiveIntegerField(_("edition"))
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="editions",
        verbose_name=_("published by"),
    )
    by_name = models.CharField(_("published by, by name"), max_length=150, blank=True)
    own_work = models.BooleanField(_("published by its own author"), default=False)
    note = models.TextField(_("note on what changed"), max_length=2000, blank=True)
    data = models.TextField(_("content"))
    sha256 = models.CharField(_("checksum (SHA-256 of the bytes)"), max_length=64)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "number"],
                name="statement_has_an_edition_number_once",
                violation_error_message=_("This statement has an edition of that number already."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="edition_numbers_begin_at_one",
                violation_error_message=_("Editions are numbered from 1."),
            ),
            models.CheckConstraint(
                condition=~Q(data="") & Q(sha256__regex="^[0-9a-f]{64}$"),
                name="edition_has_content_and_checksum",
                violation_error_message=_("An edition holds its content and the checksum of it."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Edition %(number)s") % {"number": self.number}

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        if not self._state.adding:
            raise EditionFrozenError
        super().save(force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        raise EditionFrozenError


class DraftNote(models.Model):
    """A note of an editor or reviewer on a draft, or a record of a step in its review."""

    class Step(models.TextChoices):
        NOTE = "note", _("comment")
        SUBMITTED = "submitted", _("submitted for review")
        RETURNED = "returned", _("sent back")
        WITHDRAWN = "withdrawn", _("withdrawn")
        PUT_BACK = "put-back", _("put back")
        MERGED = "merged", _("merged into another")

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="draft_notes", verbose_name=_("statement")
    )
    step = models.CharField(_("step"), max_length=9, choices=Step, default=Step.NOTE)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="draft_notes",
        verbose_name=_("by"),
    )
    by_name = models.CharField(_("by, by name"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    text = models.TextField(_("text"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("comment on a draft")
        verbose_name_plural = _("comments on drafts")
        constraints = [
            models.CheckConstraint(
                condition=~Q(step__in=["note", "returned", "put-back"]) | ~Q(text=""),
                name="draft_note_says_something",
                violation_error_message=_("A comment, sending back and putting back need words."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.statement_id}"


class SentForm(models.Model):
    """A form that made a row, so that it makes no second one when it is sent twice; kept for some days.

    `key` is what the form was given when it was opened, with the name of its table; `checksum` is that of what was
    typed, `row` the id of what it made.
    """

    key = models.CharField(max_length=100, unique=True)
    checksum = models.CharField(max_length=64)
    row = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()  # it has no page

    def __str__(self) -> str:
        return self.key
