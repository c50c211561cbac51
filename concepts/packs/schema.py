"""What every file of a pack may say: the description of content in its files, with what is special to the files.

Special are the nesting (versions and articles in their source, positions in their question, parts in the head of their
list, passages and skips in the file of their article), `status`, words that stand for places in a text, and addresses.
Reading and writing follow it, and docs/packs.md.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from concepts.content.description import DESCRIPTIONS, QUOTE_CAP
from concepts.content.natural_keys import reference_types
from concepts.content.shape import Field, Languages, Reference
from concepts.content.statement_kinds import STATEMENT_KINDS
from concepts.content.value_types import Number, OneOf, Quote
from concepts.models import Statement
from concepts.packs.entries import FileShape, ListOf, MappingByKind, MappingOf, SingleOrMapping
from concepts.packs.field_notation import keys_of, shape_of
from concepts.packs.row_notation import EntryNotation

PUBLISHED, DRAFT = Statement.Status.PUBLISHED.value, Statement.Status.DRAFT.value
STATUS_SHAPE = OneOf((DRAFT, PUBLISHED), default=PUBLISHED)
QUOTE_SHAPE = Quote(QUOTE_CAP)
# The words of a place, and which of its occurrences in the article is meant.
QUOTE_KEYS: dict[str, FileShape] = {"quote!": QUOTE_SHAPE, "occurrence": Number()}
BOUNDARY_SHAPE = SingleOrMapping(QUOTE_SHAPE, MappingOf.marked(QUOTE_KEYS))
# Which place of its first and of its last words an article has, where these words alone do not tell.
OCCURRENCE_KEYS = ("first_occurrence", "last_occurrence")
PLACE_SHAPE = MappingOf.marked({"article!": Number(), **QUOTE_KEYS})
# What entries say in a way of their own, by kind: with words, by their nesting, or by which keys they have.
SPECIAL = {
    "article": ("boundaries",),
    "passage": ("article", "quote"),
    "skip": ("article",),
    "address": ("state", "words"),
    "statement": ("question",),
}
# The place of an entry among its like, where it is not one more than that of the entry before.
PLACE_KEY: dict[str, FileShape] = {"rank": Number(least=0)}
# What a part has of the head of its list, and what a statement does not say that is nested in another entry.
OF_HEAD = ("kind", "dimension", "concepts")
IN_HEAD = (*OF_HEAD, "part_of", "rank")
IN_QUESTION = ("kind", "rank")
FROM_HEAD = ("mode", "status")  # a part takes these from the head unless it says otherwise
# The keys that stand first and last in an entry; the others stand between them in the order of the description.
FIRST_KEYS = {
    "concept": ("id", "labels", "scope_note", "broader", "related"),
    "dimension": ("id", "name", "labels", "question"),
    "statement": (
        "code", "kind", "subjects", "aspect", "dimension", "part_of", "type", "objects", "title", "slug", "rank",
        "mode", "status", "en", "zh", "note", "tags",
    ),
    "passage": ("quote", "occurrence", "translation", "translation_by", "copy_of"),
    "skip": ("quote", "occurrence"),
}  # fmt: skip
LAST_KEYS = {"statement": ("sides", "claim_parts", "basis", "parts")}


def file_shape(name: str) -> FileShape:
    """Return what the file of this name may say; raises KeyError for a name that no file of a pack has."""
    return FILES[file_pattern(name)]()


def file_pattern(name: str) -> str:
    """Return the key of FILES that a file's name is of; empty for a file that belongs to no pack."""
    fitting = (pattern for pattern in FILES if fnmatchcase(name, pattern) and name.count("/") == pattern.count("/"))
    return next(fitting, "")


def references_to_passages(kind: str) -> list[Reference]:
    """Return the references of a passage or skip to other passages, for which their words stand."""
    return [part for part in DESCRIPTIONS[kind].references if part.target == "passage"]


def notation_of_kind(kind: str, without: Collection[str] = ()) -> EntryNotation:
    """Return how records of a kind stand in entries, without what is special to them and what `without` names."""
    special = (
        *SPECIAL.get(kind, ()),
        *(part.name for part in references_to_passages(kind) if kind in ("passage", "skip")),
    )
    return EntryNotation(kind, (*special, *without))


def is_placed(kind: str) -> bool:
    """Tell whether the order of the entries of a kind says the places of its rows."""
    return any(part.name == "rank" and not part.in_pack for part in DESCRIPTIONS[kind].plain_fields)


def has_status(kind: str) -> bool:
    """Tell whether the rows of a kind are drafts or published."""
    return "status" in DESCRIPTIONS[kind].own


def _keys(kind: str) -> dict[str, FileShape]:
    """Return the keys of an entry: the values of its natural key that are no rows, and all that it says."""
    own = keys_of([part for part in DESCRIPTIONS[kind].key if isinstance(part, Field)])
    keys = own | notation_of_kind(kind).keys() | (PLACE_KEY if is_placed(kind) else {})
    return keys | ({"status": STATUS_SHAPE} if has_status(kind) else {})


def _mapping(kind: str, keys: Mapping[str, FileShape]) -> MappingOf:
    """Return the mapping of these keys in the order in which entries of the kind are written."""
    first, last = FIRST_KEYS.get(kind, ()), LAST_KEYS.get(kind, ())

    def place(key: str) -> int:
        name = key.removesuffix("!")
        if name in first:
            return first.index(name)
        return len(first) + (last.index(name) + 1 if name in last else 0)

    return MappingOf.marked({key: keys[key] for key in sorted(keys, key=place)})


def _entries(kind: str) -> Callable[[], FileShape]:
    return lambda: ListOf(_mapping(kind, _keys(kind)))


def _site() -> FileShape:
    """Return the one entry of its file, which needs no name."""
    keys = _keys("site")
    return _mapping("site", {key: shape for key, shape in keys.items() if key.removesuffix("!") != "id"})


def _sources() -> FileShape:
    phrases = dict.fromkeys(DESCRIPTIONS["article"].part("boundaries").lists.values(), ListOf(BOUNDARY_SHAPE))
    bounds: dict[str, FileShape] = {}
    for key, shape in _keys("article").items():
        bounds[key] = shape
        if (occurrence := f"{key.removesuffix('!')}_occurrence") in OCCURRENCE_KEYS:
            bounds[occurrence] = Number()
    article = _mapping("article", {**bounds, **phrases})
    version = _mapping("version", {**_keys("version"), "articles!": ListOf(article)})
    return ListOf(_mapping("source", {**_keys("source"), "versions": ListOf(version)}))


def _statement(kind: str, without: Collection[str]) -> dict[str, FileShape]:
    """Return the keys of a statement of one kind, without those of what it does not say itself."""
    notation, described = notation_of_kind("statement", without), STATEMENT_KINDS[kind]
    # `flatten` says how to get a code where it is missing, so the key need not be there.
    code = {part.name: shape_of(part) for part in DESCRIPTIONS["statement"].key if isinstance(part, Field)}
    return {**code, **notation.keys({"kind", *described.names}, described.needed), "status": STATUS_SHAPE}


def _statements() -> FileShape:
    kinds = {}
    for kind, described in STATEMENT_KINDS.items():
        if "question" in described.names:
            continue
        keys = _statement(kind, ())
        if "part_of" in described.names:
            keys["parts"] = ListOf(_mapping("statement", _part(kind)))
        kinds[kind] = _mapping("statement", keys)
    return ListOf(MappingByKind(kinds))


def _part(kind: str) -> dict[str, FileShape]:
    keys = _statement(kind, IN_HEAD) | PLACE_KEY
    # Leaving one of these out means what the head says, so it has no default of its own.
    own = {key: replace(shape, default="") for key in FROM_HEAD if isinstance(shape := keys[key], OneOf)}
    return {**keys, **own}


def _questions() -> FileShape:
    position = _mapping("statement", _statement(Statement.Kind.POSITION.value, IN_QUESTION) | PLACE_KEY)
    return ListOf(_mapping("question", {**_keys("question"), "positions": ListOf(position)}))


def _evidence() -> FileShape:
    entries = {"passages": ListOf(_placed("passage")), "skips": ListOf(_placed("skip"))}
    [article] = [part for part in DESCRIPTIONS["passage"].references if part.target == "article"]
    return MappingOf.marked({**{f"{name}!": shape for name, shape in reference_types(article).items()}, **entries})


def _placed(kind: str) -> MappingOf:
    """Return the entry of a passage or skip in the file of its article; its words stand for its place."""
    keys: dict[str, FileShape] = {reference.pack_key: PLACE_SHAPE for reference in references_to_passages(kind)}
    if has_status(kind):
        keys["status"] = STATUS_SHAPE
    return _mapping(kind, {**QUOTE_KEYS, **notation_of_kind(kind).keys(), **keys})


def _addresses() -> FileShape:
    """Return addresses that moved, with a reason or without, and those that were withdrawn."""
    [words] = [part for part in DESCRIPTIONS["address"].plain_fields if part.name == "words"]
    reasons = {"reason": shape_of(words), "withdrawn": shape_of(replace(words, languages=Languages.BOTH))}
    return ListOf(_mapping("address", {**_keys("address"), **reasons}))


SITE_FILE = "site.yaml"  # one entry, of what the site says of itself
# Files that are lists of one kind of row, each with its name as `id`.
PLAIN_FILES = {
    "concepts.yaml": "concept",
    "dimensions.yaml": "dimension",
    "relation-types.yaml": "relation-type",
    "tags.yaml": "tag",
}
# All files by name; a `*` stands for any name of a file or a folder.
FILES: dict[str, Callable[[], FileShape]] = {
    SITE_FILE: _site,
    "sources.yaml": _sources,
    **{name: _entries(kind) for name, kind in PLAIN_FILES.items()},
    "questions.yaml": _questions,
    "addresses.yaml": _addresses,
    "statements/*.yaml": _statements,
    "evidence/*/*.yaml": _evidence,
}
