"""Files of every kind become the text that people read, with its headings, lists and pages."""

import pytest

from sources.reading.process import read_file
from sources.reading.reading import FileKind, Reading
from tests.sources.reading.files import make_docx, make_epub, make_odt, make_pdf, word_paragraph

pytestmark = pytest.mark.once
HTML = """<!DOCTYPE html><html><head><title>  A  page </title><style>p {}</style></head><body><nav>Home</nav>
<h1>营销 <em>and</em> sales</h1><p>One&nbsp;line<br>and  another.</p><script>alert(1)</script>
<ul><li>first<li><p>second</p></ul><table><tr><td>a<td>b</tr></table><pre>  kept
 so</pre><!-- no --></body></html>"""


def named(read: Reading) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Return the words of the headings and items, and of each page its number and first word."""
    return (
        [read.text[place.start : place.end] for place in read.headings],
        [read.text[place.start : place.end] for place in read.items],
        [(page.label, read.text[page.start :].split()[0]) for page in read.pages],
    )


def test_a_web_page_becomes_what_a_browser_shows_of_it() -> None:
    read = read_file(HTML.encode(), name="page.html")
    assert read.text == ("营销 and sales\n\nOne\xa0line\nand another.\n\nfirst\nsecond\n\na\tb\n\nkept\n so")
    assert (read.kind, read.encoding, read.title) == (FileKind.HTML, "utf-8", "A page")
    assert named(read) == (["营销 and sales"], ["first", "second"], [])


def test_markdown_becomes_what_it_says_without_its_marks() -> None:
    read = read_file("# 营销\n\nIt *finds* needs\nand [more](x).\n\n1. one\n2. two\n".encode(), name="a.md")
    assert read.text == "营销\n\nIt finds needs and more.\n\none\ntwo"
    assert (read.kind, named(read)) == (FileKind.MARKDOWN, (["营销"], ["one", "two"], []))


def test_a_word_file_becomes_its_paragraphs_with_headings_lists_tables_and_notes() -> None:
    cell = "<w:tc>{}</w:tc>"
    body = (
        word_paragraph("营销", '<w:pStyle w:val="Mine"/>')
        + word_paragraph("It finds  needs.", '<w:tabs><w:tab w:val="left"/></w:tabs>')
        + word_paragraph("one", '<w:pStyle w:val="L"/>')
        + word_paragraph("two", '<w:numPr><w:numId w:val="1"/></w:numPr>')
        + word_paragraph("Numbered", '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="1"/></w:numPr>')
        + "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t><w:tab/></w:r></w:ins>"
        "<w:r><w:t>line</w:t><w:br/><w:t>end</w:t></w:r></w:p>"
        + f"<w:tbl><w:tr>{cell.format(word_paragraph('a'))}"
        + f"{cell.format(word_paragraph('b') + word_paragraph('c'))}</w:tr></w:tbl>"
    )
    note = '<w:footnote w:type="separator"><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>'
    notes = f'<w:footnotes xmlns:w="x">{note}<w:footnote>{word_paragraph("A note.")}</w:footnote></w:footnotes>'
    read = read_file(make_docx(body, more={"word/footnotes.xml": notes}), name="a.docx")
    assert read.text == ("营销\n\nIt finds  needs.\n\none\ntwo\n\nNumbered\n\nnew\tline\nend\n\na\tb\nc\n\nA note.")
    assert (read.kind, read.headings[0].level) == (FileKind.DOCX, 1)
    assert named(read) == (["营销", "Numbered"], ["one", "two"], [])


def test_an_open_document_becomes_its_paragraphs_and_deleted_words_are_left_out() -> None:
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">营销</text:h><text:p>It<text:s text:c="2"/>finds<text:note>'
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body>"
        "</text:note> needs."
        "<text:line-break/>So.</text:p><text:list><text:list-item><text:p>one</text:p></text:list-item>"
        "<text:list-item><text:p>two</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    read = read_file(make_odt(body), name="a.odt")
    assert read.text == "营销\n\nIt  finds needs.\nSo.\n\none\ntwo\n\na\tb\n\nA note."
    assert (read.kind, read.headings[0].level) == (FileKind.ODT, 2)
    assert named(read) == (["营销"], ["one", "two"], [])


def test_a_book_becomes_its_chapters_in_the_order_of_reading() -> None:
    chapters = {"b%20.xhtml": "<html><body><h1>一</h1><p>甲</p></body></html>", "a.xhtml": "<p>乙</p>"}
    book = make_epub(
        {"b%20.xhtml": "", "a.xhtml": chapters["a.xhtml"]}, more={"OEBPS/b .xhtml": chapters["b%20.xhtml"]}
    )
    read = read_file(book, name="a.epub")
    assert (read.kind, read.title, read.text) == (FileKind.EPUB, "A book", "一\n\n甲\n\n乙")


def test_a_pdf_becomes_the_text_of_its_pages_with_their_numbers() -> None:
    labels = b"/PageLabels << /Nums [0 << /S /r >> 1 << /S /D /St 7 >>] >>"
    first = b"Marketing finds out what people really\nneed and sales sell what is there. They\ndiffer."
    read = read_file(make_pdf(first, b"", b"Last page", extra=labels), name="a.pdf")
    assert read.text == (
        "Marketing finds out what people really need and sales sell what is there. They differ.\nLast page"
    )
    assert (read.kind, read.empty_pages) == (FileKind.PDF, 1)
    assert named(read)[2] == [("i", "Marketing"), ("7", "Last"), ("8", "Last")]


def test_a_line_of_the_table_of_contents_is_a_heading() -> None:
    outline = (
        b"/Outlines << /First << /Title (One) /Dest [4 0 R /Fit] >> /Last << /Title (One) /Dest [4 0 R /Fit] >> >>"
    )
    read = read_file(make_pdf(b"Preface\nOne\nThe first chapter begins in this long line.", extra=outline))
    assert named(read)[0] == ["One"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "营销发现需求。"),
        ("gb18030", "营销发现需求，销售卖出产品。"),
        ("big5hkscs", "營銷發現需求，銷售賣出產品。"),
        ("utf-16-le", "营销\nMarketing"),
        ("utf-16-be", "营销\nMarketing"),
        ("utf-16-le", "营销是发现需求的过程，销售是把产品卖出去的过程。" * 5),
        ("windows-1252", "Le marketing découvre des besoins, il ne vend pas à tout prix."),
    ],
)
def test_the_encoding_of_a_text_is_recognised_and_told(encoding: str, text: str) -> None:
    read = read_file(text.replace("\n", "\r\n").encode(encoding), name="a.txt")
    assert (read.encoding, read.text, read.kind) == (encoding, text, FileKind.TEXT)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_part_of_the_text(encoding: str) -> None:
    assert read_file("营销\r行".encode(encoding), name="a.txt").text == "营销\n行"


def test_a_chosen_encoding_is_taken_although_another_fits() -> None:
    data = "营销发现需求，销售卖出产品。".encode("gb18030")
    assert read_file(data, encoding="windows-1252").encoding == "windows-1252"


def test_an_encoding_that_a_page_names_wrongly_does_no_harm() -> None:
    page = '<html><meta charset="{}"><p>营销发现需求。'
    assert read_file(page.format("gb2312").encode(), name="a.html").text == "营销发现需求。"
    assert read_file(page.format("utf-8").encode("gb18030"), name="a.html").text == "营销发现需求。"
    assert read_file(page.format("gbk").encode("gbk"), name="a.html").encoding == "gb18030"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", make_pdf(b"Words"), FileKind.PDF),
        ("a.pdf", make_docx(word_paragraph("字")), FileKind.DOCX),
        ("a.docx", "字".encode(), FileKind.TEXT),
        ("a.txt", b"<!DOCTYPE html><p>x", FileKind.HTML),
        ("a.html", b"2 < 3", FileKind.TEXT),
    ],
)
def test_what_a_file_is_is_told_by_its_content_not_by_its_name(name: str, data: bytes, kind: FileKind) -> None:
    assert read_file(data, name=name).kind == kind


def test_no_character_is_normalised() -> None:
    odd = "Ａ，ﬁ e\u0301 \uf900\u3000\u00ad営"
    assert read_file(odd.encode(), name="a.txt").text == odd
    assert read_file(make_docx(word_paragraph(odd)), name="a.docx").text == odd
