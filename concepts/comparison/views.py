"""Show a comparison, each of its rows, and the page on which readers choose the concepts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concepts.comparison.answer import build_answer
from concepts.comparison.card import card_of_comparison
from concepts.comparison.content import ComparedStatements, load_compared_statements
from concepts.comparison.everything import build_everything
from concepts.comparison.filters import CONTRASTS, Filters
from concepts.comparison.narrowing import Narrowing, ValueNames, describe_narrowing, name_values
from concepts.comparison.picker import Picker, offer_concepts
from concepts.comparison.row_page import build_row_page
from concepts.comparison.selection import (
    Selection,
    UnusableSelectionError,
    add_typed_names,
    select_by_address,
    select_concepts,
)
from concepts.comparison.since import find_changes_since, read_moment
from concepts.comparison.suggestions import suggest_comparisons, suggest_nearest
from concepts.comparison.table import build_table
from concepts.evidence.addresses import WHOLE_QUERY, follow_moves, reads_query
from concepts.evidence.comparison_address import (
    EVERYTHING,
    LEAST_COMPARED,
    MOST_COMPARED,
    QUESTIONS,
    QUOTATIONS,
    SHOW,
    SINCE,
    VIEW,
    names_in_key,
    row_address,
)
from concepts.evidence.concept_names import ConceptNames, load_concept_names
from concepts.evidence.kept_links import keeps_left_out
from concepts.evidence.leaving_out import UnknownFilterError
from concepts.formats.works import cite_comparison
from concepts.pages.citing import citing_site
from concepts.pages.paging import PAGE, read_page_number
from sources.text import without_direction

MEANT, TYPED, ASKED = "meant", "name", "asked"  # keys of the form on which concepts are chosen
PICKED = ("concept", MEANT)
FORMER_ONLY = "only=differences"  # what `only=contrasts` was called once


@require_safe
@keeps_left_out
@reads_query(*Filters.KEYS, VIEW, SHOW, SINCE)
def comparison(request: HttpRequest, concepts: str) -> HttpResponse:
    """Show two to four concepts side by side: the answer and the table, or everything with `view=all`.

    With `since=`, the page with the answer also says what changed after that moment.
    """
    moment = read_moment(request.GET.get(SINCE, ""))

    def show(compared: ComparedStatements, values: ValueNames, concept_names: ConceptNames) -> HttpResponse:
        selection, view = compared.selection, {VIEW: [EVERYTHING]} if _chosen(request, VIEW, EVERYTHING) else {}
        shown = _shown(request)
        answer = build_answer(compared)
        context = {
            "answer": answer,
            "everything_address": selection.address({VIEW: [EVERYTHING]} | compared.filters.query),
            "short_address": selection.address(compared.filters.query),
            "picker": Picker(selection, concept_names, view | compared.filters.query),
            "canonical_path": selection.canonical.address(),
        }
        narrowing = describe_narrowing(values, compared, lambda query: selection.address(view | query | shown))
        if view:
            context["unfolding_address"] = selection.address(view | compared.filters.query | _turned(shown))
            context["everything"] = build_everything(compared, values)
            return _render(request, "comparison/everything.html", compared, narrowing, context)
        context["card"] = card_of_comparison(selection.concepts, answer)
        context["table"] = build_table(compared)
        context["since"] = find_changes_since(compared, moment) if moment else None
        # What is nearest counts all articles, and may be this very comparison.
        narrowed = compared.filters.about_sources
        context["nearest"] = () if answer.tells_apart or narrowed else suggest_nearest(selection, concept_names)
        context["not_indexed"] = not compared.is_drawn
        return _render(request, "comparison/comparison.html", compared, narrowing, context)

    return _show(request, concepts, Selection.address, show)


@require_safe
@keeps_left_out
@reads_query(*Filters.KEYS, SHOW, PAGE)
@follow_moves
def row(request: HttpRequest, concepts: str, row: str) -> HttpResponse:
    """Show one row of a comparison with all its evidence."""

    def show(compared: ComparedStatements, values: ValueNames, concept_names: ConceptNames) -> HttpResponse:
        selection, shown = compared.selection, _shown(request)
        number, query = read_page_number(request.GET.get(PAGE, "")), compared.filters.query
        page = build_row_page(compared, row, shown, number)
        on_page = {PAGE: [str(number)]} if number > 1 else {}
        context = {
            "page": page,
            "comparison_address": selection.address(query),
            "unfolding_address": row_address(selection.concepts, row, query | _turned(shown) | on_page),
            "canonical_path": row_address(selection.canonical.concepts, row, on_page),
            "not_indexed": not compared.is_drawn or page.empty or row == QUESTIONS,  # which have pages of their own
        }
        narrowing = describe_narrowing(
            values, compared, lambda rest: row_address(selection.concepts, row, rest | shown), page.filter_keys
        )
        return _render(request, "comparison/row.html", compared, narrowing, context)

    return _show(request, concepts, lambda selection: row_address(selection.concepts, row), show)


def _show(
    request: HttpRequest,
    key: str,
    address: Callable[[Selection], str],
    show: Callable[[ComparedStatements, ValueNames, ConceptNames], HttpResponse],
) -> HttpResponse:
    """Load what is said of the concepts of the key and show it; say in plain words why they cannot be compared.

    `address` is that of the page for a selection, to which another spelling of the concepts leads.
    """
    concept_names = load_concept_names()
    try:
        selection = select_by_address(names_in_key(key), concept_names)
    except UnusableSelectionError as error:
        return _refused(request, concept_names, error)
    if selection.key != key or FORMER_ONLY in _query_parts(request):
        return _lead_on(request, address(selection))
    try:
        filters = Filters.from_query(dict(request.GET.lists()))
        compared = load_compared_statements(selection, concept_names, filters)
        # A page without a query names no value of a filter.
        return show(compared, name_values(compared.heads, filters) if request.GET else ({}, {}), concept_names)
    except UnknownFilterError as error:
        return _unknown_filter(request, address(selection), error)


def _lead_on(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect to the address with the query of the request, in which former values stand as they are called now."""
    query = "&".join(f"only={CONTRASTS}" if part == FORMER_ONLY else part for part in _query_parts(request))
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def _query_parts(request: HttpRequest) -> list[str]:
    """Return the parts of the query as they were sent, those too that the page does not read."""
    query = request.META.get(WHOLE_QUERY, request.META.get("QUERY_STRING", ""))
    return query.split("&") if query else []


def _chosen(request: HttpRequest, key: str, value: str) -> bool:
    """Tell whether the query has the one value that this key can have; raise UnknownFilterError for another one."""
    given = {each for each in request.GET.getlist(key) if each}
    if wrong := sorted(given - {value}):
        raise UnknownFilterError(key, wrong[0])
    return bool(given)


def _shown(request: HttpRequest) -> dict[str, list[str]]:
    """Return the part of the query that unfolds the quotations; raise UnknownFilterError for another value."""
    return {SHOW: [QUOTATIONS]} if _chosen(request, SHOW, QUOTATIONS) else {}


def _turned(shown: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the part of the query that folds what is unfolded, or unfolds what is folded."""
    return {} if shown else {SHOW: [QUOTATIONS]}


def _render(
    request: HttpRequest, template: str, compared: ComparedStatements, narrowing: Narrowing, context: dict[str, object]
) -> HttpResponse:
    """Render the page with what all pages of a comparison show."""
    shared = {
        "concepts": compared.concepts,
        "filters": compared.filters,
        "narrowing": narrowing,
        "unfolded": bool(_shown(request)),
        "cited": cite_comparison(compared.concepts, citing_site(request), None, compared.filters.query),
    }
    return render(request, template, shared | context)


@require_safe
@reads_query(*PICKED, TYPED, ASKED, *Filters.KEYS, VIEW)
def pick(request: HttpRequest) -> HttpResponse:
    """Offer concepts to choose from; with some in the query, redirect to their comparison.

    They are named by slug (`concept=`), or typed in either language (`name=`). Who was asked what the typed name means
    answers with `meant=`; `asked=` is the name that the answer is about.
    """
    concept_names = load_concept_names()
    names = [name for key in PICKED for name in request.GET.getlist(key) if name]
    typed = request.GET.get(TYPED, "").strip()
    answered = any(request.GET.getlist(MEANT)) and typed == request.GET.get(ASKED, "")
    if names or typed:
        try:
            if typed and not answered:
                names = add_typed_names(names, typed, concept_names)
            return HttpResponseRedirect(select_concepts(names, concept_names).address(_filters_sent(request)))
        except UnusableSelectionError as error:
            return _refused(request, concept_names, error)
    context = {
        "concepts": offer_concepts(concept_names),
        "suggestions": suggest_comparisons(concept_names),
        "least": LEAST_COMPARED,
        "most": MOST_COMPARED,
    }
    return render(request, "comparison/pick.html", context)


def _filters_sent(request: HttpRequest) -> dict[str, list[str]]:
    """Return what the query narrows a comparison to, unchecked: the page to which it leads says what is wrong."""
    return {key: values for key, values in request.GET.lists() if key in (*Filters.KEYS, VIEW) and any(values)}


def _refused(request: HttpRequest, concept_names: ConceptNames, error: UnusableSelectionError) -> HttpResponse:
    """Say why the concepts cannot be compared, and offer others."""
    context = {
        "fault": error.fault,
        "names": list(map(without_direction, error.names)),
        "known": error.known,
        "typed": error.typed,
        "query": _filters_sent(request),
        "concepts": offer_concepts(concept_names, error.known),
        "suggestions": suggest_comparisons(concept_names),
        "least": LEAST_COMPARED,
        "most": MOST_COMPARED,
    }
    return render(request, "comparison/refused.html", context, status=error.status)


def _unknown_filter(request: HttpRequest, address: str, error: UnknownFilterError) -> HttpResponse:
    """Say which value of a filter does not exist; the address is that of the page without filters."""
    context = {"address": address, "message": str(error)}
    return render(request, "comparison/unknown_filter.html", context, status=400)
