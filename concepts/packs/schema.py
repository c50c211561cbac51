"""What every file of a pack may say, as data; reading, writing and docs/packs.md follow it.

A key that ends in `!` must be there. The order of keys is the order in which they are written.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from concepts.models import Address, Citation, Concept, Dimension, Label, Question, RelationType, Statement, Tag
from concepts.models.markup import NOTE_CAP
from sources.languages import Language
from sources.models import Article, Passage, Skip, Source, SourceVersion

PROSE_CAP = 2_000  # statements, scope notes, notes on quality, words for readers
QUOTE_CAP = 5_000  # verbatim words of a source, and translations of them


@dataclass(frozen=True, slots=True)
class Text:
    """Our own words, at most `cap` code points; `multiline` ones may have line ends and are written as blocks."""

    cap: int
    multiline: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words of a source, at most `cap` code points, never cleaned."""

    cap: int = QUOTE_CAP


@dataclass(frozen=True, slots=True)
class Name:
    """A name in addresses: small letters, digits and hyphens (`any_letters`: of every script), at most `cap`."""

    cap: int
    any_letters: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text of one form; `form` says in words which."""

    regex: str
    form: str


@dataclass(frozen=True, slots=True)
class Code:
    """A statement's permanent code."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `values`; `default` is what leaving the key out means, and is never written."""

    values: tuple[str, ...]
    default: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `least`; `default` as in Choice."""

    least: int = 1
    default: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """`true`; `false` is what leaving the key out means, and is never written."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list, not empty; a `flow` one is written on one line."""

    of: Any
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with these keys and no others."""

    keys: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ByKind:
    """A mapping whose value of `kind` says which Record it is."""

    kinds: dict[str, Record]


def record(**keys: Any) -> Record:
    return Record(keys)


def cap(model: type[Model], column: str) -> int:
    length: int | None = getattr(model._meta.get_field(column), "max_length", None)
    assert length, f"{model.__name__}.{column} has no length"
    return length


def both(of: Any) -> Record:
    """A text in both languages; what is never empty in the database must be there."""
    return Record({"en!": of, "zh!": of})


def either(of: Any) -> Record:
    """A text in one language or in both."""
    return Record({"en": of, "zh": of})


def name_of(model: type[Model], column: str = "slug") -> Name:
    return Name(cap(model, column))


CODE = Code()
CONCEPT_NAME = name_of(Concept)
CODES = Many(CODE, flow=True)
CONCEPT_NAMES = Many(CONCEPT_NAME, flow=True)
PROSE = Text(PROSE_CAP)

ARTICLE = Record(
    {
        "number!": Number(),
        "title!": both(Text(cap(Article, "title_en"))),
        "title_by!": Choice(tuple(Article.TitleBy.values)),
        "seam!": Choice(tuple(Article.Seam.values)),
        "state!": Choice(tuple(Article.State.values)),
        "first!": Quote(cap(Article, "first")),
        "last!": Quote(cap(Article, "last")),
        "headings": Many(Quote()),
        "cuts": Many(Quote()),
    }
)
VERSION = Record(
    {
        "number!": Number(),
        "language!": Choice(tuple(Language.values)),
        "date": Pattern(r"\d{4}(-\d\d(-\d\d)?)?", "a date such as 2020, 2020-05 or 2020-05-31"),
        "file!": Text(cap(SourceVersion, "file")),
        "sha256!": Pattern(r"[0-9a-f]{64}", "a SHA-256 of 64 small hexadecimal digits"),
        "articles!": Many(ARTICLE),
    }
)
SOURCE = Record(
    {
        "id!": name_of(Source),
        "title!": both(Text(cap(Source, "title_en"))),
        "kind!": Choice(tuple(Source.Kind.values)),
        "publisher": Text(cap(Source, "publisher")),
        "address": Pattern(
            rf"https?://\S{{1,{cap(Source, 'address') - 8}}}", "an address that begins with https:// or http://"
        ),
        "quality": either(PROSE),
        "display!": Choice(tuple(Source.Display.values)),
        "versions!": Many(VERSION),
    }
)
LABEL = Text(cap(Label, "text"))
LABELS = Record({"preferred!": LABEL, "alternative": Many(LABEL, flow=True), "hidden": Many(LABEL, flow=True)})
CONCEPT = Record(
    {
        "id!": CONCEPT_NAME,
        "labels!": either(LABELS),
        "scope_note": either(PROSE),
        "broader": CONCEPT_NAMES,
        "related": CONCEPT_NAMES,
        "core": Flag(),
    }
)
DIMENSION = Record(
    {
        "id!": name_of(Dimension),
        "name!": both(Text(cap(Dimension, "name_en"))),
        "question!": both(Text(cap(Dimension, "question_en"))),
        "core": Flag(),
    }
)
RELATION_TYPE = Record(
    {
        "id!": name_of(RelationType),
        "name!": both(Text(cap(RelationType, "name_en"))),
        "inverse!": both(Text(cap(RelationType, "inverse_en"))),
    }
)
TAG_NAME = Name(cap(Tag, "slug"), any_letters=True)
TAG = Record({"id!": TAG_NAME, "name!": either(Text(cap(Tag, "name_en")))})

MODE = Choice(tuple(Statement.Mode.values), default=Statement.Mode.STATES.value)
STATUS = Choice(
    (Statement.Status.DRAFT.value, Statement.Status.PUBLISHED.value), default=Statement.Status.PUBLISHED.value
)
WORDS = {"en": PROSE, "zh": PROSE, "note": both(Text(NOTE_CAP, multiline=True)), "tags": Many(TAG_NAME, flow=True)}
BEFORE_WORDS = {"mode": MODE, "status": STATUS}
# A part takes mode and status of its list unless it says otherwise, so neither has a default of its own.
PART = Record({"code": CODE, "mode": Choice(MODE.values), "status": Choice(STATUS.values), **WORDS})
RANK = {"rank": Number(default=0, least=0)}
STATEMENT = ByKind(
    {
        "definition": Record(
            {"code": CODE, "kind!": Text(20), "subjects": CONCEPT_NAMES, **RANK, **BEFORE_WORDS, **WORDS}
        ),
        "characteristic": Record(
            {"code": CODE, "kind!": Text(20), "subjects": CONCEPT_NAMES, "dimension!": name_of(Dimension)}
            | RANK
            | BEFORE_WORDS
            | WORDS
            | {"parts": Many(PART)}
        ),
        "relation": Record(
            {"code": CODE, "kind!": Text(20), "subjects": CONCEPT_NAMES, "type!": name_of(RelationType)}
            | {"objects": CONCEPT_NAMES}
            | RANK
            | BEFORE_WORDS
            | WORDS
        ),
        "distinction": Record(
            {"code": CODE, "kind!": Text(20), "dimension!": name_of(Dimension)}
            | {
                "title!": Record({"en!": Text(cap(Statement, "title_en")), "zh": Text(cap(Statement, "title_zh"))}),
                "slug!": name_of(Statement),
            }
            | RANK
            | BEFORE_WORDS
            | WORDS
            | {"sides": Many(Record({"concept!": CONCEPT_NAME, "characteristic!": CODE}))}
        ),
    }
)
POSITION = Record({"code": CODE, **BEFORE_WORDS, **WORDS, "rests_on": CODES})
QUESTION = Record(
    {"id!": name_of(Question), "text!": both(Text(cap(Question, "text_en"))), "positions": Many(POSITION)}
)
PLACE = Record({"article!": Number(), "quote!": Quote(), "occurrence": Number()})
REPORT = Record(
    {"code!": CODE, "en!": Text(cap(Citation, "attributed_to_en")), "zh!": Text(cap(Citation, "attributed_to_zh"))}
)
PASSAGE = Record(
    {
        "quote!": Quote(),
        "occurrence": Number(),
        "translation": Text(QUOTE_CAP, multiline=True),
        "translation_by": Choice(tuple(Passage.TranslationBy.values), default=Passage.TranslationBy.OURS.value),
        "copy_of": PLACE,
        "supports": CODES,
        "contradicts": CODES,
        "reports": Many(REPORT),
    }
)
SKIP = Record(
    {
        "quote!": Quote(),
        "occurrence": Number(),
        "reason!": Choice(tuple(Skip.Reason.values)),
        "repeats": PLACE,
    }
)
EVIDENCE = Record(
    {
        "source!": name_of(Source),
        "version!": Number(),
        "article!": Number(),
        "passages": Many(PASSAGE),
        "skips": Many(SKIP),
    }
)
ADDRESS = Record(
    {
        "kind!": Choice(tuple(Address.Kind.values)),
        "key!": Text(cap(Address, "key")),
        "moved_to": Text(cap(Address, "target")),
        "reason": either(PROSE),
        "withdrawn": both(PROSE),
    }
)

# Files by the name of what they hold; a name with `*` stands for every file that matches it.
FILES: dict[str, Any] = {
    "sources.yaml": Many(SOURCE),
    "concepts.yaml": Many(CONCEPT),
    "dimensions.yaml": Many(DIMENSION),
    "relation-types.yaml": Many(RELATION_TYPE),
    "tags.yaml": Many(TAG),
    "questions.yaml": Many(QUESTION),
    "addresses.yaml": Many(ADDRESS),
    "statements/*.yaml": Many(STATEMENT),
    "evidence/*/*.yaml": EVIDENCE,
}
