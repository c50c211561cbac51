"""The whole orders of what is found, by names that are the same on every database."""

from hashlib import sha256

from django.utils import translation

from concepts.models import Concept, Dimension, Question, Statement, Tag
from concepts.search.index.documents import STATEMENTS, Key, Thing
from concepts.search.index.interface import key_of
from concepts.search.index.uncited_texts import MOST_SENTENCES, article_of
from concepts.search.query.meaning import find_meaning
from concepts.search.results.context import load_context
from concepts.search.results.page import NO_FILTERS
from concepts.search.results.ranking import find_or_correct, rank_matches
from sources.models import Article, Passage, Source

READABLE = 8  # things at the beginning of an order that are kept as they are named


def load_names() -> dict[Key, str]:
    """What everything that can be found is called in the database: its code, its slug, or its place."""
    names: dict[Key, str] = {}
    slugs = {Thing.CONCEPT: Concept, Thing.QUESTION: Question, Thing.DIMENSION: Dimension, Thing.TAG: Tag}
    for thing, model in {**slugs, Thing.SOURCE: Source}.items():
        names |= {(thing, row): f"{thing.type}:{slug}" for row, slug in model.objects.values_list("id", "slug")}
    for row, code in Statement.objects.values_list("id", "code"):
        names |= dict.fromkeys(((thing, row) for thing in STATEMENTS.values()), code)
    version = ("version__source__slug", "version__number")
    for row, slug, number, article in Article.objects.values_list("id", *version, "number"):
        names[Thing.ARTICLE, row] = f"{slug}/v{number}/{article}"
    for row, slug, number, start, end in Passage.objects.values_list("id", *version, "start", "end"):
        names[Thing.PASSAGE, row] = f"{slug}/v{number}/{start}-{end}"
    return names


def whole_order(query: str, language: str, names: dict[Key, str]) -> list[str]:
    """What the query means and is corrected to, then everything that is found, to the last."""
    with translation.override(language):
        context = load_context()
        found, correction = find_or_correct(query, context, NO_FILTERS)
        meaning = find_meaning(found.matches.parsed, context.vocabulary.topics)
        ranked = rank_matches(found, context, 0, 0)
    best = []
    if meaning:
        best = [names[meaning.topic]] if meaning.topic else [names[Thing.CONCEPT, row] for row in meaning.concepts]
        best += [names[Thing.DIMENSION, meaning.dimension]] if meaning.dimension else []
    corrected = correction.query if correction.used else ""
    return [f"best {'+'.join(best)}|{corrected}", *(_name_of(key_of(index_id), names) for index_id in ranked.order)]


def _name_of(key: Key, names: dict[Key, str]) -> str:
    thing, number = key
    if thing is Thing.UNCITED_TEXT:  # it has no row; its number counts within the article
        return f"{names[Thing.ARTICLE, article_of(number)]}#{number % MOST_SENTENCES}"
    return names[key]


def kept(order: list[str]) -> str:
    """An order in one line: its beginning as it is, how long it is, and the hash of all of it."""
    return " ".join([*order[: READABLE + 1], f"… {len(order) - 1}", hash_of(order)])


def hash_of(order: list[str]) -> str:
    """Twelve digits that change with the order."""
    return sha256("\n".join(order).encode()).hexdigest()[:12]
