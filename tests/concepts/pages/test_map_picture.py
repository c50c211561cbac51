"""The concept map's page: the picture, its key, and what its lines say in sentences."""

import pytest
from django.utils import translation

from concepts.editorial.publishing import publish
from concepts.evidence.concept_names import load_concept_names
from concepts.models import ConceptLink
from concepts.pages.map import build_map_page
from concepts.pages.map_picture import draw_picture, group_facts
from tests import factories as make
from tests.concepts.pages.worlds import make_world
from tests.site import read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ["falls under"]), ("zh-hans", ["属于"])],
)
def test_facts_stand_under_the_name_of_their_line(language, names):
    world = make_world()
    with translation.override(language):
        page = build_map_page()
        groups = group_facts(page.facts)
        picture = draw_picture(page.graph)
    facts = {group.name.words: [sentence.fact for sentence in group.sentences] for group in groups}
    assert set(names) <= set(facts)
    ((link,),) = [facts[name] for name in names]
    assert ([concept.slug for concept in link.subjects], [concept.slug for concept in link.objects]) == (
        ["beta"],
        ["alpha"],
    )
    assert [line.name.words for line in picture.key] == [kind.name.words for kind in page.graph.kinds]
    assert sum(map(len, facts.values())) == len(page.facts) >= len(world.statements["relation"]) + 2


def test_sentences_that_read_the_same_are_counted(client):
    world = make_world()
    first = world.first("relation")
    passage = make.make_passage(world.english, "Both aim at revenue.")
    again = make.make_statement(
        "relation", world.concepts[0], objects=(world.concepts[1],), cites=(passage,), relation_type=first.relation_type
    )
    publish(statements=[again])
    page = build_map_page()
    sentences = [sentence for group in group_facts(page.facts) for sentence in group.sentences]
    numbers = [sentence.number for sentence in sentences if sentence.fact.address]
    assert sorted(numbers) == [1, 1, 2]
    html = client.get("/en/map/").content.decode()
    assert html.count(" (statement 2)</a>") == 1
    assert {first.get_absolute_url(), again.get_absolute_url()} <= set(read(html).links)


def test_facts_about_concepts_outside_the_map_are_left_out():
    world = make_world()
    ConceptLink.objects.create(concept=world.concepts[2], other=world.concepts[3], kind="broader")
    names = load_concept_names()
    assert build_map_page(names).facts
    assert build_map_page(names, [names.by_slug[slug] for slug in ("alpha", "gamma")]).facts == ()


def test_the_order_in_which_rows_were_made_does_not_matter():
    world = make_world()
    pairs = [(2, 0, "broader"), (2, 3, "related"), (1, 3, "related"), (3, 0, "broader")]

    def make_links(pairs):
        ConceptLink.objects.all().delete()
        for start, end, kind in pairs:
            ConceptLink.objects.create(concept=world.concepts[start], other=world.concepts[end], kind=kind)
        return draw_picture(build_map_page().graph)

    assert make_links(pairs) == make_links(pairs[::-1])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_an_empty_site_says_so(client, language):
    answer = client.get(f"/{language}/map/")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert read(html).headings == 1
    assert 'class="nothing"' in html
    assert "<svg" not in html
