"""Load the names of all concepts in the reader's language; public pages keep them until content changes.

Statements are not read here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import FilteredRelation, Q, QuerySet

from concepts.evidence.process_cache import ContentCache, ProcessCache
from concepts.evidence.wording import Addresses
from concepts.models import Concept, Dimension, DimensionLabel, Label
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language
from sources.prepared_queries import PreparedQuery, RowQuery

HUE_COUNT = 8  # the style sheet has as many colours
MOST_KEPT = 4  # the names of all concepts, as readers and as curators see them, in each language


@dataclass(frozen=True, slots=True)
class NamedConcept:
    """A concept as pages name it.

    `hue` is the number of its colour, from 1 to HUE_COUNT; a comparison may give the concept another one, so concepts
    with different hues can be equal. `core` is true of the concepts that the site is about; pages show them first.
    """

    id: int
    slug: str
    place: int  # in the canonical order, from 0
    name: Text
    other_name: Text
    hue: int = field(compare=False)
    address: str
    core: bool = False

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True, eq=False, slots=True)
class ConceptNames:
    """All concepts that a page may show, in canonical order; those of readers are published."""

    concepts: tuple[NamedConcept, ...]
    by_id: dict[int, NamedConcept]
    by_slug: dict[str, NamedConcept]

    def named(self, ids: Iterable[int]) -> tuple[NamedConcept, ...]:
        """Return the concepts with these ids in the order given; raises KeyError for an unknown id."""
        return tuple(self.by_id[concept_id] for concept_id in ids)

    def has(self, *ids: int) -> bool:
        """Tell whether all concepts with these ids may be shown; a link may lead to a draft, or to a newer concept."""
        return all(concept_id in self.by_id for concept_id in ids)


def load_concept_names(*, with_drafts: bool = False) -> ConceptNames:
    """Return all published concepts with their preferred labels; for curators, those in draft too.

    Costs one query; none where the page shows a public revision (`process_cache`) that an earlier page showed too.
    """
    if with_drafts:
        return _load_concept_names(with_drafts=True)
    return _published_names.get_shown(reader_language(), _load_concept_names)


def _load_concept_names(with_drafts: bool = False) -> ConceptNames:
    rows = tuple((_all_names if with_drafts else _names_of_published).rows())
    return _made_names.get((reader_language(), rows), lambda: _make_concept_names(rows))


def _make_concept_names(rows: Iterable[tuple[int, str, bool, str | None, str]]) -> ConceptNames:
    language, addresses = reader_language(), Addresses("pages:concept", "0")
    labels: dict[tuple[int, str, bool], dict[str, str]] = {}
    for concept_id, slug, core, label_language, text in rows:
        names = labels.setdefault((concept_id, slug, bool(core)), {})
        if label_language and text:
            names[label_language] = text
    concepts = []
    for place, ((concept_id, slug, core), names) in enumerate(labels.items()):
        name, other = _names(slug, names, language)
        hue = place % HUE_COUNT + 1
        concepts.append(NamedConcept(concept_id, slug, place, name, other, hue, addresses.of(slug), core))
    return ConceptNames(
        tuple(concepts),
        {concept.id: concept for concept in concepts},
        {concept.slug: concept for concept in concepts},
    )


def _select_names(concepts: "QuerySet[Concept]") -> RowQuery:
    return (
        concepts.annotate(name_label=FilteredRelation("labels", condition=Q(labels__role=Label.Role.PREFERRED)))
        .order_by("rank", "slug")
        .values_list("id", "slug", "core", "name_label__language", "name_label__text")
    )


_names_of_published = PreparedQuery(lambda: _select_names(Concept.objects.published()), lists=0)
_all_names = PreparedQuery(lambda: _select_names(Concept.objects.all()), lists=0)
_published_names: ProcessCache[ConceptNames] = ProcessCache()
_made_names: ContentCache[ConceptNames] = ContentCache(MOST_KEPT)


def _names(slug: str, labels: dict[str, str], language: Language) -> tuple[Text, Text]:
    """Return the name in `language`, as `Concept.preferred` chooses it, and the name in the other language.

    The second is empty where the first had to be taken from the other language, and where there is none.
    """
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
    """The names of a concept or dimension in one language that pages show: the preferred one and the alternatives."""

    language: str
    preferred: Text
    alternatives: tuple[Text, ...]


def label_groups(concept: Concept) -> tuple[LabelGroup, ...]:
    """Return the labels of a concept by language, the reader's first, without hidden ones; its labels are loaded."""
    labels = sorted(concept.labels.all(), key=lambda label: label.role != Label.Role.PREFERRED)
    return _groups((label.language, label.text) for label in labels if label.role != Label.Role.HIDDEN)


def dimension_label_groups(dimension: Dimension) -> tuple[LabelGroup, ...]:
    """Return the names of a dimension by language, as `label_groups` does; its labels are loaded."""
    shown = [label for label in dimension.labels.all() if label.role != DimensionLabel.Role.HIDDEN]
    names = [(Language.EN, dimension.name_en), (Language.ZH, dimension.name_zh)]
    return _groups([*names, *((label.language, label.text) for label in shown)])


def _groups(names: Iterable[tuple[str, str]]) -> tuple[LabelGroup, ...]:
    """Return a group for each language in which there are names, the reader's first; its first name is preferred."""
    texts: dict[str, list[Text]] = {language: [] for language in (reader_language(), OTHER[reader_language()])}
    for language, text in names:
        texts[language].append(Text(text, HTML_LANG[Language(language)]))
    return tuple(
        LabelGroup(str(Language(language).label), found[0], tuple(found[1:]))
        for language, found in texts.items()
        if found
    )
