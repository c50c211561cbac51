"""Find the concepts that a reader means by names typed into a form, in English or Chinese, by label or by slug."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q

from concepts.evidence.comparison_address import in_canonical_order
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.models import Concept, Label
from concepts.models.names import name_key

SEPARATOR = re.compile(r"[,，、;；\n]|\s(?:vs\.?|versus)\s")
LONGEST_TYPED = 200  # characters that are read
MOST_NAMES = 6
MOST_WORDS, MOST_WORDS_OF_A_NAME = 12, 4  # of what is typed without commas
MOST_PROPOSALS = 6
MOST_COMPARED_LABELS = 1_000  # labels that begin like an unknown name, of which the most similar are proposed
SIMILAR = 0.6  # from which ratio on two names are similar


@dataclass(frozen=True, slots=True)
class TypedName:
    """A name as it was typed, and the concepts that it names.

    Where it names none, `proposals` are those with a similar name; where it names several, these.
    """

    text: str
    concepts: tuple[NamedConcept, ...]
    proposals: tuple[NamedConcept, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Tell whether it names exactly one concept."""
        return len(self.concepts) == 1


def find_typed_names(typed: str, concept_names: ConceptNames) -> tuple[TypedName, ...]:
    """Return the names in what was typed, which may be several with commas between, or with blanks alone.

    A name that is the preferred label of one concept names that one, whatever else is called so too. Costs one
    query, and one for each unknown name.
    """
    whole = typed.replace("\0", " ").strip()[:LONGEST_TYPED]
    pieces = [piece.strip() for piece in SEPARATOR.split(whole) if name_key(piece)][:MOST_NAMES]
    words = whole.split() if len(pieces) == 1 else []
    stretches = _stretches(words) if 1 < len(words) <= MOST_WORDS else {}
    named = _find_exactly([whole, *pieces, *stretches.values()], concept_names)
    if named.get(name_key(whole)) or not pieces:
        texts = [whole]
    else:
        texts = _split_into_names(len(words), stretches, named) or pieces
    names = []
    for text in texts:
        concepts = named.get(name_key(text), ())
        names.append(TypedName(text, concepts, concepts or _propose(text, concept_names)))
    return tuple(names)


def _stretches(words: Sequence[str]) -> dict[tuple[int, int], str]:
    """Return the words that follow one another, up to MOST_WORDS_OF_A_NAME of them, by start and end."""
    return {
        (start, end): " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + MOST_WORDS_OF_A_NAME, len(words)) + 1)
    }


def _split_into_names(
    count: int, stretches: Mapping[tuple[int, int], str], named: Mapping[str, tuple[NamedConcept, ...]]
) -> list[str]:
    """Return the words as names of one concept each, as many as there can be; nothing where some word is in none.

    “Marketing sales promotion” has three names, although “sales promotion” is a name too.
    """
    best: list[list[str] | None] = [[], *[None] * count]  # for the first words, by their number
    for (start, end), text in sorted(stretches.items(), key=lambda stretch: stretch[0][1]):
        before, found = best[start], best[end]
        if before is None or len(named.get(name_key(text), ())) != 1:
            continue
        if found is None or len(before) + 1 > len(found):
            best[end] = [*before, text]
    return best[count] or []


def _find_exactly(texts: Iterable[str], concept_names: ConceptNames) -> dict[str, tuple[NamedConcept, ...]]:
    """Return the concepts that each of the texts names, by its key, in canonical order; one query."""
    keys = {key for text in texts if (key := name_key(text))}
    labels = Label.objects.filter(folded__in=keys, concept__status=Concept.Status.PUBLISHED)
    preferred: dict[str, set[int]] = {key: set() for key in keys}
    anyhow: dict[str, set[int]] = {key: set() for key in keys}
    for key, concept, role in labels.values_list("folded", "concept_id", "role"):
        if concept_names.has(concept):
            anyhow[key].add(concept)
            if role == Label.Role.PREFERRED:
                preferred[key].add(concept)
    found = {}
    for key in keys:
        ids = preferred[key] if len(preferred[key]) == 1 else anyhow[key]
        if not ids and key in concept_names.by_slug:
            ids = {concept_names.by_slug[key].id}
        found[key] = in_canonical_order(concept_names.named(ids))
    return found


def _propose(text: str, concept_names: ConceptNames) -> tuple[NamedConcept, ...]:
    """Return the concepts whose names are most similar to the text, the most similar first; one query."""
    key = name_key(text)
    if not key:
        return ()
    alike = Q(folded__contains=key) | Q(folded__startswith=key[0]) | Q(pinyin__contains=key)
    labels = Label.objects.filter(alike, concept__status=Concept.Status.PUBLISHED).order_by("concept__rank", "id")
    likeness: dict[int, float] = {}
    for folded, pinyin, concept in labels.values_list("folded", "pinyin", "concept_id")[:MOST_COMPARED_LABELS]:
        ratio = 1.0 if key in folded or key in pinyin else SequenceMatcher(None, key, folded).ratio()
        if ratio >= SIMILAR and concept_names.has(concept):
            likeness[concept] = max(ratio, likeness.get(concept, 0))
    places = {concept: concept_names.by_id[concept].place for concept in likeness}
    best: Sequence[int] = sorted(likeness, key=lambda concept: (-likeness[concept], places[concept]))
    return concept_names.named(best[:MOST_PROPOSALS])
