"""Ask the gate for names (concepts/models/names.py) about what stands in the database."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from concepts.content.description import DESCRIPTIONS, column_length
from concepts.content.natural_keys import key_paths
from concepts.models import Address, Dimension, DimensionLabel, Label, Statement, Tag
from concepts.models.names import (
    LabelName,
    NameKey,
    check_given_up,
    check_slug,
    name_key,
    preferred_keys,
    preferred_names,
    taken_slug,
)


def check_new_slug(kind: str, slug: str, *, own: str = "") -> None:
    """Raise ValidationError unless a row of this kind, which has the slug `own` until now, can have the slug.

    Nothing else may have it, and it never was the address of anything else. The words in the address of a statement
    need only be well formed, because its code tells it from others.
    """
    check_slug(kind, slug, column_length(DESCRIPTIONS[kind].model, "slug"))
    if kind == "statement" or slug == own:
        return
    if in_use(kind, slug):
        raise taken_slug(slug)
    former = Address.objects.filter(kind=kind, key=slug).values_list("target", flat=True).first()
    check_given_up(slug, former, own)


def in_use(kind: str, key: str) -> bool:
    """Tell whether something of this kind has the slug or code now."""
    [path] = key_paths(kind)
    return DESCRIPTIONS[kind].model._default_manager.filter(**{path: key}).exists()


def leads_somewhere(kind: str, key: str) -> bool:
    """Tell whether something of this kind that stays has the slug or code: not a draft of changes, whose code goes."""
    return in_use(kind, key) and not (
        kind == "statement" and Statement.objects.filter(code=key).exclude(revises=None).exists()
    )


def free_slug(kind: str, slug: str) -> str:
    """Return the slug, with the first number that makes it free where it is taken or was given up; two queries."""
    [path] = key_paths(kind)
    rows, former = DESCRIPTIONS[kind].model._default_manager, Address.objects.filter(kind=kind)
    used = {
        *rows.filter(**{f"{path}__startswith": slug}).values_list(path, flat=True),
        *former.filter(key__startswith=slug).values_list("key", flat=True),
    }
    most, candidate, number = column_length(DESCRIPTIONS[kind].model, "slug"), slug, 1
    while candidate in used:
        number += 1
        candidate = f"{slug[: most - len(f'-{number}')].rstrip('-')}-{number}"
    return candidate


def labels_elsewhere(labels: Sequence[LabelName], concept: int | None) -> dict[tuple[str, str], str]:
    """Return the slugs of other concepts that have one of these preferred labels, by language and key; one query."""
    keys = {key for _language, key in preferred_keys(labels)}
    rows = Label.objects.filter(role=Label.Role.PREFERRED, folded__in=keys).exclude(concept=concept)
    return {(language, key): slug for language, key, slug in rows.values_list("language", "folded", "concept__slug")}


def concepts_called(names: Iterable[LabelName]) -> dict[NameKey, str]:
    """Return the slugs of concepts that have one of these names among their labels, by language and key; one query."""
    rows = Label.objects.filter(folded__in={name_key(name.text) for name in names} - {""})
    return {(language, key): slug for language, key, slug in rows.values_list("language", "folded", "concept__slug")}


def dimensions_called(names: Iterable[LabelName]) -> dict[NameKey, str]:
    """Return the slugs of dimensions that have one of these names, by language and key; two queries."""
    rows = DimensionLabel.objects.filter(folded__in={name_key(name.text) for name in names} - {""})
    others = rows.values_list("language", "folded", "dimension__slug")
    return {(language, key): slug for language, key, slug in others} | dimensions_named()


def dimensions_named(but: int | None = None) -> dict[NameKey, str]:
    """Return the slugs of all dimensions but one by language and key of their preferred names; one query."""
    rows = Dimension.objects.exclude(pk=but or 0).values_list("slug", "name_en", "name_zh")
    return {name.key: slug for slug, en, zh in rows for name in preferred_names(en, zh)}


def tags_elsewhere(names: Iterable[str], tag: int | None = None) -> dict[str, str]:
    """Return the slugs of other tags that have one of these names in either language, by key; one query."""
    keys = {name_key(name) for name in names} - {""}
    rows = Tag.objects.filter(Q(key__in=keys) | Q(other_key__in=keys)).exclude(pk=tag or 0)
    return {key: slug for slug, *both in rows.values_list("slug", "other_key", "key") for key in both if key in keys}
