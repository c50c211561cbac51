"""What becomes of the rows that positions and findings rest on when two statements are merged.

The rule: the whole of a claim wins over its parts, and the concept itself over what is nearby.
"""

from collections.abc import Collection, Iterable

from django.db.models import Max

from concepts.models import Basis, ClaimPart, Statement, StatementConcept
from concepts.models.basis import CLAIM_KINDS, WHOLE

Nearness = Basis.Nearness


def unite_bases(old: int, new: int) -> set[int]:
    """Leave no claim with two rows that say the same once `old` is `new`; return the ids of the claims that changed.

    Part of a larger change, before rows that name `old` name `new`. Withdrawn claims and drafts of changes are united
    too. Of a row for the whole and rows for parts the one for the whole stays, with its own nearness.
    """
    claims: dict[int, list[Basis]] = {}
    for row in Basis.objects.filter(statement__in=(old, new)).order_by("rank", "pk"):
        claims.setdefault(row.claim_id, []).append(row)
    changed = set()
    for claim, rows in claims.items():
        if {row.statement_id for row in rows} == {old, new}:
            _keep(_united(rows, new), rows)
            _drop_parts_without_basis([claim])
            changed.add(claim)
    return changed


def move_bases(old: Statement, new: Statement) -> None:
    """Let the claim `new` rest on what `old` rests on, in the last places; part of a larger change.

    A row for a part moves where `new` has the same part: about the same concept, which is added where the concept is a
    subject of `new`, or with the same names. Other rows stay with `old`.
    """
    if old.kind not in CLAIM_KINDS:
        return
    numbers = _numbers(old, new)
    last = new.bases.aggregate(last=Max("rank"))["last"]
    place = 0 if last is None else last + 1
    moved = set()
    for row in old.bases.order_by("rank", "pk"):
        if (number := numbers.get(row.part)) is None:
            continue
        known = new.bases.filter(statement=row.statement_id, part=number).first()
        if known:
            known.nearness = _nearest([known, row])
            known.save()
        else:
            Basis.objects.filter(pk=row.pk).update(claim=new, part=number, rank=place)
            place += 1
        moved.add(row.statement_id)
    for statement in moved:
        rows = list(new.bases.filter(statement=statement).order_by("rank", "pk"))
        _keep(_united(rows, statement), rows)
    _drop_parts_without_basis([new.pk])


def _united(rows: Collection[Basis], new: int) -> list[Basis]:
    """Return the rows that stay of those of one claim for one statement, with the nearness that they have then."""
    whole = [row for row in rows if row.part == WHOLE]
    groups: dict[int, list[Basis]] = {}
    for row in whole or rows:
        groups.setdefault(row.part, []).append(row)
    kept = []
    for group in groups.values():
        row = next((row for row in group if row.statement_id == new), group[0])
        row.nearness = _nearest(group)
        kept.append(row)
    return kept


def _nearest(rows: Iterable[Basis]) -> str:
    is_itself = any(row.nearness == Nearness.ITSELF for row in rows)
    return (Nearness.ITSELF if is_itself else Nearness.NEARBY).value


def _keep(kept: Collection[Basis], rows: Collection[Basis]) -> None:
    ids = {row.pk for row in kept}
    Basis.objects.filter(pk__in=[row.pk for row in rows if row.pk not in ids]).delete()
    for row in kept:
        row.save(update_fields=["nearness"])


def _drop_parts_without_basis(claims: Collection[int]) -> None:
    """Delete the parts of the claims that nothing carries any more: no article could say them."""
    for part in ClaimPart.objects.filter(claim__in=claims):
        if not Basis.objects.filter(claim=part.claim_id, part=part.number).exists():
            part.delete()


def _numbers(old: Statement, new: Statement) -> dict[int, int]:
    """Return by the number of each part of `old` the number of the same part of `new`; the whole is the whole."""
    subjects = set(
        StatementConcept.objects.filter(statement=new, role=StatementConcept.Role.SUBJECT).values_list(
            "concept", flat=True
        )
    )
    parts = list(new.claim_parts.all())
    numbers = {WHOLE: WHOLE}
    for part in old.claim_parts.all():
        same = [each for each in parts if _content(each) == _content(part)]
        if not same and part.concept_id in subjects:
            number = max((each.number for each in parts), default=0) + 1
            same = [ClaimPart.objects.create(claim=new, number=number, concept_id=part.concept_id)]
            parts += same
        if same:
            numbers[part.number] = same[0].number
    return numbers


def _content(part: ClaimPart) -> tuple[int | None, str, str]:
    return (part.concept_id, part.name_en, part.name_zh)
