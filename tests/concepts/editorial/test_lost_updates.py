import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection, transaction

from concepts.editorial.content_revision import current_revision, save_if_current
from concepts.models import Concept, Statement
from sources.locking import StaleSaveError, claim_row_version
from tests.factories import make_concept, make_statement

PROCESSES, TIMES = 20, 10


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_processes_that_save_one_statement_lose_nothing():
    statement = make_statement("definition", text_en="Begin.")
    before = current_revision()
    command = [sys.executable, "-m", "tests.concepts.editorial.saving_process", str(connection.settings_dict["NAME"])]
    running = [
        subprocess.Popen(
            [*command, statement.code, f"process{number}", str(TIMES)],
            cwd=settings.BASE_DIR,
            env={**os.environ, "CONCEPTBASE_DATA_DIR": str(settings.DATA_DIR)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    answers = [process.communicate() for process in running]
    assert [error for output, error in answers if error] == []
    versions = sorted(int(version) for output, error in answers for version in output.split())
    successes = PROCESSES * TIMES
    assert versions == list(range(statement.row_version + 1, statement.row_version + 1 + successes))
    after = Statement.objects.get()
    assert after.row_version == versions[-1]
    words = after.text_en.split()
    assert words[0] == "Begin."
    assert sorted(words[1:]) == sorted(
        f"process{number}-{time}" for number in range(PROCESSES) for time in range(TIMES)
    )
    assert current_revision() == before + successes  # a refused save leaves no trace


@pytest.mark.django_db
def test_a_stale_save_is_refused_with_the_row_as_it_is_now():
    make_concept("marketing")
    mine, theirs = Concept.objects.get(), Concept.objects.get()
    theirs.scope_note_en = "Theirs."
    save_if_current(row=theirs, row_version=theirs.row_version)
    before = current_revision()
    mine.scope_note_en = "Mine."
    with pytest.raises(StaleSaveError) as caught:
        save_if_current(row=mine, row_version=mine.row_version)
    assert caught.value.current.scope_note_en == "Theirs."
    stored = Concept.objects.get()
    assert (stored.scope_note_en, stored.row_version, current_revision()) == ("Theirs.", theirs.row_version, before)
    save_if_current(row=mine, row_version=caught.value.current.row_version)
    assert Concept.objects.get().scope_note_en == "Mine."


@pytest.mark.django_db
def test_saving_what_was_deleted_is_refused():
    statement = make_statement("definition")
    Statement.objects.get().delete()
    with pytest.raises(StaleSaveError, match="deleted") as caught:
        save_if_current(row=statement, row_version=statement.row_version)
    assert caught.value.current is None
    assert not Statement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_version_is_claimed_inside_a_transaction_only():
    concept = make_concept("marketing")
    with pytest.raises(transaction.TransactionManagementError):
        claim_row_version(row=concept, row_version=concept.row_version)
    assert Concept.objects.get().row_version == concept.row_version
