"""Makes one result of a search from the thing that was found: its texts with the searched words marked, its places."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.evidence.quotations import Quotation, sort_quotations
from concepts.evidence.wording import Addresses, reader_wording
from concepts.search.index.documents import Key
from concepts.search.results.answers import CitedPlace, Hit, Snippet
from concepts.search.results.snippets import HighlightTerms, make_snippet
from sources.languages import Text

NO_SNIPPET = Snippet((), "en")
MOST_CITATIONS = 3  # of one statement, each from another article


class HitBuilder:
    """Makes the results of one query for one reader; what differs from kind to kind is in `result_loaders`."""

    def __init__(
        self,
        terms: HighlightTerms,
        by_words: Collection[Key],
        statements: Mapping[int, ShownStatement],
        answers: Mapping[Key, Collection[int]],
        underlying: Mapping[int, tuple[int, ...]],
        quotations: Mapping[int, tuple[Quotation, ...]],
    ) -> None:
        """`by_words` are the things in which a word of the query stands, `statements` those found, with their evidence.

        `answers` are the positions of each question, `underlying` the statements on which distinctions and positions
        rest, and `quotations` those of these.
        """
        self._terms, self._by_words = terms, by_words
        self._statements, self._answers = statements, answers
        self._underlying, self._quotations = underlying, quotations
        self.wording = reader_wording()
        self._article = Addresses("pages:article", "s", "1", "2")
        self._passage = Addresses("pages:passage", "s", "1", "2", "3")

    def complete(
        self, hit: Hit, key: Key, concepts: tuple[NamedConcept, ...], places: Iterable[CitedPlace] = ()
    ) -> Hit:
        """Return the hit with the concepts it is about, and whether it was found by its words or by those concepts.

        The places where its words were found stand before all others.
        """
        by_words = key in self._by_words
        about = () if by_words else tuple(concept for concept in concepts if concept.id in self._terms.concepts)
        first = {place.address: place for place in (*places, *hit.citations)}
        cited = tuple(first.values())[: max(MOST_CITATIONS, len(hit.citations))]
        answers = [self._statements[row] for row in self._answers.get(key, ()) if row in self._statements]
        answers.sort(key=lambda position: position.support_order)
        return replace(hit, by_words=by_words, concepts=concepts, about=about, citations=cited, answers=tuple(answers))

    def mark(self, text: Text) -> tuple[Snippet, int]:
        """Return the part of a text that shows the searched words, and how many different ones stand in the text."""
        return make_snippet(text, self._terms)

    def title(self, text: Text) -> Snippet:
        """Return a title with the searched words marked."""
        return self.mark(text)[0]

    def article_address(self, source: str, version: int, number: int) -> str:
        return self._article.of(source, version, number)

    def passage_address(self, source: str, version: int, start: int, end: int) -> str:
        return self._passage.of(source, version, start, end)

    def statement_hit(self, statement: int) -> Hit:
        """Return the hit of the statement with this id, with who says it, and the places also of what it rests on."""
        shown = self._statements[statement]
        title = shown.row.question.text if shown.row.question else shown.title
        text, in_text = self.mark(shown.text)
        other, in_other = self.mark(shown.other_text)
        snippet = text if title else NO_SNIPPET
        if in_other > in_text == 0:
            snippet = other  # it was found by its words in the other language
        underlying = self._underlying.get(statement, ())
        more = [quotation for basis in underlying for quotation in self._quotations.get(basis, ())]
        quotations = sort_quotations([*shown.quotations, *more])
        places: dict[int, CitedPlace] = {}
        for quotation in quotations:
            if quotation.supports:
                places.setdefault(quotation.cited.voice, _place(quotation))
        return Hit(
            type=shown.kind,
            id=shown.code,
            address=shown.address,
            title=self.title(title) if title else text,
            snippet=snippet,
            citations=tuple(places.values())[:MOST_CITATIONS],
            support=shown.support,
            questions=shown.questions,
        )


def _place(quotation: Quotation) -> CitedPlace:
    passage, article = quotation.passage, quotation.cited
    start, end = passage.start, passage.end
    return CitedPlace(article.source_slug, article.source, article.title, article.version, start, end, passage.address)
