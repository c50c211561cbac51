"""Provide the admin page of positions and findings: it says who says the claim, and what it might rest on."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from concepts.admin.base import Context, RowForm
from concepts.admin.basis_proposals import Wanted, propose_bases
from concepts.admin.claim_rows import (
    BASES,
    PARTS,
    REST_ON,
    SUBJECTS,
    FindingBasisFormSet,
    add_proposed_rows,
    name_chosen_concepts,
)
from concepts.admin.claim_support import show_claims
from concepts.admin.content import BoundForm
from concepts.admin.statement_page import StatementAdmin
from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.links import BasisLink, ClaimPartLink, StatementLinks, load_links
from concepts.models import Basis, Concept, Dimension, Statement


@dataclass(frozen=True, slots=True)
class WrittenClaim:
    """What a form says of a claim, stored or typed: what it stands on, its dimension and its texts."""

    links: StatementLinks
    dimension: int | None
    texts: tuple[str, str]


class ClaimAdmin(StatementAdmin):
    """The page of a kind of statement that rests on others."""

    change_form_template = "admin/concepts/claim_form.html"

    def post_form(self, request: HttpRequest, object_id: str | None, form_url: str) -> HttpResponse:
        """Save a posted form, in which ticked proposals are rows and rows about a concept name it."""
        request.POST = add_proposed_rows(name_chosen_concepts(request.POST))
        return super().post_form(request, object_id, form_url)

    def response_change(self, request: HttpRequest, obj: Statement) -> HttpResponse:
        """Stay on the form of a draft after *Save*, since it says who says the claim now."""
        if "_save" in request.POST and obj.status != Statement.Status.PUBLISHED:
            sent = request.POST.copy()
            sent["_continue"] = "1"
            request.POST = sent
        return super().response_change(request, obj)

    def form_context(self, request: HttpRequest, bound: BoundForm) -> Context:
        context = super().form_context(request, bound)
        if bound.conflict:
            return context
        claim, names = read_claim(bound), load_concept_names(with_drafts=True)
        pk = bound.row.pk if bound.row is not None else 0
        if claim.links.basis or bound.row is not None:
            context["claim"] = show_claims({pk: claim.links}, names)[pk]
        if self.kind == Statement.Kind.FINDING and (
            bound.row is None or self.has_change_permission(request, bound.row)
        ):
            known = frozenset(claim.links.bases)
            wanted = Wanted(claim.links.subjects, claim.dimension, claim.texts, known)
            context |= {"proposed": propose_bases(wanted, names), "rest_on": REST_ON}
        return context


def read_claim(bound: BoundForm) -> WrittenClaim:
    """Return what the form says: of one that was posted what was typed, as far as it can be read."""
    form, row = bound.form, bound.row
    if not form.is_bound:
        stored = row if isinstance(row, Statement) else None
        links = load_links([stored.pk]).get(stored.pk, StatementLinks()) if stored else StatementLinks()
        texts = (stored.text_en, stored.text_zh) if stored else ("", "")
        return WrittenClaim(links, stored.dimension_id if stored else None, texts)
    dimension, data = form_value(form, "dimension"), form.data
    rows = {formset.prefix or "": list(_typed_rows(formset.forms)) for formset in bound.formsets}
    subjects = [concept.pk for each in rows.get(SUBJECTS, ()) if isinstance(concept := each.get("concept"), Concept)]
    basis = [
        BasisLink(statement.pk, part, each.get("nearness") == Basis.Nearness.NEARBY.value)
        for each in rows.get(BASES, ())
        if isinstance(statement := each.get("statement"), Statement) and isinstance(part := each.get("part"), int)
    ]
    return WrittenClaim(
        StatementLinks(subjects=tuple(subjects), basis=tuple(basis), claim_parts=tuple(_parts(bound, rows, basis))),
        dimension.pk if isinstance(dimension, Dimension) else None,
        (data.get("text_en", ""), data.get("text_zh", "")),
    )


def form_value(form: RowForm, name: str) -> object:
    """Return what was read in a field of a bound form; None where that could not be read."""
    return getattr(form, "cleaned_data", {}).get(name) if not form.errors.get(name) else None


def _typed_rows(forms: list[RowForm]) -> Iterator[dict[str, object]]:
    """Yield what was read in each row that is not removed."""
    for form in forms:
        values = {} if form.errors.get("__all__") else getattr(form, "cleaned_data", {})
        if values and not values.get("DELETE"):
            yield values


def _parts(
    bound: BoundForm, rows: dict[str, list[dict[str, object]]], basis: list[BasisLink]
) -> Iterator[ClaimPartLink]:
    """Yield the parts: of a position those with names, of a finding those that its rows carry."""
    for each in rows.get(PARTS, ()):
        if isinstance(number := each.get("number"), int):
            yield ClaimPartLink(number, None, str(each.get("name_en", "")), str(each.get("name_zh", "")))
    for formset in bound.formsets:
        if isinstance(formset, FindingBasisFormSet):
            used = {row.part for row in basis}
            concepts = {number: value for value, number in formset.numbers.items() if number in used and number}
            yield from (ClaimPartLink(number, int(value[1:])) for number, value in sorted(concepts.items()))
