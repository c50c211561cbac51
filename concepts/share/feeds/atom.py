"""Write a feed as Atom (RFC 4287)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from concepts.evidence.site import SiteFacts
from concepts.share.feeds.feed import Feed
from sources.languages import HTML_LANG, reader_language

SINCE = "2026"  # tag URIs name a year in which the site had its host name (RFC 4151)
NO_ENTRY_YET = datetime(2026, 1, 1, tzinfo=UTC)
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class ChangesFeed(Atom1Feed):
    """Atom whose `updated` depends on its entries alone, so that the same content is always the same feed."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NO_ENTRY_YET)


def write_atom(feed: Feed, site: SiteFacts, origin: str, summaries: Sequence[str]) -> str:
    """Return the feed as Atom, in the reader's language.

    `origin` is the scheme and host of the site, `summaries` are the entries as HTML, in their order. Ids are tag URIs
    with the host and the language, and with names that stay when a slug changes.
    """
    identity = f"tag:{urlsplit(origin).hostname},{SINCE}:feeds/{reader_language().value}/{feed.key}"
    atom = ChangesFeed(
        title=clean(f"{feed.title} · {site.name}"),
        link=f"{origin}{feed.page}",
        description="",
        language=HTML_LANG[reader_language()],
        author_name=clean(str(site.name)),
        author_link=f"{origin}/",
        feed_url=f"{origin}{feed.address}",
        feed_guid=identity,
        feed_copyright=_rights(site),
    )
    for entry, summary in zip(feed.entries, summaries, strict=True):
        atom.add_item(
            title=clean(entry.title),
            link=f"{origin}{entry.address or feed.page}",
            description=clean(summary),
            unique_id=f"{identity}/{entry.publication}",
            pubdate=entry.at,
            updateddate=entry.at,
        )
    return atom.writeString("utf-8")


def _rights(site: SiteFacts) -> str | None:
    """Return under which licence the words of the feed are; None where the site names none."""
    if not site.licence:
        return None
    message = _("Our own words are free to use under %(licence)s. Quotations belong to their authors.")
    return message % {"licence": site.licence_name}


def clean(text: str) -> str:
    """Return the text without characters that XML cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("", text)
