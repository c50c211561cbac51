"""Propose statements on which a finding may rest: those about its concepts, and about what is near to them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.admin.similar import similarity
from concepts.content.counting import NO_SUPPORT
from concepts.evidence.claims import load_support
from concepts.evidence.concept_names import ConceptNames
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.models import Basis, ConceptLink, Statement
from concepts.models.basis import WHOLE
from sources.languages import Text, in_language
from sources.text import fold

Kind = Statement.Kind
ITSELF, NEARBY = Basis.Nearness.ITSELF.value, Basis.Nearness.NEARBY.value
SHOWN_FIRST = 5  # proposals of a group that are shown at once; the others can be opened


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is proposed for: the concepts of the finding, its dimension or none, its texts, and what it rests on."""

    subjects: tuple[int, ...]
    dimension: int | None
    texts: tuple[str, str]
    known: frozenset[int]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A statement that the claim may rest on; `value` is what its box sends."""

    value: str
    name: Text
    code: str
    address: str
    dimension: Text | None
    articles: int


@dataclass(frozen=True, slots=True)
class ProposedGroup:
    """Proposals for the whole, or for one part; the likeliest `first`, then the `others`."""

    heading: str
    first: tuple[Proposed, ...]
    others: tuple[Proposed, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A statement with the part that it would carry, 0 for the whole or the id of a subject."""

    statement: Statement
    subject: int
    nearby: bool


def propose_bases(wanted: Wanted, names: ConceptNames) -> tuple[ProposedGroup, ...]:
    """Return what the finding may rest on, in groups: for the whole, about each concept, then of something nearby.

    Makes four queries, whatever there is.
    """
    if len(wanted.subjects) < 2:  # a finding is about two at least
        return ()
    near = _find_nearby(wanted.subjects)
    statements = _find_statements(wanted, {*wanted.subjects, *(each for found in near.values() for each in found)})
    links = load_links([statement.pk for statement in statements])
    candidates = [
        candidate
        for statement in statements
        for candidate in _candidates(statement, links.get(statement.pk, NO_LINKS), wanted.subjects, near)
    ]
    support = load_support({candidate.statement.pk for candidate in candidates})
    likeness = {statement.pk: _likeness(statement, wanted.texts) for statement in statements}

    def order(candidate: _Candidate) -> tuple[object, ...]:
        statement = candidate.statement
        is_off = wanted.dimension is not None and statement.dimension_id not in (wanted.dimension, None)
        counted = support.get(statement.pk, NO_SUPPORT)
        return is_off, -likeness[statement.pk], counted.order, statement.code

    groups: dict[tuple[bool, int], list[Proposed]] = {
        **{(False, subject): [] for subject in (WHOLE, *wanted.subjects)},
        **{(True, subject): [] for subject in (WHOLE, *wanted.subjects)},
    }
    for candidate in sorted(candidates, key=order):
        counted = support.get(candidate.statement.pk, NO_SUPPORT)
        groups[candidate.nearby, candidate.subject].append(_show(candidate, counted.whole.count))
    return tuple(
        ProposedGroup(_heading(subject, names, nearby=nearby), tuple(found[:SHOWN_FIRST]), tuple(found[SHOWN_FIRST:]))
        for (nearby, subject), found in groups.items()
        if found
    )


def _find_nearby(subjects: Collection[int]) -> dict[int, set[int]]:
    """Return the concepts that are narrower than or related to each subject, without the subjects themselves."""
    found: dict[int, set[int]] = {subject: set() for subject in subjects}
    narrower, related = Q(kind=ConceptLink.Kind.BROADER, other__in=subjects), Q(kind=ConceptLink.Kind.RELATED)
    rows = ConceptLink.objects.filter(narrower | (related & (Q(other__in=subjects) | Q(concept__in=subjects))))
    for kind, concept, other in rows.values_list("kind", "concept", "other"):
        pairs = [(other, concept)] if kind == ConceptLink.Kind.BROADER else [(other, concept), (concept, other)]
        for subject, near in pairs:
            if subject in found and near not in found:
                found[subject].add(near)
    return found


def _find_statements(wanted: Wanted, concepts: Collection[int]) -> list[Statement]:
    """Return the published distinctions and relations about any of the concepts, and characteristics on the dimension.

    Without a dimension, characteristics on all; parts of lists are left out, since their head says what they share.
    """
    on_dimension = Q() if wanted.dimension is None else Q(dimension=wanted.dimension)
    about = Q(concept_links__concept__in=concepts)
    chosen = (
        Q(kind=Kind.DISTINCTION, sides__concept__in=concepts)
        | (Q(kind=Kind.RELATION) & about)
        | (Q(kind=Kind.CHARACTERISTIC) & about & on_dimension)
    )
    rows = Statement.objects.published().filter(chosen).exclude(pk__in=wanted.known)
    return list(rows.select_related("dimension").distinct().order_by("code"))


def _candidates(
    statement: Statement, links: StatementLinks, subjects: tuple[int, ...], near: Mapping[int, set[int]]
) -> Iterator[_Candidate]:
    """Yield what the statement may carry; nothing where it speaks of too few of the concepts."""
    about = set(links.concepts)
    itself = [subject for subject in subjects if subject in about]
    around = [subject for subject in subjects if subject in about or near[subject] & about]
    is_single = statement.kind == Kind.CHARACTERISTIC
    if len(itself) == len(subjects):
        yield _Candidate(statement, WHOLE, nearby=False)
    elif is_single and itself:
        yield from (_Candidate(statement, subject, nearby=False) for subject in itself)
    elif len(around) == len(subjects) and (not is_single or len(about) > 1):
        yield _Candidate(statement, WHOLE, nearby=True)
    elif is_single:
        yield from (_Candidate(statement, subject, nearby=True) for subject in around)


def _likeness(statement: Statement, texts: tuple[str, str]) -> float:
    """Return how much the statement says in the words of the finding, from 0 to 1 in steps of a tenth."""
    pairs: Iterable[tuple[str, str]] = zip((statement.text_en, statement.text_zh), texts, strict=True)
    return round(max(similarity(fold(stored), fold(typed)) for stored, typed in pairs), 1)


def _show(candidate: _Candidate, articles: int) -> Proposed:
    statement = candidate.statement
    part = f"c{candidate.subject}" if candidate.subject else str(WHOLE)
    return Proposed(
        value=f"{statement.pk}-{part}-{NEARBY if candidate.nearby else ITSELF}",
        name=in_language(statement, "text"),
        code=statement.code,
        address=reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk]),
        dimension=in_language(statement.dimension, "name") if statement.dimension else None,
        articles=articles,
    )


def _heading(subject: int, names: ConceptNames, *, nearby: bool) -> str:
    named = names.by_id.get(subject)
    concept = {"concept": named.name if named else ""}
    if nearby:
        return _("About what is near to %(concept)s") % concept if subject else _("The whole, of things nearby")
    return _("About %(concept)s") % concept if subject else _("The whole")
