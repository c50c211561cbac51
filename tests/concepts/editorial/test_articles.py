"""A text is cut into articles, at once while readers do not see it, else as a proposal; what stands in it follows."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from concepts.content.value_types import Words
from concepts.editorial.articles import find_articles, join_article, split_article
from concepts.editorial.proposals import discard_proposal, proposal_of
from concepts.editorial.restoring import restore_content
from concepts.models import Edition, Proposal, RowChange
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from sources.locking import StaleSaveError
from sources.models import Article, Boundary, Passage, Skip
from sources.text import letters_checksum
from tests.concepts.packs.round_trip import PACK, add_text, come_round, load_elsewhere, undone
from tests.factories import make_concept, make_passage, make_published, make_source, publish_proposals

pytestmark = pytest.mark.django_db
ENGLISH = "What is marketing. It pulls.\n\nWhat is sales. It pushes. It closes."
CHINESE = "什么是营销。它拉。\n\n什么是销售。它推。它成交。"
TITLE = Words("What is sales", "什么是销售")
TEXTS = pytest.mark.parametrize(
    ("text", "language", "second", "passage"),
    [(ENGLISH, "en", "What is sales.", "It pushes."), (CHINESE, "zh-hans", "什么是销售。", "它推。")],
)


def cut(version, words, **more):
    split_article(version=version, at=version.read_text().index(words), title=TITLE, **more)


def texts_of(version):
    text = version.read_text()
    return {a.number: text[a.start : a.end] for a in Article.objects.filter(version=version)}


def make_world(text=ENGLISH, language="en", second="What is sales.", quote="It pushes.", status="published"):
    version = make_source("post", text, language)
    type(version).objects.filter(pk=version.pk).update(status=status)
    version.refresh_from_db()
    article = version.articles.get()
    at = text.index(second)
    Boundary.objects.create(article=article, kind="heading", start=at, end=at + len(second))
    passage = make_passage(version, quote)
    end = text.index("。" if language == "zh-hans" else ".") + 1
    skip = Skip.objects.create(version=version, article=article, start=0, end=end, reason="filler")
    return version, passage, skip


@TEXTS
def test_a_draft_is_cut_at_once_and_all_that_stands_in_it_follows(text, language, second, passage):
    version, cited, skip = make_world(text, language, second, passage, status="draft")
    cut(version, second)
    first_text, second_text = text.split("\n\n")
    assert texts_of(version) == {1: first_text, 2: second_text}
    one, two = version.articles.order_by("number")
    assert (two.title_en, two.title_zh, two.title_by) == ("What is sales", "什么是销售", "ours")
    assert two.letters_sha256 == letters_checksum(second_text)
    assert (two.first, two.last) == (second_text[:60], second_text[-60:])
    assert Boundary.objects.get().article == two
    for row, article in ((cited, two), (skip, one)):
        row.refresh_from_db()
        assert row.article == article
    join_article(version=version, number=2)
    assert texts_of(version) == {1: text}
    assert Passage.objects.get().article == one
    assert version.articles.get().joined == ""


def test_a_draft_is_numbered_in_the_order_of_the_text():
    version, *_rest = make_world(status="draft")
    cut(version, "What is sales.")
    cut(version, "It pulls.")
    assert texts_of(version) == {1: "What is marketing.", 2: "It pulls.", 3: ENGLISH.split("\n\n")[1]}


@TEXTS
def test_what_readers_see_is_cut_when_somebody_publishes_it(text, language, second, passage):
    version, cited, _skip = make_world(text, language, second, passage)
    statement = make_published("definition", make_concept("sales"), cites=(cited,))
    cut(version, second)
    assert texts_of(version) == {1: text}
    assert Client().get("/en/sources/post/v1/articles/2/").status_code == 404
    assert list(find_articles(version)) == [1, 2]
    publish_proposals()
    assert list(texts_of(version).values()) == text.split("\n\n")
    cited.refresh_from_db()
    assert cited.article.number == 2
    for lang in ("en", "zh-hans"):
        assert Client().get(f"/{lang}/sources/post/v1/articles/2/").status_code == 200
    assert Edition.objects.filter(statement=statement).count() == 2
    kinds = set(RowChange.objects.filter(publication__act="published").values_list("kind", flat=True))
    assert {"version", "article", "passage"} <= kinds


def test_the_address_of_a_joined_article_leads_to_the_other_and_its_number_is_given_to_nothing_else():
    version, *_rest = make_world()
    cut(version, "What is sales.")
    publish_proposals()
    join_article(version=version, number=2)
    assert Client().get("/en/sources/post/v1/articles/2/").status_code == 200
    publish_proposals()
    answer = Client().get("/zh-hans/sources/post/v1/articles/2/?page=1")
    assert (answer.status_code, answer.url) == (301, "/zh-hans/sources/post/v1/articles/1/?page=1")
    cut(version, "It closes.")
    publish_proposals()
    assert list(texts_of(version)) == [1, 3]


def test_a_former_division_is_restored_as_a_draft_and_a_drafted_one_discarded():
    version, *_rest = make_world()
    cut(version, "What is sales.")
    discard_proposal(row=version)
    assert list(find_articles(version)) == [1]
    cut(version, "What is sales.")
    publish_proposals()
    change = RowChange.objects.get(kind="version")
    restore_content(change=change, before=True, row=version, by=None)
    publish_proposals()
    assert texts_of(version) == {1: ENGLISH}
    change = RowChange.objects.filter(kind="version").latest("pk")
    restore_content(change=change, before=True, row=version, by=None)
    publish_proposals()
    assert list(texts_of(version)) == [1, 2]
    assert Article.objects.get(number=1).joined == ""
    assert Passage.objects.get().article.number == 2


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (ENGLISH.index("pushes"), "A bound would go through “It pushes.” (a passage)"),
        (ENGLISH.index("is marketing"), "(a sentence without a claim)"),
        (ENGLISH.index("is sales"), "A bound would go through “What is sales.” (a boundary)"),
        (0, "begins there already"),
        (len(ENGLISH) + 9, "No article of the text has these words"),
    ],
)
@pytest.mark.parametrize("status", ["draft", "published"])
def test_no_bound_goes_through_what_is_cited_or_marked(at, says, status):
    version, *_rest = make_world(status=status)
    with pytest.raises(ValidationError) as refused:
        split_article(version=version, at=at, title=TITLE)
    assert says in " ".join(refused.value.messages)
    assert texts_of(version) == {1: ENGLISH}
    assert not Proposal.objects.exists()


def test_a_passage_that_was_cut_meanwhile_keeps_a_drafted_bound_from_readers():
    version, *_rest = make_world()
    cut(version, "It closes.")
    make_passage(version, "It pushes. It closes.")
    with pytest.raises(ValidationError, match="A bound would go through “It pushes"):
        publish_proposals()
    assert texts_of(version) == {1: ENGLISH}


def test_an_article_that_is_named_or_changed_is_not_joined():
    version, *_rest = make_world()
    cut(version, "What is sales.")
    publish_proposals()
    repost = make_source("repost").articles.get()
    repost.same_as = version.articles.get(number=2)
    repost.save()
    with pytest.raises(ValidationError, match="is the same article as"):
        join_article(version=version, number=2)
    with pytest.raises(ValidationError, match="no article before this one"):
        join_article(version=version, number=1)


def test_the_parts_of_a_repost_count_no_more_than_it_did():
    first = make_source("first", "An old text.").articles.get()
    version, *_rest = make_world()
    Article.objects.filter(version=version).update(same_as=first)
    cut(version, "What is sales.")
    publish_proposals()
    assert {article.same_as for article in version.articles.all()} == {first}


def test_whoever_comes_second_is_told_so():
    version, *_rest = make_world()
    seen = version.form_version
    cut(version, "What is sales.", started_from=seen)
    with pytest.raises(StaleSaveError):
        cut(version, "It closes.", started_from=seen)
    version.refresh_from_db()
    cut(version, "It closes.", started_from=version.form_version)  # to what is drafted
    assert list(find_articles(version)) == [1, 2, 3]
    assert proposal_of(version)


def test_articles_come_round_through_a_pack(tmp_path):
    with undone():
        version = add_text("post", ENGLISH)
        make_published("definition", make_concept("sales"), cites=(make_passage(version, "It pushes."),))
        for words in ("What is sales.", "It pulls."):
            cut(version, words)
            publish_proposals()
        join_article(version=version, number=2)
        publish_proposals()
        assert texts_of(version) == {1: "What is marketing.", 3: ENGLISH.partition(" It")[0] and ENGLISH[19:]}
        _report, lines = come_round(tmp_path)
    load_elsewhere(tmp_path, lines)
    assert Article.objects.get(number=3).joined == "2"
    assert Passage.objects.get().article.number == 3


def test_an_older_pack_does_not_overlap_what_was_cut_or_bring_back_what_was_joined(tmp_path):
    with undone():
        version = add_text("post", ENGLISH)
        make_published("definition", make_concept("sales"), cites=(make_passage(version, "It pushes."),))
        cut(version, "What is sales.")
        publish_proposals()
        come_round(tmp_path)
        join_article(version=version, number=2)
        publish_proposals()
        with pytest.raises(PackFaultyError, match="it was joined to article 1 of post v1"):
            load_pack(tmp_path / PACK)
        cut(version, "It closes.")
        publish_proposals()
        with pytest.raises(PackFaultyError, match="It overlaps article 3 of post v1"):
            load_pack(tmp_path / PACK, take="pack")
