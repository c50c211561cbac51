"""Build the page of one dimension: first the answer across all concepts, then one line a concept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concepts.evidence.addresses import find_row
from concepts.evidence.comparison_address import QUESTIONS
from concepts.evidence.concept_names import (
    ConceptNames,
    LabelGroup,
    NamedConcept,
    dimension_label_groups,
    load_concept_names,
)
from concepts.evidence.findings import FindingList, build_findings, divide
from concepts.evidence.leaving_out import ArticlesLeftOut, LeavingOut, describe_leaving_out
from concepts.evidence.loading import ShownStatement, best_supported
from concepts.models import Dimension, Statement
from concepts.pages.answer import PageAnswer, build_answer
from concepts.pages.concept_address import DISTINCTIONS
from concepts.pages.paging import Paging, cut_page
from concepts.pages.said import load_said
from concepts.pages.said_lines import SaidLine, best_line
from sources.languages import HTML_LANG, Text, reader_language

Kind = Statement.Kind
MOST_DIFFER, MOST_LINES = 7, 50


@dataclass(frozen=True, slots=True)
class DimensionPage:
    """A dimension, or one page of it: what is said on it, one line a concept.

    `distinctions` and `questions` are the addresses of all of these. `silent` are the core concepts of which nothing is
    said, `other_silent` counts the others.
    """

    name: Text
    labels: tuple[LabelGroup, ...]
    question: Text
    core: bool
    answer: PageAnswer
    distinctions: str
    questions: str
    lines: tuple[SaidLine, ...]
    paging: Paging
    silent: tuple[NamedConcept, ...]
    other_silent: int
    leaving_out: LeavingOut


def build_dimension_page(slug: str, without: Sequence[str] = (), page: int = 1) -> DimensionPage:
    """Build the page in a fixed number of queries; `without` is read by `ArticlesLeftOut.read`.

    Raises MovedError, GoneError or Http404 as `find_row` does, Http404 for a page beyond the last, and
    UnknownFilterError as `ArticlesLeftOut.read` does.
    """
    dimension = find_row(Dimension.objects.published().prefetch_related("labels"), slug)
    left_out = ArticlesLeftOut.read(without)
    concept_names = load_concept_names()
    said = load_said(Statement.objects.published().filter(dimension=dimension), concept_names, left_out)
    by_concept = _by_concept(best_supported(said.heads, Kind.CHARACTERISTIC), concept_names)
    silent = [concept for concept in concept_names.concepts if concept not in by_concept]
    shown = cut_page(list(by_concept), page, MOST_LINES, dimension.get_absolute_url(), {**left_out.query})
    return DimensionPage(
        name=dimension.name,
        labels=dimension_label_groups(dimension),
        question=dimension.question,
        core=dimension.core,
        answer=build_answer(
            _named_by_concepts(build_findings(said.heads)),
            best_supported(said.heads, Kind.DISTINCTION),
            (),
            said.questions,
            MOST_DIFFER,
        ),
        distinctions=reverse("pages:dimension-row", args=[slug, DISTINCTIONS]),
        questions=reverse("pages:dimension-row", args=[slug, QUESTIONS]),
        lines=tuple(best_line(concept, slug, by_concept[concept]) for concept in shown.entries),
        paging=shown.paging,
        silent=tuple(concept for concept in silent if concept.core),
        other_silent=sum(not concept.core for concept in silent),
        leaving_out=describe_leaving_out(left_out, said.own, said.everything, dimension.get_absolute_url()),
    )


def _by_concept(
    characteristics: Iterable[ShownStatement], concept_names: ConceptNames
) -> dict[NamedConcept, list[ShownStatement]]:
    """Return the characteristics by concept, in canonical order; one of several concepts is there for each."""
    found: dict[int, list[ShownStatement]] = {}
    for characteristic in characteristics:
        for concept in characteristic.links.subjects:
            found.setdefault(concept, []).append(characteristic)
    return {concept: found[concept.id] for concept in concept_names.concepts if concept.id in found}


def _named_by_concepts(findings: FindingList) -> FindingList:
    """Return the findings with their concepts in place of the dimension, which is that of the page."""
    return divide(
        [
            replace(finding, row=_join_names(finding.statement.subjects)) if finding.address else finding
            for finding in findings.all
        ]
    )


def _join_names(concepts: Sequence[NamedConcept]) -> Text:
    """Return the names of several concepts in one line."""
    *names, last = (concept.name.words for concept in concepts)
    return Text(pgettext("between names", ", ").join(names) + _(" and ") + last, HTML_LANG[reader_language()])
