"""What a query means as a whole: a concept, a comparison, a question or a distinction; knows words, loads nothing."""

from dataclasses import dataclass

from concepts.evidence.comparison_address import MOST_COMPARED
from concepts.search.index.documents import Key
from concepts.search.query.parsed_query import Asked
from concepts.search.query.topics import Topic, Topics

LEAST_LIKENESS = 0.55  # below it a topic only shares words with the query
FEW = 1  # the tier from which on the words of a query stand nowhere together as they are


@dataclass(frozen=True, slots=True)
class Meaning:
    """Either a topic (a question or a distinction) or the concepts of which one is meant or several are compared."""

    topic: Key | None = None
    concepts: tuple[int, ...] = ()


def meaning_of(asked: Asked, topics: Topics, tier: int = 0) -> Meaning | None:
    """What the query means; None where only its words are known.

    Names and fillers alone mean the concepts they name. Other words may make it one of our questions or the topic of a
    distinction; where they do not, a word such as "difference" still asks for the comparison. Where the words stand
    nowhere together, as the `tier` of what was found tells, the concepts it names are the best there is.
    """
    if any(clause.quoted for clause in asked.clauses):
        return None
    named = asked.concepts if len(asked.concepts) <= MOST_COMPARED and not asked.is_ambiguous else ()
    compares = asked.compares and len(named) > 1
    if (asked.topic or asked.asks_who) and (topic := _likest(asked, topics)) and (topic.is_question or not compares):
        return Meaning(topic=topic.key)
    if not named or (asked.is_compound and not asked.compares):
        return None
    if len(named) > 1 and asked.is_bare and not asked.compares and not topics.about(named):
        return None  # product positioning, not product against positioning
    if not asked.topic or compares or (tier >= FEW and len(named) == 1):
        return Meaning(concepts=named)
    return None


def _likest(asked: Asked, topics: Topics) -> Topic | None:
    """The topic that is most like the query; None where none is like it enough."""
    likeness, place = max(
        (
            (topics.likeness(topic, asked.topic, asked.concepts, asks_who=asked.asks_who), -place)
            for place, topic in enumerate(topics.all)
        ),
        default=(0.0, 0),
    )
    return topics.all[-place] if likeness >= LEAST_LIKENESS else None
