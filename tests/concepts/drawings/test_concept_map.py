import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from math import dist
from random import Random

import pytest
from django.conf import settings

from concepts.drawings.boxes import Box
from concepts.drawings.concept_map import TALL, WIDE, draw_map, draw_sample
from concepts.drawings.graph import Edge, Graph, focus
from concepts.drawings.labels import em_width
from concepts.drawings.layout import CROWD
from sources.languages import Text
from tests.concepts.drawings.samples import HOSTILE, KINDS, baking, large_map, node, parsed, small_map, with_class

LABEL = Text("Map of the concepts", "en")


def boxes_of(root):
    drawn = [link.find("rect") for link in with_class(root, "map-node")]
    sizes = [[float(one.get(name)) for name in ("x", "y", "width", "height")] for one in drawn]
    return [Box(x + width / 2, y + height / 2, width, height) for x, y, width, height in sizes]


def assert_fits(root):
    """No two boxes overlap, all lie in the picture, and all words lie in their boxes."""
    width, height = map(float, root.get("viewBox").split()[2:])
    boxes = boxes_of(root)
    assert boxes
    assert [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])] == []
    for box, link in zip(boxes, with_class(root, "map-node"), strict=True):
        assert 0 <= box.x - box.width / 2 <= box.x + box.width / 2 <= width
        assert 0 <= box.y - box.height / 2 <= box.y + box.height / 2 <= height
        for text in link.iter("text"):
            size, base = float(text.get("font-size")), float(text.get("y"))
            assert float(text.get("x")) == pytest.approx(box.x, abs=0.1)
            assert em_width(text.text) * size <= box.width
            assert box.y - box.height / 2 <= base - size * 0.8 <= base <= box.y + box.height / 2


def centres_of(root):
    """The middles of the boxes by the addresses they lead to."""
    links = [link.get("href") for link in with_class(root, "map-node")]
    return {address: (box.x, box.y) for address, box in zip(links, boxes_of(root), strict=True)}


@pytest.mark.parametrize("style", [WIDE, TALL])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nodes_are_links_with_both_names_in_their_languages(lang, style):
    root = parsed(draw_map(small_map(lang), LABEL, style))
    assert (root.get("role"), root.get("aria-label")) == ("group", LABEL.words)
    links = with_class(root, "map-node")
    assert [link.get("href") for link in links] == ["/n0/", "/n1/", "/n2/", "/n3/"]
    assert [link.get("aria-label") for link in links] == [None] * 4  # the words inside are the name
    first = [(text.text, text.get("lang")) for text in links[0].iter("text")]
    names = [("Marketing", "en"), ("营销", "zh-Hans")]
    assert first == (names if lang == "en" else names[::-1])
    assert ["map-core" in link.get("class") for link in links] == [True, True, False, False]
    assert_fits(root)


def test_lines_differ_by_dash_head_and_number():
    root = parsed(draw_map(small_map(), LABEL))
    relations = with_class(root, "map-relation")
    dashes = {path.get("stroke-dasharray") for path in relations}
    assert (len(relations), len(dashes)) == (3, 3)
    assert [text.text for text in with_class(root, "map-digit")] == ["1", "2"]
    assert len(with_class(root, "map-head-relation")) == 4  # one of the three has two heads
    assert len(with_class(root, "map-head-broader")) == 1
    (related,) = with_class(root, "map-related")
    assert related.get("stroke-dasharray")
    (contrast,) = with_class(root, "map-contrast")
    assert float(contrast.get("stroke-width")) > 10


def test_an_arrow_ends_at_what_the_line_leads_to():
    graph = replace(small_map(), edges=(Edge("n1", "n0", "includes"),))
    root = parsed(draw_map(graph, LABEL))
    (head,) = with_class(root, "map-head")
    tip = tuple(map(float, head.get("points").split()[:2]))
    target, origin = boxes_of(root)[:2]
    assert target.holds(tip, margin=5)
    assert not origin.holds(tip, margin=5)


def test_lines_are_hidden_from_a_screen_reader_and_links_are_not():
    root = parsed(draw_map(small_map(), LABEL))
    hidden, *links = list(root)
    assert hidden.get("aria-hidden") == "true"
    assert not list(hidden.iter("a"))
    assert [link.tag for link in links] == ["a"] * 4


def test_without_nodes_there_is_no_picture_and_without_lines_there_is_one():
    assert draw_map(Graph((), (), ()), LABEL) == ""
    for count in (1, 3):
        graph = large_map(count)
        root = parsed(draw_map(Graph(graph.nodes, (), ()), LABEL, TALL))
        assert len(with_class(root, "map-node")) == count
        assert_fits(root)


@pytest.mark.parametrize("style", [WIDE, TALL])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("count", [1, 2, 26, 30, CROWD + 1, 120, pytest.param(400, marks=pytest.mark.deep)])
def test_many_concepts_stay_apart(count, lang, style):
    root = parsed(draw_map(large_map(count, lang), LABEL, style))
    assert len(with_class(root, "map-node")) == count
    assert_fits(root)


@pytest.mark.parametrize("style", [WIDE, TALL])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_map_of_another_field_in_separate_parts_is_drawn_by_the_same_rule(lang, style):
    root = parsed(draw_map(baking(lang), LABEL, style))
    assert len(with_class(root, "map-node")) == len(baking().nodes)
    assert_fits(root)


@pytest.mark.parametrize("style", [WIDE, TALL])
@pytest.mark.parametrize("graph", [small_map, baking])
def test_a_concept_lies_at_the_same_place_in_both_languages(graph, style):
    places, others = (centres_of(parsed(draw_map(graph(lang), LABEL, style))) for lang in ("en", "zh"))
    # The upper edge of a picture depends on the height of its boxes.
    moved = {round(others[key][1] - y) for key, (_x, y) in places.items()}
    assert len(moved) == 1
    assert {key: x for key, (x, _y) in places.items()} == {key: x for key, (x, _y) in others.items()}


@pytest.mark.parametrize("style", [WIDE, TALL])
@pytest.mark.parametrize("graph", [small_map(), baking(), large_map(12)])
def test_a_concept_that_is_added_finds_a_place_near_what_it_is_joined_to(graph, style):
    last = graph.nodes[-1].key
    added = replace(
        graph,
        nodes=(*graph.nodes, node("added", "Something entirely new", "全新的东西")),
        edges=(*graph.edges, Edge(last, "added", "includes")),
    )
    root = parsed(draw_map(added, LABEL, style))
    assert_fits(root)
    centres = centres_of(root)
    new, joined = centres.pop("/added/"), centres[f"/{last}/"]
    distances = sorted(dist(new, centre) for centre in centres.values())
    assert dist(new, joined) <= distances[len(distances) // 3]


@pytest.mark.parametrize("style", [WIDE, TALL])
@pytest.mark.parametrize("graph", [small_map(), baking(), large_map(30)])
def test_the_order_of_edges_does_not_matter(graph, style):
    expected = draw_map(graph, LABEL, style)
    for seed in range(3):
        edges = Random(seed).sample(graph.edges, len(graph.edges))
        assert draw_map(replace(graph, edges=tuple(edges)), LABEL, style) == expected


def test_a_line_from_a_concept_to_itself_moves_nothing():
    graph = small_map()
    loops = tuple(Edge("n3", "n3", kind) for kind in ("includes", "serves", "precedes", "broader", "contrast"))
    root = parsed(draw_map(replace(graph, edges=graph.edges + loops), LABEL))
    assert centres_of(root) == centres_of(parsed(draw_map(graph, LABEL)))


@pytest.mark.parametrize("style", [WIDE, TALL])
def test_hostile_names_stay_words_in_their_boxes(style):
    nodes = tuple(node(f"n{place}", words, words[::-1]) for place, words in enumerate(HOSTILE))
    edges = tuple(Edge("n0", one.key, "serves") for one in nodes[1:])
    root = parsed(draw_map(Graph(nodes, KINDS, edges), Text(HOSTILE[1], "en"), style))
    assert_fits(root)
    for link, one in zip(with_class(root, "map-node"), nodes, strict=True):
        assert len(list(link.iter("text"))) <= 4
        if len(one.name.words) > 60:
            assert one.name.words in link.get("aria-label")
            assert one.name.words in link.find("title").text


def test_the_picture_is_the_same_in_every_process():
    program = (
        "from tests.concepts.drawings.samples import small_map\n"
        "from concepts.drawings.concept_map import draw_map\n"
        "from sources.languages import Text\n"
        "import sys; sys.stdout.write(draw_map(small_map(), Text('Map of the concepts', 'en')))"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True, text=True, check=True, cwd=settings.BASE_DIR,
            env=os.environ | {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert drawn == {str(draw_map(small_map(), LABEL))}


@pytest.mark.parametrize("kind", KINDS)
def test_the_legend_shows_a_line_as_the_map_draws_it(kind):
    root = parsed(draw_sample(kind))
    assert root.get("aria-hidden") == "true"
    assert len(with_class(root, f"map-{kind.form}")) == 1
    assert [text.text for text in with_class(root, "map-digit")] == ([str(kind.number)] if kind.number else [])


def test_a_focus_keeps_what_touches_it():
    graph = small_map()
    pair = focus(graph, ["n0", "n1"])
    assert [one.key for one in pair.nodes] == ["n0", "n1"]
    assert [kind.key for kind in pair.kinds] == ["includes", "serves", "precedes", "contrast"]
    around = focus(graph, ["n3"], neighbours=True)
    assert [one.key for one in around.nodes] == ["n0", "n2", "n3"]
    assert [edge.kind for edge in around.edges] == ["broader", "related"]
    assert focus(graph, [], neighbours=True) == Graph((), (), ())
