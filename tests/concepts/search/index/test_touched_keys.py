"""Following one change looks at what it touches alone, and misses nothing."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concepts.content.row_content import AttachedContent, RowContent
from concepts.content.value_types import Words
from concepts.editorial.content_revision import ChangedRows, bump_content_revision, statements_changed
from concepts.editorial.proposals import propose_change, propose_new
from concepts.editorial.publishing import publish, put_back, withdraw
from concepts.editorial.row_contents import read_row_content
from concepts.editorial.successions import compare_version
from concepts.models import Question, Tag
from concepts.search.index import maintenance
from concepts.search.index.documents import Key, Thing
from concepts.search.index.maintenance import bring_up_to_date, current_state, find_faults, follow, is_current, rebuild
from concepts.search.index.touched_keys import find_touched_keys
from concepts.search.models import IndexState
from sources.content_row import ContentRow
from sources.models import Passage, Skip, Source
from tests import factories as make
from tests.concepts.search.index.test_maintenance import GONE, revised, worded
from tests.concepts.search.worlds import Field, index_content

pytestmark = pytest.mark.django_db
Act = Callable[[Field], None]


def propose(row: ContentRow, **fields: object) -> None:
    """Propose that the row says all that it says, but for these fields."""
    content = read_row_content(row)
    propose_change(row=row, content=RowContent({**content.fields, **fields}, content.attached, content.kind), by=None)


def publish_rows(*rows: ContentRow) -> None:
    publish(statements=[], rows=rows)


def publishes_a_change(row: ContentRow, **fields: object) -> None:
    propose(row, **fields)
    publish_rows(row)


def publishes_new_words(field: Field) -> None:
    revised(field.one, worded)


def publishes_a_new_statement(field: Field) -> None:
    publish(statements=[make.make_statement("definition", field.sales, cites=(field.pushes,), text_en="It sells.")])


def publishes_a_new_distinction_and_its_sides(field: Field) -> None:
    one = make.make_statement("characteristic", field.market, dimension=field.one.dimension, cites=(field.place,))
    publish(statements=[one, make.make_distinction(one, field.other, slug="place-and-push")])


def cites_another_passage(field: Field) -> None:
    uncited = Passage.objects.get(quote="市场营销是让产品好卖。")
    revised(field.definition, lambda draft: draft.citations.update(passage=uncited))


def tags_another_statement(field: Field) -> None:
    tag = Tag.objects.create(slug="doors", name_en="Doors", name_zh="门")

    def change(draft):
        draft.tags.clear()
        draft.tags.add(tag)

    revised(field.distinction, change)


def answers_another_question(field: Field) -> None:
    revised(field.position, lambda draft: type(draft).objects.filter(pk=draft.pk).update(question=second_question()))


def second_question() -> Question:
    return Question.objects.get(slug="whose-is-the-market")


def takes_another_side(field: Field) -> None:
    other = make.make_statement("characteristic", field.sales, dimension=field.one.dimension, cites=(field.pulls,))
    publish(statements=[other])
    revised(field.distinction, lambda draft: draft.sides.filter(concept=field.sales).update(characteristic=other))


def rests_on_something_else(field: Field) -> None:
    revised(field.position, lambda draft: draft.bases.update(statement=field.distinction))


def withdraws(field: Field) -> None:
    withdraw(statement=field.distinction, **GONE)


def withdraws_and_puts_back(field: Field) -> None:
    withdraw(statement=field.position, **GONE)
    field.position.refresh_from_db()
    put_back(statements=[field.position], reason="It was right.")


def names_a_concept(field: Field) -> None:
    content = read_row_content(field.promotion)
    more = AttachedContent({"language": "en", "role": "alternative", "text": "users"})
    labels = {"labels": [*content.attached["labels"], more]}
    propose_change(row=field.promotion, content=RowContent(content.fields, labels, "concept"), by=None)
    publish_rows(field.promotion)


def publishes_a_concept(field: Field) -> None:
    concept = make.make_concept("pulling", "Users", "用户", status="draft")
    propose_new(row=concept, by=None)
    publish_rows(concept)


def rewords_a_question(field: Field) -> None:
    publishes_a_change(field.question, text=Words("Does promotion belong to it?", "促销属于它吗？"))


def renames_a_dimension(field: Field) -> None:
    publishes_a_change(field.one.dimension, name=Words("Horizon", "视野"))


def renames_a_tag(field: Field) -> None:
    publishes_a_change(field.tag, name=Words("War", "战争"))


def translates_a_passage(field: Field) -> None:
    publishes_a_change(field.pulls, translation="市场营销把人引来。")


def tells_that_a_passage_is_a_copy(field: Field) -> None:
    uncited = Passage.objects.get(quote="市场营销是让产品好卖。")
    publishes_a_change(field.pushes, copy_of=("chinese", 1, uncited.start, uncited.end))


def retitles_an_article(field: Field) -> None:
    publishes_a_change(field.chinese.articles.get(), title=Words("Notes", "田野笔记"))


def retitles_a_source(field: Field) -> None:
    publishes_a_change(field.chinese.source, title=Words("Notes", "田野笔记"))


def shows_a_source_in_excerpts(field: Field) -> None:
    publishes_a_change(field.chinese.source, display=Source.Display.EXCERPTS.value)


def cites_words_that_nobody_cited(field: Field) -> None:
    uncited = make.make_passage(field.chinese, "推销员挨家敲门。")
    publish(statements=[make.make_statement("definition", field.sales, cites=(uncited,), text_en="It knocks.")])


def marks_page_furniture(field: Field) -> None:
    start = field.english.read_text().index("Salespeople")
    place = {"start": start, "end": start + len("Salespeople knock at doors."), "status": "draft"}
    skip = Skip(version=field.english, article=field.english.articles.get(), reason="furniture", **place)
    skip.save()
    propose_new(row=skip, by=None)
    publish_rows(skip)


def publishes_a_source(field: Field) -> None:
    version = make.make_source("new", "推动是销售的事。", "zh-hans", status="draft")
    type(version).objects.filter(pk=version.pk).update(status="draft")
    version.articles.update(status="draft")
    propose_new(row=version.source, by=None)
    version.refresh_from_db()
    propose_new(row=version, by=None)
    make.make_passage(version, "推动是销售的事。")
    publish_rows(version.source, version)


def publishes_a_newer_version(field: Field) -> None:
    text = f"{field.english.read_text()} It ends."
    version = make.make_version(
        source=field.english.source, number=2, language="en", text=text, sha256="1" * 64, status="draft"
    )
    make.make_article(version, 0, len(text))
    propose_new(row=version, by=None)
    make.make_passage(version, "It ends.")
    compare_version(version=version)  # what is cited from the last one is cited from this one, once it is published
    publish_rows(version)


ACTS: list[Act] = [
    publishes_new_words,
    publishes_a_new_statement,
    publishes_a_new_distinction_and_its_sides,
    cites_another_passage,
    tags_another_statement,
    answers_another_question,
    takes_another_side,
    rests_on_something_else,
    withdraws,
    withdraws_and_puts_back,
    names_a_concept,
    publishes_a_concept,
    rewords_a_question,
    renames_a_dimension,
    renames_a_tag,
    translates_a_passage,
    tells_that_a_passage_is_a_copy,
    retitles_an_article,
    retitles_a_source,
    shows_a_source_in_excerpts,
    cites_words_that_nobody_cited,
    marks_page_furniture,
    publishes_a_source,
    publishes_a_newer_version,
]


@pytest.fixture
def seen(monkeypatch) -> list[set[Key] | None]:
    """The keys whose versions are read, or None where those of all documents are."""
    asked: list[set[Key] | None] = []
    load = maintenance.load_versions
    monkeypatch.setattr(maintenance, "load_versions", lambda keys=None: (asked.append(keys), load(keys))[1])
    return asked


@pytest.mark.every_parameter(every=3)
@pytest.mark.parametrize("act", ACTS)
def test_what_an_act_touches_is_all_that_it_changes(act, searchable, seen, django_capture_on_commit_callbacks):
    Question.objects.create(slug="whose-is-the-market", text_en="Whose is the market?", text_zh="市场归谁？", rank=9)
    rebuild()
    before, number = index_content(), len(seen)
    with django_capture_on_commit_callbacks(execute=True):
        act(searchable)
    followed = index_content()
    assert followed != before
    read = seen[number:]
    assert read
    assert None not in read
    assert find_faults() == []
    rebuild()
    assert followed == index_content()


def edit_and_count(field: Field, words: str, capture) -> tuple[int, int]:
    """How many queries following one edit asks, and how many documents it looks at."""
    keys: list[set[Key]] = []
    load = maintenance.load_versions

    def load_some(some=None):
        keys.append(some)
        return load(some)

    with capture() as callbacks:
        revised(field.one, lambda draft: type(draft).objects.filter(pk=draft.pk).update(text_en=words, text_zh=words))
    with CaptureQueriesContext(connection) as captured, pytest.MonkeyPatch.context() as patch:
        patch.setattr(maintenance, "load_versions", load_some)
        for callback in callbacks:
            callback()
    assert current_state().revision
    assert find_faults() == []
    return len(captured), sum(map(len, keys))


def test_following_an_edit_costs_the_same_with_tenfold_content(searchable, django_capture_on_commit_callbacks):
    few = edit_and_count(searchable, "One. 一。", django_capture_on_commit_callbacks)
    for number in range(30):
        concept = make.make_concept(f"concept-{number}")
        passage = make.make_passage(make.make_source(f"source-{number}", f"Words {number}."), f"Words {number}.")
        one = make.make_published("characteristic", concept, cites=(passage,))
        other = make.make_published("characteristic", searchable.market, cites=(passage,))
        publish(statements=[make.make_distinction(one, other, slug=f"distinction-{number}")])
    rebuild()
    assert edit_and_count(searchable, "Two. 二。", django_capture_on_commit_callbacks) == few


def test_where_the_index_has_not_seen_what_came_before_everything_is_looked_at(
    searchable, seen, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as lost:  # by a process that ended before it could follow
        revised(searchable.definition, worded)
    assert lost
    assert len(find_faults()) == 1
    seen.clear()
    with django_capture_on_commit_callbacks(execute=True):
        publishes_new_words(searchable)
    for callback in lost:  # what it wanted is done
        callback()
    assert seen == [None]
    assert find_faults() == []


def test_who_changes_rows_without_saying_which_has_everything_looked_at(
    searchable, seen, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        Tag.objects.filter(pk=searchable.tag.pk).update(name_en="War", row_version=2)
        bump_content_revision()
    assert seen == [None]
    assert find_faults() == []


def test_what_nobody_said_is_found_when_the_index_is_brought_up_to_date(searchable):
    Tag.objects.filter(pk=searchable.tag.pk).update(name_en="War", row_version=2)
    assert follow() == 0
    assert bring_up_to_date() == 1
    assert find_faults() == []
    assert is_current(current_state())
    assert bring_up_to_date() == 0


def test_a_change_of_very_much_is_looked_at_with_all_else(
    searchable, seen, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(maintenance, "MOST_TOUCHED", 2)
    with django_capture_on_commit_callbacks(execute=True):
        publishes_new_words(searchable)
    assert seen == [None]
    assert find_faults() == []


def test_a_change_says_its_revision_and_what_it_changed(searchable, django_capture_on_commit_callbacks):
    told = []

    def listen(sender, change, **kwargs):
        told.append(change)

    before = current_state().revision
    statements_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            cites_another_passage(searchable)
    finally:
        statements_changed.disconnect(listen)
    (change,) = told
    assert change.revision == before + 1
    assert change.changed.rows == {"statement": {searchable.definition.pk}}
    assert change.changed.unnamed["passage"] == {searchable.place.pk}
    assert IndexState.objects.get().revision == change.revision


def test_rows_that_are_gone_and_kinds_that_nobody_searches_touch_nothing_else(searchable):
    gone = 10**6
    assert find_touched_keys(ChangedRows({"statement": {gone}, "address": {1}, "site": {1}})) == {
        (thing, gone) for thing in Thing if thing.type in {"distinction", "definition", "characteristic"}
    } | {(Thing[name], gone) for name in ("RELATION", "POSITION", "FINDING")}
    assert find_touched_keys(ChangedRows({})) == set()
    assert follow() == 0
