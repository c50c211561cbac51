"""Publications: one act after which readers see something else, with the editions and changes that it makes."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from concepts.content.description import PASSAGE, QUESTION, STATEMENT, TAG
from concepts.content.natural_keys import kind_of
from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.content_revision import ChangedRows, bump_content_revision
from concepts.editorial.editions import freeze
from concepts.editorial.row_changes import UNSEEN, SeenRow, look_at, record_changes
from concepts.models import Publication, Question, Tag
from sources.content_row import ContentRow
from sources.models import Passage

Act = Publication.Act


def record_publication(*, act: Act, by: Actor = None, note: str = "", own_work: bool = False) -> Publication:
    """Record that somebody does something after which readers see something else; part of a larger change.

    Whoever calls this makes its editions and changes too: without any it is not to be kept.
    """
    return Publication.objects.create(
        act=act, by=person(by), by_name=actor_name(by), note=note.strip(), own_work=own_work
    )


@dataclass(slots=True)
class OpenPublication:
    """What an act changes while it is being done: statements, and other rows, which statements may show.

    `own_work` holds the ids of statements that their own author publishes, `rows` how readers saw each row before, by
    its kind (a key of DESCRIPTIONS) and its id; `has_own_rows` is set where the author of one of these publishes it.
    `unnamed` is as in ChangedRows.
    """

    statements: set[int] = field(default_factory=set)
    own_work: set[int] = field(default_factory=set)
    rows: dict[str, dict[int, SeenRow]] = field(default_factory=dict)
    has_own_rows: bool = False
    unnamed: dict[str, set[int]] = field(default_factory=dict)

    def add_statements(self, ids: Iterable[int], own_work: Collection[int] = ()) -> None:
        """Note that readers see these statements otherwise, or no longer; `own_work` as in `freeze`."""
        self.statements |= set(ids)
        self.own_work |= set(own_work)

    def add_rows(self, kind: str, ids: Iterable[int]) -> None:
        """Note, before it is done, that these rows are changed, published or deleted; a few queries."""
        known = self.rows.setdefault(kind, {})
        if new := set(ids) - known.keys():
            known.update(dict.fromkeys(new, UNSEEN) | look_at(kind, new))

    def add_new_rows(self, kind: str, ids: Iterable[int]) -> None:
        """Note that these rows were made, if they were not there before."""
        known = self.rows.setdefault(kind, {})
        known.update(dict.fromkeys(set(ids) - known.keys(), UNSEEN))

    def add_unnamed(self, statements: Collection[int]) -> None:
        """Note what these statements name, before drafts take their places; three queries."""
        named = {
            PASSAGE.kind: Passage.objects.filter(citations__statement__in=statements),
            TAG.kind: Tag.objects.filter(tagged__content_object__in=statements),
            QUESTION.kind: Question.objects.filter(positions__in=statements),
        }
        for kind, rows in named.items():
            self.unnamed.setdefault(kind, set()).update(rows.values_list("pk", flat=True))

    def changed_rows(self) -> ChangedRows:
        """Return all that is noted here, for `bump_content_revision`; known in full when the transaction has ended."""
        rows = {kind: set(seen) for kind, seen in self.rows.items()}
        return ChangedRows({**rows, STATEMENT.kind: set(self.statements)}, self.unnamed)


@contextmanager
def open_publication(
    *, act: Act, by: Actor = None, note: str = "", within: OpenPublication | None = None
) -> Iterator[OpenPublication]:
    """Gather what the body changes, and record it at the end as one publication; part of a larger change.

    It has an edition of each statement that readers see otherwise, and a change of each other row. Nothing is recorded
    where readers see nothing else than before. `within` is the publication of a larger act, of which this one is a
    part: what changes is added to it, and it is recorded when that act ends.
    """
    if within is not None:
        yield within
        return
    opened = OpenPublication()
    yield opened
    if not (opened.statements or any(opened.rows.values())):
        return
    own_work = bool(opened.own_work) or opened.has_own_rows
    publication = record_publication(act=act, by=by, note=note, own_work=own_work)
    changed = record_changes(publication, opened.rows)
    frozen = freeze(publication=publication, statements=opened.statements, rows=opened.rows, own_work=opened.own_work)
    if not changed + frozen:
        publication.delete()


@contextmanager
def publish_row(*, row: ContentRow, by: Actor = None) -> Iterator[None]:
    """Record what the body changes in a row, which it may make, as one publication, and raise the content revision.

    Part of a larger change.
    """
    kind = kind_of(row)
    with open_publication(act=Act.PUBLISHED, by=by) as publication:
        publication.add_rows(kind, [row.pk] if row.pk else [])
        yield
        publication.add_new_rows(kind, [row.pk])
        bump_content_revision(publication.changed_rows)
