"""What can be asked, shown by the content itself: a name, a pair of names, a question."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.models import Question
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class WaysIn:
    """Queries in the reader's language with the addresses of their results, and the concepts the site is about."""

    queries: tuple[tuple[Text, str], ...]
    concepts: tuple[NamedConcept, ...]


def load_ways_in() -> WaysIn:
    """Nothing of either without content; two queries."""
    concepts = load_concept_names().concepts
    names = [in_running_text(one.name) for one in concepts[:2]]
    queries = names[:1] + [in_running_text(one.other_name) for one in concepts[1:2] if one.other_name]
    if len(names) > 1:
        pair = {"one": names[0].words, "other": names[1].words}
        queries.append(Text(_("difference between %(one)s and %(other)s") % pair, names[0].lang))
    queries += [question.text for question in Question.objects.order_by("rank", "slug")[:1]]
    return WaysIn(
        queries=tuple((query, reverse("search:search", query={"q": query.words})) for query in queries),
        concepts=tuple(one for one in concepts if one.core),
    )


def in_running_text(name: Text) -> Text:
    """A name as it stands inside a sentence: `personal selling`; one that is not all small after its capital stays."""
    first, *_rest = name.words.split(" ")
    return Text(first.lower() + name.words[len(first) :], name.lang) if first[1:].islower() else name
