"""What to offer while somebody types: concepts, comparisons and distinctions, by their names alone."""

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
from concepts.search.index.words import runs, search_fold
from concepts.search.query.parsed_query import LONGEST_QUERY
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language

MOST = 8
MOST_CONCEPTS, MOST_COMPARISONS, MOST_DISTINCTIONS = 4, 3, 4

# Between the names of two concepts; typed so far, these may be anything they begin with.
_JOINTS = ("vs", "vs.", "v", "versus", "and", "or", "with", "to", "from", "compared with", "compared to")
_JOINTS_ZH = ("和", "与", "跟", "同", "及", "或", "还是", "对", "对比", "、")
_JOINT = re.compile(
    rf"\s*(?P<sign>{'|'.join(map(re.escape, sorted(_JOINTS_ZH, key=len, reverse=True)))}|[&/,])\s*"
    rf"|\s+(?:(?P<word>{'|'.join(map(re.escape, _JOINTS))})\s+)?"
)
_LEAD = re.compile(r"(?:(?:what(?:'s| is) )?(?:the )?differences? between|compare|对比|比较)?\s*")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to go to. `type` is `concept`, `comparison` or `distinction`; `title` and `other` are its name in the
    reader's language and in the other one, `called` the name that was typed, where it is neither of these.
    """

    type: str
    title: Text
    other: Text
    address: str
    called: Text


class Match(IntEnum):
    """How well a name answers a query, the best first."""

    PREFERRED = 0
    EXACT = 1
    BEGINNING = 2
    INSIDE = 3
    NONE = 4


_OPEN = (Match.NONE, True)


@dataclass(frozen=True, slots=True)
class _Distinction:
    """A published distinction by its titles; `concepts` are the ids of its sides'."""

    code: str
    slug: str
    rank: int
    title_en: str
    title_zh: str
    concepts: list[int]


def suggest(query: str) -> tuple[Suggestion, ...]:
    """What the query, as far as it is typed, may come to: best first, at most MOST, none for an empty one.

    Three queries to the database, whatever is found.
    """
    wanted = search_fold(query[:LONGEST_QUERY])
    if not wanted:
        return ()
    labels, concept_names, distinctions = load_labels(), load_concept_names(), _load_distinctions()
    concepts = list(islice(_concepts(wanted, labels, concept_names), MOST_CONCEPTS))
    several, sets = _compared(wanted, labels, concept_names, _told_apart(distinctions))
    comparisons = [_comparison(concept_names.named(ids)) for ids in sets[:MOST_COMPARISONS]]
    named = comparisons + concepts if several else concepts + comparisons
    return tuple((named + _titled(wanted, distinctions))[:MOST])


def as_json(suggestions: Iterable[Suggestion]) -> dict[str, list[dict[str, str]]]:
    """The suggestions as the script of the search box reads them; `lang` is written as in HTML."""
    return {
        "suggestions": [
            {
                "type": one.type,
                "title": one.title.words,
                "lang": one.title.lang,
                "other": one.other.words,
                "other_lang": one.other.lang,
                "called": one.called.words,
                "called_lang": one.called.lang,
                "url": one.address,
            }
            for one in suggestions
        ]
    }


def match(wanted: str, label: LabelRow) -> Match:
    """How well the label answers the folded query, as it is written or as it sounds."""
    found = min(_written(wanted, label.folded), _spoken(wanted, label.pinyin))
    return Match.PREFERRED if found == Match.EXACT and label.role == Label.Role.PREFERRED else found


def _written(wanted: str, folded: str) -> Match:
    if wanted == folded:
        return Match.EXACT
    if folded.startswith(wanted):
        return Match.BEGINNING
    return Match.INSIDE if wanted in folded else Match.NONE


def _spoken(wanted: str, pinyin: str) -> Match:
    """Inside a word only whole syllables begin a match: `xiao` is heard in `yingxiao`, `gx` is not."""
    typed = wanted.replace(" ", "")
    if not pinyin or not typed.isascii():
        return Match.NONE
    whole, *syllables, initials = pinyin.split(" ")
    if typed in (whole, initials):
        return Match.EXACT
    if whole.startswith(typed) or initials.startswith(typed):
        return Match.BEGINNING
    rests = ("".join(syllables[place:]) for place in range(1, len(syllables)))
    return Match.INSIDE if any(rest.startswith(typed) for rest in rests) else Match.NONE


def _answering(wanted: str, labels: Iterable[LabelRow]) -> list[tuple[Match, LabelRow]]:
    """Of each concept the label that answers best, the best first; concepts that answer alike in canonical order."""
    best: dict[int, tuple[Match, LabelRow]] = {}
    for label in labels:
        found = match(wanted, label)
        if found < Match.NONE and (label.concept not in best or _fit((found, label)) < _fit(best[label.concept])):
            best[label.concept] = (found, label)
    return sorted(best.values(), key=_fit)


def _fit(answer: tuple[Match, LabelRow]) -> tuple[Match, bool]:
    """Sorts what answers best first: of two names that begin alike, the usual one."""
    return (answer[0], answer[1].role != Label.Role.PREFERRED)


def _concepts(wanted: str, labels: Iterable[LabelRow], concept_names: ConceptNames) -> Iterator[Suggestion]:
    for _found, label in _answering(wanted, labels):
        concept = concept_names.by_id[label.concept]
        lang = HTML_LANG[Language(label.language)]
        hidden = label.role == Label.Role.HIDDEN
        shown = (concept.name.words, concept.other_name.words)
        called = Text("" if hidden or label.text in shown else label.text, lang)
        yield Suggestion("concept", concept.name, concept.other_name, concept.address, called)


def _compared(
    wanted: str, labels: list[LabelRow], concept_names: ConceptNames, told: Counter[frozenset[int]]
) -> tuple[bool, list[tuple[int, ...]]]:
    """Whether the query is about to name several concepts, and which comparisons it may come to, the best first."""
    mentions = list(Names(concepts_by_name(labels)).mentions(wanted))
    if not mentions:
        return False, []
    named = list(dict.fromkeys(mention.concepts[0] for mention in mentions))[:MOST_COMPARED]
    sets = [tuple(named)] if len(named) > 1 else []
    first, rest = mentions[0], wanted[mentions[0].end :]
    joint = _JOINT.match(rest)
    if _LEAD.fullmatch(wanted[: first.start]) and (joint or not rest):
        others = _partners(rest[joint.end() :] if joint else "", labels, told)
        pairs = {frozenset((one, other)): (one, other) for one in first.concepts for other in others if one != other}
        open_ = [pair for pair in pairs.values() if others[pair[1]] < _OPEN or told[frozenset(pair)]]
        open_.sort(key=lambda pair: (others[pair[1]], -told[frozenset(pair)], concept_names.by_id[pair[1]].place))
        sets += [pair for pair in open_ if set(pair) != set(named)]
    return len(named) > 1 or bool(joint and joint.lastgroup), sets


def _partners(typed: str, labels: list[LabelRow], told: Counter[frozenset[int]]) -> dict[int, tuple[Match, bool]]:
    """The concepts that may be named second, of whose name this is typed, and how well each fits."""
    fits = {answer[1].concept: _fit(answer) for answer in _answering(typed, labels)} if typed else {}
    begun = {concept: fit for concept, fit in fits.items() if fit[0] <= Match.BEGINNING}
    if typed and not any(joint.startswith(typed) for joint in _JOINTS):
        return begun
    # Nothing of the second name is there yet: any that is told apart from something will do.
    return {concept: _OPEN for pair in told for concept in pair} | begun


def _comparison(concepts: tuple[NamedConcept, ...]) -> Suggestion:
    language = reader_language()
    others = [concept.other_name or concept.name for concept in concepts]
    both = any(concept.other_name for concept in concepts)
    with translation.override(OTHER[language].value):
        other = _together(others) if both else ""
    title = _together([concept.name for concept in concepts])
    return Suggestion(
        "comparison",
        Text(title, HTML_LANG[language]),
        Text(other, HTML_LANG[OTHER[language]]),
        comparison_address(concepts),
        Text("", HTML_LANG[language]),
    )


def _together(names: list[Text]) -> str:
    """Names as a comparison's heading has them: `Marketing, Sales and Promotion`."""
    *firsts, last = (name.words for name in names)
    return translation.pgettext("between names", ", ").join(firsts) + gettext(" and ") + last


def _load_distinctions() -> list[_Distinction]:
    """All published distinctions with their sides' concepts, the first ones first; one query."""
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
        one = found.setdefault(code, _Distinction(code, slug, rank, title_en, title_zh, []))
        one.concepts.append(concept)
    return list(found.values())


def _told_apart(distinctions: Iterable[_Distinction]) -> Counter[frozenset[int]]:
    """How many distinctions there are between any two concepts."""
    return Counter(frozenset(pair) for one in distinctions for pair in combinations(one.concepts, 2))


def _titled(wanted: str, distinctions: Iterable[_Distinction]) -> list[Suggestion]:
    """Distinctions with all words of the query, or their beginnings, in a title; where they stand early first."""
    words = [run.text if run.is_chinese else rf"(?<![a-z0-9]){re.escape(run.text)}" for run in runs(wanted)]
    patterns = [re.compile(word) for word in dict.fromkeys(words)]
    if not patterns:
        return []
    found = []
    for one in distinctions:
        places = [_place(patterns, title) for title in (one.title_en, one.title_zh)]
        best = min((place for place in places if place is not None), default=None)
        if best is not None:
            found.append((best, one.rank, one.code, one))
    wording, addresses = reader_wording(), Addresses("pages:distinction", "0", "1")
    return [
        Suggestion(
            "distinction",
            title := wording.text(one.title_en, one.title_zh),
            wording.other(one.title_en, one.title_zh),
            addresses.of(one.code, one.slug),
            Text("", title.lang),
        )
        for *_order, one in sorted(found, key=lambda row: row[:3])[:MOST_DISTINCTIONS]
    ]


def _place(patterns: list[re.Pattern[str]], title: str) -> int | None:
    """Where the first of the words stands in the title; None where one of them does not."""
    folded = _folded_title(title)
    places = [match.start() for pattern in patterns if (match := pattern.search(folded))]
    return places[0] if len(places) == len(patterns) else None


@lru_cache(maxsize=20_000)
def _folded_title(title: str) -> str:
    """Remembered, since every letter that somebody types asks for the titles of all distinctions."""
    return search_fold(title)
