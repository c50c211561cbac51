"""How long the texts in the columns of content may be: forms, saving and packs keep to the same lengths."""

from collections.abc import Sequence
from functools import cache

from django.db.models import Model

from concepts.content.description import DESCRIPTIONS
from concepts.content.shape import Field, Reference
from concepts.content.value_types import Prose, Quote

MOST_TEXT = 20_000  # code points of a text that is no content, in a field that sets no smaller bound of its own


def text_cap(model: type[Model] | None, column: str) -> int:
    """Return how many code points a text in the column of a table, or of a proxy of it, may have."""
    table = (model._meta.concrete_model or model) if model else None
    return _caps().get((table, column), MOST_TEXT)


@cache
def _caps() -> dict[tuple[type[Model] | None, str], int]:
    """Return the lengths that the description of content sets, by table and column."""
    tables: list[tuple[type[Model], Sequence[Field | Reference]]] = []
    for description in DESCRIPTIONS.values():
        tables.append((description.model, description.fields))
        tables += [(attached.model, attached.parts) for attached in description.attached]
    return {
        (model, column): part.type.cap
        for model, parts in tables
        for part in parts
        if isinstance(part, Field) and isinstance(part.type, Prose | Quote)
        for column in part.columns
    }
