"""Load what our own words are about, and the passages that support them, for words of ours that somebody pasted."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.models import Citation, Statement
from sources.models import Passage
from sources.showing import shows_no_words


@dataclass(frozen=True, slots=True)
class OwnSupport:
    """The concepts of a statement, and the passages that support it.

    These are those that it cites itself or, where it cites none, those of its sides and of what it rests on; copies
    stand last. Passages whose words readers do not see are not among them.
    """

    concepts: tuple[NamedConcept, ...] = ()
    passages: tuple[Passage, ...] = ()


def load_support(statements: Collection[int]) -> dict[int, OwnSupport]:
    """Load it for the statements with these ids, in three queries at most; none costs none."""
    if not statements:
        return {}
    links = load_links(statements, with_sides_below=True)
    below = {statement: tuple(_statements_below(statement, links)) for statement in statements}
    cited = _load_cited({*statements, *(other for others in below.values() for other in others)})
    names = load_concept_names()
    found = {}
    for statement, others in below.items():
        passages = cited.get(statement) or [passage for other in others for passage in cited.get(other, ())]
        by_id = {passage.id: passage for passage in sorted(passages, key=lambda each: each.copy_of_id is not None)}
        concepts = names.named(links.get(statement, NO_LINKS).concepts)
        found[statement] = OwnSupport(concepts, tuple(by_id.values()))
    return found


def _statements_below(statement: int, links: Mapping[int, StatementLinks]) -> Iterator[int]:
    """Yield the ids of the sides of a statement, of what it rests on, and of the sides of that."""
    own = links.get(statement, NO_LINKS)
    yield from (side for _concept, side in own.sides)
    for basis in own.bases:
        yield basis
        yield from (side for _concept, side in links.get(basis, NO_LINKS).sides)


def _load_cited(statements: Collection[int]) -> dict[int, list[Passage]]:
    """Load the passages that support the statements with these ids, in the order of sources, in one query."""
    rows = (
        Citation.objects.filter(statement__in=statements, stance=Citation.Stance.SUPPORTS)
        .filter(statement__status=Statement.Status.PUBLISHED)
        .exclude(shows_no_words("passage__version__source"))
        .select_related("passage__version__source")
        .order_by("passage__version__source__rank", "passage__version__source__slug", "passage__start", "passage_id")
    )
    found: dict[int, list[Passage]] = defaultdict(list)
    for row in rows:
        found[row.statement_id].append(row.passage)
    return found
