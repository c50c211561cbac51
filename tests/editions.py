"""What always holds of editions: readers see what the newest one of each statement keeps."""

from concepts.content.snapshot_json import freeze_snapshot
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Edition, Statement


def assert_editions_are_live() -> None:
    """Compare a snapshot that is taken now of every published statement with its newest edition."""
    newest = dict(Edition.objects.newest().values_list("statement", "data"))
    published = Statement.objects.published()
    live = {pk: freeze_snapshot(snapshot).data for pk, snapshot in take_snapshots(published).items()}
    assert live
    assert {pk: newest.get(pk) for pk in live} == live
