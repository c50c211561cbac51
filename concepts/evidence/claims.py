"""Put statements together with what they stand on, as the claims of which `content.counting` counts who says them."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial

from concepts.content.counting import Citing, Claim, RestsOn, Support, count_support
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.evidence.process_cache import ContentCache, LoadedById
from concepts.evidence.quotations import load_sayings

MOST_KEPT = 10_000  # claims
MOST_KEPT_TOGETHER = 20  # the claims of so many pages: an edit of a text leaves all as they were


def load_support(ids: Collection[int]) -> dict[int, Support]:
    """Return who says each of the statements with these ids, by id, in three queries."""
    claims = load_claims(ids, load_links(ids, with_sides_below=True))
    return {statement: count_support(claim) for statement, claim in claims.items()}


def load_claims(ids: Iterable[int], links: LoadedById[StatementLinks]) -> Mapping[int, Claim]:
    """Return the claim of each of the statements with these ids, by id, with sayings: as much as counts.

    `links` are those of the statements, with sides below. Costs what `load_sayings` does.
    """
    ids = tuple(ids)
    sayings = load_sayings(stand_on(ids, links))
    return _kept_together.get((ids, links, sayings), lambda: build_claims(ids, links, sayings))


def stand_on(ids: Iterable[int], links: Mapping[int, StatementLinks]) -> set[int]:
    """Return the ids of the statements and of all that they stand on: sides, bases, and the sides of these."""
    found = set(ids)
    found |= {basis for statement in ids for basis in links.get(statement, NO_LINKS).bases}
    return found | {side for statement in found for _concept, side in links.get(statement, NO_LINKS).sides}


def build_claims(
    ids: Iterable[int], links: Mapping[int, StatementLinks], cited: Mapping[int, tuple[Citing, ...]]
) -> dict[int, Claim]:
    """Return the claim of each of the statements with these ids, by id.

    `links` and `cited` are those of the statements and of all that they stand on; what is missing has none.
    """
    made: dict[int, Claim] = {}
    return {statement: _claim(statement, links, cited, made) for statement in ids}


def _claim(
    statement: int,
    links: Mapping[int, StatementLinks],
    cited: Mapping[int, tuple[Citing, ...]],
    made: dict[int, Claim],
) -> Claim:
    """Make the claim of one statement, or take it from those that are `made`, or were made for an earlier page."""
    found = made.get(statement)
    if found is None:
        linked, citations = links.get(statement, NO_LINKS), cited.get(statement, ())
        sides = tuple(_claim(side, links, cited, made) for _concept, side in linked.sides)
        basis = tuple(_claim(row.statement, links, cited, made) for row in linked.basis)
        make = partial(_make_claim, citations, linked, sides, basis)
        found = made[statement] = _kept.get((citations, linked, sides, basis), make)
    return found


def _make_claim(
    citations: tuple[Citing, ...], linked: StatementLinks, sides: tuple[Claim, ...], basis: tuple[Claim, ...]
) -> Claim:
    return Claim(
        citations,
        sides,
        basis=tuple(RestsOn(claim, row.part, row.nearby) for row, claim in zip(linked.basis, basis, strict=True)),
        parts=tuple(part.number for part in linked.claim_parts),
    )


_kept: ContentCache[Claim] = ContentCache(MOST_KEPT)
_kept_together: ContentCache[dict[int, Claim]] = ContentCache(MOST_KEPT_TOGETHER)
