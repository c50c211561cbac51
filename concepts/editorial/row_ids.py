"""Ids of rows by their natural keys: what a content names is found in the database, in one query a kind of row."""

from collections.abc import Callable, Collection, Iterable, Mapping

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey, key_paths
from concepts.content.row_content import FieldValue, RowContent
from concepts.content.shape import Reference
from concepts.models import Address

# The id of the row of that kind (a key of DESCRIPTIONS) with that natural key; None where there is none.
FindId = Callable[[str, NaturalKey], int | None]
Leave = Callable[[str, Mapping[NaturalKey, int]], Mapping[NaturalKey, int]]


# The kind of the addresses under which moved rows of a kind are remembered, where it has another name; the first part
# of their natural key is what moved.
MOVED_AS = dict.fromkeys(("version", "article", "passage", "skip"), Address.Kind.SOURCE.value)


class KeyIndex:
    """Finds ids by natural keys; `index(kind, key)` is a FindId."""

    def __init__(self, ids: Mapping[str, Mapping[NaturalKey, int]]) -> None:
        self.ids = ids

    def __call__(self, kind: str, key: NaturalKey) -> int | None:
        return self.ids.get(kind, {}).get(key)


def read_ids(keys: Mapping[str, Collection[NaturalKey]]) -> KeyIndex:
    """Return the ids of the rows with these natural keys, by kind, in one query a kind that has any."""
    return KeyIndex({kind: _ids_of_kind(kind, wanted) for kind, wanted in keys.items() if wanted})


def _ids_of_kind(kind: str, keys: Collection[NaturalKey]) -> dict[NaturalKey, int]:
    paths = key_paths(kind)
    wanted = {key for key in keys if len(key) == len(paths)}
    within = {f"{path}__in": {key[place] for key in wanted} for place, path in enumerate(paths)}
    rows = DESCRIPTIONS[kind].model._base_manager.filter(**within).values_list("pk", *paths)
    found = {tuple(key): pk for pk, *key in rows}
    return {key: found[key] for key in wanted if key in found}


def read_ids_today(keys: Mapping[str, Collection[NaturalKey]], leave: Leave = lambda kind, ids: ids) -> KeyIndex:
    """Return the ids of the rows that had these natural keys once: what was renamed or merged since leads on.

    `leave` returns which of the rows of a kind may be found. One query a kind that has any keys, and one more.
    """
    moved = Address.objects.filter(state=Address.State.MOVED).values_list("kind", "key", "target")
    targets = {(kind, key): target for kind, key, target in moved}
    ids: dict[str, dict[NaturalKey, int]] = {}
    for kind, wanted in keys.items():
        today = {key: (targets.get((MOVED_AS.get(kind, kind), str(key[0])), key[0]), *key[1:]) for key in wanted if key}
        found = leave(kind, read_ids({kind: {*today, *today.values()}}).ids.get(kind, {}))
        there = {key: found.get(key, found.get(now)) for key, now in today.items()}
        ids[kind] = {key: pk for key, pk in there.items() if pk is not None}
    return KeyIndex(ids)


def keys_in(contents: Iterable[RowContent]) -> dict[str, set[NaturalKey]]:
    """Return the natural keys that the contents name, by kind."""
    keys: dict[str, set[NaturalKey]] = {}
    for content in contents:
        for named, value in _named(content):
            if isinstance(value, tuple):
                keys.setdefault(named.target, set()).add(value)
    return keys


def _named(content: RowContent) -> Iterable[tuple[Reference, FieldValue]]:
    description = DESCRIPTIONS[content.kind]
    for part in description.changing:
        if isinstance(part, Reference):
            yield part, content.fields.get(part.name)
    for name, rows in content.attached.items():
        references = description.part(name).references
        for row in rows:
            for reference in references:
                yield reference, row.values.get(reference.name)
