"""A finding has its page, its editions and its addresses like every statement."""

import pytest

from concepts.editorial.publishing import publish
from concepts.pages.statement import build_statement_page
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def finding(world):
    alpha, beta = world.concepts[:2]
    sides = world.statements["characteristic"]
    finding = make.make_finding_of_parts(
        (alpha, sides[0]), (beta, sides[1]),
        text_en="Alpha pushes; beta pulls.", text_zh="甲推；乙拉。", dimension=sides[0].dimension,
    )  # fmt: skip
    make.rest_on(finding, sides[0], part=2, nearness="nearby")
    publish(statements=[finding])
    finding.refresh_from_db()
    return finding


def test_the_page_of_a_finding_shows_what_it_rests_on_once(world, finding):
    page = build_statement_page(finding.code, finding.get_absolute_url())
    assert [statement.code for statement in page.rests_on] == [
        row.code for row in world.statements["characteristic"][:2]
    ]
    assert [concept.slug for concept in page.statement.subjects] == ["alpha", "beta"]
    assert page.comparison.startswith("/en/compare/alpha-vs-beta/")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Alpha pushes; beta pulls.", "It rests on")), ("zh-hans", ("甲推；乙拉。", "依据"))],
)
def test_a_finding_is_read_at_its_addresses(client, finding, language, words):
    for address in (f"/{language}/statements/{finding.code}/", f"/{language}/statements/{finding.code}/v1/"):
        html = client.get(address).content.decode()
        assert all(word in html for word in words), address
        assert html.count(f">{words[0]}<") >= 1
    for address in (f"/{language}/editions/{finding.code}/", f"/id/statement/{finding.code}/v1"):
        assert client.get(address).status_code == 200, address
    short = client.get(f"/s/{finding.code}/", headers={"accept-language": language})
    assert short.status_code in (301, 302)


def test_pages_about_its_concepts_open_beside_a_finding(client, finding):
    for address in (
        "/en/", "/en/compare/alpha-vs-beta/", "/en/concepts/alpha/", "/en/distinctions/", "/en/questions/",
        f"/en/dimensions/{finding.dimension.slug}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
