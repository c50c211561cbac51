import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concepts.editorial.publishing import publish, withdraw
from concepts.models import Address
from concepts.pages.concept import build_concept_page
from concepts.pages.lists import list_sources
from concepts.pages.question import build_question_page
from concepts.pages.statement import build_statement_page
from tests import factories as make
from tests.concepts.pages.worlds import World, make_world, multiply

pytestmark = pytest.mark.django_db


def addresses(world: World) -> list[str]:
    passage = world.first("distinction").citations.get().passage
    return [
        "/en/concepts/alpha/",
        "/zh-hans/dimensions/dimension-0/",
        "/en/questions/question-0/",
        "/zh-hans/tags/tag-0/",
        *(world.first(kind).get_absolute_url() for kind in world.statements),
        "/zh-hans/sources/english-0/",
        "/en/sources/english-0/v1/articles/1/",
        passage.get_absolute_url(),
        "/en/sources/english-0/v1/passages/0-9/",
        *(f"/en/{name}/" for name in ("concepts", "dimensions", "distinctions", "questions", "sources", "tags")),
    ]


@pytest.mark.usefixtures("known_site")
@pytest.mark.slow
def test_every_page_costs_the_same_queries_with_tenfold_content(client):
    world = make_world()
    asked = addresses(world)

    def queries() -> dict[str, int]:
        counts = {}
        for address in asked:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200, address
            counts[address] = len(captured)
        return counts

    small = queries()
    multiply(world, 10)
    assert queries() == small
    assert max(small.values()) <= 12


def test_a_concept_page_gathers_all_that_is_said_of_the_concept():
    world = make_world()
    page = build_concept_page("beta")
    assert [concept.slug for concept in page.broader] == ["alpha"]
    assert page.definition.statement.code == world.statements["definition"][1].code
    assert page.definition.others == 0
    (line,) = page.lines
    assert line.statement.code in {world.statements["characteristic"][1].code, world.first("common").code}
    assert (line.slug, line.others) == ("dimension-0", 1)
    assert [statement.code for statement in page.answer.relations] == [world.first("relation").code]
    assert [(neighbour.concept.slug, neighbour.distinctions) for neighbour in page.neighbours] == [
        ("alpha", 1),
        ("gamma", 0),
        ("delta", 0),
    ]
    (finding,) = page.answer.differ
    assert finding.statement.code == world.first("finding").code
    assert not page.answer.contrasts, "the finding is about the same concepts"
    assert page.answer.others == 1
    assert [(source.lang, source.citations) for source in page.sources] == [("en", 3), ("zh-Hans", 3)]
    assert (len(page.answer.disputed), page.answer.other_questions) == (0, 1)
    assert [concept.slug for concept in build_concept_page("alpha").narrower] == ["beta"]


def test_articles_are_counted_per_side_and_apart_from_who_makes_the_contrast(client):
    world = make_world()
    distinction = world.first("distinction")
    page = build_statement_page(distinction.code, distinction.get_absolute_url())
    assert [(side.concept.slug, side.statement.voices.count) for side in page.sides] == [("alpha", 1), ("beta", 1)]
    assert (page.statement.voices.count, page.statement.drawn_by.count) == (2, 1)
    html = client.get(distinction.get_absolute_url()).content.decode()
    assert f"http://testserver/s/{distinction.code}/" in html
    assert '<div class="remark" lang="en"><p>A <strong>note</strong>.</p></div>' in html
    distinction.citations.all().delete()
    assert "Set side by side by us" in client.get(distinction.get_absolute_url()).content.decode()


def test_a_positions_voices_are_those_of_all_it_rests_on():
    world = make_world()
    relation, common, position = world.first("relation"), world.first("common"), world.first("position")
    make.rest_on(position, common)
    (shown,) = build_question_page("question-0").positions
    assert {statement.code for statement in shown.rests_on} == {relation.code, common.code}
    assert shown.voices.count == 2
    page = build_statement_page(position.code, position.get_absolute_url())
    assert page.statement.voices.count == 2
    assert page.quotations == ()
    assert [group.statement.code for group in page.evidence] == [relation.code, common.code]


def test_a_copy_is_quoted_and_is_no_voice():
    world = make_world()
    original = make.make_passage(world.english, "Sales push products to users.")
    copy = make.make_passage(make.make_source("a-copy"), "Sales push products to users.", copy_of=original)
    statement = make.make_published("definition", world.concepts[0], cites=(original, copy))
    page = build_statement_page(statement.code, statement.get_absolute_url())
    assert page.statement.voices.count == 1
    assert [quotation.copied for quotation in page.quotations] == [False, True]


def test_other_letter_case_stale_words_and_the_wrong_kind_of_address_lead_to_the_right_one(client):
    world = make_world()
    distinction, relation = world.first("distinction"), world.first("relation")
    right = distinction.get_absolute_url()
    for wrong in (
        f"/en/distinctions/{distinction.code.lower()}/{distinction.slug}/",
        f"/en/distinctions/{distinction.code}/other-words/",
        f"/en/distinctions/{distinction.code}/",
        f"/en/statements/{distinction.code}/",
        f"/en/statements/{in_full_width(distinction.code.lower())}/",
        f"/en/distinctions/{in_full_width(distinction.code)}/{distinction.slug}/",
    ):
        response = client.get(wrong, query_params={"from": "x"})
        assert (response.status_code, response["Location"]) == (301, f"{right}?from=x")
    assert client.get(f"/en/distinctions/{relation.code}/x/")["Location"] == relation.get_absolute_url()
    assert client.get("/en/concepts/Alpha/")["Location"] == "/en/concepts/alpha/"


def in_full_width(code: str) -> str:
    """Return the code as a Chinese input method types it."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in code)


def test_the_short_address_leads_to_the_readers_language(client):
    world = make_world()
    code = world.first("distinction").code
    response = client.get(f"/s/{code.lower()}/", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert response.status_code == 302
    assert response["Location"] == f"/zh-hans/distinctions/{code}/short-words-0/"
    assert "Accept-Language" in response["Vary"]
    assert client.get(f"/s/{code}/")["Location"].startswith("/en/")
    assert client.get(f"/s/{in_full_width(code.lower())}/")["Location"].startswith(f"/en/distinctions/{code}/")
    editions = client.get(f"/zh-hans/editions/{in_full_width(code)}/")
    assert (editions.status_code, editions["Location"]) == (301, f"/zh-hans/editions/{code}/")
    assert client.get("/s/22222/").status_code == 404
    assert client.get("/s/营销/").status_code == 404


def test_drafts_are_not_found_and_withdrawn_statements_are_gone_with_words(client):
    world = make_world()
    draft = make.make_statement("definition", world.concepts[0], cites=(make.make_passage(world.english, "Both aim"),))
    assert client.get(f"/en/statements/{draft.code}/").status_code == 404
    publish(statements=[draft])
    withdraw(statement=draft, words_en="The source was misread.", words_zh="读错了来源。")
    response = client.get(f"/zh-hans/statements/{draft.code}/")
    assert response.status_code == 410
    assert "读错了来源。" in response.content.decode()
    assert client.get(f"/s/{draft.code}/").status_code == 410


def test_what_moved_is_found_at_its_new_address(client):
    world = make_world()
    code = world.first("relation").code
    for kind, key, target in (
        ("concept", "old", "alpha"), ("dimension", "old", "dimension-0"), ("question", "old", "question-0"),
        ("source", "old", "english-0"), ("tag", "old", "tag-0"), ("statement", "ZZZZZ", code),
    ):  # fmt: skip
        Address.objects.create(kind=kind, key=key, state="moved", target=target)
        asked = "/en/statements/zzzzz/" if kind == "statement" else f"/en/{kind}s/old/"
        expected = f"/en/statements/{code}/" if kind == "statement" else f"/en/{kind}s/{target}/"
        response = client.get(asked)
        assert (response.status_code, response["Location"]) == (301, expected)
    assert client.get("/en/sources/old/v1/articles/1/")["Location"] == "/en/sources/english-0/v1/articles/1/"
    assert client.get("/en/sources/old/v1/passages/0-9/")["Location"] == "/en/sources/english-0/v1/passages/0-9/"


@pytest.mark.parametrize(("language", "word"), [("en", "Word"), ("zh-hans", "词")])
def test_articles_and_cited_passages_of_a_source_are_counted_apart(language, word):
    alpha = make.make_concept("alpha")
    version = make.make_source("many", "".join(f"{word}{place}. " for place in range(8)), language=language)
    passages = [make.make_passage(version, f"{word}{place}") for place in range(5)]
    for place in range(2):
        make.make_article(version, place, place + 9)
    for cited in (passages[:4], passages[:4], passages[1:3]):
        make.make_published("characteristic", alpha, cites=tuple(cited))
    make.make_statement("characteristic", alpha, cites=tuple(passages))  # a draft counts for nobody
    make.make_source("bare")
    with CaptureQueriesContext(connection) as captured:
        entries = list_sources().entries
    counts = {entry.source.slug: (entry.articles, entry.passages) for entry in entries}
    assert counts == {"many": (3, 4), "bare": (1, 0)}
    [_which, sql] = [query["sql"] for query in captured]
    for table in ("sources_article", "sources_passage"):
        assert table in sql
        assert f'JOIN "{table}"' not in sql, "joined to one another, articles and passages multiply"
