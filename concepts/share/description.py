"""Say what the site is to programs that keep a link to it."""

from django.templatetags.static import static

from concepts.evidence.site import load_site
from sources.languages import HTML_LANG, reader_language

COLOUR = "#a6341b"  # of the icon
SIZES = (192, 512)  # of the icons in pixels, on each side


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
