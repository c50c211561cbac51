"""Draws the concept map as SVG, wide or tall. Boxes are links; lines differ by dash, arrow head and number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from django.utils.safestring import SafeString

from concepts.drawings.boxes import Box, Frame, GridPoint, Item, Line, Point
from concepts.drawings.graph import Edge, Form, Graph, LineKind, Node
from concepts.drawings.labels import Label, break_lines
from concepts.drawings.layout import CROWD, arrange, cropped, place_in_rows
from concepts.drawings.lines import NUMBER_RADIUS, Curve, arrow_head, number_place, parallel_curves
from concepts.drawings.svg import NOTHING, Attributes, element, group, number, title
from sources.languages import Text

# What each unit of a line costs in the search for places: the more, the nearer its ends come to each other.
PULL = {Form.RELATION: 10, Form.BROADER: 10, Form.RELATED: 6, Form.CONTRAST: 3}
CORE_PULL, OTHER_PULL = 3, 2  # the same for the way from a concept to the middle of the picture
BUNDLE = 3  # lines between the same two concepts from which on these two get fixed places
NUMBER_GAP = 25  # what a numbered line adds to the gap between its boxes
DASHES = ("7 4", "2 3", "12 4 2 4", "12 5")  # in turn, for relation types with a number
BROADEST = 16
ATTEMPTS = 10  # each a tenth higher than the one before


@dataclass(frozen=True, slots=True)
class Style:
    """A form of the map: its frame, whose height is the least, the sizes of letters and the widest lines of labels."""

    name: str
    frame: Frame
    core_size: float
    size: float
    other_size: float
    room: float
    spacing: int  # between lines that join the same two
    bundle: int  # how long such lines are if they are many, from the middle of one box to that of the other
    spaciousness: float  # how much larger the picture is than its boxes with their gaps
    line_gap: int = 0  # what every line adds to the gap between its boxes
    upright: bool = False  # whether the bundle runs from top to bottom


WIDE = Style(
    name="wide",
    frame=Frame(width=1100, height=280, margin=10, gap_x=24, gap_y=28, step_x=48, step_y=38),
    core_size=21,
    size=14.5,
    other_size=12.5,
    room=185,
    spacing=19,
    bundle=456,
    spaciousness=2.1,
)
TALL = Style(
    name="tall",
    frame=Frame(width=360, height=420, margin=6, gap_x=8, gap_y=24, step_x=28, step_y=38),
    core_size=14,
    size=13,
    other_size=12,
    room=94,
    spacing=11,
    bundle=304,
    spaciousness=3,
    line_gap=10,
    upright=True,
)


@dataclass(frozen=True, slots=True)
class _LabelledNode:
    """A node with the lines of its label, the sizes of their letters, and the size of its box."""

    node: Node
    name: Label
    other: Label
    letters: float
    other_letters: float
    width: int
    height: int


def draw_map(graph: Graph, label: Text, style: Style = WIDE) -> SafeString:
    """Return the map as a group of links called `label`; an empty string if there are no nodes.

    The same graph gives the same picture on every machine, whatever the order of its edges.
    """
    if not graph.nodes:
        return NOTHING
    labelled = {node.key: _label(node, style) for node in graph.nodes}
    boxes, height = cropped(_place(graph, labelled, style), style.frame.margin)
    bands, lines, numbers = _draw_lines(graph, boxes, (style.frame.width, height), style.spacing)
    return element(
        "svg",
        {
            "class": f"map map-{style.name}",
            "viewBox": f"0 0 {style.frame.width} {height}",
            "width": style.frame.width,
            "height": height,
            "role": "group",
            "aria-label": label.words,
            "lang": label.lang,
        },
        # What the lines say stands as sentences beside the picture.
        group({"aria-hidden": "true"}, *bands, *lines, *numbers),
        *(_draw_node(node, boxes[key]) for key, node in labelled.items()),
    )


def draw_sample(kind: LineKind) -> SafeString:
    """Return a short line of that kind for the legend, which names it in words beside it."""
    curve = Curve((2, 12), (28, 12), (54, 12))
    parts = list(_draw_line(Edge("", "", kind.key, weight=9), kind, curve))
    if kind.number:
        parts.append(_draw_number(kind, (26, 12)))
    frame: Attributes = {
        "class": "map-sample",
        "viewBox": "0 0 56 24",
        "width": 56,
        "height": 24,
        "aria-hidden": "true",
    }
    return element("svg", frame, *parts)


def _label(node: Node, style: Style) -> _LabelledNode:
    letters = style.core_size if node.core else style.size
    room = style.room * 1.1 if node.core else style.room
    name = break_lines(node.name.words, letters, room)
    other = break_lines(node.other_name.words, style.other_size, room)
    pad = letters * 0.65
    height = len(name.lines) * letters * 1.2 + len(other.lines) * style.other_size * 1.35 + pad
    width = max(name.width * 1.05, other.width, 30) + pad * 1.5  # names are bold, and so wider
    return _LabelledNode(node, name, other, letters, style.other_size, round(width), round(height))


def _place(graph: Graph, labelled: Mapping[str, _LabelledNode], style: Style) -> dict[str, Box]:
    """Return the boxes of the nodes. Their centres are the same in both languages."""
    sizes = {key: (node.width, node.height) for key, node in labelled.items()}
    centres = _find_centres(graph, style) if len(sizes) <= CROWD else None
    if centres is None:
        return place_in_rows(sizes, style.frame)
    return {key: Box(*centres[key], *size) for key, size in sizes.items()}


def _find_centres(graph: Graph, style: Style) -> Mapping[str, GridPoint] | None:
    """Return the centres of the boxes, or None if there is no room for them.

    If many lines join the same two concepts, the two with most have fixed places and the room between them is for these
    lines. The more important of the two is on the left, or above.
    """
    items = [_item(node, style) for node in graph.nodes]
    lines = _lines(graph, style)
    counts = Counter(edge.pair for edge in graph.edges if edge.start != edge.end)
    pair, count = min(counts.items(), key=lambda found: (-found[1], found[0]), default=(("", ""), 0))
    joined = [node.key for node in graph.nodes if node.key in pair] if count >= BUNDLE else []
    thickness = (count - 1) * style.spacing if joined else 0
    height = _least_height(items, thickness, style)
    for _attempt in range(ATTEMPTS):
        fixed, room = _bundle(joined, height, thickness, style)
        placed = tuple(item._replace(place=fixed.get(item.key)) for item in items)
        centres = arrange(placed, lines, replace(style.frame, height=height), room)
        if centres is not None:
            return centres
        height += height // 10
    return None


def _item(node: Node, style: Style) -> Item:
    """Return a box large enough for the labels that readers of either language see."""
    first, second = _label(node, style), _label(replace(node, name=node.other_name, other_name=node.name), style)
    pull = CORE_PULL if node.core else OTHER_PULL
    return Item(node.key, max(first.width, second.width), max(first.height, second.height), pull)


def _lines(graph: Graph, style: Style) -> tuple[Line, ...]:
    """Return a line for every two nodes that are joined, with the strongest pull among their edges."""
    kinds = {kind.key: kind for kind in graph.kinds}
    pulls: dict[tuple[str, str], int] = defaultdict(int)
    gaps: dict[tuple[str, str], int] = defaultdict(lambda: style.line_gap)
    for edge in graph.edges:
        if edge.start != edge.end:
            pulls[edge.pair] = max(pulls[edge.pair], PULL[kinds[edge.kind].form])
            gaps[edge.pair] = max(gaps[edge.pair], NUMBER_GAP if kinds[edge.kind].number else 0)
    return tuple(Line(*pair, pulls[pair], gaps[pair]) for pair in sorted(pulls))


def _least_height(items: Sequence[Item], thickness: int, style: Style) -> int:
    """Return a height in which the boxes probably fit, with a box above and one below the bundle if there is one."""
    frame = style.frame
    area = sum((item.width + frame.gap_x) * (item.height + frame.gap_y) for item in items) + thickness * style.bundle
    height = max(frame.height, round(style.spaciousness * area / frame.width))
    if thickness:
        tallest = max(item.height for item in items)
        bundle = style.bundle + tallest if style.upright else thickness
        height = max(height, bundle + 2 * (tallest + frame.gap_y + frame.step_y + frame.margin))
    return height


def _bundle(keys: Sequence[str], height: int, thickness: int, style: Style) -> tuple[dict[str, GridPoint], Box | None]:
    """Return the places of the two boxes that a bundle joins, and the room for its lines; nothing for no boxes."""
    if not keys:
        return {}, None
    x, y, half = style.frame.width // 2, height // 2, style.bundle // 2
    length = round(style.bundle * 0.7)
    if style.upright:
        return dict(zip(keys, ((x, y - half), (x, y + half)), strict=True)), Box(x, y, thickness, length)
    return dict(zip(keys, ((x - half, y), (x + half, y)), strict=True)), Box(x, y, length, thickness)


def _draw_lines(
    graph: Graph, boxes: Mapping[str, Box], size: Point, spacing: float
) -> tuple[list[SafeString], list[SafeString], list[SafeString]]:
    """Return the broad bands of contrasts, the lines, and the numbers on them, to be drawn in this order."""
    kinds = {kind.key: kind for kind in graph.kinds}
    order = {kind.key: number for number, kind in enumerate(graph.kinds)}
    pairs: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in sorted(graph.edges, key=lambda edge: (edge.pair, order[edge.kind], edge.start)):
        pairs[edge.pair].append(edge)
    bands: list[SafeString] = []
    lines: list[SafeString] = []
    numbered: list[tuple[LineKind, Curve]] = []
    # Bundles first: their numbers get the best places.
    for (start, end), edges in sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0])):
        ends = boxes[start], boxes[end]
        # In a crowd lines are straight: bending them takes seconds and makes them no clearer.
        between = [box for key, box in boxes.items() if key not in (start, end)] if len(boxes) <= CROWD else []
        contrasts = [edge for edge in edges if kinds[edge.kind].form is Form.CONTRAST]
        others = [edge for edge in edges if kinds[edge.kind].form is not Form.CONTRAST]
        for edge in contrasts:
            bands += _draw_line(edge, kinds[edge.kind], parallel_curves(*ends, 1, between, size, spacing)[0])
        if not others:
            continue
        curves = parallel_curves(*ends, len(others), between, size, spacing)
        for edge, curve in zip(others, curves, strict=True):
            run = curve if edge.both or edge.start == start else Curve(curve.end, curve.control, curve.start)
            lines += _draw_line(edge, kinds[edge.kind], run)
            if kinds[edge.kind].number:
                numbered.append((kinds[edge.kind], run))
    numbers: list[SafeString] = []
    taken: list[Point] = []
    for kind, curve in numbered:
        taken.append(number_place(curve, boxes.values(), taken))
        numbers.append(_draw_number(kind, taken[-1]))
    return bands, lines, numbers


def _draw_line(edge: Edge, kind: LineKind, curve: Curve) -> Iterable[SafeString]:
    dash: str | None = None
    width: float | None = None
    if kind.form is Form.RELATED:
        dash = "1 5"
    elif kind.form is Form.RELATION and kind.number:
        dash = DASHES[(kind.number - 1) % len(DASHES)]
    elif kind.form is Form.CONTRAST:
        width = min(3 + 2 * sqrt(edge.weight), BROADEST)
    path = f"M{_pair(curve.start)}Q{_pair(curve.control)} {_pair(curve.end)}"
    yield element("path", {"class": f"map-{kind.form}", "d": path, "stroke-dasharray": dash, "stroke-width": width})
    if kind.form in (Form.RELATION, Form.BROADER):
        tips = [curve.end, curve.start] if edge.both else [curve.end]
        for tip in tips:
            corners = " ".join(map(_pair, arrow_head(tip, curve.control)))
            yield element("polygon", {"class": f"map-head map-head-{kind.form}", "points": corners})


def _draw_number(kind: LineKind, point: Point) -> SafeString:
    """Return the number of a line; whoever points at it is told what it stands for."""
    x, y = point
    return group(
        {},
        title(kind.name),
        element("circle", {"class": "map-number", "cx": x, "cy": y, "r": NUMBER_RADIUS}),
        # The digits are as high as 0.7 of their size: this puts their middle on the line.
        element("text", {"class": "map-digit", "x": x, "y": y + 3.9, "font-size": 11}, str(kind.number)),
    )


def _draw_node(labelled: _LabelledNode, box: Box) -> SafeString:
    node, name, other = labelled.node, labelled.name, labelled.other
    size, other_size = labelled.letters, labelled.other_letters
    cut = name.cut or other.cut
    y = box.y - (len(name.lines) * size * 1.2 + len(other.lines) * other_size * 1.35) / 2
    lines = []
    for line in name.lines:
        y += size * 1.2
        lines.append(_words(line, box.x, y - size * 0.27, size, node.name.lang, "map-name"))
    for line in other.lines:
        y += other_size * 1.35
        lines.append(_words(line, box.x, y - other_size * 0.35, other_size, node.other_name.lang, "map-other"))
    whole = f"{node.name} {node.other_name}".strip()
    place = {"x": box.x - box.width / 2, "y": box.y - box.height / 2, "width": box.width, "height": box.height}
    return element(
        "a",
        {
            "class": f"map-node{' map-core' if node.core else ''} hue-{node.hue}",
            "href": node.address,
            "aria-label": whole if cut else None,
        },
        element("title", {}, whole) if cut else NOTHING,
        element("rect", {**place, "rx": 5}),
        *lines,
    )


def _words(words: str, x: float, y: float, size: float, lang: str, name: str) -> SafeString:
    return element("text", {"class": name, "x": x, "y": y, "font-size": size, "lang": lang}, words)


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
