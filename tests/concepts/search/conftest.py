"""The site filled with our own pack and its index, and a small field with one."""

from typing import Any

import pytest

from tests.concepts.search.worlds import Field, make_field


@pytest.fixture(scope="module")
def searchable_site(loaded_site: None, django_db_blocker: Any) -> None:
    """Our own pack with its search index, for a whole module of tests that only read."""
    from concepts.search.index.maintenance import rebuild  # models exist only once Django is set up

    with django_db_blocker.unblock():
        rebuild()


@pytest.fixture
def searchable(db: None) -> Field:
    """A small field of concepts and its index."""
    from concepts.search.index.maintenance import rebuild

    field = make_field()
    rebuild()
    return field
