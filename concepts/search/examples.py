"""What can be asked, shown by the content itself: a name, a pair of names, a question."""

from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.models import Question
from concepts.reading.lexicon import load_lexicon
from sources.languages import Text


def list_examples() -> tuple[tuple[Text, str], ...]:
    """Queries in the reader's language and the addresses of their results; two queries, and nothing without content."""
    concepts = load_lexicon().concepts
    queries = [one.name for one in concepts[:1]] + [one.other_name for one in concepts[1:2] if one.other_name]
    if len(concepts) > 1:
        names = {"one": concepts[0].name.words, "other": concepts[1].name.words}
        queries.append(Text(_("difference between %(one)s and %(other)s") % names, concepts[0].name.lang))
    queries += [question.text for question in Question.objects.order_by("rank", "slug")[:1]]
    return tuple((query, reverse("search:search", query={"q": query.words})) for query in queries)
