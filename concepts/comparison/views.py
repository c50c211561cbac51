"""The comparison page, and the page on which concepts are chosen."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concepts.comparison.filters import Filters, UnknownFilterError
from concepts.comparison.picker import Picker
from concepts.comparison.selection import LEAST, MOST, SEPARATOR, Choice, UnusableSelectionError, choose
from concepts.comparison.suggestions import suggest
from concepts.comparison.table import build_table
from concepts.evidence.addresses import with_query
from concepts.evidence.concept_names import ConceptNames, load_concept_names


@require_safe
def comparison(request: HttpRequest, concepts: str) -> HttpResponse:
    """Two to four concepts side by side."""
    lexicon = load_concept_names()
    try:
        choice = choose(concepts.lower().split(SEPARATOR), lexicon)
    except UnusableSelectionError as error:
        return _refused(request, lexicon, error)
    if choice.key != concepts:
        return HttpResponsePermanentRedirect(with_query(choice.address(), request))
    try:
        table = build_table(choice, lexicon, Filters.from_query(dict(request.GET.lists())))
    except UnknownFilterError as error:
        return _unknown_filter(request, choice, error)
    picker = Picker(choice, lexicon, table.filters.query)
    return render(
        request,
        "comparison/comparison.html",
        {"table": table, "picker": picker, "canonical_path": choice.canonical.address()},
    )


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """Where concepts are chosen; with `concept=` in the query, leads to their comparison."""
    lexicon = load_concept_names()
    query = {key: values for key, values in request.GET.lists() if key in Filters.KEYS and any(values)}
    if names := [name for name in request.GET.getlist("concept") if name]:
        try:
            return HttpResponseRedirect(choose(names, lexicon).address(query))
        except UnusableSelectionError as error:
            return _refused(request, lexicon, error)
    context = {"concepts": lexicon.concepts, "suggestions": suggest(lexicon), "least": LEAST, "most": MOST}
    return render(request, "comparison/pick.html", context)


def _refused(request: HttpRequest, lexicon: ConceptNames, error: UnusableSelectionError) -> HttpResponse:
    """Says why the concepts cannot be compared, and offers those that can."""
    context = {
        "fault": error.fault,
        "names": error.names,
        "known": error.known,
        "concepts": lexicon.concepts,
        "suggestions": suggest(lexicon),
        "least": LEAST,
        "most": MOST,
    }
    return render(request, "comparison/refused.html", context, status=error.status)


def _unknown_filter(request: HttpRequest, choice: Choice, error: UnknownFilterError) -> HttpResponse:
    context = {"choice": choice, "address": choice.address(), "message": str(error)}
    return render(request, "comparison/unknown_filter.html", context, status=400)
