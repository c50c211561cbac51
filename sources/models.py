"""Store source documents, the versions of their texts, and the articles and passages in these.

Nothing here knows concepts, or the statements that passages support.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sources.caveats import MOST_CAVEATS, NONE, Caveat
from sources.constraints import (
    address_is_for_readers,
    caveats_are_known,
    date_is_well_formed,
    ends_after_start,
    is_not_itself,
    is_one_of,
    matches,
    slug_is_well_formed,
)
from sources.content_row import ContentRow
from sources.facts import SourceKind, SourceRights
from sources.fields import DateTextField, DoiField, IsbnField
from sources.identifiers import DOI_PATTERN, ISBN_PATTERN
from sources.languages import HTML_LANG, OTHER, Language, Text, WrittenLanguage, in_language
from sources.text import letters_checksum


class Source(ContentRow):
    """One document. Its text is in its versions.

    `doi`, `isbn` and `retrieved_on` are stored in canonical form, `caveats` as `sources.caveats` joins them. Of its
    language, `written_in` is that of the author; each version has that of its text.
    """

    Kind = SourceKind
    Rights = SourceRights

    class Display(models.TextChoices):
        FULL = "full", _("the whole text")
        EXCERPTS = "excerpts", _("cited passages with a sentence around them")

    slug = models.SlugField(_("name in addresses"), max_length=80, unique=True)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    author = models.CharField(
        _("author"), max_length=200, blank=True, help_text=_("As the text names them; several with semicolons between.")
    )
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    doi = DoiField(_("DOI"), help_text=_("Such as 10.1000/182; an address of doi.org is taken too."))
    isbn = IsbnField(_("ISBN"), help_text=_("10 or 13 digits, with hyphens or without; 13 are stored."))
    retrieved_on = DateTextField(_("retrieved on"), help_text=_("When the text was taken from there: 2020-05-31."))
    rights = models.CharField(
        _("rights"),
        max_length=20,
        choices=Rights,
        default=Rights.NOT_KNOWN,
        help_text=_("“All rights reserved” where the text has a copyright notice and no licence."),
    )
    written_in = models.CharField(
        _("written in"),
        max_length=10,
        choices=WrittenLanguage,
        blank=True,
        help_text=_("The language of the author; that of the text where it is no translation."),
    )
    caveats = models.CharField(_("caveats"), max_length=MOST_CAVEATS, blank=True)
    quality_en = models.TextField(_("note on quality in English"), blank=True)
    quality_zh = models.TextField(_("note on quality in Chinese"), blank=True)
    display = models.CharField(_("shown as"), max_length=10, choices=Display, default=Display.FULL)
    rank = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            slug_is_well_formed("source"),
            address_is_for_readers("source_address_is_http"),
            is_one_of("source_kind_is_known", "kind", SourceKind),
            is_one_of("source_rights_are_known", "rights", SourceRights),
            is_one_of("source_is_written_in_a_known_language", "written_in", WrittenLanguage, or_empty=True),
            matches("source_doi_is_well_formed", "doi", DOI_PATTERN, _("A DOI looks like 10.1000/182.")),
            matches("source_isbn_is_well_formed", "isbn", ISBN_PATTERN, _("An ISBN is stored as 13 digits.")),
            date_is_well_formed("source_is_retrieved_on_a_date", "retrieved_on"),
            caveats_are_known("source_caveats_are_known", Caveat.values),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("pages:source", args=[self.slug])

    @property
    def title(self) -> Text:
        return in_language(self, "title")

    @property
    def quality(self) -> Text:
        return in_language(self, "quality")


class SourceVersion(ContentRow):
    """The text of a source at one time. A changed text is a new version.

    The text is never edited; language and date are corrected while nothing cites it.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="versions", verbose_name=_("source"))
    number = models.PositiveIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    sha256 = models.CharField(_("checksum (SHA-256 of the bytes)"), max_length=64)
    date = DateTextField(_("date"), help_text=_("Only what the text names: 2020, 2020-05 or 2020-05-31."))
    file = models.CharField(_("file in the pack"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("version of a source")
        verbose_name_plural = _("versions of sources")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"],
                name="source_has_a_version_number_once",
                violation_error_message=_("This source has a version of that number already."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="version_numbers_begin_at_one",
                violation_error_message=_("Versions are numbered from 1."),
            ),
            date_is_well_formed("version_date_is_well_formed", "date"),
        ]

    def __str__(self) -> str:
        return str(_("Version %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("pages:source-version", args=[self.source.slug, self.number])

    @property
    def lang(self) -> str:
        """Return the language of the text as in `lang` attributes."""
        return HTML_LANG[Language(self.language)]

    def read_text(self) -> str:
        """Read the text, in a query of its own; it is not kept, because it can have millions of characters."""
        return SourceText.objects.values_list("text", flat=True).get(version=self.pk)


class SourceText(models.Model):
    """The text of one version, byte for byte.

    It has a table of its own so that a query that joins versions never walks through texts of millions of characters.
    """

    version = models.OneToOneField(
        SourceVersion, on_delete=models.CASCADE, primary_key=True, related_name="source_text", verbose_name=_("version")
    )
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("text of a version")
        verbose_name_plural = _("texts of versions")
        default_permissions = ()  # it is added and deleted with its version
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="version_has_text", violation_error_message=_("A version needs its text.")
            ),
        ]

    def __str__(self) -> str:
        return str(self.version_id)


class Article(ContentRow):
    """One self-contained text inside a version: `text[start:end]`, in code points.

    `first` and `last` are its first and last words, by which a pack declares it. `seam` says whether it is
    certain that an article begins here. `same_as` is the first article that it continues, never one that continues
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

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"],
                name="version_has_an_article_number_once",
                violation_error_message=_("This version has an article of that number already."),
            ),
            ends_after_start("article_ends_after_it_starts", _("An article ends after it starts.")),
            caveats_are_known("article_caveats_are_known", [*Caveat.values, NONE]),
            is_not_itself("article_is_not_the_same_as_itself", "same_as", _("An article cannot continue itself.")),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def save(self, *args: Any, **options: Any) -> None:
        if not self.letters_sha256:
            self.letters_sha256 = letters_checksum(self.version.read_text()[self.start : self.end])
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("pages:article", args=[self.version.source.slug, self.version.number, self.number])

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


class PassageQuerySet(models.QuerySet["Passage"]):
    """Queries for passages with the rows that name their place."""

    def with_place(self) -> "PassageQuerySet":
        """Load article, version and source in the same query."""
        return self.select_related("article", "version__source")


class Passage(ContentRow):
    """A citable span of one version, in code points. `quote` is always `text[start:end]`: it is copied, never typed."""

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
        return reverse("pages:passage", args=[self.version.source.slug, self.version.number, self.start, self.end])

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


class Skip(ContentRow):
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

    class Meta:
        verbose_name = _("sentence without a claim")
        verbose_name_plural = _("sentences without a claim")
        constraints = [
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
