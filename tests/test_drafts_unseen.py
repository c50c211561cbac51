"""Nothing of what is a draft or proposed shows to a reader: no page, list, search, address, error or export has it."""

import json
import re
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.editorial.review import add_note
from concepts.models import (
    Address,
    Concept,
    ConceptLink,
    Label,
    Proposal,
    Question,
    RelationType,
    Statement,
    Tag,
)
from concepts.search.index.maintenance import find_faults, rebuild
from sources.content_row import ReviewedRow
from sources.models import Article, Boundary, Passage, Skip, SourceVersion
from tests import factories as make
from tests.concepts.pages.worlds import World, make_world
from tests.remembered import remembered
from tests.test_queries import TABLE, address_of, publish_again

pytestmark = pytest.mark.django_db
EN, ZH = "zorbification", "佐布化"
PROPOSED_EN, PROPOSED_ZH = "frobnication", "弗罗布化"
SLUG, NEVER_USED = "unseen-slug", "absent-slug"
TELLING = (EN, ZH, PROPOSED_EN, PROPOSED_ZH, SLUG)
OTHER_LETTERS = str.maketrans("BCDFGHJKMNPQRSTVWXZ", "CDFGHJKMNPQRSTVWXZB")  # make a code of another one


@dataclass
class Drafts:
    """What tests need by name, with the codes of new statements and the words that no reader may meet."""

    world: World
    concept: Concept
    version: SourceVersion
    second: SourceVersion
    article: Article
    passage: Passage
    codes: list[str]
    rows: list[ReviewedRow]

    @property
    def telling(self) -> tuple[str, ...]:
        return (*TELLING, *self.codes)


@remembered
def make_drafts() -> Drafts:
    """A site with a draft of each kind, wherever drafts can be named, and with changes proposed for each kind."""
    world = make_world()
    alpha = world.concepts[0]
    note = {"scope_note_en": f"{EN}.", "scope_note_zh": f"{ZH}。"}
    concept = make.make_concept(SLUG, EN, ZH, core=True, rank=0, status="draft", **note)
    Label.objects.create(concept=concept, language="en", text="Alpha")  # a name that it shares with another
    Label.objects.create(concept=concept, language="zh-hans", text=f"{ZH}学", role="hidden")
    ConceptLink.objects.create(concept=concept, other=alpha, kind="broader")
    ConceptLink.objects.create(concept=world.concepts[1], other=concept, kind="related")
    names = {"name_en": EN, "name_zh": ZH}
    dimension = make.make_dimension(SLUG, EN, ZH, core=True, rank=0, status="draft")
    make.add_dimension_label(dimension, f"{EN} again")
    make.add_dimension_label(dimension, f"{ZH}学", "zh-hans", "hidden")
    inverse = {"inverse_en": EN, "inverse_zh": ZH}
    relation_type = RelationType.objects.create(slug=SLUG, status="draft", **names, **inverse)
    question = Question.objects.create(slug=SLUG, text_en=f"{EN}?", text_zh=f"{ZH}？", status="draft")
    titles = {"title_en": EN, "title_zh": ZH}
    text = f"Of {EN}. Of {ZH}. And more of it."
    version = make.make_source(SLUG, text, author=EN, publisher=EN, status="draft", **titles)
    Article.objects.filter(version=version).update(**titles)
    second = make.make_version(source=world.english.source, number=2, language="en", text=text, status="draft")
    make.make_article(second, 0, len(text), **titles)
    article = make.make_article(world.english, 0, 20, status="draft", **titles)
    Boundary.objects.create(article=article, kind="heading", start=0, end=9)
    Article.objects.filter(version=world.english, number=1).update(same_as=version.articles.get())
    skip = Skip.objects.create(version=world.english, article=article, start=3, end=9, reason="filler", status="draft")
    words = {"translation": f"{ZH}。", "translation_by": "ours"}
    passage = make.make_passage(world.english, "Both aim at revenue.", **words)
    elsewhere = [make.make_passage(each, f"Of {EN}.", **words) for each in (version, second)]
    moved = Address.objects.create(kind="concept", key=f"{SLUG}-1", state="moved", target=SLUG, status="draft")
    gone = Address.objects.create(
        kind="question", key=f"{SLUG}-1", state="withdrawn", words_en=EN, words_zh=ZH, status="draft"
    )
    headlines = {"headline_en": EN, "headline_zh": ZH, "description_en": f"{EN}.", "description_zh": f"{ZH}。"}
    site = make.make_site(concept, alpha, status="draft", **names, **headlines)
    said = {"text_en": f"It is {EN}.", "text_zh": f"它是{ZH}。"}
    new = [
        make.make_statement("definition", concept, cites=(passage, *elsewhere), **said),
        side := make.make_statement("characteristic", concept, dimension=dimension, cites=(passage,), **said),
        make.make_part(world.first("common"), cites=(passage,), **said),
        make.make_statement("relation", alpha, objects=(concept,), relation_type=relation_type, **said),
        make.make_statement("position", question=question, **said),
        make.make_distinction(side, **titles, **said),
        make.make_statement("definition", alpha, cites=(passage,), **said),
        position := make.make_statement("position", question=Question.objects.get(slug="question-0"), **said),
        make.make_finding_of_parts((alpha, world.first("characteristic")), (concept, side), **said),
    ]
    make.rest_on(position, world.first("relation"))
    tag = Tag.objects.create(slug=SLUG, **names)
    new[0].tags.add(tag)
    publish_again(world.first("distinction"), 0)
    changes = start_draft(statement=world.first("distinction"))
    Statement.objects.filter(pk=changes.pk).update(**said, **titles)
    changes.tags.add(tag)
    add_note(row=changes, by="a test", text=f"{EN} {ZH}")
    proposed_for = {
        "concept": alpha, "dimension": world.first("characteristic").dimension,
        "question": Question.objects.get(slug="question-0"),
        "relation-type": RelationType.objects.earliest("pk"), "tag": Tag.objects.get(slug="tag-0"),
        "source": world.english.source, "version": world.english, "article": world.english.articles.get(number=1),
        "passage": Passage.objects.earliest("pk"), "skip": skip, "address": moved,
        "site": site,
    }  # fmt: skip
    for kind, row in proposed_for.items():
        content = {"en": PROPOSED_EN, "zh": PROPOSED_ZH, "slug": PROPOSED_EN}
        Proposal.objects.create(kind=kind, row=row.pk, content=content, started_from=row.row_version)
    rows = [concept, dimension, relation_type, question, version.source, second, article, skip, moved, gone, site]
    return Drafts(world, concept, version, second, article, passage, [row.code for row in (*new, changes)], rows)


@pytest.fixture
def drafts() -> Drafts:
    """The site of `make_drafts`, with its search index."""
    drafts = make_drafts()
    rebuild()
    return drafts


def read(address: str, client: Client) -> str:
    """All that a reader is sent: status, headers and content."""
    answer = client.get(address)
    content = answer.content.decode(errors="replace")  # a card is a picture
    return f"{answer.status_code} {dict(answer.headers)} {content}"


def found_in(sent: str, drafts: Drafts) -> list[str]:
    """The telling words that stand in it."""
    folded = sent.lower()
    return [word for word in drafts.telling if word.lower() in folded]


def test_there_is_a_draft_and_a_proposal_of_each_kind(drafts):
    reviewed = set(ReviewedRow.__subclasses__())
    assert {type(row) for row in drafts.rows} == reviewed
    assert {model for model in reviewed if model.objects.exclude(status="published").exists()} == reviewed
    assert Proposal.objects.count() == len(reviewed) + 2  # tags and passages have no status
    assert set(Statement.objects.filter(status="draft").values_list("kind", flat=True)) == set(Statement.Kind.values)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_page_shows_a_draft(drafts, client, language):
    sent = {address: read(address, client) for page in TABLE if (address := address_of(page, drafts.world, language))}
    assert len(sent) > 40
    assert [address for address, answer in sent.items() if not answer.startswith("200")] == []
    assert {address: words for address, answer in sent.items() if (words := found_in(answer, drafts))} == {}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nobody_finds_a_draft(drafts, client, language):
    queries = [
        "zorbificatio", "zorbifikation", "zorb", "佐布", "佐", "zuobuhua", "zbh", "alpha vs zorb", "Alpha",
        "frobnicatio", "弗罗布", "difference between alpha and zorbificatio", "Both aim at revenue.", "filler",
    ]  # fmt: skip
    addresses = [
        address
        for query in queries
        for address in (
            f"/{language}/search/?q={query}",
            f"/{language}/search/suggestions?q={query}",
            f"/{language}/search/completions?q={query}",
            f"/api/v1/search?q={query}&in={language}",
        )
    ]
    assert {address: words for address in addresses if (words := found_in(read(address, client), drafts))} == {}
    for word in (EN, ZH, f"“{ZH}”", PROPOSED_EN, PROPOSED_ZH):
        assert client.get(f"/api/v1/search?q={word}&in={language}").json()["total"] == 0, word
        assert client.get(f"/{language}/search/suggestions?q={word}").json() == {"suggestions": []}, word


ADDRESSES = (
    "/{lang}/concepts/{slug}/",
    "/{lang}/concepts/{slug}-1/",
    "/{lang}/concepts/{SLUG}/",
    "/{lang}/dimensions/{slug}/",
    "/{lang}/questions/{slug}/",
    "/{lang}/questions/{slug}-1/",
    "/{lang}/tags/{slug}/",
    "/{lang}/sources/{slug}/",
    "/{lang}/sources/{slug}/v1/",
    "/{lang}/sources/{slug}/v1/articles/1/",
    "/{lang}/sources/{slug}/v1/passages/0-9/",
    "/{lang}/sources/english-0/v{number}/",
    "/{lang}/sources/english-0/v{number}/articles/1/",
    "/{lang}/sources/english-0/v{number}/passages/0-9/",
    "/{lang}/sources/english-0/v1/articles/{number}/",
    "/{lang}/compare/alpha-vs-{slug}/",
    "/{lang}/compare/alpha-vs-{slug}-1/",
    "/{lang}/compare/?concept=alpha&concept={slug}",
    "/{lang}/compare/alpha-vs-beta/?dimension={slug}",
    "/{lang}/compare/alpha-vs-beta/?source={slug}",
    "/{lang}/search/?q=alpha&concept={slug}",
    "/{lang}/search/?q=alpha&dimension={slug}",
    "/{lang}/search/?q=alpha&source={slug}",
    "/api/v1/search?q=alpha&concept={slug}&in={lang}",
    "/{lang}/statements/{code}/",
    "/{lang}/distinctions/{code}/",
    "/{lang}/distinctions/{code}/any/",
    "/{lang}/statements/{code}/v1/",
    "/{lang}/distinctions/{code}/any/v1/",
    "/{lang}/editions/{code}/",
    "/{lang}/feeds/concepts/{slug}.atom",
    "/{lang}/feeds/questions/{slug}.atom",
    "/{lang}/feeds/sources/{slug}.atom",
    "/{lang}/feeds/statements/{code}.atom",
    "/s/{code}/",
    "/s/{code}/v1/",
    "/id/statement/{code}/v1",
    "/embed/{lang}/s/{code}/",
    "/embed/{lang}/questions/{slug}/",
    "/embed/{lang}/questions/{slug}-1/",
    "/embed/{lang}/compare/alpha-vs-{slug}/",
    "/oembed?url=http://testserver/{lang}/statements/{code}/",
    "/oembed?url=http://testserver/{lang}/questions/{slug}/&format=xml",
    "/oembed?url=http://testserver/{lang}/compare/alpha-vs-{slug}/",
    "/oembed?url=http://testserver/{lang}/concepts/{slug}/",
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_address_of_a_draft_answers_as_one_that_was_never_used(drafts, client, language, deep):
    """The same words and headers, but for the name that was asked for, and the same queries.

    Each address with every third draft by turns, with `--deep` with all.
    """

    def asked(address: str, slug: str, code: str, number: int) -> tuple[str, list[str]]:
        queries: list[str] = []

        def note(execute, sql, *rest):
            queries.append(sql)
            return execute(sql, *rest)

        name = {"slug": slug, "SLUG": slug.upper(), "code": code, "number": number}
        with connection.execute_wrapper(note):
            sent = read(address.format(lang=language, **name), client)
        sent = re.sub(r'<span lang="en">|</span>', "", sent)  # which part a code in a Chinese sentence
        for given, written in ((slug, "SLUG"), (slug.upper(), "SLUG"), (code, "CODE")):
            sent = sent.replace(given, written)
        return re.sub(rf"\b(v|articles/){number}\b", r"\1N", sent), queries

    client.get(f"/{language}/search/?q=alpha")  # loads what queries are understood by
    for place, address in enumerate(ADDRESSES):
        by_turns = drafts.codes if deep else drafts.codes[place % 3 :: 3]
        for code in by_turns if "{code}" in address else drafts.codes[:1]:
            answer, queries = asked(address, SLUG, code, 2)
            assert (answer, queries) == asked(address, NEVER_USED, code.translate(OTHER_LETTERS), 7), (address, code)
            assert answer.startswith(("404", "400")), address
            assert found_in(answer, drafts) == [], address


def test_the_translation_of_a_passage_that_only_drafts_cite_is_not_shown(drafts, client):
    span = f"{drafts.passage.start}-{drafts.passage.end}"
    for language in ("en", "zh-hans"):
        place = f"/{language}/sources/english-0/v1/passages/{span}/"
        assert "Both aim at revenue." in read(place, client)  # the text itself is public
        assert found_in(read(place, client), drafts) == []
    publish(statements=[Statement.objects.get(code=drafts.codes[6])])
    assert ZH in read(f"/en/sources/english-0/v1/passages/{span}/", client)


def test_the_search_follows_publication(drafts, client, django_capture_on_commit_callbacks):
    def total(query: str) -> int:
        return client.get(f"/api/v1/search?q={query}").json()["total"]

    def set_status(status: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            for row in drafts.rows:
                type(row)._default_manager.filter(pk=row.pk).update(status=status)
            bump_content_revision()

    for status, is_found in (("published", True), ("draft", False)):
        set_status(status)
        assert find_faults() == []
        assert (total(EN) > 0, total(ZH) > 0) == (is_found, is_found)
        types = {hit["type"] for hit in client.get(f"/api/v1/search?q={EN}&limit=50").json()["results"]}
        assert types == ({"concept", "dimension", "question", "source", "article", "passage"} if is_found else set())
    sent = [read(address_of(page, drafts.world, "en"), client) for page in TABLE]
    assert [words for answer in sent if (words := found_in(answer, drafts))] == []


def test_curators_look_at_a_draft_that_names_a_draft(drafts, admin_client):
    for code in drafts.codes:
        assert admin_client.get(f"/admin/preview/{code}/").status_code == 200, code
    page = admin_client.get(f"/admin/preview/{drafts.codes[0]}/?lang=zh-hans").content.decode()
    assert ZH in page


def test_an_export_for_readers_has_no_draft(drafts, capsys):
    call_command("export_statements", published=True)
    printed = capsys.readouterr()
    lines = [json.loads(line) for line in printed.out.splitlines()]
    assert {line["type"] for line in lines} >= {"concept", "dimension", "question", "source", "passage", "statement"}
    assert {line.get("status", "published") for line in lines} == {"published"}
    assert found_in(printed.out, drafts) == []
    assert "a draft" in printed.err
    call_command("export_statements")
    whole = capsys.readouterr().out
    assert {line["type"] for line in map(json.loads, whole.splitlines()) if line.get("status") == "draft"} >= {
        "address", "article", "concept", "dimension", "question", "relation_type", "skip", "source", "statement",
    }  # fmt: skip
    assert ZH in whole
