"""Expressions: what the index is searched for, in a form that each database then writes in its own grammar."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from concepts.search.index.documents import UNCITED_MARK
from concepts.search.index.words import Run, pairs, runs, stem


@dataclass(frozen=True, slots=True)
class SearchWord:
    """Documents with this search word or facet term."""

    word: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents with a search word that begins with these letters."""

    letters: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents with these search words one after another."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Documents that all parts find; there is at least one part."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents that at least one part finds; there is at least one part."""

    parts: tuple["Expression", ...]


Expression = SearchWord | Prefix | Phrase | AllOf | AnyOf


def all_of(parts: Iterable[Expression]) -> Expression:
    """Join the parts, each once, into what finds documents that all of them find; raises ValueError for no parts."""
    return _joined(AllOf, parts)


def any_of(parts: Iterable[Expression]) -> Expression:
    """Join the parts, each once, into what finds documents that any of them finds; raises ValueError for no parts."""
    return _joined(AnyOf, parts)


def _joined(kind: type[AllOf] | type[AnyOf], parts: Iterable[Expression]) -> Expression:
    chosen = tuple(dict.fromkeys(parts))
    if not chosen:
        raise ValueError("an expression needs at least one part")
    return chosen[0] if len(chosen) == 1 else kind(chosen)


def chinese_expression(characters: str) -> Expression:
    """Return what finds documents that contain these characters (at least one, folded) in this order."""
    if len(characters) == 1:
        return Prefix(characters)
    words = tuple(pairs(characters))
    return SearchWord(words[0]) if len(words) == 1 else Phrase(words)


def english_expression(words: Iterable[str]) -> Expression:
    """Return what finds documents that contain these folded words (at least one), in any form, one after another."""
    stems = tuple(stem(word) for word in words)
    return SearchWord(stems[0]) if len(stems) == 1 else Phrase(stems)


def literal_expression(folded: str) -> Expression | None:
    """Return what finds documents that contain the words of a folded text; None where it has no words.

    Words that stand one after another are one phrase, and so is each run of Chinese characters.
    """
    parts: list[Expression] = []
    waiting: list[Run] = []
    for run in runs(folded):
        if run.is_chinese:
            if waiting:
                parts.append(english_expression(word.text for word in waiting))
                waiting = []
            parts.append(chinese_expression(run.text))
        else:
            waiting.append(run)
    if waiting:
        parts.append(english_expression(word.text for word in waiting))
    return all_of(parts) if parts else None


def among_uncited(expression: Expression) -> Expression:
    """Return what finds the same words in texts that nobody cites; facet terms stay what they are."""
    match expression:
        case SearchWord(word):
            return expression if word.startswith("=") else SearchWord(f"{UNCITED_MARK}{word}")
        case Prefix(letters):
            return Prefix(f"{UNCITED_MARK}{letters}")
        case Phrase(words):
            return Phrase(tuple(f"{UNCITED_MARK}{word}" for word in words))
        case AllOf(parts):
            return AllOf(tuple(map(among_uncited, parts)))
        case AnyOf(parts):
            return AnyOf(tuple(map(among_uncited, parts)))


def leaves(expression: Expression) -> Iterator[SearchWord | Prefix]:
    """Yield the words of an expression whose documents are counted."""
    match expression:
        case Phrase(words):
            yield from map(SearchWord, words)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield expression


def estimate(expression: Expression, counts: Mapping[SearchWord | Prefix, int]) -> int:
    """Return about how many documents an expression finds, at most so many, from how many have each of its words.

    A phrase is nearly as frequent as its rarest word.
    """
    match expression:
        case Phrase(words):
            return min(counts[SearchWord(word)] for word in words)
        case AllOf(parts):
            return min(estimate(part, counts) for part in parts)
        case AnyOf(parts):
            return sum(estimate(part, counts) for part in parts)
        case _:
            return counts[expression]
