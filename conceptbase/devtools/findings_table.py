"""Writes docs/findings.md: all findings with their numbers, and of concepts without a finding the reason for that.

The findings and their numbers come from the database, the reasons from docs/findings.yaml, which people review. What is
wrong with the reasons, and which concepts lack one, is a list of faults: the page can be written without them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TypedDict

import yaml
from django.conf import settings
from django.utils import translation

from concepts.evidence.concept_names import load_concept_names
from concepts.evidence.loading import ShownStatement, best_supported, load_statements
from concepts.evidence.statement_rows import load_rows
from concepts.models import Statement
from sources.languages import Language

Group = tuple[str, ...]  # slugs of two or more concepts, in the order of the site
Kind = Statement.Kind
NO_REASON = "**No finding and no reason yet.**"


class ReasonEntry(TypedDict, total=False):
    """Why the concepts of one group have no finding: the name of a reason, or words."""

    concepts: list[str]
    reason: str
    words: str


class ReasonsFile(TypedDict):
    """The content of docs/findings.yaml: sentences by name, and what names them."""

    reasons: dict[str, str]
    groups: list[ReasonEntry]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why concepts have no finding: sentences by name, by group the name of one, and by group a reason of its own."""

    sentences: dict[str, str] = field(default_factory=dict)
    names: dict[Group, str] = field(default_factory=dict)
    words: dict[Group, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """All published findings, best supported first, and the groups of concepts that need one or a reason.

    `core` are the pairs of core concepts, `distinguished` the other groups that a distinction tells apart, each pair of
    its concepts included, with the codes of these; `comparable` are the other pairs in which each concept has a
    characteristic of its own on the same dimension, with the slugs of these dimensions.
    """

    findings: tuple[ShownStatement, ...]
    aspects: dict[str, str]  # by code of a finding
    order: dict[str, int]  # of the site, by slug of a concept
    core: tuple[Group, ...]
    distinguished: dict[Group, list[str]]
    comparable: dict[Group, list[str]]

    def about(self, group: Group) -> list[ShownStatement]:
        """Return the findings about exactly these concepts."""
        return [finding for finding in self.findings if {concept.slug for concept in finding.concepts} == {*group}]

    @property
    def needs_words(self) -> set[Group]:
        """Return the groups that have a finding, or else a reason in words of its own."""
        return {*self.core, *self.distinguished}


def findings_page() -> Path:
    """Return the path of the table as a page of the documentation."""
    return Path(settings.BASE_DIR) / "docs" / "findings.md"


def read_reasons() -> tuple[Reasons, list[str]]:
    """Read docs/findings.yaml; return the reasons, and what is wrong with its form."""
    return reasons_of(yaml.safe_load(findings_page().with_suffix(".yaml").read_text(encoding="utf-8")))


def reasons_of(content: ReasonsFile) -> tuple[Reasons, list[str]]:
    """Return the reasons that are in the content of the file, and what is wrong with its form."""
    reasons, faults = Reasons(dict(content["reasons"])), []
    for entry in content["groups"]:
        group, name, words = tuple(entry["concepts"]), entry.get("reason"), entry.get("words")
        if group in reasons.names or group in reasons.words:
            faults.append(f"{_joined(group)}: stands in the file twice.")
        elif bool(name) == bool(words):
            faults.append(f"{_joined(group)}: write either `reason` or `words`.")
        elif words:
            reasons.words[group] = words
        elif name not in reasons.sentences:
            faults.append(f"{_joined(group)}: there is no reason called {name}.")
        else:
            reasons.names[group] = name
    return reasons, faults


def load_findings() -> Findings:
    """Load the published findings in English, and find the groups of concepts that need one."""
    with translation.override(Language.EN):
        concept_names = load_concept_names()
        kinds = (Kind.FINDING, Kind.DISTINCTION, Kind.CHARACTERISTIC)
        rows = load_rows(Statement.objects.published().filter(kind__in=kinds).order_by("rank", "code"))
        statements = list(load_statements(rows, concept_names).values())
    order = {concept.slug: concept.place for concept in concept_names.concepts}
    core = pairs_of(concept.slug for concept in concept_names.concepts if concept.core)
    distinguished: dict[Group, list[str]] = {}
    dimensions: dict[str, set[str]] = {slug: set() for slug in order}
    for statement in statements:
        concepts = sorted((concept.slug for concept in statement.concepts), key=order.__getitem__)
        if statement.kind == Kind.DISTINCTION:
            for group in dict.fromkeys([*pairs_of(concepts), tuple(concepts)]):
                distinguished.setdefault(group, []).append(statement.code)
        elif statement.kind == Kind.CHARACTERISTIC and len(concepts) == 1 and statement.row.dimension:
            dimensions[concepts[0]].add(statement.row.dimension.slug)
    for pair in core:
        distinguished.pop(pair, None)
    shared = {(first, second): sorted(dimensions[first] & dimensions[second]) for first, second in pairs_of(order)}
    return Findings(
        findings=best_supported(statements, Kind.FINDING),
        aspects=dict(Statement.objects.published().filter(kind=Kind.FINDING).values_list("code", "aspect")),
        order=order,
        core=core,
        distinguished=dict(sorted(distinguished.items(), key=lambda item: [order[slug] for slug in item[0]])),
        comparable={
            pair: slugs for pair, slugs in shared.items() if slugs and pair not in core and pair not in distinguished
        },
    )


def pairs_of(concepts: Iterable[str]) -> tuple[Group, ...]:
    """Return each two of the concepts once, in their order."""
    return tuple(combinations(concepts, 2))


def faults_of(found: Findings, reasons: Reasons) -> list[str]:
    """Return which groups lack a reason, and which reasons stand where none, or another one, belongs."""
    faults = []
    for group in (*found.core, *found.distinguished, *found.comparable):
        if not found.about(group) and group not in reasons.names and group not in reasons.words:
            faults.append(f"{_joined(group)}: has neither a finding nor a reason.")
    for group in (*reasons.names, *reasons.words):
        if unknown := [slug for slug in group if slug not in found.order]:
            faults.append(f"{_joined(group)}: there is no concept {', '.join(unknown)}.")
        elif [*group] != sorted(group, key=found.order.__getitem__):
            faults.append(f"{_joined(group)}: name the concepts in the order of the site.")
        elif found.about(group):
            faults.append(f"{_joined(group)}: has a finding; take its reason out.")
        elif group not in found.needs_words and group not in found.comparable:
            faults.append(f"{_joined(group)}: needs no finding; take its reason out.")
        elif group in reasons.names and group in found.needs_words:
            faults.append(f"{_joined(group)}: a distinction tells them apart, or they are core: give it `words`.")
    return faults


INTRODUCTION = """# All findings, and why other concepts have none

Written by `manage.py findings --write docs/findings.md` from a database that holds our pack and nothing else; a test
fails when it is not up to date. Where concepts have no finding, `docs/findings.yaml` has the reason, and the command
lists what lacks one. The numbers are those of [articles](decisions/0013-counting.md) that say the whole of a finding,
only a part of it, or need for it what they say of something nearby; `/s/<code>/` opens a finding.
"""


def page_text(found: Findings, reasons: Reasons) -> str:
    """Return the up-to-date text of docs/findings.md."""

    def describe(group: Group) -> str:
        about = [f"{finding.code} ({finding.support.whole.count})" for finding in found.about(group)]
        return ", ".join(about) or reasons.words.get(group) or reasons.sentences.get(reasons.names.get(group, ""), "")

    sections = [
        _table(
            "All findings",
            "The best supported come first.",
            ("code", "concepts", "aspect", "dimension", "English", "Chinese", "whole", "part", "nearby"),
            [_finding_cells(finding, found.aspects[finding.code]) for finding in found.findings],
        ),
        _groups("Pairs of core concepts", "Each with its findings, or the reason for none.", found.core, describe),
        _groups(
            "Other concepts that a distinction tells apart",
            "Three concepts of one distinction are here as three pairs, and together.",
            found.distinguished,
            describe,
            ("distinctions", found.distinguished),
        ),
        _groups(
            "Other concepts with characteristics on the same dimension",
            "Each of the two has at least one characteristic of its own there.",
            found.comparable,
            describe,
            ("dimensions", found.comparable),
        ),
    ]
    return "\n".join([INTRODUCTION, *sections])


def _finding_cells(finding: ShownStatement, aspect: str) -> list[str]:
    """Return the cells of a finding."""
    support, row = finding.support, finding.row
    return [
        finding.code,
        _joined(concept.slug for concept in finding.concepts),
        aspect,
        row.dimension.slug if row.dimension else "",
        row.text_en,
        row.text_zh,
        *(str(voices.count) for voices in (support.whole, support.part, support.nearby)),
    ]


def _groups(
    title: str,
    introduction: str,
    groups: Iterable[Group],
    describe: Callable[[Group], str],
    more: tuple[str, dict[Group, list[str]]] = ("", {}),
) -> str:
    """Return a section with a row for each group: its concepts, `more` of it, its findings or its reason."""
    name, values = more
    columns = ("concepts", *([name] if name else ()), "findings (articles), or why there is none")
    rows = [
        [_joined(group), *([", ".join(values[group])] if name else ()), describe(group) or NO_REASON]
        for group in groups
    ]
    return _table(title, introduction, columns, rows)


def _table(title: str, introduction: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a section with a table; nothing may end a cell early."""
    body = [" | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in row) for row in rows]
    lines = [f"## {title}", "", introduction, "", *(f"| {line} |" for line in (" | ".join(columns), *body))]
    lines.insert(5, f"|{' --- |' * len(columns)}")
    return "\n".join([*lines, ""])


def _joined(concepts: Iterable[str]) -> str:
    return ", ".join(concepts)
