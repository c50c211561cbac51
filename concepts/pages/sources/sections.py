"""Build the sections of a text: lines with every cited passage marked, and notes beside the lines they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from concepts.pages.sources.article_list import name_own_caveats
from concepts.pages.sources.article_pages import ArticlePages, cut_article
from concepts.pages.sources.excerpts import cut_excerpts
from concepts.pages.sources.notes import MarkedPassage, PassageNote, select_overlapping
from sources.anchoring import Span
from sources.facts import Shown
from sources.highlight import HighlightedLine, Mark, highlight_lines
from sources.models import Article, Boundary, SourceVersion


@dataclass(frozen=True, slots=True)
class TextRow:
    """Some lines of a text, and the notes that are shown beside the first of them."""

    lines: tuple[SafeString, ...]
    is_heading: bool
    notes: tuple[PassageNote, ...]


@dataclass(frozen=True, slots=True)
class TextSection:
    """A part of the text: an article, or what stands between two articles (then `article` is None).

    Each of its `blocks` is a sequence of rows; between two blocks text is left out. Where no words are shown there are
    none, and the notes that have no lines to stand beside are `loose`. `passages` counts the cited passages of the
    article; `caveats` are those of its own (`name_own_caveats`). `breaks_off` is true of the end of a truncated text.
    """

    article: Article | None
    caveats: tuple[str, ...]
    anchor: str
    address: str
    blocks: tuple[tuple[TextRow, ...], ...]
    passages: int
    loose: tuple[PassageNote, ...] = ()
    breaks_off: bool = False


class SectionBuilder:
    """Builds the sections of a text with all passages marked and the given notes put beside their lines."""

    def __init__(
        self,
        version: SourceVersion,
        text: str,
        articles: Iterable[Article],
        marked: Sequence[MarkedPassage],
        notes: Iterable[PassageNote],
        place: Span | None = None,
    ) -> None:
        """`place` is marked besides the passages, where readers see the whole text."""
        self._place = place
        self._shown = version.source.shown
        self._version = version
        self._text = text
        self._marked = marked
        self._notes = {note.passage.number: note for note in notes}
        self._articles = {article.id: article for article in articles}
        self._pages: dict[int, ArticlePages] = {}
        self._headings = _load_headings(version)

    def build(self, article: Article | None, start: int, end: int) -> TextSection:
        """Return the section from `start` to `end`; it has no blocks where there is nothing to show."""
        marked = select_overlapping(self._marked, Span(start, end))
        text = self._text
        match self._shown:
            case Shown.FULL:
                spans = [Span(start, end)] if text[start:end].strip() else []
            case Shown.EXCERPTS:
                cited = [Span(passage.start, passage.end) for passage in marked]
                spans = cut_excerpts(text, self._version.language, start, end, cited)
            case Shown.NOTHING:
                spans = []
        marks = [Mark(passage.start, passage.end, passage.number, self._note_address(passage)) for passage in marked]
        if self._place and self._shown == Shown.FULL:
            marks = _with_focus(marks, self._place)
        blocks = [highlight_lines(text, span.start, span.end, self._version.lang, marks) for span in spans]
        return TextSection(
            article=article,
            caveats=name_own_caveats(article, self._version.source) if article else (),
            anchor=f"article-{article.number}" if article else "",
            address=article.get_absolute_url() if article else "",
            blocks=tuple(tuple(self._rows(lines)) for lines in blocks),
            passages=sum(passage.article_id == article.id for passage in marked) if article else 0,
            loose=self._loose(marked),
            breaks_off=article is not None and article.state == Article.State.TRUNCATED and end == article.end,
        )

    def _loose(self, marked: Iterable[MarkedPassage]) -> tuple[PassageNote, ...]:
        """Return the notes of these passages where no line is shown that they could stand beside."""
        if self._shown != Shown.NOTHING:
            return ()
        return tuple(self._notes[passage.number] for passage in marked if passage.number in self._notes)

    def _note_address(self, passage: MarkedPassage) -> str:
        """Return the address of a passage's note: on this page, or else on the page of its article."""
        if passage.number in self._notes:
            return f"#{passage.anchor}"
        if passage.article_id not in self._pages:
            article = self._articles[passage.article_id]
            self._pages[article.id] = cut_article(self._text, article, self._marked)
        return f"{self._pages[passage.article_id].address_at(passage.start)}#{passage.anchor}"

    def _rows(self, lines: Iterable[HighlightedLine]) -> Iterable[TextRow]:
        """Group lines into rows: each heading is a row of its own, and each line with a note begins a row."""
        group: list[HighlightedLine] = []
        for line in lines:
            begins_row = self._is_heading(line) or any(mark.number in self._notes for mark in line.ending)
            if group and (begins_row or self._is_heading(group[0])):
                yield self._row(group)
                group = []
            group.append(line)
        if group:
            yield self._row(group)

    def _row(self, lines: Sequence[HighlightedLine]) -> TextRow:
        """Return the lines as one row with the notes of the first line."""
        notes = [self._notes[mark.number] for mark in lines[0].ending if mark.number in self._notes]
        return TextRow(tuple(line.html for line in lines), self._is_heading(lines[0]), tuple(notes))

    def _is_heading(self, line: HighlightedLine) -> bool:
        """Tell whether the line contains a declared heading and, besides it, only white space."""
        words = self._text[line.start : line.end]
        start = line.start + len(words) - len(words.lstrip())
        return self._headings.get(start, -1) >= line.start + len(words.rstrip())


def _with_focus(marks: Sequence[Mark], place: Span) -> list[Mark]:
    """Return the marks with one of a place, which is in focus; a passage with just these words is it."""
    is_passage = any((mark.start, mark.end) == place for mark in marks)
    own = [replace(mark, focus=(mark.start, mark.end) == place) for mark in marks]
    return own if is_passage else [*own, Mark(*place, focus=True)]


def _load_headings(version: SourceVersion) -> dict[int, int]:
    """Load the declared headings of a version as a mapping from start to end, in code points."""
    articles = version.articles.published()
    headings = Boundary.objects.filter(article__in=articles, kind=Boundary.Kind.HEADING)
    return dict(headings.order_by("id").values_list("start", "end"))
