"""What the site says of itself, in the reader's language; public pages keep it until content changes."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from concepts.evidence.process_cache import ProcessCache
from concepts.models import Licence, Site
from sources.languages import HTML_LANG, Language, Text, reader_language

DEFAULT_NAME = "Conceptbase"


@dataclass(frozen=True, slots=True)
class Contact:
    """Where readers report errors: a web page or a mailbox, and the address of a link that leads there."""

    name: str

    @property
    def address(self) -> str:
        return self.name if self.name.startswith("https://") else f"mailto:{self.name}"


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the site says of itself. `licence` is that of its own words; `compared` has the ids of concepts for home."""

    name: Text
    headline: Text
    description: Text
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
    sites = Site.objects.published().order_by("compared__rank", "compared__id")
    rows = list(sites.annotate(concept=F("compared__concept")))  # the site once for each concept
    if not rows:
        return _default_site()
    site = rows[0]
    return SiteFacts(
        site.name,
        site.headline,
        site.description,
        Licence(site.licence) if site.licence else None,
        _contact(site.contact),
        tuple(row.concept for row in rows if row.concept),
    )


def _contact(named: str) -> Contact | None:
    """Return the contact that the server's settings name, or else the site; None where neither does."""
    contact = settings.CONTACT or named
    return Contact(contact) if contact else None


def _default_site() -> SiteFacts:
    lang = HTML_LANG[reader_language()]
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
        contact=_contact(""),
    )


_shown_sites: ProcessCache[SiteFacts] = ProcessCache()
