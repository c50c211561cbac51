"""Marks that turn the writing round stay within the words of a source, and make no page of ours say what it does not.

Sources are kept as they are, with such marks; whoever wants to mislead readers would put them into an address, too.
"""

from html.parser import HTMLParser

import pytest

from concepts.search.index.maintenance import rebuild
from sources.text import DIRECTION
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
TEXTS = {
    "en": "Marketing \u202epulls people \u2066in here. It is not sales at all.",
    "zh-hans": "营销\u202e让人\u2067自己走进来。它根本不是销售。",
}
VOID = {"meta", "link", "img", "input", "br", "hr", "path"}
# What ends a direction: elements whose words stand apart, and blocks that hold nothing but words of sources.
ENDING = {"bdi", "mark", "td", "pre"}


class Turned(HTMLParser):
    """Where a page has marks of direction: the elements around each; in attributes and titles there is none."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.places: list[list[str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        assert not any(DIRECTION.search(value or "") for name, value in attrs if name != "content"), (tag, attrs)
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop() != tag:
            pass

    def handle_data(self, data):
        if DIRECTION.search(data):
            self.places.append(list(self.stack))


@LANGUAGES
def test_the_words_of_a_source_turn_round_nothing_beside_them(client, language):
    world = make_world()
    text = TEXTS[language]
    version = make.make_source("turned", text, language)
    passage = make.make_passage(version, text[: text.index("。" if language == "zh-hans" else " It")])
    statement = make.make_published("definition", world.concepts[0], cites=(passage,))
    rebuild()
    own, source = statement.get_absolute_url().removeprefix("/en/"), passage.get_absolute_url().removeprefix("/en/")
    found = 0
    for path in (
        own, f"{own}v1/", f"cite/{own}", source, f"cite/{source}", f"report/{source}", "sources/turned/v1/",
        "compare/alpha-vs-beta/?view=all&show=quotations", f"search/?q={text[:5]}", f"quote-check/?text={text[:30]}",
    ):  # fmt: skip
        html = client.get(f"/{language}/{path}").content.decode()
        for place in Turned(html.replace("</textarea>", "</textarea><!-- -->")).places:
            assert ENDING & set(place) or place[-1] == "textarea", (path, place)
            found += place[-1] != "textarea"
    assert found > 10


@LANGUAGES
def test_a_copied_sentence_ends_what_the_source_leaves_open(client, language):
    text = TEXTS[language]
    quote = text[: text.index("。" if language == "zh-hans" else " It")]
    passage = make.make_passage(make.make_source("turned", text, language), quote)
    path = passage.get_absolute_url().removeprefix("/en/")
    html = client.get(f"/{language}/cite/{path}").content.decode()
    assert f"“{quote}\u2069\u202c”" in html


@LANGUAGES
@pytest.mark.parametrize(
    "path",
    ["search/?q=%E2%80%AEmarketing", "concepts/alpha/?without=%E2%80%AEx", "tags/%E2%81%A6x/", "nothing/%E2%80%AE/",
     "cite/%E2%80%AE/", "compare/alpha-vs-%E2%80%AEx/dimension-0/"],
)  # fmt: skip
def test_an_address_turns_no_word_of_its_page_round(client, path, language):
    make_world()
    rebuild()
    html = client.get(f"/{language}/{path}").content.decode()
    assert not DIRECTION.search(html.partition("<main")[2].partition("</main>")[0])
