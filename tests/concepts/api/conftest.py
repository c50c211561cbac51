"""A small content with its search index, for the tests of all endpoints."""

import pytest

from tests.concepts.search.worlds import Field, make_field


@pytest.fixture
def field(db: None) -> Field:
    """A small field of concepts and its index."""
    from concepts.search.index.maintenance import rebuild  # models exist only once Django is set up

    made = make_field()
    rebuild()
    return made
