"""Concepts get another name in addresses, or become one with another concept; their old addresses lead to them."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from concepts.content.description import CONCEPT
from concepts.editorial.actors import Actor
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.merging import NotMergeableError, both_reasons, bump_row_versions, move_address
from concepts.editorial.names import check_new_slug
from concepts.editorial.publishing import publish
from concepts.models import Address, Concept, ConceptLink, Label, Side, Statement, StatementConcept
from concepts.models.names import taken_slug

Kind = Address.Kind


@transaction.atomic
def rename_concept(*, concept: Concept, slug: str) -> Concept:
    """Give the concept another name in addresses, and return it; the old name leads to it from now on.

    A concept may get an earlier name of its own back. Raises ValidationError for a name that is not well formed, is
    another concept's or led to another one before.
    """
    row = Concept.objects.select_for_update(no_key=True).get(pk=concept.pk)
    old = row.slug
    if slug == old:
        return row
    try:
        check_new_slug("concept", slug, own=old)
        with transaction.atomic():
            Address.objects.filter(kind=Kind.CONCEPT, key=slug).delete()
            row.slug = slug
            row.row_version += 1
            row.save()
    except ValidationError as error:
        raise ValidationError({"slug": error}) from error
    except IntegrityError as error:  # somebody else took it at this moment
        raise ValidationError({"slug": taken_slug(slug)}) from error
    move_address(kind=Kind.CONCEPT, old=old, new=slug)
    bump_content_revision()
    return row


@transaction.atomic
def merge_concepts(*, concept: Concept, into: Concept, reason_en: str, reason_zh: str, by: Actor = None) -> Concept:
    """Make `into` stand for both concepts and return it; the address of `concept` leads to it from now on.

    Every statement about `concept` is about `into` then; its labels become alternatives, its links and, where `into`
    has none, its scope notes move. The row of `concept` is deleted, since nothing needs it any more. Editions are
    frozen of the statements concerned.

    Raises NotMergeableError where a statement would name one concept twice or a distinction have two sides of one;
    NotPublishableError where something would lack what it needs; WordsMissingError if the reason is missing in either
    language.
    """
    reason = both_reasons(reason_en, reason_zh)
    rows = Concept.objects.select_for_update().order_by("id").in_bulk([concept.pk, into.pk])
    old, new = rows[concept.pk], rows[into.pk]
    if old.pk == new.pk:
        raise NotMergeableError(_("A concept cannot be merged into itself; choose another one."))
    links, sides = StatementConcept.objects.filter(concept=old), Side.objects.filter(concept=old)
    both_links = links.filter(statement__concept_links__concept=new)
    both_sides = sides.filter(distinction__sides__concept=new)
    naming = Statement.objects.filter(concept_links__in=both_links)
    _refuse_both(old, new, naming, Statement.objects.filter(sides__in=both_sides))
    # What is left is withdrawn: its editions keep both concepts.
    for both in (both_links, both_sides):
        both.model.objects.filter(pk__in=list(both.values_list("pk", flat=True))).delete()
    about = {*links.values_list("statement_id", flat=True), *sides.values_list("distinction_id", flat=True)}
    bump_row_versions(about)
    links.update(concept=new)
    sides.update(concept=new)
    _move_labels(old, new)
    _move_links(old, new)
    for column in (column for part in CONCEPT.plain_fields if len(part.columns) > 1 for column in part.columns):
        setattr(new, column, getattr(new, column) or getattr(old, column))
    new.row_version += 1
    new.save()
    old.delete()
    move_address(kind=Kind.CONCEPT, old=old.slug, new=new.slug, words_en=reason_en.strip(), words_zh=reason_zh.strip())
    publish(statements=Statement.objects.published().filter(pk__in=about), by=by, note=reason)
    return new


def _refuse_both(old: Concept, new: Concept, naming: QuerySet[Statement], contrasts: QuerySet[Statement]) -> None:
    """Raise NotMergeableError while statements name both concepts, or distinctions set them side by side."""
    slugs = {"old": old.slug, "new": new.slug}
    for rows, message in (
        (naming, _("%(codes)s names both %(old)s and %(new)s; take one out or withdraw that first.")),
        (contrasts, _("%(codes)s tells %(old)s and %(new)s apart; withdraw or change that first.")),
    ):
        rows = rows.exclude(status=Statement.Status.WITHDRAWN).select_related("revises")
        if codes := sorted({(row.revises or row).code for row in rows}):
            raise NotMergeableError(message % {**slugs, "codes": ", ".join(codes)})


def _move_labels(old: Concept, new: Concept) -> None:
    there = set(new.labels.values_list("language", "folded"))
    named = set(new.labels.filter(role=Label.Role.PREFERRED).values_list("language", flat=True))
    last = new.labels.aggregate(last=Max("rank"))["last"] or 0
    for place, label in enumerate(old.labels.order_by("language", "rank", "id"), start=last + 1):
        if (label.language, label.folded) in there:
            continue
        # In a language that `new` has no name in, the preferred label of `old` stays what it is.
        is_second = label.role == Label.Role.PREFERRED and label.language in named
        role = Label.Role.ALTERNATIVE if is_second else label.role
        Label.objects.filter(pk=label.pk).update(concept=new, role=role, rank=place)


def _move_links(old: Concept, new: Concept) -> None:
    out = set(new.links.values_list("other_id", flat=True)) | {new.pk}
    old.links.exclude(other__in=out).update(concept=new)
    back = set(new.links_here.values_list("concept_id", flat=True)) | {new.pk}
    moving = old.links_here.exclude(concept__in=back)
    Concept.objects.filter(pk__in=list(moving.values_list("concept_id", flat=True))).update(
        row_version=F("row_version") + 1
    )
    moving.update(other=new)
    ConceptLink.objects.filter(concept=old).delete()
    ConceptLink.objects.filter(other=old).delete()
