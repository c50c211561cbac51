"""Checks a whole pack without a database: every fault it has, with file, line and cure."""

from collections.abc import Iterable
from pathlib import Path

from concepts.models import Address
from concepts.models.codes import is_code
from concepts.models.concept import COMPARISON_SEPARATOR
from concepts.packs.faults import Fault, PackFaultyError, nearest
from concepts.packs.files import Pack, read_pack
from concepts.packs.flatten import flatten
from concepts.packs.publication import missing_in
from concepts.packs.records import Content, Item, Record
from sources.text import fold

# Which keys of which records name other records, and of what kind.
REFERENCES = {
    "concept": {"broader": "concept", "related": "concept"},
    "statement": {
        "subjects": "concept",
        "objects": "concept",
        "dimension": "dimension",
        "type": "relation-type",
        "tags": "tag",
        "rests_on": "statement",
    },
}


def check_pack(folder: Path) -> tuple[Pack, Content]:
    """The pack in `folder` and its records; raises PackFaultyError with everything that is wrong with it."""
    faults: list[Fault] = []
    pack = read_pack(folder, faults)
    content = flatten(pack, faults)
    faults += find_faults(content)
    if faults:
        raise PackFaultyError(faults)
    return pack, content


def find_faults(content: Content) -> Iterable[Fault]:
    """What is wrong between the records: names, labels, links, references, addresses, and what publication asks."""
    yield from _dangling(content)
    yield from _labels(content)
    yield from _links(content)
    yield from _same_names(content)
    yield from _citations(content)
    yield from _addresses(content)
    yield from missing_in(content)


def _unknown(content: Content, kind: str, name: str) -> str:
    """The message about a name that no record of `kind` has."""
    known = [str(key[0]) for key in content.of(kind)]
    cure = nearest(name, known) or " Correct the name, or add the entry."
    return f"There is no {kind} {name} in the pack.{cure}"


def _dangling(content: Content) -> Iterable[Fault]:
    for kind, references in REFERENCES.items():
        for item in content.of(kind).values():
            for key, target in references.items():
                value = item.record.get(key, [])
                names = value if isinstance(value, list) else [value]
                for index, name in enumerate(names):
                    if (name,) not in content.of(target):
                        yield item.origin.fault(_unknown(content, target, name), key, index)
                    elif name in names[:index]:
                        yield item.origin.fault(f"{name} stands twice in {key}; remove one.", key, index)
    for (code,), item in content.of("statement").items():
        objects = set(item.record.get("objects", []))
        if both := sorted(objects & set(item.record.get("subjects", []))):
            yield item.origin.fault(f"{', '.join(both)} is subject and object of {code}; choose one.", "objects")
        for side in item.origin.get("sides", []):
            characteristic = content.record("statement", side.get("characteristic"))
            if characteristic and characteristic["kind"] != "characteristic":
                yield side.fault(f"{side['characteristic']} is no characteristic; name one.", "characteristic")
            for key, target in (("concept", "concept"), ("characteristic", "statement")):
                if key in side and (side[key],) not in content.of(target):
                    yield side.fault(_unknown(content, target, side[key]), key)
        concepts = [concept for concept, _ in item.record.get("sides", [])]
        if len(set(concepts)) < len(concepts):
            yield item.origin.fault("A concept has one side of a distinction; join its sides.", "sides")
        if code in item.record.get("rests_on", []):
            yield item.origin.fault("A position cannot rest on itself; name other statements.", "rests_on")


def _labels(content: Content) -> Iterable[Fault]:
    preferred: dict[tuple[str, str], str] = {}
    for (slug,), item in content.of("concept").items():
        if COMPARISON_SEPARATOR in slug:
            yield item.origin.fault("“-vs-” separates concepts in the address of a comparison; leave it out.", "id")
        for language, labels in item.origin.get("labels", {}).items():
            own: set[str] = set()
            named = [("preferred", 0, labels["preferred"])] if "preferred" in labels else []
            for role in ("alternative", "hidden"):
                named += [(role, index, text) for index, text in enumerate(labels.get(role, []))]
            for role, index, text in named:
                if fold(text) in own:
                    message = f"{slug} has the label {text} twice (width and case aside); remove one."
                    yield labels.fault(message, role, index)
                own.add(fold(text))
            if "preferred" in labels:
                first = preferred.setdefault((language, fold(labels["preferred"])), slug)
                if first != slug:
                    taken = f"{first} has the preferred label {labels['preferred']} already"
                    yield labels.fault(f"{taken}; prefer another, or list it as alternative.", "preferred")


def _links(content: Content) -> Iterable[Fault]:
    """Links of concepts to themselves or twice, and circles of broader concepts."""
    linked: dict[frozenset[str], str] = {}
    broader: dict[str, list[str]] = {}
    for (slug,), item in content.of("concept").items():
        broader[slug] = item.record.get("broader", [])
        for key in ("broader", "related"):
            for index, other in enumerate(item.record.get(key, [])):
                if other == slug:
                    yield item.origin.fault(f"{slug} cannot be linked to itself; remove it.", key, index)
                elif (first := linked.setdefault(frozenset((slug, other)), f"{slug} {key}")) != f"{slug} {key}":
                    message = f"{slug} and {other} are linked already ({first})"
                    yield item.origin.fault(f"{message}; write a link once, at either of the two.", key, index)
    done: set[str] = set()
    for start in broader:
        # Follows the first links upwards with a stack of its own: a long chain must not exhaust Python's.
        trail: list[str] = []
        open_links = [(start, iter(broader[start]))] if start not in done else []
        while open_links:
            slug, others = open_links[-1]
            if len(trail) < len(open_links):
                trail.append(slug)
            other = next(others, None)
            if other is None:
                done.add(trail.pop())
                open_links.pop()
            elif other in trail and other != slug:
                circle = " → ".join([*trail[trail.index(other) :], other])
                origin = content.of("concept")[(slug,)].origin
                yield origin.fault(f"These concepts are broader in a circle: {circle}. Remove one link.", "broader")
            elif other in broader and other not in done and other != slug:
                open_links.append((other, iter(broader[other])))


def _same_names(content: Content) -> Iterable[Fault]:
    """Tags that fold to one key."""
    keys: dict[str, str] = {}
    for (slug,), item in content.of("tag").items():
        names = item.record.get("name", {})
        if name := names.get("en") or names.get("zh"):
            first = keys.setdefault(fold(name), slug)
            if first != slug:
                message = f"The tag {first} has this name already (width and case aside); join them."
                yield item.origin.fault(message, "name")


def _citations(content: Content) -> Iterable[Fault]:
    for item in content.of("passage").values():
        for stance in ("supports", "contradicts", "reports"):
            for index, cited in enumerate(item.origin.get(stance, [])):
                code = cited.get("code", "") if stance == "reports" else cited
                if code and (code,) not in content.of("statement"):
                    yield item.origin.fault(_unknown(content, "statement", code), stance, index)


def _addresses(content: Content) -> Iterable[Fault]:
    for (kind, key), item in content.of("address").items():
        if ("moved_to" in item.record) == ("withdrawn" in item.record):
            yield item.origin.fault("An address moved (moved_to) or was withdrawn (withdrawn); write one of the two.")
        if "reason" in item.record and "moved_to" not in item.record:
            yield item.origin.fault("Only an address that moved has a reason; write it under `withdrawn`.", "reason")
        if kind == Address.Kind.STATEMENT and not is_code(key):
            yield item.origin.fault(f"{key!r} is no code; a statement's address is its code.", "key")
        if (key,) in content.of(kind):
            taken = content.of(kind)[(key,)].place
            yield item.origin.fault(f"{key} is in use at {taken}; a name that was given up is never used again.", "key")
        yield from _target(content, kind, item)


def _target(content: Content, kind: str, item: Item) -> Iterable[Fault]:
    """Where an address moved must be there, or be listed itself, without a circle."""
    seen: list[str] = []
    record: Record | None = item.record
    while record and (target := record.get("moved_to")):
        if target in seen:
            yield item.origin.fault(f"These addresses move in a circle: {' → '.join([*seen, target])}.", "moved_to")
            return
        seen.append(target)
        if (target,) in content.of(kind):
            return
        record = content.record("address", kind, target)
        if record is None:
            yield item.origin.fault(_unknown(content, kind, target), "moved_to")
