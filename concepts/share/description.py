"""Say in plain text, XML and JSON what the site is, to programs that find it, keep a link to it or search in it.

`origin` is scheme and host of the site.
"""

from datetime import UTC, date, datetime
from xml.sax.saxutils import escape, quoteattr

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from concepts.comparison.suggestions import suggest_comparisons
from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.site import load_site
from concepts.formats.data_files import DATA_FORMATS
from concepts.models import Question
from sources.languages import COLUMN, HTML_LANG, Language, reader_language
from sources.models import Source

COLOUR = "#a6341b"  # of the icon
SIZES = (192, 512)  # of the icons in pixels, on each side
# What no search engine need read: the admin, answers and pages as data, and what is made anew for each request, without
# end: results of searches and citations; and forms for reports. Cards and feeds are read.
NOT_CRAWLED = (
    "/admin/",
    "/api/",
    "/id/",
    *(f"/{language}/{section}/" for language in Language.values for section in ("search", "cite", "report")),
    *(f"/*.{each.extension}" for each in DATA_FORMATS),
)
MOST_COMPARISONS = 20  # in the text for language models
MOST_SHORT_NAME = 16  # characters, as OpenSearch allows


def build_manifest() -> dict[str, object]:
    """Return the web app manifest (W3C): name, first page and icons, in the reader's language."""
    site = load_site()
    icons = [{"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in SIZES]
    icons.append({"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"})
    return {
        "name": str(site.name),
        "short_name": str(site.name),
        "description": str(site.description),
        "lang": HTML_LANG[reader_language()],
        "start_url": "/",
        "scope": "/",
        "display": "browser",
        "theme_color": COLOUR,
        "icons": icons,
    }


def robots_text(origin: str) -> str:
    """Return what crawlers may read (RFC 9309), and where the sitemaps are."""
    rules = "".join(f"Disallow: {path}\n" for path in NOT_CRAWLED)
    return f"User-agent: *\n{rules}\nSitemap: {origin}{reverse('share:sitemap-index')}\n"


def security_text(origin: str, today: date) -> str:
    """Return whom to write to about a weakness (RFC 9116), valid for half a year; empty where nobody is named."""
    contact = load_site().contact
    if contact is None:
        return ""
    month = today.month + 6
    expires = datetime(today.year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=UTC)
    lines = {
        "Contact": contact.address,
        "Expires": expires.isoformat().replace("+00:00", "Z"),
        "Preferred-Languages": ", ".join(COLUMN[language] for language in Language),
        "Canonical": f"{origin}{reverse('share:security')}",
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def search_description(origin: str) -> str:
    """Return the OpenSearch description of the search in the reader's language, for the box of a browser."""
    site = load_site()
    name = str(site.name) if len(str(site.name)) <= MOST_SHORT_NAME else _("Concepts")
    template, completed = (
        f"{origin}{reverse(name)}?q={{searchTerms}}" for name in ("search:search", "search:completions")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name)}</ShortName>\n"
        f"<Description>{escape(str(site.description))}</Description>\n"
        f"<Language>{HTML_LANG[reader_language()]}</Language>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Image width="192" height="192" type="image/png">{escape(origin + static("img/icon-192.png"))}</Image>\n'
        f'<Url type="text/html" method="get" template={quoteattr(template)}/>\n'
        f'<Url type="application/x-suggestions+json" method="get" template={quoteattr(completed)}/>\n'
        "</OpenSearchDescription>\n"
    )


def language_model_text(origin: str) -> str:
    """Return in Markdown what the site is and where to begin reading (llms.txt), in English, the other addresses named.

    A fixed number of queries.
    """
    with translation.override(Language.EN):
        site, names = load_site(), load_concept_names()
        comparisons = [
            (" and ".join(str(concept.name) for concept in suggestion.concepts), suggestion.address)
            for suggestion in suggest_comparisons(names, most=MOST_COMPARISONS)
        ]
        concepts = [(_both(concept), concept.address) for concept in names.concepts]
        questions = [
            (str(row.text), row.get_absolute_url()) for row in Question.objects.published().order_by("rank", "slug")
        ]
        sources = [
            (str(row.title), row.get_absolute_url()) for row in Source.objects.published().order_by("rank", "slug")
        ]
        further = [
            ("How articles are counted, and what our words mean", reverse("about")),
            ("All sitemaps", reverse("share:sitemap-index")),
        ]
        head = (
            f"# {site.name}\n\n> {site.headline}. {site.description}\n\n"
            "A statement is in the site's own words, in English and Chinese. Every passage behind it is quoted word "
            "for word from a source that is named. The number beside a statement counts the articles that say all of "
            "it. The site does not say which source is right: name the source when you repeat what it says, and give "
            "the address of the statement. Pages in Chinese have the same address with /zh-hans/ in place of /en/.\n"
        )
        if site.licence:
            head += f"\nThe site's own words are licensed under {site.licence_name} ({site.licence_address}).\n"
        sections = {
            "Comparisons": comparisons,
            "Concepts": concepts,
            "Questions that sources answer differently": questions,
            "Sources": sources,
            "Optional": further,
        }
    listed = (
        f"\n## {title}\n\n" + "".join(f"- [{_plain(name)}]({origin}{address})\n" for name, address in links)
        for title, links in sections.items()
        if links
    )
    return head + "".join(listed)


def _both(concept: NamedConcept) -> str:
    """Return the names of a concept in both languages."""
    return f"{concept.name} ({concept.other_name})" if concept.other_name else str(concept.name)


def _plain(name: str) -> str:
    """Return a name as the text of a link in Markdown."""
    return name.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
