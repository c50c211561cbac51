"""The order of concepts, dimensions, relation types, questions and sources, which readers see and colours follow."""

from django.db.models import Max, Model

from concepts.content.value_types import MOST_NUMBER


def place_after_all(model: type[Model], *, except_for: int | None = None) -> int:
    """Return the rank after all rows of the table but the one with the id `except_for`; 0 where there are none."""
    last = model._base_manager.exclude(pk=except_for).aggregate(last=Max("rank"))["last"]
    return 0 if last is None else min(last + 1, MOST_NUMBER)
