"""The answer to a search, the same for page, JSON and command; plain values, without request and HTML."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concepts.content.counting import NO_SUPPORT, Support
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import QuestionLink, ShownStatement
from concepts.models import Dimension
from concepts.search.index.documents import Thing
from concepts.search.index.kinds import KINDS
from sources.languages import Text

TYPE_NAMES: dict[str, Promise] = {thing.type: kind.name for thing, kind in KINDS.items()} | {
    "comparison": _("Comparison")
}


class Closeness(StrEnum):
    """How much of the query the best result has: of its words, the rarer the more."""

    ALL = "all"
    MOST = "most"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """A part of a snippet; `is_match` where it is words of the query."""

    text: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """The part of a text that shows why it was found, cut at both ends where it is long (`…` is one of the parts)."""

    parts: tuple[SnippetPart, ...]
    lang: str

    @property
    def texts(self) -> tuple[tuple[Text, bool], ...]:
        """The parts as pages print them, each with whether it is marked."""
        return tuple((Text(part.text, self.lang), part.is_match) for part in self.parts)

    def __str__(self) -> str:
        return "".join(part.text for part in self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """Where a passage stands, in code points of one version of a source; its `address` shows it marked in the text."""

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

    `type` is `concept`, `question`, `dimension`, `tag`, `source`, `article`, `passage`, `uncited_text` or the kind of a
    statement; `id` is a slug, a code, or a place (`slug/v1/7`, `slug/v1/10-20`). `title` and `snippet` have the
    searched words marked. A passage has no title, and neither has a text that nobody cites; that of a position is its
    question, that of a statement without one is its text. The snippet is often empty; that of a concept is its other
    name. `support` says who says a statement; `citations` include those of the sides of a distinction, and of what a
    position or finding rests on. `translated` is true where the snippet is our translation of a passage. `by_words` is
    false where no word of the query stands in it; `about` are then the concepts because of which it was found.
    `questions` stand beside a statement; `answers` below a question, and the first definition below a concept, or its
    scope `note`.
    """

    type: str
    id: str
    address: str
    title: Snippet
    snippet: Snippet
    concepts: tuple[NamedConcept, ...] = ()
    citations: tuple[CitedPlace, ...] = ()
    support: Support = NO_SUPPORT
    translated: bool = False
    by_words: bool = True
    about: tuple[NamedConcept, ...] = ()
    questions: tuple[QuestionLink, ...] = ()
    answers: tuple[ShownStatement, ...] = ()
    note: Text | None = None

    @property
    def type_name(self) -> str:
        """What readers call its type."""
        return str(TYPE_NAMES[self.type])

    @property
    def is_uncited(self) -> bool:
        """Whether it is a text that nobody cites."""
        return self.type == Thing.UNCITED_TEXT.type


@dataclass(frozen=True, slots=True)
class BestAnswer:
    """What the query means, where that is known: a concept, a comparison, a question or a distinction.

    `statements` are shown with it: the first definition of a concept, the first findings and distinctions of a
    comparison, the positions of a question, the distinction itself; `total` says how many there are. Where they are
    told on one `dimension`, the address is that of its row. A concept without a definition has its scope `note`.
    """

    type: str
    id: str
    address: str
    title: Text
    concepts: tuple[NamedConcept, ...]
    statements: tuple[ShownStatement, ...] = ()
    total: int = 0
    dimension: Dimension | None = None
    note: Text | None = None

    @property
    def type_name(self) -> str:
        """What readers call its type."""
        return str(TYPE_NAMES[self.type])


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value to narrow the results to; its `address` adds it, or removes it where it is `chosen`."""

    value: str
    name: Text
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one parameter: `kind`, `concept`, `dimension`, `language` or `source`; most results first."""

    key: str
    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The whole answer to one query. `total` is exact up to MOST_COUNTED, above that it is MOST_COUNTED.

    Where more of it is found so, the query is `corrected`: then the results belong to `did_you_mean`, else that is "".
    The results of what was typed are at `as_typed_address`.
    `earlier` and `later` are the addresses of the pages beside this one, empty where there is none. `choices` are the
    concepts that share the name which is the query, where it has several meanings; `shared_name` is that name, folded.
    """

    query: str
    best: BestAnswer | None
    did_you_mean: str
    as_typed_address: str
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
    choices: tuple[NamedConcept, ...]
    shared_name: str
    has_words: bool  # whether the query has anything to search for
    is_current: bool  # whether the index has seen the latest content; if not, the answer will soon be another one

    @property
    def other_hits(self) -> tuple[Hit, ...]:
        """What was found besides what the best answer shows."""
        if self.best is None:
            return self.hits
        shown = {self.best.address, *(statement.address for statement in self.best.statements)}
        return tuple(hit for hit in self.hits if hit.address not in shown)

    @property
    def uncited_hits(self) -> tuple[Hit, ...]:
        """The texts among them that nobody cites: the last."""
        return tuple(hit for hit in self.hits if hit.is_uncited)

    @property
    def uncited_elsewhere(self) -> FacetValue | None:
        """What narrows the results to texts that nobody cites, where all of these are on later pages."""
        values = (value for facet in self.facets for value in facet.values)
        uncited = next((value for value in values if value.value == Thing.UNCITED_TEXT.type), None)
        return uncited if uncited and uncited.count and not self.uncited_hits else None

    @property
    def is_weak(self) -> bool:
        """Whether even the best result has little of what was asked for, and the answer says so."""
        return self.best is None and bool(self.hits) and self.closeness is Closeness.SOME

    @property
    def is_empty(self) -> bool:
        return self.best is None and not self.hits
