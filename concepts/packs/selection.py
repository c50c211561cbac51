"""Chooses the rows that the export of a pack writes, and tells which it leaves out. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey, key_names
from concepts.content.shape import Reference
from concepts.models import Proposal, Statement
from concepts.packs.drafts import find_unseen
from concepts.packs.records import RECORD_KINDS, PackContent, RowRecord, record_name
from concepts.packs.row_notation import attached_of
from concepts.packs.row_reader import StoredRows, StoredTexts
from concepts.packs.schema import references_to_passages


@dataclass(slots=True)
class LeftOut:
    """What an export of a pack does not write, though it is on the site."""

    drafts_of_changes: int = 0
    proposals: int = 0  # of changes to rows that are no statements
    withdrawn: int = 0  # statements; their addresses are written
    history: int = 0  # passages that only withdrawn statements cite
    other_packs: int = 0
    naming: list[str] = field(default_factory=list)  # rows that name one that is left out

    def __str__(self) -> str:
        counts = (
            (self.drafts_of_changes, "draft of changes", "drafts of changes"),
            (self.proposals, "proposed change of something else", "proposed changes of something else"),
            (self.withdrawn, "withdrawn statement", "withdrawn statements"),
            (self.history, "passage that only withdrawn statements cite", "passages that only withdrawn ones cite"),
            (self.other_packs, "row of another pack", "rows of other packs"),
        )
        parts = [f"{count} {name if count == 1 else plural}" for count, name, plural in counts if count]
        if self.naming:
            parts.append(f"what names something of these: {', '.join(self.naming)}")
        return "; ".join(parts)


def select_rows(stored: StoredRows, pack: str) -> tuple[PackContent, LeftOut]:
    """Return the rows of the pack and those made on the site, and what is left out of these.

    A withdrawn statement is left to its address, and a passage that only withdrawn statements cite goes with it. A row
    that names one that is left out is left out too, since it could not be loaded elsewhere; of the links of a concept
    and the citations of a passage only those that do.
    """
    content, left_out = PackContent(), LeftOut()
    for kind, rows in stored.rows.items():
        for key, row in rows.items():
            if row.row.pack not in ("", pack):
                left_out.other_packs += 1
            elif row.record.status == Statement.Status.WITHDRAWN:
                left_out.withdrawn += 1
            else:
                content.of(kind)[key] = row.record
    left_out.naming = list(_leave_out_naming(content))
    _link_articles_inside(content)
    for key in _history(content, stored):
        del content.of("passage")[key]
        left_out.history += 1
    drafts = Statement.objects.filter(revises__pack__in=("", pack))
    left_out.drafts_of_changes = drafts.count()
    changes = Proposal.objects.filter(content__isnull=False).values_list("kind", "row")
    left_out.proposals = sum(stored.keys[kind].get(row) in content.of(kind) for kind, row in changes)
    content.texts = StoredTexts({key: stored.id("version", key) for key in content.of("version")})
    return content, left_out


def _leave_out_naming(content: PackContent) -> Iterable[str]:
    """Leave out the rows that name one that is not there, and those that name these; yield what messages call them."""
    found = True
    while found:
        found = False
        for kind in RECORD_KINDS:
            for key, record in list(content.of(kind).items()):
                if _names_missing(content, kind, key, record):
                    del content.of(kind)[key]
                    yield record_name(kind, key)
                    found = True
                elif kind != "statement":
                    content.of(kind)[key] = _without_missing(content, kind, record)


def _names_missing(content: PackContent, kind: str, key: NaturalKey, record: RowRecord) -> bool:
    """Tell whether a row names one that is not there: in its natural key, its references or, of a statement, its parts.

    A former address names what it leads to, which may be another former address.
    """
    if kind == "address":
        target = record.text("target")
        return bool(target) and not content.find(str(key[0]), target) and not content.find("address", key[0], target)
    description = DESCRIPTIONS[kind]
    # A row that is part of the key stands first in it.
    named = [
        (part.target, key[: len(key_names(part.target))]) for part in description.key if isinstance(part, Reference)
    ]
    named += [(part.target, record.key(part.name)) for part in description.references if part.name != "same_as"]
    if kind == "statement":
        named += [
            (part.target, row.key(part.name))
            for attached in attached_of(kind)
            for row in record.attached.get(attached.name, [])
            for part in attached.references
        ]
    return any(other and other not in content.of(target) for target, other in named)


def _link_articles_inside(content: PackContent) -> None:
    """Let articles that continue one that is left out continue the first of themselves that readers see, if any."""
    articles, unseen = content.of("article"), find_unseen(content)["article"]
    first: dict[NaturalKey, NaturalKey] = {}
    for key, record in sorted(articles.items(), key=lambda row: row[0] in unseen):
        named = record.key("same_as")
        if named and named not in articles:
            fields = {name: value for name, value in record.fields.items() if name != "same_as"}
            if (inside := first.setdefault(named, key)) != key:
                fields["same_as"] = inside
            articles[key] = replace(record, fields=fields)


def _without_missing(content: PackContent, kind: str, record: RowRecord) -> RowRecord:
    """Return the record without the attached rows that name a row that is not there."""
    attached = {
        part.name: [
            row
            for row in record.attached[part.name]
            if all(not (named := row.key(other.name)) or named in content.of(other.target) for other in part.references)
        ]
        for part in attached_of(kind)
        if part.name in record.attached
    }
    return record if attached == record.attached else replace(record, attached={**record.attached, **attached})


def _history(content: PackContent, stored: StoredRows) -> set[NaturalKey]:
    """Return the passages that only withdrawn statements cite, and that no other passage or skip points at."""
    passages = content.of("passage")
    history = {key for key in passages if stored.is_history("passage", key)}
    pointing = [("passage", record) for key, record in passages.items() if key not in history]
    pointing += [("skip", record) for record in content.of("skip").values()]
    while pointing:
        kind, record = pointing.pop()
        for reference in references_to_passages(kind):
            if (other := record.key(reference.name)) in history:
                history.remove(other)
                pointing.append(("passage", passages[other]))
    return history
