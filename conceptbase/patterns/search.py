"""Build the samples of /patterns/ for the search. Queries no database."""

from dataclasses import dataclass

from django.urls import reverse

from conceptbase.patterns.texts import SampleTexts
from concepts.evidence.comparison_address import canonical_address
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.search.results.answers import (
    BestAnswer,
    CitedPlace,
    Closeness,
    Facet,
    FacetValue,
    Hit,
    SearchAnswer,
    Snippet,
    SnippetPart,
)
from concepts.search.results.examples import SearchExamples
from sources.languages import HTML_LANG, Language, Text

NO_BEST = ("long",)  # whose answer is weak
CLOSENESS_BY_STATE = {"chinese": Closeness.MOST, "long": Closeness.SOME}


@dataclass(frozen=True, slots=True)
class SearchSample:
    """An answer in one state, the best answer of each type, and the suggestions on the page before a search.

    A bare answer has found nothing.
    """

    answer: SearchAnswer
    bests: tuple[BestAnswer, ...]
    examples: SearchExamples


def build_search_sample(
    texts: SampleTexts, concepts: tuple[NamedConcept, ...], statements: tuple[ShownStatement, ShownStatement]
) -> SearchSample:
    """Build the sample of one state from a characteristic and a distinction."""
    bests = _bests(texts, concepts, *statements)
    hits = () if texts.bare else _hits(texts, concepts, *statements)
    return SearchSample(
        answer=SearchAnswer(
            query=texts.names[0],
            best=None if texts.key in NO_BEST or texts.bare else bests[0],
            did_you_mean="" if texts.bare else texts.names[1],
            as_typed_address="#typed",
            corrected=not texts.bare,
            closeness=CLOSENESS_BY_STATE.get(texts.key, Closeness.ALL),
            total=1000 if texts.key == "long" else len(hits),
            total_is_exact=texts.key != "long",
            hits=hits,
            facets=() if texts.bare else _facets(texts, concepts),
            page=1 if texts.bare else 2,
            pages=1 if texts.bare else 50,
            earlier="" if texts.bare else "#earlier",
            later="" if texts.bare else "#later",
            choices=() if texts.bare else concepts,
            shared_name="" if texts.bare else texts.names[0],
            has_words=True,
            is_current=texts.key != "long",
        ),
        bests=bests,
        examples=SearchExamples(tuple((concept.name, concept.address) for concept in concepts), concepts),
    )


def _bests(
    texts: SampleTexts, concepts: tuple[NamedConcept, ...], statement: ShownStatement, distinction: ShownStatement
) -> tuple[BestAnswer, ...]:
    """Return a best answer of each type; bare ones have no statements, except the distinction, which is one itself."""
    first, second, _third = concepts
    both = () if texts.bare else (distinction, distinction)

    def best(
        answer_type: str, address: str, title: Text, named: tuple[NamedConcept, ...], shown: tuple[ShownStatement, ...]
    ) -> BestAnswer:
        return BestAnswer(answer_type, texts.key, address, title, named, shown, total=len(shown) * 9)

    return (
        best("concept", first.address, first.name, (first,), () if texts.bare else (statement,)),
        best("comparison", canonical_address((first, second)), first.name, (first, second), both),
        best("question", "#question", Text(texts.title, texts.lang), (first, second), both),
        best("distinction", distinction.address, distinction.title, (first, second), (distinction,)),
    )


def _hits(
    texts: SampleTexts, concepts: tuple[NamedConcept, ...], statement: ShownStatement, distinction: ShownStatement
) -> tuple[Hit, ...]:
    """Return hits of every form: names, texts, a passage, its translation, one found by concepts, an uncited text."""
    first, second, _third = concepts
    place = CitedPlace(
        "sample",
        Text(texts.source, texts.lang),
        Text(texts.title, texts.lang),
        version=1,
        start=10,
        end=20,
        address=reverse("pages:passage", args=["sample", 1, 10, 20]),
    )
    title, sentence = _snippet(texts.title, texts.lang), _snippet(texts.sentence, texts.lang)
    nothing = Snippet((), texts.lang)
    quote = _snippet(texts.quote, HTML_LANG[Language.ZH] if texts.lang == "en" else "en")
    translation = _snippet(texts.translation, texts.lang)
    return (
        Hit("question", "sample", "#question", title, nothing, (first, second), answers=(statement,) * 5),
        Hit("concept", first.slug, first.address, _snippet(first.name.words, first.name.lang), nothing, (first,)),
        Hit(
            "distinction", distinction.code, distinction.address, title, sentence, (first, second), (place,) * 3,
            distinction.support,
        ),
        Hit(
            "characteristic", statement.code, statement.address, sentence, nothing, (first,), (place,),
            statement.support,
        ),
        Hit(
            "position", statement.code, statement.address, sentence, nothing, (first, second), (), statement.support,
            by_words=False, about=(first, second),
        ),
        Hit("passage", "sample/v1/10-20", place.address, nothing, quote, (first, second), (place,)),
        Hit("passage", "sample/v1/10-20", place.address, nothing, translation, (), (place,), translated=True),
        Hit("article", "sample/v1/7", "#article", title, quote),
        Hit("source", "sample", "#source", _snippet(texts.source, texts.lang), nothing),
        Hit("uncited_text", "sample/v1/10-20", "#uncited", nothing, quote, (first,), (place,)),
    )  # fmt: skip


def _snippet(words: str, lang: str) -> Snippet:
    """Return the words as a snippet with its middle part marked."""
    third = max(1, len(words) // 3)
    parts = (words[:third], words[third : 2 * third], words[2 * third :])
    return Snippet(tuple(SnippetPart(part, place == 1) for place, part in enumerate(parts) if part), lang)


def _facets(texts: SampleTexts, concepts: tuple[NamedConcept, ...]) -> tuple[Facet, ...]:
    """Return facets with few and with many values, and two with a selected value."""
    return tuple(
        Facet(
            key,
            texts.names[2],
            tuple(
                FacetValue(concept.slug, concept.name, 9 * (len(values) - place), len(values) == 1, f"#{key}-{place}")
                for place, concept in enumerate(values)
            ),
        )
        for key, values in (
            ("kind", concepts[:2]),
            ("concept", concepts * 3),
            ("dimension", concepts[:1]),
            ("source", concepts[1:2]),
        )
    )
