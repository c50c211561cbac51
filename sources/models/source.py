"""Store source documents and the versions of their texts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sources.caveats import MOST_CAVEATS, Caveat
from sources.constraints import (
    address_is_for_readers,
    caveats_are_known,
    date_is_well_formed,
    is_one_of,
    matches,
    slug_is_well_formed,
)
from sources.content_row import ReviewedQuerySet, ReviewedRow
from sources.facts import Shown, SourceDisplay, SourceKind, SourceRights, SourceWithheld
from sources.fields import DateTextField, DoiField, IsbnField
from sources.identifiers import DOI_PATTERN, ISBN_PATTERN
from sources.languages import HTML_LANG, Language, Text, WrittenLanguage, in_language
from sources.page_addresses import page_address
from sources.page_numbers import PAGES_PATTERN


class Source(ReviewedRow):
    """One document. Its text is in its versions.

    `doi`, `isbn` and `retrieved_on` are stored in canonical form, `caveats` as `sources.caveats` joins them. Of its
    language, `written_in` is that of the author; each version has that of its text.
    """

    Kind = SourceKind
    Rights = SourceRights
    Display = SourceDisplay
    Withheld = SourceWithheld

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
    withheld = models.CharField(
        _("what readers still see"), max_length=10, choices=SourceWithheld, blank=True, editable=False
    )
    withheld_reason_en = models.TextField(_("reason in English"), blank=True, editable=False)
    withheld_reason_zh = models.TextField(_("reason in Chinese"), blank=True, editable=False)

    objects = ReviewedQuerySet["Source"].as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        permissions = [("read_withheld_source", "Can read texts that are withheld")]
        constraints = [
            *ReviewedRow.Meta.constraints,
            is_one_of("source_withholding_is_known", "withheld", SourceWithheld, or_empty=True),
            models.CheckConstraint(
                condition=Q(withheld="", withheld_reason_en="", withheld_reason_zh="")
                | (~Q(withheld="") & ~Q(withheld_reason_en="") & ~Q(withheld_reason_zh="")),
                name="withheld_source_tells_readers_why",
                violation_error_message=_("Readers are told why a text is withheld, in both languages."),
            ),
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

    @property
    def is_findable(self) -> bool:
        """Whether an address or a number leads to the original."""
        return bool(self.address or self.doi or self.isbn)

    def get_absolute_url(self) -> str:
        return page_address("pages:source", self.slug)

    @property
    def title(self) -> Text:
        return in_language(self, "title")

    @property
    def quality(self) -> Text:
        return in_language(self, "quality")

    @property
    def shown(self) -> Shown:
        """Return what readers see of its text; `sources.showing` asks the same of many rows."""
        return Shown(self.withheld or self.display)

    @property
    def withheld_reason(self) -> Text:
        """Return why it is withheld; empty where it is not."""
        return in_language(self, "withheld_reason")


class SourceVersion(ReviewedRow):
    """The text of a source at one time. A changed text is a new version.

    The text is never edited; language and date are corrected while nothing cites it. `pages` says where its pages
    begin, if it has any (sources/page_numbers.py).
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="versions", verbose_name=_("source"))
    number = models.PositiveIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    sha256 = models.CharField(_("checksum (SHA-256 of the bytes)"), max_length=64)
    date = DateTextField(_("date"), help_text=_("Only what the text names: 2020, 2020-05 or 2020-05-31."))
    file = models.CharField(_("file in the pack"), max_length=200, blank=True)
    pages = models.TextField(_("pages"), blank=True, editable=False)

    objects = ReviewedQuerySet["SourceVersion"].as_manager()

    class Meta:
        verbose_name = _("version of a source")
        verbose_name_plural = _("versions of sources")
        constraints = [
            *ReviewedRow.Meta.constraints,
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
            matches(
                "version_pages_are_well_formed",
                "pages",
                PAGES_PATTERN,
                _("Pages are written as number and place: 1@0."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Version %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return page_address("pages:source-version", self.source.slug, self.number)

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
