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


class Publication(models.Model):
    """One act after which readers see something else: who did it, when and why. It may concern many rows.

    Its editions are those of statements, its changes those of all other rows. `by` is the person who did it; `by_name`
    is the name of that person, or of the pack, at that time. `own_work` is set where somebody published anything that
    the same person had written, which a site may allow.
    """

    class Act(models.TextChoices):
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        PUT_BACK = "put-back", _("put back")
        MERGED = "merged", _("merged")
        RENAMED = "renamed", _("renamed in addresses")
        DELETED = "deleted", _("deleted")
        LOADED = "loaded", _("loaded from a pack")
        WITHHELD = "withheld", _("withheld")
        RELEASED = "released", _("shown again")

    act = models.CharField(_("what was done"), max_length=9, choices=Act, default=Act.PUBLISHED)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name=_("by"),
    )
    by_name = models.CharField(_("by, by name"), max_length=150, blank=True)
    own_work = models.BooleanField(_("published by its own author"), default=False)
    note = models.TextField(_("why"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = [models.Index(fields=["-at", "-id"], name="publications_newest_first")]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"


class RowChange(models.Model):
    """What one publication changed in one row that is no statement.

    `kind` and `row` name the row as in `Proposal`, `name` is what curators called it then. `before` and `after` are
    its contents (`concepts.content.row_content`); None where readers did not see it before, or do not after.
    """

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="changes", verbose_name=_("publication")
    )
    kind = models.CharField(_("kind"), max_length=14)
    row = models.PositiveBigIntegerField(_("row"))
    name = models.CharField(_("name"), max_length=300)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [models.Index(fields=["kind", "row"], name="changes_of_a_row")]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "kind", "row"],
                name="a_publication_changes_a_row_once",
                violation_error_message=_("This publication has changed that row already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


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
    bytes. Who published it, when and why stands in its publication. `own_work` is set where somebody published what the
    same person had written, which a site may allow.
    """

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="editions", verbose_name=_("statement")
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="editions", verbose_name=_("publication")
    )
    number = models.PositiveIntegerField(_("edition"))
    own_work = models.BooleanField(_("published by its own author"), default=False)
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
    """A note of an editor or reviewer on a draft, or a record of a step in its review.

    It is about a statement, or about another row, which `kind` and `row` name as in `Proposal`; `field` names the one
    field of its form that a comment speaks of, and is empty where it speaks of the whole.
    """

    class Step(models.TextChoices):
        NOTE = "note", _("comment")
        SUBMITTED = "submitted", _("submitted for review")
        RETURNED = "returned", _("sent back")
        WITHDRAWN = "withdrawn", _("withdrawn")
        PUT_BACK = "put-back", _("put back")
        MERGED = "merged", _("merged into another")

    statement = models.ForeignKey(
        Statement,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="draft_notes",
        verbose_name=_("statement"),
    )
    kind = models.CharField(_("kind"), max_length=14, blank=True)
    row = models.PositiveBigIntegerField(_("row"), null=True, blank=True)
    field = models.CharField(_("field"), max_length=40, blank=True)
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
        indexes = [models.Index(fields=["kind", "row"], name="comments_on_a_row")]
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, kind="", row=None)
                | (Q(statement=None, row__isnull=False) & ~Q(kind="")),
                name="draft_note_is_about_one_row",
                violation_error_message=_("A comment is about one statement or one other row."),
            ),
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
