"""Measures how passages are carried to a new version of a text: none to a wrong place, nearly all to the right one.

.venv/bin/python benchmarks/versions.py                                # half a minute
.venv/bin/python benchmarks/versions.py --write docs/versions.md       # puts the figures between that page's marks

Loads our own knowledge pack into an empty database in a temporary folder, and makes new versions of its texts in which
is known what became of each character: every sentence deleted in turn, one character of every sentence replaced, left
out or put in, two paragraphs swapped. Followed are all passages of the pack, and all sentences.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))  # a script is given its own folder alone

from benchmarks.search import prepare, written  # noqa: E402
from sources.lookup import Span  # noqa: E402
from sources.text_diff import SpanState, TextDiff  # noqa: E402

MARKS = ("<!-- figures: benchmarks/versions.py writes them -->", "<!-- end of figures -->")
DELETED, REPLACED, LEFT_OUT, PUT_IN = "sentence deleted", "character replaced", "character left out", "character put in"
NEIGHBOURS, APART = "neighbouring paragraphs swapped", "paragraphs far apart swapped"
EDITED = (REPLACED, LEFT_OUT, PUT_IN)
SWAPPED = (NEIGHBOURS, APART)
KINDS = (DELETED, *EDITED, *SWAPPED)
SHARE = 0.99  # of what moved or was edited, and of all that stayed as it was, must be found


@dataclass(frozen=True)
class Text:
    """The text of a source, with the places that are followed in it, and its sentences."""

    name: str
    text: str
    places: tuple[Span, ...]
    sentences: tuple[Span, ...]


@dataclass(frozen=True)
class Case:
    """A new version of a text: the parts of the old one, in their new order, with new words between."""

    kind: str
    old: Text
    parts: tuple[Span | str, ...]

    @property
    def new(self) -> str:
        return "".join(part if isinstance(part, str) else part.of(self.old.text) for part in self.parts)

    def place_of(self, span: Span) -> Span | None:
        """Where the words stand in the new version; None where they are no longer there, letter by letter."""
        start = 0
        for part in self.parts:
            if isinstance(part, str):
                start += len(part)
                continue
            if part.start <= span.start and span.end <= part.end:
                return Span(start + span.start - part.start, start + span.end - part.start)
            start += part.end - part.start
        return None

    def edited_place_of(self, span: Span) -> Span:
        """Where the words stand whose wording was changed by one edit."""
        return Span(span.start, span.end + len(self.new) - len(self.old.text))


@dataclass
class Count:
    """What became of the places of many cases of a kind."""

    cases: int = 0
    wrong: int = 0
    stayed: int = 0
    stayed_found: int = 0
    touched: int = 0
    touched_found: int = 0
    seconds: float = 0.0

    def is_good(self, kind: str) -> bool:
        """Whether nothing was carried to a wrong place, and enough to the right one."""
        found = self.stayed_found >= SHARE * self.stayed
        return not self.wrong and found and (kind == DELETED or self.touched_found >= SHARE * self.touched)


def read_texts() -> list[Text]:
    """The texts of the pack."""
    from sources.models import Article, Passage, SourceVersion
    from sources.sentences import cut_article

    texts = []
    for version in SourceVersion.objects.select_related("source").order_by("source__rank"):
        text, sentences = version.read_text(), []
        for article in Article.objects.filter(version=version).prefetch_related("boundaries").order_by("start"):
            words: dict[str, list[str]] = {"heading": [], "cut": []}
            for boundary in sorted(article.boundaries.all(), key=lambda each: each.start):
                words[boundary.kind].append(text[boundary.start : boundary.end])
            within = article.start, article.end
            sentences += cut_article(text, version.language, *within, words["heading"], words["cut"])
        passages = Passage.objects.filter(version=version).values_list("start", "end")
        places = {*sentences, *(Span(*place) for place in passages)}
        texts.append(Text(version.source.slug, text, tuple(sorted(places)), tuple(sentences)))
    return texts


def make_cases(texts: Iterable[Text], every: int = 1) -> Iterator[Case]:
    """The cases; of each kind, one in so many."""
    for text in texts:
        for sentence in text.sentences[::every]:
            yield from _edits(text, sentence)
        lines = [Span(*found.span()) for found in re.finditer(r"[^\s][^\n]*", text.text)]
        for kind, far in ((NEIGHBOURS, 1), (APART, max(2, len(lines) // 2))):
            pairs = zip(lines, lines[far:], strict=False)
            yield from (_swap(text, kind, line, other) for line, other in list(pairs)[::every])


def _edits(text: Text, sentence: Span) -> Iterator[Case]:
    """The new versions in which a sentence is gone, or one of its characters is another one."""
    whole, last = text.text, len(text.text)
    after = next((place for place in range(sentence.end, last) if not whole[place].isspace()), last)
    yield Case(DELETED, text, (Span(0, sentence.start), Span(after, last)))
    letters = [place for place in range(*sentence) if whole[place].isalnum()]
    place = letters[len(letters) // 2] if letters else sentence.start
    other = "某" if whole[place] > "\u3400" else "q"
    yield Case(REPLACED, text, (Span(0, place), other, Span(place + 1, last)))
    yield Case(LEFT_OUT, text, (Span(0, place), Span(place + 1, last)))
    yield Case(PUT_IN, text, (Span(0, place), other, Span(place, last)))


def _swap(text: Text, kind: str, line: Span, other: Span) -> Case:
    between = Span(line.end, other.start)
    return Case(kind, text, (Span(0, line.start), other, between, line, Span(other.end, len(text.text))))


def measure(cases: Iterable[Case], *, wrong: "list[tuple[Case, Span]] | None" = None) -> dict[str, Count]:
    """What became of all places in all cases, by kind; `wrong` gets those that were carried to a wrong place."""
    counts = {kind: Count() for kind in KINDS}
    for case in cases:
        count, new = counts[case.kind], case.new
        if new == case.old.text:
            continue
        begun = time.perf_counter()
        diff = TextDiff(case.old.text, new)
        found = [(place, diff.follow(place)) for place in case.old.places]
        count.seconds += time.perf_counter() - begun
        count.cases += 1
        for place, successor in found:
            right = case.place_of(place)
            if successor.is_certain and successor.place != right:
                count.wrong += 1
                if wrong is not None:
                    wrong.append((case, place))
            is_touched = right is None or _is_moved(case, place)
            if case.kind in EDITED and right is None:
                is_found = successor.state == SpanState.CHANGED and successor.place == case.edited_place_of(place)
            elif right is None:
                is_found = not successor.is_certain
            else:
                is_found = successor.is_certain and successor.place == right
            if case.kind in SWAPPED and right is None:
                continue  # it went over an end of a paragraph, and is nowhere now
            if is_touched:
                count.touched += 1
                count.touched_found += is_found
            else:
                count.stayed += 1
                count.stayed_found += is_found
    return counts


def _is_moved(case: Case, place: Span) -> bool:
    """Whether the words stand in one of two paragraphs that were swapped."""
    swapped = (part for part in (case.parts[1], case.parts[-2]) if isinstance(part, Span))
    return case.kind in SWAPPED and any(part.start <= place.start and place.end <= part.end for part in swapped)


def report(counts: dict[str, Count], texts: Sequence[Text]) -> str:
    """The table of all kinds, and the sentence before it."""
    places = sum(len(text.places) for text in texts)
    cases = sum(count.cases for count in counts.values())
    wrong = sum(count.wrong for count in counts.values())
    seconds = sum(count.seconds for count in counts.values())
    lines = [
        f"{cases:,} new versions of the {len(texts)} texts, in which {places:,} passages and sentences were followed: "
        f"{wrong} were carried to a wrong place. It took {1000 * seconds / cases:.0f} ms a version.",
        "",
        "| what was changed | versions | carried to a wrong place | words that stayed, or stood elsewhere | found "
        "| words that were changed, moved or deleted | told as such |",
        "| --- |" + " ---: |" * 6,
    ]
    for kind, count in counts.items():
        found, touched = share(count.stayed_found, count.stayed), share(count.touched_found, count.touched)
        cells = [f"{count.cases:,}", count.wrong, f"{count.stayed:,}", found, f"{count.touched:,}", touched]
        lines.append(f"| {kind} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def share(some: int, of_all: int) -> str:
    """The share in per cent, never rounded up to all."""
    return f"{int(10_000 * some / of_all) / 100:.2f} %" if of_all else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", type=Path, help="the page of the docs to put the figures into")
    parser.add_argument("--every", type=int, default=1, help="take one case in so many")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), os.environ.get("DATABASE_URL", ""))
        texts = read_texts()
    wrong: list[tuple[Case, Span]] = []
    counts = measure(make_cases(texts, options.every), wrong=wrong)
    for case, place in wrong:
        print(f"{case.kind}: {case.old.name} {place}: {place.of(case.old.text)!r}", file=sys.stderr)
    figures = report(counts, texts)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(written(page, figures, MARKS), encoding="utf-8")
    print(figures)
    if bad := [kind for kind, count in counts.items() if not count.is_good(kind)]:
        sys.exit(f"not good enough: {', '.join(bad)}")


if __name__ == "__main__":
    main()
