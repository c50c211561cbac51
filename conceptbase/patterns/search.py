"""The samples of /patterns/ that belong to the search. Asks the database nothing."""

from dataclasses import dataclass

from django.urls import reverse

from conceptbase.patterns.words import Vocabulary
from concepts.evidence.concept_names import NamedConcept, comparison_address
from concepts.evidence.loading import Shown
from concepts.search.results.answers import Answer, Best, Closeness, Facet, FacetValue, Hit, Piece, Place, Snippet
from concepts.search.results.examples import WaysIn
from sources.languages import HTML_LANG, Language, Text

CLOSENESS = {"chinese": Closeness.MOST, "long": Closeness.SOME, "hostile": Closeness.PARTS}


@dataclass(frozen=True, slots=True)
class SearchSample:
    """An answer in one state, the best answer of each type, and what the page has before anything is asked.

    A bare one has found nothing at all.
    """

    answer: Answer
    bests: tuple[Best, ...]
    ways_in: WaysIn


def build_search_sample(
    words: Vocabulary, concepts: tuple[NamedConcept, ...], said: tuple[Shown, Shown]
) -> SearchSample:
    """The sample of one state; `said` are a characteristic and a distinction."""
    bests = _bests(words, concepts, *said)
    hits = () if words.bare else _hits(words, concepts, *said)
    return SearchSample(
        answer=Answer(
            query=words.names[0],
            best=None if words.bare else bests[0],
            did_you_mean="" if words.bare else words.names[1],
            did_you_mean_address="#meant",
            corrected=words.key != "chinese",
            closeness=CLOSENESS.get(words.key, Closeness.ALL),
            total=1000 if words.key == "long" else len(hits),
            total_is_exact=words.key != "long",
            hits=hits,
            facets=() if words.bare else _facets(words, concepts),
            page=1 if words.bare else 2,
            pages=1 if words.bare else 50,
            earlier="" if words.bare else "#earlier",
            later="" if words.bare else "#later",
            has_words=True,
            is_current=words.key != "long",
        ),
        bests=bests,
        ways_in=WaysIn(tuple((one.name, one.address) for one in concepts), concepts),
    )


def _bests(
    words: Vocabulary, concepts: tuple[NamedConcept, ...], statement: Shown, distinction: Shown
) -> tuple[Best, ...]:
    """Each type once; a bare one has nothing to say, but for the distinction, which is its own statement."""
    one, other, _third = concepts
    both = () if words.bare else (distinction, distinction)

    def best(type: str, address: str, title: Text, named: tuple[NamedConcept, ...], shown: tuple[Shown, ...]) -> Best:
        voices = tuple(each.voices for each in shown)
        return Best(type, words.key, address, title, named, shown, voices, total=len(shown) * 9)

    return (
        best("concept", one.address, one.name, (one,), () if words.bare else (statement,)),
        best("comparison", comparison_address((one, other)), one.name, (one, other), both),
        best("question", "#question", Text(words.title, words.lang), (one, other), both),
        best("distinction", distinction.address, distinction.title, (one, other), (distinction,)),
    )


def _hits(
    words: Vocabulary, concepts: tuple[NamedConcept, ...], statement: Shown, distinction: Shown
) -> tuple[Hit, ...]:
    """What is only a name, what has words of its own, a passage, its translation, and what was found by a concept."""
    one, other, _third = concepts
    place = Place(
        "sample",
        Text(words.source, words.lang),
        Text(words.title, words.lang),
        version=1,
        start=10,
        end=20,
        address=reverse("pages:passage", args=["sample", 1, 10, 20]),
    )
    title, sentence = _snippet(words.title, words.lang), _snippet(words.sentence, words.lang)
    nothing = Snippet((), words.lang)
    quote = _snippet(words.quote, HTML_LANG[Language.ZH] if words.lang == "en" else "en")
    translation = _snippet(words.translation, words.lang)
    return (
        Hit("concept", one.slug, one.address, _snippet(one.name.words, one.name.lang), nothing, (one,)),
        Hit(
            "distinction", distinction.code, distinction.address, title, sentence, (one, other), (place,) * 3,
            distinction.voices,
        ),
        Hit("characteristic", statement.code, statement.address, sentence, nothing, (one,), (place,), statement.voices),
        Hit(
            "position", statement.code, statement.address, sentence, nothing, (one, other), (), statement.voices,
            by_words=False, about=(one, other),
        ),
        Hit("passage", "sample/v1/10-20", place.address, nothing, quote, (one, other), (place,)),
        Hit("passage", "sample/v1/10-20", place.address, nothing, translation, (), (place,), translated=True),
        Hit("article", "sample/v1/7", "#article", title, quote),
        Hit("source", "sample", "#source", _snippet(words.source, words.lang), nothing),
    )  # fmt: skip


def _snippet(words: str, lang: str) -> Snippet:
    """The words with those in the middle marked."""
    third = max(1, len(words) // 3)
    parts = (words[:third], words[third : 2 * third], words[2 * third :])
    return Snippet(tuple(Piece(part, place == 1) for place, part in enumerate(parts) if part), lang)


def _facets(words: Vocabulary, concepts: tuple[NamedConcept, ...]) -> tuple[Facet, ...]:
    """One with few values, one with many, and two from which a value is chosen."""
    return tuple(
        Facet(
            key,
            words.names[2],
            tuple(
                FacetValue(one.slug, one.name, 9 * (len(values) - place), len(values) == 1, f"#{key}-{place}")
                for place, one in enumerate(values)
            ),
        )
        for key, values in (
            ("kind", concepts[:2]),
            ("concept", concepts * 3),
            ("dimension", concepts[:1]),
            ("source", concepts[1:2]),
        )
    )
