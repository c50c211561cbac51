"""Editions: what readers saw, frozen at each publication."""

from collections.abc import Collection, Iterable

from django.utils import timezone

from concepts.content.snapshot_json import freeze_snapshot
from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Edition, PositionBasis, Publication, Side, Statement

BATCH = 100  # an edition is long


def freeze(
    *, statements: Iterable[Statement], by: Actor = None, note: str = "", own_work: Collection[int] = ()
) -> list[Edition]:
    """Freeze an edition of each published statement that differs from its last edition, and return the editions.

    Part of a larger change, which publishes. Distinctions, positions and lists that include one of the statements are
    frozen too, in a fixed number of queries. `own_work` holds the ids of statements whose publisher wrote them.
    """
    ids = {row.pk for row in statements}
    concerned = {
        *ids,
        *Side.objects.filter(characteristic__in=ids).values_list("distinction_id", flat=True),
        *PositionBasis.objects.filter(statement__in=ids).values_list("position_id", flat=True),
        *Statement.objects.filter(parts__in=ids).values_list("pk", flat=True),
    }
    snapshots = take_snapshots(Statement.objects.published().filter(pk__in=concerned))
    last = dict.fromkeys(snapshots, (0, ""))
    newest = Edition.objects.newest().filter(statement__in=snapshots)
    last |= {pk: (number, sha256) for pk, number, sha256 in newest.values_list("statement_id", "number", "sha256")}
    new, now = [], timezone.now()
    for pk, snapshot in snapshots.items():
        frozen = freeze_snapshot(snapshot)
        number, before = last[pk]
        if frozen.sha256 != before:
            edition = Edition(
                statement_id=pk,
                number=number + 1,
                published_at=now,
                by=person(by),
                by_name=actor_name(by),
                own_work=pk in own_work,
                note=note.strip(),
                data=frozen.data,
                sha256=frozen.sha256,
            )
            new.append(edition)
    if new:
        publication = Publication.objects.create(at=now, by=person(by), by_name=actor_name(by), note=note.strip())
        for edition in new:
            edition.publication = publication
    return Edition.objects.bulk_create(new, BATCH)
