"""A new version of a text keeps its evidence: nothing changes for readers before it is published, and then at once."""

import hashlib

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.utils import translation

from concepts.content.description import PASSAGE
from concepts.editorial.deleting import delete_row
from concepts.editorial.drafts import start_draft
from concepts.editorial.proposal_publishing import WithheldWordsError
from concepts.editorial.proposals import note_unseen, propose_change, propose_new
from concepts.editorial.publishing import publish, withdraw
from concepts.editorial.requirements import NotPublishableError
from concepts.editorial.review import OwnWorkError, WrongStatusError
from concepts.editorial.row_contents import read_row_content
from concepts.editorial.successions import compare_version, decide, summarize
from concepts.models import Citation, Edition, Proposal, Publication, Statement
from sources.locking import StaleSaveError
from sources.models import Article, Boundary, Passage, PassageSuccession, Skip, Source, SourceVersion
from tests.editions import assert_editions_are_live
from tests.factories import (
    cite,
    make_article,
    make_concept,
    make_passage,
    make_published,
    make_source,
    make_statement,
    make_version,
)

pytestmark = pytest.mark.django_db
WORDS = {
    "en": (
        "Marketing pulls users to products.",
        "Sales push products to users.",
        "Both aim at revenue in the end.",
        "Promotion has a last day.",
        "Distribution is about places.",
    ),
    "zh-hans": (
        "营销是让产品变得好卖。",
        "销售是把产品卖得更好。",
        "两者的最终目标都是收入。",
        "促销总有结束的那一天。",
        "分销讲的是商品去哪里。",
    ),
}
LANGUAGES = pytest.mark.parametrize("language", list(WORDS))
MOST = 5_000


class World:
    """A published text of five sentences; the first four are each cited by a characteristic of its own."""

    def __init__(self, language: str) -> None:
        self.words, self.language = WORDS[language], language
        self.old = make_source("a-text", "\n".join(self.words), language)
        concept = make_concept("marketing", "Marketing", "营销")
        self.passages = [
            make_passage(self.old, words, translation=f"{number}", translation_by="source")
            for number, words in enumerate(self.words[:4])
        ]
        self.statements = [make_published("characteristic", concept, cites=(passage,)) for passage in self.passages]

    def add_version(self, text: str, by: User | None = None, number: int = 2) -> SourceVersion:
        """A draft of the next version, compared with the last one."""
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        fields = {"number": number, "language": self.language, "sha256": sha256}
        version = make_version(text=text, source=self.old.source, **fields)
        make_article(version, 0, len(text))
        propose_new(row=version, by=by)
        compare_version(version=version, by=by)
        return SourceVersion.objects.get(pk=version.pk)

    def corrected(self) -> str:
        """The text with its second sentence changed, its third one gone, and its fourth one at the end."""
        first, second, _third, last, other = self.words
        return "\n".join([first, second[:-1] + ("!" if self.language == "en" else "！"), other, last])

    def cited(self, number: int) -> list[tuple[int, str, str]]:
        """The version, words and translation of the passages that a statement cites."""
        citations = Citation.objects.filter(statement=self.statements[number]).select_related("passage__version")
        found = [citation.passage for citation in citations.order_by("pk")]
        return [(passage.version.number, passage.quote, passage.translation) for passage in found]

    def state_of(self, number: int) -> tuple[str, str]:
        row = PassageSuccession.objects.get(passage=self.passages[number])
        return row.state, row.decision

    def row(self, number: int) -> PassageSuccession:
        return PassageSuccession.objects.get(passage=self.passages[number])


@LANGUAGES
def test_words_that_stay_or_move_are_carried_and_others_wait(language):
    world = World(language)
    version = world.add_version(world.corrected())
    assert [world.state_of(number) for number in range(4)] == [
        ("same", "carry"), ("changed", ""), ("gone", ""), ("moved", "carry"),
    ]  # fmt: skip
    comparison = summarize(version)
    assert comparison
    assert (comparison.last, comparison.waiting) == (world.old, 2)
    article = version.articles.get()
    assert article.same_as == world.old.articles.get()
    assert article.title_en == world.old.articles.get().title_en
    with pytest.raises(NotPublishableError, match=r"2 passages of the last version"):
        publish(statements=[], rows=[version])
    assert [world.cited(number)[0][0] for number in range(4)] == [1, 1, 1, 1]
    assert not Passage.objects.filter(version=version).exists()


@LANGUAGES
def test_publishing_lets_statements_cite_the_new_text_as_decided_and_editions_what_they_cited(language):
    world = World(language)
    version = world.add_version(world.corrected())
    before = Edition.objects.count()
    decide(succession=world.row(1), decision="carry", translation="new", most=MOST)
    decide(succession=world.row(2), decision="keep", most=MOST)
    assert Edition.objects.count() == before
    publish(statements=[], rows=[version])
    new = version.read_text().splitlines()
    assert world.cited(0) == [(2, new[0], "0")]
    assert world.cited(1) == [(2, new[1], "new")]
    assert world.cited(2) == [(1, world.words[2], "2")]
    assert world.cited(3) == [(2, new[3], "3")]
    assert Edition.objects.count() == before + 3
    editions = Edition.objects.filter(statement=world.statements[0]).order_by("number")
    assert [old.sha256 in edition.data for edition in editions for old in (world.old, version)] == [
        True, False, False, True,
    ]  # fmt: skip
    assert_editions_are_live()
    assert Passage.objects.get(version=version, quote=new[1]).translation_by == "ours"
    assert Passage.objects.get(version=version, quote=new[0]).translation_by == "source"


@LANGUAGES
def test_evidence_is_taken_back_only_where_other_evidence_is_left(language):
    world = World(language)
    version = world.add_version(world.corrected())
    decide(succession=world.row(1), decision="keep", most=MOST)
    decide(succession=world.row(2), decision="withdraw", most=MOST)
    with pytest.raises(NotPublishableError, match=world.statements[2].code):
        publish(statements=[], rows=[version])
    assert world.cited(2) == [(1, world.words[2], "2")]
    assert SourceVersion.objects.get(pk=version.pk).status == "draft"
    Citation.objects.create(statement=world.statements[2], passage=world.passages[0])
    publish(statements=[], rows=[version])
    assert world.cited(2) == [(2, world.words[0], "0")]


@LANGUAGES
def test_drafts_follow_and_what_is_withdrawn_stays(language):
    world = World(language)
    draft = start_draft(statement=world.statements[0])
    withdraw(statement=world.statements[3], words_en="Gone.", words_zh="撤回。")
    version = world.add_version("\n".join(world.words) + "\n" + world.words[0][:4])
    assert not PassageSuccession.objects.filter(passage=world.passages[3]).exists()
    publish(statements=[], rows=[version])
    assert draft.citations.get().passage.version == version
    assert world.cited(3)[0][0] == 1
    draft = Statement.objects.get(pk=draft.pk)
    draft.text_en = "Other words."
    draft.save()
    publish(statements=[draft])
    assert world.cited(0) == [(2, world.words[0], "0")]
    assert_editions_are_live()


@LANGUAGES
def test_what_was_cited_meanwhile_is_compared_too(language):
    world = World(language)
    version = world.add_version("\n".join([*world.words[:3], world.words[4]]))
    decide(succession=world.row(3), decision="keep", most=MOST)
    late = make_passage(world.old, world.words[0][:9])
    Citation.objects.create(statement=world.statements[1], passage=late)
    with pytest.raises(NotPublishableError, match="1 passage of the last version is cited"):
        publish(statements=[], rows=[version])
    compare_version(version=version)
    assert world.state_of(3) == ("gone", "keep")
    publish(statements=[], rows=[version])
    assert [number for number, _words, _translation in world.cited(1)] == [2, 2]


@LANGUAGES
def test_new_words_are_looked_up_in_the_new_text(language):
    world = World(language)
    world.add_version(world.corrected())
    row = world.row(2)
    with pytest.raises(ValidationError) as refused:
        decide(succession=row, decision="carry", words="nowhere 无处", most=MOST)
    assert "words" in refused.value.message_dict
    with pytest.raises(ValidationError):
        decide(succession=row, decision="carry", most=MOST)
    with pytest.raises(ValidationError):
        decide(succession=row, decision="carry", words=world.words[0], most=5)
    decide(succession=row, decision="carry", words=f" {world.words[0]}", translation=" of it ", most=MOST)
    row.refresh_from_db()
    assert (row.decision, row.translation, row.end - row.start) == ("carry", "of it", len(world.words[0]))


@LANGUAGES
def test_nobody_publishes_what_that_person_decided(language, settings):
    world = World(language)
    settings.ALLOW_OWN_WORK = False
    editor, reviewer = (User.objects.create_user(name) for name in ("editor-2", "reviewer-2"))
    version = world.add_version("\n".join([*world.words[:3], world.words[4]]), by=editor)
    decide(succession=world.row(3), decision="keep", by=reviewer, most=MOST)
    with pytest.raises(OwnWorkError):
        publish(statements=[], rows=[version], by=reviewer)
    decide(succession=world.row(3), decision="keep", by=editor, most=MOST)
    publish(statements=[], rows=[version], by=reviewer)
    assert world.cited(0)[0][0] == 2


@LANGUAGES
def test_a_translation_in_work_is_settled_first(language):
    world = World(language)
    version = world.add_version("\n".join(world.words) + "\n")
    content = read_row_content(world.passages[0])
    fields = content.fields | {"translation": "another"}
    propose_change(row=world.passages[0], content=type(content)(fields, content.attached, PASSAGE.kind), by=None)
    with pytest.raises(NotPublishableError, match="are being drafted"):
        publish(statements=[], rows=[version])


@LANGUAGES
def test_articles_boundaries_copies_and_skips_are_carried(language):
    world = World(language)
    text = "\n".join(world.words)
    old = world.old
    whole = old.articles.get()
    half = text.index(world.words[2])
    Article.objects.filter(pk=whole.pk).update(end=half - 1)
    second = make_article(old, half, len(text), title_en="The second", title_zh="第二篇", caveats="undated")
    Passage.objects.filter(pk__in=[world.passages[2].pk, world.passages[3].pk]).update(article=second)
    Passage.objects.filter(pk=world.passages[3].pk).update(copy_of=world.passages[0])
    Boundary.objects.create(article=second, kind="heading", start=half, end=half + 3)
    Skip.objects.create(version=old, article=second, start=text.index(world.words[4]), end=len(text), reason="filler")
    Skip.objects.create(version=old, article=whole, start=0, end=len(world.words[0]), reason="filler")  # and cited
    version = world.add_version("x\n" + text)
    articles = list(version.articles.order_by("number"))
    assert [article.same_as for article in articles] == [whole, second]
    assert [article.title_zh for article in articles] == [whole.title_zh, "第二篇"]
    assert [article.caveats for article in articles] == ["", "undated"]
    assert version.read_text()[articles[1].start : articles[1].end] == text[half:]
    assert articles[1].boundaries.get().start == half + 2
    publish(statements=[], rows=[version])
    copied = Passage.objects.get(version=version, quote=world.words[3])
    assert copied.copy_of
    assert copied.copy_of.quote == world.words[0]
    assert copied.article == articles[1]
    assert Skip.objects.get(version=version).start == text.index(world.words[4]) + 2


@LANGUAGES
def test_a_passage_that_waits_for_its_own_publication_becomes_public_with_it_alone(language):
    world = World(language)
    version = world.add_version("\n".join(world.words) + "\n")
    passage = make_passage(version, world.words[0], translation="unseen", translation_by="ours")
    note_unseen(row=passage, by=None)
    with pytest.raises(NotPublishableError) as refused:
        publish(statements=[], rows=[version])
    [[fault]] = refused.value.missing.values()
    assert fault.waits_for == f"passage {passage.pk}"
    assert world.cited(0)[0][0] == 1
    publish(statements=[], rows=[version, passage])
    assert world.cited(0) == [(2, world.words[0], "unseen")]
    assert not Proposal.objects.exists()


@LANGUAGES
def test_two_citations_of_one_place_say_the_same_or_are_both_kept(language):
    world = World(language)
    version = world.add_version(world.corrected())
    cite(world.statements[0], world.passages[1], stance="contradicts")
    decide(succession=world.row(1), decision="carry", words=world.words[0], most=MOST)
    decide(succession=world.row(2), decision="keep", most=MOST)
    with pytest.raises(NotPublishableError, match=world.statements[0].code):
        publish(statements=[], rows=[version])
    assert [number for number, _words, _translation in world.cited(0)] == [1, 1]
    Citation.objects.filter(passage=world.passages[1], statement=world.statements[0]).update(stance="supports")
    publish(statements=[], rows=[version])
    assert [number for number, _words, _translation in world.cited(0)] == [2]


@LANGUAGES
def test_a_version_that_was_compared_with_an_older_one_is_compared_again(language):
    world = World(language)
    second = world.add_version(world.corrected())
    third = world.add_version(world.corrected() + "\n", number=3)
    for row in PassageSuccession.objects.filter(version=second):
        decide(succession=row, decision="keep", most=MOST)
    for row in PassageSuccession.objects.filter(version=third, state="gone"):
        decide(succession=row, decision="withdraw", most=MOST)
    publish(statements=[], rows=[second])
    with pytest.raises(NotPublishableError, match=r"older version than version 2; compare them again"):
        publish(statements=[], rows=[third])
    compare_version(version=third)
    publish(statements=[], rows=[third])
    assert [world.cited(number)[0][0] for number in range(4)] == [1, 1, 1, 1]


@LANGUAGES
def test_what_is_cited_after_a_comparison_of_nothing_is_asked_about(language):
    world = World(language)
    Citation.objects.all().delete()
    version = world.add_version("\n".join(world.words) + "\n")
    assert summarize(version) is None
    cite(world.statements[0], world.passages[0])
    with pytest.raises(NotPublishableError, match="1 passage of the last version is cited and was not compared"):
        publish(statements=[], rows=[version])
    compare_version(version=version)
    publish(statements=[], rows=[version])
    assert world.cited(0)[0][0] == 2


@LANGUAGES
def test_marks_are_carried_where_nothing_is_cited_but_not_onto_what_a_draft_cites(language):
    world = World(language)
    Citation.objects.all().delete()
    for words in world.words[:2]:
        start = world.old.read_text().index(words)
        article = world.old.articles.get()
        Skip.objects.create(version=world.old, article=article, start=start, end=start + len(words), reason="filler")
    version = world.add_version("\n".join(world.words) + "\n")
    draft = make_statement("characteristic", make_concept("sales"), cites=(make_passage(version, world.words[0]),))
    assert draft.status == "draft"
    publish(statements=[], rows=[version])
    assert Skip.objects.get(version=version).start == version.read_text().index(world.words[1])


@LANGUAGES
def test_a_translation_that_was_decided_is_kept_or_asked_about(language):
    world = World(language)
    version = world.add_version(world.corrected())
    passage = make_passage(version, version.read_text().splitlines()[1])
    decide(succession=world.row(1), decision="carry", translation="new", most=MOST)
    decide(succession=world.row(2), decision="carry", words=passage.quote, translation="other", most=MOST)
    with pytest.raises(NotPublishableError, match="would have two translations"):
        publish(statements=[], rows=[version])
    decide(succession=world.row(2), decision="carry", words=passage.quote, most=MOST)
    publish(statements=[], rows=[version])
    new = (2, passage.quote, "new")
    assert [world.cited(1), world.cited(2)] == [[new], [new]]
    passage = Passage.objects.get(pk=passage.pk)
    assert (passage.translation_by, passage.row_version) == ("ours", 2)
    assert Passage.objects.get(version=version, quote=world.words[0]).row_version == 1


def test_a_publication_says_that_its_publisher_decided_some_of_it(settings):
    world = World("en")
    settings.ALLOW_OWN_WORK = True
    editor, reviewer = (User.objects.create_user(name) for name in ("editor-3", "reviewer-3"))
    version = world.add_version("\n".join([*world.words[:3], world.words[4]]), by=editor)
    decide(succession=world.row(3), decision="keep", by=reviewer, most=MOST)
    publish(statements=[], rows=[version], by=reviewer)
    assert Publication.objects.order_by("pk").last().own_work


@LANGUAGES
def test_nobody_publishes_a_version_of_a_withheld_text_unread(language):
    world = World(language)
    source = world.old.source
    version = world.add_version(world.corrected())
    Source.objects.filter(pk=source.pk).update(
        withheld="excerpts", withheld_reason_en="Asked.", withheld_reason_zh="应。"
    )
    for number in (1, 2):
        decide(succession=world.row(number), decision="keep", most=MOST)
    reviewer = User.objects.create_user("reviewer-4")
    with pytest.raises(WithheldWordsError, match=str(source.title)):
        publish(statements=[], rows=[version], by=reviewer)
    reviewer.user_permissions.add(Permission.objects.get(codename="read_withheld_source"))
    publish(statements=[], rows=[version], by=User.objects.get(pk=reviewer.pk))
    assert world.cited(0)[0][0] == 2


@LANGUAGES
def test_names_in_errors_have_no_withheld_words(language):
    world = World(language)
    version = world.add_version(world.corrected())
    for number in (1, 2):
        decide(succession=world.row(number), decision="keep", most=MOST)
    Article.objects.filter(version=version).update(start=1)
    with pytest.raises(NotPublishableError, match=world.words[0]):
        publish(statements=[], rows=[version])
    withheld = {"withheld": "nothing", "withheld_reason_en": "Asked.", "withheld_reason_zh": "应要求。"}
    Source.objects.filter(pk=world.old.source_id).update(**withheld)
    with pytest.raises(NotPublishableError) as refused:
        publish(statements=[], rows=[version])
    assert world.words[0] not in str(refused.value)


@LANGUAGES
def test_a_version_and_a_statement_that_cites_the_last_one_are_published_together(language):
    world = World(language)
    draft = start_draft(statement=world.statements[0])
    Statement.objects.filter(pk=draft.pk).update(text_en="Other words.")
    version = world.add_version("\n".join(world.words) + "\n")
    draft.refresh_from_db()
    with pytest.raises(StaleSaveError):
        publish(statements=[draft], rows=[version], started_from={draft.pk: draft.row_version - 1})
    publish(statements=[draft], rows=[version], started_from={draft.pk: draft.row_version})
    assert world.cited(0) == [(2, world.words[0], "0")]
    assert Statement.objects.get(pk=world.statements[0].pk).text_en == "Other words."
    assert_editions_are_live()


def test_a_first_version_is_compared_with_nothing():
    version = make_source("alone")
    note_unseen(row=version, by=None)
    assert compare_version(version=version) is None
    assert summarize(version) is None


@LANGUAGES
def test_a_version_that_was_published_meanwhile_is_not_compared_or_decided_about(language):
    world = World(language)
    version = world.add_version(world.corrected())
    SourceVersion.objects.filter(pk=version.pk).update(status="published")
    articles = list(Article.objects.filter(version=version).values())
    with translation.override(language):
        told = {"en": "published by now", "zh-hans": "已经发布"}[language]
        with pytest.raises(WrongStatusError, match=told):
            compare_version(version=version)
        with pytest.raises(WrongStatusError, match=told):
            decide(succession=world.row(2), decision="keep", most=MOST)
    assert list(Article.objects.filter(version=version).values()) == articles
    assert world.row(2).decision == ""


@LANGUAGES
@pytest.mark.parametrize("is_other", [True, False])
def test_what_was_said_of_an_article_stays_when_texts_are_compared(language, is_other):
    world = World(language)
    other = make_source("other", "Other words. 别的文字。", language).articles.get() if is_other else None
    version, article = add_draft(world, world.corrected(), same_as=other)
    compare_version(version=version, keeps_choice=True)
    article.refresh_from_db()
    assert article.same_as == other
    assert article.title_en == world.old.articles.get().title_en


@LANGUAGES
def test_an_article_that_was_linked_for_identical_letters_gets_the_title_too(language):
    world = World(language)
    old = world.old.articles.get()
    Article.objects.filter(pk=old.pk).update(title_en="Its title", title_zh="它的标题")
    version, article = add_draft(world, "\n\n".join(world.words), same_as=old, row_version=2)
    compare_version(version=version)
    article.refresh_from_db()
    assert (article.same_as, article.title_en, article.title_zh) == (old, "Its title", "它的标题")


@LANGUAGES
def test_comparing_keeps_marks_and_declared_headings(language):
    world = World(language)
    first, rest = world.old.articles.get(), len(world.words[0]) + 1
    Article.objects.filter(pk=first.pk).update(end=rest - 1)
    make_article(world.old, rest, len(world.old.read_text()))
    text = "\n".join(world.words)
    version, article = add_draft(world, text)
    skip = Skip.objects.create(version=version, article=article, start=0, end=rest - 1, reason="filler")
    compare_version(version=version)
    assert (Skip.objects.get().pk, version.articles.get().pk) == (skip.pk, article.pk)
    skip.delete()
    Boundary.objects.create(article=article, kind="heading", start=rest, end=len(text))
    compare_version(version=version)
    assert version.articles.count() == 2
    heading = Boundary.objects.get(article__version=version)
    assert (heading.start, heading.article.start) == (rest, rest)


@LANGUAGES
def test_a_passage_that_was_followed_can_be_deleted_once_nothing_cites_it(language):
    world = World(language)
    version = world.add_version("\n".join(world.words[:4]))
    publish(statements=[], rows=[version])
    old = world.passages[0]
    assert not old.citations.exists()
    delete_row(row=old)
    assert not Passage.objects.filter(pk=old.pk).exists()
    assert PassageSuccession.objects.filter(version=version).count() == 3


def add_draft(world: World, text: str, **fields: object) -> tuple[SourceVersion, Article]:
    """A draft of the next version with its one article, not compared yet."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    version = make_version(text=text, source=world.old.source, number=2, language=world.language, sha256=sha256)
    article = make_article(version, 0, len(text), **fields)
    propose_new(row=version, by=None)
    return version, article
