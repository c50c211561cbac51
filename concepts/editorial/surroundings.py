"""What stands around drafts: what readers have to see before them, and which changes wait for what they show.

Found by the references of the description. The number of queries grows with the steps from draft to draft, not with
the number of rows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_

from django.db.models import Model, Q, QuerySet

from concepts.content.description import ARTICLE, DESCRIPTIONS, PASSAGE, STATEMENT, VERSION
from concepts.content.natural_keys import kind_of
from concepts.content.row_content import RowContent
from concepts.content.shape import Reference
from concepts.content.snapshot_rows import EVIDENCE
from concepts.editorial.proposals import content_of
from concepts.editorial.row_ids import keys_in, read_ids
from concepts.models import Proposal, Statement
from sources.content_row import ContentRow, ReviewedRow, RowStatus

RowId = tuple[str, int]  # the kind of a row, a key of DESCRIPTIONS, and its id
STANDING = (PASSAGE, ARTICLE, VERSION)  # kinds of rows that are shown with what they stand in, from the inside out


class Surroundings:
    """What stands around some rows with drafts.

    `needed` are the rows that the drafts name and readers do not see: drafts, and withdrawn statements. `changed` are
    the rows that readers see in what the drafts say, and to which changes are being drafted; of a statement that is
    the draft of changes. Both are found through one another, any number of steps, changes only as far as they are by
    the people who wrote or submitted the drafts. `works` holds what has the state of the work on each row.
    """

    def __init__(self, rows: Collection[ContentRow]) -> None:
        self.needed: set[RowId] = set()
        self.changed: set[RowId] = set()
        self.works: dict[RowId, Statement | Proposal] = {}
        start = {(kind_of(row), row.pk) for row in rows}
        self._known = start | {(STATEMENT.kind, pk) for row in rows if (pk := getattr(row, "revises_id", None))}
        works: list[Statement | Proposal] = [row for row in rows if isinstance(row, Statement)]
        works += read_proposals(start)
        self._authors = {pk for work in works for pk in (work.author_id, work.submitted_by_id)} - {None}
        self._walk(start, [work for work in works if isinstance(work, Proposal)])

    def is_by_the_same(self, row: RowId) -> bool:
        """Return whether a draft is by one of those who wrote or submitted the drafts at the start."""
        work = self.works[row]
        return work.author_id in self._authors or work.submitted_by_id in self._authors

    def _walk(self, start: Collection[RowId], proposals: Iterable[Proposal]) -> None:
        asking, contents = set(start), _contents(proposals)
        while asking or contents:
            named = {*_named_by(asking), *_named_in(contents)}
            named |= set(_places_of(named))
            inside = set(_drafts_inside(asking))
            new = (named | inside) - self._known
            self._known |= new
            unseen = set(_unseen(new))
            works = _read_works(new)
            unseen |= {row for row, work in works.items() if isinstance(work, Proposal) and work.content is None}
            self.works |= works
            self.needed |= unseen
            changes = {row for row in works if row not in unseen}
            self.changed |= changes
            along = {row for row in changes if self.is_by_the_same(row)}
            asking = unseen | {row for row in along if row[0] == STATEMENT.kind}
            contents = _contents(works[row] for row in along)


def _contents(works: Iterable[Statement | Proposal]) -> list[RowContent]:
    return [content for work in works if isinstance(work, Proposal) and (content := content_of(work))]


def _by_kind(rows: Iterable[RowId]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = {}
    for kind, pk in rows:
        ids.setdefault(kind, set()).add(pk)
    return ids


def _named_by(rows: Iterable[RowId]) -> Iterator[RowId]:
    """Yield what the stored rows name, with what is cited for the statements that they show as a part of their own."""
    held: set[int] = set()
    for kind, ids in _by_kind(rows).items():
        description = DESCRIPTIONS[kind]
        own = [part for part in (*description.key, *description.fields) if isinstance(part, Reference)]
        yield from _targets(description.model._base_manager.filter(pk__in=ids), own)
        for attached in description.attached:
            of_rows = attached.model._default_manager.filter(**{f"{attached.owner}__in": ids})
            named = list(_targets(of_rows, attached.references))
            if any(reference.with_evidence for reference in attached.references):
                held |= {pk for target, pk in named if target == STATEMENT.kind}
            yield from named
    if held:
        evidence = STATEMENT.part(EVIDENCE)
        of_held = evidence.model._default_manager.filter(**{f"{evidence.owner}__in": held})
        yield from _targets(of_held, evidence.references)


def _targets(rows: "QuerySet[Model]", references: Collection[Reference]) -> Iterator[RowId]:
    """Yield what the rows name by these references; one query, or none where there are no references."""
    if not references:
        return
    columns = [reference.columns[0] for reference in references]
    for ids in rows.order_by().values_list(*columns):
        yield from ((reference.target, pk) for reference, pk in zip(references, ids, strict=True) if pk is not None)


def _named_in(contents: Collection[RowContent]) -> Iterator[RowId]:
    """Yield what the contents name, as far as it is there."""
    for kind, ids in read_ids(keys_in(contents)).ids.items():
        yield from ((kind, pk) for pk in ids.values())


def _places_of(rows: Iterable[RowId]) -> Iterator[RowId]:
    """Yield what passages, articles and versions stand in: all of it is shown with a quotation."""
    ids = _by_kind(rows)
    for description in STANDING:
        if description.kind not in ids:
            continue
        stored = description.model._base_manager.filter(pk__in=ids[description.kind])
        parts = (*description.key, *description.fields)
        for kind, pk in _targets(stored, [part for part in parts if isinstance(part, Reference) and part.required]):
            ids.setdefault(kind, set()).add(pk)
            yield kind, pk


def _drafts_inside(rows: Iterable[RowId]) -> Iterator[RowId]:
    """Yield the unseen rows that have one of the rows in their keys: versions of a source, articles of a version."""
    ids = _by_kind(rows)
    for kind, description in DESCRIPTIONS.items():
        for part in description.key:
            if isinstance(part, Reference) and part.target in ids and issubclass(description.model, ReviewedRow):
                in_work = Proposal.objects.filter(kind=kind, content__isnull=True).values("row")
                inside = description.model._base_manager.filter(
                    Q(status=RowStatus.DRAFT) | Q(pk__in=in_work), **{f"{part.columns[0]}__in": ids[part.target]}
                )
                yield from ((kind, pk) for pk in inside.values_list("pk", flat=True))


def _unseen(rows: Iterable[RowId]) -> Iterator[RowId]:
    """Yield those of the rows that readers do not see. A passage and a tag go with the statements that have them."""
    for kind, ids in _by_kind(rows).items():
        model = DESCRIPTIONS[kind].model
        if kind == STATEMENT.kind:
            unseen = Statement.objects.live().filter(pk__in=ids).exclude(status=Statement.Status.PUBLISHED)
            yield from ((kind, pk) for pk in unseen.values_list("pk", flat=True))
        elif issubclass(model, ReviewedRow):
            drafts = model._base_manager.filter(pk__in=ids, status=RowStatus.DRAFT)
            yield from ((kind, pk) for pk in drafts.values_list("pk", flat=True))


def _read_works(rows: Collection[RowId]) -> Mapping[RowId, Statement | Proposal]:
    """Return what has the state of the work on the rows, of a public statement under the id of its draft of changes."""
    works: dict[RowId, Statement | Proposal] = {
        (proposal.kind, proposal.row): proposal for proposal in read_proposals(rows)
    }
    statements = _by_kind(rows).get(STATEMENT.kind)
    if statements:
        named = Q(pk__in=statements, revises=None) & ~Q(status=Statement.Status.PUBLISHED)
        changes = Q(revises__in=statements, revises__status=Statement.Status.PUBLISHED)
        drafts = Statement.objects.filter(named | changes)
        works |= {(STATEMENT.kind, draft.pk): draft for draft in drafts.select_related("revises")}
    return works


def read_proposals(rows: Iterable[RowId]) -> list[Proposal]:
    """Return the proposals for the rows, of which statements have none; one query."""
    ids = _by_kind(row for row in rows if row[0] != STATEMENT.kind)
    if not ids:
        return []
    return list(Proposal.objects.filter(reduce(or_, (Q(kind=kind, row__in=pks) for kind, pks in ids.items()))))
