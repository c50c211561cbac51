"""Export and load take what content needs: batches of rows, one text at a time, and no query more for more rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concepts.editorial import publishing
from concepts.editorial.publishing import publish_many
from concepts.editorial.requirements import NotPublishableError
from concepts.models import Edition, Statement
from concepts.packs import open_data
from concepts.packs.export import export_pack
from concepts.packs.open_data import open_data_lines
from sources.models import SourceText
from tests import factories as make
from tests.concepts.pages.worlds import make_world, multiply

pytestmark = pytest.mark.django_db


def test_exports_ask_no_more_queries_for_tenfold_content(tmp_path, monkeypatch):
    world = make_world()

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as lines:
            list(open_data_lines())
        with CaptureQueriesContext(connection) as files:
            export_pack("made-here", tmp_path / "made-here")
        # Each text is read by itself, and once for the files that quote it and once for its own.
        texts = [query for query in files if SourceText._meta.db_table in query["sql"]]
        assert 0 < len(texts) <= 3 * SourceText.objects.count()
        return len(lines), len(files) - len(texts)

    small = queries()
    multiply(world, 10)
    assert queries() == small
    whole = list(open_data_lines())
    monkeypatch.setattr(open_data, "BATCH", 3)
    assert list(open_data_lines()) == whole


def make_drafts() -> list[Statement]:
    """Two characteristics, their distinction, and a position that rests on one of them, the users first."""
    passage = make.make_passage(make.make_source(), "Marketing pulls users to products.")
    sides = [make.make_statement("characteristic", make.make_concept(slug), cites=(passage,)) for slug in "ab"]
    position = make.make_statement("position")
    make.rest_on(position, sides[1])
    return [make.make_distinction(*sides), position, *sides]


def test_statements_that_use_one_another_are_published_in_batches(monkeypatch):
    monkeypatch.setattr(publishing, "BATCH", 1)
    drafts = make_drafts()
    publish_many(statements=[row.pk for row in drafts])
    assert Statement.objects.published().count() == 4
    assert set(Edition.objects.values_list("statement", "number")) == {(row.pk, 1) for row in drafts}
    publish_many(statements=[row.pk for row in drafts])
    assert Edition.objects.count() == 4


@pytest.mark.parametrize("missing", ["text_en", "text_zh"])
def test_of_statements_in_batches_none_is_published_where_one_lacks_something(monkeypatch, missing):
    monkeypatch.setattr(publishing, "BATCH", 1)
    drafts = make_drafts()
    Statement.objects.filter(pk=drafts[-1].pk).update(**{missing: ""})
    with pytest.raises(NotPublishableError) as refused:
        publish_many(statements=[row.pk for row in drafts])
    assert list(refused.value.missing) == [drafts[-1].code]
    assert not Statement.objects.published().exists()
