"""A small field of concepts with its index."""

import pytest

from tests.concepts.search.worlds import Field, make_field


@pytest.fixture
def searchable(db: None) -> Field:
    """A small field of concepts and its index."""
    from concepts.search.index.maintenance import rebuild

    field = make_field()
    rebuild()
    return field
