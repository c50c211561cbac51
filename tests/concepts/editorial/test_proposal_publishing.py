"""What is proposed is published with what shows it, or refused with nothing lost."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from concepts.content.row_content import AttachedContent, RowContent
from concepts.content.value_types import Words
from concepts.editorial.proposals import StaleProposalError, propose_change, propose_new
from concepts.editorial.publishing import publish
from concepts.editorial.requirements import NotPublishableError
from concepts.editorial.review import OwnWorkError, WrongStatusError
from concepts.editorial.row_contents import read_row_content
from concepts.models import Concept, Dimension, Edition, Proposal, Publication
from tests.editions import assert_editions_are_live
from tests.factories import (
    cite,
    make_concept,
    make_dimension,
    make_distinction,
    make_passage,
    make_published,
    make_source,
    make_statement,
    save_row,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor")


@pytest.fixture
def reviewer() -> User:
    return User.objects.create_user("reviewer", first_name="审")


def propose_name(row: Dimension, en: str, zh: str, by: User | None = None) -> None:
    fields = {**read_row_content(row).fields, "name": Words(en, zh)}
    propose_change(row=row, content=RowContent(fields, {}, "dimension"), by=by)


@pytest.mark.parametrize(("en", "zh"), [("Reach", "范围"), ("Scope", "广度")])
def test_a_published_change_takes_its_editions_along(editor, reviewer, en, zh):
    words = make_passage(make_source(), "Marketing")
    sides = [make_published("characteristic", make_concept(slug), cites=(words,)) for slug in ("alpha", "beta")]
    publish(statements=[make_distinction(*sides)])
    row, before = sides[0].dimension, Edition.objects.count()
    propose_name(row, en, zh, editor)
    publish(statements=[], rows=[row], by=reviewer, note="换一个更准的词。")
    row.refresh_from_db()
    assert (row.name_en, row.name_zh) == (en, zh)
    assert not Proposal.objects.exists()
    publication = Publication.objects.order_by("pk").last()
    assert (publication.by_name, publication.note, publication.own_work) == ("审", "换一个更准的词。", False)
    assert publication.editions.count() == Edition.objects.count() - before == 3
    assert_editions_are_live()


def test_nobody_publishes_what_is_their_own_unless_the_site_allows_it(editor, settings):
    row = make_dimension()
    propose_name(row, "Reach", "广度", editor)
    with pytest.raises(OwnWorkError, match="Scope"):
        publish(statements=[], rows=[row], by=editor)
    settings.ALLOW_OWN_WORK = True
    publish(statements=[], rows=[row], by=editor)
    assert Dimension.objects.get().name_zh == "广度"


def test_a_proposal_whose_ground_moved_is_refused_by_name():
    row = make_dimension()
    propose_name(row, "Reach", "广度")
    row.refresh_from_db()
    save_row(row)
    with pytest.raises(StaleProposalError, match="Scope"):
        publish(statements=[], rows=[row])
    with pytest.raises(WrongStatusError):
        publish(statements=[], rows=[make_dimension("mindset", "Mindset", "心态")])
    assert Proposal.objects.exists()


@pytest.mark.parametrize(("language", "text"), [("en", "Beta"), ("zh-hans", "乙")])
def test_a_label_that_is_taken_by_now_is_refused_and_the_proposal_stays(language, text):
    concept, other = make_concept("alpha", "Alpha", "甲"), make_concept("beta", "Other", "其他")
    label = AttachedContent({"language": language, "text": text, "role": "preferred"}, 0)
    propose_change(row=concept, content=RowContent({}, {"labels": (label,)}, "concept"), by=None)
    other.labels.filter(language=language).update(text=text, folded=text.lower())
    with pytest.raises(ValidationError):
        publish(statements=[], rows=[concept])
    assert Proposal.objects.exists()
    assert {label.text for label in concept.labels.all()} == {"Alpha", "甲"}


def test_new_things_are_published_together_with_what_names_them():
    concept, other = make_concept("alpha", "Alpha", "甲"), make_concept("beta", "Beta", "乙")
    concept.links.create(other=other, kind="related")
    dimension, statement = make_dimension("scope"), make_statement("characteristic", concept)
    for row in (concept, other, dimension):
        propose_new(row=row, by=None)
    cite(statement, make_passage(make_source(), "Marketing"))
    with pytest.raises(NotPublishableError, match="Beta"):
        publish(statements=[], rows=[concept])
    assert not Concept.objects.published().exists()
    publish(statements=[statement], rows=[concept, other, statement.dimension])
    statement.refresh_from_db()
    assert statement.status == "published"
    assert Concept.objects.published().count() == 2
    assert Publication.objects.count() == 1
    assert not Proposal.objects.exists()
