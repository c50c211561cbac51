"""Content that is copied in instead of made: the same rows and objects, and new rows beside them."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from concepts.editorial.content_revision import revision_key
from concepts.models import Statement
from tests import factories as make
from tests.concepts.pages.worlds import make_world
from tests.remembered import filled_models, rows_of

pytestmark = pytest.mark.django_db


def test_what_is_copied_is_what_was_made_and_goes_on_like_it():
    seen, keys, queries = [], set(), []
    for _time in range(2):
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            world = make_world(concepts=3)
            queries.append(len(captured))
            seen.append({model: sorted(map(str, rows_of(model))) for model in filled_models()})
            keys.add(revision_key())
            first = world.first("distinction")
            assert first == Statement.objects.get(kind="distinction")
            assert first.sides.count() == 2
            make.make_published("characteristic", world.concepts[0], cites=(world.english.passages.first(),))
            transaction.set_rollback(True)
    assert queries[1] < 60 < queries[0]
    if connection.vendor == "sqlite":  # PostgreSQL counts ids on after a rollback
        assert seen[0] == seen[1]
    assert [len(rows) for rows in seen[0].values()] == [len(rows) for rows in seen[1].values()]
    assert len(keys) == 2  # or what is kept in memory for one would be taken for the other


def test_beside_other_rows_it_is_made_anew():
    make_world(concepts=2)
    other = make.make_concept("another")
    assert other.pk
    with pytest.raises(Exception, match=r"(?i)unique"):
        make_world(concepts=2)
