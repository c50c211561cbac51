"""Write an extract as text that people paste: sentences with their source, Markdown, and tables as rows of cells.

`languages` are those that are wanted, the reader's first; texts of two languages stand one below the other, or in
columns of their own where that reads better. What begins a cell and makes a spreadsheet calculate is guarded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from concepts.formats.extract import Extract, ExtractLine, texts_of
from sources.languages import HTML_LANG, Language, Text, reader_language
from sources.text import close_direction

# A spreadsheet reads what begins with one of these as a formula; some read their full-width forms so, too.
# Where it takes semicolons or tabs for the ends of cells (as in countries with a comma in their numbers), cells begin
# within ours, too, and so does each line.
_FORMULA = re.compile(
    r"\A(?=[\s\ufeff]*[=+\-@＝＋－＠]|[\t\r])|(?<=[;\t\r\n])(?=(?:[^\S\t\r\n]|\ufeff)*[=+\-@＝＋－＠])"
)
# The same where apostrophes stand before it already: with one more, all that are taken off again were put there.
_AT_START, _WITHIN = r"(?=[\s\ufeff']*[=+\-@＝＋－＠]|'*[\t\r])", r"(?=(?:[^\S\t\r\n]|[\ufeff'])*[=+\-@＝＋－＠])"
_TO_GUARD = re.compile(rf"\A{_AT_START}|(?<=[;\t\r\n]){_WITHIN}")
_GUARDED = re.compile(rf"\A'{_AT_START}|(?<=[;\t\r\n])'{_WITHIN}")
# An ampersand only where it begins a character reference (`&amp;`), so that R&D stays as it is.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|#~]|&(?=#?[0-9A-Za-z]+;)")
_MARKDOWN_START = re.compile(r"(?m)^(\s*)([-+]|\d+(?=[.)]))")
_TRANSLATED = {HTML_LANG[Language.EN]: " (translation)", HTML_LANG[Language.ZH]: "（译文）"}
_LANGUAGE_NAMES = {Language.EN: "English", Language.ZH: "中文"}

Cell = tuple[Text, ...]  # the same in one language or two


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """A table: cells of the head, none of them empty, and rows of cells, each as long as the head.

    An empty first cell is lost where the table is selected by hand. `has_names` tells whether rows begin with a name.
    """

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    has_names: bool = False


def guard_cell(text: str) -> str:
    """Return the text with an apostrophe before whatever a spreadsheet would calculate."""
    return _FORMULA.sub("'", text)


def guard_reversibly(text: str) -> str:
    """Return the text guarded as by `guard_cell`, such that `unguard` gives it back, whatever it is."""
    return _TO_GUARD.sub("'", text)


def unguard(text: str) -> str:
    """Return the text that `guard_reversibly` was given."""
    return _GUARDED.sub("", text)


def guard_table(table: CopiedTable) -> CopiedTable:
    """Return the table with each text guarded, since a spreadsheet calculates what is pasted as a table, too."""
    head, *rows = (tuple(tuple(map(_guard_text, cell)) for cell in row) for row in (table.head, *table.rows))
    return replace(table, head=head, rows=tuple(rows))


def _guard_text(text: Text) -> Text:
    return Text(guard_cell(text.words), text.lang)


def write_source(extract: Extract, languages: Sequence[Language], address: str = "") -> str:
    """Return who says so, where and when: “— Conceptbase, https://… (2026-12-01)”.

    Where the page leads with the words of a source, that stands first.
    """
    address = address or extract.address
    quoted = dict.fromkeys(line.source for line in extract.leading if line.is_quotation)
    if languages[0] == Language.ZH:
        return f"——{'；'.join([*quoted, extract.site])}，{address}（{extract.read_on}）"
    return f"— {'; '.join([*quoted, extract.site])}, {address} ({extract.read_on})"


def write_sentences(extract: Extract, languages: Sequence[Language]) -> str:
    """Return what leads the page, a line each, and the source below; empty where nothing leads it.

    The words of a source stand in quotation marks, with a word behind what is a translation of them.
    """
    texts = [_sentence(line, text) for line in extract.leading for text in texts_of(line.text, languages)]
    return "\n".join([*texts, write_source(extract, languages)]) if texts else ""


def _sentence(line: ExtractLine, text: Text) -> str:
    if not line.is_quotation:
        return text.words
    return f"“{close_direction(text.words.strip())}”{_of_translation(line, text.lang)}"


def _of_translation(line: ExtractLine, lang: str) -> str:
    """Return what stands behind the words of a quotation in a language that is not its own; else nothing."""
    return _TRANSLATED[lang] if line.is_quotation and lang != line.original else ""


def build_table(extract: Extract, languages: Sequence[Language]) -> CopiedTable:
    """Return what stands side by side, else a list of all lines; both are empty where the page says nothing."""
    if extract.side_rows:
        named = any(row.name for row in extract.side_rows)
        head = tuple(texts_of(column, languages) for column in extract.columns)
        rows = tuple(
            tuple(texts_of(cell, languages) for cell in ((row.name, *row.cells) if named else row.cells))
            for row in extract.side_rows
        )
        return CopiedTable((_own(_("Dimension")), *head) if named else head, rows, has_names=named)
    return _list_lines(extract.lines, languages)


def write_tsv(table: CopiedTable) -> str:
    """Return the table as lines of cells with tabs between them, for spreadsheets."""
    return "\n".join("\t".join(guard_cell(_in_line(cell)) for cell in row) for row in (table.head, *table.rows))


def write_markdown(extract: Extract, languages: Sequence[Language]) -> str:
    """Return title, what leads the page, the table and the source in Markdown (CommonMark with tables)."""
    title = " / ".join(escape_markdown(text.words) for text in texts_of(extract.title, languages))
    leading = [
        "- " + "  \n  ".join(escape_markdown(_sentence(line, text)) for text in texts_of(line.text, languages))
        for line in extract.leading
    ]
    table = build_table(extract, languages)
    rows = ["| " + " | ".join(_escape_cell(cell, "<br>") for cell in row) + " |" for row in (table.head, *table.rows)]
    rows.insert(1, "|" + " --- |" * len(table.head))
    source = write_source(extract, languages, f"<{extract.address}>")
    parts = [f"## {title}", "\n".join(leading), "\n".join(rows) if table.rows else "", source]
    return "\n\n".join(part for part in parts if part) + "\n"


def escape_markdown(text: str) -> str:
    """Return the text in one line so that Markdown shows it as it is."""
    escaped = _MARKDOWN.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))
    return _MARKDOWN_START.sub(lambda found: f"{found[1]}{_escape_start(found[2])}", escaped)


def _escape_cell(cell: Cell, between: str) -> str:
    return between.join(escape_markdown(text.words) for text in cell)


def _escape_start(mark: str) -> str:
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def _in_line(cell: Cell) -> str:
    return " / ".join(" ".join(text.words.split()) for text in cell)


def _list_lines(lines: Sequence[ExtractLine], languages: Sequence[Language]) -> CopiedTable:
    """Return the lines as rows, a column for each language; columns in which nothing stands are left out."""
    here = (reader_language(),)
    columns: list[tuple[Cell, list[Cell]]] = [
        (_own(_("Where")), [texts_of(line.section, here) for line in lines]),
        *(
            (
                (Text(_LANGUAGE_NAMES[language], HTML_LANG[language]),),
                [_alone(line, language) for line in lines],
            )
            for language in languages
        ),
        (_own(_("Articles")), [_own("" if line.articles is None else str(line.articles)) for line in lines]),
        (_own(_("Source")), [_own(line.source) for line in lines]),
    ]
    filled = [(head, cells) for head, cells in columns if any(any(cell) for cell in cells)]
    rows = zip(*(cells for _head, cells in filled), strict=True) if filled else ()
    return CopiedTable(tuple(head for head, _cells in filled), tuple(rows))


def _alone(line: ExtractLine, language: Language) -> Cell:
    text, lang = line.text.in_language(language), HTML_LANG[language]
    return (Text(f"{text}{_of_translation(line, lang)}", lang),) if text else ()


def _own(text: str) -> Cell:
    return (Text(text, HTML_LANG[reader_language()]),) if text else ()
