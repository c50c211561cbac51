"""Suggests pages while a reader types: concepts, dimensions, comparisons, questions, findings and distinctions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from django.utils import translation
from django.utils.translation import gettext

from concepts.evidence.comparison_address import MOST_COMPARED, comparison_address
from concepts.evidence.concept_names import ConceptNames, NamedConcept, load_concept_names
from concepts.evidence.wording import Addresses, reader_wording
from concepts.pages.concept_address import concept_row_address
from concepts.search.index.documents import Thing
from concepts.search.query.parsed_query import LONGEST_QUERY
from concepts.search.query.partial_query import PartialQuery, correct_partial_query, read_partial_query
from concepts.search.results.answers import TYPE_NAMES
from concepts.search.results.suggestion_index import (
    DISTINCTION,
    FINDING,
    QUESTION,
    NameMatch,
    SuggestedName,
    SuggestedTitle,
    SuggestionIndex,
    load_suggestion_index,
)
from sources.languages import HTML_LANG, OTHER, Text, reader_language
from sources.text import search_fold

MOST_SUGGESTIONS = 8
ROWS, NAMES, COMPARISONS = "rows", "names", "comparisons"
MOST_SUGGESTED = {ROWS: 2, NAMES: 4, COMPARISONS: 3, QUESTION: 3, FINDING: 2, DISTINCTION: 3}  # of each group
# How many of each group have their place before another group gets more.
FIRST_SUGGESTED = {ROWS: 2, NAMES: 3, COMPARISONS: 2, QUESTION: 1, FINDING: 1, DISTINCTION: 1}
FEWEST_WORDS = 3  # of which titles may lack one

# What stands between the names of two concepts; a reader may have typed only the beginning of it.
_JOINTS = ("vs", "vs.", "v", "versus", "and", "or", "with", "to", "from", "compared with", "compared to")
_JOINTS_ZH = ("和", "与", "跟", "同", "及", "或", "还是", "对", "对比", "、")
_JOINT = re.compile(
    rf"\s*(?P<sign>{'|'.join(map(re.escape, sorted(_JOINTS_ZH, key=len, reverse=True)))}|[&/,])\s*"
    rf"|\s+(?:(?P<word>{'|'.join(map(re.escape, _JOINTS))})(?:\s+|$))?"
)
_LEAD = re.compile(r"(?:(?:what(?:'s| is) )?(?:the )?differences? between|compare|对比|比较)?\s*")
Fit = tuple[NameMatch, bool]  # how well a name matches, and whether it is not the preferred one
ANY_NAME: Fit = (NameMatch.INSIDE, True)  # of the second concept of a comparison, where nothing of its name is typed
# The name of the page of each kind of title, with what stands in its address while the pattern is made.
_PAGES = {
    QUESTION: ("pages:question", "0"),
    FINDING: ("pages:statement", "0"),
    DISTINCTION: ("pages:distinction", "0", "1"),
}


@dataclass(frozen=True, slots=True)
class SearchSuggestion:
    """A page that is suggested.

    `type` is `concept`, `dimension`, `comparison`, `question`, `finding` or `distinction`; `title` and `other` are its
    name in the reader's language and in the other one. A question and a finding have the latter only where that is what
    was found. `called` is the name that matches what was typed, where it is neither of these.
    """

    type: str
    title: Text
    other: Text
    address: str
    called: Text

    @property
    def type_name(self) -> str:
        """What readers call its type."""
        return str(TYPE_NAMES[self.type])


def suggest(query: str) -> tuple[SearchSuggestion, ...]:
    """Return suggestions for what was typed so far, the best first; at most MOST_SUGGESTIONS, none for an empty text.

    Nine queries to the database, whatever is found; none where a public page or a suggestion before it showed the same
    content.
    """
    typed = search_fold(query[:LONGEST_QUERY])
    if not typed:
        return ()
    suggester = _Suggester(load_suggestion_index(), load_concept_names())
    return suggester.suggest(typed)


def as_json(suggestions: Iterable[SearchSuggestion]) -> dict[str, list[dict[str, str]]]:
    """Return the suggestions as the script of the search box reads them; `lang` is written as in HTML."""
    return {
        "suggestions": [
            {
                "type": suggestion.type,
                "type_name": suggestion.type_name,
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


class _Suggester:
    """Suggests pages to one reader, in the language of the page."""

    def __init__(self, index: SuggestionIndex, concept_names: ConceptNames) -> None:
        self._index, self._concept_names = index, concept_names
        self._wording = reader_wording()

    def suggest(self, typed: str) -> tuple[SearchSuggestion, ...]:
        index = self._index
        meant = correct_partial_query(typed, index.words, index.names.sounding_like)
        found = index.names.find(meant)
        exact = [name.folded for match, name in found if match is NameMatch.EXACT]
        # A name in pinyin is compared, and found in titles, as it is written.
        query = read_partial_query(exact[0] if exact and meant not in exact else meant, index.concepts)
        several, sets = self._compared(query)
        found = found or ([] if several else index.names.find(query.content))
        groups = {
            ROWS: [] if found or several else list(self._rows(query)),
            NAMES: list(self._names(query, found)),
            COMPARISONS: [self._comparison(self._concept_names.named(ids)) for ids in sets],
        } | self._titles(query.words)
        order = tuple(MOST_SUGGESTED) if found else (ROWS, COMPARISONS, QUESTION, FINDING, DISTINCTION, NAMES)
        return _first_of_each({group: groups[group] for group in order})

    # Concepts and dimensions

    def _names(
        self, query: PartialQuery, found: Sequence[tuple[NameMatch, SuggestedName]]
    ) -> Iterator[SearchSuggestion]:
        """Yield the concepts and dimensions whose names were found; where none were, the concepts that are named."""
        for _match, name in found:
            if name.key[0] is Thing.DIMENSION:
                yield self._dimension(name)
            elif self._concept_names.has(name.key[1]):
                yield self._concept(self._concept_names.by_id[name.key[1]], name)
        if not found:
            named = (concept for mention in query.mentions for concept in mention.concepts)
            for concept in dict.fromkeys(named):
                if self._concept_names.has(concept):
                    yield self._concept(self._concept_names.by_id[concept])

    def _rows(self, query: PartialQuery) -> Iterator[SearchSuggestion]:
        """Yield what is said of the concept that is named on the dimensions that the other words name or begin to."""
        concepts = [concept for mention in query.mentions for concept in mention.concepts]
        for _match, name in self._index.names.find(query.rest) or self._index.names.find(query.rest.removesuffix("s")):
            thing, dimension = name.key
            for concept in dict.fromkeys(concepts) if thing is Thing.DIMENSION else ():
                if (concept, dimension) in self._index.rows and self._concept_names.has(concept):
                    yield self._row(self._concept_names.by_id[concept], *self._index.dimensions[dimension])

    def _row(self, concept: NamedConcept, slug: str, en: str, zh: str) -> SearchSuggestion:
        title, other = self._wording.text(en, zh), self._wording.other(en, zh)
        named = {"concept": concept.name.words, "dimension": title.words}
        words = Text(gettext("%(concept)s: %(dimension)s") % named, title.lang)
        both = Text("", HTML_LANG[OTHER[reader_language()]])
        if concept.other_name and other:
            with translation.override(OTHER[reader_language()].value):
                named = {"concept": concept.other_name.words, "dimension": other.words}
                both = Text(gettext("%(concept)s: %(dimension)s") % named, other.lang)
        address = concept_row_address(concept.slug, slug)
        return SearchSuggestion(Thing.DIMENSION.type, words, both, address, Text("", title.lang))

    def _concept(self, concept: NamedConcept, name: SuggestedName | None = None) -> SearchSuggestion:
        called = _called(name, concept.name, concept.other_name)
        return SearchSuggestion(Thing.CONCEPT.type, concept.name, concept.other_name, concept.address, called)

    def _dimension(self, name: SuggestedName) -> SearchSuggestion:
        slug, en, zh = self._index.dimensions[name.key[1]]
        title, other = self._wording.text(en, zh), self._wording.other(en, zh)
        address = Addresses("pages:dimension", "0").of(slug)
        return SearchSuggestion(Thing.DIMENSION.type, title, other, address, _called(name, title, other))

    # Comparisons

    def _compared(self, query: PartialQuery) -> tuple[bool, list[tuple[int, ...]]]:
        """Return whether the text is about to name several concepts, and the comparisons it may name, the best first.

        Only concepts that a finding or a distinction tells apart are compared.
        """
        mentions = [mention for mention in query.mentions if self._concept_names.has(*mention.concepts)]
        if not mentions:
            return False, []
        named = list(dict.fromkeys(mention.concepts[0] for mention in mentions))[:MOST_COMPARED]
        sets = [tuple(named)] if len(named) > 1 and self._index.tells_apart(named) else []
        first, rest = mentions[0], query.folded[mentions[0].end :]
        joint = _JOINT.match(rest)
        if _LEAD.fullmatch(query.folded[: first.start]) and (joint or not rest):
            pairs = self._pairs(first.concepts, rest[joint.end() :] if joint else "")
            sets += [pair for pair in pairs if set(pair) != set(named)]
        return len(named) > 1 or bool(joint and joint.lastgroup), sets[: MOST_SUGGESTED[COMPARISONS]]

    def _pairs(self, firsts: Sequence[int], typed: str) -> list[tuple[int, int]]:
        """Return the comparisons with one of these concepts of which so much of the second name is typed."""
        fits: dict[tuple[int, int], tuple[Fit, int, int]] = {}
        for first in firsts:
            partners = self._index.partners.get(first, {})
            for second, fit in self._second_concepts(typed, partners).items():
                if (second, first) not in fits and self._concept_names.has(second):
                    place = self._concept_names.by_id[second].place
                    fits[first, second] = (fit, -partners[second], place)
        return nsmallest(MOST_SUGGESTED[COMPARISONS] + 1, fits, key=lambda pair: fits[pair])

    def _second_concepts(self, typed: str, partners: Mapping[int, int]) -> dict[int, Fit]:
        """Return the concepts that may be named second, where this much of a name is typed, and how well each fits."""
        found = self._index.names.find(typed, partners.keys()) if typed else []
        begun = {name.key[1]: (match, not name.is_preferred) for match, name in found if match < NameMatch.INSIDE}
        if typed and not any(joint.startswith(typed) for joint in _JOINTS):
            return begun
        # Nothing of the second name is typed yet: any concept may be meant.
        return dict.fromkeys(partners, ANY_NAME) | begun

    def _comparison(self, concepts: tuple[NamedConcept, ...]) -> SearchSuggestion:
        language = reader_language()
        others = [concept.other_name or concept.name for concept in concepts]
        both = any(concept.other_name for concept in concepts)
        with translation.override(OTHER[language].value):
            other = _joined_names(others) if both else ""
        return SearchSuggestion(
            "comparison",
            Text(_joined_names([concept.name for concept in concepts]), HTML_LANG[language]),
            Text(other, HTML_LANG[OTHER[language]]),
            comparison_address(concepts),
            Text("", HTML_LANG[language]),
        )

    # Questions, findings and distinctions

    def _titles(self, words: Sequence[str]) -> dict[str, list[SearchSuggestion]]:
        """Return what has all words in its title; where nothing has and there are several, what lacks one of them."""
        lists = self._index.titles
        found = {kind: titles.find(words) for kind, titles in lists.items()}
        if not any(found.values()) and len(words) >= FEWEST_WORDS:
            found = {kind: titles.find(words, but=1) for kind, titles in lists.items()}
        return {
            kind: [self._titled(kind, title, words) for title in titles[: MOST_SUGGESTED[kind]]]
            for kind, titles in found.items()
        }

    def _titled(self, kind: str, suggested: SuggestedTitle, words: Sequence[str]) -> SearchSuggestion:
        title = self._wording.text(suggested.en, suggested.zh)
        other = self._wording.other(suggested.en, suggested.zh)
        if kind != DISTINCTION and _number_in(other, words) <= _number_in(title, words):
            other = Text("", other.lang)
        name, *blanks = _PAGES[kind]
        address = Addresses(name, *blanks).of(*suggested.args)
        return SearchSuggestion(kind, title, other, address, Text("", title.lang))


def _number_in(text: Text, words: Sequence[str]) -> int:
    """Return how many of the words stand in a text."""
    folded = search_fold(text.words)
    return sum(word in folded for word in words)


def _first_of_each(groups: Mapping[str, Sequence[SearchSuggestion]]) -> tuple[SearchSuggestion, ...]:
    """Return the first suggestions of each group, in the order of the groups; what room is left goes to the first."""
    taken = {group: min(len(found), FIRST_SUGGESTED[group]) for group, found in groups.items()}
    for group, found in groups.items():
        more = min(len(found), MOST_SUGGESTED[group]) - taken[group]
        taken[group] += max(0, min(more, MOST_SUGGESTIONS - sum(taken.values())))
    return tuple(one for group, found in groups.items() for one in found[: taken[group]])


def _called(name: SuggestedName | None, title: Text, other: Text) -> Text:
    """Return the name that was typed, where readers may see it and do not see it anyway."""
    if name is None:
        return Text("", title.lang)
    shown = name.is_hidden or name.text in (title.words, other.words)
    return Text("" if shown else name.text, HTML_LANG[name.language])


def _joined_names(names: list[Text]) -> str:
    """Return names as the heading of a comparison has them: `Marketing, Sales and Promotion`."""
    *firsts, last = (name.words for name in names)
    return translation.pgettext("between names", ", ").join(firsts) + gettext(" and ") + last
