"""What the search knows follows each change of the index at the cost of that change, and nothing else."""

from dataclasses import fields

import pytest
from django.db import connection
from django.db.models import Model
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from concepts.editorial.drafts import discard_draft, start_draft
from concepts.editorial.publishing import publish
from concepts.models import Statement
from concepts.search.index.documents import Thing
from concepts.search.index.maintenance import rebuild
from concepts.search.query import vocabulary as vocabulary_module
from concepts.search.query.vocabulary import QueryVocabulary, load_query_vocabulary
from concepts.search.results import context as context_module
from concepts.search.results.context import load_context
from concepts.search.results.facets import FacetValues
from concepts.search.results.page import search
from tests import factories as make
from tests.concepts.search.index.test_maintenance import CHANGES, adds_a_name, revised
from tests.concepts.search.worlds import Field

pytestmark = pytest.mark.django_db


def known_by(vocabulary: QueryVocabulary) -> dict[str, object]:
    """All that a vocabulary knows, in forms that can be compared."""
    return {
        "labels": vocabulary.labels,
        "names": [list(names._concepts.items()) for names in (vocabulary.names, vocabulary.text_names)],
        "sounds": vocabulary.names._sounds,
        "topics": vocabulary.topics.all,
        "findings": vocabulary.topics._findings,
        "features": vocabulary.topics._counts,
        "underlying": vocabulary.underlying,
        "dimensions": vocabulary.dimensions._dimensions,
        "scope_notes": vocabulary.scope_notes,
        "texts": vocabulary.texts,
        "other_names": sorted(vocabulary.other_names),
        "names_of": vocabulary.names_of,
        "counts": vocabulary.spelling.counts,
        "spelled names": set(vocabulary.spelling.names.all),
    }


def facet_columns(values: FacetValues) -> dict[str, object]:
    """All facet values, of rows their columns: two rows with one id are equal to Python, whatever they say."""

    def columns(kept: object) -> object:
        return model_to_dict(kept, [f.name for f in kept._meta.concrete_fields]) if isinstance(kept, Model) else kept

    mappings = {field.name: getattr(values, field.name) for field in fields(values)}
    return {name: {key: columns(kept) for key, kept in mapping.items()} for name, mapping in mappings.items()}


def reword(field: Field, en: str, zh: str) -> None:
    """Publish other words of one statement."""

    def words(draft: Statement) -> None:
        Statement.objects.filter(pk=draft.pk).update(text_en=en, text_zh=zh)

    revised(field.one, words)


@pytest.mark.every_parameter(every=3)
@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_is_known_what_would_be_known_if_it_were_loaded_anew(
    change, searchable, django_capture_on_commit_callbacks, monkeypatch
):
    before = load_context().vocabulary
    known = known_by(before)  # makes all that is made when it is asked for
    with monkeypatch.context() as patch:
        patch.setattr(context_module, "load_query_vocabulary", None)  # so that it is renewed
        with django_capture_on_commit_callbacks(execute=True):
            change(searchable)
        context = load_context()
    assert context.is_current
    anew = load_query_vocabulary()
    assert known_by(context.vocabulary) == known_by(anew)
    assert known_by(before) == known  # other threads may still use it


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.every_parameter(every=3)
@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_names_are_those_that_would_be_loaded_anew(
    change, language, searchable, django_capture_on_commit_callbacks
):
    with translation.override(language):
        load_context()
        with django_capture_on_commit_callbacks(execute=True):
            change(searchable)
        found = load_context()
        context_module._names.clear()
        anew = load_context()
    assert found.concept_names.concepts == anew.concept_names.concepts
    assert facet_columns(found.facet_values) == facet_columns(anew.facet_values)
    assert dict(found.open_questions) == dict(anew.open_questions)


def test_what_drafts_need_leaves_all_that_is_known_as_it_is(searchable, django_capture_on_commit_callbacks):
    before = load_context()
    with django_capture_on_commit_callbacks(execute=True):
        draft = start_draft(statement=searchable.one)
        make.make_statement("definition", searchable.sales, cites=(searchable.pushes,), text_zh="它施魔法。")
        discard_draft(statement=draft)
    after = load_context()
    assert after.is_current
    assert after.vocabulary is before.vocabulary
    assert after.concept_names is before.concept_names
    assert after.facet_values is before.facet_values


def test_a_change_of_words_reads_the_changed_statements_alone(
    searchable, monkeypatch, django_capture_on_commit_callbacks
):
    before = load_context()
    with django_capture_on_commit_callbacks(execute=True):
        reword(searchable, "It lures.", "它引诱人。")
    asked: list[set[int]] = []
    load = vocabulary_module.load_statements
    monkeypatch.setattr(vocabulary_module, "load_statements", lambda ids: (asked.append(ids), load(ids))[1])
    monkeypatch.setattr(vocabulary_module, "load_labels", None)
    after = load_context()
    # The statement, the distinction on whose side it stands, and the finding that rests on it.
    assert asked == [{searchable.one.pk, searchable.distinction.pk, searchable.finding.pk}]
    assert after.vocabulary.text_names is before.vocabulary.text_names
    assert after.concept_names is before.concept_names
    load_context()
    assert len(asked) == 1


def count_queries_after_an_edit(field: Field, text: str, capture) -> int:
    load_context()
    with capture(execute=True):
        reword(field, f"{text}.", f"{text}。")
    with CaptureQueriesContext(connection) as captured:
        assert load_context().is_current
    return len(captured)


def test_what_is_asked_after_an_edit_does_not_grow_with_content(searchable, django_capture_on_commit_callbacks):
    few = count_queries_after_an_edit(searchable, "One", django_capture_on_commit_callbacks)
    for number in range(10):
        one = make.make_published("characteristic", searchable.marketing, cites=(searchable.pulls,))
        other = make.make_published("characteristic", searchable.sales, cites=(searchable.pushes,))
        publish(statements=[make.make_distinction(one, other, slug=f"distinction-{number}")])
    rebuild()
    assert count_queries_after_an_edit(searchable, "Two", django_capture_on_commit_callbacks) == few


def test_the_next_search_of_who_saved_knows_the_change(searchable, django_capture_on_commit_callbacks):
    assert search("users").best is None
    with django_capture_on_commit_callbacks(execute=True):
        adds_a_name(searchable)
    assert search("users").best.type == "concept"


def test_while_one_renews_others_search_with_what_was_known_and_their_answers_are_not_stored(
    searchable, django_capture_on_commit_callbacks
):
    before = load_context()
    with django_capture_on_commit_callbacks(execute=True):
        reword(searchable, "It lures.", "它引诱人。")
    with context_module._vocabularies._locks[""]:  # as while another thread renews it
        meanwhile = load_context()
        assert meanwhile.vocabulary is before.vocabulary
        assert not meanwhile.is_current
        answer = search("引诱")
        assert [hit.id for hit in answer.hits] == [searchable.one.code]
        assert not answer.is_current
    after = load_context()
    assert after.is_current
    assert after.vocabulary is not before.vocabulary
    assert after.vocabulary.texts[Thing.CHARACTERISTIC, searchable.one.pk] == ("It lures.", "它引诱人。")


def test_another_index_is_not_searched_with_what_was_known_of_the_one_before(searchable):
    before = load_context()
    rebuild()
    after = load_context()
    assert after.is_current
    assert after.vocabulary is not before.vocabulary
