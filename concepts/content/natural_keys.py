"""Natural keys: by what people and files name a row, whatever its id."""

from concepts.content.description import DESCRIPTIONS
from concepts.content.shape import Reference

# The parts of a key in their order: `("scope",)`, `("K7QF2",)`; of a passage the source, the number of its version,
# start and end.
NaturalKey = tuple[str | int, ...]


def key_paths(kind: str) -> tuple[str, ...]:
    """Return the look-ups from a row of the kind to each part of its natural key: `version__source__slug`, `start` …

    The parts of a key stand in this order in a `NaturalKey`. Raises KeyError for an unknown kind.
    """
    paths: list[str] = []
    for part in DESCRIPTIONS[kind].key:
        if isinstance(part, Reference):
            paths += (f"{part.column}__{path}" for path in key_paths(part.target))
        else:
            paths.append(part.column)
    return tuple(paths)


def key_names(kind: str) -> tuple[str, ...]:
    """Return what each part of a natural key is called: `id`, `code`; of a passage `source`, `version`, `start`, `end`.

    Raises KeyError for an unknown kind.
    """
    names: list[str] = []
    for part in DESCRIPTIONS[kind].key:
        if isinstance(part, Reference):
            names += (*key_names(part.target)[:-1], part.name)
        else:
            names.append(part.name)
    return tuple(names)
