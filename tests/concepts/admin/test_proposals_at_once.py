"""Forms and previews of what is proposed are shown while others write: nobody fails, and nothing of them is kept."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from concepts.editorial.content_revision import bump_content_revision, revision_key, statements_changed
from concepts.editorial.proposals import proposed
from concepts.editorial.write_lock import write_lock
from concepts.models import Concept, Label
from concepts.search.index.maintenance import current_state, is_current, rebuild
from sources.locking import claim_row_version
from tests.concepts.admin.pages import fill
from tests.factories import make_concept, make_dimension

pytestmark = pytest.mark.django_db(transaction=True)
NEVER_LONG = 0.3  # seconds in which a request that need not wait is answered
PATIENCE = 20
WORDS = pytest.mark.parametrize(("language", "word"), [("en", "Beta"), ("zh-hans", "乙")])


def page_of(row) -> str:
    return reverse(f"admin:concepts_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def at_once():
    """Gives a function that begins to do something in a thread."""
    with ThreadPoolExecutor(4) as threads:

        def begin(doing, *arguments, **options):
            def work():
                try:
                    return doing(*arguments, **options)
                finally:
                    connection.close()

            return threads.submit(work)

        yield begin


@pytest.fixture
def concept(editor):
    """A concept that readers see as Alpha and 甲, and that is proposed to be Beta and 乙."""
    row = make_concept("alpha", "Alpha", "甲")
    assert fill(editor, page_of(row), **{"labels-0-text": "Beta", "labels-1-text": "乙"}).status_code == 302
    return row


def test_a_form_waits_for_nobody_where_nothing_is_proposed(editor, at_once):
    row = make_dimension()
    with write_lock():
        claim_row_version(row=row, row_version=row.row_version)
        bump_content_revision()
        assert at_once(editor.get, page_of(row)).result(PATIENCE).status_code == 200


@WORDS
def test_a_form_of_what_is_proposed_waits_for_who_writes_and_neither_fails(concept, editor, at_once, language, word):
    address = reverse("row-preview", args=["concept", concept.pk]) + f"?lang={language}"
    with write_lock():
        row = Concept.objects.get()
        claim_row_version(row=row, row_version=row.row_version)
        form, preview = at_once(editor.get, page_of(concept)), at_once(editor.get, address)
        time.sleep(NEVER_LONG)
        assert not form.done()
        bump_content_revision()  # on PostgreSQL, a second lock that a form would hold already
    assert word in form.result(PATIENCE).content.decode()
    assert word in preview.result(PATIENCE).content.decode()


@WORDS
def test_readers_see_what_is_public_while_a_form_is_open(concept, at_once, language, word):
    with proposed(concept):
        assert set(Label.objects.values_list("text", flat=True)) == {"Beta", "乙"}
        answer = at_once(Client().get, f"/{language}/concepts/alpha/").result(PATIENCE)
    assert answer.status_code == 200
    assert word not in answer.content.decode()


def test_nothing_is_left_of_forms_that_many_open_at_once(concept, editor, at_once):
    rebuild()
    heard = []
    statements_changed.connect(lambda **sent: heard.append(sent), weak=False, dispatch_uid="heard")
    try:
        before = revision_key(), list(Label.objects.order_by("pk").values()), Concept.objects.values().get()
        preview = reverse("row-preview", args=["concept", concept.pk])
        addresses = [page_of(concept), preview, page_of(concept), preview, page_of(concept), "/en/concepts/alpha/"] * 3
        answers = [at_once(editor.get, address) for address in addresses]
        assert {answer.result(PATIENCE).status_code for answer in answers} == {200}
        after = revision_key(), list(Label.objects.order_by("pk").values()), Concept.objects.values().get()
    finally:
        statements_changed.disconnect(dispatch_uid="heard")
    assert after == before
    assert heard == []
    assert is_current(current_state())


def test_a_row_that_is_deleted_while_its_form_waits_is_gone(concept, editor, at_once):
    address = reverse("row-preview", args=["concept", concept.pk])
    with write_lock():
        form, preview = at_once(editor.get, page_of(concept)), at_once(editor.get, address)
        time.sleep(NEVER_LONG)
        Concept.objects.all().delete()
    assert form.result(PATIENCE).status_code == 302
    assert preview.result(PATIENCE).status_code == 404
