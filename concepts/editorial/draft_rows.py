"""Keeps the proposals of new rows in step with rows that were written, published or deleted in bulk."""

from concepts.content.description import DESCRIPTIONS
from concepts.editorial.write_lock import write_lock
from concepts.models import Proposal
from sources.content_row import ReviewedRow, RowStatus


@write_lock()
def follow_drafts() -> None:
    """Give every row that is a draft its proposal without content, and take it from those published or gone.

    So new rows stand on the lists of curators. Statements are no such rows; proposals of changes stay as they are.
    Part of a larger change.
    """
    models = {kind: described.model for kind, described in DESCRIPTIONS.items()}
    reviewed = {kind: model for kind, model in models.items() if issubclass(model, ReviewedRow)}
    versions: dict[tuple[str, int], int] = {}  # the row versions of drafts by kind and id
    for kind, model in reviewed.items():
        drafts = model._default_manager.filter(status=RowStatus.DRAFT)
        versions |= {(kind, row): version for row, version in drafts.values_list("pk", "row_version")}
    there = {(new.kind, new.row): new for new in Proposal.objects.filter(kind__in=reviewed, content__isnull=True)}
    Proposal.objects.filter(pk__in=[new.pk for key, new in there.items() if key not in versions]).delete()
    added = [(kind, row, version) for (kind, row), version in versions.items() if (kind, row) not in there]
    Proposal.objects.bulk_create(
        Proposal(kind=kind, row=row, started_from=version, content=None) for kind, row, version in added
    )
    moved = [new for key, new in there.items() if versions.get(key, new.started_from) != new.started_from]
    for new in moved:
        new.started_from = versions[(new.kind, new.row)]
    Proposal.objects.bulk_update(moved, ["started_from"])
