"""Read text documents of LibreOffice and others (.odt, OpenDocument 1.3), their notes at the end.

Deleted words of tracked changes and annotations are left out.
"""

from collections.abc import Mapping

from sources.reading.archive import Archive
from sources.reading.errors import FaultKind, ReadingError
from sources.reading.reading import FileKind, Reading
from sources.reading.text_builder import BlockKind, TextBuilder
from sources.reading.xml_stream import read_entry

BODY = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_UNREAD = frozenset(
    ["tracked-changes", "annotation", "note-citation", "automatic-styles", "scripts", "font-face-decls"]
)
_MOST_BLANKS = 1_000  # of a run that is written as its number


def read(archive: Archive) -> Reading:
    """Return what the document says; raises ReadingError."""
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        raise ReadingError(FaultKind.PASSWORD)
    builder = TextBuilder()
    document = _OpenDocument(builder)
    read_entry(archive, BODY, document)
    for note in document.notes:
        builder.open()
        builder.write(note)
        builder.close()
    return builder.build(FileKind.ODT)


class _OpenDocument:
    """Takes the elements of a document; what its notes say is kept for the end."""

    def __init__(self, builder: TextBuilder) -> None:
        self.notes: list[str] = []
        self._builder = builder
        self._unread = self._paragraphs = self._cells = 0
        self._note: list[str] | None = None

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._unread or name in _UNREAD:
            self._unread += 1
        elif name == "note-body":
            self._note = []
        elif name in ("p", "h"):
            self._begin_paragraph(name, attributes)
        elif name == "list-item":
            self._builder.open(BlockKind.ITEM)
        elif name == "table-row":
            self._builder.open()
        elif name == "table-cell":
            self._cells += 1
        elif name == "s":
            number = attributes.get("c", "1")
            self._put(" " * min(int(number) if number.isdecimal() else 1, _MOST_BLANKS), keep_blanks=True)
        elif name == "tab":
            self._put("\t", keep_blanks=True)
        elif name == "line-break" and self._note is None:
            self._builder.end_line()

    def end(self, name: str) -> None:
        if self._unread:
            self._unread -= 1
        elif name == "note-body":
            self.notes.append("".join(self._note or []))
            self._note = None
        elif name in ("p", "h"):
            self._end_paragraph()
        elif name == "table-cell":
            self._cells -= 1
            self._builder.end_cell()
        elif name in ("list-item", "table-row"):
            self._builder.close()

    def words(self, text: str) -> None:
        if self._paragraphs and not self._unread:
            self._put(text)

    def _begin_paragraph(self, name: str, attributes: Mapping[str, str]) -> None:
        self._paragraphs += 1
        if self._note is not None or self._cells:
            return
        level = attributes.get("outline-level", "1")
        if name == "h":
            self._builder.open(BlockKind.HEADING, int(level) if level in "123456789" else 1)
        else:
            self._builder.open()

    def _end_paragraph(self) -> None:
        self._paragraphs -= 1
        if self._note is not None:
            self._note.append(" ")
        elif self._cells:
            self._builder.end_line()
        else:
            self._builder.close()

    def _put(self, text: str, *, keep_blanks: bool = False) -> None:
        if self._note is None:
            self._builder.write(text, keep_blanks=keep_blanks)
        else:
            self._note.append(text)
