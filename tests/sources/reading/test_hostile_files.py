"""A hostile file ends in a sentence with the fault and the cure, within bounds, in a process of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from sources.reading import process
from sources.reading.errors import FaultKind, ReadingError
from sources.reading.file_names import safe_name
from sources.reading.limits import MOST_FILE_BYTES, MOST_MEMORY_BYTES
from sources.reading.messages import explain
from sources.reading.process import ending_of, read_file
from sources.reading.reading import Reading
from tests.sources.reading import files

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[3]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux alone")
LOCKED = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%b) /U (%b) /P -4 >> /ID [(a) (a)]" % (b"o" * 32, b"u" * 32)


def fault_of(data: bytes, **options: str) -> FaultKind:
    """Return what is wrong with a file."""
    with pytest.raises(ReadingError) as caught:
        read_file(data, **options)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            sentence = explain(caught.value)
            assert sentence
            assert "%" not in sentence
    return caught.value.kind


# Made when they are needed, since some are large.
HOSTILE: dict[str, tuple[Callable[[], bytes], FaultKind]] = {
    "empty": (lambda: b"", FaultKind.EMPTY),
    "blank": (lambda: b"\xef\xbb\xbf \r\n", FaultKind.EMPTY),
    "too large": (lambda: b"x" * (MOST_FILE_BYTES + 1), FaultKind.TOO_LARGE),
    "too long": (lambda: b"x" * 5_000_001, FaultKind.TOO_MUCH_TEXT),
    "too long page": (lambda: b"<html>" + (b"<p>" + b"words " * 200) * 4_500, FaultKind.TOO_MUCH_TEXT),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), FaultKind.NOT_TEXT),
    "program": (lambda: bytes(range(256)) * 9, FaultKind.UNKNOWN_ENCODING),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), FaultKind.OLD_WORD),
    "locked Word": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), FaultKind.PASSWORD,
    ),
    "rich text": (lambda: rb"{\rtf1 words}", FaultKind.RICH_TEXT),
    "cut PDF": (lambda: files.make_pdf(b"Words")[:200], FaultKind.DAMAGED),
    "scan": (lambda: files.make_pdf(b"", b""), FaultKind.SCAN),
    "locked PDF": (lambda: files.make_pdf(b"Words", trailer=LOCKED), FaultKind.PASSWORD),
    "a hundred thousand pages": (
        lambda: files.make_pdf(b"x", kids=b"4 0 R " * 100_000, count=100_000), FaultKind.TOO_MANY_PAGES,
    ),
    "said to have pages": (lambda: files.make_pdf(b"x", count=100_000), FaultKind.TOO_MANY_PAGES),
    "cut Word": (lambda: files.make_docx(files.word_paragraph("x"))[:-40], FaultKind.DAMAGED),
    "Word with XML that is cut": (lambda: files.make_zip({"word/document.xml": "<a><b>"}), FaultKind.DAMAGED),
    "Word without words": (lambda: files.make_docx(""), FaultKind.NO_TEXT),
    "Word that unfolds": (lambda: files.make_docx(" " * 100_000_000), FaultKind.UNFOLDS),
    "Word that unfolds in its notes": (
        lambda: files.make_docx("<w:p/>" * 9, more={"word/footnotes.xml": " " * 100_000_000}), FaultKind.UNFOLDS,
    ),
    "Word that laughs": (lambda: files.make_docx(files.word_paragraph("&j;"), before=files.LAUGHS), FaultKind.UNFOLDS),
    "Word that looks elsewhere": (
        lambda: files.make_docx("&x;", before='<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        FaultKind.UNFOLDS,
    ),
    "Word nested for ever": (lambda: files.make_docx("<w:p>" * 50_000 + "</w:p>" * 50_000), FaultKind.UNFOLDS),
    "locked open document": (lambda: files.make_odt("", manifest="<m><encryption-data/></m>"), FaultKind.PASSWORD),
    "locked book": (
        lambda: files.make_epub(
            {"a.xhtml": "<p>x"},
            more={"META-INF/encryption.xml": '<e><CipherReference URI="OEBPS/a.xhtml"/></e>'},
        ),
        FaultKind.PASSWORD,
    ),
    "book without chapters": (lambda: files.make_epub({}), FaultKind.NO_TEXT),
    "book that points outside": (
        lambda: files.make_epub({"../../../etc/passwd": ""}, title="&#0;"), FaultKind.DAMAGED,
    ),
    "archive in an archive": (lambda: files.make_zip({"a.zip": files.make_zip({"a": "b"})}), FaultKind.ARCHIVE),
    "many entries": (lambda: files.make_zip({str(number): "" for number in range(10_001)}), FaultKind.UNFOLDS),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_refused_with_its_fault_and_the_cure(name: str) -> None:
    make, kind = HOSTILE[name]
    assert fault_of(make()) == kind


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    honest = files.make_zip({"word/document.xml": "<a>" + " " * 90_000_000 + "</a>"})
    size = (90_000_007).to_bytes(4, "little")
    assert size in honest
    assert fault_of(honest.replace(size, (99).to_bytes(4, "little"))) == FaultKind.DAMAGED


def test_a_chosen_encoding_that_does_not_fit_is_named_with_the_place() -> None:
    assert fault_of("ab营销".encode("gb18030"), encoding="utf-8") == FaultKind.OTHER_ENCODING
    assert fault_of(b"text", encoding="utf-7") == FaultKind.UNKNOWN_ENCODING
    assert fault_of(b"text\x00more", encoding="windows-1252") == FaultKind.NUL
    with pytest.raises(ReadingError) as caught:
        read_file("ab营销".encode("gb18030"), encoding="utf-8")
    assert explain(caught.value) == (
        "The text is not written in UTF-8: byte 5 does not fit. Choose another encoding, or let it be recognised."
    )


@on_linux
def test_a_pdf_that_unfolds_to_a_gigabyte_ends_within_the_bounds() -> None:
    # PDFium stops unfolding by itself, or the bound of memory or time stops it.
    stopped = {FaultKind.TOO_MUCH_MEMORY, FaultKind.SCAN, FaultKind.TOO_SLOW, FaultKind.DAMAGED}
    assert fault_of(files.make_pdf_bomb()) in stopped


def test_a_page_of_elements_within_elements_is_read() -> None:
    assert read_file(b"<html>" + b"<div>" * 50_000 + "字".encode(), name="a.html").text == "字"


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MOST_SECONDS", 0)
    assert fault_of(b"text") == FaultKind.TOO_SLOW


def run_in_child(code: str) -> str:
    """Return what code prints in a process that has bounded itself as the child does."""
    before = "import socket, sys; from sources.reading import child; child.bound_resources(child._open_status())\n"
    command = [sys.executable, "-c", before + code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300).stdout.strip()


@on_linux
def test_no_child_gets_more_memory_than_the_bound() -> None:
    wanted = f"""
try:
    bytearray({MOST_MEMORY_BYTES})
except MemoryError:
    print("refused")
print(len(bytearray({MOST_MEMORY_BYTES // 2})))
"""
    assert run_in_child(wanted).split() == ["refused", str(MOST_MEMORY_BYTES // 2)]


@on_linux
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.txt", lambda: "营销".encode("gb18030") * 800_000),
        ("a.html", lambda: b"<html>" + (b"<p>" + b"word " * 200) * 4_000),
        ("a.docx", lambda: files.make_docx(files.word_paragraph("营销" * 20) * 30_000)),
    ],
)
def test_files_of_the_largest_texts_stay_within_the_memory(
    name: str, make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[bytes] = []
    run = process._run
    monkeypatch.setattr(process, "_run", lambda *given: answers.append(run(*given)) or answers[-1])
    assert len(read_file(make(), name=name).text.encode()) > 3_000_000
    memory = process.json.loads(answers[0])["memory"]
    assert 0 < memory["most"] - memory["idle"] < MOST_MEMORY_BYTES


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such bounds")
def test_a_child_opens_no_file_and_no_connection() -> None:
    tries = ("socket.socket()", "open('/etc/passwd')", "open('x', 'w')")
    for each in tries:
        code = f"try:\n    {each}\nexcept OSError:\n    print('refused')"
        assert run_in_child(code) == "refused"


def test_the_child_knows_nothing_of_django_and_of_our_settings() -> None:
    code = (
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'concepts', 'conceptbase', 'tests')])"
    )
    assert run_in_child(code) == "[]"
    assert not {name for name in process._ENVIRONMENT if "CONCEPTBASE" in name or "DATABASE" in name}


GOOD = {
    "kind": "pdf", "text": "ab cd", "encoding": "", "title": "", "headings": [[0, 2, 1]], "items": [[3, 5]],
    "pages": [[0, "1"]], "empty_pages": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "exe"}, {"text": 3}, {"text": " \n"}, {"text": "a\x00"}, {"text": "a\rb"}, {"headings": [[0, 9, 1]]},
        {"headings": [[1, 1, 1]]}, {"headings": [[0, 1, 1], [0, 2, 1]]}, {"headings": [[0, 1]]}, {"items": "x"},
        {"items": [[True, 2]]}, {"items": [[-1, 2]]}, {"pages": [[9, "1"]]}, {"pages": [[0, "<b>"]]},
        {"pages": [[0, 1]]},
        {"pages": [[3, "1"], [0, "2"]]}, {"title": "x" * 201}, {"empty_pages": 1.5}, {"text": "\ud800"},
    ],
)  # fmt: skip
def test_nothing_that_a_child_answers_is_believed(change: dict[str, object]) -> None:
    assert Reading.from_values(GOOD).text == "ab cd"
    with pytest.raises(ValueError):  # noqa: PT011
        Reading.from_values(GOOD | change)


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b'"x"', b"{}", b'{"fault": "x", "params": {}}', b"[" * 100_000, b"\xff"]
)
def test_an_answer_that_is_none_is_a_damaged_file(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_run", lambda *_given: answer)
    assert fault_of(b"text") == FaultKind.DAMAGED


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\texts\营销.docx", "营销.docx"),
        ("a\u202exod.exe", "axod.exe"),
        ("a\r\nSet-Cookie: b=c.txt", "a Set-Cookie_ b=c.txt"),
        ('a"; filename=b.html', "a__ filename=b.html"),
        ("\x00\x1f", ""),
        ("..", ""),
        ("销" * 300 + ".pdf", "销" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
    ],
)
def test_the_name_of_a_file_is_made_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_an_ending_is_only_a_hint() -> None:
    assert [ending_of(name) for name in ("a.TXT", "a", "a.b c", "a.é", "a." + "x" * 99)] == ["txt", "a", "", "", ""]
