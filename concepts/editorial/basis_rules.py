"""What positions and findings may rest on; the form, packs, publishing, withdrawing and merging all ask here."""

from collections import Counter
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from concepts.editorial.publication_case import (
    Missing,
    NamedBasis,
    NamedPart,
    PublicationCase,
    not_live,
    not_public,
)
from concepts.models import Statement
from concepts.models.basis import BASIS_KINDS, WHOLE

Kind = Statement.Kind
BASES, PARTS = "bases", "claim_parts"


def missing_of_basis(case: PublicationCase) -> list[Missing]:
    """Return what is wrong with what a position or finding rests on; empty when it may be published."""
    missing = impossible_in_basis(case.bases, case.claim_parts)
    for basis in {basis.statement.code: basis.statement for basis in case.bases}.values():
        if basis.kind not in BASIS_KINDS:
            message = _(
                "%(code)s is a position or finding itself; rest this on definitions, characteristics, distinctions "
                "and relations."
            )
            missing.append(Missing(BASES, message % {"code": basis.called}))
        elif faults := not_live(BASES, basis):
            missing += faults
        else:
            missing += not_public(BASES, basis)
    missing += _uncarried(case)
    if case.kind == Kind.FINDING:
        missing += _missing_of_parts_of_finding(case)
    elif any(part.concept is not None for part in case.claim_parts):
        message = _("The parts of a position have names in both languages, and no concepts; write the names.")
        missing.append(Missing(PARTS, message))
    return missing


def impossible_in_basis(bases: Collection[NamedBasis], parts: Collection[NamedPart]) -> list[Missing]:
    """Return what contradicts itself in these rows, whether or not they are published."""
    missing = []
    numbers = {part.number for part in parts}
    carried: dict[str, set[int]] = {}
    for basis in bases:
        carried.setdefault(basis.statement.code, set()).add(basis.part)
        if basis.part != WHOLE and basis.part not in numbers:
            message = _("%(code)s carries part %(number)s, which there is not; add the part or choose another one.")
            names = {"code": basis.statement.called, "number": basis.part}
            missing.append(Missing(BASES, message % names))
    for statement in {basis.statement.code: basis.statement for basis in bases}.values():
        if WHOLE in carried[statement.code] and len(carried[statement.code]) > 1:
            message = _("%(code)s carries the whole already, so its rows for parts say nothing; remove them.")
            missing.append(Missing(BASES, message % {"code": statement.called}))
    concepts = Counter(part.concept for part in parts if part.concept is not None)
    names_of = {part.concept: part.name for part in parts}
    for concept, times in concepts.items():
        if times > 1:
            message = _("“%(concept)s” has two parts; keep one.")
            missing.append(Missing(PARTS, message % {"concept": names_of[concept]}))
    return missing


def _uncarried(case: PublicationCase) -> Iterator[Missing]:
    """Yield the parts that nothing carries: no article could ever say them."""
    carried = {basis.part for basis in case.bases}
    for part in case.claim_parts:
        if part.number not in carried:
            message = _("No statement carries part %(number)s (%(name)s); rest the part on one or remove it.")
            yield Missing(PARTS, message % {"number": part.number, "name": part.name})


def _missing_of_parts_of_finding(case: PublicationCase) -> Iterator[Missing]:
    """Yield the subjects that nothing is said about, and the parts that are about none of the subjects."""
    if any(part.concept is None for part in case.claim_parts):
        message = _("Each part of a finding is what it says of one of its concepts; choose the concept.")
        yield Missing(PARTS, message)
    for part in case.claim_parts:
        if part.concept is not None and part.concept not in case.subjects:
            message = _("“%(concept)s” is none of the concepts of the finding; remove the part or add the concept.")
            yield Missing(PARTS, message % {"concept": part.name})
    carried = {basis.part for basis in case.bases}
    if WHOLE in carried:
        return
    spoken_of = {part.concept for part in case.claim_parts if part.number in carried}
    for concept, name in zip(case.subjects, case.subject_names, strict=True):
        if concept not in spoken_of:
            message = _("The finding rests on nothing about “%(concept)s”; add a statement that speaks of it.")
            yield Missing(BASES, message % {"concept": name})
