"""Decides, entry by entry, what loading does: the three-way rule. Reads nothing and writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from django.core.exceptions import ValidationError

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey
from concepts.models import Statement
from concepts.models.names import (
    LabelName,
    check_free_tag,
    check_given_up,
    dimension_name_faults,
    label_faults,
    name_key,
    other_name_faults,
    preferred_keys,
    preferred_names,
)
from concepts.packs.drafts import named_drafts
from concepts.packs.faults import Fault, PackFaultyError, nearest
from concepts.packs.field_notation import write_parts
from concepts.packs.layout import phrases_of
from concepts.packs.records import RECORD_KINDS, PackContent, PlainMapping, PlainValue, RowRecord, hash_of, record_name
from concepts.packs.row_notation import LabelNotation, ListNotation, attached_of, labels_of, notation_of
from concepts.packs.row_reader import StoredRow, StoredRows
from concepts.packs.schema import SITE_FILE
from sources.content_row import ReviewedRow
from sources.joined_numbers import split_numbers
from sources.models import Boundary

TakenSide = Literal["pack", "site"]  # whom to take where a curator and the pack both changed an entry
REMOVABLE = ("statement", "passage", "skip")
SHOWN_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Settlement:
    """Whom to take in conflicts: for single entries by the names that messages call them, and else for all."""

    otherwise: TakenSide | None = None
    by_name: Mapping[str, TakenSide] = field(default_factory=dict)

    def of(self, name: str) -> TakenSide | None:
        """Return whom to take for an entry; None where that is not settled."""
        return self.by_name.get(name, self.otherwise)


def _nothing() -> dict[str, list[NaturalKey]]:
    return {kind: [] for kind in RECORD_KINDS}


@dataclass(slots=True)
class LoadPlan:
    """Keys by kind: rows to create, to update, to keep as a curator left them; entries only to remember; rows gone."""

    create: dict[str, list[NaturalKey]] = field(default_factory=_nothing)
    update: dict[str, list[NaturalKey]] = field(default_factory=_nothing)
    keep: dict[str, list[NaturalKey]] = field(default_factory=_nothing)
    remember: dict[str, list[NaturalKey]] = field(default_factory=_nothing)
    gone: dict[str, list[NaturalKey]] = field(default_factory=_nothing)
    same: int = 0  # entries whose rows say the same


def make_plan(
    content: PackContent, stored: StoredRows, pack: str, settlement: Settlement, withdraw_missing: bool
) -> LoadPlan:
    """Return what loading `content` into `stored` does; raises PackFaultyError with every conflict and collision."""
    plan = LoadPlan()
    faults: list[Fault] = []
    _keep_other_citations(content, stored)
    for kind in RECORD_KINDS:
        for key, record in content.of(kind).items():
            row = stored.of(kind).get(key)
            if row is None:
                plan.create[kind].append(key)
                faults += _given_up(kind, key, record, stored)
                continue
            take = settlement.of(record_name(kind, key))
            faults += _decide(plan, kind, key, record, row, pack, take, content.texts.get(key[:2], ""))
        for key, row in stored.of(kind).items():
            if row.row.pack == pack and key not in content.of(kind) and not _is_history(kind, key, stored):
                plan.gone[kind].append(key)
                settled = settlement.of(record_name(kind, key))
                if withdraw_missing and settled is None and kind in REMOVABLE and stored.is_changed(kind, key):
                    message = (
                        f"The {record_name(kind, key)} is gone from the pack and was changed on the site. "
                        "Load with --take pack to withdraw it, or with --take site to keep it."
                    )
                    faults.append(Fault("", 0, message))
    faults += _unknown_names(content, stored, settlement)
    faults += _taken_names(content, stored, plan)
    faults += _articles_in_the_way(content, stored, plan)
    faults += _kept_drafts(content, stored, plan)
    if faults:
        raise PackFaultyError(faults)
    return plan


def _unknown_names(content: PackContent, stored: StoredRows, settlement: Settlement) -> Iterable[Fault]:
    """Yield a fault for each name in the settlement that neither the pack nor the site has."""
    if settlement.by_name:
        keys = ((kind, key) for kind in RECORD_KINDS for key in {*content.of(kind), *stored.of(kind)})
        known = {record_name(kind, key) for kind, key in keys}
        for name in sorted(settlement.by_name.keys() - known):
            yield Fault("", 0, f"Nothing is called “{name}”, which is to be settled.{nearest(name, known)}")


def _keep_other_citations(content: PackContent, stored: StoredRows) -> None:
    """Let the passages of the pack keep the citations of drafts that it does not have: it says nothing of these."""
    [citations] = [attached for attached in attached_of("passage") if attached.kept_with]
    notation = notation_of(citations)
    drafts = {
        key
        for key, statement in stored.of("statement").items()
        if statement.record.status == Statement.Status.DRAFT and key not in content.of("statement")
    }
    for key, record in content.of("passage").items():
        if (row := stored.of("passage").get(key)) is None:
            continue
        stored_ones = row.record.attached.get(citations.name, [])
        others = [cited for cited in stored_ones if cited.key("statement") in drafts]
        if others:
            record.attached[citations.name] = notation.arrange([*record.attached.get(citations.name, []), *others])


def _is_history(kind: str, key: NaturalKey, stored: StoredRows) -> bool:
    """Tell whether the pack may be silent about the row: what was withdrawn, and the evidence that only it has."""
    return stored.of(kind)[key].record.status == Statement.Status.WITHDRAWN or stored.is_history(kind, key)


def _given_up(kind: str, key: NaturalKey, record: RowRecord, stored: StoredRows) -> Iterable[Fault]:
    """Yield a fault for a name or code that was given up on the site: it is never used for something new."""
    if former := stored.of("address").get((kind, key[0])):
        try:
            check_given_up(str(key[0]), former.record.text("target"))
        except ValidationError as error:
            yield record.origin.fault(f"On this site: {' '.join(error.messages)}")


def _decide(
    plan: LoadPlan,
    kind: str,
    key: NaturalKey,
    record: RowRecord,
    row: StoredRow,
    pack: str,
    take: TakenSide | None,
    text: str,
) -> Iterable[Fault]:
    """Put the key of an entry that has a row into the plan, or yield why that cannot be."""
    name, origin = record_name(kind, key), record.origin
    if row.row.pack not in ("", pack):
        cure = f"Leave {SITE_FILE} out." if kind == "site" else "Choose another name here."
        yield origin.fault(f"The {name} belongs to the pack {row.row.pack} on this site. {cure}")
        return
    if kind == "version" and row.record.text("sha256") != record.text("sha256"):
        message = (
            f"The text of {name} is another one on this site. A text never changes: add the new text as a new version."
        )
        yield origin.fault(message, "sha256")
        return
    in_file, in_row, remembered = hash_of(record), hash_of(row.record), row.row.entry_hash
    if in_file == in_row:
        plan.same += 1
        if remembered != in_file or row.row.pack != pack:
            plan.remember[kind].append(key)
    elif in_file == remembered and row.row.pack == pack:
        plan.keep[kind].append(key)
    elif in_row == remembered or take == "pack":
        if record.status == Statement.Status.DRAFT and (cure := _cure_of_published(row)):
            yield origin.fault(f"The {name} has been published, so it is no draft any more. {cure}", "status")
        plan.update[kind].append(key)
    elif take == "site":
        plan.keep[kind].append(key)
        plan.remember[kind].append(key)
    else:
        how = "was changed on the site and in the pack" if row.row.pack else "was made on the site, with other content"
        unequal = differences(_plain(kind, record, text), _plain(kind, row.record, text))
        cure = f'Load with --take-pack-for "{name}" or --take-site-for "{name}" (--take: all), or make both alike.'
        yield origin.fault(f"The {name} {how}. {'; '.join(unequal)}. {cure}")


def _cure_of_published(row: StoredRow) -> str:
    """Return what to do where a pack says that a row is a draft which readers have seen; empty where they have not."""
    if isinstance(row.row, Statement):
        return "Withdraw it in addresses.yaml." if row.row.published_at else ""
    is_published = isinstance(row.row, ReviewedRow) and row.row.status == ReviewedRow.Status.PUBLISHED
    return "Leave `status: draft` out." if is_published else ""


def _kept_drafts(content: PackContent, stored: StoredRows, plan: LoadPlan) -> Iterable[Fault]:
    """Yield where published entries name rows that stay drafts on the site, though the pack publishes them."""
    if not any(plan.keep.values()):
        return ()
    after = PackContent({kind: dict(content.of(kind)) for kind in RECORD_KINDS})
    for kind, keys in plan.keep.items():
        for key in keys:
            after.of(kind)[key] = replace(stored.of(kind)[key].record, origin=content.of(kind)[key].origin)
    return named_drafts(after)


def _plain(kind: str, record: RowRecord, text: str) -> PlainMapping:
    """Return all that a record says, by the keys of a pack. `text` is that of the version that an article stands in."""
    plain = write_parts(record, DESCRIPTIONS[kind].fields)
    for attached in attached_of(kind):
        rows = record.attached.get(attached.name, [])
        if attached.model is Boundary:
            plain |= phrases_of(record, text)
        else:
            notation = LabelNotation if attached.name == "labels" else ListNotation
            plain |= notation(attached).write(rows)
    own: PlainMapping = {"rank": record.number("rank"), "status": record.status, "span": record.span}
    return plain | {key: value for key, value in own.items() if value}


def differences(entry: Mapping[str, PlainValue], row: Mapping[str, PlainValue], within: str = "") -> list[str]:
    """Return one readable line for each field in which a pack's entry and the site's row differ."""
    lines = []
    for key in sorted(entry.keys() | row.keys()):
        in_pack, on_site = entry.get(key), row.get(key)
        if in_pack == on_site:
            continue
        if isinstance(in_pack, Mapping) and isinstance(on_site, Mapping):
            lines += differences(in_pack, on_site, f"{within}{key}.")
        else:
            texts = f"the pack says {_readable(in_pack, on_site)}, the site {_readable(on_site, in_pack)}"
            lines.append(f"{within}{key}: {texts}")
    return lines


def _readable(value: PlainValue, other: PlainValue) -> str:
    """Return a value as people read it; long texts begin shortly before they part from the other value."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "(" + ", ".join(f"{key}: {_readable(item, None)}" for key, item in value.items()) + ")"
        case list() | tuple():
            return "[" + ", ".join(_readable(item, None) for item in value) + "]"
    text = " ".join(str(value).split())
    if len(text) > SHOWN_LENGTH and isinstance(other, str):
        alike = " ".join(other.split())
        parting = next((at for at, pair in enumerate(zip(text, alike, strict=False)) if pair[0] != pair[1]), len(alike))
        begin = max(0, parting - 20)
        text = ("…" if begin else "") + text[begin:]
    return f"“{text if len(text) <= SHOWN_LENGTH else text[:SHOWN_LENGTH] + '…'}”"


def _articles_in_the_way(content: PackContent, stored: StoredRows, plan: LoadPlan) -> Iterable[Fault]:
    """Yield articles that overlap one which stays as it is on the site, or that were joined to another one there."""
    written = {*plan.create["article"], *plan.update["article"]}
    staying: dict[NaturalKey, list[tuple[NaturalKey, RowRecord]]] = {}
    for key, row in stored.of("article").items():
        if key not in written:
            staying.setdefault(key[:2], []).append((key, row.record))
    for key in sorted(written):
        record = content.of("article")[key]
        start, end = record.span or (0, 0)
        for other, there in staying.get(key[:2], ()):
            name, (first, last) = record_name("article", other), there.span or (0, 0)
            if int(key[2]) in split_numbers(there.text("joined")):
                message = f"On this site it was joined to {name}. Export the pack, and take over what it says there."
                yield record.origin.fault(message)
            elif start < last and first < end:
                message = f"It overlaps {name} as this site has it. Export the pack, and take over what it says there."
                yield record.origin.fault(message)


def _taken_names(content: PackContent, stored: StoredRows, plan: LoadPlan) -> Iterable[Fault]:
    """Yield labels, names of dimensions and of tags that another row on the site has, after loading, already."""
    concepts, tags = (_kept_rows(kind, stored, plan) for kind in ("concept", "tag"))
    dimensions = _kept_rows("dimension", stored, plan)
    named = {name.key: slug for slug, record in dimensions.items() for name in _dimension_names(record)}
    called = named | {name.key: slug for slug, record in dimensions.items() for name in labels_of(record)}
    labels = {name: slug for slug, record in concepts.items() for name in preferred_keys(labels_of(record))}
    for key in {*plan.create["concept"], *plan.update["concept"]}:
        record = content.of("concept")[key]
        for _number, _column, error in label_faults(labels_of(record), labels, called):
            if error.code in {"taken", "dimension"}:
                yield record.origin.fault(f"On this site: {' '.join(error.messages)}")
    meant = {name.key: slug for slug, record in concepts.items() for name in labels_of(record)}
    for key in {*plan.create["dimension"], *plan.update["dimension"]}:
        record = content.of("dimension")[key]
        own, others = _dimension_names(record), labels_of(record)
        faults = [error for _column, error in dimension_name_faults(own, meant, named)]
        faults += [error for _number, _column, error in other_name_faults(own, others, meant)]
        for error in faults:
            yield record.origin.fault(f"On this site: {' '.join(error.messages)}")
    names = {name_key(name): slug for slug, record in tags.items() for name in _tag_names(record)}
    for key in {*plan.create["tag"], *plan.update["tag"]}:
        record = content.of("tag")[key]
        try:
            for name in _tag_names(record):
                check_free_tag(name, names)
        except ValidationError as error:
            yield record.origin.fault(f"On this site: {' '.join(error.messages)}")


def _kept_rows(kind: str, stored: StoredRows, plan: LoadPlan) -> dict[str, RowRecord]:
    """Return the records of the rows that loading does not write, by slug."""
    written = {*plan.create[kind], *plan.update[kind]}
    return {str(key[0]): row.record for key, row in stored.of(kind).items() if key not in written}


def _dimension_names(record: RowRecord) -> list[LabelName]:
    names = record.words("name")
    return preferred_names(names.en, names.zh)


def _tag_names(record: RowRecord) -> list[str]:
    names = record.words("name")
    return [name for name in (names.en, names.zh) if name]
