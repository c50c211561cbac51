"""Checks a whole pack without a database: every fault it has, with file, line and cure."""

from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ValidationError

from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import NaturalKey
from concepts.content.row_content import FieldValue
from concepts.content.shape import Attached, Reference
from concepts.models import ConceptLink, Statement
from concepts.models.basis import CLAIM_KINDS
from concepts.models.names import (
    NameKey,
    check_former,
    check_free_tag,
    check_tag,
    dimension_name_faults,
    label_faults,
    name_key,
    other_name_faults,
    preferred_keys,
    preferred_names,
)
from concepts.models.site import MOST_FEATURED
from concepts.packs.drafts import named_drafts
from concepts.packs.faults import Fault, PackFaultyError, nearest
from concepts.packs.files import PackFiles, read_pack
from concepts.packs.flatten import flatten
from concepts.packs.publication import missing_in
from concepts.packs.records import PackContent, RowRecord, record_name
from concepts.packs.row_notation import attached_of, labels_of


def check_pack(folder: Path) -> tuple[PackFiles, PackContent]:
    """Return the pack in `folder` and its records; raises PackFaultyError with everything that is wrong with it."""
    faults: list[Fault] = []
    pack = read_pack(folder, faults)
    content = flatten(pack, faults)
    faults += faults_between(content)
    if faults:
        raise PackFaultyError(faults)
    return pack, content


def faults_between(content: PackContent) -> Iterable[Fault]:
    """Yield what is wrong between the records, and what their statements lack to be published."""
    yield from _unknown_names(content)
    yield from _withheld_sources(content)
    yield from _same_articles(content)
    yield from _site(content)
    yield from _statements(content)
    yield from _labels(content)
    yield from _links(content)
    yield from _tags(content)
    yield from _addresses(content)
    yield from named_drafts(content)
    yield from missing_in(content)


def _unknown(content: PackContent, kind: str, key: NaturalKey) -> str:
    """Return the message about a key that no record of `kind` has."""
    known = [str(name) for name, *more in content.of(kind) if not more]
    cure = nearest(str(key[0]), known) or " Correct the name, or add the entry."
    return f"There is no {record_name(kind, key)} in the pack.{cure}"


def _unknown_names(content: PackContent) -> Iterable[Fault]:
    """Yield every name that an entry says and no record has, and every row that is named twice in its lists."""
    for kind, description in DESCRIPTIONS.items():
        held = attached_of(kind)
        for key, record in content.of(kind).items():
            for reference in description.references:
                if reference.pack_key in record.origin:
                    yield from _unknown_name(content, record, reference)
            for attached in held:
                rows = record.attached.get(attached.name)
                if not rows:
                    continue
                for row in rows:
                    for reference in attached.references:
                        yield from _unknown_name(content, row, reference)
                yield from _named_twice(str(key[0]), rows, attached)


def _unknown_name(content: PackContent, record: RowRecord, reference: Reference) -> Iterable[Fault]:
    named = record.key(reference.name)
    if named and named not in content.of(reference.target):
        message = _unknown(content, reference.target, named)
        yield record.origin.fault(message, reference.pack_key)


def _named_twice(owner: str, rows: list[RowRecord], attached: Attached) -> Iterable[Fault]:
    """Yield the attached rows of `owner` that have the key of one before."""
    seen: dict[tuple[FieldValue, ...], str] = {}
    for row in rows if attached.key else ():
        key = tuple(row.fields.get(part.name) for part in attached.key)
        within = attached.lists.get(row.text(attached.split_by), attached.pack_key)
        first = seen.get(key, "")
        seen.setdefault(key, within)
        said = [value for value in key if value is not None]
        name = " ".join(str(value[0] if isinstance(value, tuple) else value) for value in said)
        if first and (message := _twice(owner, attached, name, first, within)):
            yield row.origin.fault(message)


def _twice(owner: str, attached: Attached, name: str, first: str, second: str) -> str:
    """Return the message about a name in both lists, which may be the same; empty where `_links` tells it."""
    match attached.name:
        case "citations":
            return f"{name} stands twice at this passage; a statement cites a passage once."
        case "sides":
            return "A concept has one side of a distinction; join its sides."
        case "concepts" if first != second:
            return f"{name} is subject and object of {owner}; choose one."
        case "links" if first != second:
            return ""  # _links tells it together with links from the other concept
    return f"{name} stands twice in {second}; remove one."


def _withheld_sources(content: PackContent) -> Iterable[Fault]:
    """Yield sources that are withheld and do not tell readers why, in both languages, or that tell it for nothing."""
    for record in content.of("source").values():
        reason = record.words("withheld_reason")
        if record.text("withheld") and not (reason.en and reason.zh):
            message = "A text that is withheld tells readers why: write withheld_reason in both languages."
            yield record.origin.fault(message, "withheld")
        elif reason and not record.text("withheld"):
            message = "Only a text that is withheld has a reason for it; write withheld too, or leave this out."
            yield record.origin.fault(message, "withheld_reason")


def _site(content: PackContent) -> Iterable[Fault]:
    """Yield the comparison that opens the home page, where it has too many concepts."""
    for record in content.of("site").values():
        number = len(record.attached.get("comparison", []))
        if number > MOST_FEATURED:
            message = f"The home page compares {MOST_FEATURED} concepts, and this names {number}; remove the others."
            yield record.origin.fault(message, "comparison")


def _same_articles(content: PackContent) -> Iterable[Fault]:
    """Yield articles that continue themselves, or one that continues another: there are no chains and no circles."""
    for key, record in content.of("article").items():
        named = record.key("same_as")
        other = content.of("article").get(named)
        if named == key:
            yield record.origin.fault("An article cannot be the same as itself; leave same_as out.", "same_as")
        elif other and (first := other.key("same_as")):
            message = f"{record_name('article', named)} is the same as {record_name('article', first)}"
            yield record.origin.fault(f"{message}; name the first of them here.", "same_as")


def _statements(content: PackContent) -> Iterable[Fault]:
    """Yield sides and lists that are none, parts in one place of a list, and positions that rest on themselves."""
    places: dict[tuple[NaturalKey, int], NaturalKey] = {}
    for key, record in content.of("statement").items():
        if head := content.of("statement").get(record.key("part_of")):
            place = (record.key("part_of"), record.number("rank"))
            if (first := places.setdefault(place, key)) != key:
                message = f"{first[0]} has the place {place[1]} in the list {place[0][0]} already; give another rank."
                yield record.origin.fault(message, "rank")
            # Of a published part, `missing_in` tells this and more.
            is_list = head.text("kind") == Statement.Kind.CHARACTERISTIC and not head.key("part_of")
            if not is_list and record.status != Statement.Status.PUBLISHED:
                message = f"{place[0][0]} is no characteristic, or is itself a part; no list has it as its head."
                yield record.origin.fault(message, "part_of")
        for side in record.attached.get("sides", []):
            other = content.of("statement").get(side.key("characteristic"))
            if other and other.text("kind") != Statement.Kind.CHARACTERISTIC:
                message = f"{side.name('characteristic')} is no characteristic; name one."
                yield side.origin.fault(message, "characteristic")
        yield from _claim(content, key, record)


def _claim(content: PackContent, key: NaturalKey, record: RowRecord) -> Iterable[Fault]:
    """Yield what a position or finding cannot rest on, and parts of it that have no name or two."""
    for row in record.attached.get("basis", []):
        other = content.of("statement").get(row.key("statement"))
        if row.key("statement") == key:
            yield row.origin.fault("A statement cannot rest on itself; name other statements.")
        elif other and record.status != Statement.Status.PUBLISHED and other.text("kind") in CLAIM_KINDS:
            # Of a published claim, `missing_in` tells this.
            message = f"{row.name('statement')} is a position or finding itself; name other statements."
            yield row.origin.fault(message)
    for row in record.attached.get("claim_parts", []):
        names = row.words("name")
        if bool(row.key("concept")) == bool(names) or bool(names.en) != bool(names.zh):
            message = "A part of a claim has a concept, or its name in both languages (en, zh); write one of the two."
            yield row.origin.fault(message)


def _labels(content: PackContent) -> Iterable[Fault]:
    """Yield what the gate for names says of labels, and of names that two rows have which cannot share them."""
    concepts = {name.key: str(slug) for (slug,), record in content.of("concept").items() for name in labels_of(record)}
    named: dict[NameKey, str] = {}
    for (slug,), record in content.of("dimension").items():
        names = record.words("name")
        preferred_ones, others = preferred_names(names.en, names.zh), labels_of(record)
        for _column, error in dimension_name_faults(preferred_ones, concepts, named):
            yield record.origin.fault(f"{slug}: {' '.join(error.messages)}", "name")
        for number, _column, error in other_name_faults(preferred_ones, others, concepts):
            yield record.attached["labels"][number].origin.fault(f"{slug}: {' '.join(error.messages)}")
        named |= {name.key: str(slug) for name in preferred_ones}
    preferred: dict[NameKey, str] = {}
    for (slug,), record in content.of("concept").items():
        rows, labels = record.attached.get("labels", []), labels_of(record)
        for number, _column, error in label_faults(labels, preferred):
            if number >= 0 and error.code != "none_preferred":  # the shape of the file asks for these
                yield rows[number].origin.fault(f"{slug}: {' '.join(error.messages)}", "preferred")
        for key in preferred_keys(labels):
            preferred.setdefault(key, str(slug))


def _links(content: PackContent) -> Iterable[Fault]:
    """Yield links of concepts to themselves or twice, and circles of broader concepts."""
    linked: dict[frozenset[str], str] = {}
    broader: dict[str, list[str]] = {}
    for (name,), record in content.of("concept").items():
        slug = str(name)
        links = record.attached.get("links", [])
        broader[slug] = [link.name("other") for link in links if link.text("kind") == ConceptLink.Kind.BROADER]
        for link in links:
            other, own = link.name("other"), f"{slug} {link.text('kind')}"
            if other == slug:
                yield link.origin.fault(f"{slug} cannot be linked to itself; remove it.")
            elif (first := linked.setdefault(frozenset((slug, other)), own)) != own:
                message = f"{slug} and {other} are linked already ({first})"
                yield link.origin.fault(f"{message}; write a link once, at either of the two.")
    done: set[str] = set()
    for start in broader:
        # Follows the first links upwards with a stack of its own: a long chain must not exhaust Python's.
        trail: list[str] = []
        open_links = [(start, iter(broader[start]))] if start not in done else []
        while open_links:
            slug, others = open_links[-1]
            if len(trail) < len(open_links):
                trail.append(slug)
            above = next(others, None)
            if above is None:
                done.add(trail.pop())
                open_links.pop()
            elif above in trail and above != slug:
                circle = " → ".join([*trail[trail.index(above) :], above])
                origin = content.of("concept")[(slug,)].origin
                yield origin.fault(f"These concepts are broader in a circle: {circle}. Remove one link.", "broader")
            elif above in broader and above not in done and above != slug:
                open_links.append((above, iter(broader[above])))


def _tags(content: PackContent) -> Iterable[Fault]:
    """Yield tags that may not be called so, and those of which two have a name, width and case aside."""
    keys: dict[str, str] = {}
    for (slug,), record in content.of("tag").items():
        names = record.words("name")
        try:
            for name in filter(None, (names.en, names.zh)):
                check_tag(name)
                check_free_tag(name, keys)
            keys |= {name_key(name): str(slug) for name in (names.en, names.zh) if name}
        except ValidationError as error:
            yield record.origin.fault(" ".join(error.messages), "name")


def _addresses(content: PackContent) -> Iterable[Fault]:
    """Yield addresses that neither moved nor were withdrawn, that are in use, or that move to nothing."""
    for (of, old), record in content.of("address").items():
        kind, key, entry = str(of), str(old), record.origin
        if ("moved_to" in entry) == ("withdrawn" in entry):
            yield entry.fault("An address moved (moved_to) or was withdrawn (withdrawn); write one of the two.")
        if "reason" in entry and "moved_to" not in entry:
            yield entry.fault("Only an address that moved has a reason; write it under `withdrawn`.", "reason")
        in_use = content.find(kind, key)
        try:
            check_former(kind, key, in_use=in_use.place if in_use else "")
        except ValidationError as error:
            yield entry.fault(" ".join(error.messages), "key")
        yield from _target(content, kind, record)


def _target(content: PackContent, kind: str, record: RowRecord) -> Iterable[Fault]:
    """Yield the fault of an address that moves to nothing, or in a circle."""
    origin = record.origin
    seen: list[str] = []
    while target := record.text("target"):
        if target in seen:
            yield origin.fault(f"These addresses move in a circle: {' → '.join([*seen, target])}.", "moved_to")
            return
        seen.append(target)
        if content.find(kind, target):
            return
        moved = content.find("address", kind, target)
        if moved is None:
            yield origin.fault(_unknown(content, kind, (target,)), "moved_to")
            return
        record = moved
