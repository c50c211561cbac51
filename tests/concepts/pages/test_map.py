import pytest
from django.utils import translation

from concepts.drawings.graph import Form
from concepts.evidence.concept_names import load_concept_names
from concepts.models import Concept, ConceptLink
from concepts.pages import map as maps
from concepts.pages import map_picture
from concepts.pages.map import build_map_page, build_surroundings
from tests import factories as make
from tests.site import read

pytestmark = pytest.mark.django_db
TEXT = "Marketing includes sales. Sales feeds back to marketing. Marketing plans. Sales sells."


@pytest.fixture
def concepts():
    version = make.make_source("english", TEXT)
    passages = [make.make_passage(version, sentence) for sentence in TEXT.rstrip(".").split(". ")]
    rows = [
        make.make_concept(slug, slug.capitalize(), zh)
        for slug, zh in (("marketing", "营销"), ("sales", "销售"), ("promotion", "促销"), ("market", "市场"))
    ]
    marketing, sales, promotion, _market = rows
    make.make_published("relation", marketing, objects=(sales, promotion), cites=passages[:1])
    make.make_published("relation", sales, objects=(marketing,), cites=passages[:1], rank=1)
    back = make.make_relation_type("feeds-back")
    back.rank = 1
    back.save()
    make.make_published("relation", sales, objects=(marketing,), relation_type=back, cites=passages[1:2])
    make.make_statement("relation", promotion, objects=(sales,), relation_type=back)  # a draft
    sides = [make.make_published("characteristic", concept, cites=(passage,)) for concept, passage in
             ((marketing, passages[2]), (sales, passages[3]))]  # fmt: skip
    distinction = make.make_distinction(*sides)
    make.publish(statements=[distinction])
    return rows


def test_facts_of_one_kind_between_two_make_one_line(concepts):
    graph = build_map_page().graph
    assert [(edge.start, edge.end, edge.kind, edge.both) for edge in graph.edges] == [
        ("marketing", "sales", "type:includes", True),
        ("marketing", "promotion", "type:includes", False),
        ("sales", "marketing", "type:feeds-back", False),
        ("marketing", "sales", "contrast", False),
    ]
    assert [(kind.key, kind.form, kind.number) for kind in graph.kinds] == [
        ("type:includes", Form.RELATION, 0),  # the commonest bears no number
        ("type:feeds-back", Form.RELATION, 1),
        ("contrast", Form.CONTRAST, 0),
    ]


def test_every_fact_stands_in_words_with_the_address_behind_it(concepts):
    facts = build_map_page().facts
    assert [
        ([str(concept.name) for concept in fact.subjects], fact.kind, [str(concept.name) for concept in fact.objects])
        for fact in facts
    ] == [
        (["Marketing"], "type:includes", ["Sales", "Promotion"]),
        (["Sales"], "type:includes", ["Marketing"]),
        (["Sales"], "type:feeds-back", ["Marketing"]),
        (["Marketing"], "contrast", ["Sales"]),
    ]
    assert all(fact.address.startswith("/en/statements/") for fact in facts[:3])
    assert (facts[3].address, facts[3].distinctions) == ("/en/compare/marketing-vs-sales/", 1)


def test_a_link_of_ours_is_drawn_only_where_no_statement_joins_the_two(concepts):
    marketing, _sales, promotion, market = concepts
    ConceptLink.objects.create(concept=promotion, other=marketing, kind="broader")
    ConceptLink.objects.create(concept=market, other=marketing, kind="broader", rank=1)
    ConceptLink.objects.create(concept=market, other=promotion, kind="related", rank=2)
    page = build_map_page()
    ours = [(edge.start, edge.end, edge.kind) for edge in page.graph.edges if ":" not in edge.kind]
    assert ours == [
        ("market", "marketing", "broader"),
        ("marketing", "sales", "contrast"),
        ("market", "promotion", "related"),
    ]
    assert [fact.kind for fact in page.facts].count("broader") == 2
    assert {fact.address for fact in page.facts if fact.kind in ("broader", "related")} == {""}


def test_the_map_speaks_the_readers_language(concepts):
    with translation.override("zh-hans"):
        page = build_map_page()
    assert [(str(node.name), str(node.other_name)) for node in page.graph.nodes][:2] == [
        ("营销", "Marketing"),
        ("销售", "Sales"),
    ]
    assert page.graph.kinds[0].name.lang == "zh-Hans"
    assert page.graph.nodes[0].address == "/zh-hans/concepts/marketing/"


def test_an_empty_database_has_an_empty_map():
    page = build_map_page()
    assert (page.graph.nodes, page.graph.kinds, page.graph.edges, page.facts) == ((), (), (), ())


@pytest.mark.slow
def test_ten_times_the_content_takes_no_more_queries(concepts, django_assert_max_num_queries):
    with django_assert_max_num_queries(6) as few:
        build_map_page()
    version = make.make_source("more", TEXT)
    for number in range(30):
        subject, other = (make.make_concept(f"c{number}-{side}") for side in (1, 2))
        passage = make.make_passage(version, TEXT[number : number + 5])
        make.make_published("relation", subject, objects=(other,), cites=(passage,))
        ConceptLink.objects.create(concept=subject, other=other, kind="related")
    with django_assert_max_num_queries(len(few)):
        assert len(build_map_page().graph.edges) == 34


def edges_of(graph):
    return {(edge.start, edge.end) for edge in graph.edges}


def test_what_surrounds_a_concept_is_joined_to_it(concepts):
    marketing, _sales, promotion, market = concepts
    ConceptLink.objects.create(concept=market, other=marketing, kind="broader")
    ConceptLink.objects.create(concept=market, other=promotion, kind="related")
    names = load_concept_names()
    found = build_surroundings(names, names.by_slug["promotion"])
    assert [node.key for node in found.page.graph.nodes] == ["marketing", "promotion", "market"]  # of a line each
    # What joins the two neighbours is left out.
    assert edges_of(found.page.graph) == {("market", "promotion"), ("marketing", "promotion")}
    assert found.left_out == 0
    found = build_surroundings(names, names.by_slug["marketing"])
    assert all("marketing" in edge for edge in edges_of(found.page.graph))


def test_a_map_has_the_strongest_neighbours_alone(concepts, monkeypatch):
    monkeypatch.setattr(maps, "MOST_NEIGHBOURS", 1)
    marketing, _sales, _promotion, market = concepts
    ConceptLink.objects.create(concept=market, other=marketing, kind="broader")
    names = load_concept_names()
    found = build_surroundings(names, names.by_slug["marketing"])
    assert [node.key for node in found.page.graph.nodes] == ["marketing", "sales"]
    assert found.left_out == 2
    named = [{concept.slug for concept in (*fact.subjects, *fact.objects)} for fact in found.page.facts]
    assert all(slugs <= {"marketing", "sales"} for slugs in named)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_large_map_has_the_core_and_leads_to_what_surrounds_each(client, concepts, monkeypatch, language):
    Concept.objects.filter(slug__in=["marketing", "sales"]).update(core=True)
    everything = read(client.get(f"/{language}/map/").content.decode()).links
    assert f"/{language}/concepts/promotion/" in everything
    monkeypatch.setattr(map_picture, "MOST_ON_THE_MAP", 3)
    links = read(client.get(f"/{language}/map/").content.decode()).links
    assert f"/{language}/concepts/sales/" in links
    assert f"/{language}/concepts/promotion/" not in links
    around = f"/{language}/map/?concept=marketing"
    assert around in links
    html = client.get(around).content.decode()
    assert f'<link rel="canonical" href="http://testserver{around}">' in html
    links = read(html).links
    assert f"/{language}/concepts/promotion/" in links
    assert f"/{language}/map/?concept=promotion" in links
    assert client.get(f"/{language}/map/?concept=nothing").status_code == 404
