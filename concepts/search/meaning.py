"""What a query means as a whole: a concept, a comparison, a question or a distinction; knows words, loads nothing."""

from dataclasses import dataclass

from concepts.search.asked import WHO, Asked
from concepts.search.documents import Key, Thing
from concepts.search.knowledge import Knowledge, Topic

QUESTION = 0.15  # by how much a question goes before a distinction
MOST_COMPARED = 4
LEAST_LIKENESS = 0.55  # below it a topic only shares words with the query
IN_ANSWERS = 0.5  # what a word of its answers counts beside one of its title
FOCUS = 0.2  # what it counts at most that a title says nothing else


@dataclass(frozen=True, slots=True)
class Meaning:
    """Either a topic (a question or a distinction) or the concepts of which one is meant or several are compared."""

    topic: Key | None = None
    concepts: tuple[int, ...] = ()


def meaning_of(asked: Asked, known: Knowledge) -> Meaning | None:
    """What the query means; None where only its words are known.

    Names and fillers alone mean the concepts they name. Other words may make it one of our questions or the topic of a
    distinction; where they do not, a word such as "difference" still asks for the comparison.
    """
    if any(clause.quoted for clause in asked.clauses):
        return None
    if asked.others and (topic := _likest(asked, known)):
        return Meaning(topic=topic.key)
    named = asked.concepts if len(asked.concepts) <= MOST_COMPARED else ()
    if not named or asked.is_compound or asked.is_ambiguous:
        return None
    if not set(asked.others) - {WHO} or (asked.compares and len(named) > 1):
        return Meaning(concepts=named)
    return None


def _likest(asked: Asked, known: Knowledge) -> Topic | None:
    """The topic that is most like the query; None where none is like it enough."""
    likeness, place = max(
        ((likeness_of(asked, topic, known), -place) for place, topic in enumerate(known.topics)), default=(0.0, 0)
    )
    return known.topics[-place] if likeness >= LEAST_LIKENESS else None


def likeness_of(asked: Asked, topic: Topic, known: Knowledge) -> float:
    """How much of the query the topic speaks of, from 0 to 1; a little more where it speaks of little else.

    What only its answers speak of counts half. A topic is another one where it leaves out a concept of the query, where
    it has a single word in common with it, and, for a distinction, where most of its title is about something else.
    """
    shared = topic.concepts.intersection(asked.concepts)
    own = [word for word in asked.others if word in topic.words]
    more = [word for word in asked.others if word in topic.more and word not in topic.words]
    alike = [word for word in topic.words if word.isascii() == own[0].isascii()] if own else []
    focus = len(own) / len(alike) if alike else 0.0
    is_question = topic.key[0] is Thing.QUESTION
    if len(shared) < len(asked.concepts) or len(own) + len(more) + len(shared) < 2 or (focus < 0.5 and not is_question):
        return 0.0
    answered = sum(map(known.weight, own)) + IN_ANSWERS * sum(map(known.weight, more))
    return answered / sum(map(known.weight, asked.others)) + FOCUS * focus + QUESTION * is_question
