"""Build the page of all findings and distinctions on a dimension, and that of the questions beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from concepts.evidence.addresses import MovedError, NoSuchPartError, find_row, nothing_called
from concepts.evidence.comparison_address import QUESTIONS
from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.leaving_out import ArticlesLeftOut, LeavingOut, describe_leaving_out
from concepts.evidence.questions import DisputedQuestion
from concepts.models import Dimension, Statement
from concepts.pages.beside_others import BesideOthers, group_entries, list_entries
from concepts.pages.concept_address import DISTINCTIONS
from concepts.pages.concept_row import MOST_LINES
from concepts.pages.paging import Paging, find_page
from concepts.pages.said import load_said
from sources.languages import Text

Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class DimensionRowPage:
    """The `groups` of findings and distinctions on a dimension, or the `questions` beside what is said on it."""

    row: str
    dimension: Text
    address: str
    groups: tuple[BesideOthers, ...]
    questions: tuple[DisputedQuestion, ...]
    paging: Paging
    leaving_out: LeavingOut


def build_dimension_row_page(slug: str, row: str, without: Sequence[str] = (), page: int = 1) -> DimensionRowPage:
    """Build the page in a fixed number of queries; `row` is DISTINCTIONS or QUESTIONS.

    Raises MovedError where the dimension has another slug, GoneError or Http404 as `find_row` does, NoSuchPartError for
    another row or a page beyond the last, and UnknownFilterError as `ArticlesLeftOut.read` does.
    """
    if row != row.lower():
        raise MovedError(reverse("pages:dimension-row", args=[slug, row.lower()]))
    try:
        dimension = find_row(Dimension.objects.published(), slug)
    except MovedError as moved:
        raise MovedError(reverse("pages:dimension-row", args=[moved.slug, row])) from moved
    if row not in (DISTINCTIONS, QUESTIONS):
        raise NoSuchPartError(nothing_called(row), dimension.get_absolute_url())
    left_out = ArticlesLeftOut.read(without)
    concept_names = load_concept_names()
    kinds = (Kind.FINDING, Kind.DISTINCTION) if row == DISTINCTIONS else Kind
    wanted = Statement.objects.published().filter(dimension=dimension, kind__in=kinds)
    said = load_said(wanted, concept_names, left_out)
    address = reverse("pages:dimension-row", args=[slug, row])
    entries = list_entries(said.heads) if row == DISTINCTIONS else ()
    questions = said.questions if row == QUESTIONS else ()
    paging = find_page(len(entries or questions), page, MOST_LINES, address, {**left_out.query})
    return DimensionRowPage(
        row=row,
        dimension=dimension.name,
        address=dimension.get_absolute_url(),
        groups=group_entries(entries[paging.slice]),
        questions=questions[paging.slice],
        paging=paging,
        leaving_out=describe_leaving_out(left_out, said.own, said.everything, address),
    )
