"""A passage, its citation and a new statement are written as drafts in one act, and the act is taken back as one."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from concepts.content.row_content import AttachedContent, RowContent
from concepts.content.value_types import Words
from concepts.editorial.marking import (
    CannotTakeBackError,
    Marked,
    MarkedMeanwhileError,
    MarkedSide,
    TakenStance,
    mark,
    mark_distinction,
    take_back,
)
from concepts.editorial.publishing import publish
from concepts.models import Citation, Concept, Proposal, Statement
from sources.lookup import Span
from sources.models import Passage, SourceVersion
from tests.factories import (
    CHINESE,
    ENGLISH,
    make_concept,
    make_dimension,
    make_passage,
    make_published,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db
TEXTS = pytest.mark.parametrize(
    ("text", "language", "words"),
    [(ENGLISH, "en", "Sales push products to users."), (CHINESE, "zh-hans", "销售是把产品卖好。")],
)


def act(version: SourceVersion, words: str, **more: Any) -> Marked:
    """Mark words of a version; by default a new characteristic says it."""
    text = version.read_text()
    start = text.index(words)
    article = version.articles.select_related("version__source").get()
    place = {"article": article, "text": text, "place": Span(start, start + len(words)), "by": "somebody"}
    new = {"statement": None, "kind": "characteristic", "content": say_new(), "stance": TakenStance()}
    return mark(**{"translation": "In other words.", "known": None} | place | new | more)


def say_new() -> RowContent:
    """What a new characteristic says."""
    concept, dimension = make_concept(f"sales-{Concept.objects.count()}"), make_dimension()
    rows = [AttachedContent({"concept": (concept.slug,), "role": "subject"})]
    fields = {"text": Words("Sales push.", "销售推。"), "dimension": (dimension.slug,)}
    return RowContent(fields, {"concepts": rows})


@TEXTS
def test_a_passage_is_cut_and_a_new_statement_cites_it_as_drafts(text: str, language: str, words: str) -> None:
    version = make_source("a-source", text, language)
    marked = act(version, words)
    passage, statement = Passage.objects.get(), Statement.objects.get()
    assert (passage.quote, passage.translation, passage.translation_by) == (words, "In other words.", "ours")
    assert (statement.status, statement.author_name) == ("draft", "somebody")
    assert Citation.objects.get().passage == passage
    assert Proposal.objects.get(kind="passage", row=passage.pk).author_name == "somebody"
    take_back(acts=[marked], by="somebody")
    assert not Passage.objects.exists()
    assert not Statement.objects.exists()
    assert not Proposal.objects.exists()


def test_a_published_statement_gets_a_draft_of_changes_that_keeps_what_it_cited() -> None:
    version = make_source()
    first = make_passage(version, "Marketing pulls users to products.")
    live = make_published("definition", make_concept("sales"), cites=(first,))
    stance = TakenStance("reports", Words("many", "很多人"))
    marked = act(version, "Sales push products", statement=live, content=RowContent(), stance=stance)
    draft = Statement.objects.get(revises=live)
    stances = list(draft.citations.order_by("passage__start").values_list("stance", "attributed_to_zh"))
    assert stances == [("supports", ""), ("reports", "很多人")]
    assert live.citations.get().passage == first
    again = act(version, "Both aim", statement=live, content=RowContent())
    assert again.statement == draft.pk
    assert not again.is_new_statement
    with pytest.raises(CannotTakeBackError):
        take_back(acts=[marked], by="somebody")  # the draft was written once more
    take_back(acts=[again], by="somebody")
    assert draft.citations.count() == 2
    assert set(Passage.objects.values_list("quote", flat=True)) == {first.quote, "Sales push products"}


def test_a_draft_of_changes_that_was_begun_by_the_act_is_given_up_with_it() -> None:
    version = make_source()
    first = make_passage(version, "Marketing pulls users to products.")
    live = make_published("definition", make_concept("sales"), cites=(first,))
    take_back(acts=[act(version, "Sales push", statement=live, content=RowContent())], by="somebody")
    assert list(Statement.objects.all()) == [live]
    assert list(Passage.objects.all()) == [first]


def test_a_draft_of_somebody_else_stays_when_a_citation_is_taken_back() -> None:
    draft = make_statement("definition", make_concept("sales"))
    version = make_source()
    take_back(acts=[act(version, "Sales push", statement=draft, content=RowContent())], by="somebody")
    assert list(Statement.objects.all()) == [draft]
    assert not Citation.objects.exists()
    assert not Passage.objects.exists()


def test_words_that_somebody_marked_meanwhile_are_told_and_then_cited() -> None:
    version = make_source()
    stored = make_passage(version, "Sales push products to users.")
    statement = make_statement("definition", make_concept("sales"))
    options = {"statement": statement, "content": RowContent()}
    with pytest.raises(MarkedMeanwhileError) as raised:
        act(version, stored.quote, **options)
    assert raised.value.passage == stored
    marked = act(version, stored.quote, known=stored.pk, **options)
    assert not marked.is_new_passage
    stored.refresh_from_db()
    assert stored.translation == "In other words."
    with pytest.raises(ValidationError, match="cites this passage already"):
        act(version, stored.quote, known=stored.pk, **options)
    take_back(acts=[marked], by="somebody")
    assert Passage.objects.get() == stored


def test_a_passage_that_readers_see_keeps_its_translation() -> None:
    version = make_source()
    stored = make_passage(version, "Sales push products to users.")
    make_published("definition", make_concept("sales"), cites=(stored,))
    act(version, stored.quote, known=stored.pk)
    stored.refresh_from_db()
    assert stored.translation == ""


@pytest.mark.parametrize("same", [True, False])
@TEXTS
def test_a_distinction_is_written_with_its_sides_and_taken_back(
    text: str, language: str, words: str, same: bool
) -> None:
    version = make_source("a-source", text, language)
    places = [Span(text.index(words), text.index(words) + len(words)), Span(0, 5)]
    marketing, sales = make_concept("marketing"), make_concept("sales")
    sides = [
        MarkedSide(place, "In other words.", None, (concept.slug,), Words(f"On {concept.slug}.", "说。"))
        for place, concept in zip(places[:1] * 2 if same else places, (marketing, sales), strict=True)
    ]
    contrast = {"title": Words("Now and then", "彼此"), "slug": "now-and-then", "text": Words("They differ.", "不同。")}
    content = RowContent({"dimension": (make_dimension().slug,), **contrast})
    article = version.articles.select_related("version__source").get()
    acts = mark_distinction(article=article, text=text, sides=sides, content=content, by="somebody")
    distinction = Statement.objects.get(kind="distinction")
    assert acts[-1].statement == distinction.pk
    rows = distinction.sides.order_by("rank").values_list("concept__slug", "characteristic__text_en")
    assert list(rows) == [("marketing", "On marketing."), ("sales", "On sales.")]
    assert Passage.objects.count() == (1 if same else 2)
    assert distinction.citations.count() == (1 if same else 0)
    assert Statement.objects.filter(kind="characteristic", citations__stance="supports").count() == 2
    assert set(Statement.objects.values_list("status", flat=True)) == {"draft"}
    take_back(acts=acts, by="somebody")
    assert not Statement.objects.exists()
    assert not Passage.objects.exists()


def test_nothing_is_kept_of_an_act_that_is_refused() -> None:
    version = make_source()
    unknown = RowContent({"text": Words("A", "甲"), "dimension": ("no-such-dimension",)})
    with pytest.raises(ValidationError):
        act(version, "Sales push", content=unknown)
    assert not Passage.objects.exists()


def test_what_is_published_meanwhile_is_not_taken_back() -> None:
    version = make_source()
    marked = act(version, "Sales push")
    statement = Statement.objects.get()
    publish(statements=[statement], rows=[Passage.objects.get()])
    with pytest.raises(CannotTakeBackError):
        take_back(acts=[marked], by="somebody")
    as_it_is = Marked(marked.passage, 1, True, statement.pk, Statement.objects.get().row_version, True)
    with pytest.raises(CannotTakeBackError, match="is published by now"):
        take_back(acts=[as_it_is], by="somebody")
