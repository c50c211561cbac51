"""Models of the workbench: sentences that texts offer for statements, and those that somebody dismissed.

None of it is content: readers see nothing of it, and no pack holds it. Offered sentences are made anew from the texts.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concepts.content.description import QUOTE_CAP
from concepts.models import Citation
from concepts.workbench.tables.columns import TableKind
from sources.constraints import ends_after_start, is_one_of
from sources.models import Article, Boundary, Skip, SourceVersion

MOST_NAMED = 12  # concepts or dimensions that are kept of a sentence, those named first


class OfferKind(models.TextChoices):
    """What a sentence seems to do with concepts; a sentence may do several of these."""

    CONTRASTS = "contrasts", _("contrasts")
    DEFINES = "defines", _("defines")
    RELATES = "relates", _("relates")


class ScannedText(models.Model):
    """A version whose text was looked through, and what with: the names of concepts and the cues at that time."""

    version = models.OneToOneField(
        SourceVersion, on_delete=models.CASCADE, primary_key=True, related_name="scanned", verbose_name=_("version")
    )
    made_with = models.CharField(max_length=64)
    at = models.DateTimeField(_("looked through at"), default=timezone.now)

    class Meta:
        verbose_name = _("text that was looked through")
        verbose_name_plural = _("texts that were looked through")
        default_permissions = ()  # nobody sees it

    def __str__(self) -> str:
        return str(self.version_id)


class OfferedSentenceQuerySet(models.QuerySet["OfferedSentence"]):
    """Sentences that texts offer."""

    def open(self) -> "OfferedSentenceQuerySet":
        """Return the sentences that nothing cites and nobody marked or dismissed, each wording once.

        Of sentences that are alike the first is offered: one that repeats it adds no article. A text that is withheld
        offers nothing, since no passage is cut from it.
        """
        alike = OfferedSentence.objects.filter(letters=OuterRef("letters"), version__source__withheld="")
        found = {
            "cited": _over(Citation.objects.all(), "passage__"),
            "marked": _over(Skip.objects.all()),
            "heading": _over(Boundary.objects.filter(kind=Boundary.Kind.HEADING), article="article"),
            "dismissed": DismissedSentence.objects.filter(letters=OuterRef("letters")),
        }
        # Scalar subqueries and not EXISTS, which PostgreSQL would turn into joins of whole tables.
        first = Subquery(alike.order_by("version", "start").values("pk")[:1])
        rows = self.filter(version__source__withheld="").alias(
            first=first, **{name: Subquery(each.values("pk")[:1]) for name, each in found.items()}
        )
        return rows.filter(first=F("pk"), **{f"{name}__isnull": True for name in found})


def _over(rows: "models.QuerySet[models.Model]", path: str = "", article: str = "") -> "models.QuerySet[models.Model]":
    """Return the rows whose place overlaps that of the sentence of the outer query.

    None is longer than QUOTE_CAP, so an index gives those few that begin near enough.
    """
    of = {article: OuterRef("article")} if article else {f"{path}version": OuterRef("version")}
    near = {f"{path}start__gt": OuterRef("start") - QUOTE_CAP, f"{path}start__lt": OuterRef("end")}
    return rows.filter(**of, **near, **{f"{path}end__gt": OuterRef("start")})


class OfferedSentence(models.Model):
    """A sentence of the newest version of a source that seems to contrast, define or relate concepts.

    `concepts` and `dimensions` are the ids of those it names. `letters` is equal for sentences that differ only in
    typography (`sources.text.letters_checksum`).
    """

    version = models.ForeignKey(
        SourceVersion, on_delete=models.CASCADE, related_name="offered_sentences", verbose_name=_("version")
    )
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="offered_sentences", verbose_name=_("article")
    )
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    letters = models.CharField(max_length=64)
    contrasts = models.BooleanField(_("contrasts"), default=False)
    defines = models.BooleanField(_("defines"), default=False)
    relates = models.BooleanField(_("relates"), default=False)
    concepts = models.JSONField(_("concepts"), default=list)
    dimensions = models.JSONField(_("dimensions"), default=list)
    # No columns: `offers.queue` sets where the stretch of text begins that it shows, and that text.
    first: int
    stretch: str

    objects = OfferedSentenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sentence that a text offers")
        verbose_name_plural = _("what the texts offer")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["letters", "version", "start"], name="offered_by_letters")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "start"],
                name="version_offers_a_sentence_once",
                violation_error_message=_("That sentence is offered already."),
            ),
            ends_after_start("offered_sentence_ends_after_it_starts", _("A sentence ends after it starts.")),
            models.CheckConstraint(
                condition=Q(contrasts=True) | Q(defines=True) | Q(relates=True),
                name="offered_sentence_has_a_kind",
                violation_error_message=_("An offered sentence contrasts, defines or relates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"

    @property
    def kinds(self) -> tuple[OfferKind, ...]:
        """Return what it seems to do."""
        return tuple(kind for kind in OfferKind if getattr(self, kind.value))


class DismissalReason(models.TextChoices):
    """Why a sentence is not to be offered."""

    NOTHING = "nothing", _("contrasts, defines and relates nothing")
    REPEAT = Skip.Reason.REPEAT.value, Skip.Reason.REPEAT.label
    FILLER = Skip.Reason.FILLER.value, Skip.Reason.FILLER.label
    HEADING = Skip.Reason.HEADING.value, Skip.Reason.HEADING.label
    FURNITURE = Skip.Reason.FURNITURE.value, Skip.Reason.FURNITURE.label
    TRUNCATED = Skip.Reason.TRUNCATED.value, Skip.Reason.TRUNCATED.label
    OFF_TOPIC = Skip.Reason.OFF_TOPIC.value, Skip.Reason.OFF_TOPIC.label


class DismissedSentence(models.Model):
    """A sentence that is to be offered no more, wherever it stands; the reasons are those of skips where they fit.

    `version`, `start` and `end` are the place at which it was dismissed.
    """

    letters = models.CharField(max_length=64)
    version = models.ForeignKey(
        SourceVersion, on_delete=models.CASCADE, related_name="dismissed_sentences", verbose_name=_("version")
    )
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    reason = models.CharField(_("reason"), max_length=10, choices=DismissalReason)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="dismissed_sentences",
        verbose_name=_("dismissed by"),
    )
    by_name = models.CharField(_("dismissed by, by name"), max_length=150, blank=True)
    at = models.DateTimeField(_("dismissed at"), default=timezone.now)
    first: int  # no columns, as of an offered sentence
    stretch: str

    class Meta:
        verbose_name = _("dismissed sentence")
        verbose_name_plural = _("dismissed sentences")
        default_permissions = ()  # seen with what the texts offer; dismissed by whoever may cut passages
        constraints = [
            models.UniqueConstraint(
                fields=["letters"],
                name="a_wording_is_dismissed_once",
                violation_error_message=_("That sentence is dismissed already."),
            ),
            ends_after_start("dismissed_sentence_ends_after_it_starts", _("A sentence ends after it starts.")),
            is_one_of("sentence_is_dismissed_for_a_known_reason", "reason", DismissalReason),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}: {self.reason}"


class BroughtTable(models.Model):
    """A table that somebody brought, with what each of its rows would do, or did; gone after a day.

    Nobody sees it then; it is deleted as soon as anybody brings a table or opens the list of theirs.

    `rows` are as `tables.cells.TableRow` has them, `outcomes` as `tables.outcomes.Outcome` has.
    """

    name = models.CharField(_("name of the file"), max_length=120, blank=True)
    kind = models.CharField(_("kind of table"), max_length=10, choices=TableKind)
    rows = models.JSONField(_("rows"), default=list)
    outcomes = models.JSONField(_("what the rows do"), default=list)
    is_imported = models.BooleanField(_("saved as drafts"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="brought_tables", verbose_name=_("brought by")
    )
    at = models.DateTimeField(_("brought at"), default=timezone.now)

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("many at once")
        default_permissions = ()  # whoever may write statements brings tables, and sees their own
        constraints = [is_one_of("brought_table_is_of_a_known_kind", "kind", TableKind)]

    def __str__(self) -> str:
        return self.name or str(_("Pasted table"))
