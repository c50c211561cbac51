"""Names what is nearly there already before it is written a second time: labels, tags and statements alike.

A form that finds something shows it at the field, with links, and asks once: whoever ticks “it is something else”
saves. Looking takes a fixed number of queries and a bounded number of comparisons.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django import forms
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from concepts.admin.base import CleanedData, GatedForm, LoadingFormSet
from concepts.models import Label, Statement, Tag
from concepts.models.tag_input import split_tags
from sources.languages import COLUMN, HTML_LANG, Language, Text, reader_language
from sources.text import fold

CONFIRMED = "_something_else"  # the field of the box that is ticked; its values are keys of Near
MOST_COMPARED = 2_000  # rows compared with one text, the newest first
MOST_NAMED = 5
LONGEST = 120  # code points of a name
TAG_PAGE = "admin:concepts_tag_change"
CLOSE = 0.75  # shared pairs of characters, as a part of all
LENGTHS = (0.7, 1.4)  # how long, as a part of what was typed, a text may be to be compared at all


Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Near:
    """Something that is nearly what was typed: a key that a form can send back, its name, its page in the admin."""

    key: str
    name: Text
    address: str


def closeness(one: str, other: str) -> float:
    """From 0 to 1: the part of pairs of neighbouring characters two folded texts share (Dice's coefficient)."""
    if one == other:
        return 1.0
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _pairs(text: str) -> set[str]:
    """Pairs of characters; of long Latin texts, whose pairs are much alike, runs of four."""
    width = 4 if len(text) > 30 and text.isascii() else 2
    return {text[place : place + width] for place in range(len(text) - width + 1)}


def _closest(key: str, rows: Iterable[tuple[str, Known]]) -> list[Known]:
    """Of pairs of a folded text and what it stands for, what is close to `key`, the closest first."""
    measured = [(closeness(key, text), known) for text, known in rows]
    return [known for _near, known in sorted((one for one in measured if one[0] >= CLOSE), key=lambda one: -one[0])]


def near_labels(typed: Iterable[str], concept: int | None) -> dict[str, list[Near]]:
    """For each text, other concepts that have it, or nearly it, as a label; one query for all."""
    found: dict[str, list[Near]] = {text: [] for text in typed}
    if not found:
        return found
    labels = Label.objects.exclude(concept=concept) if concept else Label.objects.all()
    columns = ("folded", "text", "language", "concept__slug", "concept")
    rows = list(labels.order_by("-pk").values_list(*columns)[:MOST_COMPARED])
    for text, near in found.items():
        for name, language, slug, pk in _closest(fold(text), ((row[0], row[1:]) for row in rows)):
            if all(one.key != slug for one in near):
                words = Text(f"{name} ({slug})", HTML_LANG[Language(language)])
                near.append(Near(slug, words, reverse("admin:concepts_concept_change", args=[pk])))
    return found


def near_tags(typed: Iterable[str], tag: int | None = None) -> dict[str, list[Near]]:
    """For each name, tags that are nearly it; none for the name of a tag, unless it is to name another, `tag`."""
    found: dict[str, list[Near]] = {name: [] for name in typed}
    if not found:
        return found
    rows = list(Tag.objects.exclude(pk=tag).order_by("-pk").values_list("key", "name", "pk")[:MOST_COMPARED])
    known = {row[0] for row in rows} if tag is None else set()
    for name, near in found.items():
        if (key := fold(name)) not in known:
            near += [
                Near(fold(other), Text(other, HTML_LANG[reader_language()]), reverse(TAG_PAGE, args=[pk]))
                for other, pk in _closest(key, ((row[0], row[1:]) for row in rows))
            ]
    return found


def near_statements(language: Language, typed: str, kind: str, but: set[int]) -> list[Near]:
    """Statements of the kind whose text in the language is nearly `typed`, but for the ids in `but`; one query."""
    least, most = (int(part * len(typed)) for part in LENGTHS)
    rows = (
        Statement.objects.live()
        .filter(kind=kind)
        .exclude(Q(pk__in=but) | Q(status=Statement.Status.WITHDRAWN))
        .annotate(words=F(f"text_{COLUMN[language]}"), long=Length(f"text_{COLUMN[language]}"))
        .filter(long__gte=max(least, 1), long__lte=most + 1)
        .order_by("-pk")
        .values_list("words", "code", "pk")[:MOST_COMPARED]
    )
    close = _closest(fold(typed), ((fold(row[0]), row) for row in rows))
    return [
        Near(
            code,
            Text(f"{code} · {words}", HTML_LANG[language]).shortened(LONGEST),
            reverse(f"admin:concepts_{kind}_change", args=[pk]),
        )
        for words, code, pk in close
    ]


def warning(near: list[Near]) -> str:
    """What stands at the field: links to what is nearly there already, and a box to tick where it is something else."""
    links = format_html_join(
        ", ", '<a href="{}" lang="{}" target="_blank">{}</a>',
        ((one.address, one.name.lang, one.name) for one in near[:MOST_NAMED]),
    )  # fmt: skip
    return format_html(
        '{} {} <label><input type="checkbox" name="{}" value="{}"> {}</label>',
        _("This is nearly there already:"),
        links,
        CONFIRMED,
        "\n".join(one.key for one in near),
        _("It is something else: save it."),
    )


def unconfirmed(near: list[Near], data: Mapping[str, object]) -> bool:
    """Whether there is something near that nobody has looked at and ticked."""
    values = data.getlist(CONFIRMED) if hasattr(data, "getlist") else []
    seen = {key for value in values for key in value.replace("\r\n", "\n").split("\n")}
    return any(one.key not in seen for one in near)


class NearStatementForm(GatedForm):
    """A statement's form that names statements and tags which are nearly there already."""

    kind: str = ""

    def clean(self) -> CleanedData:
        data = super().clean()
        row = self.instance
        but = {pk for pk in (row.pk, row.revises_id) if pk}
        for language, column in COLUMN.items():
            name = f"text_{column}"
            if name in self.changed_data and data.get(name):
                self._ask(name, near_statements(language, data[name], self.kind or row.kind, but))
        if "tags" in self.changed_data:
            before = set(split_tags(",".join(str(tag) for tag in self.initial.get("tags") or [])))
            typed = [name for name in data.get("tags") or [] if name not in before]
            self._ask("tags", [one for near in near_tags(typed).values() for one in near])
        return data

    def _ask(self, name: str, near: list[Near]) -> None:
        if unconfirmed(near, self.data):
            self.add_error(name, forms.ValidationError(warning(near), code="nearly_there"))


class NearTagForm(GatedForm):
    """A tag's form that names tags which are nearly the same."""

    def clean(self) -> CleanedData:
        data = super().clean()
        if "name" in self.changed_data and data.get("name"):
            near = near_tags([data["name"]], self.instance.pk or 0)[data["name"]]
            if unconfirmed(near, self.data):
                self.add_error("name", forms.ValidationError(warning(near), code="nearly_there"))
        return data


class NearLabelFormSet(LoadingFormSet):
    """The labels of a concept; names other concepts that are called nearly the same, in one query for all labels."""

    def clean(self) -> None:
        super().clean()
        typed = {
            form: form.cleaned_data["text"]
            for form in self.forms
            if "text" in form.changed_data and form.cleaned_data.get("text") and not form.cleaned_data.get("DELETE")
        }
        found = near_labels(set(typed.values()), self.instance.pk)
        for form, text in typed.items():
            if unconfirmed(found[text], self.data):
                form.add_error("text", forms.ValidationError(warning(found[text]), code="nearly_there"))
