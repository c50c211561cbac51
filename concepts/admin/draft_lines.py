"""What is new or differs in drafts of every kind, as lines that the templates of the admin print."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from concepts.admin.change_lines import ChangeLine, list_change_lines
from concepts.admin.content_lines import list_content_lines, list_new_lines
from concepts.content.description import STATEMENT
from concepts.content.hidden_words import hide_words
from concepts.content.natural_keys import kind_of
from concepts.content.snapshot import Snapshot
from concepts.content.value_types import Words
from concepts.editorial.companions import Companion
from concepts.editorial.differences import compare_snapshots
from concepts.editorial.proposals import content_of
from concepts.editorial.row_contents import read_row_contents
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Proposal, Statement
from sources.showing import load_withheld_reasons


def list_draft_lines(companions: Iterable[Companion]) -> dict[tuple[str, int], tuple[ChangeLine, ...]]:
    """Return how each row differs from what readers see, or all that a new one says, by its kind and id.

    A fixed number of queries for each kind.
    """
    rows: dict[str, list[Companion]] = {}
    for companion in companions:
        rows.setdefault(kind_of(companion.row), []).append(companion)
    lines: dict[tuple[str, int], tuple[ChangeLine, ...]] = {}
    for kind, drafts in rows.items():
        if kind == STATEMENT.kind:
            found = compare_drafts([each.draft for each in drafts if isinstance(each.draft, Statement)])
        else:
            found = _compare_proposals(kind, [each.draft for each in drafts if isinstance(each.draft, Proposal)])
        lines |= {(kind, pk): shown for pk, shown in found.items()}
    return lines


def compare_drafts(drafts: Collection[Statement]) -> dict[int, tuple[ChangeLine, ...]]:
    """Return how statements differ from the public texts that they revise, or all that new ones say, by id.

    What is withheld stays hidden. A fixed number of queries.
    """
    ids = {pk for draft in drafts for pk in (draft.pk, draft.revises_id) if pk}
    snapshots, withheld = take_snapshots(Statement.objects.filter(pk__in=ids)), load_withheld_reasons()
    hidden = {pk: hide_words(snapshot, withheld) for pk, snapshot in snapshots.items()}
    lines = {}
    for draft in drafts:
        after = hidden[draft.pk]
        before = hidden[draft.revises_id] if draft.revises_id else _emptied(after)
        lines[draft.pk] = list_change_lines(compare_snapshots(before, after))
    return lines


def _emptied(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot without its words, and without all that it names."""
    return replace(
        snapshot,
        values={name: Words() if isinstance(value, Words) else value for name, value in snapshot.values.items()},
        references=dict.fromkeys(snapshot.references),
        rows=dict.fromkeys(snapshot.rows, ()),
    )


def _compare_proposals(kind: str, proposals: Collection[Proposal]) -> dict[int, tuple[ChangeLine, ...]]:
    stored = read_row_contents(kind, [proposal.row for proposal in proposals])
    lines = {}
    for proposal in proposals:
        before, content = stored[proposal.row], content_of(proposal)
        lines[proposal.row] = list_new_lines(before) if content is None else list_content_lines(before, content)
    return lines
