"""Read XML as a stream of elements and words, without a tree, a document type or anything from outside of it."""

from collections.abc import Callable, Mapping
from typing import Protocol

from lxml import etree

from sources.reading.archive import Archive
from sources.reading.errors import FaultKind, ReadingError
from sources.reading.limits import MOST_UNFOLDED_BYTES

_MOST_DEPTH = 1_000


class Handler(Protocol):
    """Takes what stands in a document, in its order; names are without their namespace."""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def words(self, text: str) -> None: ...


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


class _Target:
    """What lxml calls; refuses a document type, since entities that unfold for ever are declared there."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise ReadingError(FaultKind.UNFOLDS, most=MOST_UNFOLDED_BYTES)
        self._handler.begin(local(name), {local(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self._depth -= 1
        self._handler.end(local(name))

    def data(self, text: str) -> None:
        self._handler.words(text)

    def doctype(self, *_declared: str) -> None:
        raise ReadingError(FaultKind.UNFOLDS, most=MOST_UNFOLDED_BYTES)

    def comment(self, text: str) -> None:
        """Nobody reads a comment."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nobody reads an instruction for programs."""

    def close(self) -> None:
        """Nothing is left to do."""


def read_entry(archive: Archive, name: str, handler: Handler) -> None:
    """Let the handler take the XML of an entry; raises ReadingError."""
    parser = etree.XMLParser(target=_Target(handler), resolve_entities=False, no_network=True, load_dtd=False)
    _drive(lambda: archive.feed(name, parser.feed), parser.close)


def read_html(data: bytes, handler: Handler) -> None:
    """Let the handler take the elements of HTML in UTF-8, however it is written; raises ReadingError."""
    parser = etree.HTMLParser(target=_HtmlTarget(handler), encoding="utf-8", no_network=True)

    def feed() -> None:
        for place in range(0, len(data), 65_536):
            parser.feed(data[place : place + 65_536])

    _drive(feed, parser.close)


class _HtmlTarget(_Target):
    """HTML has a document type, and no entities of its own; its elements may be left open for ever."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._handler.begin(local(name), dict(attributes))

    def doctype(self, *_declared: str) -> None:
        """It says nothing that is read."""


def _drive(feed: Callable[[], None], close: Callable[[], object]) -> None:
    try:
        feed()
        close()
    except etree.LxmlError as error:
        raise ReadingError(FaultKind.DAMAGED) from error
