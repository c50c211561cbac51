"""Read Markdown: the text that readers see when it is shown as a page, without its marks."""

from markdown import Markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.tables import TableExtension

from sources.reading.charset import decode
from sources.reading.html import put_html
from sources.reading.reading import FileKind, Reading
from sources.reading.text_builder import TextBuilder


def read(data: bytes, *, chosen: str = "") -> Reading:
    """Return what the text says; raises ReadingError."""
    text, encoding = decode(data, chosen=chosen)
    builder = TextBuilder()
    put_html(Markdown(extensions=[TableExtension(), FencedCodeExtension()]).convert(text), builder)
    return builder.build(FileKind.MARKDOWN, encoding)
