"""The index follows the content: whatever changes, it holds what an index built anew would hold."""

import io
import logging

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from concepts.editorial.content_revision import bump_content_revision, current_revision
from concepts.editorial.drafts import discard_draft, start_draft
from concepts.editorial.merging import merge
from concepts.editorial.publishing import publish, withdraw
from concepts.editorial.renaming import merge_concepts, rename_concept
from concepts.editorial.review import submit
from concepts.editorial.withholding import withhold
from concepts.models import Label, Statement, Tag
from concepts.search.index import kinds, maintenance
from concepts.search.index.backends import index_of
from concepts.search.index.documents import LONGEST_TEXT, Thing
from concepts.search.index.interface import MOST_BATCHES
from concepts.search.index.maintenance import (
    MADE_WITH,
    MOST_TRIES,
    NoIndexError,
    OutpacedError,
    SupersededError,
    bring_up_to_date,
    current_state,
    find_faults,
    follow,
    is_current,
    rebuild,
)
from concepts.search.management.commands import search_index as command
from concepts.search.models import IndexState
from concepts.search.results.page import search
from sources.models import Passage, Skip, Source
from tests import factories as make
from tests.concepts.search.worlds import add_label, index_content, index_tables

pytestmark = pytest.mark.django_db
REASON = {"reason_en": "The same.", "reason_zh": "一样。"}
GONE = {"words_en": "Gone.", "words_zh": "撤下。"}


def ids(query: str) -> list[str]:
    """What a search finds, as `type:id`."""
    return [f"{hit.type}:{hit.id}" for hit in search(query).hits]


def saved(row, **values):
    """Changes a row as curators do."""
    row.refresh_from_db()
    for name, value in values.items():
        setattr(row, name, value)
    make.save_row(row)


def revised(statement, change):
    """Changes a published statement as curators do: in a draft that takes its place."""
    draft = start_draft(statement=statement)
    change(draft)
    publish(statements=[draft])


def worded(draft):
    Statement.objects.filter(pk=draft.pk).update(text_en="It lures people.", text_zh="它引诱人。")


def with_another_voice(field):
    """A passage of a source of its own, in the other language; the factory tells nobody that there is a new source."""
    version = make.make_source("voice", "推动是销售的事。", "zh-hans")
    bump_content_revision()
    return make.make_passage(version, "推动是销售的事。")


def publishes_a_statement(field):
    publish(statements=[make.make_statement("definition", field.sales, cites=(field.pushes,), text_en="It sells.")])


def withdraws_a_statement(field):
    withdraw(statement=field.position, **GONE)


def withdraws_what_alone_was_tagged(field):
    withdraw(statement=field.distinction, **GONE)


def changes_words(field):
    """Of a definition, on which nothing rests."""
    revised(field.definition, worded)


def changes_words_of_a_side(field):
    revised(field.one, worded)


def changes_the_voices_of_a_side(field):
    revised(field.one, lambda draft: make.cite(draft, with_another_voice(field)))


def changes_the_voices_of_what_a_position_rests_on(field):
    revised(field.relation, lambda draft: make.cite(draft, with_another_voice(field)))


def changes_the_concepts_of_what_a_position_rests_on(field):
    revised(field.relation, lambda draft: draft.concept_links.filter(role="object").update(concept=field.promotion))


def merges_statements(field):
    twin = make.make_published(
        "characteristic", field.marketing, dimension=field.one.dimension, cites=(with_another_voice(field),)
    )
    merge(statement=field.one, into=twin, **REASON)


def adds_a_name(field):
    add_label(field.promotion, "users")
    saved(field.promotion)


def adds_a_name_in_chinese(field):
    add_label(field.promotion, "用户", "zh-hans")
    saved(field.promotion)


def adds_a_longer_name(field):
    add_label(field.promotion, "市场是买卖", "zh-hans")
    saved(field.promotion)


def changes_a_name(field):
    label = field.market.labels.get(text="市场")
    label.text = "集市"
    label.save()
    saved(field.market)


def prefers_another_name(field):
    add_label(field.promotion, "市场", "zh-hans", "hidden")
    field.market.labels.filter(text="市场").update(role=Label.Role.ALTERNATIVE)
    saved(field.market)
    saved(field.promotion)


def removes_a_name(field):
    field.marketing.labels.filter(text="市场营销").delete()
    saved(field.marketing)


def renames_a_concept(field):
    rename_concept(concept=field.promotion, slug="sales-promotion")


def merges_concepts(field):
    twin = make.make_concept("purveying", "Purveying", "卖好")
    merge_concepts(concept=twin, into=field.sales, **REASON)


def merges_concepts_with_statements(field):
    twin = make.make_concept("purveying", "Purveying", "买卖")
    make.make_published("definition", twin, cites=(field.place,))
    merge_concepts(concept=twin, into=field.sales, **REASON)


def makes_a_concept_a_core_one(field):
    saved(field.promotion, core=True)


def writes_a_scope_note(field):
    saved(field.promotion, scope_note_en="Not the rise in rank.", scope_note_zh="不是升职。")


def changes_a_translation(field):
    saved(field.pulls, translation="市场营销把人引来。")


def tells_that_a_passage_is_a_copy(field):
    saved(field.pulls, copy_of=field.pushes)


def cuts_a_passage(field):
    make.make_passage(field.english, "Salespeople knock at doors.")
    bump_content_revision()


def marks_page_furniture(field):
    start = field.english.read_text().index("Salespeople")
    place = {"start": start, "end": start + len("Salespeople knock at doors.")}
    Skip.objects.create(version=field.english, article=field.english.articles.get(), reason="furniture", **place)
    bump_content_revision()


def withholds_a_text(field):
    withhold(source=field.english.source, shows="nothing", reason_en="It asks to.", reason_zh="应要求。")


def cites_a_passage_once_more(field):
    make.make_published("definition", field.market, cites=(field.pulls,))


def adds_a_position(field):
    position = make.make_statement("position", text_en="No, two hands.", text_zh="不，两只手。")
    make.rest_on(position, field.definition)
    publish(statements=[position])


def rewords_a_question(field):
    saved(field.question, text_en="Does promotion belong to it?", text_zh="促销属于它吗？")


def renames_a_dimension(field):
    saved(field.one.dimension, name_en="Horizon", name_zh="视野")


def renames_a_tag(field):
    saved(field.tag, name_en="War")


def takes_the_tag_off(field):
    revised(field.distinction, lambda draft: draft.tags.clear())


def tags_a_statement(field):
    tag = Tag.objects.create(name="doors", slug="doors")
    revised(field.one, lambda draft: draft.tags.add(tag))


def shows_a_source_in_excerpts(field):
    saved(field.chinese.source, display=Source.Display.EXCERPTS)


def retitles_a_source(field):
    saved(field.chinese.source, title_en="Field notes")


def retitles_an_article(field):
    saved(field.chinese.articles.get(), title_zh="田野笔记")


def adds_a_version(field):
    text = f"{field.english.read_text()} It ends."
    version = make.make_version(source=field.english.source, number=2, language="en", text=text, sha256="1" * 64)
    make.make_article(version, 0, len(text))
    bump_content_revision()


def publishes_what_was_a_draft(field):
    """A name of a new concept stands in documents of others; a new version takes the place of the one before."""
    concept = make.make_concept("pulling", "Users", "用户", status="draft")
    add_label(concept, "吸引", "zh-hans")
    adds_a_version(field)
    versions = field.english.source.versions.filter(number=2)
    versions.update(status="draft")
    assert find_faults() == []  # there is nothing to be found yet
    versions.update(status="published")
    saved(concept, status="published")


CHANGES = [
    publishes_a_statement,
    publishes_what_was_a_draft,
    withdraws_a_statement,
    withdraws_what_alone_was_tagged,
    changes_words,
    changes_words_of_a_side,
    changes_the_voices_of_a_side,
    changes_the_voices_of_what_a_position_rests_on,
    changes_the_concepts_of_what_a_position_rests_on,
    merges_statements,
    adds_a_name,
    adds_a_name_in_chinese,
    adds_a_longer_name,
    changes_a_name,
    prefers_another_name,
    removes_a_name,
    merges_concepts,
    merges_concepts_with_statements,
    makes_a_concept_a_core_one,
    writes_a_scope_note,
    changes_a_translation,
    tells_that_a_passage_is_a_copy,
    cuts_a_passage,
    marks_page_furniture,
    withholds_a_text,
    cites_a_passage_once_more,
    adds_a_position,
    rewords_a_question,
    renames_a_dimension,
    renames_a_tag,
    takes_the_tag_off,
    tags_a_statement,
    shows_a_source_in_excerpts,
    retitles_a_source,
    retitles_an_article,
    adds_a_version,
]


@pytest.mark.every_parameter(every=3)
@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_the_index_is_what_it_would_be_if_built_anew(
    change, searchable, django_capture_on_commit_callbacks
):
    before = index_content()
    with django_capture_on_commit_callbacks(execute=True):
        change(searchable)
    followed = index_content()
    assert followed != before
    assert find_faults() == []
    assert current_state().generation == 1
    rebuild()
    assert followed == index_content()


def test_no_draft_is_ever_found(searchable, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        draft = start_draft(statement=searchable.one)
        Statement.objects.filter(pk=draft.pk).update(text_en="It enchants.", text_zh="它施魔法。")
        new = make.make_statement("definition", searchable.sales, cites=(searchable.pushes,), text_en="It enchants.")
        submit(row=new)
    assert [ids(query) for query in ("enchants", "施魔法", draft.code, new.code)] == [[]] * 4
    rebuild()
    assert [ids(query) for query in ("enchants", "施魔法", draft.code, new.code)] == [[]] * 4
    with django_capture_on_commit_callbacks(execute=True):
        publish(statements=[draft])
    assert ids("施魔法") == [f"characteristic:{searchable.one.code}"]
    assert ids("“吸引人”") == []


def test_what_drafts_need_writes_nothing_into_the_index(searchable, django_capture_on_commit_callbacks):
    before = index_content()
    batch = current_state().last_batch
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(statement=start_draft(statement=searchable.one))
    assert (index_content(), current_state().last_batch) == (before, batch)


def test_following_counts_what_it_writes_and_does_nothing_twice(searchable, django_capture_on_commit_callbacks):
    saved(searchable.promotion, scope_note_en="Not the rise in rank.")
    token = current_state().token
    assert follow() == 1
    assert current_state().token != token
    state = current_state()
    assert follow() == 0
    assert current_state().token == state.token
    withdraw(statement=searchable.distinction, **GONE)
    assert follow() == 2  # the distinction, and the tag that it alone had


def test_following_what_was_seen_costs_two_queries(searchable, django_assert_num_queries):
    with django_assert_num_queries(2):
        follow()


def test_many_changes_of_one_transaction_are_followed_at_once(searchable, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        for text in ("buyers", "阵地", "users"):
            add_label(searchable.promotion, text, "en" if text.isascii() else "zh-hans")
            saved(searchable.promotion)
    first, *others = callbacks
    assert len(others) == 2
    first()
    assert find_faults() == []
    before = current_state()
    assert before.last_batch == 3  # one batch each of concepts, statements and passages
    for callback in others:
        callback()
    assert (current_state().last_batch, current_state().token) == (before.last_batch, before.token)


def test_what_is_followed_is_written_in_batches_and_each_is_found_at_once(searchable, monkeypatch):
    monkeypatch.setattr(kinds, "BATCH_SIZE", 2)
    for number in range(5):
        make.make_published("definition", searchable.market, cites=(searchable.place,), text_en=f"Bazaar {number}.")
    Passage.objects.filter(pk=searchable.place.pk).update(row_version=2)
    write, found = maintenance._write, []

    def writing(*given):
        found.append(search("bazaar").total)
        return write(*given)

    monkeypatch.setattr(maintenance, "_write", writing)
    assert follow() == 6
    assert found == [0, 2, 4, 5]  # the passage comes last
    assert current_state().last_batch == 4
    assert find_faults() == []


def test_what_two_follow_at_once_is_written_once(searchable, monkeypatch):
    """Who comes second finds another token than the one he began with, and nothing left to do."""
    changes_words(searchable)
    load = maintenance.load_documents

    def load_while_another_follows(keys, names):
        monkeypatch.undo()
        assert follow() == 1
        return load(keys, names)

    monkeypatch.setattr(maintenance, "load_documents", load_while_another_follows)
    assert follow() == 0
    assert current_state().last_batch == 1
    assert find_faults() == []


def test_who_is_outpaced_every_time_says_so_and_has_harmed_nothing(searchable, monkeypatch):
    changes_words(searchable)
    before, tries = index_content(), []
    locked_state = maintenance._locked_state

    def after_another():
        tries.append(current_state().token)
        IndexState.objects.update(token=f"of another {len(tries)}")
        return locked_state()

    with monkeypatch.context() as patch:
        patch.setattr(maintenance, "_locked_state", after_another)
        with pytest.raises(OutpacedError, match=str(MOST_TRIES)):
            follow()
    assert len(tries) == len(set(tries)) == MOST_TRIES
    assert index_content() == before
    assert follow() == 1
    assert find_faults() == []


def test_old_words_are_counted_and_told_when_they_are_most_of_the_index(searchable):
    number = len(index_content())
    saved(searchable.promotion, scope_note_en="One.")
    withdraw(statement=searchable.distinction, **GONE)
    assert follow() == 3
    assert current_state().leftovers == 3  # the concept, the distinction and the tag that it alone had
    IndexState.objects.update(leftovers=number - 2)
    assert find_faults() == []
    IndexState.objects.update(leftovers=number - 1)
    assert find_faults() == ["More than half of the index are words of documents that have changed since it was built."]
    rebuild()
    assert (current_state().leftovers, find_faults()) == (0, [])


def test_a_change_that_is_rolled_back_leaves_the_index_as_it_was(searchable, django_capture_on_commit_callbacks):
    before, token = index_content(), current_state().token
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        saved(searchable.promotion, scope_note_en="Not the rise in rank.")
        transaction.set_rollback(True)
    assert follow() == 0
    assert (index_content(), current_state().token) == (before, token)


def test_a_text_is_searched_up_to_a_bound(searchable, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        saved(searchable.promotion, scope_note_en="x " * (LONGEST_TEXT // 2 - 5) + "reached unreached")
    assert ids("reached") == ["concept:promotion"]
    assert ids('"unreached"') == []


# Built anew


def test_readers_are_answered_while_the_index_is_built(searchable):
    told, answered = [], []

    def progress(done, whole):
        told.append((done, whole))
        answered.append((current_state().generation, ids("吸引人")))

    expected = ids("吸引人")
    assert expected
    number = rebuild(progress)
    assert number == len(index_content()) > 20
    assert (told[0], told[-1]) == ((0, number), (number, number))
    assert answered == [(1, expected)] * len(told)
    assert (current_state().generation, ids("吸引人")) == (2, expected)
    assert index_tables() == {"search_entries_2"}


def test_what_changes_while_the_index_is_built_is_in_it(searchable, django_capture_on_commit_callbacks):
    def progress(done, whole):
        if done == whole:
            with django_capture_on_commit_callbacks(execute=True):
                changes_words(searchable)
                adds_a_name(searchable)
                withdraw(statement=searchable.position, **GONE)

    rebuild(progress)
    assert find_faults() == []
    followed = index_content()
    rebuild()
    assert followed == index_content()


@pytest.mark.parametrize("at", ["beginning", "end"])
def test_of_two_builds_the_later_one_stays(at, searchable):
    def progress(done, whole):
        if done == (0 if at == "beginning" else whole):
            assert rebuild() == whole

    with pytest.raises(SupersededError):
        rebuild(progress)
    assert current_state().generation == 3
    assert find_faults() == []
    assert index_tables() == {"search_entries_3"}
    rebuild()
    assert index_tables() == {"search_entries_4"}


def test_an_older_build_that_ends_first_gives_way_to_the_later_one(searchable):
    def progress(done, whole):
        if done == whole:
            IndexState.objects.update(building=F("building") + 1)

    with pytest.raises(SupersededError):
        rebuild(progress)
    assert current_state().generation == 1
    assert find_faults() == []
    rebuild()
    assert index_tables() == {"search_entries_4"}


def test_a_build_that_broke_off_changes_nothing_and_is_cleared_away(searchable):
    def progress(done, whole):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rebuild(progress)
    assert current_state().generation == 1
    assert find_faults() == []
    assert index_tables() == {"search_entries_1", "search_entries_2"}
    rebuild()
    assert index_tables() == {"search_entries_3"}


@pytest.mark.parametrize(
    "values",
    [{"last_batch": MOST_BATCHES}, {"made_with": "another"}, {"generation": 0}],
    ids=["batches", "made_with", "none"],
)
def test_bringing_up_to_date_builds_anew_where_it_cannot_follow(values, searchable):
    IndexState.objects.update(**values)
    assert bring_up_to_date() == len(index_content())
    state = current_state()
    assert (state.generation, state.last_batch, state.made_with) == (2, 0, MADE_WITH)
    assert find_faults() == []


def test_bringing_up_to_date_follows_where_it_can(searchable):
    changes_words(searchable)
    assert bring_up_to_date() == 1
    assert bring_up_to_date() == 0
    assert current_state().generation == 1


@pytest.mark.parametrize("values", [{"last_batch": MOST_BATCHES}, {"generation": 0}], ids=["batches", "none"])
def test_following_never_builds(values, searchable):
    IndexState.objects.update(**values)
    tables = index_tables()
    changes_words(searchable)
    assert follow() == 0
    assert index_tables() == tables
    assert IndexState.objects.filter(**values).exists()
    assert find_faults() != []


def test_an_index_of_another_release_is_followed_and_not_current(searchable):
    IndexState.objects.update(made_with="another")
    assert not is_current(current_state())
    changes_words(searchable)
    assert follow() == 1
    assert (current_state().generation, current_state().made_with) == (1, "another")
    assert not is_current(current_state())
    assert ids("引诱人") == [f"definition:{searchable.definition.code}"]


def test_pages_of_the_old_index_are_not_those_of_the_new_one(searchable):
    """Finished pages are kept under the revision of the content."""
    before = current_revision()
    rebuild()
    assert current_revision() > before
    assert is_current(current_state())


def test_every_older_index_goes_with_a_build_and_a_newer_one_stays(searchable):
    for generation in (7, 90):
        index_of(generation).create()
    IndexState.objects.update(building=20)
    rebuild()
    assert index_tables() == {"search_entries_21", "search_entries_90"}
    index_of(90).drop()


def test_the_last_batch_is_used(searchable):
    IndexState.objects.update(last_batch=MOST_BATCHES - 1)
    changes_words(searchable)
    follow()
    assert (current_state().generation, current_state().last_batch) == (1, MOST_BATCHES)
    assert ids("引诱人") == [f"definition:{searchable.definition.code}"]


def test_without_an_index_there_is_no_answer_and_no_change_builds_one(db, django_capture_on_commit_callbacks):
    assert find_faults() == ["There is no index."]
    with pytest.raises(NoIndexError):
        search("sales")
    with django_capture_on_commit_callbacks(execute=True):
        bump_content_revision()
    assert find_faults() == ["There is no index."]
    assert index_tables() == set()
    assert bring_up_to_date() == 0
    assert find_faults() == []
    assert ids("sales") == []


# What goes wrong


@pytest.mark.parametrize("error", [DatabaseError("full"), RuntimeError("another build"), ValueError("whatever")])
def test_a_change_stands_where_the_index_cannot_follow(
    error, searchable, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def fail():
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(maintenance, "follow", fail)
        with caplog.at_level(logging.ERROR, maintenance.__name__), django_capture_on_commit_callbacks(execute=True):
            changes_words(searchable)
    assert "search_index" in caplog.text
    assert find_faults() == [f"definition {searchable.definition.pk} is out of date."]
    with django_capture_on_commit_callbacks(execute=True):
        bump_content_revision()
    assert find_faults() == []


def test_a_batch_that_fails_half_way_writes_nothing(searchable, monkeypatch):
    changes_words(searchable)
    before, batch = index_content(), current_state().last_batch

    def fail(self, documents, batch):
        raise DatabaseError("full")

    with monkeypatch.context() as patch:
        patch.setattr(type(index_of(1)), "add", fail)
        with pytest.raises(DatabaseError):
            follow()
    assert (index_content(), current_state().last_batch) == (before, batch)
    assert follow() == 1


def test_a_check_finds_what_is_missing_stale_superfluous_renamed_and_lost(searchable):
    index = index_of(current_state().generation)
    by_key = index.versions()
    passage, relation = searchable.place, searchable.relation
    Statement.objects.filter(pk=searchable.one.pk).update(row_version=99)
    Statement.objects.filter(pk=searchable.position.pk).update(status="withdrawn")
    Label.objects.filter(text="selling").delete()
    lost = by_key[Thing.RELATION, relation.pk][0]
    index.remove([by_key[Thing.PASSAGE, passage.pk][0]])
    if connection.vendor == "sqlite":
        # Its words can be found by the id of before alone.
        index._execute("UPDATE {entries} SET id = id + 1000000 WHERE id = %s", [lost])
        lost_id = relation.pk + 1_000_000
    else:
        index._execute("UPDATE {entries} SET words = ''::tsvector WHERE id = %s", [lost])
        lost_id = relation.pk
    faults = find_faults()
    assert "Names of concepts have changed since documents were marked with them." in faults
    assert f"passage {passage.pk} is missing." in faults
    assert f"characteristic {searchable.one.pk} is out of date." in faults
    assert f"position {searchable.position.pk} should be gone." in faults
    assert f"relation {lost_id} has no words in the index." in faults
    rebuild()
    assert find_faults() == []


def test_a_check_tells_that_the_tables_are_gone(searchable):
    index_of(current_state().generation).drop()
    (fault,) = find_faults()
    assert fault.startswith("The tables of the index cannot be read: ")
    rebuild()
    assert find_faults() == []


def test_a_check_tells_an_index_of_another_release(searchable):
    IndexState.objects.update(made_with="another")
    assert find_faults() == ["The index was made by another release."]


# The command


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(*options, out=None):
    out = out or io.StringIO()
    call_command("search_index", *options, stdout=out, no_color=True)
    return out.getvalue()


def test_the_command_draws_a_bar_on_a_terminal(searchable):
    drawn = told(out=Terminal())
    number = len(index_content())
    *states, said = drawn.rstrip("\n").replace("\r", "\n").split("\n")[1:]
    assert states[0] == f"{'░' * 40} 0 of {number}"
    assert states[-1] == f"{'█' * 40} {number} of {number}"
    assert said == f"{number} documents in the index."


def test_the_command_writes_lines_into_a_pipe(searchable):
    lines = told().splitlines()
    number = len(index_content())
    assert lines[0] == f"0 of {number} documents"
    assert lines[-2:] == [f"{number} of {number} documents", f"{number} documents in the index."]
    assert len(lines) <= 13
    assert "\r" not in "".join(lines)


def test_the_command_says_nothing_when_told_so(searchable):
    assert told("--quiet") == told("--quiet", "--follow") == told("--quiet", "--check") == ""
    assert current_state().generation == 2


def test_the_command_follows(searchable):
    changes_words(searchable)
    assert told("--follow") == "1 documents brought up to date.\n"
    assert told("--follow") == "0 documents brought up to date.\n"
    assert current_state().generation == 1
    IndexState.objects.update(made_with="another")
    assert told("--follow") == f"{len(index_content())} documents brought up to date.\n"
    assert current_state().generation == 2


@pytest.mark.parametrize("error", [OutpacedError("Others were faster."), SupersededError("Another build began.")])
def test_the_command_says_that_others_were_faster(error, searchable, monkeypatch):
    def fail():
        raise error

    monkeypatch.setattr(command, "bring_up_to_date", fail)
    with pytest.raises(CommandError, match=str(error)):
        told("--follow")


def test_the_command_checks(searchable):
    assert told("--check") == "The index is whole and up to date.\n"
    changes_words(searchable)
    for options in (["--check"], ["--check", "--quiet"]):
        with pytest.raises(CommandError, match=f"definition {searchable.definition.pk} is out of date") as error:
            told(*options)
        assert error.value.returncode == 1
    assert "search_index" in str(error.value)
    Statement.objects.update(row_version=99)
    for number in range(30):
        make.make_concept(f"further-{number}")
    with pytest.raises(CommandError, match=r"… and \d+ more\."):
        told("--check")


def test_the_command_builds_on_an_empty_site(db):
    assert told().splitlines()[-1] == "0 documents in the index."
    assert ids("sales") == []
