"""Show the page of a comparison, and the page on which readers choose the concepts."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concepts.comparison.filters import Filters
from concepts.comparison.picker import Picker
from concepts.comparison.selection import (
    Selection,
    UnusableSelectionError,
    select_concepts,
)
from concepts.comparison.suggestions import suggest_comparisons
from concepts.comparison.table import build_table
from concepts.evidence.addresses import reads_query, with_query
from concepts.evidence.comparison_address import LEAST_COMPARED, MOST_COMPARED, names_in_key
from concepts.evidence.concept_names import ConceptNames, load_concept_names
from concepts.evidence.kept_links import keeps_left_out
from concepts.evidence.leaving_out import UnknownFilterError


@require_safe
@keeps_left_out
@reads_query(*Filters.KEYS)
def comparison(request: HttpRequest, concepts: str) -> HttpResponse:
    """Show two to four concepts side by side."""
    concept_names = load_concept_names()
    try:
        selection = select_concepts(names_in_key(concepts), concept_names)
    except UnusableSelectionError as error:
        return _refused(request, concept_names, error)
    if selection.key != concepts:
        return HttpResponsePermanentRedirect(with_query(selection.address(), request))
    try:
        table = build_table(selection, concept_names, Filters.from_query(dict(request.GET.lists())))
    except UnknownFilterError as error:
        return _unknown_filter(request, selection, error)
    picker = Picker(selection, concept_names, table.filters.query)
    return render(
        request,
        "comparison/comparison.html",
        {"table": table, "picker": picker, "canonical_path": selection.canonical.address()},
    )


@require_safe
@reads_query("concept", *Filters.KEYS)
def pick(request: HttpRequest) -> HttpResponse:
    """Offer concepts to choose from; with `concept=` in the query, redirect to their comparison."""
    concept_names = load_concept_names()
    query = {key: values for key, values in request.GET.lists() if key in Filters.KEYS and any(values)}
    if names := [name for name in request.GET.getlist("concept") if name]:
        try:
            return HttpResponseRedirect(select_concepts(names, concept_names).address(query))
        except UnusableSelectionError as error:
            return _refused(request, concept_names, error)
    context = {
        "concepts": concept_names.concepts,
        "suggestions": suggest_comparisons(concept_names),
        "least": LEAST_COMPARED,
        "most": MOST_COMPARED,
    }
    return render(request, "comparison/pick.html", context)


def _refused(request: HttpRequest, concept_names: ConceptNames, error: UnusableSelectionError) -> HttpResponse:
    """Say why the concepts cannot be compared, and offer others."""
    context = {
        "fault": error.fault,
        "names": error.names,
        "known": error.known,
        "concepts": concept_names.concepts,
        "suggestions": suggest_comparisons(concept_names),
        "least": LEAST_COMPARED,
        "most": MOST_COMPARED,
    }
    return render(request, "comparison/refused.html", context, status=error.status)


def _unknown_filter(request: HttpRequest, selection: Selection, error: UnknownFilterError) -> HttpResponse:
    """Say which value of a filter does not exist."""
    context = {"selection": selection, "address": selection.address(), "message": str(error)}
    return render(request, "comparison/unknown_filter.html", context, status=400)
