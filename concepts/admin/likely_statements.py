"""Find the statements that a passage is likely to say, the likeliest first, and the concepts that it names.

Words of the passage are compared with those of each statement in the same language, a rare word counting more than a
frequent one; statements about what the passage names come first. What somebody types is looked for in both languages.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from concepts.evidence.concept_names import ConceptNames
from concepts.models import Label, Side, Statement, StatementConcept
from sources.languages import HTML_LANG, Language, Text, in_language
from sources.text import HAN, search_fold

MOST_COMPARED = 5_000  # statements that are compared, the newest first
MOST_SHOWN = 8
NAMED_WEIGHT = 0.25  # what it adds if a passage names all that a statement is about, beside a likeness of 1
_WORDS = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_STEM = 5  # letters of an English word that are compared: its ending says little


@dataclass(frozen=True, slots=True)
class LikelyStatement:
    """A statement that a passage may say, as it is offered."""

    id: int
    code: str
    kind: str
    text: Text
    other_text: Text
    concepts: tuple[str, ...]
    is_draft: bool
    address: str


@dataclass(frozen=True, slots=True)
class _ComparedStatement:
    statement: Statement
    tokens: Mapping[str, frozenset[str]]  # by language
    concepts: frozenset[int]
    sought: str  # all in which what is typed is looked for, folded


def cut_words(text: str) -> frozenset[str]:
    """Return what a text is compared by: the beginnings of its words, and the pairs of Chinese characters."""
    found: set[str] = set()
    for run in _WORDS.findall(search_fold(text)):
        if run.isascii() or not re.match(f"[{HAN}]", run):
            found.add(run[:_STEM])
        else:
            found |= {run[place : place + 2] for place in range(max(len(run) - 1, 1))}
    return frozenset(found)


class NamesInText:
    """The labels of all concepts, by which a text names them; the longest at each place counts. One query."""

    def __init__(self) -> None:
        self._concepts: dict[str, set[int]] = {}
        for text, concept in Label.objects.order_by("pk").values_list("text", "concept"):
            self._concepts.setdefault(search_fold(text), set()).add(concept)
        ordered = sorted(filter(None, self._concepts), key=lambda name: (-len(name), name))
        bounded = (rf"\b{re.escape(name)}s?\b" if name.isascii() else re.escape(name) for name in ordered)
        self._pattern = re.compile("|".join(bounded) or r"(?!)")

    def find(self, text: str) -> list[int]:
        """Return the concepts that a text names, the first first; a name that several share names all of them."""
        found: dict[int, None] = {}
        for match in self._pattern.finditer(search_fold(text)):
            name = match[0] if match[0] in self._concepts else match[0].removesuffix("s")
            found |= dict.fromkeys(sorted(self._concepts.get(name, ())))
        return list(found)


def find_likely(
    words: str, language: str, *, typed: str, named: Iterable[int], names: ConceptNames, first: Sequence[int] = ()
) -> tuple[LikelyStatement, ...]:
    """Return statements that a passage with these words may say; those with the ids in `first` before all others.

    If anything is typed, only those that have all of it in their texts, code or concepts. Findings cite nothing.
    Three queries.
    """
    sought = search_fold(typed).split()
    found = [each for each in _load(names) if all(part in each.sought for part in sought) or each.statement.pk in first]
    weights = _weigh([each.tokens[language] for each in found])
    wanted, about = cut_words(words) | cut_words(typed), set(named)

    def order(candidate: _ComparedStatement) -> tuple[float, float, str]:
        place = first.index(candidate.statement.pk) if candidate.statement.pk in first else len(first)
        likeness = _likeness(wanted, candidate.tokens[language], weights)
        shared = len(about & candidate.concepts) / len(candidate.concepts | about) if candidate.concepts else 0.0
        return place, -(likeness + NAMED_WEIGHT * shared), candidate.statement.code

    return tuple(_offer(each, names) for each in sorted(found, key=order)[:MOST_SHOWN])


def _load(names: ConceptNames) -> list[_ComparedStatement]:
    """Return the statements that can cite a passage, without drafts of changes; three queries."""
    rows = Statement.objects.live().exclude(kind=Statement.Kind.FINDING).exclude(status=Statement.Status.WITHDRAWN)
    columns = ("code", "kind", "status", "slug", "text_en", "text_zh", "title_en", "title_zh")
    statements = list(rows.order_by("-pk").only(*columns)[:MOST_COMPARED])
    about: dict[int, set[int]] = {}
    for pk, concept in StatementConcept.objects.values_list("statement", "concept"):
        about.setdefault(pk, set()).add(concept)
    for pk, concept in Side.objects.values_list("distinction", "concept"):
        about.setdefault(pk, set()).add(concept)
    return [_candidate(statement, about.get(statement.pk, set()), names) for statement in statements]


def _candidate(statement: Statement, concepts: set[int], names: ConceptNames) -> _ComparedStatement:
    texts = {Language.EN.value: statement.text_en, Language.ZH.value: statement.text_zh}
    named = [str(name) for pk in concepts if (at := names.by_id.get(pk)) for name in (at.name, at.other_name)]
    sought = " ".join([statement.code, *texts.values(), statement.title_en, statement.title_zh, *named])
    tokens = {language: cut_words(text) for language, text in texts.items()}
    return _ComparedStatement(statement, tokens, frozenset(concepts), search_fold(sought))


def _weigh(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return the weight of each word: the more of the texts have it, the less it tells."""
    counts = Counter(word for text in texts for word in text)
    return {word: math.log(1 + len(texts) / count) for word, count in counts.items()}


def _likeness(wanted: frozenset[str], text: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return how much passage and statement have in common, from 0 to 1 (Dice's coefficient, by weight)."""
    both = sum(weights[word] for word in text & wanted)
    whole = sum(weights[word] for word in text) + sum(weights.get(word, 0.0) for word in wanted)
    return 2 * both / whole if whole else 0.0


def _offer(candidate: _ComparedStatement, names: ConceptNames) -> LikelyStatement:
    statement = candidate.statement
    text = in_language(statement, "text")
    others = (
        Text(getattr(statement, f"text_{column}"), HTML_LANG[language])
        for column, language in (("en", Language.EN), ("zh", Language.ZH))
    )
    return LikelyStatement(
        id=statement.pk,
        code=statement.code,
        kind=statement.get_kind_display(),
        text=text,
        other_text=next((other for other in others if other.lang != text.lang), Text("", text.lang)),
        concepts=tuple(str(names.by_id[pk].name) for pk in sorted(candidate.concepts) if pk in names.by_id),
        is_draft=statement.status != Statement.Status.PUBLISHED,
        address=reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk]),
    )
