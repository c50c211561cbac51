"""What an act changes in rows that are no statements: how readers saw them before, and how they see them after it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from concepts.content.description import DESCRIPTIONS
from concepts.content.row_content import JsonMapping, content_to_json
from concepts.editorial.public_rows import find_public
from concepts.editorial.row_contents import read_row_contents
from concepts.editorial.row_names import name_of, select_for_choice
from concepts.models import Publication, RowChange

ROWS_AT_ONCE = 500  # in memory


@dataclass(frozen=True, slots=True)
class SeenRow:
    """How readers see a row: what curators call it, and its content; None where they do not see it."""

    name: str
    content: JsonMapping | None


UNSEEN = SeenRow("", None)


def look_at(kind: str, ids: Collection[int]) -> dict[int, SeenRow]:
    """Return how readers see the rows of a kind with these ids now, by id; a fixed number of queries."""
    contents, public = read_row_contents(kind, ids), find_public(kind, ids)
    return {
        row.pk: SeenRow(name_of(row), content_to_json(contents[row.pk]) if row.pk in public else None)
        for row in select_for_choice(DESCRIPTIONS[kind].model._base_manager.filter(pk__in=ids))
    }


def record_changes(publication: Publication, before: Mapping[str, Mapping[int, SeenRow]]) -> int:
    """Record what readers see otherwise now than `before`, by kind and id, and return of how many rows.

    Part of a larger change, which publishes.
    """
    number = 0
    for kind, rows in before.items():
        ids = sorted(rows)
        for start in range(0, len(ids), ROWS_AT_ONCE):
            batch = ids[start : start + ROWS_AT_ONCE]
            changes = list(_changes(publication, kind, {pk: rows[pk] for pk in batch}))
            number += len(RowChange.objects.bulk_create(changes))
    return number


def _changes(publication: Publication, kind: str, before: Mapping[int, SeenRow]) -> Iterator[RowChange]:
    after = look_at(kind, before)
    for pk, seen in before.items():
        now = after.get(pk, UNSEEN)
        if now.content != seen.content:
            yield RowChange(
                publication=publication,
                kind=kind,
                row=pk,
                name=(now.name or seen.name)[: RowChange._meta.get_field("name").max_length],
                before=seen.content,
                after=now.content,
            )
