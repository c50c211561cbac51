"""Changes to rows that readers see wait as proposals; the steps on their way are those of statements."""

import pytest
from django.contrib.auth.models import User

from concepts.content.row_content import RowContent
from concepts.content.value_types import Words
from concepts.editorial.drafts import NoDraftError
from concepts.editorial.proposals import (
    ProposalInTheWayError,
    discard_proposal,
    is_stale,
    proposal_of,
    propose_change,
    propose_new,
    proposed,
    rebase_proposal,
    refuse_proposals,
)
from concepts.editorial.public_rows import is_public
from concepts.editorial.publishing import publish
from concepts.editorial.review import (
    WordsMissingError,
    WrongStatusError,
    add_note,
    assign,
    notes_on,
    return_to_draft,
    submit,
)
from concepts.editorial.row_contents import read_row_content
from concepts.editorial.saving import NothingChangedError
from concepts.models import Dimension, Proposal, Tag
from concepts.models.concept import TaggedStatement
from sources.locking import StaleSaveError
from tests.factories import (
    CHINESE,
    cite,
    make_concept,
    make_dimension,
    make_passage,
    make_source,
    make_statement,
    save_row,
)

pytestmark = pytest.mark.django_db
NAMES = [("Reach", "范围"), ("Scope", "广度")]


def reach(en: str = "Reach", zh: str = "广度") -> RowContent:
    return RowContent({**read_row_content(Dimension.objects.get()).fields, "name": Words(en, zh)}, {}, "dimension")


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", first_name="林")


@pytest.mark.parametrize(("en", "zh"), NAMES)
def test_a_change_waits_and_the_row_stays(editor, en, zh):
    row = make_dimension()
    propose_change(row=row, content=reach(en, zh), by=editor, started_from=1)
    row.refresh_from_db()
    assert (row.name_en, row.name_zh, row.row_version, row.form_version) == ("Scope", "范围", 1, 2)
    proposal = proposal_of(row)
    assert proposal
    assert (proposal.author, proposal.author_name) == (editor, "林")
    assert not is_stale(row, proposal)
    with proposed(row):
        row.refresh_from_db()
        assert (row.name_en, row.name_zh) == (en, zh)
    row.refresh_from_db()
    assert row.name_en == "Scope"


def test_there_is_one_proposal_and_who_comes_second_is_told(editor):
    row = make_dimension()
    propose_change(row=row, content=reach(), by=editor, started_from=1)
    with pytest.raises(StaleSaveError):
        propose_change(row=row, content=reach("Other"), by=None, started_from=1)
    propose_change(row=row, content=reach("Other"), by=None, started_from=2)
    assert Proposal.objects.get().content["fields"]["name"]["en"] == "Other"


def test_what_is_there_already_is_no_proposal(editor):
    row = make_dimension()
    with pytest.raises(NothingChangedError):
        propose_change(row=row, content=read_row_content(row), by=editor)
    row.refresh_from_db()
    assert row.row_version == 1


def test_a_new_row_is_a_draft_and_changed_itself(editor):
    row = make_dimension()
    propose_new(row=row, by=editor)
    assert not is_public(row)
    assert not Dimension.objects.published().exists()
    with pytest.raises(WrongStatusError):
        propose_change(row=row, content=reach(), by=editor)
    with pytest.raises(NoDraftError):
        discard_proposal(row=row)


def test_what_readers_see():
    version = make_source(text=CHINESE, language="zh-hans")
    passage, statement = make_passage(version, "营销"), make_statement("definition", make_concept("alpha"))
    cite(statement, passage)
    tag = Tag.objects.create(name="推广", slug="tui-guang")
    TaggedStatement.objects.create(content_object=statement, tag=tag)
    assert not is_public(passage)
    assert not is_public(tag)
    publish(statements=[statement])
    assert is_public(passage)
    assert is_public(tag)
    article = version.articles.get()
    assert is_public(version)
    assert is_public(article)
    propose_new(row=version.source, by=None)
    article.refresh_from_db()
    assert not is_public(article)


def test_a_proposal_goes_the_way_of_a_draft(editor):
    row = make_dimension()
    propose_change(row=row, content=reach(), by=editor)
    with pytest.raises(WordsMissingError):
        return_to_draft(row=row, comment=" ")
    submit(row=row, by=editor, started_from=2)
    with pytest.raises(StaleSaveError):
        submit(row=row, by=editor, started_from=2)
    with pytest.raises(WrongStatusError, match="Scope"):
        submit(row=row, by=editor)
    assign(row=row, to=editor)
    return_to_draft(row=row, by=None, comment="短一点。")
    add_note(row=row, by=editor, text="Shorter now.")
    add_note(row=row, by=editor, text="Shorter now.")
    proposal, row = Proposal.objects.get(), Dimension.objects.get()
    assert (proposal.status, proposal.assigned_to) == ("draft", editor)
    assert not is_stale(row, proposal)
    assert [note.step for note in notes_on(row).order_by("pk")] == ["submitted", "returned", "note"]


def test_a_step_needs_a_proposal():
    with pytest.raises(WrongStatusError, match="Scope"):
        submit(row=make_dimension())


def test_a_row_that_changes_meanwhile_makes_the_proposal_stale(editor):
    row = make_dimension()
    propose_change(row=row, content=reach(), by=editor)
    row.refresh_from_db()
    row.question_zh = "多远？"
    save_row(row)
    assert is_stale(Dimension.objects.get(), Proposal.objects.get())
    propose_change(row=row, content=reach("Other"), by=editor)
    submit(row=row, by=editor)
    assert is_stale(Dimension.objects.get(), Proposal.objects.get())
    rebase_proposal(row=row)
    assert not is_stale(Dimension.objects.get(), Proposal.objects.get())


def test_discarded_changes_are_gone_and_stand_in_nobodys_way(editor):
    row = make_dimension()
    propose_change(row=row, content=reach(), by=editor)
    with pytest.raises(ProposalInTheWayError, match="Scope"):
        refuse_proposals(row)
    discard_proposal(row=row)
    refuse_proposals(row)
    assert not Proposal.objects.exists()
