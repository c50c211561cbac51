"""What a step takes along: what is needed in public, and changes to what is shown, in a fixed number of queries."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concepts.content.row_content import AttachedContent, RowContent
from concepts.content.value_types import Words
from concepts.editorial.companions import to_preview_with, to_publish_with, to_return_with, to_submit_with
from concepts.editorial.drafts import start_draft
from concepts.editorial.proposals import propose_change, propose_new
from concepts.editorial.review import submit
from concepts.editorial.row_contents import read_row_content
from concepts.models import Concept, ConceptLink, Tag, TaggedStatement
from sources.content_row import ContentRow
from sources.models import Article
from tests.factories import (
    make_concept,
    make_dimension,
    make_distinction,
    make_passage,
    make_published,
    make_source,
    make_statement,
    rest_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return User.objects.create_user("ann")


@pytest.fixture
def li() -> User:
    return User.objects.create_user("li", first_name="丽")


def new_concept(slug: str, by: User | None, *links: Concept) -> Concept:
    """A new concept, in draft, that links to others."""
    row = make_concept(slug, slug.capitalize(), f"新{slug}")
    for other in links:
        ConceptLink.objects.create(concept=row, other=other, kind="related")
    propose_new(row=row, by=by)
    return row


def change(row: ContentRow, by: User | None, **fields: Words | str) -> None:
    """Proposes other values for fields of a row that readers see."""
    content = read_row_content(row)
    propose_change(row=row, content=RowContent({**content.fields, **fields}, {}, content.kind), by=by)
    row.refresh_from_db()


def offered(found) -> dict[ContentRow, bool]:
    """The rows that are offered, and whether each is ticked."""
    return {each.row: each.is_chosen for each in found}


def test_the_drafts_that_a_statement_names_are_needed_any_number_of_steps(ann, li):
    far = new_concept("far", li)
    near = new_concept("near", ann, far)
    dimension = make_dimension("reach", "Reach", "广度")
    propose_new(row=dimension, by=li)
    row = make_statement("characteristic", near, make_concept("known"), dimension=dimension, author=ann)
    assert offered(to_submit_with(row)) == {near: True, far: True, dimension: True}
    submit(row=dimension, by=li)
    assert offered(to_submit_with(row)) == {near: True, far: True}
    assert offered(to_publish_with(row, by=ann)) == {dimension: True, far: True}
    assert offered(to_publish_with(near, by=None)) == {far: True}


def test_a_new_source_goes_with_what_cites_it_and_takes_its_versions_and_articles_along(ann):
    version = make_source("shu", "营销是让产品好卖。", "zh-hans")
    passage = make_passage(version, "营销")
    article = Article.objects.get()
    for row in (version.source, version, article):
        propose_new(row=row, by=ann)
    statement = make_statement("definition", make_concept("marketing"), cites=(passage,))
    assert offered(to_submit_with(statement)) == {version.source: True, version: True, article: True}
    assert offered(to_submit_with(version.source)) == {version: True, article: True}
    assert offered(to_submit_with(article)) == {version.source: True, version: True}


def test_changes_to_all_that_a_statement_shows_are_offered_and_ticked_where_they_are_by_the_same_author(ann, li):
    passage = make_passage(make_source("english"), "Marketing pulls")
    concept = make_concept("marketing", "Marketing", "营销")
    public = make_published("characteristic", concept, cites=(passage,))
    tag = Tag.objects.create(name="team", name_en="team", slug="team")
    TaggedStatement.objects.create(content_object=public, tag=tag)
    source = passage.version.source
    change(source, ann, title=Words("Another title", "另一个标题"))
    change(passage, ann, translation="营销在拉。")
    change(public.dimension, li, name=Words("Reach", "广度"))
    change(tag, li, name=Words("crew", "团队"))
    draft = start_draft(statement=public, by=ann)
    ticked = {source: True, passage: True, public.dimension: False, tag: False}
    assert offered(to_submit_with(draft)) == ticked
    for row in (source, public.dimension):
        submit(row=row, by=None)
    assert offered(to_submit_with(draft)) == {passage: True, tag: False}
    assert offered(to_publish_with(draft, by=None)) == {source: True, public.dimension: False}


def test_a_change_of_a_side_is_offered_with_its_distinction_and_with_it_what_the_change_names(ann):
    words = make_passage(make_source(), "Marketing")
    sides = [make_published("characteristic", make_concept(slug), cites=(words,)) for slug in ("alpha", "beta")]
    changed = start_draft(statement=sides[0], by=ann)
    new = new_concept("new", ann)
    changed.concept_links.create(concept=new, rank=1)
    row = make_distinction(*sides, author=ann)
    assert offered(to_submit_with(row)) == {new: True, changed: True}
    change(words, ann, translation="营销")
    assert offered(to_submit_with(row)) == {new: True, changed: True, words: True}
    position = make_statement("position", author=ann)
    rest_on(position, sides[0])
    assert offered(to_submit_with(position)) == {new: True, changed: True, words: True}


def test_a_proposed_link_to_a_new_concept_takes_that_one_along(ann):
    known, new = make_concept("known", "Known", "已知"), new_concept("new", ann)
    content = read_row_content(known)
    links = (AttachedContent({"other": ("new",), "kind": "related"}),)
    attached = {**content.attached, "links": links}
    propose_change(row=known, content=RowContent(content.fields, attached, "concept"), by=ann)
    known.refresh_from_db()
    assert offered(to_submit_with(known)) == {new: True}
    statement = make_statement("definition", known, author=ann)
    assert offered(to_submit_with(statement)) == {new: True, known: True}


def test_nobody_publishes_ones_own_work_along(ann, li, settings):
    new, row = new_concept("new", ann), make_statement("definition")
    row.concept_links.create(concept=new)
    submit(row=new, by=ann)
    assert to_publish_with(row, by=ann) == []
    assert offered(to_publish_with(row, by=li)) == {new: True}
    settings.ALLOW_OWN_WORK = True
    assert offered(to_publish_with(row, by=ann)) == {new: True}


def test_what_was_submitted_in_one_act_can_be_sent_back_as_one(ann):
    one, other = new_concept("one", ann), new_concept("other", ann)
    row = make_statement("definition", one, other, author=ann)
    submit(row=other, by=ann)
    submit(row=row, by=ann)
    note = row.draft_notes.get()
    submit(row=one, by=ann, at=note.at)
    assert offered(to_return_with(row)) == {one: True}
    assert to_return_with(one) == []


def test_a_draft_without_anything_around_it_has_no_companions():
    passage = make_passage(make_source("english"), "Marketing pulls")
    row = make_statement("definition", make_concept("marketing"), cites=(passage,))
    assert to_submit_with(row) == to_preview_with(row) == to_return_with(row) == []
    assert to_publish_with(row, by=None) == []


def test_the_number_of_queries_does_not_grow_with_the_rows(ann):
    version = make_source(text=" ".join(f"Sentence {number} of it." for number in range(30)))

    def surround(first: int, count: int):
        """A draft with new concepts, each linked to another new one, and with changes to what it cites."""
        row = make_statement("definition", author=ann)
        for number in range(first, first + count):
            new = new_concept(f"near-{number}", ann, new_concept(f"far-{number}", ann))
            row.concept_links.create(concept=new, rank=number)
            passage = make_passage(version, f"Sentence {number} of it.")
            make_published("definition", make_concept(f"known-{number}"), cites=(passage,))
            row.citations.create(passage=passage)
            change(passage, ann, translation="这句话。")
        return row

    numbers = []
    for row, count in ((surround(0, 2), 2), (surround(2, 12), 12)):
        with CaptureQueriesContext(connection) as queries:
            found = to_submit_with(row)
        assert [sum(each.is_needed is needed for each in found) for needed in (True, False)] == [2 * count, count]
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    assert numbers[0] < 50
