import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from concepts.editorial.content_revision import current_revision, statements_changed
from concepts.editorial.publishing import NotWithdrawableError, publish, withdraw
from concepts.editorial.requirements import NotPublishableError, for_publication, missing_for_publication
from concepts.editorial.review import WrongStatusError, return_to_draft, submit
from concepts.models import Address, Statement
from concepts.models.statement import EverPublishedError
from tests.factories import (
    CHINESE,
    cite,
    make_claim_part,
    make_concept,
    make_dimension,
    make_distinction,
    make_finding,
    make_part,
    make_passage,
    make_published,
    make_source,
    make_statement,
    rest_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def marketing():
    return make_concept("marketing", "Marketing", "营销")


@pytest.fixture
def sales():
    return make_concept("sales", "Sales", "销售")


@pytest.fixture
def english():
    return make_passage(make_source("english"), "Marketing pulls users to products.")


@pytest.fixture
def chinese():
    return make_passage(make_source("chinese", CHINESE, "zh-hans"), "销售是把产品卖好。")


def fields_missing(statement, *alongside):
    row = for_publication().get(pk=statement.pk)
    return [missing.field for missing in missing_for_publication(row, {one.pk for one in alongside})]


def test_a_whole_statement_lacks_nothing(marketing, english):
    assert fields_missing(make_statement("definition", marketing, cites=(english,))) == []


@pytest.mark.parametrize(
    ("column", "english_word", "chinese_word"), [("text_en", "English", "英文"), ("text_zh", "Chinese", "中文")]
)
def test_a_missing_text_is_named_in_the_readers_language(marketing, english, column, english_word, chinese_word):
    statement = for_publication().get(pk=make_statement("definition", marketing, cites=(english,), **{column: " "}).pk)
    assert [one.field for one in missing_for_publication(statement)] == [column]
    assert english_word in str(missing_for_publication(statement)[0])
    with translation.override("zh-hans"):
        assert chinese_word in str(missing_for_publication(statement)[0])


def test_a_statement_needs_a_passage_that_supports_it(marketing, english, chinese):
    statement = make_statement("definition", marketing)
    cite(statement, english, "reports")
    cite(statement, chinese, "contradicts")
    assert fields_missing(statement) == ["citations"]


def test_a_definition_has_one_concept(marketing, sales, english):
    assert fields_missing(make_statement("definition", cites=(english,))) == ["concepts"]
    assert fields_missing(make_statement("definition", marketing, sales, cites=(english,))) == ["concepts"]


def test_a_characteristic_may_have_two_subjects_and_no_object(marketing, sales, english):
    assert fields_missing(make_statement("characteristic", marketing, sales, cites=(english,))) == []
    assert fields_missing(make_statement("characteristic", marketing, objects=(sales,), cites=(english,))) == [
        "concepts"
    ]


def test_a_relation_has_both_ends(marketing, sales, english):
    assert fields_missing(make_statement("relation", marketing, objects=(sales,), cites=(english,))) == []
    assert fields_missing(make_statement("relation", marketing, cites=(english,))) == ["concepts"]


def test_a_published_statement_names_no_row_that_is_a_draft(marketing, sales, english):
    """All of them are named in the curator's language, each once, with what they wait for."""
    passage = make_passage(english.version, "Sales push products to users.")
    one = make_statement("characteristic", marketing, sales, cites=(english, passage))
    relation = make_statement("relation", marketing, objects=(sales,), cites=(english,))
    position = make_statement("position", cites=(english,))
    side = make_published("characteristic", sales, cites=(english,))
    distinction = make_distinction(side, make_published("characteristic", marketing, cites=(english,)))
    version = english.version
    for row in (marketing, one.dimension, relation.relation_type, position.question, version.source, version,
                english.article):  # fmt: skip
        type(row).objects.filter(pk=row.pk).update(status="draft")
    cited = ["citations"] * 3
    assert fields_missing(one) == ["dimension", "concepts", *cited]
    assert fields_missing(relation) == ["relation_type", "concepts", *cited]
    assert fields_missing(position) == ["question", *cited]
    assert fields_missing(distinction) == ["dimension", "sides"]
    with pytest.raises(NotPublishableError):
        publish(statements=[one])
    row = for_publication().get(pk=one.pk)
    waited_for = [missing.waits_for for missing in missing_for_publication(row)]
    assert waited_for[1:3] == [f"concept {marketing.pk}", f"source {version.source_id}"]
    assert missing_for_publication(row, rows_alongside=waited_for) == []
    assert str(missing_for_publication(row)[1]) == (
        "“Marketing · 营销” is not published; it has to be published first, or together with this."
    )
    with translation.override("zh-hans"):
        assert str(missing_for_publication(row)[1]) == "“营销 · Marketing”尚未发布，须先发布，或与这一条一并发布。"


def test_a_distinction_leans_on_published_characteristics_of_its_dimension(marketing, sales, english, chinese):
    one = make_statement("characteristic", marketing, cites=(english,))
    other = make_statement("characteristic", sales, cites=(chinese,))
    distinction = make_distinction(one, other)
    assert fields_missing(distinction) == ["sides", "sides"]
    assert fields_missing(distinction, one, other) == []
    publish(statements=[one, other, distinction])
    assert Statement.objects.published().count() == 3


def test_a_distinction_refuses_sides_that_do_not_fit(marketing, sales, english, chinese):
    one = make_published("characteristic", marketing, cites=(english,))
    elsewhere = make_published(
        "characteristic", sales, cites=(chinese,), dimension=make_dimension("goal", "Goal", "目标")
    )
    definition = make_published("definition", sales, cites=(chinese,))
    assert fields_missing(make_distinction(one)) == ["sides"]
    assert fields_missing(make_distinction(one, elsewhere)) == ["sides"]
    assert fields_missing(make_distinction(one, definition)) == ["sides"]
    stranger = make_distinction(one, make_published("characteristic", sales, cites=(chinese,)))
    stranger.sides.filter(concept=sales).update(concept=make_concept("market", "Market", "市场"))
    assert fields_missing(stranger) == ["sides"]
    with_concepts = make_statement("distinction", marketing)
    assert set(fields_missing(with_concepts)) == {"concepts", "sides"}


def test_a_position_rests_on_published_statements_or_its_own_passages(marketing, english):
    position = make_statement("position")
    assert fields_missing(position) == ["citations"]
    basis = make_statement("definition", marketing, cites=(english,))
    rest_on(position, basis)
    assert fields_missing(position) == ["bases"]
    publish(statements=[basis])
    assert fields_missing(position) == []
    assert fields_missing(make_statement("position", cites=(english,))) == []
    assert fields_missing(make_statement("position", marketing, cites=(english,))) == ["concepts"]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "The finding rests on nothing about “Sales”; add a statement that speaks of it."),
        ("zh-hans", "该综述没有关于“销售”的依据；请添加一条谈到它的陈述。"),
    ],
)
def test_a_finding_rests_on_something_about_each_of_its_concepts(marketing, sales, english, language, says):
    said = make_published("characteristic", marketing, cites=(english,))
    finding = make_finding(marketing, sales)
    assert fields_missing(finding) == ["bases", "bases"]
    rest_on(finding, said, part=make_claim_part(finding, marketing).number)
    with translation.override(language):
        assert [str(fault) for fault in missing_for_publication(for_publication().get(pk=finding.pk))] == [says]
    rest_on(finding, make_published("characteristic", marketing, sales, cites=(english,)))
    assert fields_missing(finding) == []  # the whole is carried
    with_citation = make_finding(marketing, sales, rests_on=(said,), cites=(english,))
    assert fields_missing(with_citation) == ["citations"]
    assert fields_missing(make_finding(marketing, rests_on=(said,))) == ["concepts"]
    assert fields_missing(make_finding(marketing, sales, rests_on=(said,), text_zh="")) == ["text_zh"]
    with_object = make_finding(marketing, sales, objects=(make_concept("market", "Market", "市场"),), rests_on=(said,))
    assert fields_missing(with_object) == ["concepts"]


def test_what_cannot_be_in_a_basis_is_not_published(marketing, sales, english):
    said = make_published("characteristic", marketing, sales, cites=(english,))
    draft = make_statement("characteristic", marketing, cites=(english,))
    assert fields_missing(make_finding(marketing, sales, rests_on=(draft,))) == ["bases"]
    position = make_statement("position")
    rest_on(position, said, make_statement("position"))
    assert fields_missing(position) == ["bases"]  # on a position
    twice = make_statement("position")
    rest_on(twice, said)
    rest_on(twice, said, part=make_claim_part(twice).number)
    assert fields_missing(twice) == ["bases"]  # the whole and a part
    unknown = make_statement("position")
    rest_on(unknown, said, part=7)
    assert fields_missing(unknown) == ["bases"]  # a part that there is not
    uncarried = make_statement("position")
    rest_on(uncarried, said)
    make_claim_part(uncarried)
    assert fields_missing(uncarried) == ["claim_parts"]
    of_concept = make_statement("position")
    rest_on(of_concept, said, part=make_claim_part(of_concept, marketing).number)
    assert fields_missing(of_concept) == ["claim_parts"]
    named = make_finding(marketing, sales, rests_on=(said,))
    other = make_published("characteristic", marketing, cites=(english,))
    rest_on(named, other, part=make_claim_part(named).number)
    assert fields_missing(named) == ["claim_parts"]
    strange = make_finding(marketing, sales, rests_on=(said,))
    rest_on(strange, other, part=make_claim_part(strange, make_concept("market", "Market", "市场")).number)
    assert fields_missing(strange) == ["claim_parts"]


def test_what_a_finding_rests_on_is_not_withdrawn(marketing, sales, english):
    said = make_published("characteristic", marketing, sales, cites=(english,))
    finding = make_finding(marketing, sales, rests_on=(said,))
    publish(statements=[finding])
    with pytest.raises(NotWithdrawableError, match=finding.code):
        withdraw(statement=said, words_en="Gone.", words_zh="已撤回。")


def test_a_part_has_the_concepts_and_dimension_of_its_list(marketing, sales, english, chinese):
    head = make_published("characteristic", marketing, cites=(english,))
    assert fields_missing(make_part(head, cites=(chinese,))) == []
    stray = make_statement("characteristic", sales, part_of=head, rank=7, cites=(chinese,))
    assert fields_missing(stray) == ["part_of"]
    nested = make_part(make_part(head, cites=(chinese,)), cites=(chinese,))
    assert set(fields_missing(nested)) == {"part_of"}


def test_publishing_is_all_or_none_and_names_every_fault(marketing, english):
    good = make_statement("definition", marketing, cites=(english,))
    bad = make_statement("definition", text_zh="")
    before = current_revision()
    with pytest.raises(NotPublishableError) as caught:
        publish(statements=[good, bad])
    assert set(caught.value.missing) == {bad.code}
    assert len(caught.value.missing[bad.code]) == 3
    assert not Statement.objects.published().exists()
    assert current_revision() == before


def test_publishing_twice_keeps_the_moment_and_the_lock(marketing, english):
    statement = make_published("definition", marketing, cites=(english,))
    publish(statements=[statement])
    again = Statement.objects.get()
    assert (again.published_at, again.row_version) == (statement.published_at, statement.row_version)


def test_publishing_takes_as_many_queries_for_many_as_for_few(marketing, english):
    def queries(number):
        drafts = [make_statement("definition", marketing, cites=(english,)) for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            publish(statements=drafts)
        return len(captured)

    queries(1)  # the first makes the row of the content revision
    assert queries(1) == queries(10)


def test_a_change_raises_the_revision_and_is_told_after_commit(marketing, english, django_capture_on_commit_callbacks):
    heard = []
    statements_changed.connect(lambda **kwargs: heard.append(1), weak=False, dispatch_uid="test")
    try:
        before = current_revision()
        with django_capture_on_commit_callbacks(execute=True):
            make_published("definition", marketing, cites=(english,))
            assert heard == []
        assert current_revision() == before + 1
        assert heard == [1]
    finally:
        statements_changed.disconnect(dispatch_uid="test")


def test_withdrawing_leaves_words_and_takes_the_parts_along(marketing, english, chinese):
    head = make_published("characteristic", marketing, cites=(english,))
    part = make_part(head, cites=(chinese,))
    publish(statements=[part])
    withdraw(statement=head, words_en="The source was misread.", words_zh="误读了原文。")
    assert set(Statement.objects.values_list("status", flat=True)) == {"withdrawn"}
    assert Address.objects.get(key=part.code).words_zh == "误读了原文。"


def test_what_others_lean_on_is_not_withdrawn(marketing, sales, english, chinese):
    one = make_published("characteristic", marketing, cites=(english,))
    other = make_published("characteristic", sales, cites=(chinese,))
    distinction = make_distinction(one, other)
    position = make_statement("position")
    rest_on(position, one)
    publish(statements=[distinction, position])
    with pytest.raises(NotWithdrawableError) as caught:
        withdraw(statement=one, words_en="Gone.", words_zh="已撤回。")
    assert distinction.code in str(caught.value)
    assert position.code in str(caught.value)
    assert Statement.objects.published().count() == 4


@pytest.mark.parametrize(("words_en", "words_zh"), [("", "已撤回。"), ("Gone.", " ")])
def test_withdrawing_needs_words_in_both_languages(marketing, english, words_en, words_zh):
    statement = make_published("definition", marketing, cites=(english,))
    with pytest.raises(ValueError, match="languages"):
        withdraw(statement=statement, words_en=words_en, words_zh=words_zh)


def test_only_the_right_status_takes_a_step(marketing, english):
    statement = make_statement("definition", marketing, cites=(english,))
    with pytest.raises(WrongStatusError):
        withdraw(statement=statement, words_en="Gone.", words_zh="已撤回。")
    with pytest.raises(WrongStatusError):
        return_to_draft(row=statement, comment="Cite one more.")
    submit(row=statement)
    with pytest.raises(WrongStatusError):
        submit(row=statement)
    return_to_draft(row=statement, comment="Cite one more.")
    assert Statement.objects.get().status == "draft"


def test_what_was_published_is_never_deleted(marketing, english):
    statement = make_published("definition", marketing, cites=(english,))
    for delete in (statement.delete, Statement.objects.all().delete):
        with pytest.raises(EverPublishedError, match=statement.code):
            delete()
    draft = make_statement("definition")
    draft.delete()
    assert Statement.objects.get() == statement
