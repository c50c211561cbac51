"""What can be found: a document for each thing readers can open, with its texts, its priority and its facet terms."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.models import Statement, Tag
from concepts.search.index import kinds
from concepts.search.index.documents import (
    LONGEST_TEXT,
    TEXT_BORDER,
    Document,
    Thing,
    facet_term,
    kind_term,
    language_term,
)
from concepts.search.index.kinds import load_documents, load_versions
from concepts.search.index.names import Names, concepts_by_name, load_labels
from sources.models import Passage, Source
from tests import factories as make
from tests.concepts.search.worlds import add_label, make_field


@pytest.fixture
def field(db):
    return make_field()


def loaded():
    """All documents by their keys."""
    batches = load_documents(load_versions(), Names(concepts_by_name(load_labels())))
    return {(one.thing, one.id): one for batch in batches for one in batch}


def test_a_document_has_the_words_of_its_texts_with_borders_between():
    one = Document(Thing.TAG, 1, 0, ["Sales 市场", "", "市"])
    assert one.words == ["sale", "市场", "场", TEXT_BORDER, "市"]
    assert Document(Thing.TAG, 1, 0, ["", ""]).words == []


def test_a_text_is_cut_at_its_bound_before_it_is_folded():
    one = Document(Thing.TAG, 1, 0, ["x" + " " * (LONGEST_TEXT - 2) + "yz"])
    assert one.words == ["x", "y"]


def test_marks_tell_what_a_document_can_be_narrowed_by():
    one = Document(Thing.PASSAGE, 1, 0, [], concepts=[12, 3], dimensions=[4], sources={9, 5}, languages={"zh-hans"})
    assert one.facet_terms == ["=c12", "=c3", "=d4", "=s5", "=s9", language_term("zh-hans")]
    assert facet_term("concept", 12) == "=c12"
    assert len({*one.facet_terms, language_term("en"), *map(kind_term, Thing)}) == len(one.facet_terms) + 1 + len(Thing)


def test_everything_readers_can_open_is_a_document_and_nothing_else(field):
    add_label(field.sales, "hawking", role="hidden")
    Tag.objects.create(name="unused", slug="unused")
    make.make_statement("definition", field.sales, cites=(field.pushes,))
    start_draft(statement=field.one)
    documents = loaded()
    assert documents.keys() == load_versions().keys()
    assert sorted(thing.type for thing, _ in documents) == sorted(
        ["concept"] * 4 + ["characteristic"] * 2 + ["passage"] * 5 + ["uncited_text"] * 3 + ["source", "article"] * 2
        + ["definition", "distinction", "relation", "position", "finding", "question", "dimension", "tag"]
    )  # fmt: skip
    assert all(one.version == load_versions()[key] for key, one in documents.items())
    concept = documents[Thing.CONCEPT, field.sales.pk]
    assert set(concept.texts[:2]) == {"Sales", "销售"}
    assert {"selling", "hawking"} < set(concept.texts)


def test_documents_say_what_they_are_about_and_who_speaks_for_them(field):
    documents = loaded()
    english, chinese = field.english.source_id, field.chinese.source_id
    marketing, sales, market = field.marketing.pk, field.sales.pk, field.market.pk
    dimension = field.one.dimension_id
    for thing, row, concepts, dimensions, sources, languages in (
        (Thing.CONCEPT, field.sales, [sales], [], [], []),
        (Thing.CHARACTERISTIC, field.one, [marketing], [dimension], [english], ["en"]),
        (Thing.DISTINCTION, field.distinction, [marketing, sales], [dimension], [english, chinese], ["en", "zh-hans"]),
        (Thing.RELATION, field.relation, [marketing, sales], [], [english], ["en"]),
        (Thing.POSITION, field.position, [marketing, sales], [], [english], ["en"]),
        (Thing.QUESTION, field.question, [sales, marketing], [], [], []),
        (Thing.DIMENSION, field.one.dimension, [], [dimension], [], []),
        (Thing.TAG, field.tag, [], [], [], []),
        (Thing.SOURCE, field.chinese.source, [], [], [chinese], ["zh-hans"]),
        (Thing.ARTICLE, field.chinese.articles.get(), [], [], [chinese], ["zh-hans"]),
        (Thing.PASSAGE, field.place, [market], [], [chinese], ["zh-hans"]),
        (Thing.PASSAGE, field.pulls, [marketing], [], [english], ["en"]),
    ):
        one = documents[thing, row.pk]
        assert list(one.concepts) == concepts, thing
        assert list(one.dimensions) == dimensions, thing
        assert sorted(one.sources) == sorted(sources), thing
        assert sorted(one.languages) == languages, thing


def test_a_question_says_what_its_positions_say_and_speaks_of_what_they_rest_on(field):
    position = make.make_statement("position", text_en="No, two hands.", text_zh="不，两只手。")
    make.rest_on(position, field.definition)
    assert "No, two hands." not in loaded()[Thing.QUESTION, field.question.pk].texts
    publish(statements=[position])
    one = loaded()[Thing.QUESTION, field.question.pk]
    assert {"No, two hands.", "是，它的一部分。"} < set(one.texts)
    assert set(one.concepts) == {field.sales.pk, field.marketing.pk, field.market.pk}


def test_both_languages_of_a_passage_are_searched_and_tell_what_it_speaks_of(field):
    one = loaded()[Thing.PASSAGE, field.pulls.pk]
    assert one.texts == ["Marketing pulls users to products.", "营销吸引用户。"]
    inside = Passage.objects.get(quote="市场营销是让产品好卖。")
    assert list(loaded()[Thing.PASSAGE, inside.pk].concepts) == [field.marketing.pk]  # not the market


def test_what_more_voices_say_comes_first_and_copies_come_last(field):
    twice = make.make_statement("definition", field.market, cites=(field.place, field.pulls))
    publish(statements=[twice])
    copy = Passage.objects.get(quote="市场营销是让产品好卖。")
    Passage.objects.filter(pk=copy.pk).update(copy_of=field.place)
    documents = loaded()

    def priority(thing, row):
        return documents[thing, row.pk].priority

    cited, uncited = (
        priority(Thing.PASSAGE, field.place),
        priority(Thing.PASSAGE, Passage.objects.get(quote__startswith="A p")),
    )
    assert priority(Thing.CONCEPT, field.sales) < priority(Thing.CONCEPT, field.promotion)  # a core one
    assert priority(Thing.CONCEPT, field.promotion) < priority(Thing.DEFINITION, twice)
    assert priority(Thing.DEFINITION, twice) < priority(Thing.DEFINITION, field.definition)
    assert priority(Thing.DEFINITION, field.definition) < priority(Thing.CHARACTERISTIC, field.one) < cited
    assert cited < uncited < priority(Thing.PASSAGE, copy)
    assert all(0 <= one.priority < 1_024 for one in documents.values())


def test_of_a_source_in_excerpts_only_cited_passages_are_there(field):
    def passages():
        return set(Passage.objects.filter(pk__in=[id for thing, id in loaded() if thing is Thing.PASSAGE]))

    of_it = set(Passage.objects.filter(version=field.chinese))
    assert of_it < passages()
    make.make_statement(
        "definition", field.sales, cites=(Passage.objects.get(quote__startswith="市场营销"),)
    )  # a draft
    Source.objects.filter(pk=field.chinese.source_id).update(display=Source.Display.EXCERPTS)
    assert passages() & of_it == {field.pushes, field.place}
    assert (Thing.SOURCE, field.chinese.source_id) in loaded()


def test_of_articles_those_of_the_newest_version_are_there(field):
    old = field.english.articles.get()
    version = make.make_version(
        source=field.english.source, number=2, language="en", text=field.english.read_text(), sha256="1" * 64
    )
    new = make.make_article(version, 0, 20)
    assert {id for thing, id in loaded() if thing is Thing.ARTICLE} == {new.pk, field.chinese.articles.get().pk}
    assert old.pk != new.pk


def test_documents_are_loaded_in_batches_and_what_is_gone_is_left_out(field, monkeypatch):
    keys = load_versions()
    monkeypatch.setattr(kinds, "BATCH_SIZE", 2)
    gone = {(Thing.PASSAGE, 10**6): 1, (Thing.POSITION, 10**6): 1}
    batches = list(load_documents(keys | gone, Names({})))
    assert max(map(len, batches)) == 2
    assert [one.key for batch in batches for one in batch] == list(
        dict.fromkeys(one.key for batch in batches for one in batch)
    )
    assert {one.key for batch in batches for one in batch} == keys.keys()
    assert list(load_documents({}, Names({}))) == []


def test_documents_are_of_the_versions_they_were_asked_for_though_the_content_has_moved_on(field):
    asked = {key: 1_000 + place for place, key in enumerate(load_versions())}
    Statement.objects.filter(pk=field.one.pk).update(row_version=99, text_en="It lures.")
    read = {one.key: one for batch in load_documents(asked, Names({})) for one in batch}
    assert {key: one.version for key, one in read.items()} == asked
    assert "It lures." in read[Thing.CHARACTERISTIC, field.one.pk].texts


def test_what_is_of_another_kind_by_now_is_left_out(field):
    """Its key is gone; the new one comes with its own version."""
    key = (Thing.DEFINITION, field.one.pk)
    assert list(load_documents({key: 1}, Names({}))) == []


def test_versions_change_with_what_the_documents_say(field):
    """Of what needs no lock of its own: positions are part of a question, the newest version is part of a source."""
    before = load_versions()
    Statement.objects.filter(pk=field.position.pk).update(row_version=99)
    make.make_article(
        make.make_version(source=field.english.source, number=2, language="en", text="x" * 9, sha256="1" * 64),
        0,
        9,
    )
    after = load_versions()
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert changed == {
        (Thing.POSITION, field.position.pk),
        (Thing.QUESTION, field.question.pk),
        (Thing.SOURCE, field.english.source_id),
    }


def test_number_of_queries_does_not_grow_with_the_content(field, django_assert_num_queries):
    with CaptureQueriesContext(connection) as queries:
        few = len(loaded())
    for number in range(10):
        make.make_published("definition", field.market, cites=(field.place,))
        make.make_concept(f"further-{number}")
    with django_assert_num_queries(len(queries)):
        assert len(loaded()) == few + 20
