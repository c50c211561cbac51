"""Examples of queries, made from the content: a name, a pair of names, a question."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.models import Question
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class SearchExamples:
    """Queries in the reader's language, each with the address of its results, and the concepts the site is about."""

    queries: tuple[tuple[Text, str], ...]
    concepts: tuple[NamedConcept, ...]


def load_examples() -> SearchExamples:
    """Load the examples; both lists are empty where there is no content. Two queries."""
    concepts = load_concept_names().concepts
    names = [in_running_text(concept.name) for concept in concepts[:2]]
    queries = names[:1] + [in_running_text(concept.other_name) for concept in concepts[1:2] if concept.other_name]
    if len(names) > 1:
        pair = {"one": names[0].words, "other": names[1].words}
        queries.append(Text(_("difference between %(one)s and %(other)s") % pair, names[0].lang))
    queries += [question.text for question in Question.objects.published().order_by("rank", "slug")[:1]]
    return SearchExamples(
        queries=tuple((query, reverse("search:search", query={"q": query.words})) for query in queries),
        concepts=tuple(concept for concept in concepts if concept.core),
    )


def in_running_text(name: Text) -> Text:
    """Return a name as it stands inside a sentence: `personal selling`; a name such as `CRM` does not change."""
    first, *_rest = name.words.split(" ")
    return Text(first.lower() + name.words[len(first) :], name.lang) if first[1:].islower() else name
