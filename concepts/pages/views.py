"""Show the pages for readers: each view reads the address, builds its page in one call, and renders it."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concepts.evidence.addresses import find_statement, follow_moves, keys_read_by, reads_query, with_query
from concepts.evidence.comparison_address import QUESTIONS, QUOTATIONS, SHOW
from concepts.evidence.kept_links import keeps_left_out
from concepts.evidence.leaving_out import WITHOUT, UnknownFilterError
from concepts.formats.works import (
    cite_article,
    cite_concept,
    cite_passage,
    cite_question,
    cite_source,
    cite_statement,
)
from concepts.models import Statement
from concepts.pages import lists
from concepts.pages.cards import card_of_article, card_of_concept, card_of_question, card_of_source, card_of_statement
from concepts.pages.citing import citing_site
from concepts.pages.concept import build_concept_page
from concepts.pages.concept_row import ConceptRowPage, build_concept_row_page
from concepts.pages.dimension import DimensionPage, build_dimension_page
from concepts.pages.dimension_row import DimensionRowPage, build_dimension_row_page
from concepts.pages.letters import LETTER
from concepts.pages.map_picture import CONCEPT, build_map_view
from concepts.pages.paging import PAGE, ListPage, read_page_number
from concepts.pages.question import build_question_page
from concepts.pages.sources.marked_place import MARK, read_place
from concepts.pages.sources.passage import build_passage_page
from concepts.pages.sources.source import TRANSLATIONS, build_article_page, build_source_page
from concepts.pages.statement import build_statement_page
from concepts.pages.which_word import build_which_word_page

PagedList = ListPage[Any] | lists.DistinctionList | lists.TagPage
PagedRow = ConceptRowPage | DimensionPage | DimensionRowPage


def leaves_out(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the view, which then gets the values of `?without=` and answers UnknownFilterError with 400.

    The links of its pages keep what they leave out. What else of the query the view reads, it reads itself.
    """

    @keeps_left_out
    @reads_query(*keys_read_by(view), WITHOUT)
    @wraps(view)
    def view_leaving_out(request: HttpRequest, **kwargs: str) -> HttpResponse:
        try:
            return view(request, **kwargs, without=request.GET.getlist(WITHOUT))
        except UnknownFilterError as error:
            context = {"address": request.path, "message": str(error)}
            return render(request, "concepts/unknown_filter.html", context, status=400)

    return view_leaving_out


def page_number(request: HttpRequest) -> int:
    """Return which page of a list is asked for; raises UnreadableValueError where it is no number."""
    return read_page_number(request.GET.get(PAGE, ""))


def show_list(request: HttpRequest, template: str, page: PagedList, *, not_indexed: bool = False) -> HttpResponse:
    """Render one page of a list, which is its own canonical address."""
    return render(request, template, {"page": page, "canonical_path": page.paging.address, "not_indexed": not_indexed})


def show_row(request: HttpRequest, template: str, page: PagedRow, *, not_indexed: bool = False) -> HttpResponse:
    """Render one page of what is said on a row, whose canonical address has all articles, and passages folded.

    Rows that are `not_indexed` say nothing, or gather what has pages of its own.
    """
    canonical_path = replace(page.paging, query={}).address
    return render(request, template, {"page": page, "canonical_path": canonical_path, "not_indexed": not_indexed})


@require_safe
@follow_moves
@leaves_out
def concept(request: HttpRequest, slug: str, without: list[str]) -> HttpResponse:
    page = build_concept_page(slug, without)
    cited = cite_concept(page.concept, citing_site(request), None)
    return render(request, "concepts/concept.html", {"page": page, "card": card_of_concept(page), "cited": cited})


@require_safe
@follow_moves
@leaves_out
@reads_query(PAGE, SHOW)
def concept_row(request: HttpRequest, slug: str, row: str, without: list[str]) -> HttpResponse:
    """Show all that is said of a concept on one dimension, or in one kind; with `?show=quotations` unfolded."""
    unfolded = request.GET.get(SHOW) == QUOTATIONS
    page = build_concept_row_page(slug, row, without, page_number(request), unfolded=unfolded)
    return show_row(request, "concepts/concept_row.html", page, not_indexed=page.empty or row == QUESTIONS)


@require_safe
@reads_query("q", PAGE, LETTER)
def concepts(request: HttpRequest) -> HttpResponse:
    """List the concepts.

    With `?q=`, an address from before there was a search, redirect to the concepts that the search finds.
    """
    if query := request.GET.get("q", "").strip():
        return HttpResponsePermanentRedirect(reverse("search:search", query={"q": query, "kind": "concept"}))
    page = lists.list_concepts(page_number(request), request.GET.get(LETTER, ""))
    return show_list(request, "concepts/concepts.html", page)


@require_safe
@follow_moves
@leaves_out
@reads_query(PAGE)
def dimension(request: HttpRequest, slug: str, without: list[str]) -> HttpResponse:
    page = build_dimension_page(slug, without, page_number(request))
    return show_row(request, "concepts/dimension.html", page)


@require_safe
@follow_moves
@leaves_out
@reads_query(PAGE)
def dimension_row(request: HttpRequest, slug: str, row: str, without: list[str]) -> HttpResponse:
    """Show all findings and distinctions on a dimension, or all questions that stand beside what is said on it."""
    page = build_dimension_row_page(slug, row, without, page_number(request))
    return show_row(request, "concepts/dimension_row.html", page, not_indexed=not page.groups)


@require_safe
def dimensions(request: HttpRequest) -> HttpResponse:
    return render(request, "concepts/dimensions.html", {"entries": lists.list_dimensions()})


@require_safe
@reads_query(lists.DIMENSION, PAGE)
def distinctions(request: HttpRequest) -> HttpResponse:
    found = lists.list_distinctions(request.GET.get(lists.DIMENSION, ""), page_number(request))
    return show_list(request, "concepts/distinctions.html", found)


@require_safe
@follow_moves
@leaves_out
def statement(request: HttpRequest, code: str, without: list[str], slug: str = "") -> HttpResponse:
    """Show a statement of any kind.

    An old slug, another letter case or the address of the other kind of page redirects to the right address.
    """
    page = build_statement_page(code, request.path, without)
    is_distinction = page.statement.kind == Statement.Kind.DISTINCTION
    shown = page.statement
    cited = cite_statement(shown.code, shown.text, page.published_at, citing_site(request), None)
    context = {"page": page, "card": card_of_statement(page), "cited": cited}
    return render(request, f"concepts/{'distinction' if is_distinction else 'statement'}.html", context)


@require_safe
@follow_moves
def short(request: HttpRequest, code: str) -> HttpResponse:
    """Redirect from the short form of a statement's address to the statement, in the language the browser asks for."""
    return HttpResponseRedirect(with_query(find_statement(code).get_absolute_url(), request))


@require_safe
@follow_moves
@leaves_out
def question(request: HttpRequest, slug: str, without: list[str]) -> HttpResponse:
    page = build_question_page(slug, without)
    cited = cite_question(page.slug, page.text, citing_site(request), None)
    return render(request, "concepts/question.html", {"page": page, "card": card_of_question(page), "cited": cited})


@require_safe
@reads_query(PAGE)
def questions(request: HttpRequest) -> HttpResponse:
    return show_list(request, "concepts/questions.html", lists.list_questions(page_number(request)))


@require_safe
@follow_moves
@reads_query(PAGE)
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    page = lists.build_tag_page(slug, page_number(request))
    return show_list(request, "concepts/tag.html", page, not_indexed=page.empty)


@require_safe
@reads_query(PAGE, LETTER)
def tags(request: HttpRequest) -> HttpResponse:
    page = lists.list_tags(page_number(request), request.GET.get(LETTER, ""))
    return show_list(request, "concepts/tags.html", page)


@require_safe
def which_word(request: HttpRequest) -> HttpResponse:
    return render(request, "concepts/which_word.html", {"page": build_which_word_page()})


@require_safe
@reads_query(CONCEPT)
def concept_map(request: HttpRequest) -> HttpResponse:
    page = build_map_view(request.GET.get(CONCEPT, ""))
    return render(request, "concepts/map.html", {"page": page, "canonical_path": page.address})


def _unfolds_translations(request: HttpRequest) -> bool:
    """Tell whether the address asks for the translations of all cited passages in sight."""
    return request.GET.get(SHOW) == TRANSLATIONS


@require_safe
@follow_moves
@reads_query(SHOW)
def source(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Show the version of a source with this number, by default the newest."""
    page = build_source_page(slug, number)
    context = {
        "page": page,
        "canonical_path": page.version.get_absolute_url(),
        "unfolded": _unfolds_translations(request),
        "cited": cite_source(page.version, citing_site(request), None, page.only_article),
        "card": card_of_source(page),
    }
    return render(request, "sources/source.html", context)


@require_safe
@reads_query(PAGE)
def sources(request: HttpRequest) -> HttpResponse:
    return show_list(request, "sources/sources.html", lists.list_sources(page_number(request)))


@require_safe
@follow_moves
@reads_query(PAGE, SHOW, MARK)
def article(request: HttpRequest, slug: str, number: int, article: int) -> HttpResponse:
    unfolded = _unfolds_translations(request)
    place = read_place(request.GET.get(MARK, ""))
    page = build_article_page(slug, number, article, page_number(request), unfolded=unfolded, mark=place)
    context = {
        "article": page,
        "canonical_path": page.page.address,
        "unfolded": unfolded,
        "cited": cite_article(page.article, citing_site(request), None, alone=page.count == 1),
        "card": card_of_article(page.article),
    }
    return render(request, "sources/article.html", context)


@require_safe
@follow_moves
def passage(request: HttpRequest, slug: str, number: int, start: int, end: int) -> HttpResponse:
    page = build_passage_page(slug, number, start, end)
    span, site = (page.start, page.end), citing_site(request)
    cited = cite_passage(page.version, page.article, span, site, None, alone=page.is_alone)
    context = {"page": page, "not_indexed": page.exact is None, "cited": cited}
    if page.article:
        context |= {"card": card_of_article(page.article), "card_page": page.article.get_absolute_url()}
    return render(request, "sources/passage.html", context)
