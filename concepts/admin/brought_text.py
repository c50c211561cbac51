"""Show what was read from a file: its text with its headings, items of lists and pages, before anything is stored."""

from dataclasses import dataclass

from sources.reading.reading import Reading

MOST_SHOWN = 50_000  # code points of a text that is shown at first


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A piece of a text: a “heading”, an “item”, a “page” that begins here (`words` is its number), or plain “text”."""

    kind: str
    words: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class ShownText:
    """The beginning of a text, or all of it, in blocks; `left_out` counts the code points that are not shown."""

    blocks: tuple[ShownBlock, ...]
    left_out: int


def show_text(read: Reading, *, whole: bool = False) -> ShownText:
    """Return the text of a file in blocks; each block has its words without the line ends around it."""
    end = len(read.text) if whole else min(len(read.text), MOST_SHOWN)
    marked = [(heading.start, heading.end, "heading", heading.level) for heading in read.headings]
    marked += [(item.start, item.end, "item", 0) for item in read.items]
    pages = [(page.start, page.label) for page in read.pages if page.start < end]
    blocks: list[ShownBlock] = []
    place = 0
    for start, stop, kind, level in [*sorted(each for each in marked if each[0] < end), (end, end, "", 0)]:
        if start < place:
            continue
        _put_text(blocks, read.text, place, start, pages)
        if kind:
            _put_pages(blocks, start, pages)
            blocks.append(ShownBlock(kind, read.text[start:stop], level))
        place = stop
    return ShownText(tuple(blocks), len(read.text) - max(end, place))


def _put_text(blocks: list[ShownBlock], text: str, start: int, end: int, pages: list[tuple[int, str]]) -> None:
    """Add plain text, cut where a page begins; the pages that begin in it are taken out of the list."""
    while start < end:
        _put_pages(blocks, start, pages)
        stop = min(end, pages[0][0]) if pages else end
        if words := text[start:stop].strip("\n"):
            blocks.append(ShownBlock("text", words))
        start = stop


def _put_pages(blocks: list[ShownBlock], start: int, pages: list[tuple[int, str]]) -> None:
    while pages and pages[0][0] <= start:
        blocks.append(ShownBlock("page", pages.pop(0)[1]))
