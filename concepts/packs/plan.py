"""Decides, entry by entry, what loading does: the three-way rule. Reads nothing and writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from concepts.models import Statement
from concepts.packs.faults import Fault, PackFaultyError
from concepts.packs.records import KINDS, Content, Item, Key, Record, hash_of, name_of
from concepts.packs.row_reader import Row, Stored
from sources.text import fold

Take = Literal["pack", "site"]
REMOVABLE = ("statement", "passage", "skip")
SHOWN = 60


@dataclass(slots=True)
class Plan:
    """Keys by kind: rows to create, to update, to keep as a curator left them; entries only to remember; rows gone."""

    create: dict[str, list[Key]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    update: dict[str, list[Key]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    keep: dict[str, list[Key]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    remember: dict[str, list[Key]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    gone: dict[str, list[Key]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    @property
    def writes(self) -> bool:
        return any(self.create.values()) or any(self.update.values())


def make_plan(content: Content, stored: Stored, pack: str, take: Take | None, withdraw_missing: bool) -> Plan:
    """What loading `content` into `stored` does; raises PackFaultyError with every conflict and collision."""
    plan = Plan()
    faults: list[Fault] = []
    for kind in KINDS:
        for key, item in content.of(kind).items():
            row = stored.of(kind).get(key)
            if row is None:
                plan.create[kind].append(key)
                faults += _given_up(kind, key, item, stored)
                continue
            faults += _decide(plan, kind, key, item, row, pack, take)
        for key, row in stored.of(kind).items():
            if row.row.pack == pack and key not in content.of(kind) and not _is_history(kind, key, stored):
                plan.gone[kind].append(key)
                if withdraw_missing and take is None and kind in REMOVABLE and stored.is_changed(kind, key):
                    message = (
                        f"The {name_of(kind, key)} is gone from the pack and was changed on the site. "
                        "Load with --take pack to withdraw it, or with --take site to keep it."
                    )
                    faults.append(Fault("", 0, message))
    faults += _taken_names(content, stored, plan)
    if faults:
        raise PackFaultyError(faults)
    return plan


def _is_history(kind: str, key: Key, stored: Stored) -> bool:
    """Whether the pack may be silent about the row: what was withdrawn, and the evidence that only it has."""
    if kind == "passage":
        return key in stored.history
    return stored.of(kind)[key].record.get("status") == Statement.Status.WITHDRAWN


def _given_up(kind: str, key: Key, item: Item, stored: Stored) -> Iterable[Fault]:
    """A name or code whose address moved or was withdrawn on the site is never used for something new."""
    if (kind, key[0]) in stored.of("address"):
        yield item.origin.fault(f"On this site {key[0]} is the address of a {kind} that was given up. Use another.")


def _decide(plan: Plan, kind: str, key: Key, item: Item, row: Row, pack: str, take: Take | None) -> Iterable[Fault]:
    name = name_of(kind, key)
    if row.row.pack not in ("", pack):
        yield item.origin.fault(
            f"The {name} belongs to the pack {row.row.pack} on this site. Choose another name here."
        )
        return
    if kind == "version" and row.row.sha256 != item.record["sha256"]:
        message = (
            f"The text of {name} is another one on this site. A text never changes: add the new text as a new version."
        )
        yield item.origin.fault(message, "sha256")
        return
    in_file, in_row, remembered = hash_of(item.record), hash_of(row.record), row.row.entry_hash
    if in_file == in_row:
        if remembered != in_file or row.row.pack != pack:
            plan.remember[kind].append(key)
    elif in_file == remembered and row.row.pack == pack:
        plan.keep[kind].append(key)
    elif in_row == remembered or take == "pack":
        if item.record.get("status") == Statement.Status.DRAFT and getattr(row.row, "published_at", None):
            message = f"The {name} has been published, so it is no draft any more. Withdraw it in addresses.yaml."
            yield item.origin.fault(message, "status")
        plan.update[kind].append(key)
    elif take == "site":
        plan.keep[kind].append(key)
        plan.remember[kind].append(key)
    else:
        how = "was changed on the site and in the pack" if row.row.pack else "was made on the site, with other content"
        message = (
            f"The {name} {how}. {'; '.join(differences(item.record, row.record))}. "
            "Load with --take pack or --take site, or make both alike."
        )
        yield item.origin.fault(message)


def differences(entry: Record, row: Record, within: str = "") -> list[str]:
    """One readable line for each field in which a pack's entry and the site's row differ."""
    lines = []
    for key in sorted(entry.keys() | row.keys()):
        in_pack, on_site = entry.get(key), row.get(key)
        if in_pack == on_site:
            continue
        if isinstance(in_pack, dict) and isinstance(on_site, dict):
            lines += differences(in_pack, on_site, f"{within}{key}.")
        else:
            lines.append(f"{within}{key}: the pack says {_told(in_pack, on_site)}, the site {_told(on_site, in_pack)}")
    return lines


def _told(value: Any, other: Any) -> str:
    """A value as people read it; long texts begin shortly before they part."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key}: {_told(one, None)}" for key, one in value.items()) + ")"
    if isinstance(value, list):
        return "[" + ", ".join(_told(one, None) for one in value) + "]"
    text = " ".join(str(value).split())
    if len(text) > SHOWN and isinstance(other, str):
        alike = " ".join(other.split())
        parting = next((at for at, pair in enumerate(zip(text, alike, strict=False)) if pair[0] != pair[1]), len(alike))
        begin = max(0, parting - 20)
        text = ("…" if begin else "") + text[begin:]
    return f"“{text if len(text) <= SHOWN else text[:SHOWN] + '…'}”"


def _taken_names(content: Content, stored: Stored, plan: Plan) -> Iterable[Fault]:
    """Preferred labels and names of tags that another row on the site has, after loading, already."""
    for kind, names in (("concept", _preferred), ("tag", _tag_name)):
        written = {*plan.create[kind], *plan.update[kind]}
        taken = {name: key for key, row in stored.of(kind).items() if key not in written for name in names(row.record)}
        for key in written:
            item = content.of(kind)[key]
            for language, name in names(item.record):
                if (language, name) in taken:
                    other = name_of(kind, taken[(language, name)])
                    yield item.origin.fault(f"The {other} on this site is called {name} already. Choose another name.")


def _preferred(record: Record) -> list[tuple[str, str]]:
    labels = record.get("labels", {})
    return [(language, fold(named["preferred"])) for language, named in labels.items() if "preferred" in named]


def _tag_name(record: Record) -> list[tuple[str, str]]:
    names = record["name"]
    return [("", fold(names.get("en") or names["zh"]))]
