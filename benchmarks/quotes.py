"""Measures how the check of quotes judges: sentences of our sources altered at known rates, and honest quotes.

.venv/bin/python benchmarks/quotes.py                                  # some minutes
.venv/bin/python benchmarks/quotes.py --write docs/quotes.md           # puts the figures between that page's marks

Loads our own knowledge pack into an empty database in a temporary folder. Cases are made with a fixed seed
(benchmarks/beside/altered_quotes.py). Whether words are really word for word in a source is found out apart from the
code that is measured, in the plainest way: both without line ends and blanks, or with single blanks in English.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))  # a script is given its own folder alone

from benchmarks.beside.altered_quotes import Case, altered, elsewhere, honest, ours, sentences_of  # noqa: E402
from benchmarks.beside.invented_quotes import invented  # noqa: E402
from benchmarks.search import prepare, tell, written  # noqa: E402

if TYPE_CHECKING:
    from concepts.pages.quotes.check import QuoteCheck

SEED = 17
OF_A_KIND = 100  # cases of each way to alter a sentence
HONEST = 100
INVENTED = "invented, or said elsewhere"
VERDICTS = ("verbatim", "same-words", "altered", "translation", "ours", "not-found", "short")
MARKS = ("<!-- figures: benchmarks/quotes.py writes them -->", "<!-- end of figures -->")


@dataclass(frozen=True)
class Judged:
    """A case with the verdict on all of it, `several` where its parts got different ones; and what is wrong with it."""

    case: Case
    verdict: str
    false_verbatim: bool
    in_place: bool
    seconds: float


def make_cases(number: int, honest_quotes: int) -> list[Case]:
    """The cases, so many of each kind; always the same."""
    from sources.models import SourceVersion

    versions = list(SourceVersion.objects.published().select_related("source").order_by("source__rank"))
    random = Random(SEED)
    return [
        *altered(sentences_of(versions), random, number),
        *ours(random, number // 2),
        *elsewhere(random, number),
        *[Case(INVENTED, language, words) for words, language in invented()],
        *honest(versions, random, honest_quotes),
    ]


def judge(cases: Iterable[Case]) -> list[Judged]:
    """Check each case, and hold every “word for word” against the texts."""
    from concepts.evidence.process_cache import showing
    from concepts.pages.quotes.check import check_quote
    from sources.models import SourceVersion

    versions = SourceVersion.objects.published().select_related("source")
    texts = {language: [v.read_text() for v in versions if v.language == language] for language in ("en", "zh-hans")}
    plain = {language: [plainest(text, language) for text in found] for language, found in texts.items()}
    place_of = {
        (version.source.slug, version.number): version.pk for version in versions
    }  # fmt: skip
    judged = []
    with showing("the benchmark’s"):
        for case in cases:
            begun = time.perf_counter()
            check = check_quote(case.words)
            seconds = time.perf_counter() - begun
            verdicts = {part.verdict.value for part in check.parts}
            verdict = verdicts.pop() if len(verdicts) == 1 else "several"
            judged.append(
                Judged(
                    case, verdict, has_false_verbatim(case, check, plain), is_in_place(case, check, place_of), seconds
                )
            )
    return judged


def plainest(text: str, language: str) -> str:
    """The text with single blanks in English, and without any in Chinese."""
    return (" " if language == "en" else "").join(text.split())


def has_false_verbatim(case: Case, check: "QuoteCheck", plain: dict[str, list[str]]) -> bool:
    """Whether a part is called word for word that stands so in no text, or the whole that does not."""
    parts = [part.words.words for part in check.parts if part.verdict == "verbatim"]
    if len(check.parts) == 1 and parts:
        parts.append(case.words.strip(" \n\r\t\"'“”‘’"))
    return not all(
        any(stands_in(plainest(words, language), text) for language, texts in plain.items() for text in texts)
        for words in parts
        for language in [case.language]
    )


def stands_in(words: str, text: str) -> bool:
    """Whether the words stand in the text, with no word of Latin letters cut in two at their ends."""
    before = r"(?<![A-Za-z0-9])" if re.match("[A-Za-z0-9]", words) else ""
    after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]\Z", words) else ""
    return re.search(before + re.escape(words) + after, text) is not None


def is_in_place(case: Case, check: "QuoteCheck", place_of: dict[tuple[str, int], int]) -> bool:
    """Whether a part leads to the sentence that the case was made from, or to words equal to it elsewhere."""
    for part in check.parts:
        found = part.place and re.search(r"/sources/([\w-]+)/v(\d+)/passages/(\d+)-(\d+)/", part.place.address)
        if found:
            version = place_of.get((found[1], int(found[2])))
            if version == case.version and int(found[3]) < case.end and case.start < int(found[4]):
                return True
    return False


def report(judged: Sequence[Judged]) -> str:
    """The table of all kinds, and the sentences before it."""
    count = len(judged)
    false = sum(found.false_verbatim for found in judged)
    honest_cases = [found for found in judged if found.case.kind.startswith("honest")]
    chinese = sum(found.case.language != "en" for found in honest_cases)
    found_all = sum(found.verdict == "verbatim" for found in honest_cases)
    foreign = [found for found in judged if found.case.kind == INVENTED]
    refused = sum(found.verdict == "not-found" for found in foreign)
    seconds = sorted(found.seconds for found in judged)
    lines = [
        f"{count:,} cases, made from the five sources with seed {SEED}: {false} false “word for word”. "
        f"Of {len(honest_cases)} honest quotes, {chinese} of them Chinese, {found_all} were found. "
        f"Of {len(foreign)} invented sentences and quotes from elsewhere, {refused} were told as not there. "
        f"A check took {1000 * seconds[count // 2]:.0f} ms in the middle and {1000 * seconds[-1]:.0f} ms at most.",
        "",
        "| made how | cases | word for word | of these false | same words | altered | translation | our words "
        "| not in our sources | too short | parts differ | leads to its sentence |",
        "| --- |" + " ---: |" * 11,
    ]
    for kind in dict.fromkeys(found.case.kind for found in judged):
        of_kind = [found for found in judged if found.case.kind == kind]
        verdicts = Counter(found.verdict for found in of_kind)
        in_place = sum(found.in_place for found in of_kind) if of_kind[0].case.end else ""
        cells = [len(of_kind), verdicts["verbatim"], sum(found.false_verbatim for found in of_kind)]
        cells += [verdicts[verdict] for verdict in (*VERDICTS[1:], "several")]
        lines.append(f"| {kind} | {' | '.join(map(str, cells))} | {in_place} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", type=Path, help="the page of the docs to put the figures into")
    parser.add_argument("--each", action="store_true", help="tell every case that was not judged as it was made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), os.environ.get("DATABASE_URL", ""))
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        judged = judge(make_cases(OF_A_KIND, HONEST))
    if options.each:
        for found in judged:
            is_honest = found.case.kind.startswith("honest")
            wanted = "verbatim" if is_honest else "not-found" if found.case.kind == INVENTED else found.verdict
            if found.false_verbatim or found.verdict != wanted:
                tell(f"{found.case.kind}: {found.verdict}: {found.case.words!r}")
    figures = report(judged)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(written(page, figures, MARKS), encoding="utf-8")
    print(figures)
    if any(found.false_verbatim for found in judged):
        sys.exit("some words were called word for word that are not")


if __name__ == "__main__":
    main()
