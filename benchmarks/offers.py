"""Measures which sentences of our five sources would be offered, with the evidence of each source hidden in turn.

.venv/bin/python benchmarks/offers.py                             # some seconds
.venv/bin/python benchmarks/offers.py --cues                      # besides, how each cue does on all sources
.venv/bin/python benchmarks/offers.py --write docs/checks.md      # puts the figures between that page's marks

Loads our own knowledge pack into an empty database in a temporary folder. For each source, the cues that mostly
mislead on the other four are left out (`misleading`). With the rest of them its sentences are looked through as if
nothing cited them, and compared with what our pack cites. Statements that only the hidden source supports are unknown.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))  # a script is given its own folder alone

from benchmarks.search import prepare, tell, written  # noqa: E402

if TYPE_CHECKING:
    from concepts.search.index.names import Names
    from concepts.workbench.offers.cues import Cue
    from concepts.workbench.offers.kinds import Recognised

MARKS = ("<!-- figures: benchmarks/offers.py writes them -->", "<!-- end of figures -->")
LEAST_HITS = 3  # sentences that a cue must find before it can be said to mislead
LEAST_PRECISION = 0.5
LANGUAGES = {"en": "English", "zh-hans": "Chinese"}
KINDS = ("contrasts", "defines", "relates")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a source that is no heading; those that our pack marks as without a claim are among them.

    `cited_as` says what the statements that cite it do, `statements` are their ids; a characteristic of two or more
    concepts sets them apart or together, so it counts as a contrast and as a relation.
    """

    source: int
    language: str
    article: int
    text: str
    cited_as: frozenset[str]
    statements: frozenset[int]


@dataclass(frozen=True)
class Judged:
    """A sentence of a hidden source, and what it would be offered as; None where it would not be offered."""

    sentence: Sentence
    found: "Recognised | None"

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind.value for kind in self.found.kinds) if self.found else frozenset()


def read_sentences() -> list[Sentence]:
    """All sentences of all sources, in their order."""
    from sources.models import SourceVersion

    versions = SourceVersion.objects.order_by("source__rank", "number")
    return [sentence for version in versions for sentence in _sentences_of(version)]


def _sentences_of(version) -> Iterator[Sentence]:  # type: ignore[no-untyped-def]  # models exist once Django is set up
    from concepts.models import Citation
    from concepts.workbench.offers.scanning import cut_article_at
    from sources.models import Boundary

    text, several = version.read_text(), _about_several()
    columns = ("passage__start", "passage__end", "statement__kind", "statement")
    cited = list(Citation.objects.filter(passage__version=version).values_list(*columns))
    for article in version.articles.order_by("number").prefetch_related("boundaries"):
        boundaries = list(article.boundaries.all())
        headings = [(row.start, row.end) for row in boundaries if row.kind == Boundary.Kind.HEADING]
        for start, end in cut_article_at(text, version.language, article, boundaries):
            if any(first < end and start < last for first, last in headings):
                continue
            over = [row for row in cited if row[0] < end and start < row[1]]
            kinds = {kind for *_place, said, statement in over for kind in _does(said, statement in several)}
            statements = frozenset(row[3] for row in over)
            yield Sentence(
                version.source_id, version.language, article.pk, text[start:end], frozenset(kinds), statements
            )


def _does(kind: str, is_about_several: bool) -> tuple[str, ...]:
    if kind == "characteristic":
        return ("contrasts", "relates") if is_about_several else ()
    return {"distinction": ("contrasts",), "definition": ("defines",), "relation": ("relates",)}.get(kind, ())


def _about_several() -> set[int]:
    """The characteristics of two or more concepts."""
    from django.db.models import Count

    from concepts.models import Statement

    rows = Statement.objects.filter(kind="characteristic").annotate(number=Count("concept_links"))
    return set(rows.filter(number__gt=1).values_list("pk", flat=True))


def look_through(sentences: Sequence[Sentence], names: "Names", cues: "Sequence[Cue]") -> list[Judged]:
    """What would be offered of these sentences with these cues."""
    from concepts.workbench.offers.kinds import Recogniser
    from sources.languages import Language

    recogniser, judged = Recogniser(names, cues=cues), []
    before: tuple[int, ...] = ()
    for number, sentence in enumerate(sentences):
        if number and sentence.article != sentences[number - 1].article:
            before = ()
        found = recogniser.recognise(sentence.text, Language(sentence.language), before)
        before = found.concepts if found and len(found.concepts) > 1 else before
        judged.append(Judged(sentence, found))
    return judged


def hits_of(cue: "Cue", sentences: Sequence[Sentence], names: "Names") -> list[Sentence]:
    """The sentences that a cue alone would offer."""
    own = [sentence for sentence in sentences if sentence.language == cue.language.value]
    return [each.sentence for each in look_through(own, names, [cue]) if each.found]


def misleading(sentences: Sequence[Sentence], names: "Names", cues: "Sequence[Cue]") -> list["Cue"]:
    """The cues that find LEAST_HITS or more of the sentences, few of them cited for what they do."""
    found = []
    for cue in cues:
        hits = hits_of(cue, sentences, names)
        good = sum(bool(sentence.cited_as) for sentence in hits)
        if len(hits) >= LEAST_HITS and good < LEAST_PRECISION * len(hits):
            found.append(cue)
    return found


def judge_all(sentences: Sequence[Sentence], names: "Names") -> list[Judged]:
    """Every sentence as it would be offered with cues that its own source had no part in choosing."""
    from concepts.workbench.offers.cues import CUES

    judged = []
    for source in dict.fromkeys(sentence.source for sentence in sentences):
        others = [sentence for sentence in sentences if sentence.source != source]
        wrong = misleading(others, names, CUES)
        kept = [cue for cue in CUES if cue not in wrong]
        judged += look_through([sentence for sentence in sentences if sentence.source == source], names, kept)
    return judged


@dataclass(frozen=True)
class StatementHits:
    """Of how many offered sentences a statement of another source is known, and of how many it is one of the three."""

    known: int
    found: int


def judge_statements(judged: Sequence[Judged]) -> StatementHits:
    """How often a statement that a sentence supports, and another source too, is among those proposed for it."""
    from concepts.models import Citation, Concept
    from concepts.workbench.offers.likely import LikelyStatements, SentenceWords, load_comparable
    from sources.languages import Language

    supporters: defaultdict[int, set[int]] = defaultdict(set)
    for statement, source in Citation.objects.values_list("statement", "passage__version__source"):
        supporters[statement].add(source)
    everything = load_comparable(list(Concept.objects.values_list("pk", flat=True)))
    known = found = 0
    for hidden in dict.fromkeys(each.sentence.source for each in judged):
        likely = LikelyStatements(row for row in everything.statements if supporters[row.id] - {hidden})
        for each in judged:
            sentence = each.sentence
            there = {pk for pk in sentence.statements if supporters[pk] - {hidden} and pk in likely}
            if sentence.source != hidden or not each.found or not there:
                continue
            words = SentenceWords(sentence.text, Language(sentence.language), each.found.concepts)
            known, found = known + 1, found + bool(there.intersection(likely.find(words)))
    return StatementHits(known, found)


def report(judged: Sequence[Judged], hits: StatementHits) -> str:
    """The figures as Markdown."""
    lines = [
        "| language | kind | offered | cited for that | cited for any | cited at all | recall of that kind | recall |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for language, name in LANGUAGES.items():
        own = [each for each in judged if each.sentence.language == language]
        lines += [_line(name, kind, own) for kind in (*KINDS, "any")]
        said = _percent(sum(bool(each.sentence.cited_as) for each in own), len(own))
        at_all = _percent(sum(bool(each.sentence.statements) for each in own), len(own))
        lines.append(f"| {name} | all sentences, to compare | {len(own)} | {said} | {said} | {at_all} | – | – |")
    share = f"{hits.found} of {hits.known} ({_percent(hits.found, hits.known)})"
    number = len(judged)
    lines += [
        "",
        f"{number} sentences of five sources, headings left out. Of the offered ones that support a statement "
        f"of another source, too, one of these is among the three that are proposed for {share}.",
    ]
    return "\n".join(lines)


def _line(language: str, kind: str, judged: Sequence[Judged]) -> str:
    def does(kinds: Collection[str]) -> bool:
        return bool(kinds) if kind == "any" else kind in kinds

    offered = [each for each in judged if does(each.kinds)]
    wanted = [each for each in judged if does(each.sentence.cited_as)]
    same = sum(does(each.sentence.cited_as) for each in offered)
    cited = sum(bool(each.sentence.cited_as) for each in offered)
    at_all = sum(bool(each.sentence.statements) for each in offered)
    found_same = sum(does(each.kinds) for each in wanted)
    found = sum(bool(each.kinds) for each in wanted)
    numbers = (*(_percent(part, len(offered)) for part in (same, cited, at_all)),
               *(f"{_percent(part, len(wanted))} of {len(wanted)}" for part in (found_same, found)))  # fmt: skip
    return f"| {language} | {kind} | {len(offered)} | {' | '.join(numbers)} |"


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "–"


def tell_cues(sentences: Sequence[Sentence], names: "Names") -> None:
    """How each cue does alone on all sources."""
    from concepts.workbench.offers.cues import CUES

    for cue in CUES:
        hits = hits_of(cue, sentences, names)
        good = sum(bool(sentence.cited_as) for sentence in hits)
        print(f"{cue.language.value:8} {cue.kind.value:10} {len(hits):4} offered, {good:4} cited for any: {cue.words}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cues", action="store_true", help="tell how each cue does")
    parser.add_argument("--write", metavar="PAGE", help="put the figures between the marks of this page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="conceptbase-benchmark-") as folder:
        prepare(Path(folder), "")
        from concepts.workbench.offers.scanning import load_scanner

        names = load_scanner().recogniser.names
        sentences = read_sentences()
        tell(f"{len(sentences)} sentences")
        if options.cues:
            tell_cues(sentences, names)
        judged = judge_all(sentences, names)
        figures = report(judged, judge_statements(judged))
    print(figures)
    if options.write:
        page = Path(options.write)
        page.write_text(written(page.read_text(encoding="utf-8"), figures, MARKS), encoding="utf-8")


if __name__ == "__main__":
    main()
