"""Finds what a query means as a whole: a concept, a comparison, a question or a distinction; loads nothing."""

from dataclasses import dataclass

from concepts.evidence.comparison_address import MOST_COMPARED
from concepts.search.index.documents import Key
from concepts.search.query.parsed_query import ParsedQuery
from concepts.search.query.topics import Topic, Topics

LEAST_LIKENESS = 0.55  # of a topic that is meant; with less it only shares words with the query


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a query means: either a topic (a question or a distinction), or one concept, or several to compare.

    With a `dimension` it is one row of what is told of them.
    """

    topic: Key | None = None
    concepts: tuple[int, ...] = ()
    dimension: int | None = None


def find_meaning(query: ParsedQuery, topics: Topics) -> Meaning | None:
    """Return what the query means; None where it means nothing but its words.

    Names and stop words alone mean the concepts that are named, and the name of a dimension beside them one row of what
    is told of them. Other words may make it one of our questions or the topic of a distinction; where they do not, a
    word such as "difference" still asks for the comparison.
    """
    if any(clause.quoted for clause in query.clauses):
        return None
    named = query.concepts if len(query.concepts) <= MOST_COMPARED and not query.is_ambiguous else ()
    compares = query.compares and len(named) > 1
    topic = _closest_topic(query, topics) if query.topic_words or query.asks_who else None
    if topic and (topic.is_question or not compares):
        return Meaning(topic=topic.key)
    says_nothing_else = all(clause.concepts or clause.dimensions for clause in query.clauses)
    dimension = query.dimensions[0] if len(query.dimensions) == 1 and says_nothing_else else None
    if not named or (query.is_compound and not query.compares and dimension is None):
        return None
    if len(named) > 1 and query.is_bare and not query.compares and not topics.compare_each(named):
        return None  # product positioning, not product against positioning
    says_more = any(not word.is_everyday for word in query.topic_words)
    if len(named) > 1 and says_more and not topics.compare(named):
        return None  # nothing sets them apart, and more was asked for
    if not says_more or compares or dimension is not None:
        return Meaning(concepts=named, dimension=dimension)
    return None


def _closest_topic(query: ParsedQuery, topics: Topics) -> Topic | None:
    """Return the topic that is most like the query, the first of several; None where none is like it enough."""
    best, found = 0.0, None
    for topic in topics.all:
        likeness = topics.likeness(topic, query.topic_words, query.concepts, asks_who=query.asks_who)
        if likeness > best:
            best, found = likeness, topic
    return found if best >= LEAST_LIKENESS else None
