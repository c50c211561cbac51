"""“Which word do I need?”: how English and Chinese cut the field of a pack's core concepts differently.

All of it is content: which concepts are core, their labels, scope notes and definitions, and what sources say on the
dimension that is kept for the words themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from concepts.evidence.concept_names import (
    ConceptNames,
    LabelGroup,
    NamedConcept,
    comparison_address,
    label_groups,
    load_concept_names,
)
from concepts.evidence.links import StatementLinks, load_links
from concepts.evidence.loading import Shown, load_evidence, noted, show, show_all
from concepts.models import Concept, Label, Side, Statement, StatementConcept
from sources.languages import HTML_LANG, OTHER, Language, Text
from sources.sentences import cut_sentences

Kind = Statement.Kind
USAGE = "usage"  # the dimension that packs keep for what is said of the words themselves (docs/packs.md)
FULL_STOPS = "。．.；;"

Bearing = list[tuple[Concept, Label]]  # the concepts that bear one word, in canonical order
Bearers = dict[tuple[str, str], Bearing]  # by language and folded label
Pairs = dict[tuple[int, int], list[Statement]]  # distinctions by the ids of two concepts


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A core concept with its best-supported definition.

    `meaning` completes “You mean …”: the first sentence of the scope note, else of the definition.
    """

    concept: NamedConcept
    labels: tuple[LabelGroup, ...]
    meaning: Text
    scope_note: Text
    definition: Shown | None


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing a word means. `name` is its preferred name in the other language, empty where it has none."""

    concept: NamedConcept
    name: Text
    preferred: bool  # whether the word is the preferred name of it


@dataclass(frozen=True, slots=True)
class Word:
    """A word of one language with all the concepts it is a shown label of, in canonical order."""

    text: Text
    senses: tuple[Sense, ...]

    @property
    def is_shared(self) -> bool:
        return len(self.senses) > 1


@dataclass(frozen=True, slots=True)
class Meeting:
    """A concept that the word of a row and the word of a column name; `preferred` where it prefers both."""

    concept: NamedConcept
    preferred: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """An English word and, under each Chinese word, the concepts that both name."""

    word: Word
    cells: tuple[tuple[Meeting, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """English words as rows, Chinese words as columns, both in the canonical order of concepts."""

    columns: tuple[Word, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two core concepts: how many distinctions tell them apart, the first of those, and the address of all."""

    concepts: tuple[NamedConcept, ...]
    address: str
    distinctions: int
    first: Shown


@dataclass(frozen=True, slots=True)
class WordsPage:
    """The whole page; all of it is empty where no concept is core."""

    concepts: tuple[WordEntry, ...]
    grid: Grid
    shared_english: tuple[Word, ...]
    shared_chinese: tuple[Word, ...]
    usage: tuple[Shown, ...]
    contrasts: tuple[Contrast, ...]

    @property
    def noted(self) -> tuple[Shown, ...]:
        """What the page has notes for: definitions, and what is said of the words."""
        return noted([*(entry.definition for entry in self.concepts if entry.definition), *self.usage])


def build_words_page() -> WordsPage:
    """Builds the page in a fixed number of queries."""
    concept_names = load_concept_names()
    concepts = list(Concept.objects.with_labels().order_by("rank", "slug"))
    core = [concept for concept in concepts if concept.core]
    statements = _load_statements()
    links = load_links([row.id for row in statements])
    pairs = _by_pair([row for row in statements if row.kind == Kind.DISTINCTION], links, core)
    firsts = {rows[0].id: rows[0] for rows in pairs.values()}
    said = [row for row in statements if row.kind != Kind.DISTINCTION]
    load_evidence([*said, *firsts.values()], links)
    shown = sorted(show_all(said, concept_names), key=lambda one: one.standing)
    definitions = _first_definitions(one for one in shown if one.kind == Kind.DEFINITION)
    bearers = _bearers(concepts)
    english, chinese = (_words(language, bearers, concept_names) for language in (Language.EN, Language.ZH))
    return WordsPage(
        concepts=tuple(_entry(concept, definitions.get(concept.id), concept_names) for concept in core),
        grid=_grid(english, chinese),
        shared_english=tuple(word for word in english if word.is_shared),
        shared_chinese=tuple(word for word in chinese if word.is_shared),
        usage=tuple(one for one in shown if one.kind == Kind.CHARACTERISTIC),
        contrasts=_contrasts(pairs, concept_names),
    )


def load_shared_words(concept_names: ConceptNames) -> tuple[Word, ...]:
    """The words that core concepts share, of the language in which more of them share one; one query."""
    labels = (
        Label.objects.filter(concept__core=True)
        .exclude(role=Label.Role.HIDDEN)
        .select_related("concept")
        .order_by("concept__rank", "concept__slug", "rank", "id")
    )
    bearers: dict[str, Bearers] = {}
    for label in labels:
        key = (label.language, label.folded)
        bearers.setdefault(label.language, {}).setdefault(key, []).append((label.concept, label))
    shared = [[bearing for bearing in one.values() if len(bearing) > 1] for one in bearers.values()]
    most = max(shared, key=lambda one: len({concept.id for bearing in one for concept, _ in bearing}), default=[])
    return tuple(_shared_word(bearing, concept_names) for bearing in most)


def _shared_word(bearing: Bearing, concept_names: ConceptNames) -> Word:
    """The word of several concepts, as the one that prefers it writes it, else the first."""
    label = next((label for _, label in bearing if _is_preferred(label)), bearing[0][1])
    lang = HTML_LANG[Language(label.language)]
    senses = []
    for concept, other in bearing:
        named = concept_names.by_id[concept.id]
        name = named.other_name if named.name.lang == lang else named.name
        senses.append(Sense(named, name, _is_preferred(other)))
    return Word(Text(label.text, lang), tuple(senses))


def _load_statements() -> list[Statement]:
    """The definitions of core concepts, what is said of their words, and the distinctions with a side for one."""
    of_core = StatementConcept.objects.filter(concept__core=True, role=StatementConcept.Role.SUBJECT)
    sides_of_core = Side.objects.filter(concept__core=True)
    about_words = Q(kind=Kind.DEFINITION) | Q(kind=Kind.CHARACTERISTIC, dimension__slug=USAGE)
    return list(
        Statement.objects.published()
        .filter(
            about_words & Q(id__in=of_core.values("statement"))
            | Q(kind=Kind.DISTINCTION, id__in=sides_of_core.values("distinction"))
        )
        .order_by("rank", "code")
    )


def _by_pair(distinctions: Iterable[Statement], links: dict[int, StatementLinks], core: Sequence[Concept]) -> Pairs:
    """The distinctions by each two core concepts they tell apart, those of fewest concepts first."""
    places = {concept.id: place for place, concept in enumerate(core)}
    pairs: Pairs = {}
    for row in sorted(distinctions, key=lambda row: len(links[row.id].sides)):
        told_apart = sorted((id for id, _ in links[row.id].sides if id in places), key=lambda id: places[id])
        for one, other in combinations(told_apart, 2):
            pairs.setdefault((one, other), []).append(row)
    return {pair: pairs[pair] for pair in sorted(pairs, key=lambda pair: [places[id] for id in pair])}


def _first_definitions(definitions: Iterable[Shown]) -> dict[int, Shown]:
    """The first of the definitions of each concept, which come best-supported first."""
    best: dict[int, Shown] = {}
    for definition in definitions:
        for concept in definition.subjects:
            best.setdefault(concept.id, definition)
    return best


def _entry(concept: Concept, definition: Shown | None, concept_names: ConceptNames) -> WordEntry:
    note = concept.scope_note
    return WordEntry(
        concept=concept_names.by_id[concept.id],
        labels=label_groups(concept),
        meaning=_first_sentence(note or (definition.text if definition else note)),
        scope_note=note,
        definition=definition,
    )


def _first_sentence(text: Text) -> Text:
    """The first sentence without its full stop."""
    for span in cut_sentences(text.words, text.lang)[:1]:
        return Text(text.words[span.start : span.end].rstrip(FULL_STOPS), text.lang)
    return text


def _bearers(concepts: Iterable[Concept]) -> Bearers:
    """Who bears which label, hidden ones left out, in canonical order."""
    bearers: Bearers = {}
    for concept in concepts:
        for label in concept.labels.all():
            if label.role != Label.Role.HIDDEN:
                bearers.setdefault((label.language, label.folded), []).append((concept, label))
    return bearers


def _words(language: Language, bearers: Bearers, concept_names: ConceptNames) -> tuple[Word, ...]:
    """The words of a language that the page sets against those of the other one.

    They are the words that a core concept shares, and the preferred names of the core concepts and of those that share
    a word with one. A word stands where the concept is that prefers it, else with the first that bears it.
    """
    contested = [bearing for bearing in bearers.values() if any(concept.core for concept, label in bearing)]
    involved = {concept.id for bearing in contested for concept, label in bearing}
    placed = []
    for (written_in, _), bearing in bearers.items():
        owner, label = next((one for one in bearing if _is_preferred(one[1])), bearing[0])
        is_wanted = _is_preferred(label) or (len(bearing) > 1 and any(concept.core for concept, other in bearing))
        if written_in == language and owner.id in involved and is_wanted:
            senses = tuple(_sense(concept, other, concept_names) for concept, other in bearing)
            place = (concept_names.by_id[owner.id].place, not _is_preferred(label))
            placed.append((place, Word(Text(label.text, HTML_LANG[language]), senses)))
    return tuple(word for place, word in sorted(placed, key=lambda pair: pair[0]))


def _is_preferred(label: Label) -> bool:
    return label.role == Label.Role.PREFERRED


def _sense(concept: Concept, label: Label, concept_names: ConceptNames) -> Sense:
    other = OTHER[Language(label.language)]
    names = [one.text for one in concept.labels.all() if one.language == other and _is_preferred(one)]
    return Sense(concept_names.by_id[concept.id], Text("".join(names), HTML_LANG[other]), _is_preferred(label))


def _grid(english: Iterable[Word], chinese: Iterable[Word]) -> Grid:
    columns = tuple(chinese)
    return Grid(columns, tuple(GridRow(word, tuple(_meetings(word, other) for other in columns)) for word in english))


def _meetings(one: Word, other: Word) -> tuple[Meeting, ...]:
    preferred = {sense.concept.id: sense.preferred for sense in other.senses}
    return tuple(
        Meeting(sense.concept, sense.preferred and preferred[sense.concept.id])
        for sense in one.senses
        if sense.concept.id in preferred
    )


def _contrasts(pairs: Pairs, concept_names: ConceptNames) -> tuple[Contrast, ...]:
    contrasts = []
    for pair, rows in pairs.items():
        concepts = concept_names.named(pair)
        contrasts.append(Contrast(concepts, comparison_address(concepts), len(rows), show(rows[0], concept_names)))
    return tuple(contrasts)
