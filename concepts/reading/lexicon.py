"""The names of all concepts in the reader's language, loaded once a page; knows nothing of statements."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from concepts.models import Concept, Label
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language

HUES = 8  # as many colours as the style sheet has


@dataclass(frozen=True, slots=True)
class Named:
    """A concept as pages name it. `hue` tells neighbours apart by colour, always beside the name."""

    id: int
    slug: str
    place: int  # in the canonical order, from 0
    name: Text
    other_name: Text
    hue: int
    address: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All concepts in canonical order."""

    concepts: tuple[Named, ...]
    by_id: dict[int, Named]
    by_slug: dict[str, Named]

    def named(self, ids: Iterable[int]) -> tuple[Named, ...]:
        """The concepts of these ids, in the order given."""
        return tuple(self.by_id[id] for id in ids)


def load_lexicon() -> Lexicon:
    """Loads all concepts and their labels in two queries."""
    language = reader_language()
    concepts = []
    for place, concept in enumerate(Concept.objects.with_labels().order_by("rank", "slug")):
        name = concept.preferred(language)
        other = concept.preferred(OTHER[language])
        concepts.append(
            Named(
                id=concept.id,
                slug=concept.slug,
                place=place,
                name=name,
                other_name=other if other.lang != name.lang else Text("", other.lang),
                hue=place % HUES + 1,
                address=concept.get_absolute_url(),
            )
        )
    return Lexicon(tuple(concepts), {one.id: one for one in concepts}, {one.slug: one for one in concepts})


def comparison_address(concepts: Iterable[Named]) -> str:
    """The address of the comparison of the concepts, in canonical order."""
    ordered = sorted(concepts, key=lambda concept: concept.place)
    return reverse("comparison:comparison", args=["-vs-".join(concept.slug for concept in ordered)])


@dataclass(frozen=True, slots=True)
class LabelGroup:
    """The shown labels of a concept in one language, the preferred one first."""

    language: str
    preferred: Text
    alternatives: tuple[Text, ...]


def label_groups(concept: Concept) -> tuple[LabelGroup, ...]:
    """The labels of a concept, whose labels are loaded, by language, the reader's first; hidden ones are left out."""
    groups = []
    for language in (reader_language(), OTHER[reader_language()]):
        shown = [
            label for label in concept.labels.all() if label.language == language and label.role != Label.Role.HIDDEN
        ]
        shown.sort(key=lambda label: label.role != Label.Role.PREFERRED)
        texts = [Text(label.text, HTML_LANG[Language(language)]) for label in shown]
        if texts:
            groups.append(LabelGroup(str(Language(language).label), texts[0], tuple(texts[1:])))
    return tuple(groups)
