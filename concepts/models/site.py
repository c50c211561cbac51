"""Store whose site this is: its name, what it says of itself, and the comparison that opens its home page."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concepts.models.concept import Concept
from sources.constraints import is_one_of, matches
from sources.content_row import ReviewedQuerySet, ReviewedRow
from sources.languages import Text, in_language

SITE_KEY = "site"  # of the one row
MOST_FEATURED = 2  # concepts whose comparison opens the home page
# An address on the web, or one to which mail is sent; nothing that has a meaning in a `mailto:` link.
CONTACT_PATTERN = r"https://[^\s@]+|[^\s@/:?&]+@[^\s@/:?&]+"


class Licence(models.TextChoices):
    """A licence under which a site can give away its own words."""

    CC0 = "cc0-1.0", "CC0 1.0"
    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    CC_BY_ND = "cc-by-nd-4.0", "CC BY-ND 4.0"
    CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0"
    CC_BY_NC_ND = "cc-by-nc-nd-4.0", "CC BY-NC-ND 4.0"

    @property
    def address(self) -> str:
        """The page of Creative Commons that says what the licence allows."""
        name, _dash, version = self.value.removeprefix("cc-").rpartition("-")
        path = "publicdomain/zero" if self is Licence.CC0 else f"licenses/{name}"
        return f"https://creativecommons.org/{path}/{version}/"


class Site(ReviewedRow):
    """What the site says of itself, in one row. `licence` is that of its own words; empty where nothing is said of it.

    `contact` is where readers report errors, a web address or one for mail.
    """

    key = models.CharField(max_length=4, default=SITE_KEY, unique=True, editable=False)
    name_en = models.CharField(_("name in English"), max_length=60)
    name_zh = models.CharField(_("name in Chinese"), max_length=60)
    headline_en = models.CharField(
        _("headline in English"), max_length=120, help_text=_("What readers find here, without a full stop.")
    )
    headline_zh = models.CharField(_("headline in Chinese"), max_length=120)
    description_en = models.CharField(
        _("description in English"),
        max_length=300,
        help_text=_("One or two sentences; search engines and chats show them, too."),
    )
    description_zh = models.CharField(_("description in Chinese"), max_length=300)
    licence = models.CharField(
        _("licence of our own words"),
        max_length=15,
        choices=Licence,
        blank=True,
        help_text=_("Of statements, notes and translations; quotations stay with their authors."),
    )
    contact = models.CharField(
        _("where readers report errors"),
        max_length=200,
        blank=True,
        help_text=_(
            "An e-mail address, or one that begins with https://. Where the server’s settings name one, readers see "
            "that one."
        ),
    )

    objects = ReviewedQuerySet["Site"].as_manager()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("site")
        constraints = [
            *ReviewedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(key=SITE_KEY),
                name="site_is_described_once",
                violation_error_message=_("The site is described once; change what is there."),
            ),
            is_one_of("site_licence_is_known", "licence", Licence, or_empty=True),
            matches(
                "site_contact_is_an_address",
                "contact",
                CONTACT_PATTERN,
                _("Write an e-mail address, or an address that begins with https://."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("home")

    @property
    def name(self) -> Text:
        return in_language(self, "name")

    @property
    def headline(self) -> Text:
        return in_language(self, "headline")

    @property
    def description(self) -> Text:
        return in_language(self, "description")


class SiteConcept(models.Model):
    """One of the two concepts whose comparison opens the home page; where it is the only one, the other is chosen."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="compared", verbose_name=_("site"))
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+", verbose_name=_("concept"))
    rank = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("concept on the home page")
        verbose_name_plural = _("concepts on the home page")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "concept"],
                name="site_compares_a_concept_once",
                violation_error_message=_("This concept is compared already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.concept_id)
