"""Show the page on which readers check a quote."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from concepts.editorial.content_revision import revision_key
from concepts.evidence.addresses import reads_query
from concepts.evidence.process_cache import showing
from concepts.evidence.public_forms import read_form
from concepts.pages.quotes.check import MOST_CHARACTERS, MOST_PARTS, UncheckedQuoteError, check_quote
from concepts.pages.quotes.parts import clean_pasted, lang_of
from sources.languages import Text

TEXT = "text"  # the field of the form, and the key of the query
LONGEST_ADDRESS = 2_000  # of a page that can be shared, with the text in its address
STATUS = {"empty": 400, "long": 413, "many": 413, "foreign": 403}


@require_http_methods(["GET", "HEAD", "POST"])
@reads_query(TEXT)
def quote_check(request: HttpRequest) -> HttpResponse:
    """Check the text in the address, or in the form; a short one in the form leads to the address that has it."""
    if request.method != "POST":
        return _answer(request, request.GET.get(TEXT, ""))
    form = read_form(request)
    if form is None:
        return _show(request, "", problem="foreign")
    typed = form.get(TEXT, "")
    text = clean_pasted(typed)
    if 0 < len(text) <= LONGEST_ADDRESS:
        address = reverse("pages:quote-check", query={TEXT: text})
        if len(address) <= LONGEST_ADDRESS:
            return HttpResponseRedirect(address)
    with showing(revision_key()):
        return _answer(request, typed)


def _answer(request: HttpRequest, typed: str) -> HttpResponse:
    """Answer for a text; where there is none, show the form, with what is wrong if it was sent."""
    if not typed.strip() and request.method != "POST":
        return _show(request, "")
    try:
        check = check_quote(typed)
    except UncheckedQuoteError as error:
        return _show(request, clean_pasted(typed), problem=error.reason)
    address = reverse("pages:quote-check", query={TEXT: check.text}) if request.method != "POST" else ""
    return _render(request, {"check": check, "typed": check.text, "problem": "", "address": address})


def _show(request: HttpRequest, typed: str, problem: str = "") -> HttpResponse:
    """Show the form with what was typed, and what is wrong with it."""
    context = {"check": None, "typed": typed, "problem": problem, "address": ""}
    return _render(request, context, STATUS.get(problem, 200))


def _render(request: HttpRequest, context: Mapping[str, object], status: int = 200) -> HttpResponse:
    limits = {"most_characters": MOST_CHARACTERS, "most_parts": MOST_PARTS}
    typed = str(context["typed"])
    more = {
        "typed": Text(typed, lang_of(typed) if typed else ""),
        "not_indexed": bool(typed),
        "canonical_path": reverse("pages:quote-check"),
    }
    return render(request, "sources/quote_check.html", {**context, **limits, **more}, status=status)
