"""Judges answers by what readers see first: does one of the first three things show a passage that should be there?

The queries are in `asked.yaml`, and in `asked_aside.yaml` those that are set aside for measuring: nobody reads these,
or what becomes of a single one of them. Those of `asked_floor.yaml` say from where on an answer is weak.
`docs/search-queries.md` says how all were made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import translation

from concepts.evidence.claims import stand_on
from concepts.evidence.links import load_links
from concepts.models import Citation, Statement
from concepts.search.results.answers import Hit, SearchAnswer
from concepts.search.results.page import search
from sources.models import Passage, SourceVersion

FOLDER = Path(__file__).parent
WORKED_WITH, SET_ASIDE, FLOOR = (FOLDER / f"{name}.yaml" for name in ("asked", "asked_aside", "asked_floor"))
FIRST = 3
LANGUAGES = {"en": "en", "zh-hans": "zh-hans", "zh-hant": "zh-hans"}  # of the query, and of the pages of who asks it
Stretch = tuple[int, int, int]  # a version, and the start and end of a part of its text


def read_yaml(path: Path) -> list[dict[str, Any]]:
    """The entries of a file; read in C, where PyYAML has that, a tenth of the time."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@dataclass(frozen=True)
class Judge:
    """Knows which statement cites which passage, and where each quotation stands."""

    texts: Mapping[str, tuple[int, str]]  # by the slug of a source: its version and its text
    passages: Mapping[str, Stretch]  # by the id of a hit
    cited: Mapping[str, frozenset[Stretch]]  # by the code of a statement: its own, and those of what it stands on

    def expected(self, entry: Mapping[str, Any]) -> set[Stretch]:
        """Where the quotations of an entry stand; a quotation that stands nowhere is left out."""
        found = set()
        for wanted in entry["expect"]:
            version, text = self.texts[wanted["source"]]
            start = text.find(wanted["quote"])
            while start >= 0:
                found.add((version, start, start + len(wanted["quote"])))
                start = text.find(wanted["quote"], start + 1)
        return found

    def is_met(self, entry: Mapping[str, Any], answer: SearchAnswer) -> bool:
        """Whether one of the first three things shows what the entry expects; or nothing, where there is nothing."""
        if not entry["expect"]:
            return is_none(answer)
        wanted = self.expected(entry)
        return any(overlap(wanted, shown) for shown in self.first_things(answer)[:FIRST])

    def first_things(self, answer: SearchAnswer) -> list[frozenset[Stretch]]:
        """The passages that each thing shows, in the order of the page; the best answer is the first."""
        things = [self._cited_by(statement.code for statement in answer.best.statements)] if answer.best else []
        return things + [self._shown_by(hit) for hit in answer.other_hits]

    def _shown_by(self, hit: Hit) -> frozenset[Stretch]:
        codes = [hit.id] if hit.type in Statement.Kind.values else [shown.code for shown in hit.answers]
        passages = {self.passages[hit.id]} if hit.id in self.passages else set()
        return self._cited_by(codes) | passages

    def _cited_by(self, codes: Iterable[str]) -> frozenset[Stretch]:
        return frozenset().union(*(self.cited.get(code, frozenset()) for code in codes))


def is_none(answer: SearchAnswer) -> bool:
    """Whether readers are told that it is no answer."""
    return answer.is_empty or answer.is_weak


def overlap(some: Iterable[Stretch], others: Iterable[Stretch]) -> bool:
    """Whether any of the stretches have a character in common with any of the others."""
    return any(
        version == other and start < other_end and other_start < end
        for version, start, end in some
        for other, other_start, other_end in others
    )


def load_judge() -> Judge:
    """The judge of the content in the database, which is our own pack."""
    texts = SourceVersion.objects.values_list("source__slug", "id", "source_text__text")
    rows = Passage.objects.values_list("id", "version__source__slug", "version__number", "version", "start", "end")
    places = {id: (f"{slug}/v{number}/{start}-{end}", (version, start, end))
              for id, slug, number, version, start, end in rows}  # fmt: skip
    own = defaultdict(set)
    for statement, passage in Citation.objects.values_list("statement", "passage"):
        own[statement].add(places[passage][1])
    published = Statement.objects.published().values_list("id", "code")
    links = load_links([id for id, _ in published], with_sides_below=True)
    return Judge(
        {slug: (version, text) for slug, version, text in texts},
        dict(places.values()),
        {code: frozenset().union(*(own[row] for row in stand_on([id], links))) for id, code in published},
    )


@cache
def entries(path: Path) -> tuple[dict[str, Any], ...]:
    """The queries of one half."""
    return tuple(read_yaml(path))


def met(judge: Judge, path: Path) -> list[bool]:
    """Of each query of a half, in its order, whether its answer is met; asked in the language of who asks it."""
    found = []
    for entry in entries(path):
        with translation.override(LANGUAGES[entry["language"]]):
            found.append(judge.is_met(entry, search(entry["q"])))
    return found


def called_none(judge: Judge, path: Path) -> tuple[int, int, int, int]:
    """How many queries are told that there is no answer, and of how many: where one is shown, where there is none."""
    shown, none = [], []
    for entry in entries(path):
        with translation.override(LANGUAGES[entry["language"]]):
            answer = search(entry["q"])
        if not entry["expect"]:
            none.append(is_none(answer))
        elif judge.is_met(entry, answer):
            shown.append(is_none(answer))
    return sum(shown), len(shown), sum(none), len(none)


def shares(path: Path, results: Iterable[bool]) -> list[tuple[str, int, int]]:
    """By language, of what has an answer and what has none: how many are met, and of how many."""
    have, whole = Counter[str](), Counter[str]()
    for entry, result in zip(entries(path), results, strict=True):
        names = ["all"] + ([entry["language"], "with an answer"] if entry["expect"] else ["with no answer"])
        have.update(names if result else [])
        whole.update(names)
    return [(name, have[name], whole[name]) for name in sorted(whole)]
