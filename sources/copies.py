"""Proposes which passages of a version repeat an earlier article of it; people confirm them, nothing is stored here.

The measure: both texts are reduced to letters and digits (width, case, punctuation, white space and line ends are
folded away). Around each place where the earlier article shares the longest run of characters with the passage, a
window somewhat longer than the passage is aligned with it. The share is the part of the passage's characters that
lie in common runs of at least four, in the same order. Being bound to one window, a passage of stock phrases
scattered over an article is no copy; asking for runs, neither is one that merely uses the same characters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

from sources.anchoring import BareText, Span, bare_text

LEAST_SHARE = 0.9
SHORTEST_RUN = 4
# A shorter passage ("营销与销售的区别") is a title or turn of phrase that any article may have, not a repeated text.
SHORTEST_PASSAGE = 12


@dataclass(frozen=True, slots=True)
class Copy:
    """A passage that repeats `original`, a span of the article with the index `article`, with `share` of its text."""

    passage: Span
    article: int
    original: Span
    share: float


def propose_copies(
    text: str, articles: Sequence[Span], passages: Sequence[Span], *, least_share: float = LEAST_SHARE
) -> list[Copy]:
    """Return a Copy for each passage of which at least `least_share` repeats an earlier article, in their order.

    `articles` are in the order of the text. Of several earlier articles the one with the greatest share counts, and
    of equal ones the first. Passages outside every article, and those too short to tell, are no copies.
    """
    bare_articles = [bare_text(text, start=article.start, end=article.end) for article in articles]
    copies = []
    for passage in passages:
        own = next((n for n, a in enumerate(articles) if a.start <= passage.start and passage.end <= a.end), 0)
        bare = bare_text(text, start=passage.start, end=passage.end).characters
        best: Copy | None = None
        for number in range(own):
            covered, original = _align(bare, bare_articles[number])
            share = covered / len(bare) if len(bare) >= SHORTEST_PASSAGE else 0.0
            if original and share >= least_share and (best is None or share > best.share):
                best = Copy(passage, number, original, share)
        if best:
            copies.append(best)
    return copies


def _align(passage: str, article: BareText) -> tuple[int, Span | None]:
    """Return how many characters of the passage the best window of the article covers, and what it covers there."""
    # Automatic junk would drop the characters a Chinese text uses most.
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
    """Return the runs both texts share, in order, without those too short to count."""
    blocks = SequenceMatcher(None, passage, window, autojunk=False).get_matching_blocks()
    return [block for block in blocks if block.size >= SHORTEST_RUN]
