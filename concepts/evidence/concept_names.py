"""The names of all concepts in the reader's language, loaded once a page; knows nothing of statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import FilteredRelation, Q

from concepts.evidence.wording import Addresses
from concepts.models import Concept, Label
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language

HUE_COUNT = 8  # as many colours as the style sheet has


@dataclass(frozen=True, slots=True)
class NamedConcept:
    """A concept as pages name it. `hue` tells neighbours apart by colour, always beside the name.

    A comparison may give a concept another hue than it has elsewhere; it is the same concept all the same. `core` is
    true of those the site is about, which pages show first.
    """

    id: int
    slug: str
    place: int  # in the canonical order, from 0
    name: Text
    other_name: Text
    hue: int = field(compare=False)
    address: str
    core: bool = False


@dataclass(frozen=True, slots=True)
class ConceptNames:
    """All concepts in canonical order."""

    concepts: tuple[NamedConcept, ...]
    by_id: dict[int, NamedConcept]
    by_slug: dict[str, NamedConcept]

    def named(self, ids: Iterable[int]) -> tuple[NamedConcept, ...]:
        """The concepts of these ids, in the order given."""
        return tuple(self.by_id[id] for id in ids)


def load_concept_names() -> ConceptNames:
    """Loads all concepts and their preferred labels in one query."""
    language = reader_language()
    addresses = Addresses("pages:concept", "0")
    rows = (
        Concept.objects.annotate(name_label=FilteredRelation("labels", condition=Q(labels__role=Label.Role.PREFERRED)))
        .order_by("rank", "slug")
        .values_list("id", "slug", "core", "name_label__language", "name_label__text")
    )
    labels: dict[tuple[int, str, bool], dict[str, str]] = {}
    for id, slug, core, label_language, text in rows:
        known = labels.setdefault((id, slug, core), {})
        if text:
            known[label_language] = text
    concepts = []
    for place, ((id, slug, core), names) in enumerate(labels.items()):
        name, other = _names(slug, names, language)
        concepts.append(NamedConcept(id, slug, place, name, other, place % HUE_COUNT + 1, addresses.of(slug), core))
    return ConceptNames(tuple(concepts), {one.id: one for one in concepts}, {one.slug: one for one in concepts})


def _names(slug: str, labels: dict[str, str], language: Language) -> tuple[Text, Text]:
    """The name in `language`, as `Concept.preferred` chooses it, and the one in the other language where it differs."""
    other = OTHER[language]
    empty = Text("", HTML_LANG[other])
    if language in labels:
        return Text(labels[language], HTML_LANG[language]), (
            Text(labels[other], HTML_LANG[other]) if other in labels else empty
        )
    if other in labels:
        return Text(labels[other], HTML_LANG[other]), empty
    return Text(slug, HTML_LANG[Language.EN]), empty


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
