"""The concept map as SVG: boxes that are links, lines told apart by dash, arrow head and number, wide or tall."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from django.utils.safestring import SafeString

from concepts.drawings.graph import Edge, Form, Graph, LineKind, Node
from concepts.drawings.labels import Label, break_lines
from concepts.drawings.layout import CROWD, Box, Frame, Point, cropped, forces, place_freely, place_in_rows
from concepts.drawings.lines import NUMBER_RADIUS, Curve, arrow_head, fan, number_place
from concepts.drawings.svg import NOTHING, Attributes, element, group, number
from sources.languages import Text

# How strongly a line of each form pulls its ends together.
PULL = {Form.RELATION: 1.0, Form.BROADER: 1.0, Form.RELATED: 0.6, Form.CONTRAST: 0.3}
DASHES = ("7 4", "2 3", "12 4 2 4", "12 5")  # in turn, for relation types with a number
BROADEST = 16
POLES = (0.24, 0.76)  # where on the long axis the two stand that are joined by most lines
ATTEMPTS = 6  # each a tenth higher than the one before


@dataclass(frozen=True, slots=True)
class Style:
    """A picture's frame, the sizes of its letters, the room of a label, and whether it runs from top to bottom.

    The frame's height is where the search for room begins; the picture ends where its boxes do.
    """

    name: str
    frame: Frame
    core_size: float
    size: float
    other_size: float
    room: float
    spacing: float  # between lines that join the same two
    upright: bool = False


WIDE = Style("wide", Frame(1100, 680, 10, 24, 28), core_size=21, size=14.5, other_size=12.5, room=185, spacing=19)
TALL = Style(
    "tall", Frame(360, 1250, 6, 8, 24), core_size=14, size=13, other_size=12, room=94, spacing=11, upright=True
)


@dataclass(frozen=True, slots=True)
class _Sign:
    """A node with its broken label and the size of its box."""

    node: Node
    name: Label
    other: Label
    letters: float
    other_letters: float
    width: float
    height: float


def draw_map(graph: Graph, label: Text, style: Style = WIDE) -> SafeString:
    """The map as a group of links called `label`; nothing where there are no nodes.

    The same graph gives the same picture, on every machine.
    """
    if not graph.nodes:
        return NOTHING
    signs = {node.key: _sign(node, style) for node in graph.nodes}
    boxes, height = cropped(_place(graph, signs, style), style.frame.margin)
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
        # What the lines tell stands as sentences beside the picture.
        group({"aria-hidden": "true"}, *bands, *lines, *numbers),
        *(_draw_node(sign, boxes[key]) for key, sign in signs.items()),
    )


def draw_sample(kind: LineKind) -> SafeString:
    """A short line of that kind for the legend, which names it in words beside it."""
    curve = Curve((2, 12), (28, 12), (54, 12))
    parts = list(_draw_line(Edge("", "", kind.key, weight=9), kind, curve))
    if kind.number:
        parts += _draw_number(kind, (26, 12))
    frame: Attributes = {
        "class": "map-sample",
        "viewBox": "0 0 56 24",
        "width": 56,
        "height": 24,
        "aria-hidden": "true",
    }
    return element("svg", frame, *parts)


def _sign(node: Node, style: Style) -> _Sign:
    letters = style.core_size if node.core else style.size
    room = style.room * 1.1 if node.core else style.room
    name = break_lines(node.name.words, letters, room)
    other = break_lines(node.other_name.words, style.other_size, room)
    pad = letters * 0.65
    height = len(name.lines) * letters * 1.2 + len(other.lines) * style.other_size * 1.35 + pad
    width = max(name.width * 1.05, other.width, 30) + pad * 1.5  # names are bold, and so wider
    return _Sign(node, name, other, letters, style.other_size, round(width), round(height))


def _place(graph: Graph, signs: Mapping[str, _Sign], style: Style) -> dict[str, Box]:
    sizes = {key: (sign.width, sign.height) for key, sign in signs.items()}
    if len(sizes) > CROWD:
        # In the order given, row by row.
        order = {key: (0.0, place / len(sizes)) for place, key in enumerate(sizes)}
        return place_in_rows(order, sizes, style.frame)
    weights: dict[tuple[str, str], float] = defaultdict(float)
    forms = {kind.key: kind.form for kind in graph.kinds}
    for edge in graph.edges:
        weights[edge.pair] = max(weights[edge.pair], PULL[forms[edge.kind]])
    joined = Counter(edge.pair for edge in graph.edges)
    # The two with most to say about each other get the room between them that so many lines need.
    poles = [key for key in signs if key in joined.most_common(1)[0][0]] if joined else []
    lines = tuple((*pair, weight) for pair, weight in weights.items())
    core = tuple(node.key for node in graph.nodes if node.core)
    places = forces(tuple(signs), lines, core, tuple(poles))
    if style.upright:
        places = {key: (y, x) for key, (x, y) in places.items()}
    # Where several lines run, their numbers need room.
    apart = {frozenset(pair): style.spacing * 1.3 for pair, count in joined.items() if count > 1}
    thick = max(joined.values(), default=0) * style.spacing
    area = sum((width + style.frame.gap_x) * (height + style.frame.gap_y) for width, height in sizes.values())
    area += thick * (style.frame.height if style.upright else style.frame.width) / 2
    least = 420 if style.upright else 300
    height = min(style.frame.height, max(area * 2 / style.frame.width, least))
    for _attempt in range(ATTEMPTS):
        frame = replace(style.frame, height=round(height))
        if found := place_freely(places, sizes, frame, _poles(poles, sizes, frame, thick, style.upright), apart):
            return found
        height *= 1.1
    return place_in_rows(places, sizes, style.frame)


def _poles(
    poles: Sequence[str], sizes: Mapping[str, Point], frame: Frame, thick: float, upright: bool
) -> dict[str, Box]:
    """The boxes of the two poles, and between them the room of their lines, `thick` units across, under no key."""
    if not poles:
        return {}
    width, height = frame.width, frame.height
    boxes = {}
    for key, part in zip(poles, POLES, strict=True):
        middle = (width / 2, height * part) if upright else (width * part, height / 2)
        boxes[key] = Box(round(middle[0]), round(middle[1]), *sizes[key])
    if thick > 2 * NUMBER_RADIUS * 2:
        length = (POLES[1] - POLES[0]) * (height if upright else width) * 0.8
        boxes[""] = Box(width / 2, height / 2, *((thick, length) if upright else (length, thick)))
    return boxes


def _draw_lines(
    graph: Graph, boxes: Mapping[str, Box], size: Point, spacing: float
) -> tuple[list[SafeString], list[SafeString], list[SafeString]]:
    """The broad bands of contrasts, the lines, and the numbers on them: to be drawn in this order."""
    kinds = {kind.key: kind for kind in graph.kinds}
    pairs: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        pairs[edge.pair].append(edge)
    bands: list[SafeString] = []
    lines: list[SafeString] = []
    numbered: list[tuple[LineKind, Curve]] = []
    for (one, other), edges in pairs.items():
        ends = boxes[one], boxes[other]
        # In a crowd lines run straight: nothing is gained by bending them, and it takes seconds to try.
        between = [box for key, box in boxes.items() if key not in (one, other)] if len(boxes) <= CROWD else []
        contrasts = [edge for edge in edges if kinds[edge.kind].form is Form.CONTRAST]
        plain = [edge for edge in edges if kinds[edge.kind].form is not Form.CONTRAST]
        for edge in contrasts:
            bands += _draw_line(edge, kinds[edge.kind], fan(*ends, 1, between, size, spacing)[0])
        for edge, curve in zip(plain, fan(*ends, len(plain), between, size, spacing) if plain else [], strict=True):
            run = curve if edge.start == one else Curve(curve.end, curve.control, curve.start)
            lines += _draw_line(edge, kinds[edge.kind], run)
            if kinds[edge.kind].number:
                numbered.append((kinds[edge.kind], run))
    numbers: list[SafeString] = []
    taken: list[Point] = []
    for kind, curve in numbered:
        taken.append(number_place(curve, boxes.values(), taken))
        numbers += _draw_number(kind, taken[-1])
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


def _draw_number(kind: LineKind, point: Point) -> Iterable[SafeString]:
    x, y = point
    yield element("circle", {"class": "map-number", "cx": x, "cy": y, "r": NUMBER_RADIUS})
    # The digits are as high as 0.7 of their size: this puts their middle on the line.
    yield element("text", {"class": "map-digit", "x": x, "y": y + 3.9, "font-size": 11}, str(kind.number))


def _draw_node(sign: _Sign, box: Box) -> SafeString:
    node = sign.node
    cut = sign.name.cut or sign.other.cut
    y = box.y - (len(sign.name.lines) * sign.letters * 1.2 + len(sign.other.lines) * sign.other_letters * 1.35) / 2
    lines = []
    for line in sign.name.lines:
        y += sign.letters * 1.2
        lines.append(_words(line, box.x, y - sign.letters * 0.27, sign.letters, node.name.lang, "map-name"))
    for line in sign.other.lines:
        y += sign.other_letters * 1.35
        lines.append(
            _words(line, box.x, y - sign.other_letters * 0.35, sign.other_letters, node.other_name.lang, "map-other")
        )
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
