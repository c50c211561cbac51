"""Propose which passages of a version repeat an earlier article of it. People confirm them; nothing is stored here.

How it is measured: both texts are reduced to letters and digits, so that width, letter case, punctuation, white space
and line ends make no difference. The longest run of characters that the passage and the earlier article have in common
is found, and at each of its places in the article a window somewhat longer than the passage is aligned with the
passage. The share is the fraction of the passage's characters that are in common runs of at least four characters, in
the same order. Since all runs must be in one window, a passage of common phrases scattered over an article is no copy;
since only runs count, a passage that merely uses the same characters is none either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

from sources.anchoring import BareText, Span, bare_text

LEAST_SHARE = 0.9
SHORTEST_RUN = 4
# A shorter passage ("营销与销售的区别") is a title or a common phrase that any article may contain, not a copied text.
SHORTEST_PASSAGE = 12


@dataclass(frozen=True, slots=True)
class ProposedCopy:
    """A passage that repeats `original`, a span of the article with the index `article`.

    `share` is the fraction of the passage that is repeated, from 0 to 1.
    """

    passage: Span
    article: int
    original: Span
    share: float


def propose_copies(
    text: str, articles: Sequence[Span], passages: Sequence[Span], *, least_share: float = LEAST_SHARE
) -> list[ProposedCopy]:
    """Return a ProposedCopy for each passage of which at least `least_share` repeats an earlier article.

    They come in the order of the passages. `articles` must be in the order of the text. Where several earlier articles
    are repeated, the one with the largest share counts, and of equal ones the first. Passages outside every article,
    and those shorter than SHORTEST_PASSAGE, are never proposed.
    """
    bare_articles = [bare_text(text, start=article.start, end=article.end) for article in articles]
    copies = []
    for passage in passages:
        own = next(
            (
                number
                for number, article in enumerate(articles)
                if article.start <= passage.start and passage.end <= article.end
            ),
            0,
        )
        bare = bare_text(text, start=passage.start, end=passage.end).characters
        best: ProposedCopy | None = None
        for number in range(own):
            covered, original = _align(bare, bare_articles[number])
            share = covered / len(bare) if len(bare) >= SHORTEST_PASSAGE else 0.0
            if original and share >= least_share and (best is None or share > best.share):
                best = ProposedCopy(passage, number, original, share)
        if best:
            copies.append(best)
    return copies


def _align(passage: str, article: BareText) -> tuple[int, Span | None]:
    """Return how many of the passage's characters the best window of the article contains, and their span there."""
    # difflib would ignore the most frequent characters of a Chinese text as “junk”.
    matcher = SequenceMatcher(None, article.characters, passage, autojunk=False)
    longest = matcher.find_longest_match()
    if longest.size < SHORTEST_RUN:
        return 0, None
    run = passage[longest.b : longest.b + longest.size]
    slack = len(passage) // 10 + SHORTEST_RUN
    best: tuple[int, Span | None] = (0, None)
    place = article.characters.find(run)
    while place >= 0:
        start = max(0, place - longest.b - slack)
        window = article.characters[start : place - longest.b + len(passage) + slack]
        blocks = _common_runs(passage, window)
        covered = sum(block.size for block in blocks)
        if covered > best[0]:
            first = article.offsets[start + blocks[0].b]
            last = article.offsets[start + blocks[-1].b + blocks[-1].size - 1]
            best = covered, Span(first, last + 1)
        place = article.characters.find(run, place + 1)
    return best


def _common_runs(passage: str, window: str) -> list[Match]:
    """Return the common runs of both texts in order, without those shorter than SHORTEST_RUN."""
    blocks = SequenceMatcher(None, passage, window, autojunk=False).get_matching_blocks()
    return [block for block in blocks if block.size >= SHORTEST_RUN]
