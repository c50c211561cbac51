"""Answer programs: each view makes one call and gives its answer the right type."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from concepts.evidence.answer_data import to_json
from concepts.share import sitemap as sitemaps
from concepts.share.description import (
    build_manifest,
    language_model_text,
    robots_text,
    search_description,
    security_text,
)

PLAIN = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@require_safe
def touch_icon(request: HttpRequest) -> HttpResponse:
    """Redirect to the icon, for devices that request it without reading the page."""
    return HttpResponseRedirect(static("img/apple-touch-icon.png"))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Say how a device that keeps a link to the site names and draws it."""
    return HttpResponse(to_json(build_manifest()), content_type="application/manifest+json; charset=utf-8")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Say how a browser searches the site from its own box."""
    return HttpResponse(
        search_description(_origin(request)), content_type="application/opensearchdescription+xml; charset=utf-8"
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(robots_text(_origin(request)), content_type=PLAIN)


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sitemaps.sitemap_index(_origin(request)), content_type=XML)


@require_safe
def sitemap(request: HttpRequest, section: str, number: int) -> HttpResponse:
    try:
        return HttpResponse(sitemaps.sitemap(section, number, _origin(request)), content_type=XML)
    except LookupError as error:
        raise Http404 from error


@require_safe
def language_models(request: HttpRequest) -> HttpResponse:
    return HttpResponse(language_model_text(_origin(request)), content_type="text/markdown; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say whom to write to about a weakness; 404 where the site names nobody."""
    text = security_text(_origin(request), timezone.now().date())
    if not text:
        raise Http404
    return HttpResponse(text, content_type=PLAIN)
