"""Find labels, tags and statements that are similar to what somebody types, so that nothing is written twice.

A form that finds some shows links to them at the field, and asks once: it saves when somebody ticks “it is something
else”. The search takes a fixed number of queries and a bounded number of comparisons.
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

from concepts.admin.base import CleanedData, CleanTextForm
from concepts.editorial.tags import check_one_tag, tags_by_key
from concepts.models import Label, Statement, Tag
from concepts.models.concept import MOST_TAG
from concepts.models.names import check_tag, name_key
from concepts.models.tag_input import join_tags
from sources.languages import COLUMN, HTML_LANG, Language, Text, reader_language
from sources.text import clean_text, fold

CONFIRMED = "_something_else"  # the field of the box that is ticked; its values are the keys of similar rows
MOST_COMPARED_TEXTS = 2_000  # stored texts compared with one typed text, the newest first
MOST_LINKS = 5  # links in one warning
LONGEST_NAME = 120  # code points of a name
TAG_PAGE = "admin:concepts_tag_change"
LEAST_SIMILARITY = 0.75  # share of common pairs of characters
COMPARED_LENGTHS = (0.7, 1.4)  # least and greatest length of a compared text, relative to the typed text


RowData = TypeVar("RowData")


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """A row similar to what was typed: the key that a form sends back, its name, and its address in the admin."""

    key: str
    name: Text
    address: str


def similarity(text: str, other: str) -> float:
    """Return the share of common pairs of characters of two folded texts, from 0 to 1 (Dice's coefficient)."""
    if text == other:
        return 1.0
    first, second = _character_runs(text), _character_runs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _character_runs(text: str) -> set[str]:
    """Return the pairs of characters of a text; of long Latin texts, whose pairs differ little, runs of four."""
    width = 4 if len(text) > 30 and text.isascii() else 2
    return {text[place : place + width] for place in range(len(text) - width + 1)}


def _similar_rows(key: str, rows: Iterable[tuple[str, RowData]]) -> list[RowData]:
    """Return the data of the rows whose folded text is similar to `key`, the most similar first."""
    measured = [(similarity(key, text), data) for text, data in rows]
    similar = [(measure, data) for measure, data in measured if measure >= LEAST_SIMILARITY]
    return [data for _measure, data in sorted(similar, key=lambda pair: -pair[0])]


def find_similar_labels(typed: Iterable[str], concept: int | None) -> dict[str, list[SimilarRow]]:
    """Return, for each text, the other concepts that have a similar label; one query for all texts."""
    found: dict[str, list[SimilarRow]] = {text: [] for text in typed}
    if not found:
        return found
    labels = Label.objects.exclude(concept=concept) if concept else Label.objects.all()
    columns = ("folded", "text", "language", "concept__slug", "concept")
    rows = list(labels.order_by("-pk").values_list(*columns)[:MOST_COMPARED_TEXTS])
    for text, similar in found.items():
        for name, language, slug, pk in _similar_rows(fold(text), ((row[0], row[1:]) for row in rows)):
            if all(row.key != slug for row in similar):
                shown = Text(f"{name} ({slug})", HTML_LANG[Language(language)])
                similar.append(SimilarRow(slug, shown, reverse("admin:concepts_concept_change", args=[pk])))
    return found


def find_similar_tags(typed: Iterable[str], tag: int | None = None) -> dict[str, list[SimilarRow]]:
    """Return, for each name, the tags with a similar name; one query for all names.

    Nothing is similar to the name of an existing tag, unless it is the new name of another tag, the one with id `tag`.
    """
    found: dict[str, list[SimilarRow]] = {name: [] for name in typed}
    if not found:
        return found
    columns = ("key", "other_key", "name", "pk")
    rows = list(Tag.objects.exclude(pk=tag).order_by("-pk").values_list(*columns)[:MOST_COMPARED_TEXTS])
    names = [(key, row[2:]) for row in rows for key in row[:2] if key]
    known = {key for key, _row in names} if tag is None else set()
    for name, similar in found.items():
        if (key := fold(name)) not in known:
            similar += [
                SimilarRow(fold(other), Text(other, HTML_LANG[reader_language()]), reverse(TAG_PAGE, args=[pk]))
                for other, pk in dict.fromkeys(_similar_rows(key, names))
            ]
    return found


def find_similar_statements(language: Language, typed: str, kind: str, except_for: set[int]) -> list[SimilarRow]:
    """Return statements of the kind with a text similar to `typed`, except those with the given ids; one query."""
    least, most = (int(part * len(typed)) for part in COMPARED_LENGTHS)
    rows = (
        Statement.objects.live()
        .filter(kind=kind)
        .exclude(Q(pk__in=except_for) | Q(status=Statement.Status.WITHDRAWN))
        .annotate(stored=F(f"text_{COLUMN[language]}"), length=Length(f"text_{COLUMN[language]}"))
        .filter(length__gte=max(least, 1), length__lte=most + 1)
        .order_by("-pk")
        .values_list("stored", "code", "pk")[:MOST_COMPARED_TEXTS]
    )
    similar = _similar_rows(fold(typed), ((fold(row[0]), row) for row in rows))
    return [
        SimilarRow(
            code,
            Text(f"{code} · {text}", HTML_LANG[language]).shortened(LONGEST_NAME),
            reverse(f"admin:concepts_{kind}_change", args=[pk]),
        )
        for text, code, pk in similar
    ]


def similarity_warning(similar: list[SimilarRow]) -> str:
    """Return the warning at a field: links to the similar rows, and a box to tick if it is something else."""
    links = format_html_join(
        ", ", '<a href="{}" lang="{}" target="_blank">{}</a>',
        ((row.address, row.name.lang, row.name) for row in similar[:MOST_LINKS]),
    )  # fmt: skip
    return format_html(
        '{} {} <label><input type="checkbox" name="{}" value="{}"> {}</label>',
        _("Already there, or very similar:"),
        links,
        CONFIRMED,
        "\n".join(row.key for row in similar),
        _("It is something else: save it."),
    )


def has_unconfirmed(similar: list[SimilarRow], data: Mapping[str, object]) -> bool:
    """Return whether any of the similar rows was not shown before the box was ticked."""
    values = data.getlist(CONFIRMED) if hasattr(data, "getlist") else []
    seen = {key for value in values for key in value.replace("\r\n", "\n").split("\n")}
    return any(row.key not in seen for row in similar)


class StatementSimilarityForm(CleanTextForm):
    """A form of a statement that warns of similar statements and tags."""

    kind: str = ""

    def _is_unchanged_text(self, name: str) -> bool:
        if name == "tags":  # compared as typed, because a stored tag that has a comma would be cut at it
            return self[name].data == join_tags(self[name].initial or [])
        return super()._is_unchanged_text(name)

    def clean(self) -> CleanedData:
        data = super().clean()
        row = self.instance
        own_ids = {pk for pk in (row.pk, row.revises_id) if pk}
        for language, column in COLUMN.items():
            name = f"text_{column}"
            if name in self.changed_data and data.get(name):
                self._require_confirmation(
                    name, find_similar_statements(language, data[name], self.kind or row.kind, own_ids)
                )
        if "tags" in self.changed_data:
            before = {str(tag) for tag in self.initial.get("tags") or []}
            data["tags"] = self._clean_tags([name for name in data.get("tags") or [] if name not in before]) + [
                name for name in data.get("tags") or [] if name in before
            ]
        return data

    def _clean_tags(self, typed: list[str]) -> list[str]:
        """Return the new tags cleaned; refuse what no tag or several can be called, and warn of similar tags."""
        cleaned = []
        for name in typed:
            try:
                cleaned.append(clean_text(name, most=MOST_TAG, field=_("Tags")))
                check_tag(cleaned[-1])
            except forms.ValidationError as error:
                self.add_error("tags", error)
        for key, found in tags_by_key(map(name_key, cleaned)).items():
            try:
                check_one_tag(next(name for name in cleaned if name_key(name) == key), found)
            except forms.ValidationError as error:
                self.add_error("tags", error)
        if "tags" not in self.errors:
            similar = [tag for found in find_similar_tags(cleaned).values() for tag in found]
            self._require_confirmation("tags", similar)
        return cleaned

    def _require_confirmation(self, name: str, similar: list[SimilarRow]) -> None:
        """Add an error to the field unless somebody confirmed that the similar rows are something else."""
        if has_unconfirmed(similar, self.data):
            self.add_error(name, forms.ValidationError(similarity_warning(similar), code="nearly_there"))
