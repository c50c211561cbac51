"""What is asked of the index, in a form that both databases are told in their own grammar; holds words, no text."""

from collections.abc import Iterable
from dataclasses import dataclass

from concepts.search.index.words import Run, pairs, runs, stem


@dataclass(frozen=True, slots=True)
class Word:
    """Documents with this search word or mark."""

    word: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """Documents with a search word that begins like this."""

    letters: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents with these search words one behind the other."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Documents that all parts find; there is at least one part."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Documents that at least one part finds; there is at least one part."""

    parts: tuple["Expression", ...]


Expression = Word | Beginning | Phrase | All | Any


def all_of(parts: Iterable[Expression]) -> Expression:
    """The parts as one expression, each once; raises ValueError for none."""
    return _joined(All, parts)


def any_of(parts: Iterable[Expression]) -> Expression:
    """Either of the parts; raises ValueError for none."""
    return _joined(Any, parts)


def _joined(kind: type[All] | type[Any], parts: Iterable[Expression]) -> Expression:
    chosen = tuple(dict.fromkeys(parts))
    if not chosen:
        raise ValueError("an expression needs at least one part")
    return chosen[0] if len(chosen) == 1 else kind(chosen)


def chinese(characters: str) -> Expression:
    """Documents that contain these characters (at least one, folded) as they stand."""
    if len(characters) == 1:
        return Beginning(characters)
    words = tuple(pairs(characters))
    return Word(words[0]) if len(words) == 1 else Phrase(words)


def english(words: Iterable[str]) -> Expression:
    """Documents that contain these folded words (at least one) in any of their forms, one behind the other."""
    stems = tuple(stem(word) for word in words)
    return Word(stems[0]) if len(stems) == 1 else Phrase(stems)


def literal(folded: str) -> Expression | None:
    """Documents in which the words of a folded text stand as they are; None where it has no words.

    Words one behind the other are one phrase, and so is each run of Chinese characters.
    """
    parts: list[Expression] = []
    waiting: list[Run] = []
    for run in runs(folded):
        if run.is_chinese:
            if waiting:
                parts.append(english(one.text for one in waiting))
                waiting = []
            parts.append(chinese(run.text))
        else:
            waiting.append(run)
    if waiting:
        parts.append(english(one.text for one in waiting))
    return all_of(parts) if parts else None
