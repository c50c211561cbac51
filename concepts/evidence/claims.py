"""Put statements together with what they stand on, as the claims of which `content.counting` counts who says them."""

from collections.abc import Collection, Iterable, Mapping

from concepts.content.counting import Citing, Claim, RestsOn, Support, count_support
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.evidence.quotations import load_sayings


def load_support(ids: Collection[int]) -> dict[int, Support]:
    """Return who says each of the statements with these ids, by id, in two queries."""
    links = load_links(ids, with_sides_below=True)
    claims = build_claims(ids, links, load_sayings(stand_on(ids, links)))
    counted: dict[int, Support] = {}
    return {statement: count_support(claim, counted) for statement, claim in claims.items()}


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
    """Make the claim of one statement, or take it from those that are `made`."""
    if statement not in made:
        linked = links.get(statement, NO_LINKS)

        def below(others: Iterable[int]) -> list[Claim]:
            return [_claim(other, links, cited, made) for other in others]

        made[statement] = Claim(
            cited.get(statement, ()),
            sides=tuple(below(side for _concept, side in linked.sides)),
            basis=tuple(
                RestsOn(claim, row.part, row.nearby)
                for row, claim in zip(linked.basis, below(row.statement for row in linked.basis), strict=True)
            ),
            parts=tuple(part.number for part in linked.claim_parts),
        )
    return made[statement]
