"""Answer programs: each view makes one call and gives its answer the right type."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from concepts.evidence.answer_data import to_json
from concepts.share.description import build_manifest


@require_safe
def touch_icon(request: HttpRequest) -> HttpResponse:
    """Redirect to the icon, for devices that request it without reading the page."""
    return HttpResponseRedirect(static("img/apple-touch-icon.png"))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Say how a device that keeps a link to the site names and draws it."""
    return HttpResponse(to_json(build_manifest()), content_type="application/manifest+json; charset=utf-8")
