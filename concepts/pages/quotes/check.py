"""Check a quote part by part: what a source has word for word or altered, what is ours, and what is neither.

“Word for word” is said only where a source has the part but for line ends and runs of blanks (`folding`). Neighbouring
parts that a source has one after the other are one part of the answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from concepts.editorial.differences import Piece, by_word
from concepts.pages.quotes.folding import fold_blanks, fold_letters, has_same_words
from concepts.pages.quotes.parts import (
    clean_pasted,
    cut_parts,
    lang_of,
    language_of,
    show_unseen,
    without_quotation_marks,
)
from concepts.pages.quotes.places import LoadedPlaces, Place, QuotePlace, StatementPlace
from concepts.pages.quotes.texts import KnownTexts, OriginKind, QuoteIndex, known_texts
from concepts.pages.sources.notes import PassageUse
from sources.anchoring import Span
from sources.languages import HTML_LANG, Language, Text

MOST_CHARACTERS = 10_000  # code points of what is pasted
MOST_PARTS = 400
LEAST_LETTERS = {Language.EN: 10, Language.ZH: 4}  # what is shorter stands everywhere
# What is altered has at least so much of its letters in common with a place, or of a source in one piece that is no
# mere phrase: less have sentences, too, that speak of the same things. Much that others say on the field is a little
# like what we say, so that our own words and translations have to be closer.
LEAST_LIKENESS = {OriginKind.SOURCE: 0.62, OriginKind.TRANSLATION: 0.85, OriginKind.STATEMENT: 0.85}
LEAST_PIECE, LEAST_LETTERS_OF_PIECE = 0.5, {Language.EN: 30, Language.ZH: 10}
NEAREST_LIKENESS = 0.55  # of what is shown beside words that are not found
PREFERENCE = 0.15  # for a source before our own words that are a little more similar
MOST_PLACES = 20
MOST_USES = 3
MOST_OTHERS = 3
MOST_CITED = 3


class Verdict(StrEnum):
    """What is said of a part."""

    VERBATIM = "verbatim"
    SAME_WORDS = "same-words"  # with other punctuation, width, letter case or form of characters
    ALTERED = "altered"
    TRANSLATION = "translation"
    OURS = "ours"
    NOT_FOUND = "not-found"
    SHORT = "short"


class UncheckedQuoteError(ValueError):
    """A text cannot be checked: `reason` is `empty`, `long` or `many` (parts)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """A part of what was pasted, with what is said of it.

    `origin` tells whose words it was compared with, and `compared` has these. `place` is where a source has them, or
    has what they are a translation of; `statement` is the one of ours that has them. `pieces` tell how the part differs
    from them; empty where it does not. `is_slight` tells that only punctuation, width, letter case or the form of
    characters differ. `others` are other places that have it word for word, too. Of words that are not found all of
    this is told of what is nearest, without pieces; there may be nothing near.
    """

    words: Text
    verdict: Verdict
    origin: OriginKind | None = None
    compared: Text | None = None
    place: QuotePlace | None = None
    statement: StatementPlace | None = None
    pieces: tuple[Piece, ...] = ()
    is_slight: bool = False
    others: tuple[QuotePlace, ...] = ()

    @property
    def is_altered(self) -> bool:
        return bool(self.pieces) and not self.is_slight

    @property
    def first_others(self) -> tuple[QuotePlace, ...]:
        """Return the other places that are shown."""
        return self.others[:MOST_OTHERS]

    @property
    def more_others(self) -> int:
        """Return how many other places are not shown."""
        return len(self.others) - len(self.first_others)

    @property
    def first_cited(self) -> tuple[QuotePlace, ...]:
        """Return the first passages on which the words of ours stand."""
        return self.statement.cited[:MOST_CITED] if self.statement else ()

    @property
    def more_cited(self) -> int:
        """Return how many other passages support them."""
        return max(0, len(self.statement.cited) - MOST_CITED) if self.statement else 0

    @property
    def uses(self) -> tuple[PassageUse, ...]:
        """Return the first statements that cite the place."""
        return self.place.uses[:MOST_USES] if self.place else ()

    @property
    def more_uses(self) -> int:
        """Return how many other statements cite it."""
        return max(0, len(self.place.uses) - MOST_USES) if self.place else 0


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The parts of a pasted text, in order; `sources` counts the sources in which they were looked for."""

    text: str
    parts: tuple[CheckedPart, ...]
    sources: int

    def count(self, verdict: str) -> int:
        """Return how many parts have the verdict."""
        return sum(part.verdict == verdict for part in self.parts)

    @property
    def is_all_verbatim(self) -> bool:
        return self.count(Verdict.VERBATIM) == len(self.parts)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A part with its verdict, and the places that were found for it."""

    span: Span
    verdict: Verdict
    places: tuple[Place, ...] = ()


def check_quote(typed: str) -> QuoteCheck:
    """Check what somebody pasted; raises UncheckedQuoteError where it is too long or has no words."""
    text = clean_pasted(typed)
    if len(text) > MOST_CHARACTERS:
        raise UncheckedQuoteError("long")
    spans = cut_parts(text)
    if not spans:
        raise UncheckedQuoteError("empty")
    if len(spans) > MOST_PARTS:
        raise UncheckedQuoteError("many")
    known = known_texts()
    judged = list(judge_parts(text, spans, known))
    loaded = LoadedPlaces(known, [part.places for part in judged])
    sources = {version.source_id for version in known.version_by_id.values()}
    return QuoteCheck(text, tuple(_tell(text, part, loaded) for part in judged), len(sources))


def judge_parts(text: str, spans: Sequence[Span], known: KnownTexts) -> Iterator[_Judged]:
    """Yield the verdict on each part, or on neighbouring parts together that stand word for word in one place."""
    position = 0
    while position < len(spans):
        part, count = _find_run(text, spans[position:], known)
        yield part or _judge_altered(text, spans[position], known)
        position += count


def _find_run(text: str, spans: Sequence[Span], known: KnownTexts) -> tuple[_Judged | None, int]:
    """Return the longest run of parts from the first on that stands somewhere word for word, and how many these are."""
    for index in (known.sources, known.ours):
        run, count = None, 0
        for number, last in enumerate(spans, start=1):
            found = _find_verbatim(index, text, Span(spans[0].start, last.end))
            if not found:
                break
            run, count = found, number
        if run:
            is_short = not _is_long_enough(run.span.of(text))
            return (replace(run, verdict=Verdict.SHORT, places=()) if is_short else run), count
    return None, 1


def _find_verbatim(index: QuoteIndex, text: str, span: Span) -> _Judged | None:
    """Find words as they are, else without the quotation marks around them."""
    for tried in dict.fromkeys((span, without_quotation_marks(text, span))):
        places = tuple(islice(index.find_verbatim(tried.of(text)), MOST_PLACES))
        if places:
            first = min(places, key=lambda place: place.text.origin.kind == OriginKind.STATEMENT)
            return _Judged(tried, _verdict_of(first, Verdict.VERBATIM), (first, *(p for p in places if p is not first)))
    return None


def _judge_altered(text: str, span: Span, known: KnownTexts) -> _Judged:
    """Find what is similar to a part that stands nowhere word for word."""
    words = span.of(text)
    if not _is_long_enough(words):
        return _Judged(span, Verdict.SHORT)
    found = known.sources.find_similar(words), known.ours.find_similar(words)
    best = _choose(*([place for place in places if _is_similar(words, place)] for places in found))
    if best:
        return _Judged(span, _verdict_of(best, _verdict_of_source(words, best)), (best,))
    nearest = _choose(*([place for place in places if place.likeness >= NEAREST_LIKENESS] for places in found))
    return _Judged(span, Verdict.NOT_FOUND, (nearest,) if nearest else ())


def _choose(in_sources: Sequence[Place], in_ours: Sequence[Place]) -> Place | None:
    """Return the most similar place: one in a source, unless our own words or translations are clearly more similar."""
    if in_sources and in_ours and in_ours[0].likeness > in_sources[0].likeness + PREFERENCE:
        return in_ours[0]
    return next(iter([*in_sources, *in_ours]), None)


def _is_similar(words: str, place: Place) -> bool:
    """Tell whether the words are those of the place, altered."""
    kind = place.text.origin.kind
    if place.likeness >= LEAST_LIKENESS[kind]:
        return True
    least = max(LEAST_LETTERS_OF_PIECE[language_of(words)], LEAST_PIECE * len(fold_letters(words).letters))
    return kind == OriginKind.SOURCE and place.longest >= least


def _verdict_of_source(words: str, place: Place) -> Verdict:
    """Return the verdict on words that are similar to those of a place in a source, but not word for word the same."""
    return Verdict.SAME_WORDS if has_same_words(place.words, words) else Verdict.ALTERED


def _verdict_of(place: Place, of_a_source: Verdict) -> Verdict:
    """Return the verdict on words that are found in this place."""
    kinds = {OriginKind.TRANSLATION: Verdict.TRANSLATION, OriginKind.STATEMENT: Verdict.OURS}
    return kinds.get(place.text.origin.kind, of_a_source)


def _is_long_enough(words: str) -> bool:
    return len(fold_letters(words).letters) >= LEAST_LETTERS[language_of(words)]


def _tell(text: str, part: _Judged, loaded: LoadedPlaces) -> CheckedPart:
    """Return the part as the page shows it."""
    words = part.span.of(text)
    shown = Text(show_unseen(words), lang_of(words))
    if not part.places:
        return CheckedPart(shown, part.verdict)
    found = part.places[0]
    there, here = (fold_blanks(each).words.strip() for each in (found.words, words))
    is_ours = found.text.origin.kind == OriginKind.STATEMENT
    best = loaded.best(part.places)
    others = [place for place in part.places if place is not best] if part.verdict == Verdict.VERBATIM else []
    is_compared = there != here and part.verdict != Verdict.NOT_FOUND
    return CheckedPart(
        words=shown,
        verdict=part.verdict,
        origin=found.text.origin.kind,
        compared=Text(found.words, HTML_LANG[found.text.language]),
        place=None if is_ours else loaded.build(best),
        statement=loaded.build_statement(found) if is_ours else None,
        pieces=tuple(_compare(there, here, found.text.language)) if is_compared else (),
        is_slight=is_compared and has_same_words(there, here),
        others=tuple(loaded.build(place) for place in others),
    )


def _compare(there: str, here: str, language: Language) -> Iterator[Piece]:
    """Yield how the words of a place became those of the part: the same, left out, or put in."""
    for piece in by_word(there, here, language):
        yield Piece(piece.kind, show_unseen(piece.words))
