"""Editions: what readers saw, frozen at each publication, and a way back to it."""

from collections.abc import Collection, Iterable

from django.utils import timezone

from concepts.content.snapshot_json import freeze_snapshot
from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Edition, PositionBasis, Side, Statement

BATCH = 100  # an edition is long


def freeze(
    *, statements: Iterable[Statement], by: Actor = None, note: str = "", own_work: Collection[int] = ()
) -> list[Edition]:
    """Freezes an edition of each of the published statements that differs from its last one, and returns them.

    So it does for the distinctions, positions and lists that show one of them. Called by what publishes, inside its
    transaction; a fixed number of queries. `own_work` holds the ids of statements whose publisher wrote them.
    """
    ids = {row.pk for row in statements}
    shown = {
        *ids,
        *Side.objects.filter(characteristic__in=ids).values_list("distinction_id", flat=True),
        *PositionBasis.objects.filter(statement__in=ids).values_list("position_id", flat=True),
        *Statement.objects.filter(parts__in=ids).values_list("pk", flat=True),
    }
    pictures = take_snapshots(Statement.objects.published().filter(pk__in=shown))
    last = dict.fromkeys(pictures, (0, ""))
    newest = Edition.objects.newest().filter(statement__in=pictures)
    last |= {one: (number, sha256) for one, number, sha256 in newest.values_list("statement_id", "number", "sha256")}
    fresh, now = [], timezone.now()
    for one, picture in pictures.items():
        frozen = freeze_snapshot(picture)
        number, before = last[one]
        if frozen.sha256 != before:
            edition = Edition(
                statement_id=one,
                number=number + 1,
                published_at=now,
                by=person(by),
                by_name=actor_name(by),
                own_work=one in own_work,
                note=note.strip(),
                data=frozen.data,
                sha256=frozen.sha256,
            )
            fresh.append(edition)
    return Edition.objects.bulk_create(fresh, BATCH)
