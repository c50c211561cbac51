import pytest
from django.db import transaction

from concepts.content.row_content import RowContent
from concepts.content.value_types import Words
from concepts.editorial.content_revision import Scope, current_revision
from concepts.editorial.drafts import discard_draft, rebase, start_draft
from concepts.editorial.merging import merge
from concepts.editorial.proposals import discard_proposal, propose_change, rebase_proposal
from concepts.editorial.publishing import publish, withdraw
from concepts.editorial.restoring import restore
from concepts.editorial.review import assign, return_to_draft, submit
from concepts.models import Concept, Dimension, Proposal, Statement
from sources.locking import StaleSaveError, claim_row_version
from tests.factories import make_concept, make_dimension, make_published, make_statement, save_row
from tests.processes import DONE, READY, save_often, start
from tests.template_databases import Content

# Each save is refused about as often as there are others, so that twice the saves take four times as long.
PROCESSES, TIMES, DEEP_TIMES = 20, 2, 10


@pytest.mark.slow
def test_twenty_processes_that_save_one_statement_lose_nothing(fresh_database, deep):
    times = DEEP_TIMES if deep else TIMES
    fresh_database(Content.EMPTY)
    statement = make_statement("definition", text_en="Begin.")
    before = current_revision(Scope.WORKING)
    running = [start(save_often, statement.code, f"p{number}", times) for number in range(PROCESSES)]
    versions = []
    for _process, answers in running:
        assert answers.recv() == (READY, None)
    for process, answers in running:
        state, made = answers.recv()
        assert state == DONE
        versions += made
        process.join()
    versions.sort()
    successes = PROCESSES * times
    assert versions == list(range(statement.row_version + 1, statement.row_version + 1 + successes))
    after = Statement.objects.get()
    assert after.row_version == versions[-1]
    words = after.text_en.split()
    assert words[0] == "Begin."
    assert sorted(words[1:]) == sorted(f"p{number}-{time}" for number in range(PROCESSES) for time in range(times))
    assert current_revision(Scope.WORKING) == before + successes  # a refused save leaves no trace


@pytest.mark.django_db
def test_a_stale_save_is_refused_with_the_row_as_it_is_now():
    make_concept("marketing")
    mine, theirs = Concept.objects.get(), Concept.objects.get()
    theirs.scope_note_en = "Theirs."
    save_row(theirs)
    before = current_revision(Scope.WORKING)
    mine.scope_note_en = "Mine."
    with pytest.raises(StaleSaveError) as caught:
        save_row(mine)
    assert caught.value.current.scope_note_en == "Theirs."
    stored = Concept.objects.get()
    assert (stored.scope_note_en, stored.row_version, current_revision(Scope.WORKING)) == (
        "Theirs.",
        theirs.row_version,
        before,
    )
    save_row(mine, caught.value.current.row_version)
    assert Concept.objects.get().scope_note_en == "Mine."


@pytest.mark.django_db
def test_saving_what_was_deleted_is_refused():
    statement = make_statement("definition")
    Statement.objects.get().delete()
    with pytest.raises(StaleSaveError, match="deleted") as caught:
        save_row(statement)
    assert caught.value.current is None
    assert not Statement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_version_is_claimed_inside_a_transaction_only():
    concept = make_concept("marketing")
    with pytest.raises(transaction.TransactionManagementError):
        claim_row_version(row=concept, row_version=concept.row_version)
    assert Concept.objects.get().row_version == concept.row_version


STEPS = {
    "submit": lambda row, version: submit(row=row, started_from=version),
    "return": lambda row, version: return_to_draft(row=row, comment="Cite one.", started_from=version),
    "assign": lambda row, version: assign(row=row, to=None, started_from=version),
    "publish": lambda row, version: publish(statements=[row], started_from={row.pk: version}),
    "discard": lambda row, version: discard_draft(statement=row, started_from=version),
    "rebase": lambda row, version: rebase(statement=row, started_from=version),
    "withdraw": lambda row, version: withdraw(statement=row, words_en="No.", words_zh="否。", started_from=version),
    "merge": lambda row, version: merge(
        statement=row, into=twin_of(row), reason_en="Same.", reason_zh="一样。", started_from={row.pk: version}
    ),
    "restore": lambda row, version: restore(edition=row.editions.get(), started_from=version),
}
STATUS_BEFORE = {"submit": "draft", "return": "submitted"}


def twin_of(statement):
    return Statement.objects.filter(kind=statement.kind, status="published").exclude(pk=statement.pk).get()


@pytest.mark.django_db
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_refused_on_what_changed_since_it_was_looked_at(contrast, step):
    row = make_published("definition", contrast.concepts[0], cites=(contrast.english,))
    make_published("definition", contrast.concepts[1], cites=(contrast.english,))
    if step not in ("withdraw", "merge", "restore"):
        row = start_draft(statement=row)
        Statement.objects.filter(pk=row.pk).update(status=STATUS_BEFORE.get(step, "draft"))
    before, revision = list(Statement.objects.order_by("pk").values()), current_revision(Scope.WORKING)
    with pytest.raises(StaleSaveError) as caught:
        STEPS[step](row, row.row_version + 1)
    assert caught.value.current == row
    assert (list(Statement.objects.order_by("pk").values()), current_revision(Scope.WORKING)) == (before, revision)
    STEPS[step](row, row.row_version)
    assert current_revision(Scope.WORKING) > revision


MINE, THEIRS = (RowContent({"name": Words(*name)}, {}, "dimension") for name in (("Mine", "我的"), ("Theirs", "他的")))
PROPOSAL_STEPS = {
    "propose": lambda row, version: propose_change(row=row, content=MINE, by="me", started_from=version),
    "submit": STEPS["submit"],
    "return": STEPS["return"],
    "assign": STEPS["assign"],
    "rebase": lambda row, version: rebase_proposal(row=row, started_from=version),
    "discard": lambda row, version: discard_proposal(row=row, started_from=version),
}


@pytest.mark.django_db
@pytest.mark.parametrize("step", PROPOSAL_STEPS)
def test_a_step_is_refused_on_a_proposal_that_changed_since_it_was_looked_at(step):
    row = make_dimension()
    propose_change(row=row, content=THEIRS, by="them", started_from=row.form_version)
    Proposal.objects.update(status=STATUS_BEFORE.get(step, "draft"))

    def stored():
        return list(Proposal.objects.values()), Dimension.objects.values().get(), current_revision(Scope.WORKING)

    before = stored()
    with pytest.raises(StaleSaveError) as caught:
        PROPOSAL_STEPS[step](row, row.form_version)
    assert caught.value.current == row
    assert stored() == before
    row.refresh_from_db()
    PROPOSAL_STEPS[step](row, row.form_version)
    assert stored() != before


@pytest.mark.django_db
def test_a_step_is_refused_on_what_was_deleted(contrast):
    row = make_dimension("gone")
    propose_change(row=row, content=THEIRS, by="them")
    Dimension.objects.filter(pk=row.pk).delete()
    for step in PROPOSAL_STEPS.values():
        with pytest.raises(StaleSaveError, match="deleted"):
            step(row, None)
    draft = make_statement("definition")
    gone = Statement.objects.get(pk=draft.pk)
    draft.delete()
    for step in ("submit", "discard", "withdraw"):
        with pytest.raises(StaleSaveError, match="deleted"):
            STEPS[step](gone, None)
    with pytest.raises(StaleSaveError, match="deleted"):
        merge(statement=gone, into=contrast.one, reason_en="Same.", reason_zh="一样。")
