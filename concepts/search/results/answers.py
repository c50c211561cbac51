"""What a search answers, the same for page, JSON and command; plain values, no request and no HTML."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concepts.content.counting import Voices
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.search.index.kinds import KINDS
from sources.languages import Text

TYPE_NAMES: dict[str, Promise] = {thing.type: kind.name for thing, kind in KINDS.items()} | {
    "comparison": _("Comparison")
}


class Closeness(StrEnum):
    """How many of the words that were asked for the results have; all results of one answer are equally close."""

    ALL = "all"
    PARTS = "parts"  # words that begin like them, or the parts of a longer Chinese word
    MOST = "most"  # all but one of several
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a snippet; `marked` where the words of the query stand."""

    words: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """The part of a text that shows why it was found, cut at both ends where it is long (`…` is among the pieces)."""

    pieces: tuple[Piece, ...]
    lang: str

    @property
    def texts(self) -> tuple[tuple[Text, bool], ...]:
        """The pieces as pages print them, each with whether it is marked."""
        return tuple((Text(piece.words, self.lang), piece.marked) for piece in self.pieces)

    def __str__(self) -> str:
        return "".join(piece.words for piece in self.pieces)

    def __bool__(self) -> bool:
        return bool(self.pieces)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: code points of one version of a source. `address` opens it, marked."""

    source: str  # the slug
    title: Text  # of the source
    article: Text
    version: int
    start: int
    end: int
    address: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found.

    `type` is `concept`, `question`, `dimension`, `tag`, `source`, `article`, `passage` or the kind of a statement; `id`
    its slug, code, or place (`slug/v1/7`, `slug/v1/10-20`). `title` may be empty (a passage has none; a position has
    its question's, and what has no other title is its own), `snippet` too (a concept is its names). `voices` and
    `citations` are also those of a distinction's sides and of what a position rests on. `translated` is true where the
    snippet is taken from the translation of a passage. `by_words` is false where no word of the query stands in it;
    `about` are then the concepts for which it was found.
    """

    type: str
    id: str
    address: str
    title: Snippet
    snippet: Snippet
    concepts: tuple[NamedConcept, ...] = ()
    citations: tuple[Place, ...] = ()
    voices: Voices | None = None
    translated: bool = False
    by_words: bool = True
    about: tuple[NamedConcept, ...] = ()

    @property
    def type_name(self) -> str:
        """What readers call its type."""
        return str(TYPE_NAMES[self.type])


@dataclass(frozen=True, slots=True)
class Best:
    """What the query means, where that is understood: a concept, a comparison, a question or a distinction.

    `statements` are what to show at once: a concept's first definition, a comparison's first distinctions, a question's
    positions, the distinction itself. `total` is how many of them there are.
    """

    type: str
    id: str
    address: str
    title: Text
    concepts: tuple[NamedConcept, ...]
    statements: tuple[ShownStatement, ...] = ()
    voices: tuple[Voices, ...] = ()  # of each of the statements
    total: int = 0

    @property
    def type_name(self) -> str:
        """What readers call its type."""
        return str(TYPE_NAMES[self.type])


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One way to narrow the results; `address` adds it, or takes it away where it is chosen."""

    value: str
    name: Text
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one key of the address (`kind`, `concept`, `dimension`, `language`, `source`), most hits first."""

    key: str
    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to one query. `total` is exact up to MOST_COUNTED, above that it is MOST_COUNTED.

    `did_you_mean` is what the query was probably meant to be; where `corrected`, the results are already those of it.
    `earlier` and `later` are the addresses of the pages beside this one, empty where there is none.
    """

    query: str
    best: Best | None
    did_you_mean: str
    did_you_mean_address: str
    corrected: bool
    closeness: Closeness
    total: int
    total_is_exact: bool
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    page: int
    pages: int
    earlier: str
    later: str
    has_words: bool  # whether the query has anything to search for
    is_current: bool  # whether the index has seen the content as it is: if not, the answer is soon another one

    @property
    def is_empty(self) -> bool:
        return self.best is None and not self.hits
