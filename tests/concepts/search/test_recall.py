"""What the index finds is what plain substring search over all texts finds: no less and no more.

(a) In quotation marks, every one- to four-character stretch of Chinese that stands in a passage or its translation
    finds exactly the things whose texts contain it; so does every Chinese label. An English label finds exactly the
    things in which its words stand side by side, in any of their forms.
    Texts that nobody cites are asked for by themselves: every stretch and label finds exactly those that contain it.
(b) Without them, a stretch asks the index the same beside its parts: what contains it comes before all else.
(c) Without them, a label also finds what is about its concept: everything that contains it, and besides only things
    marked with its concept.

The sets are compared at the index, before any ranking. Every stretch and every label is asked for; on PostgreSQL every
fifth stretch, with --deep every one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from concepts.search.index.backends import index_of
from concepts.search.index.documents import Document, Key, Thing
from concepts.search.index.expressions import Expression, among_uncited, any_of
from concepts.search.index.kinds import load_documents, load_versions
from concepts.search.index.maintenance import current_state
from concepts.search.index.words import stem
from concepts.search.query.parsed_query import parse_query
from concepts.search.query.vocabulary import QueryVocabulary, load_query_vocabulary
from concepts.search.results.facets import SearchFilters
from concepts.search.results.page import search
from sources.highlight import HAN
from sources.models import Passage
from sources.text import search_fold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site"), pytest.mark.slow]
STRETCH = re.compile(f"[{HAN}]+")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class CandidateTexts:
    """All documents, with their folded texts; and which of them contain each stretch of Chinese."""

    documents: dict[Key, Document]
    folded: dict[Key, list[str]]
    stretches: dict[str, set[Key]]

    @classmethod
    def of(cls, batches: Iterable[list[Document]], *, uncited: bool) -> "CandidateTexts":
        """Those of the documents that nobody cites, or all others."""
        documents = {
            document.key: document
            for batch in batches
            for document in batch
            if (document.thing is Thing.UNCITED_TEXT) == uncited
        }
        folded = {key: [search_fold(text) for text in one.texts] for key, one in documents.items()}
        stretches: dict[str, set[Key]] = defaultdict(set)
        for key, own in folded.items():
            for text in own:
                for stretch in stretches_of(text):
                    stretches[stretch].add(key)
        return cls(documents, folded, dict(stretches))

    def containing(self, characters: str) -> set[Key]:
        return {key for key, texts in self.folded.items() if any(characters in text for text in texts)}


def stretches_of(folded: str) -> Iterator[str]:
    """The one- to four-character stretches of Chinese in a folded text."""
    for match in STRETCH.finditer(folded):
        for length in (1, 2, 3, 4):
            yield from (match[0][place : place + length] for place in range(len(match[0]) - length + 1))


@pytest.fixture(scope="module")
def known(loaded_site, django_db_blocker) -> QueryVocabulary:
    with django_db_blocker.unblock():
        return load_query_vocabulary()


@pytest.fixture(scope="module")
def texts(known, django_db_blocker) -> CandidateTexts:
    with django_db_blocker.unblock():
        return CandidateTexts.of(load_documents(load_versions(), known.text_names), uncited=False)


@pytest.fixture(scope="module")
def uncited(known, django_db_blocker) -> "CandidateTexts":
    """The texts that nobody cites."""
    with django_db_blocker.unblock():
        return CandidateTexts.of(load_documents(load_versions(), known.text_names), uncited=True)


@pytest.fixture(scope="module")
def asked_for(texts) -> list[str]:
    """The stretches of all passages and translations."""
    passages = [own for key, own in texts.folded.items() if key[0] is Thing.PASSAGE]
    found = sorted({stretch for own in passages for text in own for stretch in stretches_of(text)})
    assert len(found) > 10_000
    return found


def found_by(expression: Expression) -> set[Key]:
    return index_of(current_state().generation).keys_of(expression)


def literal(query: str, known: QueryVocabulary) -> Expression:
    """What finds a query as it was typed."""
    found = parse_query(query, known.names).literal
    assert found is not None
    return found


def named(query: str, known: QueryVocabulary) -> Expression:
    """What finds the name that a query is, or what is about its concept."""
    (clause,) = parse_query(query, known.names).clauses
    return any_of(expression for expression in (clause.full, clause.half) if expression)


def test_a_quoted_stretch_of_chinese_finds_exactly_what_contains_it(texts, asked_for, known, thorough):
    index = index_of(current_state().generation)
    wrong = [
        stretch
        for stretch in asked_for[:: 1 if thorough else 5]
        if index.keys_of(literal(f'"{stretch}"', known)) != texts.stretches[stretch]
    ]
    assert wrong == []
    assert texts.stretches["市场"] == texts.containing("市场")


def test_a_stretch_finds_exactly_the_uncited_texts_that_contain_it(texts, uncited, asked_for, known, thorough):
    index = index_of(current_state().generation)
    stretches = sorted({*uncited.stretches, *asked_for[:: 1 if thorough else 20]})
    assert len(uncited.documents) > 30
    wrong = [
        stretch
        for stretch in stretches
        if index.keys_of(among_uncited(literal(f'"{stretch}"', known))) != uncited.stretches.get(stretch, set())
    ]
    assert wrong == []
    assert any(stretch not in texts.stretches for stretch in uncited.stretches)


def test_a_label_finds_exactly_the_uncited_texts_that_contain_it(uncited, known):
    for label in {one.folded: one for one in known.labels}.values():
        chinese, english = STRETCH.findall(label.folded), WORD.findall(STRETCH.sub("|", label.folded))
        expected = {
            key
            for key, own in uncited.folded.items()
            for text in own
            if all(part in text for part in chinese) and (not english or side_by_side(english, text))
        }
        assert found_by(among_uncited(literal(f'"{label.folded}"', known))) == expected, label.text


def test_a_stretch_asks_for_the_same_without_quotation_marks(asked_for, known):
    assert max(map(len, asked_for)) == 4
    assert [one for one in asked_for if literal(one, known) != literal(f'"{one}"', known)] == []


@cache
def stems_of(text: str) -> list[str]:
    """The stems of a folded text's words, in its order; an empty one for each stretch of Chinese."""
    words = WORD.finditer(STRETCH.sub(r" \g<0> ", text))
    return [stem(match[0]) if not STRETCH.match(match[0]) else "" for match in words]


def side_by_side(words: list[str], text: str) -> bool:
    """Whether the words stand one behind the other in a folded text, nothing but marks and blanks between them."""
    stems = stems_of(text)
    wanted = [stem(word) for word in words]
    return any(stems[place : place + len(wanted)] == wanted for place in range(len(stems)))


def test_a_quoted_label_finds_exactly_what_contains_it(texts, known):
    languages = set()
    for label in {one.folded: one for one in known.labels}.values():
        chinese, english = STRETCH.findall(label.folded), WORD.findall(STRETCH.sub("|", label.folded))
        assert bool(chinese) != bool(english), f"{label.text} has both scripts: say here what it finds"
        languages.add(label.language)
        expected = {
            key
            for key, own in texts.folded.items()
            if (
                all(any(part in text for text in own) for part in chinese)
                if chinese
                else any(side_by_side(english, text) for text in own)
            )
        }
        assert found_by(literal(f'"{label.folded}"', known)) == expected, label.text
    assert languages == {"en", "zh-hans"}


def test_a_label_finds_what_contains_it_and_what_is_about_its_concept(texts, known):
    for folded in {label.folded for label in known.labels}:
        concepts = set(known.names.concepts_in(folded))
        exact, found = found_by(literal(f'"{folded}"', known)), found_by(named(folded, known))
        assert concepts
        assert exact <= found
        about = {key for key, document in texts.documents.items() if concepts & set(document.concepts)}
        assert about & found, folded
        assert found <= exact | about, folded


def test_passages_that_speak_of_the_market_stand_before_those_that_only_have_its_name_inside_another(texts, known):
    (market,) = known.names.concepts_in("市场")
    answer = search("市场", SearchFilters({"kind": ("passage",)}), limit=1_000)
    rows = Passage.objects.values_list("id", "version__source__slug", "version__number", "start", "end")
    ids = {f"{slug}/v{version}/{start}-{end}": id for id, slug, version, start, end in rows}
    found = [(Thing.PASSAGE, ids[hit.id]) for hit in answer.hits]
    assert len(found) == len(set(found)) == answer.total
    speaking = [market in texts.documents[key].concepts for key in found]
    having = [any("市场" in text for text in texts.folded[key]) for key in found]
    inside = [has and not speaks for has, speaks in zip(having, speaking, strict=True)]
    assert speaking.count(True) > 20
    assert inside.count(True) > 20
    assert speaking == sorted(speaking, reverse=True)
