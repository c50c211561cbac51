"""Natural keys: by what people and files name a row, whatever its id."""

from django.db.models import Model

from concepts.content.description import DESCRIPTIONS
from concepts.content.shape import Field, Reference
from concepts.content.value_types import ValueType
from sources.content_row import ContentRow

# The parts of a key in their order: `("scope",)`, `("K7QF2",)`; of a passage the source, the number of its version,
# start and end.
NaturalKey = tuple[str | int, ...]

KIND_OF_MODEL: dict[type[Model], str] = {description.model: kind for kind, description in DESCRIPTIONS.items()}


def kind_of(row: ContentRow | type[ContentRow]) -> str:
    """Return the kind (a key of DESCRIPTIONS) of a row or of a model, also of a proxy; raises KeyError for others."""
    model = row if isinstance(row, type) else type(row)
    return KIND_OF_MODEL[model._meta.concrete_model or model]


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
    return tuple(key_types(kind))


def key_types(kind: str) -> dict[str, ValueType]:
    """Return the names and types of the values in natural keys of a kind, in their order.

    A row that is part of the key gives its own values, the last of them under the name that it has here: an article is
    known by `source`, `version` (the number of the version) and `number`.
    """
    types: dict[str, ValueType] = {}
    for part in DESCRIPTIONS[kind].key:
        if isinstance(part, Field):
            types[part.name] = part.type
        else:
            types |= reference_types(part)
    return types


def reference_types(reference: Reference) -> dict[str, ValueType]:
    """Return names and types of the values by which a reference names its row; the last has the reference's name."""
    *outer, (_, last) = key_types(reference.target).items()
    return {**dict(outer), reference.name: last}
