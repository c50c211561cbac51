"""Make small files of each kind, well-formed and hostile, so that no binary file has to be checked in."""

import io
import zipfile
import zlib

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {WORD}>
<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="H1"/></w:style>
<w:style w:styleId="L"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
</w:styles>"""
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(n + 1)} "{f"&{chr(n)};" * 10}">' for n in range(ord("a"), ord("j")))
    + "]>"
)


def make_zip(entries: dict[str, str | bytes]) -> bytes:
    """Return a zip archive of these entries."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def make_docx(body: str, *, before: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """Return a Word file with the paragraphs of `body`; `before` stands before its root."""
    document = f"<?xml version='1.0'?>{before}<w:document {WORD}><w:body>{body}</w:body></w:document>"
    return make_zip(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": document, "word/styles.xml": STYLES} | (more or {})
    )


def word_paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph of a Word file."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def make_odt(body: str, *, manifest: str = "<manifest/>") -> bytes:
    """Return a text document of LibreOffice with this body."""
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {ODF}>{text}</office:document-content>"
    return make_zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def make_epub(chapters: dict[str, str], *, title: str = "A book", more: dict[str, str | bytes] | None = None) -> bytes:
    """Return a book of these chapters, by the names of their files."""
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters)
    )
    order = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata><dc:title>{title}</dc:title></metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    texts = {f"OEBPS/{name}": text for name, text in chapters.items()}
    return make_zip(
        {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "OEBPS/book.opf": package}
        | texts
        | (more or {})
    )


def make_pdf(*pages: bytes, extra: bytes = b"", trailer: bytes = b"", kids: bytes = b"", count: int = 0) -> bytes:
    """Return a PDF whose pages have these lines of Latin letters.

    `extra` goes into the catalogue, `trailer` into the trailer; `kids` and `count` may lie about the pages.
    """
    numbers = range(4, 4 + 2 * len(pages), 2)
    kids = kids or b" ".join(b"%d 0 R" % number for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % extra,
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count or len(pages), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in zip(numbers, pages, strict=True):
        words = b" 0 -20 Td ".join(b"(%s) Tj" % line for line in text.split(b"\n")) if text else b""
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (number + 1)
        )
        objects.append(stream(b"BT /F1 12 Tf 72 700 Td " + words + b" ET"))
    return finish_pdf(objects, trailer)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """Return a stream object of a PDF."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


def finish_pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, the first of which is its catalogue."""
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        len(written),
    )
    return written + head + table + tail


def make_pdf_bomb() -> bytes:
    """Return a PDF whose page unfolds to a gigabyte, in a file of a few kilobytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _megabyte in range(1000)) + packer.flush()
    page = make_pdf(b"x")
    objects = [part.partition(b"obj\n")[2] for part in page.partition(b"xref\n")[0].split(b"\nendobj\n")[:-1]]
    objects[-1] = stream(zlib.compress(packed, 9), b"/Filter [/FlateDecode /FlateDecode]")
    return finish_pdf(objects)


def make_xlsx(sheet: str, *, strings: tuple[str, ...] = (), more: dict[str, str | bytes] | None = None) -> bytes:
    """Return a workbook whose first sheet has these rows (`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`)."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    return make_zip(
        {
            "xl/workbook.xml": f'<workbook {space} {links}><sheets><sheet name="A" r:id="r2"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": (
                '<Relationships><Relationship Id="r2" Target="worksheets/first.xml"/></Relationships>'
            ),
            "xl/sharedStrings.xml": f"<sst {space}>{shared}</sst>",
            "xl/worksheets/first.xml": f"<worksheet {space}><sheetData>{sheet}</sheetData></worksheet>",
        }
        | (more or {})
    )
