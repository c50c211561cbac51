"""A passage, its citation and a new statement are written as drafts in one act, and the act is taken back as one."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import override

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
from concepts.editorial.review import add_note, assign, submit
from concepts.models import Basis, Citation, Concept, Proposal, Statement
from sources.lookup import Span
from sources.models import Passage, PassageSuccession, SourceVersion
from tests.factories import (
    CHINESE,
    ENGLISH,
    make_concept,
    make_dimension,
    make_distinction,
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


LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def comment(statement: Statement, person: User) -> None:
    add_note(row=statement, by=person, text="Say less.")


def send_to_review(statement: Statement, _person: User) -> None:
    submit(row=statement, by="somebody")


def ask(statement: Statement, person: User) -> None:
    assign(row=statement, to=person, by="somebody")


def use_as_side(statement: Statement, _person: User) -> None:
    other = make_statement("characteristic", make_concept("pull"), dimension=statement.dimension)
    make_distinction(statement, other)


def use_as_basis(statement: Statement, _person: User) -> None:
    Basis.objects.create(claim=make_statement("position"), statement=statement)


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (comment, {"en": "^Ann commented", "zh-hans": "^Ann 评论"}),
        (send_to_review, {"en": "submitted for review", "zh-hans": "提交审核"}),
        (ask, {"en": "assigned to Ann", "zh-hans": "交给 Ann"}),
        (use_as_side, {"en": "used by now, so it stays", "zh-hans": "已经有内容用到它"}),
        (use_as_basis, {"en": "used by now, so it stays", "zh-hans": "已经有内容用到它"}),
    ],
)
@LANGUAGES
def test_what_others_use_is_not_taken_back(use: Any, words: dict[str, str], language: str) -> None:
    version = make_source()
    acts = [act(version, "Sales push"), act(version, "Both aim")]
    use(Statement.objects.get(pk=acts[0].statement), User.objects.create_user("Ann"))
    before = list(Statement.objects.order_by("pk").values_list("pk", "row_version"))
    with override(language), pytest.raises(CannotTakeBackError, match=words[language]):
        take_back(acts=acts, by="somebody")
    assert list(Statement.objects.order_by("pk").values_list("pk", "row_version")) == before
    assert Passage.objects.count() == 2


def test_what_one_said_oneself_goes_with_the_draft() -> None:
    ann = User.objects.create_user("Ann")
    marked = act(make_source(), "Sales push", by=ann)
    add_note(row=Statement.objects.get(), by=ann, text="To myself.")
    assert take_back(acts=[marked], by=ann) == ()
    assert not Statement.objects.exists()


@LANGUAGES
def test_a_passage_that_others_use_stays_and_that_is_told(language: str) -> None:
    version = make_source()
    marked = [act(version, words) for words in ("Sales push", "Both aim", "Marketing pulls")]
    cited, followed, _free = passages = [Passage.objects.get(pk=each.passage) for each in marked]
    Citation.objects.create(statement=make_statement("definition", make_concept("goal")), passage=cited)
    PassageSuccession.objects.create(version=make_source("next"), passage=followed, state="gone")
    stays = {"en": "The passage stays", "zh-hans": "这段话保留"}
    with override(language):
        kept = [take_back(acts=[each], by="somebody") for each in marked]
    assert [len(each) for each in kept] == [1, 1, 0]
    assert stays[language] in kept[0][0]
    assert set(Passage.objects.all()) == set(passages[:2])


@LANGUAGES
def test_a_draft_is_its_authors_again_and_a_translation_that_stays_is_told(language: str) -> None:
    version, ann = make_source(), User.objects.create_user("Ann")
    stored = make_passage(version, "Sales push products to users.")
    draft = make_statement("definition", make_concept("sales"), author=ann, author_name="Ann")
    by = User.objects.create_user("Ben")
    marked = act(version, stored.quote, known=stored.pk, statement=draft, content=RowContent(), by=by)
    draft.refresh_from_db()
    assert draft.author == by
    stays = {"en": "the translation that was written now stays", "zh-hans": "刚写的译文保留"}
    with override(language):
        assert stays[language] in take_back(acts=[marked], by=by)[0]
    draft.refresh_from_db()
    assert (draft.author, draft.author_name) == (ann, "Ann")


def test_a_passage_to_which_a_change_is_proposed_stays_with_its_statement() -> None:
    marked = act(make_source(), "Sales push")
    Proposal.objects.filter(kind="passage", row=marked.passage).update(content={"fields": {}})
    with pytest.raises(CannotTakeBackError, match="are being drafted"):
        take_back(acts=[marked], by="somebody")
    assert Statement.objects.exists()
