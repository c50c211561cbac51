"""Show and read what a position or finding rests on, row by row, with the part of the claim that each row carries.

The parts of a finding follow its subjects: a row is “about marketing”, and the numbered part for it is made when the
form is saved. In the form such a row says `c12`, the id of the concept, or `r1`, the concept that is chosen in the
second row of concepts. The parts of a position have names, so its rows say the number of the part.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concepts.admin.base import InterfaceText
from concepts.admin.inline_rows import AttachedForm, AttachedFormSet
from concepts.admin.row_versions import NUMERIC_ID
from concepts.content.row_content import AttachedContent
from concepts.content.value_types import Words
from concepts.models import Concept
from concepts.models.basis import WHOLE
from sources.languages import in_language

Choice = tuple[str, InterfaceText]

SUBJECTS, PARTS, BASES = "concept_links", "claim_parts", "bases"  # the prefixes of the rows of a form
REST_ON = "_rest_on"  # the boxes of proposed statements, each with statement, part and nearness: 34-c2-itself
PROPOSED = re.compile(r"([0-9]{1,18})-(0|c[0-9]{1,18})-(itself|nearby)")
MOST_PROPOSED = 100
OFFERED_SUBJECTS = 4  # concepts of a new finding that a row can be about before they are chosen
OFFERED_PARTS = 4  # parts of a position that a row can carry, at least


class BasisForm(AttachedForm):
    """Read one statement that a claim rests on, and what of the claim it carries."""

    part = forms.ChoiceField(
        label=gettext_lazy("carries"),
        initial=str(WHOLE),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("This is no part of the claim any more; choose another one, or the whole.")
        },
    )
    numbers: dict[str, int] = {}  # of the parts, by what the form says

    def clean_part(self) -> int:
        """Return the number of the part, 0 for the whole; raises ValidationError where its concept is not chosen."""
        chosen: str = self.cleaned_data["part"] or str(WHOLE)
        if not chosen.startswith("r"):
            return self.numbers[chosen]
        message = _("Concept %(number)d is not chosen above; choose it, or let the statement carry the whole.")
        raise forms.ValidationError(message % {"number": int(chosen[1:]) + 1})


class BasisFormSet(AttachedFormSet):
    """The statements that a position rests on; each carries the whole, or the part with a number."""

    def get_queryset(self) -> QuerySet[Model]:
        """Return the rows, which say the part as the form does; `carries` is what people read."""
        if not hasattr(self, "_queryset"):
            names = dict(self.choices)
            for row in super().get_queryset():
                row.part = self.choice_of(row.part)
                row.carries = names.get(row.part, row.part)
        return self._queryset

    def add_fields(self, form: "forms.ModelForm[Model]", index: int | None) -> None:
        super().add_fields(form, index)
        if "part" in form.fields:
            form.fields["part"].choices = self.choices
            form.numbers = self.numbers

    def choice_of(self, number: int) -> str:
        """Return what the form says for a part."""
        return str(number)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return the number of each part that can be chosen, by what the form says."""
        return {value: int(value) for value, _label in self.choices}

    @cached_property
    def choices(self) -> list[Choice]:
        """Return what a row can carry, with names as far as they are stored or typed."""
        names: dict[int, str] = {}
        if self.instance.pk:
            names = {part.number: str(in_language(part, "name")) for part in self.instance.claim_parts.all()}
        for row in range(_number_of_rows(self.data, PARTS) if self.is_bound else 0):
            number = self.data.get(f"{PARTS}-{row}-number", "")
            if NUMERIC_ID.fullmatch(number):
                names[int(number)] = self.data.get(f"{PARTS}-{row}-name_en") or self.data.get(
                    f"{PARTS}-{row}-name_zh", ""
                )
        numbers = sorted({*names, *range(1, OFFERED_PARTS + 1)} - {WHOLE})
        return [_whole(), *((str(number), _part_called(number, names.get(number, ""))) for number in numbers)]

    def read_parts(self, rows: "list[forms.ModelForm[Model]]") -> list[AttachedContent] | None:
        """Return the parts that the rows carry; None where they stand in rows of their own."""
        return None


class FindingBasisFormSet(BasisFormSet):
    """The statements that a finding rests on; each carries the whole, or what is said of one of its concepts."""

    def choice_of(self, number: int) -> str:
        concept = self._stored.get(number)
        return f"c{concept.pk}" if concept else str(number)

    @cached_property
    def _stored(self) -> dict[int, Concept]:
        """Return the concepts of the stored parts by their numbers; one query, and one for the labels."""
        if not self.instance.pk:
            return {}
        parts = self.instance.claim_parts.exclude(concept=None).select_related("concept")
        return {part.number: part.concept for part in parts.prefetch_related("concept__labels")}

    @cached_property
    def _subjects(self) -> dict[int, Concept | None]:
        """Return the concept that is chosen in each row of concepts, by the number of the row from 0."""
        if not self.is_bound:
            if not self.instance.pk:
                return dict.fromkeys(range(OFFERED_SUBJECTS))
            links = self.instance.concept_links.select_related("concept").prefetch_related("concept__labels")
            return dict(enumerate(link.concept for link in links.order_by("rank", "id")))
        chosen = dict(_chosen_subjects(self.data))
        stored = Concept.objects.with_labels().in_bulk([pk for pk in chosen.values() if pk])
        return {row: stored.get(pk or 0) for row, pk in chosen.items()}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return the number of the part about each concept: stored parts keep theirs, others take those left free."""
        numbers = {str(WHOLE): WHOLE} | {f"c{concept.pk}": number for number, concept in self._stored.items()}
        for concept in filter(None, self._subjects.values()):
            free = next(number for number in range(1, len(numbers) + 2) if number not in numbers.values())
            numbers.setdefault(f"c{concept.pk}", free)
        return numbers

    @cached_property
    def choices(self) -> list[Choice]:
        known = {
            f"c{concept.pk}": concept for concept in (*filter(None, self._subjects.values()), *self._stored.values())
        }
        unknown = [row for row, concept in self._subjects.items() if concept is None]
        return [
            _whole(),
            *((value, _("about %(concept)s") % {"concept": concept.name}) for value, concept in known.items()),
            *((f"r{row}", _("about concept %(number)d") % {"number": row + 1}) for row in unknown),
        ]

    def read_parts(self, rows: "list[forms.ModelForm[Model]]") -> list[AttachedContent] | None:
        used = {row.cleaned_data["part"] for row in rows}
        concepts = [*filter(None, self._subjects.values()), *self._stored.values()]
        slugs = {self.numbers[f"c{concept.pk}"]: concept.slug for concept in concepts}
        return [
            AttachedContent({"number": number, "concept": (slug,), "name": Words()})
            for number, slug in sorted(slugs.items())
            if number in used
        ]


def name_chosen_concepts(data: QueryDict) -> QueryDict:
    """Return posted data in which the rows “about concept 2” name the concept that is chosen there, if one is."""
    chosen = dict(_chosen_subjects(data))
    named = data.copy()
    for row in range(_number_of_rows(data, BASES)):
        name = f"{BASES}-{row}-part"
        said = data.get(name, "")
        if re.fullmatch("r[0-9]{1,3}", said) and (concept := chosen.get(int(said[1:]))):
            named[name] = f"c{concept}"
    return named


def add_proposed_rows(data: QueryDict) -> QueryDict:
    """Return posted data with a row for each proposed statement whose box is ticked, as far as it is not there."""
    added = data.copy()
    proposed = [found.groups() for each in data.getlist(REST_ON)[:MOST_PROPOSED] if (found := PROPOSED.fullmatch(each))]
    added.pop(REST_ON, None)
    place = _number_of_rows(data, BASES)
    there = {(data.get(f"{BASES}-{row}-statement"), data.get(f"{BASES}-{row}-part", "0")) for row in range(place)}
    for statement, part, nearness in proposed:
        if (statement, part) not in there:
            for name, value in (("statement", statement), ("part", part), ("nearness", nearness)):
                added[f"{BASES}-{place}-{name}"] = value
            place += 1
    added[f"{BASES}-TOTAL_FORMS"] = str(place)
    return added


def _chosen_subjects(data: Mapping[str, str]) -> Iterator[tuple[int, int | None]]:
    """Yield the number of each row of concepts that is not removed, with the id that is chosen there."""
    for row in range(_number_of_rows(data, SUBJECTS)):
        if not data.get(f"{SUBJECTS}-{row}-DELETE"):
            chosen = data.get(f"{SUBJECTS}-{row}-concept", "")
            yield row, int(chosen) if NUMERIC_ID.fullmatch(chosen) else None


def _number_of_rows(data: Mapping[str, str], prefix: str) -> int:
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(total), 1_000) if NUMERIC_ID.fullmatch(total) else 0


def _whole() -> Choice:
    return str(WHOLE), _("the whole")


def _part_called(number: int, name: str) -> str:
    if name:
        return _("part %(number)d: %(name)s") % {"number": number, "name": name}
    return _("part %(number)d") % {"number": number}
