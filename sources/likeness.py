"""Find stored texts that a new text repeats, wholly or for the most part; nothing is stored here.

How it is measured: both texts are reduced to letters and digits, and cut into all runs of `RUN` characters that follow
on one another. The share is the fraction of the runs of the shorter text, or of a sample of them, that the other has
too: a text may be an excerpt of another. Only stored texts that have several of
some exact words of the new one are measured at all, so that a large site is searched in a moment.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sources.anchoring import bare_text
from sources.copies import SHORTEST_PASSAGE
from sources.models import Article, Passage, SourceText, SourceVersion
from sources.text import HAN, letters_checksum

RUN = 12
LEAST_LIKENESS = 0.5
MOST_SIMILAR = 5
PASSAGES_SHOWN = 5
_RUNS_COMPARED = 2_000  # of the shorter text, about; the sample grows with the texts
_PROBES, _LEAST_PROBES = 40, 3
_WORDS = re.compile(rf"[{HAN}]{{8}}|\w+(?: \w+){{3}}")


@dataclass(frozen=True, slots=True)
class SimilarText:
    """A stored text that is like a new one.

    `share` is from 0 to 1; `is_identical` says that nothing differs but typography. `article` is the one that the new
    text may be the same as, None where the version is cut into several. `passages` are the first of those that stand
    in the new text too, `number_of_passages` counts them.
    """

    version: SourceVersion
    article: Article | None
    share: float
    is_identical: bool
    passages: tuple[Passage, ...]
    number_of_passages: int


def find_similar(text: str) -> list[SimilarText]:
    """Return the stored texts that are most like the new one, the likest first; a fixed number of queries."""
    identical = set(Article.objects.filter(letters_sha256=letters_checksum(text)).values_list("version", flat=True))
    letters = bare_text(text).characters
    measured = sorted(
        (
            (1.0 if version in identical else _share(letters, bare_text(stored).characters), version)
            for version, stored in _candidates(text, identical)
        ),
        reverse=True,
    )
    shares = {version: share for share, version in measured[:MOST_SIMILAR] if share >= LEAST_LIKENESS}
    versions = SourceVersion.objects.select_related("source").in_bulk(shares)
    articles: dict[int, list[Article]] = {}
    for article in Article.objects.filter(version__in=shares).order_by("number"):
        article.version = versions[article.version_id]
        articles.setdefault(article.version_id, []).append(article)
    repeated = _repeated_passages(letters, shares)
    return [
        SimilarText(
            versions[version],
            articles[version][0] if len(articles.get(version, ())) == 1 else None,
            share,
            version in identical,
            tuple(repeated[version][:PASSAGES_SHOWN]),
            len(repeated[version]),
        )
        for version, share in shares.items()
    ]


def _candidates(text: str, identical: set[int]) -> list[tuple[int, str]]:
    """Return the stored texts that are worth measuring, those with the most of some words of the new one."""
    found = [match[0] for match in _WORDS.finditer(text)]
    probes = found[:: max(1, len(found) // _PROBES)]
    least = min(_LEAST_PROBES, max(1, len(probes) // 2))
    hits: list[tuple[int, int, str]] = []
    for version, stored in SourceText.objects.values_list("version", "text").iterator():
        number = sum(probe in stored for probe in probes)
        if number >= least or version in identical:
            hits.append((len(probes) if version in identical else number, version, stored))
            hits = sorted(hits, reverse=True)[: 2 * MOST_SIMILAR]
    return [(version, stored) for _number, version, stored in hits]


def _share(first: str, second: str) -> float:
    """Return the share of the runs of the shorter of two texts that the other has too."""
    every = max(1, min(len(first), len(second)) // _RUNS_COMPARED)
    some, others = _sample(first, every), _sample(second, every)
    return len(some & others) / min(len(some), len(others)) if some and others else 0.0


def _sample(letters: str, every: int) -> set[int]:
    """Return the hashes of one in so many runs; which ones depends on the run alone, so that texts are comparable."""
    runs = (hash(letters[place : place + RUN]) for place in range(max(1, len(letters) - RUN + 1)))
    return {run for run in runs if run % every == 0}


def _repeated_passages(letters: str, versions: Iterable[int]) -> dict[int, list[Passage]]:
    """Return the passages of these versions whose words stand in the new text too, in the order of their texts."""
    repeated: dict[int, list[Passage]] = {version: [] for version in versions}
    for passage in Passage.objects.filter(version__in=repeated).order_by("start", "pk"):
        words = bare_text(passage.quote).characters
        if len(words) >= SHORTEST_PASSAGE and words in letters:
            repeated[passage.version_id].append(passage)
    return repeated
