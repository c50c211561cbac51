"""Concepts get another name in addresses, or become one with another concept; their old addresses lead to them."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from concepts.content.description import ADDRESS, CONCEPT, SITE
from concepts.editorial.actors import Actor
from concepts.editorial.content_revision import bump_content_revision, bump_working_revision
from concepts.editorial.links import broader_concepts, is_above
from concepts.editorial.merging import NotMergeableError, both_reasons, bump_row_versions, move_address
from concepts.editorial.merging_rows import move_attached, name_the_other, refuse_doubled
from concepts.editorial.names import check_new_slug
from concepts.editorial.proposals import keep_proposals_up_to_date, refuse_proposals
from concepts.editorial.publications import Act, open_publication
from concepts.editorial.publishing import publish
from concepts.editorial.requirements import NOT_PUBLISHED
from concepts.editorial.row_names import name_of
from concepts.editorial.write_lock import write_lock
from concepts.models import Address, Concept, ConceptLink, Label, Proposal, Site, Statement
from concepts.models.names import taken_slug
from sources.locking import StaleSaveError

Kind = Address.Kind


@write_lock()
def rename_concept(*, concept: Concept, slug: str, by: Actor = None) -> Concept:
    """Give the concept another name in addresses, and return it; the old name leads to it from now on.

    The old name of a draft leads nowhere. A concept may get an earlier name of its own back. Editions are frozen of the
    statements that name it. Raises ValidationError for a name that is not well formed, is another concept's or led to
    another one before.
    """
    row = Concept.objects.select_for_update(no_key=True).get(pk=concept.pk)
    old = row.slug
    if slug == old:
        return row
    with open_publication(act=Act.RENAMED, by=by) as publication:
        publication.add_rows(CONCEPT.kind, [row.pk])
        former = Address.objects.filter(kind=Kind.CONCEPT, key=slug)
        publication.add_rows(ADDRESS.kind, former.values_list("pk", flat=True))
        try:
            check_new_slug("concept", slug, own=old)
            with transaction.atomic():
                former.delete()
                keep_proposals_up_to_date(CONCEPT.kind, [row.pk])
                row.slug = slug
                row.row_version += 1
                row.save()
        except ValidationError as error:
            raise ValidationError({"slug": error}) from error
        except IntegrityError as error:  # somebody else took it at this moment
            raise ValidationError({"slug": taken_slug(slug)}) from error
        if row.status == Concept.Status.DRAFT:  # nobody knows its old name
            bump_working_revision()
        else:
            move_address(kind=Kind.CONCEPT, old=old, new=slug, publication=publication)
            bump_content_revision()
    return row


@write_lock()
def merge_concepts(*, concept: Concept, into: Concept, reason_en: str, reason_zh: str, by: Actor = None) -> Concept:
    """Make `into` stand for both concepts and return it; the address of `concept` leads to it from now on.

    Every statement about `concept` is about `into` then, also one that is withdrawn; its labels become alternatives,
    its links and, where `into` has none, its scope notes move. The row of `concept` is deleted, since nothing needs it
    any more. Editions are frozen of the statements concerned.

    Raises NotMergeableError where a statement, withdrawn or not, names both and so would lose one of them, where
    concepts would be broader in a circle, and where a concept that readers see would become one that they do not;
    NotPublishableError where something would lack what it needs; WordsMissingError if the reason is missing in either
    language; StaleSaveError where one of them is gone.
    """
    reason = both_reasons(reason_en, reason_zh)
    rows = Concept.objects.select_for_update().order_by("id").in_bulk([concept.pk, into.pk])
    if rows.keys() != {concept.pk, into.pk}:
        raise StaleSaveError(None)
    old, new = rows[concept.pk], rows[into.pk]
    for row in (old, new):
        refuse_proposals(row)
    if old.pk == new.pk:
        raise NotMergeableError(_("A concept cannot be merged into itself; choose another one."))
    if new.status != old.status:  # names of a draft would become names that readers see, or the other way round
        raise NotMergeableError(NOT_PUBLISHED % {"name": name_of(new if new.status == Concept.Status.DRAFT else old)})
    refuse_doubled(CONCEPT.kind, old.pk, new.pk, {"old": old.slug, "new": new.slug})
    with open_publication(act=Act.MERGED, by=by, note=reason) as publication:
        linked = ConceptLink.objects.filter(other=old).values_list("concept", flat=True)
        publication.add_rows(CONCEPT.kind, [old.pk, new.pk, *linked])
        sites = list(Site.objects.filter(compared__concept=old).values_list("pk", flat=True))
        publication.add_rows(SITE.kind, sites)
        changed = name_the_other(CONCEPT, old.pk, new.pk)
        about = changed[Statement]
        bump_row_versions(about)
        others = Concept.objects.filter(pk__in=changed[Concept]).exclude(pk__in=[old.pk, new.pk])
        keep_proposals_up_to_date(CONCEPT.kind, list(others.values_list("pk", flat=True)))
        others.update(row_version=F("row_version") + 1)
        keep_proposals_up_to_date(SITE.kind, sites)
        Site.objects.filter(pk__in=sites).update(row_version=F("row_version") + 1)
        _move_labels(old, new)
        move_attached(CONCEPT, old.pk, new.pk, but_for=(Label,))
        _settle_links(old, new)
        _take_over_notes(old, new)
        Proposal.objects.filter(kind=CONCEPT.kind, row=old.pk).delete()
        old.delete()
        if old.status == Concept.Status.PUBLISHED:
            words = {"words_en": reason_en.strip(), "words_zh": reason_zh.strip()}
            move_address(kind=Kind.CONCEPT, old=old.slug, new=new.slug, publication=publication, **words)
        publish(statements=Statement.objects.published().filter(pk__in=about), by=by, within=publication)
    return new


def _take_over_notes(old: Concept, new: Concept) -> None:
    """Give `new` the scope notes of `old` in the languages in which it has none."""
    for column in (column for part in CONCEPT.plain_fields if len(part.columns) > 1 for column in part.columns):
        setattr(new, column, getattr(new, column) or getattr(old, column))
    new.row_version += 1
    new.save()


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


def _settle_links(old: Concept, new: Concept) -> None:
    """Keep one of two links between the same concepts, which both of them had; refuse a circle of broader ones."""
    new.links.filter(other__in=list(new.links_here.values_list("concept_id", flat=True))).delete()
    above = broader_concepts(ConceptLink.objects.filter(kind=ConceptLink.Kind.BROADER))
    if any(is_above(above, other, new.pk) for other in above.get(new.pk, ())):
        message = _("%(old)s and %(new)s as one would be broader in a circle; change their links first.")
        raise NotMergeableError(message % {"old": old.slug, "new": new.slug})
