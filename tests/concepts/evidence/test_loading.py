"""Rows that become plain values say the same as the models they are read past."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from concepts.evidence import process_cache
from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.links import BasisLink, ClaimPartLink, load_links
from concepts.evidence.loading import (
    add_quotations,
    keep_articles,
    load_statements,
    put_parts_into_heads,
)
from concepts.evidence.process_cache import showing, shown_revision
from concepts.evidence.quotations import load_quotations
from concepts.evidence.statement_rows import UNJOINED_COLUMNS, load_rows, read_unjoined_rows, row_of
from concepts.evidence.wording import Wording
from concepts.models import Citation, Concept, Label, Question, Statement, StatementConcept
from sources.languages import Language, Text, in_language
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_statements_are_shown_with_the_words_and_addresses_of_their_models(language):
    world = make_world()
    make.make_finding(*world.concepts[:2], rests_on=(world.first("common"),))
    models = {row.id: row for row in Statement.objects.all()}
    with translation.override(language):
        rows = load_rows(Statement.objects.order_by("code"))
        statements = load_statements(rows, load_concept_names())
        assert [*statements] == [row.id for row in rows]
        assert {row.kind for row in rows} == set(Statement.Kind.values)
        for row in rows:
            shown, model = statements[row.id], models[row.id]
            assert (shown.text, shown.title) == (model.text, model.title)
            assert shown.address == model.get_absolute_url()
            assert shown.short_address == f"/s/{model.code}/"
            assert shown.other_text.words == (model.text_zh if language == "en" else model.text_en)
            assert shown.relation_type.words == (str(model.relation_type) if model.relation_type else "")
            assert (row.dimension, row.question) == (model.dimension, model.question)
            assert row.dimension is None or row.dimension.core is model.dimension.core


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_quotations_have_the_words_and_addresses_of_their_passages(language):
    world = make_world()
    original = make.make_passage(world.english, "Sales push products to users.")
    copy = make.make_passage(make.make_source("a-copy"), "Sales push products to users.", copy_of=original)
    statement = world.first("relation")
    make.cite(statement, copy)
    make.cite(statement, original, "reports")
    make.cite(statement, make.make_passage(world.chinese, "营销是让产品好卖。"), "contradicts")
    with translation.override(language):
        quotations = load_quotations([statement.id])[statement.id]
        assert [(one.stance, one.copied, one.speaks) for one in quotations] == [
            ("supports", False, True),
            ("supports", True, False),
            ("reports", False, False),
            ("contradicts", False, False),
        ]
        models = {one.passage_id: one for one in Citation.objects.filter(statement=statement)}
        assert len(models) == 4
        for one in quotations:
            citation = models[one.passage.id]
            passage, article = citation.passage, citation.passage.article
            assert (one.original, one.translation) == (passage.original, passage.translated)
            assert one.translation_is_ours == (passage.translation_by == "ours")
            assert one.attributed_to == citation.attributed_to
            assert one.passage_address == passage.get_absolute_url()
            assert one.mark_address == f"{article.get_absolute_url()}#p-{passage.start}-{passage.end}"
            assert (one.source, one.article, one.article_number) == (
                passage.version.source.title,
                article.title,
                article.number,
            )
            assert (one.cited.address, one.cited.lang) == (article.get_absolute_url(), passage.version.lang)


def test_a_passage_cited_twice_is_one_object():
    world = make_world()
    rows = load_rows(Statement.objects.filter(kind="definition").order_by("rank", "code"))
    statements = load_statements(rows, load_concept_names()).values()
    assert len({id(one.quotations[0].passage) for one in put_parts_into_heads(statements)}) == 1
    assert len(statements) == len(world.concepts)


def test_ties_come_in_their_own_order():
    world = make_world()
    alpha, beta, gamma, _ = world.concepts
    relation, distinction, position = (world.first(kind) for kind in ("relation", "distinction", "position"))
    StatementConcept.objects.create(statement=relation, concept=gamma, role="object", rank=0)
    StatementConcept.objects.filter(statement=relation, concept=beta).update(rank=1)
    make.rest_on(position, world.first("common"))
    links = load_links([relation.id, distinction.id, position.id])
    assert (links[relation.id].subjects, links[relation.id].objects) == ((alpha.id,), (gamma.id, beta.id))
    assert links[relation.id].concepts == (alpha.id, gamma.id, beta.id)
    sides = world.statements["characteristic"][:2]
    assert links[distinction.id].sides == ((alpha.id, sides[0].id), (beta.id, sides[1].id))
    assert links[distinction.id].concepts == (alpha.id, beta.id)
    assert links[position.id].bases == (relation.id, world.first("common").id)
    assert load_links([]) == {}


def test_the_links_of_a_claim_tell_what_each_basis_carries():
    world = make_world()
    alpha, beta = world.concepts[:2]
    common, side = world.first("common"), world.first("characteristic")
    finding = make.make_finding_of_parts((alpha, common), (beta, common))
    make.rest_on(finding, side, part=1, nearness="nearby")
    position = world.first("position")
    make.make_claim_part(position, name_en="pull", name_zh="拉")
    links = load_links([finding.id, position.id])
    assert links[finding.id].concepts == (alpha.id, beta.id)
    assert links[finding.id].bases == (common.id, side.id)
    assert links[finding.id].basis == (
        BasisLink(common.id, 1), BasisLink(common.id, 2), BasisLink(side.id, 1, nearby=True)
    )  # fmt: skip
    assert links[finding.id].claim_parts == (ClaimPartLink(1, alpha.id), ClaimPartLink(2, beta.id))
    assert links[position.id].basis == (BasisLink(world.first("relation").id),)
    assert links[position.id].claim_parts == (ClaimPartLink(1, None, "pull", "拉"),)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_concepts_are_named_as_their_models_name_them(language):
    make_world()
    bare = Concept.objects.create(slug="bare", rank=90)
    Label.objects.create(concept=bare, language="en", text="hidden", role="hidden")
    one_name = Concept.objects.create(slug="one-name", rank=91)
    Label.objects.create(concept=one_name, language="zh-hans", text="独名", role="preferred")
    with translation.override(language):
        concept_names = load_concept_names()
        concepts = list(Concept.objects.with_labels().order_by("rank", "slug"))
        assert [one.slug for one in concept_names.concepts] == [one.slug for one in concepts]
        for named, concept in zip(concept_names.concepts, concepts, strict=True):
            assert (named.name, named.address) == (concept.name, concept.get_absolute_url())
    assert [str(one.other_name) for one in concept_names.concepts[-2:]] == ["", ""]
    assert concept_names.by_slug["alpha"].other_name.lang != concept_names.by_slug["alpha"].name.lang


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("en", "zh"), [("market", "市场"), ("market", ""), ("", "市场"), ("", "")])
def test_words_are_chosen_as_for_one_row(language, en, zh):
    wording = Wording(language)
    assert wording.text(en, zh) == in_language(Question(text_en=en, text_zh=zh), "text", language)
    both = {wording.text(en, zh), wording.other(en, zh)}
    assert {one.words for one in both if one} == {words for words in (en, zh) if words}
    assert wording.text(None, None) == Text("", wording.text("", "").lang)


def test_a_loaded_statement_cannot_be_changed():
    make_world()
    rows = load_rows(Statement.objects.filter(kind="definition"))
    statements = load_statements(rows, load_concept_names())
    for holder, field in [(rows[0], "rank"), (statements[rows[0].id], "voices"), (statements[rows[0].id], "evidence")]:
        with pytest.raises((AttributeError, TypeError)):
            setattr(holder, field, None)
        assert not hasattr(holder, "__dict__")


def test_one_statement_becomes_the_same_row_as_many():
    make_world()
    statements = Statement.objects.select_related("dimension", "relation_type", "question").order_by("code")
    assert [row_of(statement) for statement in statements] == load_rows(statements)


def test_a_row_becomes_the_same_whether_its_tables_are_joined_by_the_database_or_here():
    make_world()
    statements = Statement.objects.order_by("code")
    rows = load_rows(statements)
    assert all(any(getattr(row, name) for row in rows) for name in ("dimension", "relation_type", "question"))
    assert read_unjoined_rows(statements.values_list(*UNJOINED_COLUMNS)) == rows


def test_a_dimension_added_while_a_page_is_made_is_loaded(monkeypatch):
    world = make_world()
    statements = Statement.objects.order_by("code")
    monkeypatch.setattr(process_cache, "shown_revision", shown_revision)  # as on the site
    with showing("a revision"):
        read_unjoined_rows(statements.values_list(*UNJOINED_COLUMNS))
        new = make.make_dimension("new")
        Statement.objects.filter(pk=world.first("common").pk).update(dimension=new)
        rows = read_unjoined_rows(statements.values_list(*UNJOINED_COLUMNS))
    assert new in {row.dimension for row in rows}


def test_statements_about_a_concept_added_since_the_names_were_loaded_are_left_out():
    world = make_world()
    concept_names = load_concept_names()
    new = make.make_concept("new")
    passage = make.make_passage(world.english, "Both aim")
    late = make.make_published("definition", new, cites=(passage,))
    rows = load_rows(Statement.objects.published())
    assert late.id in {row.id for row in rows}
    assert {row.id for row in rows} - load_statements(rows, concept_names).keys() == {late.id}


def test_parts_stand_in_their_head_and_lose_what_is_not_kept():
    world = make_world()
    common, part = world.first("common"), world.first("part")
    make.cite(common, make.make_passage(make.make_source("other"), "Both aim"))
    rows = load_rows(Statement.objects.filter(id__in=[common.id, part.id]))
    statements = load_statements(rows, load_concept_names())
    (head,) = put_parts_into_heads(statements.values())
    assert [one.code for one in head.parts] == [part.code]
    assert put_parts_into_heads([statements[part.id]]) == ()
    kept = keep_articles(head, lambda article: article.source_slug == "other")
    assert (len(kept.quotations), kept.voices.count, kept.parts) == (1, 1, ())
    assert (len(head.quotations), head.voices.count, len(head.parts)) == (2, 2, 1)


def test_without_quotations_all_numbers_are_the_same_and_no_word_of_a_passage_is_read():
    world = make_world()
    make.cite(world.first("definition"), make.make_passage(world.english, "Both aim"), stance="contradicts")
    rows, names = load_rows(Statement.objects.published()), load_concept_names()
    quoted = load_statements(rows, names)
    with CaptureQueriesContext(connection) as captured:
        counted = load_statements(rows, names, quoted=False)
    assert len(captured) == 3
    assert not any('"quote"' in query["sql"] for query in captured)
    for statement_id, statement in quoted.items():
        same = counted[statement_id]
        assert same.quotations == ()
        for place in ("whole", "part", "nearby", "both", "against"):
            voices, others = getattr(statement.support, place), getattr(same.support, place)
            assert {article.voice for article in voices.articles} == {article.voice for article in others.articles}
        assert (same.support_order, same.is_cited) == (statement.support_order, statement.is_cited)


def test_quotations_are_added_to_a_few_statements_and_their_parts_in_one_query():
    world = make_world()
    common, part = world.first("common"), world.first("part")
    make.cite(common, make.make_passage(make.make_source("other"), "Both aim"))
    rows = load_rows(Statement.objects.filter(id__in=[common.id, part.id]))
    names = load_concept_names()
    (quoted,) = put_parts_into_heads(load_statements(rows, names).values())
    heads = put_parts_into_heads(load_statements(rows, names, quoted=False).values())
    with CaptureQueriesContext(connection) as captured:
        (added,) = add_quotations(heads)
    assert len(captured) == 1
    assert added.quotations == quoted.quotations
    assert added.parts[0].quotations == quoted.parts[0].quotations
    (kept,) = add_quotations(heads, lambda article: article.source_slug == "other")
    assert [quotation.cited.source_slug for quotation in kept.quotations] == ["other"]
