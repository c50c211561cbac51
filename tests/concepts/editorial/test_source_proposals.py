"""Sources, texts, articles, skipped sentences and translations are proposed, shown to nobody, and published."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from concepts.content.row_content import RowContent
from concepts.content.value_types import Words
from concepts.editorial.deleting import delete_row
from concepts.editorial.proposals import (
    ProposalInTheWayError,
    StaleProposalError,
    proposal_of,
    propose_change,
    propose_new,
    proposed,
)
from concepts.editorial.public_rows import is_public
from concepts.editorial.publishing import publish
from concepts.editorial.requirements import NotPublishableError
from concepts.editorial.review import return_to_draft, submit
from concepts.editorial.row_contents import read_row_content
from concepts.editorial.successions import compare_version, decide
from concepts.evidence.coverage import cover_version
from concepts.models import Proposal, Publication
from sources.content_row import ContentRow
from sources.models import Article, Passage, PassageSuccession, Skip, Source, SourceVersion
from tests.editions import assert_editions_are_live
from tests.factories import (
    CHINESE,
    ENGLISH,
    make_article,
    make_concept,
    make_passage,
    make_published,
    make_source,
    make_statement,
    make_version,
    save_row,
)

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize(("language", "text"), [("en", ENGLISH), ("zh-hans", CHINESE)])


def propose(row: ContentRow, **fields) -> Proposal:
    """Propose that the row says all that it says, but for these fields."""
    content = read_row_content(row)
    return propose_change(row=row, content=RowContent({**content.fields, **fields}, {}, content.kind), by=None)


def draft_source(slug: str, text: str, language: str = "en") -> SourceVersion:
    """A new source with one text, both drafts, as the forms make them."""
    version = make_source(slug, text, language)
    propose_new(row=version.source, by=None)
    propose_new(row=version, by=None)
    return SourceVersion.objects.get(pk=version.pk)


def publish_rows(*rows: ContentRow, **options) -> None:
    publish(statements=[], rows=rows, **options)


def continued(article: Article) -> Article | None:
    return Article.objects.get(pk=article.pk).same_as


@LANGUAGES
def test_a_text_is_published_with_its_articles_and_all_of_it_is_told(language, text):
    version = draft_source("new", text, language)
    article = version.articles.get()
    assert not is_public(article)
    with pytest.raises(NotPublishableError, match=r"Source new"):
        publish_rows(version)
    publish_rows(version.source, version)
    assert is_public(version)
    assert is_public(article)
    assert not Proposal.objects.exists()
    changes = Publication.objects.get().changes
    assert set(changes.values_list("kind", flat=True)) == {"source", "version", "article"}
    assert not changes.filter(before__isnull=False).exists()


def test_a_published_text_is_linked_with_what_is_identical_and_never_with_a_draft():
    first, second, third = (draft_source(slug, ENGLISH) for slug in ("one", "two", "three"))
    one, two, three = (version.articles.get() for version in (first, second, third))
    for article in (two, three):
        Article.objects.filter(pk=article.pk).update(same_as=one)  # as their forms link them
    publish_rows(second.source, second)
    assert (continued(one), continued(two), continued(three)) == (two, None, two)
    publish_rows(first.source, first, third.source, third)
    assert (continued(one), continued(two), continued(three)) == (two, None, two)
    fourth = draft_source("four", ENGLISH.upper())
    publish_rows(fourth.source, fourth)
    assert continued(fourth.articles.get()) == two


def test_an_article_that_continues_another_text_waits_for_that():
    first, second = draft_source("one", ENGLISH), draft_source("two", f"{ENGLISH} And more.")
    Article.objects.filter(version=second).update(same_as=first.articles.get())
    with pytest.raises(NotPublishableError, match=r"“Source one” is not published"):
        publish_rows(second.source, second)
    publish_rows(second.source, second, first.source, first)
    assert continued(second.articles.get()) == first.articles.get()


def test_links_that_are_proposed_become_no_chain_and_no_circle():
    one, two, three = (make_source(slug, f"Text {slug}.").articles.get() for slug in ("one", "two", "three"))
    propose(three, same_as=("two", 1, 1))
    propose(two, same_as=("one", 1, 1))
    publish_rows(three, two)
    assert (continued(two), continued(three)) == (one, one)
    propose(one, same_as=("two", 1, 1))
    with pytest.raises(ValidationError, match="name one another"):
        publish_rows(one)
    with pytest.raises(ValidationError, match="name one another"), proposed(one):
        pass
    assert continued(one) is None


@LANGUAGES
def test_readers_see_the_newest_published_text_and_nothing_is_orphaned(client, language, text):
    version = make_source("new", text, language)
    statement = make_published("definition", make_concept("alpha"), cites=(make_passage(version, text[:9]),))
    second = make_version(source=version.source, number=2, language=language, text=f"Zebra 斑马 {text}")
    propose_new(row=second, by=None)
    make_article(second, 0, len(text))
    page = f"/{language}/sources/new/"
    assert "Zebra" not in client.get(page).content.decode()
    assert client.get(f"{page}v2/").status_code == 404
    compare_version(version=second)
    decide(succession=PassageSuccession.objects.get(), decision="keep", most=100)
    publish_rows(second)
    assert "Zebra" in client.get(page).content.decode()
    for address in (f"{page}v1/", f"{page}v1/passages/0-9/", f"/{language}/statements/{statement.code}/"):
        assert client.get(address).status_code == 200
    assert f"{page}v1/" in client.get(f"/{language}/statements/{statement.code}/").content.decode()
    assert_editions_are_live()


@LANGUAGES
def test_a_new_article_is_sent_back_published_and_counted_only_then(client, language, text):
    editor, reviewer = User.objects.create_user("editor"), User.objects.create_user("reviewer")
    version = make_source("new", text, language)
    Article.objects.filter(version=version).update(end=10)
    article = make_article(version, 10, len(text) - 1, title_en="Zebra", title_zh="斑马")
    propose_new(row=article, by=editor)
    page, own = f"/{language}/sources/new/", f"/{language}/sources/new/v1/articles/2/"
    submit(row=article, by=editor)
    return_to_draft(row=article, by=reviewer, comment="改。")
    submit(row=article, by=editor)
    title = "Zebra" if language == "en" else "斑马"
    assert title not in client.get(page).content.decode()
    assert client.get(own).status_code == 404
    draft = make_statement("definition", make_concept("alpha"), cites=(make_passage(version, text[12:20]),))
    with pytest.raises(NotPublishableError, match=r"Zebra|斑马"):
        publish(statements=[draft])
    publish(statements=[draft], rows=[article], by=reviewer)
    assert title in client.get(page).content.decode()
    assert client.get(own).status_code == 200


@LANGUAGES
def test_a_skipped_sentence_counts_when_it_is_published(language, text):
    version = make_source("new", text, language)
    article = version.articles.get()
    sentence = min(place for place in range(len(text)) if text[place] in ".。") + 1
    skip = Skip.objects.create(version=version, article=article, start=0, end=sentence, reason="filler")
    propose_new(row=skip, by=None)

    def skipped() -> int:
        return sum(cover_version(version)[0].empty.values())

    assert skipped() == 0
    publish_rows(skip)
    assert skipped() == 1
    skip.refresh_from_db()
    propose(skip, reason="heading")
    skip.refresh_from_db()
    assert skip.reason == "filler"
    publish_rows(skip)
    skip.refresh_from_db()
    assert skip.reason == "heading"
    elsewhere = make_passage(make_source("other"), "Marketing")
    propose(skip, reason="repeat", repeats=("other", 1, elsewhere.start, elsewhere.end))
    with pytest.raises(ValidationError, match="same text"):
        publish_rows(skip)


@LANGUAGES
def test_a_translation_and_a_copy_wait_and_take_editions_along(client, language, text):
    version = make_source("new", text, language)
    first, second = make_passage(version, text[:6]), make_passage(version, text[8:14])
    statement = make_published("definition", make_concept("alpha"), cites=(second,))
    words = "A translation." if language == "zh-hans" else "一段译文。"
    copied = ("new", 1, first.start, first.end)
    propose(second, translation=words, translation_by="ours", copy_of=copied)
    address = f"/{language}/statements/{statement.code}/"
    assert words not in client.get(address).content.decode()
    with proposed(second):
        assert Passage.objects.get(pk=second.pk).copy_of == first
    publish_rows(second)
    assert words in client.get(address).content.decode()
    second.refresh_from_db()
    assert second.copy_of == first
    assert statement.editions.count() == 2
    assert_editions_are_live()
    later = make_passage(version, text[16:20])
    propose(second, copy_of=("new", 1, later.start, later.end))
    with pytest.raises(ValidationError, match="earlier one"):
        publish_rows(second)


def test_words_of_a_text_are_never_changed_by_a_proposal():
    version = make_source("new")
    passage = make_passage(version, "Marketing")
    make_published("definition", make_concept("alpha"), cites=(passage,))
    for row, fields in (
        (passage, {"quote": "MARKETING"}),
        (version.articles.get(), {"first": "Other"}),
        (version, {"sha256": "1" * 64}),
    ):
        propose(row, **fields)
        with pytest.raises(ValidationError, match="never changed"):
            publish_rows(row)


def test_language_and_date_of_a_text_that_was_cited_meanwhile_stay():
    version = make_source("new")
    propose(version, date="2020-05")
    passage = make_passage(version, "Marketing")
    make_statement("definition", make_concept("alpha"), cites=(passage,))
    with pytest.raises(ValidationError, match="cited by now"):
        publish_rows(version)
    version.refresh_from_db()
    assert version.date == ""


def test_a_change_that_somebody_else_makes_leaves_the_proposal_behind():
    version = make_source("new")
    passage = make_passage(version, "Marketing")
    make_published("definition", make_concept("alpha"), cites=(passage,))
    for row, fields in ((version.source, {"title": Words("Other", "另一篇")}), (passage, {"translation": "营销"})):
        propose(row, **fields)
        row.refresh_from_db()
        save_row(row)  # as a pack does
        with pytest.raises(StaleProposalError):
            publish_rows(row)
        assert proposal_of(row)


def test_a_draft_of_a_source_is_deleted_with_its_texts_and_a_public_one_with_a_proposal_is_not():
    version = draft_source("new", ENGLISH)
    passage = make_passage(version, "Marketing")
    with pytest.raises(ProtectedError):
        delete_row(row=version.source)
    delete_row(row=passage)
    delete_row(row=version.source)
    assert not Source.objects.exists()
    assert not Article.objects.exists()
    assert not Proposal.objects.exists()
    assert not Publication.objects.exists()
    public = make_source("public")
    propose(public.articles.get(), title=Words("Other", "另一篇"))
    with pytest.raises(ProposalInTheWayError, match="Article 1"):
        delete_row(row=public)
