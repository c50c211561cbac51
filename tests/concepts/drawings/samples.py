"""Small maps to draw, and hostile words to draw them with."""

import xml.etree.ElementTree as ET

from concepts.drawings.graph import Edge, Form, Graph, LineKind, Node
from sources.languages import Text

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "]]> &amp; <!-- -->",
    "العربية مع \u202e انعكاس",
    "👩‍👩‍👧‍👦 emoji 🇨🇳",
    "\x00\x0bcontrol\ufffe\ud800",
    "Donaudampfschifffahrtsgesellschaftskapitän" * 5,
    "市场营销人员培训与发展管理委员会" * 5,
]
NAMES = [("Marketing", "营销"), ("Sales", "销售"), ("Personal selling", "推销"), ("Promotion", "促销")]
KINDS = (
    LineKind("includes", Text("includes", "en"), Form.RELATION),
    LineKind("serves", Text("serves", "en"), Form.RELATION, 1),
    LineKind("precedes", Text("precedes", "en"), Form.RELATION, 2),
    LineKind("broader", Text("falls under", "en"), Form.BROADER),
    LineKind("contrast", Text("differs from", "en"), Form.CONTRAST),
    LineKind("related", Text("is related to", "en"), Form.RELATED),
)


def parsed(picture: str) -> ET.Element:
    """The picture as XML; fails where it is not well formed or carries anything the policy forbids."""
    root = ET.fromstring(picture)
    for node in root.iter():
        assert node.tag in {"svg", "g", "a", "rect", "circle", "path", "polygon", "text", "title"}
        assert not [name for name in node.attrib if name == "style" or name.startswith("on")]
    return root


def with_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [node for node in root.iter() if name in node.get("class", "").split()]


def node(key: str, en: str, zh: str, *, lang: str = "en", core: bool = False) -> Node:
    """A concept as a reader of `lang` sees it."""
    words = [Text(en, "en"), Text(zh, "zh-Hans")]
    name, other = words if lang == "en" else words[::-1]
    return Node(key, name, other, f"/{key}/", 1, core)


def small_map(lang: str = "en") -> Graph:
    """Four concepts; between the first two lines of every kind but the last, and one contrast of 38 distinctions."""
    nodes = tuple(node(f"n{place}", en, zh, lang=lang, core=place < 2) for place, (en, zh) in enumerate(NAMES))
    edges = (
        Edge("n0", "n1", "includes"),
        Edge("n1", "n0", "serves"),
        Edge("n0", "n1", "precedes", both=True),
        Edge("n0", "n1", "contrast", weight=38),
        Edge("n3", "n0", "broader"),
        Edge("n2", "n3", "related"),
    )
    return Graph(nodes, KINDS, edges)


def large_map(count: int, lang: str = "en") -> Graph:
    """A wheel with `count` concepts: the first joined to all, and each to the next."""
    nodes = tuple(
        node(f"n{place}", f"Concept number {place}", f"概念{place}", lang=lang, core=place < 6)
        for place in range(count)
    )
    spokes = [Edge("n0", f"n{place}", "includes") for place in range(1, count)]
    rim = [Edge(f"n{place}", f"n{place + 1}", "serves") for place in range(1, count - 1)]
    return Graph(nodes, KINDS, (*spokes, *rim))


def baking(lang: str = "en") -> Graph:
    """A map of another field, in two parts that no line joins, and a concept that stands alone."""
    names = {
        "bread": ("Bread", "面包"), "dough": ("Dough", "面团"), "leavening": ("Leavening agent", "膨松剂"),
        "yeast": ("Yeast", "酵母"), "sourdough": ("Sourdough starter", "天然酵种"), "flour": ("Flour", "面粉"),
        "gluten": ("Gluten", "麸质"), "oven": ("Oven", "烤箱"), "cake": ("Cake", "蛋糕"), "icing": ("Icing", "糖霜"),
        "sponge": ("Sponge cake", "海绵蛋糕"), "tin": ("Tin", "烤模"),
    }  # fmt: skip
    nodes = tuple(
        node(key, en, zh, lang=lang, core=key in ("bread", "dough", "cake")) for key, (en, zh) in names.items()
    )
    edges = (
        Edge("bread", "dough", "includes"),
        Edge("dough", "flour", "includes"),
        Edge("dough", "leavening", "includes"),
        Edge("yeast", "leavening", "broader"),
        Edge("sourdough", "leavening", "broader"),
        Edge("yeast", "sourdough", "contrast", weight=4),
        Edge("flour", "gluten", "includes"),
        Edge("gluten", "dough", "serves"),
        Edge("dough", "oven", "precedes"),
        Edge("oven", "bread", "serves"),
        Edge("sponge", "cake", "broader"),
        Edge("cake", "icing", "includes"),
    )
    return Graph(nodes, KINDS, edges)
