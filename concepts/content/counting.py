"""Counts who says what: of each claim the articles that say the whole of it, a part of it, or something nearby.

Pure code over citations that somebody else has loaded, so that pages, search, open data and editions count alike. The
rules are those of "Voice" and "Whole and part" in the design: an article is one voice, in however many versions,
reposts and passages; a copy and a report never count; one that supports and contradicts a claim counts for neither.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Protocol

from sources.caveats import Caveat
from sources.languages import Language, Text, WrittenLanguage

NO_TEXT = Text("", "")
CHINESE = (WrittenLanguage.ZH_HANS.value, WrittenLanguage.ZH_HANT.value)
ENGLISH = WrittenLanguage.EN.value
IN_CHINESE, IN_ENGLISH = Language.ZH.value, Language.EN.value  # looked up once: pages ask thousands of times


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """An article that is cited, and the source it stands in.

    `number` counts within the `version`, `place` sorts by source, version and number; `language` is the text's, a value
    of Language, `lang` the same as `lang` attributes write it, and `written_in` that of its author, a value of
    WrittenLanguage. `voice` is the id of the first article that it continues (another version, a repost), else its own:
    articles with one `voice` count as one. `credit` names author and year, as far as known. `by` is its author, or
    else its publisher, and `date` that of its version; where `facts_known` is false, a name or a date that is empty may
    exist all the same: it lacks only what its caveats say. `caveats` are values of Caveat, its own or else its
    source's. `withheld` says why readers see no words of it; empty where they do. `source_address` is the page of the
    version.
    """

    id: int
    voice: int
    number: int
    version: int
    title: Text
    source: Text
    source_slug: str
    language: str
    lang: str
    written_in: str
    address: str
    place: tuple[int, str, int, int]
    credit: Text = NO_TEXT
    caveats: tuple[str, ...] = ()
    withheld: Text = NO_TEXT
    by: Text = NO_TEXT
    date: str = ""
    facts_known: bool = True
    source_address: str = ""

    def __hash__(self) -> int:
        return hash(self.id)  # not of all columns: equal articles have one id, and pages ask thousands of times

    @property
    def unsigned(self) -> bool:
        """Whether nobody is known who wrote or published it."""
        return not self.by and (self.facts_known or Caveat.UNSIGNED.value in self.caveats)

    @property
    def undated(self) -> bool:
        """Whether no date of it is known."""
        return not self.date and (self.facts_known or Caveat.UNDATED.value in self.caveats)

    @property
    def counted_language(self) -> str:
        """Return the value of Language of which it counts: that in which it was written; empty for another one."""
        if self.written_in in CHINESE:
            return IN_CHINESE
        return IN_ENGLISH if self.written_in == ENGLISH else ""

    @property
    def machine_translated(self) -> bool:
        """Whether a machine translated it; it counts as of the language in which it was written."""
        return Caveat.MACHINE_TRANSLATED.value in self.caveats


class Citing(Protocol):
    """A citation, as far as it counts."""

    @property
    def speaks(self) -> bool:
        """Whether it makes its article a voice: the passage supports the statement and is no copy."""

    @property
    def denies(self) -> bool:
        """Whether its article says the opposite: the passage contradicts the statement and is no copy."""

    @property
    def passes_on(self) -> bool:
        """Whether its article only tells that others think so: the passage reports and is no copy."""

    @property
    def cited(self) -> CitedArticle:
        """The article it cites."""


class Saying(NamedTuple):
    """A citation of which nothing is known but what counts."""

    cited: CitedArticle
    speaks: bool
    denies: bool
    passes_on: bool = False


@dataclass(frozen=True)
class Voices:
    """Articles that say the same, each once, in the order their citations came in.

    Of articles that are the same one, the first to come in stands for all.
    """

    articles: tuple[CitedArticle, ...] = ()

    @property
    def count(self) -> int:
        return len(self.articles)

    @cached_property
    def chinese(self) -> int:
        """Return how many were written in Chinese."""
        return sum(article.counted_language == IN_CHINESE for article in self.articles)

    @cached_property
    def english(self) -> int:
        """Return how many were written in English."""
        return sum(article.counted_language == IN_ENGLISH for article in self.articles)

    @property
    def other(self) -> int:
        """Return how many were written in another language, and are read here in translation."""
        return self.count - self.chinese - self.english

    def __bool__(self) -> bool:
        return bool(self.articles)


NO_VOICES = Voices()
_Articles = dict[int, CitedArticle]  # by `voice`
ArticleFilter = Callable[[CitedArticle], bool]


@dataclass(frozen=True, eq=False)
class Claim:
    """A statement as far as counting needs it; who says it is counted once.

    `sides` are the characteristics of a distinction, `basis` what a position or finding rests on, and `parts` the
    numbers of what it joins. A definition, characteristic or relation has citations alone.
    """

    citations: tuple[Citing, ...] = ()
    sides: tuple["Claim", ...] = ()
    basis: tuple["RestsOn", ...] = ()
    parts: tuple[int, ...] = ()

    @property
    def is_cited(self) -> bool:
        """Whether a passage is cited for it, or for something that it stands on, whatever the stance."""
        return bool(self.citations) or any(
            below.is_cited for below in (*self.sides, *(row.claim for row in self.basis))
        )

    @cached_property
    def support(self) -> "Support":
        """Return what `count_support` counts."""
        return _count_support(self)

    def keep(self, keep: ArticleFilter) -> "Claim":
        """Return the claim as it stands where only these articles are heard."""
        return replace(
            self,
            citations=tuple(citation for citation in self.citations if keep(citation.cited)),
            sides=tuple(side.keep(keep) for side in self.sides),
            basis=tuple(replace(row, claim=row.claim.keep(keep)) for row in self.basis),
        )


@dataclass(frozen=True, slots=True)
class RestsOn:
    """One row of what a claim rests on; `part` is the number of the part that it carries, 0 for the whole claim.

    With `nearby`, it speaks of something near the concept: its department, its people, its planning.
    """

    claim: Claim
    part: int = 0
    nearby: bool = False


@dataclass(frozen=True)
class Support:
    """Who says a claim. No article stands in two of `whole`, `part`, `nearby` and `both`.

    `whole` say all of it; their number is the one beside the claim. `part` say some of its sides or parts, `nearby`
    need for what they say of it a statement about something nearby, and `both` support and contradict it, so that they
    count for neither. `against` are those besides who contradict it. `by_part` has, for each side or part in order, all
    articles that say it; empty where the claim has none.
    """

    whole: Voices = NO_VOICES
    part: Voices = NO_VOICES
    nearby: Voices = NO_VOICES
    both: Voices = NO_VOICES
    against: Voices = NO_VOICES
    by_part: tuple[Voices, ...] = ()

    @property
    def put_together(self) -> bool:
        """Whether no article says the whole and each side or part is said: we put together what several say."""
        return not self.whole and bool(self.by_part) and all(self.by_part)

    @property
    def weaker(self) -> int:
        """Return how many articles say the side or part that fewest say; of a claim without any, the whole."""
        return min((voices.count for voices in self.by_part), default=self.whole.count)

    @cached_property
    def order(self) -> tuple[int, int]:
        """Return a key that sorts by those who say the whole, then by the weaker side: most first."""
        return (-self.whole.count, -self.weaker)


NO_SUPPORT = Support()


def count_support(claim: Claim) -> Support:
    """Return who says the claim: the one function that counts. A claim and those on which it stands keep the answer."""
    return claim.support


def _count_support(claim: Claim) -> Support:
    own, against = _who(claim.citations, "speaks"), _taking(claim, "denies")
    if not (against or claim.sides or claim.basis or claim.parts):  # as of most claims
        return Support(_voices(own)) if own else NO_SUPPORT
    rows = [*(RestsOn(side, number) for number, side in enumerate(claim.sides, 1)), *claim.basis]
    numbers = range(1, len(claim.sides) + 1) if claim.sides else claim.parts
    if not (rows or numbers):
        return _sorted_out(own, {}, {}, {}, against, (), {})
    counted = [(row, count_support(row.claim)) for row in rows]
    of_itself = [(row, support) for row, support in counted if not row.nearby]
    itself, anywhere = ([_say_part(group, number) for number in numbers] for group in (of_itself, counted))
    whole = _joined([own, _say_part(of_itself, 0), _common(itself)])
    near = _joined([_say_part(counted, 0), _common(anywhere)])
    some = _joined([*itself, *(_by_voice(support.part) for row, support in of_itself if not row.part)])
    some_near = _joined([*anywhere, *(_by_voice(support.part) for row, support in counted if not row.part)])
    only_near = {voice: article for voice, article in some_near.items() if voice not in some}
    torn = _joined(_by_voice(support.both) for row, support in of_itself if not row.part)
    return _sorted_out(whole, some, near, only_near, against, itself, torn)


def _say_part(rows: Iterable[tuple[RestsOn, Support]], number: int) -> _Articles:
    """Return who says the whole of a statement that carries the part; `number` is 0 for the whole claim."""
    return _joined(_by_voice(support.whole) for row, support in rows if row.part == number)


def _sorted_out(
    whole: _Articles,
    part: _Articles,
    near: _Articles,
    near_part: _Articles,
    against: _Articles,
    by_part: Iterable[_Articles],
    torn: _Articles,
) -> Support:
    """Return the support in which each article stands in the first place that it has earned.

    `near` say the whole of something nearby, `near_part` only a part of it: who contradicts the claim and says no more
    than a part of it has not said both. `torn` say both of a statement that carries the whole.
    """
    both = {voice: article for voice, article in (whole | near | torn).items() if voice in against}
    return Support(
        whole=_voices(whole, both),
        part=_voices(part, both, whole, near),
        nearby=_voices(near | near_part, both, whole),
        both=_voices(both),
        against=_voices(against, both),
        by_part=tuple(_voices(articles) for articles in by_part),
    )


def find_reports(claim: Claim) -> Voices:
    """Return the articles that report the claim, a side of it, or a statement that says the whole of it: none count."""
    return _voices(_taking(claim, "passes_on"))


def _taking(claim: Claim, stance: str) -> _Articles:
    """Return who takes the stance to the claim, to a side of it, or to a statement that says the whole of it."""
    below = (*claim.sides, *(row.claim for row in claim.basis if not (row.part or row.nearby)))
    own = _who(claim.citations, stance)
    return _joined([own, *(_taking(other, stance) for other in below)]) if below else own


def _who(citations: Iterable[Citing], what: str) -> _Articles:
    articles: _Articles = {}
    for citation in citations:
        if getattr(citation, what):
            articles.setdefault(citation.cited.voice, citation.cited)
    return articles


def _by_voice(voices: Voices) -> _Articles:
    return {article.voice: article for article in voices.articles}


def _joined(several: Iterable[_Articles]) -> _Articles:
    """Return the articles that are in any of these, each once."""
    found: _Articles = {}
    for articles in several:
        for voice, article in articles.items():
            found.setdefault(voice, article)
    return found


def _common(several: Iterable[_Articles]) -> _Articles:
    """Return the articles that are in all of these; none where there are none."""
    first, *others = list(several) or [{}]
    return {voice: article for voice, article in first.items() if all(voice in other for other in others)}


def _voices(articles: _Articles, *without: _Articles) -> Voices:
    excluded = set().union(*without)
    kept = tuple(article for voice, article in articles.items() if voice not in excluded)
    return Voices(kept) if kept else NO_VOICES


def join_voices(several: Iterable[Voices]) -> Voices:
    """Return the articles that are in any of `several`, each once."""
    return _voices(_joined(_by_voice(voices) for voices in several))
