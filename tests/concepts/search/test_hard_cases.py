"""The search where processes die, write at the same time or run another release, and where names are odd."""

import importlib.metadata
import runpy

import pytest
from django.http import QueryDict
from django.utils import translation

from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.search.index import document_readers, maintenance
from concepts.search.index.backends import index_of
from concepts.search.index.interface import MOST_BATCHES
from concepts.search.index.maintenance import bring_up_to_date, current_state, find_faults, follow, is_current, rebuild
from concepts.search.models import IndexState
from concepts.search.query.parsed_query import parse_query
from concepts.search.results.context import load_context
from concepts.search.results.facets import SearchFilters
from concepts.search.results.page import search
from tests import factories as make
from tests.concepts.search.worlds import add_label, index_content, index_tables

pytestmark = pytest.mark.django_db


def saved(row, **values):
    """Changes a row as curators do."""
    row.refresh_from_db()
    for name, value in values.items():
        setattr(row, name, value)
    make.save_row(row)


def passage_saying(slug, quote):
    return make.make_passage(make.make_source(slug, quote), quote)


def wrongly_held():
    """What the index holds that one built anew holds otherwise; it is built anew."""
    before = index_content()
    rebuild()
    return {key: (before.get(key), now) for key, now in index_content().items() if before.get(key) != now}


def narrowing_of(address):
    return SearchFilters.from_query(dict(QueryDict(address.partition("?")[2]).lists()))


# Processes that die, and several at once


class Killed(BaseException):
    """No error: the process is gone."""


def test_what_a_process_killed_while_it_clears_up_has_left_goes_with_the_next_build(searchable, monkeypatch):
    def kill(self):
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        # From the first batch on: when the tables of the new index are made, old ones may be dropped.
        rebuild(lambda done, whole: patched.setattr(type(index_of(1)), "drop", kill))
    assert current_state().generation == 2
    assert index_tables() == {"search_entries_1", "search_entries_2"}
    rebuild()
    assert index_tables() == {"search_entries_3"}


def test_a_save_while_the_index_is_built_leaves_the_build_alone(searchable, django_capture_on_commit_callbacks):
    IndexState.objects.update(made_with="that of the release before")

    def progress(done, whole):
        if not done:
            with django_capture_on_commit_callbacks(execute=True):
                saved(searchable.promotion, scope_note_en="A baker's dozen.")

    rebuild(progress)
    assert current_state().generation == 2
    assert find_faults() == []


def test_a_change_between_two_reads_of_a_lot_is_not_lost(searchable, monkeypatch):
    support_of = document_readers.load_support

    def read_before_another_process_writes(ids):
        found = support_of(ids)
        monkeypatch.undo()
        draft = start_draft(statement=searchable.one)
        make.cite(draft, passage_saying("late", "Pulling is what marketing does."))
        publish(statements=[draft])
        return found

    monkeypatch.setattr(document_readers, "load_support", read_before_another_process_writes)
    rebuild()
    follow()
    assert wrongly_held() == {}


def test_two_who_follow_at_once_do_not_pass_the_last_batch(searchable, monkeypatch):
    IndexState.objects.update(last_batch=MOST_BATCHES - 1)
    saved(searchable.promotion, scope_note_en="One.")
    locked_state = maintenance._locked_state

    def after_another():
        monkeypatch.undo()
        follow()
        saved(searchable.promotion, scope_note_en="Two.")
        return locked_state()

    monkeypatch.setattr(maintenance, "_locked_state", after_another)
    assert follow() == 0
    assert current_state().last_batch == MOST_BATCHES
    assert find_faults() == [f"concept {searchable.promotion.pk} is out of date."]
    bring_up_to_date()
    assert current_state().last_batch == 0
    assert wrongly_held() == {}


def test_what_an_index_is_made_with_is_that_of_the_code_that_runs(searchable, monkeypatch):
    def at_start():
        return runpy.run_path(maintenance.__file__)["MADE_WITH"]

    assert at_start() == maintenance.MADE_WITH
    # A newer stemmer is installed while this process goes on with the old one.
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "99.0")
    assert at_start() != maintenance.MADE_WITH
    assert is_current(current_state())
    assert bring_up_to_date() == 0
    rebuild()
    assert current_state().made_with == maintenance.MADE_WITH


# What is marked and named


@pytest.mark.parametrize(("label", "text"), [("CRM", "Many CRMs fail."), ("4P", "The 4Ps are old.")])
def test_a_new_name_marks_what_has_its_plural(label, text, searchable, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        passage_saying("plural", text)
        bump_content_revision()
    with django_capture_on_commit_callbacks(execute=True):
        add_label(searchable.promotion, label)
        saved(searchable.promotion)
    assert wrongly_held() == {}


def test_a_name_that_begins_with_a_symbol_names_its_concept(searchable):
    add_label(searchable.promotion, ".NET")
    rebuild()
    assert parse_query("what is .net", load_context().vocabulary.names).concepts == (searchable.promotion.id,)


@pytest.mark.parametrize(
    ("query", "of_marketing"),
    [("time horizon", "horizon of marketing"), ("TIME-HORIZONS", "marketing horizon"), ("眼光", "营销的眼光")],
)
def test_another_name_of_a_dimension_finds_it_and_what_belongs_to_it(query, of_marketing, searchable):
    make.add_dimension_label(searchable.one.dimension, "Horizon", role="hidden")
    rebuild()
    first, *_ = search(query).hits
    assert (first.type, first.id) == ("dimension", "timeframe")
    best = search(of_marketing).best
    assert (best.id, best.dimension.slug) == ("marketing", "timeframe")
    assert searchable.one.code in [one.code for one in best.statements]


# What readers see


def test_a_page_made_from_a_faulty_index_is_not_sent_once_that_is_mended(client, searchable, settings, tmp_path):
    folder = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path)}
    settings.CACHES = settings.CACHES | {"pages": folder, "pages_with_query": folder}
    index = index_of(current_state().generation)
    index.remove([id for id, _ in index.versions().values()])
    address = "/en/search/?q=sales&kind=passage"
    faulty = client.get(address)
    rebuild()
    mended = client.get(address, headers={"if-none-match": faulty.headers.get("ETag", "")})
    assert (mended.status_code, mended.content != faulty.content) == (200, True)


@pytest.mark.parametrize("query", ["sales", "market", "营销"])
def test_every_count_is_what_the_address_leaves_where_something_is_chosen(query, searchable):
    checked = 0
    for facet in search(query).facets:
        for first in facet.values:
            narrowed = search(query, narrowing_of(first.address))
            for value in (one for other in narrowed.facets for one in other.values if not one.chosen):
                total = search(query, narrowing_of(value.address)).total
                assert (first.value, value.value, value.count) == (first.value, value.value, total)
                checked += 1
    assert checked


def test_a_statement_about_a_concept_that_the_index_has_not_seen_is_no_error(searchable):
    assert search("prepares").total  # what is known is in memory from then on
    draft = start_draft(statement=searchable.relation)
    draft.concept_links.filter(role="object").update(concept=make.make_concept("hype", "Hype", "炒作"))
    publish(statements=[draft])
    assert search("prepares").total


def test_a_concept_that_went_before_the_other_language_was_asked_for_is_no_error(searchable):
    assert search("promotion").total
    searchable.promotion.delete()
    with translation.override("zh-hans"):
        assert search("promotion").total
