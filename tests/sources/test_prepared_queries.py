"""A prepared query finds what `id__in` finds, for any ids, and its SQL is written once."""

import pytest

from concepts.models import Statement
from sources.prepared_queries import IdList, PreparedQuery
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db


def test_it_finds_what_in_finds_and_asks_nothing_without_ids(django_assert_num_queries):
    make_world()
    ids = sorted(Statement.objects.values_list("id", flat=True))
    query = PreparedQuery(
        lambda ids: Statement.objects.filter(id__among=ids).order_by("id").values_list("id", "text_en")
    )
    for wanted in (ids, ids[:1], ids[3:5], [*ids, 0], [0], [ids[0], ids[0]]):
        with django_assert_num_queries(1):
            found = query.rows(wanted)
        assert found == list(Statement.objects.filter(id__in=wanted).order_by("id").values_list("id", "text_en"))
    with django_assert_num_queries(0):
        assert query.rows(()) == []


def test_several_lists_and_other_parameters_keep_their_places():
    make_world()
    published = Statement.objects.published().order_by()

    def build(heads: IdList, others: IdList):
        return (
            published.filter(id__among=others, kind="part")
            .union(
                published.filter(kind="definition", id__among=heads), published.filter(id__among=others, kind="finding")
            )
            .values_list("id")
        )

    query = PreparedQuery(build, lists=2)
    kinds = {kind: set(published.filter(kind=kind).values_list("id", flat=True)) for kind in ("definition", "finding")}
    everything = {*published.values_list("id", flat=True)}
    assert {row[0] for row in query.rows(everything, ())} == kinds["definition"]
    assert {row[0] for row in query.rows((), everything)} == kinds["finding"]


def test_its_sql_is_written_once():
    make_world()
    written = []

    def build(ids: IdList):
        written.append(ids)
        return Statement.objects.filter(id__among=ids).values_list("id")

    query = PreparedQuery(build)
    for number in range(3):
        query.rows([number + 1])
    assert len(written) == 1
