"""Store places in the texts of sources: articles and their boundaries, passages, and sentences without a claim."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from sources.caveats import MOST_CAVEATS, NONE, Caveat
from sources.constraints import (
    caveats_are_known,
    ends_after_start,
    is_not_itself,
    matches,
)
from sources.content_row import ContentRow, ReviewedQuerySet, ReviewedRow
from sources.joined_numbers import MOST_NUMBERS, NUMBERS_PATTERN
from sources.languages import HTML_LANG, OTHER, Language, Text, in_language
from sources.models.source import SourceVersion
from sources.page_addresses import page_address
from sources.page_numbers import LONGEST_NAME
from sources.text import letters_checksum


class Article(ReviewedRow):
    """One self-contained text inside a version: `text[start:end]`, in code points.

    `first` and `last` are its first and last words, by which a pack declares it. `seam` says whether it is
    certain that an article begins here. Its number is for ever: the addresses of those that were `joined` to it lead to
    it. `same_as` is the first article that it continues, never one that continues
    another (concepts/editorial/same_articles.py); `letters_sha256` tells texts that are alike.
    """

    class Seam(models.TextChoices):
        CERTAIN = "certain", _("certain")
        LIKELY = "likely", _("our guess")

    class State(models.TextChoices):
        WHOLE = "whole", _("whole")
        TRUNCATED = "truncated", _("truncated")

    class TitleBy(models.TextChoices):
        SOURCE = "source", _("the source")
        OURS = "ours", _("us")

    version = models.ForeignKey(
        SourceVersion, on_delete=models.CASCADE, related_name="articles", verbose_name=_("version")
    )
    number = models.PositiveIntegerField(_("number"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    title_en = models.CharField(_("title in English"), max_length=200)
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_by = models.CharField(_("title is by"), max_length=10, choices=TitleBy, default=TitleBy.SOURCE)
    seam = models.CharField(_("where it begins"), max_length=10, choices=Seam, default=Seam.CERTAIN)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WHOLE)
    first = models.CharField(_("first words"), max_length=200)
    last = models.CharField(_("last words"), max_length=200)
    caveats = models.CharField(_("caveats of its own"), max_length=MOST_CAVEATS, blank=True)
    joined = models.CharField(
        _("numbers of articles that were joined to it"), max_length=MOST_NUMBERS, blank=True, editable=False
    )
    same_as = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("same article as"),
        help_text=_("The same article in an earlier version or in another source: both count once."),
    )
    letters_sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    objects = ReviewedQuerySet["Article"].as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            *ReviewedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "number"],
                name="version_has_an_article_number_once",
                violation_error_message=_("This version has an article of that number already."),
            ),
            ends_after_start("article_ends_after_it_starts", _("An article ends after it starts.")),
            caveats_are_known("article_caveats_are_known", [*Caveat.values, NONE]),
            matches(
                "article_joined_numbers_are_well_formed",
                "joined",
                NUMBERS_PATTERN,
                _("Numbers of articles are written with commas: 8,9."),
            ),
            is_not_itself("article_is_not_the_same_as_itself", "same_as", _("An article cannot continue itself.")),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def save(self, *args: Any, **options: Any) -> None:
        if not self.letters_sha256:
            self.letters_sha256 = letters_checksum(self.version.read_text()[self.start : self.end])
        super().save(*args, **options)

    def clean(self) -> None:
        named, seen = self.same_as, {self.pk}
        while named is not None and named.pk not in seen:
            seen.add(named.pk)
            named = named.same_as
        if named is not None:
            message = _("These articles name one another as the first one; leave it empty at one of them.")
            raise ValidationError({"same_as": message})

    def get_absolute_url(self) -> str:
        return page_address("pages:article", self.version.source.slug, self.version.number, self.number)

    @property
    def title(self) -> Text:
        return in_language(self, "title")


class Boundary(models.Model):
    """A declared boundary of sentences: a heading is a sentence of its own; a cut ends a sentence without a mark."""

    class Kind(models.TextChoices):
        HEADING = "heading", _("heading")
        CUT = "cut", _("cut")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="boundaries", verbose_name=_("article"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        constraints = [
            ends_after_start("boundary_ends_after_it_starts", _("A boundary ends after it starts.")),
            models.UniqueConstraint(
                fields=["article", "kind", "start"],
                name="article_has_a_boundary_once",
                violation_error_message=_("This article has that boundary already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"

    @property
    def divides(self) -> tuple[int, int]:
        """Return what is a sentence of its own: the heading, of a cut nothing but the place where it ends."""
        return (self.start if self.kind == self.Kind.HEADING else self.end, self.end)


class PassageQuerySet(models.QuerySet["Passage"]):
    """Queries for passages with the rows that name their place."""

    def with_place(self) -> "PassageQuerySet":
        """Load article, version and source in the same query."""
        return self.select_related("article", "version__source")


class Passage(ContentRow):
    """A citable span of one version, in code points. `quote` is always `text[start:end]`: it is copied, never typed.

    `page` is the number of its page or pages, as the pages of the version say; empty where that has none.
    """

    class TranslationBy(models.TextChoices):
        OURS = "ours", _("our translation")
        SOURCE = "source", _("the source's own translation")

    version = models.ForeignKey(
        SourceVersion, on_delete=models.PROTECT, related_name="passages", verbose_name=_("version")
    )
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="passages", verbose_name=_("article"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("quote"))
    page = models.CharField(_("page"), max_length=LONGEST_NAME, blank=True, editable=False)
    translation = models.TextField(_("translation"), blank=True)
    translation_by = models.CharField(_("translation is"), max_length=10, choices=TranslationBy, blank=True)
    copy_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("copy of")
    )

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "start", "end"],
                name="version_has_a_passage_once",
                violation_error_message=_("This version has a passage at that place already."),
            ),
            ends_after_start("passage_ends_after_it_starts", _("A passage ends after it starts.")),
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("quote")),
                name="passage_is_as_long_as_its_quote",
                violation_error_message=_("The quote is not as long as its place in the text."),
            ),
            is_not_itself("passage_is_no_copy_of_itself", "copy_of", _("A passage cannot be a copy of itself.")),
            models.CheckConstraint(
                condition=Q(translation="", translation_by="") | (~Q(translation="") & ~Q(translation_by="")),
                name="translation_says_whose_it_is",
                violation_error_message=_("A translation says whose it is, and only a translation does."),
            ),
        ]

    def __str__(self) -> str:
        return self.quote if len(self.quote) <= 60 else f"{self.quote[:57]}…"

    def get_absolute_url(self) -> str:
        return page_address("pages:passage", self.version.source.slug, self.version.number, self.start, self.end)

    @property
    def original(self) -> Text:
        """Return the quote with its language."""
        return Text(self.quote, self.version.lang)

    @property
    def translated(self) -> Text:
        """Return the translation with its language; empty where there is none."""
        return Text(self.translation, HTML_LANG[OTHER[Language(self.version.language)]])

    def clean(self) -> None:
        original = self.copy_of
        if original and (original.version_id != self.version_id or original.start >= (self.start or 0)):
            raise ValidationError({"copy_of": _("A passage copies an earlier one of the same text; choose one.")})


class Skip(ReviewedRow):
    """A sentence that makes no claim, with the reason; `repeats` is the passage that it repeats."""

    class Reason(models.TextChoices):
        HEADING = "heading", _("heading")
        FURNITURE = "furniture", _("page furniture")
        FILLER = "filler", _("filler")
        REPEAT = "repeat", _("repeat")
        TRUNCATED = "truncated", _("cut off in the source")
        OFF_TOPIC = "off-topic", _("off topic")

    version = models.ForeignKey(
        SourceVersion, on_delete=models.CASCADE, related_name="skips", verbose_name=_("version")
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="skips", verbose_name=_("article"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    repeats = models.ForeignKey(
        Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="repeats", verbose_name=_("repeats")
    )

    objects = ReviewedQuerySet["Skip"].as_manager()

    class Meta:
        verbose_name = _("sentence without a claim")
        verbose_name_plural = _("sentences without a claim")
        constraints = [
            *ReviewedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "start", "end"],
                name="version_skips_a_sentence_once",
                violation_error_message=_("That sentence is marked already."),
            ),
            ends_after_start("skip_ends_after_it_starts", _("A skipped sentence ends after it starts.")),
            models.CheckConstraint(
                condition=Q(reason="repeat", repeats__isnull=False) | (~Q(reason="repeat") & Q(repeats__isnull=True)),
                name="a_repeat_names_what_it_repeats",
                violation_error_message=_("A repeat names the passage it repeats, and only a repeat does."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}: {self.reason}"

    def clean(self) -> None:
        if self.repeats and self.repeats.version_id != self.version_id:
            raise ValidationError({"repeats": _("A sentence repeats a passage of the same text; choose one.")})
