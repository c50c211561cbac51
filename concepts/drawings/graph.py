"""What a concept map shows: concepts and the lines between them, without places and colours."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sources.languages import Text


class Form(StrEnum):
    """How a kind of line is drawn; different types of relations have different numbers on their lines."""

    RELATION = "relation"
    BROADER = "broader"
    RELATED = "related"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Node:
    """A concept: its name in the reader's language and in the other one (may be empty), and the address of its page."""

    key: str
    name: Text
    other_name: Text
    address: str
    hue: int
    core: bool = False


@dataclass(frozen=True, slots=True)
class LineKind:
    """A kind of line, as the legend explains it; a `number` of 0 is not written."""

    key: str
    name: Text
    form: Form
    number: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one node to another. `both` says that it holds both ways; `weight` makes a contrast broader."""

    start: str
    end: str
    kind: str
    weight: int = 1
    both: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        """Return the keys of the two ends in alphabetical order."""
        return min(self.start, self.end), max(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Graph:
    """A map: nodes in order of importance, kinds in the order of the legend, and edges that join two of the nodes."""

    nodes: tuple[Node, ...]
    kinds: tuple[LineKind, ...]
    edges: tuple[Edge, ...]


def focus(graph: Graph, keys: Collection[str], *, neighbours: bool = False) -> Graph:
    """Return the part of the map with the nodes of these keys and, if asked for, their direct neighbours.

    Lines between two neighbours are left out, because the picture is about `keys`; so are kinds without any line.
    """
    touching = {end for edge in graph.edges if {edge.start, edge.end} & set(keys) for end in (edge.start, edge.end)}
    kept = set(keys) | (touching if neighbours else set())
    edges = tuple(edge for edge in graph.edges if {edge.start, edge.end} <= kept and {edge.start, edge.end} & set(keys))
    used = {edge.kind for edge in edges}
    return Graph(
        tuple(node for node in graph.nodes if node.key in kept),
        tuple(kind for kind in graph.kinds if kind.key in used),
        edges,
    )
