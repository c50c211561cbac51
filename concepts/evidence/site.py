"""What the site says of itself, in the reader's language; public pages keep it until content changes."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from concepts.evidence.process_cache import ProcessCache
from concepts.evidence.wording import reader_wording
from concepts.models import Licence, Site
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language
from sources.prepared_queries import PreparedQuery

DEFAULT_NAME = "Conceptbase"
SITE_COLUMNS = (
    "name_en", "name_zh", "headline_en", "headline_zh", "description_en", "description_zh", "licence", "contact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contact:
    """Where readers report errors: a web page or a mailbox, and the address of a link that leads there."""

    name: str

    @property
    def address(self) -> str:
        return self.name if self.name.startswith("https://") else f"mailto:{self.name}"


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the site says of itself. `licence` is that of its own words; `compared` has the ids of concepts for home.

    `other_headline` is the headline in the other language.
    """

    name: Text
    headline: Text
    description: Text
    other_headline: Text
    licence: Licence | None = None
    contact: Contact | None = None
    compared: tuple[int, ...] = ()

    @property
    def licence_name(self) -> str:
        """What the licence is called; empty where nothing is said of it."""
        return str(self.licence.label) if self.licence else ""

    @property
    def licence_address(self) -> str:
        """The page that says in the reader's language what the licence allows; empty without a licence."""
        if not self.licence:
            return ""
        return self.licence.address + ("deed.zh-hans" if reader_language() is Language.ZH else "")


def load_site() -> SiteFacts:
    """Return what the site says of itself, or plain words where nothing is published.

    Costs one query; none where the page shows a public revision (`process_cache`) that an earlier page showed too.
    """
    return _shown_sites.get_shown(reader_language(), _load_site)


def site_without_asking() -> SiteFacts:
    """Return what a page loaded before, or plain words: for pages that must not ask the database."""
    return _shown_sites.last_kept(reader_language()) or _default_site()


def _load_site() -> SiteFacts:
    rows = _site_rows.rows()  # the site once for each concept
    if not rows:
        return _default_site()
    name_en, name_zh, headline_en, headline_zh, description_en, description_zh, licence, contact, _concept = rows[0]
    wording = reader_wording()
    return SiteFacts(
        wording.text(name_en, name_zh),
        wording.text(headline_en, headline_zh),
        wording.text(description_en, description_zh),
        wording.other(headline_en, headline_zh),
        Licence(licence) if licence else None,
        _contact(contact),
        tuple(concept for *_site, concept in rows if concept),
    )


def _contact(named: str) -> Contact | None:
    """Return the contact that the server's settings name, or else the site; None where neither does."""
    contact = settings.CONTACT or named
    return Contact(contact) if contact else None


def _default_site() -> SiteFacts:
    lang, other = HTML_LANG[reader_language()], OTHER[reader_language()]
    with translation.override(other):
        other_headline = _("How concepts differ, who says so, and where exactly")
    return SiteFacts(
        Text(DEFAULT_NAME, HTML_LANG[Language.EN]),
        Text(_("How concepts differ, who says so, and where exactly"), lang),
        Text(
            _(
                "A reference that sets words everyone mixes up side by side, in English and Chinese. Every statement "
                "opens the very sentence that supports it."
            ),
            lang,
        ),
        Text(other_headline, HTML_LANG[other]),
        contact=_contact(""),
    )


_site_rows = PreparedQuery(
    lambda: (
        Site.objects.published()
        .order_by("compared__rank", "compared__id")
        .values_list(*SITE_COLUMNS, "compared__concept")
    ),
    lists=0,
)
_shown_sites: ProcessCache[SiteFacts] = ProcessCache()
