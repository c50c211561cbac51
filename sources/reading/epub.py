"""Read books (.epub, EPUB 3.3 and older): their chapters in the order in which they are read."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from sources.reading.archive import Archive
from sources.reading.charset import decode
from sources.reading.errors import FaultKind, ReadingError
from sources.reading.html import declared_encoding, put_html
from sources.reading.reading import FileKind, Reading
from sources.reading.text_builder import TextBuilder
from sources.reading.xml_stream import read_entry

CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_MOST_CHAPTERS = 5_000
_CHAPTER_TYPES = frozenset(["application/xhtml+xml", "text/html", "application/x-dtbook+xml"])


def read(archive: Archive) -> Reading:
    """Return what the book says; raises ReadingError."""
    container = _Attributes("rootfile")
    read_entry(archive, CONTAINER, container)
    if not container.found:
        raise ReadingError(FaultKind.DAMAGED)
    package_name = container.found[0].get("full-path", "")
    package = _Package()
    read_entry(archive, package_name, package)
    locked = _locked_entries(archive)
    builder = TextBuilder()
    builder.title = package.title
    for chapter in package.chapters(posixpath.dirname(package_name)):
        if chapter in locked:
            raise ReadingError(FaultKind.PASSWORD)
        data = archive.read(chapter, most=20_000_000)
        builder.end_paragraph()
        text, _encoding = decode(data, declared=declared_encoding(data))
        put_html(text, builder)
    builder.title = package.title or builder.title
    return builder.build(FileKind.EPUB)


def _locked_entries(archive: Archive) -> set[str]:
    """Return the entries that only a seller's program opens; fonts among them do no harm."""
    if _ENCRYPTION not in archive:
        return set()
    references = _Attributes("CipherReference")
    read_entry(archive, _ENCRYPTION, references)
    return {unquote(found.get("URI", "")) for found in references.found}


class _Attributes:
    """Takes the attributes of the elements of one name."""

    def __init__(self, name: str) -> None:
        self.found: list[Mapping[str, str]] = []
        self._name = name

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self._name and len(self.found) < _MOST_CHAPTERS:
            self.found.append(attributes)

    def end(self, name: str) -> None:
        """All is said in attributes."""

    def words(self, text: str) -> None:
        """All is said in attributes."""


class _Package:
    """Takes the package document: the title, what files there are, and in which order they are read."""

    def __init__(self) -> None:
        self.title = ""
        self._in_title = False
        self._files: dict[str, str] = {}
        self._order: list[str] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "title":
            self._in_title = not self.title
        elif name == "item" and attributes.get("media-type") in _CHAPTER_TYPES:
            self._files[attributes.get("id", "")] = unquote(attributes.get("href", ""))
        elif name == "itemref" and len(self._order) < _MOST_CHAPTERS:
            self._order.append(attributes.get("idref", ""))

    def end(self, name: str) -> None:
        self._in_title = self._in_title and name != "title"

    def words(self, text: str) -> None:
        if self._in_title:
            self.title = (self.title + text)[:1000]

    def chapters(self, folder: str) -> list[str]:
        """Return the names of the chapters' entries, in the order of reading, each once."""
        names = [self._files[each] for each in self._order if each in self._files]
        return list(dict.fromkeys(posixpath.normpath(posixpath.join(folder, name)) for name in names))
