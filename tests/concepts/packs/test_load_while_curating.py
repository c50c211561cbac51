"""A pack is loaded while curators save and publish: whoever comes second waits, and is told of the first."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from concepts.editorial.drafts import start_draft
from concepts.editorial.write_lock import write_lock
from concepts.models import Dimension, Edition, Statement
from concepts.packs import load
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from tests.concepts.admin.pages import read_form
from tests.concepts.packs.build import change, write_pack

pytestmark = pytest.mark.django_db(transaction=True)
NEVER_LONG = 0.3  # seconds in which a request that need not wait is answered


@pytest.fixture
def pack(tmp_path):
    folder = write_pack(tmp_path)
    load_pack(folder)
    return folder


@pytest.fixture
def reviewer(db):
    person = get_user_model().objects.create_user(username="reviewer", is_staff=True)
    person.groups.add(Group.objects.get(name="reviewer"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


@pytest.fixture
def begin_after_reading(monkeypatch):
    """Gives a function that does something in a thread once the load has read the site, before it writes."""
    with ThreadPoolExecutor(1) as threads:

        def arrange(doing):
            def work():
                try:
                    return doing()
                finally:
                    connection.close()

            begun, plan = [], load.make_plan

            def read_and_wait(*arguments):
                begun.append(threads.submit(work))
                time.sleep(NEVER_LONG)
                assert not begun[0].done()
                return plan(*arguments)

            monkeypatch.setattr(load, "make_plan", read_and_wait)
            return begun

        yield arrange


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_curator_who_saves_meanwhile_is_shown_what_the_pack_says(pack, reviewer, begin_after_reading, language):
    row = Dimension.objects.get(slug="timeframe")
    address = reverse("admin:concepts_dimension_change", args=[row.pk])
    typed = read_form(reviewer.get(address)) | {"question_zh": "眼光多长远？"}
    begun = begin_after_reading(lambda: reviewer.post(address, typed, headers={"accept-language": language}))
    change(pack, "dimensions.yaml", "它看得多远？", "它看多少年？")
    assert load_pack(pack).updated == ["dimension timeframe"]
    [saving] = begun
    answer = saving.result()
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "它看多少年？" in page
    assert "眼光多长远？" in page
    assert Dimension.objects.get(slug="timeframe").question_zh == "它看多少年？"


def test_a_publication_meanwhile_waits_and_does_not_replace_what_was_loaded(pack, reviewer, begin_after_reading):
    live = Statement.objects.get(code="D2222")
    draft = start_draft(statement=live)
    Statement.objects.filter(pk=draft.pk).update(text_en="Curated.")
    step = reverse("admin:concepts_definition_step", args=[draft.pk, "publish"])
    begun = begin_after_reading(lambda: reviewer.post(step, read_form(reviewer.get(step))))
    change(pack, "statements/marketing.yaml", "Marketing makes products easy", "Marketing makes goods easy")
    assert load_pack(pack).updated == ["statement D2222"]
    [publishing] = begun
    assert publishing.result().status_code == 409  # the public text was changed after the draft was begun
    live.refresh_from_db()
    assert live.text_en == "Marketing makes goods easy to sell."
    assert Statement.objects.get(revises=live).text_en == "Curated."


def test_what_was_published_before_the_load_read_is_a_conflict(pack, reviewer):
    live = Statement.objects.get(code="D2222")
    draft = start_draft(statement=live)
    Statement.objects.filter(pk=draft.pk).update(text_en="Curated.")
    step = reverse("admin:concepts_definition_step", args=[draft.pk, "publish"])
    change(pack, "statements/marketing.yaml", "Marketing makes products easy", "Marketing makes goods easy")
    with ThreadPoolExecutor(1) as threads:

        def load_it():
            try:
                return load_pack(pack)
            except PackFaultyError as error:
                return str(error)
            finally:
                connection.close()

        with write_lock():  # the publication has begun, and the load waits for it
            loading = threads.submit(load_it)
            time.sleep(NEVER_LONG)
            assert not loading.done()
            assert reviewer.post(step, read_form(reviewer.get(step))).status_code == 302
        assert "changed on the site and in the pack" in loading.result()
    live.refresh_from_db()
    assert live.text_en == "Curated."
    assert Edition.objects.filter(statement=live).count() == 2
