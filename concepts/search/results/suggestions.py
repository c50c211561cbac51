"""Suggests concepts, comparisons and distinctions while a reader types, by their names alone."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import combinations, islice

from django.utils import translation
from django.utils.translation import gettext

from concepts.evidence.comparison_address import MOST_COMPARED, comparison_address
from concepts.evidence.concept_names import ConceptNames, NamedConcept, load_concept_names
from concepts.evidence.wording import Addresses, reader_wording
from concepts.models import Label, Side, Statement
from concepts.search.index.names import LabelRow, Names, concepts_by_name, load_labels
from concepts.search.index.words import runs
from concepts.search.query.parsed_query import LONGEST_QUERY
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language
from sources.text import search_fold

MOST_SUGGESTIONS = 8
MOST_SUGGESTED = {"concept": 4, "comparison": 3, "distinction": 4}  # of each type

# What stands between the names of two concepts; a reader may have typed only the beginning of it.
_JOINTS = ("vs", "vs.", "v", "versus", "and", "or", "with", "to", "from", "compared with", "compared to")
_JOINTS_ZH = ("和", "与", "跟", "同", "及", "或", "还是", "对", "对比", "、")
_JOINT = re.compile(
    rf"\s*(?P<sign>{'|'.join(map(re.escape, sorted(_JOINTS_ZH, key=len, reverse=True)))}|[&/,])\s*"
    rf"|\s+(?:(?P<word>{'|'.join(map(re.escape, _JOINTS))})\s+)?"
)
_LEAD = re.compile(r"(?:(?:what(?:'s| is) )?(?:the )?differences? between|compare|对比|比较)?\s*")


@dataclass(frozen=True, slots=True)
class SearchSuggestion:
    """A page that is suggested.

    `type` is `concept`, `comparison` or `distinction`; `title` and `other` are its name in the reader's language and in
    the other one. `called` is the name that matches what was typed, where it is neither of these.
    """

    type: str
    title: Text
    other: Text
    address: str
    called: Text


class NameMatch(IntEnum):
    """How well a name matches what was typed, the best first."""

    PREFERRED = 0
    EXACT = 1
    BEGINNING = 2
    INSIDE = 3
    NONE = 4


Fit = tuple[NameMatch, bool]  # how well a label matches, and whether it is not the preferred one
ANY_NAME: Fit = (NameMatch.NONE, True)  # of the second concept of a comparison, where nothing of its name is typed


@dataclass(frozen=True, slots=True)
class _Distinction:
    """The titles of a published distinction; `concepts` are the ids of the concepts of its sides."""

    code: str
    slug: str
    rank: int
    title_en: str
    title_zh: str
    concepts: list[int]


def suggest(query: str) -> tuple[SearchSuggestion, ...]:
    """Return suggestions for what was typed so far, the best first; at most MOST_SUGGESTIONS, none for an empty text.

    Three queries to the database, whatever is found.
    """
    typed = search_fold(query[:LONGEST_QUERY])
    if not typed:
        return ()
    concept_names = load_concept_names()
    labels = [label for label in load_labels() if concept_names.has(label.concept)]
    distinctions = [distinction for distinction in _load_distinctions() if concept_names.has(*distinction.concepts)]
    concepts = list(islice(_concepts(typed, labels, concept_names), MOST_SUGGESTED["concept"]))
    several, sets = _compared(typed, labels, concept_names, _count_distinctions(distinctions))
    comparisons = [_comparison(concept_names.named(ids)) for ids in sets[: MOST_SUGGESTED["comparison"]]]
    named = comparisons + concepts if several else concepts + comparisons
    return tuple((named + _titled(typed, distinctions))[:MOST_SUGGESTIONS])


def as_json(suggestions: Iterable[SearchSuggestion]) -> dict[str, list[dict[str, str]]]:
    """Return the suggestions as the script of the search box reads them; `lang` is written as in HTML."""
    return {
        "suggestions": [
            {
                "type": suggestion.type,
                "title": suggestion.title.words,
                "lang": suggestion.title.lang,
                "other": suggestion.other.words,
                "other_lang": suggestion.other.lang,
                "called": suggestion.called.words,
                "called_lang": suggestion.called.lang,
                "url": suggestion.address,
            }
            for suggestion in suggestions
        ]
    }


def as_completions(query: str, suggestions: Iterable[SearchSuggestion], origin: str) -> list[str | list[str]]:
    """Return the suggestions as a browser's own search box reads them (OpenSearch Suggestions 1.1).

    That is the query as it was asked, titles that complete it, what they are called in the other language, and their
    addresses, which begin with `origin`. A title that two pages have is there once: browsers search for it.
    """
    titled = {suggestion.title.words: suggestion for suggestion in reversed(tuple(suggestions))}
    found = tuple(reversed(titled.values()))
    return [
        query,
        [suggestion.title.words for suggestion in found],
        [suggestion.other.words for suggestion in found],
        [f"{origin}{suggestion.address}" for suggestion in found],
    ]


def match_label(typed: str, label: LabelRow) -> NameMatch:
    """Return how well a label matches what was typed (folded), as it is written or as it sounds."""
    found = min(_match_written(typed, label.folded), _match_pinyin(typed, label.pinyin))
    return NameMatch.PREFERRED if found == NameMatch.EXACT and label.role == Label.Role.PREFERRED else found


def _match_written(typed: str, folded: str) -> NameMatch:
    if typed == folded:
        return NameMatch.EXACT
    if folded.startswith(typed):
        return NameMatch.BEGINNING
    return NameMatch.INSIDE if typed in folded else NameMatch.NONE


def _match_pinyin(typed: str, pinyin: str) -> NameMatch:
    """Inside a word only whole syllables begin a match: `xiao` matches `yingxiao`, `gx` does not."""
    typed = typed.replace(" ", "")
    if not pinyin or not typed.isascii():
        return NameMatch.NONE
    whole, *syllables, initials = pinyin.split(" ")
    if typed in (whole, initials):
        return NameMatch.EXACT
    if whole.startswith(typed) or initials.startswith(typed):
        return NameMatch.BEGINNING
    rests = ("".join(syllables[start:]) for start in range(1, len(syllables)))
    return NameMatch.INSIDE if any(rest.startswith(typed) for rest in rests) else NameMatch.NONE


def _best_labels(typed: str, labels: Iterable[LabelRow]) -> list[tuple[NameMatch, LabelRow]]:
    """Return the best matching label of each concept, the best first; concepts that match alike in canonical order."""
    best: dict[int, tuple[NameMatch, LabelRow]] = {}
    for label in labels:
        found = match_label(typed, label)
        if found < NameMatch.NONE and (label.concept not in best or _fit((found, label)) < _fit(best[label.concept])):
            best[label.concept] = (found, label)
    return sorted(best.values(), key=_fit)


def _fit(matching: tuple[NameMatch, LabelRow]) -> Fit:
    """Return what sorts matching labels: of two that match alike, the preferred one first."""
    return (matching[0], matching[1].role != Label.Role.PREFERRED)


def _concepts(typed: str, labels: Iterable[LabelRow], concept_names: ConceptNames) -> Iterator[SearchSuggestion]:
    for _found, label in _best_labels(typed, labels):
        concept = concept_names.by_id[label.concept]
        lang = HTML_LANG[Language(label.language)]
        hidden = label.role == Label.Role.HIDDEN
        shown = (concept.name.words, concept.other_name.words)
        called = Text("" if hidden or label.text in shown else label.text, lang)
        yield SearchSuggestion("concept", concept.name, concept.other_name, concept.address, called)


def _compared(
    typed: str, labels: list[LabelRow], concept_names: ConceptNames, distinctions: Counter[frozenset[int]]
) -> tuple[bool, list[tuple[int, ...]]]:
    """Return whether the text is about to name several concepts, and which comparisons it may name, the best first.

    `distinctions` counts the distinctions between any two concepts.
    """
    mentions = list(Names(concepts_by_name(labels)).mentions(typed))
    if not mentions:
        return False, []
    named = list(dict.fromkeys(mention.concepts[0] for mention in mentions))[:MOST_COMPARED]
    sets = [tuple(named)] if len(named) > 1 else []
    first, rest = mentions[0], typed[mentions[0].end :]
    joint = _JOINT.match(rest)
    if _LEAD.fullmatch(typed[: first.start]) and (joint or not rest):
        seconds = _second_concepts(rest[joint.end() :] if joint else "", labels, distinctions)
        pairs = {
            frozenset((concept, second)): (concept, second)
            for concept in first.concepts
            for second in seconds
            if concept != second
        }
        likely = [pair for pair in pairs.values() if seconds[pair[1]] < ANY_NAME or distinctions[frozenset(pair)]]
        likely.sort(
            key=lambda pair: (seconds[pair[1]], -distinctions[frozenset(pair)], concept_names.by_id[pair[1]].place)
        )
        sets += [pair for pair in likely if set(pair) != set(named)]
    return len(named) > 1 or bool(joint and joint.lastgroup), sets


def _second_concepts(typed: str, labels: list[LabelRow], distinctions: Counter[frozenset[int]]) -> dict[int, Fit]:
    """Return the concepts that may be named second, where this much of a name is typed, and how well each fits."""
    fits = {matching[1].concept: _fit(matching) for matching in _best_labels(typed, labels)} if typed else {}
    begun = {concept: fit for concept, fit in fits.items() if fit[0] <= NameMatch.BEGINNING}
    if typed and not any(joint.startswith(typed) for joint in _JOINTS):
        return begun
    # Nothing of the second name is typed yet: any concept with a distinction may be meant.
    return {concept: ANY_NAME for pair in distinctions for concept in pair} | begun


def _comparison(concepts: tuple[NamedConcept, ...]) -> SearchSuggestion:
    language = reader_language()
    others = [concept.other_name or concept.name for concept in concepts]
    both = any(concept.other_name for concept in concepts)
    with translation.override(OTHER[language].value):
        other = _joined_names(others) if both else ""
    title = _joined_names([concept.name for concept in concepts])
    return SearchSuggestion(
        "comparison",
        Text(title, HTML_LANG[language]),
        Text(other, HTML_LANG[OTHER[language]]),
        comparison_address(concepts),
        Text("", HTML_LANG[language]),
    )


def _joined_names(names: list[Text]) -> str:
    """Return names as the heading of a comparison has them: `Marketing, Sales and Promotion`."""
    *firsts, last = (name.words for name in names)
    return translation.pgettext("between names", ", ").join(firsts) + gettext(" and ") + last


def _load_distinctions() -> list[_Distinction]:
    """Load all published distinctions with the concepts of their sides, by rank; one query."""
    rows = (
        Side.objects.filter(distinction__status=Statement.Status.PUBLISHED)
        .order_by("distinction__rank", "distinction__code", "rank", "id")
        .values_list(
            "distinction__code",
            "distinction__slug",
            "distinction__rank",
            "distinction__title_en",
            "distinction__title_zh",
            "concept",
        )
    )
    found: dict[str, _Distinction] = {}
    for code, slug, rank, title_en, title_zh, concept in rows:
        distinction = found.setdefault(code, _Distinction(code, slug, rank, title_en, title_zh, []))
        distinction.concepts.append(concept)
    return list(found.values())


def _count_distinctions(distinctions: Iterable[_Distinction]) -> Counter[frozenset[int]]:
    """Return how many distinctions there are between any two concepts."""
    pairs = (pair for distinction in distinctions for pair in combinations(distinction.concepts, 2))
    return Counter(map(frozenset, pairs))


def _titled(typed: str, distinctions: Iterable[_Distinction]) -> list[SearchSuggestion]:
    """Return distinctions that have all typed words, or words that begin with them, in a title.

    Those where the first word stands early come first.
    """
    words = [run.text if run.is_chinese else rf"(?<![a-z0-9]){re.escape(run.text)}" for run in runs(typed)]
    patterns = [re.compile(word) for word in dict.fromkeys(words)]
    if not patterns:
        return []
    found = []
    for distinction in distinctions:
        places = [_place(patterns, title) for title in (distinction.title_en, distinction.title_zh)]
        best = min((place for place in places if place is not None), default=None)
        if best is not None:
            found.append((best, distinction.rank, distinction.code, distinction))
    wording, addresses = reader_wording(), Addresses("pages:distinction", "0", "1")
    return [
        SearchSuggestion(
            "distinction",
            title := wording.text(distinction.title_en, distinction.title_zh),
            wording.other(distinction.title_en, distinction.title_zh),
            addresses.of(distinction.code, distinction.slug),
            Text("", title.lang),
        )
        for *_order, distinction in sorted(found, key=lambda row: row[:3])[: MOST_SUGGESTED["distinction"]]
    ]


def _place(patterns: list[re.Pattern[str]], title: str) -> int | None:
    """Return where the first of the words stands in the title; None where one of them is missing."""
    folded = _folded_title(title)
    places = [match.start() for pattern in patterns if (match := pattern.search(folded))]
    return places[0] if len(places) == len(patterns) else None


@lru_cache(maxsize=20_000)
def _folded_title(title: str) -> str:
    """Return the folded title; cached, since the titles of all distinctions are read at every letter that is typed."""
    return search_fold(title)
