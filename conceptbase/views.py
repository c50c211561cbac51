"""Show the home page, the about and privacy pages and the sample pages, and choose the language."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from conceptbase.home import build_home
from conceptbase.patterns.links import lead_to_pages
from conceptbase.patterns.samples import build_samples
from conceptbase.privacy import list_kept_facts
from concepts.comparison.typed_names import TypedName
from concepts.evidence.site import load_site, site_without_asking
from concepts.pages.cards import card_of_home
from concepts.pages.letters import LETTERS, OTHER, LetterPage
from concepts.pages.paging import Paging
from sources.languages import COLUMN, Language, reader_language


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    home = build_home()
    # A path of its own: the address has no part before its last slash that a card could be named for.
    context = {"home": home, "card": card_of_home(load_site(), home.concepts), "card_page": f"{reverse('home')}home/"}
    return render(request, "home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show the editorial policy, which has a template in each language."""
    return render(request, "about/about.html", {"policy": f"about/_policy_{COLUMN[reader_language()]}.html"})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what the site keeps about those who read and edit it; the text has a template in each language."""
    context = {
        "words_of_page": f"about/_privacy_{COLUMN[reader_language()]}.html",
        "facts": list_kept_facts(),
    }
    return render(request, "about/privacy.html", context)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Redirect to the home page in the language that the browser asks for."""
    return HttpResponseRedirect(reverse("home"))


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """Show every part of the pages in every state, in the language of `?lang=`, by default that of the browser."""
    wanted = request.GET.get("lang")
    language = Language(wanted) if wanted in Language.values else reader_language()
    with translation.override(language.value):
        request.shown_site = site_without_asking()  # type: ignore[attr-defined]  # conceptbase.context.site reads it
        samples = build_samples()
        page = {
            "samples": samples,
            "all_concepts": [concept for sample in samples for concept in sample.concepts],
            "typed_names": [
                TypedName(samples[0].texts.source, samples[0].concepts, samples[0].concepts),
                TypedName(samples[1].texts.source, (), samples[1].concepts),
                TypedName(samples[2].texts.source, ()),
            ],
            "pagings": [Paging(*numbers, size=60, path=request.path) for numbers in ((1, 1), (1, 2), (5, 9), (40, 40))],
            "letter_pages": [
                LetterPage((), Paging(1, 1, 60, request.path), LETTERS, chosen) for chosen in ("", "m", OTHER)
            ],
        }
        response = render(request, "patterns.html", page)
        response.content = lead_to_pages(response.content.decode()).encode()
    response.headers["Content-Language"] = language.value
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect to the icon, for browsers that request it without reading the page."""
    return HttpResponseRedirect(static("img/favicon.svg"))
