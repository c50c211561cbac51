"""Cards at their addresses: pictures, moved, withdrawn and unknown pages, and many asked for at once."""

from io import BytesIO
from threading import Timer

import pytest
from django.urls import reverse
from django.utils import translation
from PIL import Image

from concepts.drawings.card_picture import draw_card_without_words
from concepts.editorial.publishing import publish, withdraw
from concepts.evidence.addresses import card_address, page_of_card
from concepts.models import Concept, Statement
from concepts.share.cards import views
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "zh-hans"]


def pages(language: str) -> list[str]:
    """The address of a page of each kind that has a card."""
    world = make_world()
    with translation.override(language):
        return [
            world.first("distinction").get_absolute_url(),
            world.first("finding").get_absolute_url(),
            world.first("position").get_absolute_url(),
            reverse("pages:question", args=["question-0"]),
            reverse("pages:concept", args=["alpha"]),
            reverse("comparison:comparison", args=["alpha-vs-beta"]),
            reverse("comparison:comparison", args=["delta-vs-alpha-vs-gamma"]),
            reverse("comparison:comparison", args=["gamma-vs-delta"]),
            reverse("pages:source", args=["english-0"]),
            reverse("pages:source-version", args=["chinese-0", 1]),
            reverse("pages:article", args=["english-0", 1, 1]),
            *(f"{world.first(kind).get_absolute_url()}v1/" for kind in ("distinction", "relation")),
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_has_a_card_at_its_address_with_png_for_the_last_slash(client, language):
    for page in pages(language):
        assert client.get(page).status_code == 200
        address = card_address(page)
        assert (address, page_of_card(address)) == (f"{page[:-1]}.png", page)
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png"), address
        assert answer.headers["Content-Language"] == language
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert Image.open(BytesIO(answer.content)).size == (1200, 630)
        assert len(answer.content) <= 80_000
        assert answer.content != draw_card_without_words()
        assert client.head(address).status_code == 200
        assert client.post(address).status_code == 405


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_has_a_card_whatever_is_published(client, language):
    bare = client.get(f"/{language}/home.png")
    make_world()
    filled = client.get(f"/{language}/home.png")
    assert (bare.status_code, filled.status_code) == (200, 200)
    assert draw_card_without_words() not in (bare.content, filled.content)
    assert bare.content != filled.content


def test_cards_of_both_languages_differ(client):
    for page in pages("en"):
        english, chinese = (card_address(each) for each in (page, page.replace("/en/", "/zh-hans/")))
        assert client.get(english).content != client.get(chinese).content


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_follows_its_page_where_that_moved(client, language):
    distinction = make_world().first("distinction")
    with translation.override(language):
        right = card_address(distinction.get_absolute_url())
    for wrong in (
        f"/{language}/statements/{distinction.code}.png",
        f"/{language}/distinctions/{distinction.code.lower()}/other-words.png",
    ):
        answer = client.get(wrong)
        assert (answer.status_code, answer.headers["Location"]) == (301, right)
    for wrong, leads in (
        ("concepts/Alpha.png", "concepts/alpha.png"),
        ("compare/Alpha-vs-BETA.png", "compare/alpha-vs-beta.png"),
        ("questions/Question-0.png", "questions/question-0.png"),
        ("sources/English-0.png", "sources/english-0.png"),
        ("sources/English-0/v1.png", "sources/english-0/v1.png"),
        ("sources/English-0/v1/articles/1.png", "sources/english-0/v1/articles/1.png"),
        (f"statements/{distinction.code}/v1.png", f"distinctions/{distinction.code}/short-words-0/v1.png"),
    ):
        answer = client.get(f"/{language}/{wrong}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/{language}/{leads}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("concepts/nothing.png", 404),
        ("statements/ZZZZ2.png", 404),
        ("statements/1.png", 404),
        ("distinctions/ZZZZ2/words.png", 404),
        ("questions/nothing.png", 404),
        ("compare/alpha-vs-nothing.png", 404),
        ("compare/alpha.png", 400),
        ("compare/alpha-vs-beta-vs-gamma-vs-delta-vs-epsilon.png", 400),
        ("concepts.png", 404),
        ("concepts/alpha.PNG", 301),
        ("dimensions/dimension-0.png", 404),
        ("home/home.png", 404),
        ("sources/nothing.png", 404),
        ("sources/english-0/v9.png", 404),
        ("sources/english-0/v1/articles/9.png", 404),
        ("statements/ZZZZ2/v1.png", 404),
    ],
)
def test_what_there_is_no_page_of_has_no_card(client, language, address, status):
    make_world(concepts=5)
    assert client.get(f"/{language}/{address}").status_code == status


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_what_was_withdrawn_is_gone_and_that_of_a_draft_not_there(client, language):
    finding = make_world().first("finding")
    with translation.override(language):
        gone = card_address(finding.get_absolute_url())
        draft = card_address(make.make_statement("definition", Concept.objects.get(slug="alpha")).get_absolute_url())
    withdraw(statement=finding, words_en="Wrong.", words_zh="有误。")
    assert client.get(gone).status_code == 410
    assert client.get(draft).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "has_words"),
    [
        ("市场" * 1000, True),
        ("word " * 400, True),
        ("W" * 2000, True),
        ("قيمة التسويق", False),
        ("🚀", False),
        ("𠮷", False),
    ],
)
def test_long_and_odd_texts_make_a_picture(client, language, text, has_words):
    finding = make_world().first("finding")
    Statement.objects.filter(pk=finding.pk).update(text_en=text, text_zh=text)
    with translation.override(language):
        answer = client.get(card_address(finding.get_absolute_url()))
    assert answer.status_code == 200
    assert len(answer.content) <= 80_000
    assert (answer.content != draw_card_without_words()) is has_words


@pytest.mark.parametrize(("language", "words"), [("en", "try again"), ("zh-hans", "请稍后再试")])
def test_when_too_many_are_asked_for_at_once_the_answer_is_503_and_pages_are_sent(client, language, words):
    page = pages(language)[0]
    for _number in range(views.MOST_ASKED):
        assert views._asked.acquire(blocking=False)
    try:
        answer = client.get(card_address(page))
        assert client.get(page).status_code == 200
    finally:
        views._asked.release(views.MOST_ASKED)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    assert int(answer.headers["Retry-After"]) > 0
    assert words in answer.content.decode()
    assert client.get(card_address(page)).status_code == 200


def test_a_card_waits_for_its_turn(client):
    for _number in range(views.MOST_DRAWN):
        assert views._drawn.acquire(blocking=False)
    release = Timer(0.05, views._drawn.release, [views.MOST_DRAWN])
    release.start()
    answer = client.get(card_address(pages("en")[0]))
    release.join()
    assert answer.status_code == 200


def test_a_card_whose_turn_does_not_come_is_answered_with_503(client, monkeypatch):
    monkeypatch.setattr(views, "LONGEST_WAIT", 0.01)
    page = card_address(pages("en")[0])
    for _number in range(views.MOST_DRAWN):
        assert views._drawn.acquire(blocking=False)
    try:
        assert client.get(page).status_code == 503
    finally:
        views._drawn.release(views.MOST_DRAWN)
    assert client.get(page).status_code == 200


def test_whatever_becomes_of_a_card_the_next_one_is_drawn(client, monkeypatch):
    page = pages("en")[0]
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(views, "draw_card", lambda card: 1 / 0)
        assert [client.get(card_address(page)).status_code for _number in range(5)] == [500] * 5
    for _number in range(5):
        assert client.get("/en/concepts/nothing.png").status_code == 404
    assert client.get(card_address(page)).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_a_comparison_says_what_its_page_says_first(client, language):
    world = make_world()
    first = client.get(card_address(f"/{language}/compare/alpha-vs-beta/")).content
    Statement.objects.filter(pk=world.first("finding").pk).update(text_en="Other words.", text_zh="别的话。")
    publish(statements=[world.first("finding")])
    assert client.get(card_address(f"/{language}/compare/alpha-vs-beta/")).content != first
