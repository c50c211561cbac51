"""The best answer: what a query means, with what is said of it at once. Chooses and shows; others load."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from concepts.content.counting import Voices, voices_of
from concepts.evidence.comparison_address import comparison_address, comparison_key
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.loading import ShownStatement, unite_quotations
from concepts.models import Question
from concepts.search.index.documents import Thing, facet_term
from concepts.search.index.interface import Candidate, key_of, thing_of
from concepts.search.query.meaning import Meaning
from concepts.search.query.vocabulary import QueryVocabulary
from concepts.search.results.answers import Best
from sources.languages import Text

MOST_DISTINCTIONS = 6  # of a comparison


@dataclass(frozen=True, slots=True)
class Choice:
    """The statements a best answer shows, by their ids, of how many; and those on which their voices rest as well."""

    statements: tuple[int, ...] = ()
    underlying: tuple[int, ...] = ()
    total: int = 0


def choose_statements(meaning: Meaning | None, candidates: Iterable[Candidate], known: QueryVocabulary) -> Choice:
    """The positions of a question, a distinction itself, the best-told distinctions of a comparison; and the first
    definition of a concept, from the candidates, which come with most voices first.
    """
    if meaning is None:
        return Choice()
    if meaning.topic:
        statements = known.topics.by_key[meaning.topic].statements
    elif len(meaning.concepts) > 1:
        statements = tuple(id for topic in known.topics.about(meaning.concepts) for id in topic.statements)
    else:
        wanted = facet_term("concept", meaning.concepts[0])
        definitions = [one for one in candidates if thing_of(one.id) == Thing.DEFINITION]
        statements = tuple(key_of(one.id)[1] for one in definitions if wanted in one.facet_terms.split())[:1]
    chosen = statements if meaning.topic else statements[:MOST_DISTINCTIONS]
    return Choice(chosen, tuple(one for id in chosen for one in known.underlying.get(id, ())), len(statements))


def make_best(
    meaning: Meaning | None,
    choice: Choice,
    question: Question | None,
    statements: Mapping[int, ShownStatement],
    concept_names: ConceptNames,
) -> Best | None:
    """The answer as pages show it; None where the query means nothing."""
    if meaning is None:
        return None
    chosen = [
        (statements[id], _voices(statements[id], choice, statements)) for id in choice.statements if id in statements
    ]
    if question:
        chosen.sort(key=lambda pair: (-pair[1].count, pair[0].row.rank, pair[0].code))
    shown = tuple(statement for statement, _voices_of_it in chosen)
    spoken = tuple(voices for _statement, voices in chosen)
    named = concept_names.named(id for id in meaning.concepts if id in concept_names.by_id)
    if question:
        touched = _touched(statements[id] for id in (*choice.statements, *choice.underlying) if id in statements)
        concepts = tuple(one for one in concept_names.concepts if one.id in touched)
        address = question.get_absolute_url()
        return Best("question", question.slug, address, question.text, concepts, shown, spoken, choice.total)
    if len(named) > 1:
        key, address = comparison_key(named), comparison_address(named)
        return Best("comparison", key, address, _names(named), named, shown, spoken, choice.total)
    if named:
        return Best("concept", named[0].slug, named[0].address, named[0].name, named, shown, spoken, choice.total)
    if shown:
        one = shown[0]
        return Best("distinction", one.code, one.address, one.title, one.concepts, shown, spoken, choice.total)
    return None


def _names(concepts: Sequence[NamedConcept]) -> Text:
    return Text(" · ".join(one.name.words for one in concepts), concepts[0].name.lang)


def _voices(statement: ShownStatement, choice: Choice, statements: Mapping[int, ShownStatement]) -> Voices:
    """The voices of a statement, of its sides, and of what it rests on."""
    underlying = [*(characteristic for _, characteristic in statement.links.sides), *statement.links.bases]
    return voices_of(
        unite_quotations(
            [statement, *(statements[id] for id in underlying if id in statements and id in choice.underlying)]
        )
    )


def _touched(statements: Iterable[ShownStatement]) -> set[int]:
    return {concept for statement in statements for concept in statement.links.concepts}
