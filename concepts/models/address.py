"""Store addresses that moved or were withdrawn, and the revisions of the whole content."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from concepts.models.names import MOST_FORMER
from sources.content_row import ReviewedQuerySet, ReviewedRow
from sources.languages import Text, in_language


class Address(ReviewedRow):
    """A former address: what it named has moved (301 to `target`) or was withdrawn (410 with `words`).

    `key` and `target` are slugs of that `kind` of content, for statements their codes. They are text and not foreign
    keys, because an address must work even after the row that it named is deleted.
    """

    class Kind(models.TextChoices):
        CONCEPT = "concept", _("concept")
        DIMENSION = "dimension", _("dimension")
        QUESTION = "question", _("question")
        SOURCE = "source", _("source")
        STATEMENT = "statement", _("statement")
        TAG = "tag", _("tag")

    class State(models.TextChoices):
        MOVED = "moved", _("moved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    key = models.CharField(_("old name or code"), max_length=MOST_FORMER)
    state = models.CharField(_("state"), max_length=9, choices=State)
    target = models.CharField(_("new name or code"), max_length=100, blank=True)
    words_en = models.TextField(_("words for readers in English"), blank=True)
    words_zh = models.TextField(_("words for readers in Chinese"), blank=True)

    objects = ReviewedQuerySet["Address"].as_manager()

    class Meta:
        verbose_name = _("moved or withdrawn address")
        verbose_name_plural = _("moved and withdrawn addresses")
        constraints = [
            *ReviewedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="address_is_listed_once",
                violation_error_message=_("That address is listed already."),
            ),
            models.CheckConstraint(
                condition=(Q(state="moved") & ~Q(target="")) | Q(state="withdrawn", target=""),
                name="moved_address_has_a_target",
                violation_error_message=_("A moved address names where it moved; a withdrawn one names nothing."),
            ),
            models.CheckConstraint(
                condition=Q(state="moved") | (~Q(words_en="") & ~Q(words_zh="")),
                name="withdrawn_address_has_words",
                violation_error_message=_("A withdrawn address tells readers why, in both languages."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def words(self) -> Text:
        """Return the message to readers in the reader's language."""
        return in_language(self, "words")


class ContentRevision(models.Model):
    """Two rows that count the changes of content: the public one those that readers can see, the working one every one.

    The number rises in the transaction of the change, and `token` is random and renewed with it. A restored or copied
    database may come to a number that another one had, but never to its token.
    """

    class Scope(models.TextChoices):
        PUBLIC = "public"
        WORKING = "working"

    scope = models.CharField(max_length=7, choices=Scope, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("content revision")
        verbose_name_plural = _("content revisions")
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=["public", "working"]), name="content_revision_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.number}"
