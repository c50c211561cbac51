"""Build the page “Which word do I need?”: which English and Chinese words name the core concepts, and how they differ.

Everything on the page is content: which concepts are core, their labels, scope notes and definitions, and what sources
say on the dimension that is reserved for the use of words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst

from concepts.evidence.comparison_address import canonical_address
from concepts.evidence.concept_names import (
    ConceptNames,
    LabelGroup,
    NamedConcept,
    label_groups,
    load_concept_names,
)
from concepts.evidence.links import StatementLinks, load_links
from concepts.evidence.loading import (
    ShownStatement,
    load_statements,
    put_parts_into_heads,
)
from concepts.evidence.open_questions import put_questions_beside
from concepts.evidence.statement_rows import StatementRow, load_rows
from concepts.models import Concept, Label, Side, Statement, StatementConcept
from sources.languages import HTML_LANG, OTHER, Language, Text
from sources.sentences import cut_sentences

Kind = Statement.Kind
USAGE = "usage"  # slug of the dimension that packs reserve for statements on the words themselves (docs/packs.md)
MOST_ON_WORDS = 20  # statements on the words; the others are on the page of the dimension
FULL_STOPS = "。．.；;"

LabelUses = list[tuple[Concept, Label]]  # the concepts with the same label, in canonical order
UsesByLabel = dict[tuple[str, str], LabelUses]  # by language and folded label
DistinctionsByPair = dict[tuple[int, int], list[StatementRow]]  # by the ids of two concepts


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A core concept with its best-supported definition.

    `meaning` completes “You mean …”: the first sentence of the scope note, else of the definition.
    """

    concept: NamedConcept
    labels: tuple[LabelGroup, ...]
    meaning: Text
    scope_note: Text
    definition: ShownStatement | None


@dataclass(frozen=True, slots=True)
class WordSense:
    """One concept that a word names. `name` is its preferred label in the other language; empty where it has none."""

    concept: NamedConcept
    name: Text
    preferred: bool  # whether the word is the preferred label of the concept


@dataclass(frozen=True, slots=True)
class WordWithSenses:
    """A word of one language, with a capital, and all concepts that it names, in canonical order; no hidden labels."""

    text: Text
    senses: tuple[WordSense, ...]

    @property
    def is_shared(self) -> bool:
        """Tell whether the word names several concepts."""
        return len(self.senses) > 1


@dataclass(frozen=True, slots=True)
class SharedConcept:
    """A concept that the words of a row and a column both name; `preferred` where both are its preferred labels."""

    concept: NamedConcept
    preferred: bool


@dataclass(frozen=True, slots=True)
class WordGridRow:
    """An English word with a cell for each Chinese word: the concepts that both name."""

    word: WordWithSenses
    cells: tuple[tuple[SharedConcept, ...], ...]


@dataclass(frozen=True, slots=True)
class WordGrid:
    """English words as rows and Chinese words as columns, both in the canonical order of their concepts."""

    columns: tuple[WordWithSenses, ...]
    rows: tuple[WordGridRow, ...]


@dataclass(frozen=True, slots=True)
class ConceptPair:
    """Two core concepts, the address of their comparison, the number of their distinctions and the first of these."""

    concepts: tuple[NamedConcept, ...]
    address: str
    distinctions: int
    first: ShownStatement


@dataclass(frozen=True, slots=True)
class WhichWordPage:
    """The whole page; everything is empty where no concept is core."""

    concepts: tuple[WordEntry, ...]
    grid: WordGrid
    shared_english: tuple[WordWithSenses, ...]
    shared_chinese: tuple[WordWithSenses, ...]
    usage: tuple[ShownStatement, ...]
    more_usage: int  # statements on the words besides
    usage_address: str
    pairs: tuple[ConceptPair, ...]


def build_which_word_page() -> WhichWordPage:
    """Build the page in a fixed number of queries."""
    concept_names = load_concept_names()
    concepts = list(Concept.objects.published().with_labels().order_by("rank", "slug"))
    core = [concept for concept in concepts if concept.core]
    rows = _load_rows()
    links = load_links([row.id for row in rows])
    pairs = _by_pair([row for row in rows if row.kind == Kind.DISTINCTION], links, core)
    first_distinctions = {distinctions[0].id for distinctions in pairs.values()}
    needed = [row for row in rows if row.kind != Kind.DISTINCTION or row.id in first_distinctions]
    heads = put_parts_into_heads(load_statements(needed, concept_names, links, quoted=False).values())
    statements = {statement.row.id: statement for statement in put_questions_beside(heads)}
    shown = sorted(statements.values(), key=lambda statement: statement.support_order)
    definitions = _first_definitions(statement for statement in shown if statement.kind == Kind.DEFINITION)
    on_words = [statement for statement in shown if statement.kind == Kind.CHARACTERISTIC]
    usage = on_words[:MOST_ON_WORDS]
    uses_by_label = _uses_by_label(concepts)
    english, chinese = (_words(language, uses_by_label, concept_names) for language in (Language.EN, Language.ZH))
    return WhichWordPage(
        concepts=tuple(_entry(concept, definitions.get(concept.id), concept_names) for concept in core),
        grid=_grid(english, chinese),
        shared_english=tuple(word for word in english if word.is_shared),
        shared_chinese=tuple(word for word in chinese if word.is_shared),
        usage=tuple(usage),
        more_usage=len(on_words) - len(usage),
        usage_address=reverse("pages:dimension", args=[USAGE]),
        pairs=_concept_pairs(pairs, statements, concept_names),
    )


def load_shared_words(concept_names: ConceptNames) -> tuple[WordWithSenses, ...]:
    """Load the words that name several core concepts, in one query.

    They are those of one language: that in which more core concepts share a word.
    """
    labels = (
        Label.objects.filter(concept__core=True, concept__status=Concept.Status.PUBLISHED)
        .exclude(role=Label.Role.HIDDEN)
        .select_related("concept")
        .order_by("concept__rank", "concept__slug", "rank", "id")
    )
    by_language: dict[str, UsesByLabel] = {}
    for label in labels:
        key = (label.language, label.folded)
        by_language.setdefault(label.language, {}).setdefault(key, []).append((label.concept, label))
    shared = [[uses for uses in uses_by_label.values() if len(uses) > 1] for uses_by_label in by_language.values()]
    most = max(shared, key=_count_concepts, default=[])
    return tuple(_shared_word(uses, concept_names) for uses in most)


def _count_concepts(labels: Iterable[LabelUses]) -> int:
    """Count the different concepts that the labels name."""
    return len({concept.id for uses in labels for concept, _label in uses})


def _shared_word(uses: LabelUses, concept_names: ConceptNames) -> WordWithSenses:
    """Return the word that names several concepts.

    It is spelt as the first concept whose preferred label it is spells it, by default as the first concept does.
    """
    label = next((label for _concept, label in uses if _is_preferred(label)), uses[0][1])
    lang = HTML_LANG[Language(label.language)]
    senses = []
    for concept, other in uses:
        named = concept_names.by_id[concept.id]
        name = named.other_name if named.name.lang == lang else named.name
        senses.append(WordSense(named, name, _is_preferred(other)))
    return WordWithSenses(Text(capfirst(label.text), lang), tuple(senses))


def _load_rows() -> list[StatementRow]:
    """Load the definitions of core concepts, the statements on their words, and the distinctions about them."""
    of_core = StatementConcept.objects.filter(concept__core=True, role=StatementConcept.Role.SUBJECT)
    sides_of_core = Side.objects.filter(concept__core=True)
    about_words = Q(kind=Kind.DEFINITION) | Q(kind=Kind.CHARACTERISTIC, dimension__slug=USAGE)
    return load_rows(
        Statement.objects.published()
        .filter(
            about_words & Q(id__in=of_core.values("statement"))
            | Q(kind=Kind.DISTINCTION, id__in=sides_of_core.values("distinction"))
        )
        .order_by("rank", "code")
    )


def _by_pair(
    distinctions: Iterable[StatementRow], links: dict[int, StatementLinks], core: Sequence[Concept]
) -> DistinctionsByPair:
    """Group the distinctions by each two core concepts on their sides, those with the fewest sides first."""
    places = {concept.id: place for place, concept in enumerate(core)}
    pairs: DistinctionsByPair = {}
    for row in sorted(distinctions, key=lambda row: len(links[row.id].sides)):
        concepts = [concept for concept, _characteristic in links[row.id].sides if concept in places]
        for pair in combinations(sorted(concepts, key=places.__getitem__), 2):
            pairs.setdefault(pair, []).append(row)
    return {pair: pairs[pair] for pair in sorted(pairs, key=lambda pair: [places[concept] for concept in pair])}


def _first_definitions(definitions: Iterable[ShownStatement]) -> dict[int, ShownStatement]:
    """Return the first definition of each concept by the concept's id; the definitions come best-supported first."""
    first: dict[int, ShownStatement] = {}
    for definition in definitions:
        for concept in definition.subjects:
            first.setdefault(concept.id, definition)
    return first


def _entry(concept: Concept, definition: ShownStatement | None, concept_names: ConceptNames) -> WordEntry:
    """Return the entry of one core concept."""
    note = concept.scope_note
    return WordEntry(
        concept=concept_names.by_id[concept.id],
        labels=label_groups(concept),
        meaning=_first_sentence(note or (definition.text if definition else note)),
        scope_note=note,
        definition=definition,
    )


def _first_sentence(text: Text) -> Text:
    """Return the first sentence without its full stop."""
    for span in cut_sentences(text.words, text.lang)[:1]:
        return Text(text.words[span.start : span.end].rstrip(FULL_STOPS), text.lang)
    return text


def _uses_by_label(concepts: Iterable[Concept]) -> UsesByLabel:
    """Group the concepts, which come in canonical order, by their labels; hidden labels are left out."""
    uses_by_label: UsesByLabel = {}
    for concept in concepts:
        for label in concept.labels.all():
            if label.role != Label.Role.HIDDEN:
                uses_by_label.setdefault((label.language, label.folded), []).append((concept, label))
    return uses_by_label


def _words(language: Language, uses_by_label: UsesByLabel, concept_names: ConceptNames) -> tuple[WordWithSenses, ...]:
    """Return the words of one language that the page compares with those of the other language.

    They are the words that name a core concept and another one, and the preferred labels of the core concepts and of
    those that have a label in common with a core concept. A word comes in the place of the concept whose preferred
    label it is, by default in that of the first concept that it names.
    """
    of_core = [uses for uses in uses_by_label.values() if any(concept.core for concept, _label in uses)]
    involved = {concept.id for uses in of_core for concept, _label in uses}
    placed = []
    for (written_in, _folded), uses in uses_by_label.items():
        owner, label = next((use for use in uses if _is_preferred(use[1])), uses[0])
        is_wanted = _is_preferred(label) or (len(uses) > 1 and any(concept.core for concept, _label in uses))
        if written_in == language and owner.id in involved and is_wanted:
            senses = tuple(_sense(concept, other, concept_names) for concept, other in uses)
            place = (concept_names.by_id[owner.id].place, not _is_preferred(label))
            placed.append((place, WordWithSenses(Text(capfirst(label.text), HTML_LANG[language]), senses)))
    return tuple(word for place, word in sorted(placed, key=lambda pair: pair[0]))


def _is_preferred(label: Label) -> bool:
    return label.role == Label.Role.PREFERRED


def _sense(concept: Concept, label: Label, concept_names: ConceptNames) -> WordSense:
    """Return the concept as a sense of a word that is its `label`."""
    language = OTHER[Language(label.language)]
    names = [other.text for other in concept.labels.all() if other.language == language and _is_preferred(other)]
    return WordSense(concept_names.by_id[concept.id], Text("".join(names), HTML_LANG[language]), _is_preferred(label))


def _grid(english: Iterable[WordWithSenses], chinese: Iterable[WordWithSenses]) -> WordGrid:
    """Arrange the words as rows and columns with their common concepts in the cells."""
    columns = tuple(chinese)
    rows = (WordGridRow(word, tuple(_shared_concepts(word, column) for column in columns)) for word in english)
    return WordGrid(columns, tuple(rows))


def _shared_concepts(word: WordWithSenses, other: WordWithSenses) -> tuple[SharedConcept, ...]:
    """Return the concepts that both words name."""
    preferred = {sense.concept.id: sense.preferred for sense in other.senses}
    return tuple(
        SharedConcept(sense.concept, sense.preferred and preferred[sense.concept.id])
        for sense in word.senses
        if sense.concept.id in preferred
    )


def _concept_pairs(
    by_pair: DistinctionsByPair, statements: Mapping[int, ShownStatement], concept_names: ConceptNames
) -> tuple[ConceptPair, ...]:
    """Return the pairs of core concepts with their first distinctions, which are among the statements, by id."""
    pairs = []
    for ids, rows in by_pair.items():
        concepts = concept_names.named(ids)
        pairs.append(ConceptPair(concepts, canonical_address(concepts), len(rows), statements[rows[0].id]))
    return tuple(pairs)
