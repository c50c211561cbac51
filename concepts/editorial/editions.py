"""Editions: what readers saw, frozen at each publication."""

from collections.abc import Collection, Iterable

from concepts.content.snapshot_json import freeze_snapshot
from concepts.editorial.showing import RowIds, find_showing
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Edition, Publication, Statement

STATEMENTS_AT_ONCE = 500  # in memory, with all that they show
BATCH = 100  # an edition is long


def freeze(
    *,
    publication: Publication,
    statements: Iterable[int] = (),
    rows: RowIds | None = None,
    own_work: Collection[int] = (),
) -> int:
    """Freeze an edition of each published statement that differs from its last edition, and return how many.

    Part of a larger change, which publishes. Asked are the statements with these ids, those that show one of the
    `rows`, and those that include one of all these (distinctions, positions, lists), however many steps up; in a number
    of queries that grows only by a few for STATEMENTS_AT_ONCE statements. `own_work` holds the ids of statements whose
    publisher wrote them.
    """
    ids = sorted(find_showing(statements=statements, rows=rows))
    batches = (ids[start : start + STATEMENTS_AT_ONCE] for start in range(0, len(ids), STATEMENTS_AT_ONCE))
    return sum(_freeze_batch(publication, batch, own_work) for batch in batches)


def _freeze_batch(publication: Publication, ids: Collection[int], own_work: Collection[int]) -> int:
    snapshots = take_snapshots(Statement.objects.published().filter(pk__in=ids))
    last = dict.fromkeys(snapshots, (0, ""))
    newest = Edition.objects.newest().filter(statement__in=snapshots)
    last |= {pk: (number, sha256) for pk, number, sha256 in newest.values_list("statement_id", "number", "sha256")}
    new = []
    for pk, snapshot in snapshots.items():
        frozen = freeze_snapshot(snapshot)
        number, before = last[pk]
        if frozen.sha256 != before:
            edition = Edition(
                statement_id=pk,
                publication=publication,
                number=number + 1,
                own_work=pk in own_work,
                data=frozen.data,
                sha256=frozen.sha256,
            )
            new.append(edition)
    return len(Edition.objects.bulk_create(new, BATCH))
