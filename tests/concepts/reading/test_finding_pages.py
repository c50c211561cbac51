"""The pages on which readers look for a concept: the list with its finder, and “Which word do I need?”."""

import pytest
from django.utils import translation

from concepts.models import Label
from concepts.reading.lexicon import load_lexicon
from concepts.reading.words_page import load_shared_words
from tests import factories as make
from tests.concepts.reading.worlds import make_world
from tests.site import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    sales = make.make_concept("sales", "Sales", "销售", core=True, scope_note_en="To sell. All of it.")
    selling = make.make_concept("personal-selling", "Personal selling", "推销", core=True)
    other = make.make_concept("price", "Price", "价格")
    for concept in (sales, selling, other):
        Label.objects.create(concept=concept, language="en", text="selling", role="alternative", rank=9)
    return sales, selling, other


@pytest.mark.parametrize(("query", "found"), [("sales", ["sales"]), ("推销", ["personal-selling"]), ("xs", ["sales"])])
def test_the_list_shows_what_was_found_and_keeps_the_query_in_its_box(client, field, query, found):
    html = client.get("/en/concepts/", {"q": query}).content.decode()
    listed = [link for link in read(html).links if link.startswith("/en/concepts/") and link != "/en/concepts/"]
    assert listed == [f"/en/concepts/{slug}/" for slug in found]
    assert f'id="finder" type="search" name="q" value="{query}"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "1 concept found" in html


def test_where_nothing_is_found_all_concepts_are_offered(client, field):
    query = "<b>\u202eشيء"
    html = client.get("/en/concepts/", {"q": query}).content.decode()
    assert "Nothing here is called" in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert {f"/en/concepts/{one.slug}/" for one in field} <= set(read(html).links)


def test_the_whole_list_may_be_indexed_and_leads_to_the_map(client, field):
    html = client.get("/en/concepts/").content.decode()
    assert "noindex" not in html
    assert 'rel="canonical"' in html
    assert {"/en/map/", "/en/which-word/"} <= set(read(html).links)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_home_page_shows_the_words_that_core_concepts_share(field, language):
    with translation.override(language):
        shared = load_shared_words(load_lexicon())
    senses = [(word.text.words, [sense.name.words for sense in word.senses]) for word in shared]
    assert senses == [("selling", ["销售", "推销"])]


def test_where_no_word_is_shared_none_is_shown():
    make_world()
    assert load_shared_words(load_lexicon()) == ()


@pytest.mark.parametrize(("language", "order"), [("en", ["Sales", "销售"]), ("zh-hans", ["销售", "Sales"])])
def test_what_one_means_leads_to_the_word_in_both_languages_the_readers_first(client, field, language, order):
    html = client.get(f"/{language}/which-word/").content.decode()
    table = html[html.index('class="choices"') :]
    places = [table.index(f">{name}<") for name in order]
    assert places == sorted(places)
    assert table.index("To sell") < places[0]


def test_every_statement_of_the_word_page_has_its_note_once(client):
    world = make_world()
    definition = world.first("definition")
    html = client.get("/en/which-word/").content.decode()
    assert html.count(f'popovertarget="n-{definition.code}"') >= 1
    assert html.count(f' id="n-{definition.code}"') == 1
