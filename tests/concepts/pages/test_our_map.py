"""The map of our own pack: what a reader must be able to make out, also when a concept has just been added."""

import re
from itertools import combinations

import pytest
from django.utils import translation

from concepts.drawings.boxes import Box
from concepts.drawings.graph import focus
from concepts.models import Concept, ConceptLink
from concepts.pages.map import build_map_page
from concepts.pages.map_picture import draw_picture
from tests import factories as make
from tests.concepts.drawings.samples import parsed, with_class

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site")]


def boxes_of(root):
    """Return the boxes by the addresses they lead to."""
    sizes = {
        link.get("href"): [float(link.find("rect").get(name)) for name in ("x", "y", "width", "height")]
        for link in with_class(root, "map-node")
    }
    return {key: Box(x + width / 2, y + height / 2, width, height) for key, (x, y, width, height) in sizes.items()}


def struck(root):
    """Return how many lines run over a box, and how many there are; a line ends outside the two boxes it joins."""
    boxes = boxes_of(root).values()
    paths = [path for path in root.iter("path") if path.get("class").startswith("map-")]
    count = 0
    for path in paths:
        x, y, control_x, control_y, end_x, end_y = map(float, re.findall(r"-?[\d.]+", path.get("d")))
        curve = [
            (
                (1 - part) ** 2 * x + 2 * part * (1 - part) * control_x + part**2 * end_x,
                (1 - part) ** 2 * y + 2 * part * (1 - part) * control_y + part**2 * end_y,
            )
            for part in (step / 40 for step in range(41))
        ]
        count += any(box.holds(point) for point in curve for box in boxes)
    return count, len(paths)


def assert_legible(picture, concepts):
    for svg in (picture.wide, picture.tall):
        root = parsed(svg)
        boxes = boxes_of(root)
        width, height = map(float, root.get("viewBox").split()[2:])
        assert len(boxes) == concepts
        assert [pair for pair in combinations(boxes.values(), 2) if pair[0].overlaps(pair[1])] == []
        for box in boxes.values():
            assert 0 <= box.x - box.width / 2 <= box.x + box.width / 2 <= width
            assert 0 <= box.y - box.height / 2 <= box.y + box.height / 2 <= height
        bad, lines = struck(root)
        assert lines > concepts / 2
        assert bad <= lines * 0.12


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_our_map_and_its_core_are_legible(language):
    with translation.override(language):
        graph = build_map_page().graph
        core = [node.key for node in graph.nodes if node.core]
        assert len(graph.nodes) > len(core) > 2
        assert_legible(draw_picture(graph), len(graph.nodes))
        assert_legible(draw_picture(focus(graph, core)), len(core))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_our_map_is_legible_with_a_concept_added(language):
    added = make.make_concept("sales-forecast", "Sales forecast", "销售预测")
    ConceptLink.objects.create(concept=added, other=Concept.objects.get(slug="sales-planning"), kind="related")
    with translation.override(language):
        graph = build_map_page().graph
        assert "sales-forecast" in [node.key for node in graph.nodes]
        assert_legible(draw_picture(graph), len(graph.nodes))
