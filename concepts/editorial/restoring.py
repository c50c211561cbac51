"""The way back to an earlier edition: its content becomes a draft of changes, which is reviewed like any other."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concepts.content.snapshot import Snapshot
from concepts.editorial.actors import Actor
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.drafts import start_draft
from concepts.editorial.requirements import Missing
from concepts.editorial.statement_parts import ATTACHED, BATCH
from concepts.models import (
    Address,
    Citation,
    Concept,
    Dimension,
    Edition,
    PositionBasis,
    Question,
    RelationType,
    Side,
    Statement,
    StatementConcept,
    Tag,
    TaggedStatement,
)
from sources.languages import COLUMN
from sources.models import Passage, Source

Kind = Address.Kind
Place = tuple[str, int, int, int]  # source, number of its version, start, end


class DraftInTheWayError(Exception):
    """There is a draft of changes already, which restoring would write over; `draft` is that row."""

    def __init__(self, draft: Statement) -> None:
        super().__init__(_("Changes to this statement are being drafted; publish or discard them first."))
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Restored:
    """The draft of changes with the old content, and what of that content exists no more."""

    statement: Statement
    missing: tuple[Missing, ...]


@transaction.atomic
def restore(*, edition: Edition, by: Actor = None) -> Restored:
    """Begins a draft of changes with the content of an edition, as far as what it names is still there.

    What was renamed or merged since is found under its new name. Code, kind and place in a list stay as they are now.
    Raises DraftInTheWayError where changes are being drafted already, and NoDraftError unless the statement is
    published.
    """
    if draft := Statement.objects.filter(revises=edition.statement_id).first():
        raise DraftInTheWayError(draft)
    draft = start_draft(statement=edition.statement, by=by)
    picture = json.loads(edition.data)
    finder = _Finder()
    draft.mode, draft.slug = picture["mode"], picture["slug"]
    for language, column in COLUMN.items():
        for name in ("text", "title", "note"):
            setattr(draft, f"{name}_{column}", picture[name][language.value])
    for column, name, model, kind in (
        ("dimension", "dimension", Dimension, Kind.DIMENSION),
        ("relation_type", "relation", RelationType, ""),  # its name is in no address, so it never moves
        ("question", "question", Question, Kind.QUESTION),
    ):
        if picture[name] is not None:
            slug = picture[name]["id"]
            found = finder.find(column, model.objects.all(), "slug", kind, [slug])
            setattr(draft, column, found.get(slug, getattr(draft, column)))
    draft.save()
    for table in ATTACHED:
        table.model.objects.filter(**{table.owner: draft}).delete()
    rows = finder.attached(draft, picture)
    for table in ATTACHED:
        own = {getattr(row, table.key): row for row in reversed(rows) if isinstance(row, table.model)}
        table.model.objects.bulk_create(reversed(own.values()), BATCH)
    bump_content_revision()
    return Restored(draft, tuple(finder.missing))


class _Finder:
    """Finds what an edition names among today's rows, and notes what it does not find."""

    def __init__(self) -> None:
        self.missing: list[Missing] = []
        moved = Address.objects.filter(state=Address.State.MOVED)
        self.moved = {(kind, key): target for kind, key, target in moved.values_list("kind", "key", "target")}

    def find(self, field: str, rows: Any, column: str, kind: str, names: Iterable[str]) -> dict[str, Any]:
        """The rows by the names the edition gives them; what is not there is noted as missing from `field`."""
        today = {name: self.moved.get((kind, name), name) for name in names}
        found = {getattr(row, column): row for row in rows.filter(**{f"{column}__in": {*today, *today.values()}})}
        there = {name: found.get(name) or found.get(now) for name, now in today.items()}
        for name, row in there.items():
            if row is None:
                self._miss(field, name)
        return {name: row for name, row in there.items() if row is not None}

    def _miss(self, field: str, name: str) -> None:
        message = _("“%(name)s”, which the edition names, is no longer there; it was left out.")
        self.missing.append(Missing(field, message % {"name": name}))

    def attached(self, draft: Statement, picture: Snapshot) -> list[Any]:
        """Unsaved rows that hang on the draft as the picture tells."""
        concepts, sides, bases = picture["concepts"], picture["sides"], picture["rests_on"]
        slugs = [*(one["id"] for one in concepts), *(side["concept"]["id"] for side in sides)]
        named = self.find("concepts", Concept.objects.all(), "slug", Kind.CONCEPT, slugs)
        codes = [side["characteristic"]["code"] for side in sides]
        public = Statement.objects.published()
        held = self.find("sides", public, "code", Kind.STATEMENT, codes)
        based = self.find("bases", public, "code", Kind.STATEMENT, [one["code"] for one in bases])
        tags = self.find("tags", Tag.objects.all(), "slug", Kind.TAG, [tag["id"] for tag in picture["tags"]])
        rows: list[Any] = [
            StatementConcept(statement=draft, concept=named[one["id"]], role=one["role"], rank=one["rank"])
            for one in concepts
            if one["id"] in named
        ]
        for side in sides:
            concept, code = side["concept"]["id"], side["characteristic"]["code"]
            if concept in named and code in held:
                rows.append(
                    Side(distinction=draft, concept=named[concept], characteristic=held[code], rank=side["rank"])
                )
        rows += [
            PositionBasis(position=draft, statement=based[one["code"]], rank=one["rank"])
            for one in bases
            if one["code"] in based
        ]
        rows += [TaggedStatement(content_object=draft, tag=tag) for tag in tags.values()]
        return rows + self._citations(draft, picture["citations"])

    def _citations(self, draft: Statement, cited: list[Snapshot]) -> list[Citation]:
        slugs = {one["source"]["id"] for one in cited}
        sources = self.find("citations", Source.objects.all(), "slug", Kind.SOURCE, slugs)
        passages: dict[Place, Passage] = {}
        starts = {one["start"] for one in cited}
        for passage in Passage.objects.with_place().filter(version__source__in=sources.values(), start__in=starts):
            version = passage.version
            passages[version.source.slug, version.number, passage.start, passage.end] = passage
        rows = []
        for one in cited:
            source = sources.get(one["source"]["id"])
            place = (source and source.slug, one["version"]["number"], one["start"], one["end"])
            if place in passages:
                words = {f"attributed_to_{column}": one["attributed_to"][of.value] for of, column in COLUMN.items()}
                rows.append(Citation(statement=draft, passage=passages[place], stance=one["stance"], **words))
            elif source:
                self._miss("citations", one["quote"])
        return rows
