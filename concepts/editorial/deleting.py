"""Delete rows that nothing needs any more. The address of a page that readers could see is never used again."""

from collections.abc import Collection, Iterable

from django.db import models
from django.db.models import F, ProtectedError, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from concepts.content.description import ADDRESS
from concepts.content.natural_keys import kind_of
from concepts.editorial.actors import Actor
from concepts.editorial.content_revision import bump_content_revision, bump_working_revision
from concepts.editorial.proposals import refuse_proposals
from concepts.editorial.public_rows import is_public
from concepts.editorial.publications import Act, OpenPublication, open_publication
from concepts.editorial.source_parts import find_parts
from concepts.editorial.write_lock import write_lock
from concepts.models import Address, Concept, Dimension, Proposal, Question, Statement, Tag
from sources.content_row import ContentRow
from sources.models import Passage, PassageSuccession, Source, SourceVersion

Kind, State = Address.Kind, Address.State
# What has a page from the moment it is saved.
KIND_BY_MODEL: dict[type[models.Model], Address.Kind] = {
    Concept: Kind.CONCEPT,
    Dimension: Kind.DIMENSION,
    Question: Kind.QUESTION,
    Source: Kind.SOURCE,
    Tag: Kind.TAG,
}
# What readers are told at the address; it can be changed where addresses are listed.
WORDS_EN = "What stood here was deleted."
WORDS_ZH = "这里的内容已经删除。"


@write_lock()
def delete_row(*, row: ContentRow, by: Actor = None) -> bool:
    """Delete the row with its parts. Its address, and former ones that led to it, tell readers so from now on (410).

    Return whether they do: not where readers never saw it. The texts of a source that is a draft are deleted with it.
    Raises ProtectedError or RestrictedError where something needs the row; a statement needs its tags.
    """
    if isinstance(row, Tag) and row.tagged.exists():
        raise ProtectedError(tag_in_use([row]), set(row.tagged.all()))
    if isinstance(row, Statement):  # a draft: what readers have seen is never deleted
        row.delete()
        bump_working_revision()
        return False
    refuse_proposals(row)
    gone = {kind_of(row): [row.pk]} | find_parts(kind_of(row), [row.pk])
    for kind, ids in gone.items():
        Proposal.objects.filter(kind=kind, row__in=ids).delete()
    address_kind, slug = KIND_BY_MODEL.get(type(row)), getattr(row, "slug", "")
    if not (is_public(row) or isinstance(row, Tag)):
        address_kind = None  # readers never saw the address of a draft
    with open_publication(act=Act.DELETED, by=by) as publication:
        for kind, ids in gone.items():
            publication.add_rows(kind, ids)
        if isinstance(row, Concept):  # whose links go with it
            publication.add_rows(kind_of(row), row.links_here.values_list("concept", flat=True))
        if isinstance(row, Source):
            find_draft_versions([row]).delete()
        if isinstance(row, Passage):  # what became of it in other versions is not asked any more
            PassageSuccession.objects.filter(passage=row.pk).delete()
        row.delete()
        if address_kind:
            _withdraw_address(address_kind, slug, publication)
        bump_content_revision()
    return address_kind is not None


def find_draft_versions(sources: Iterable[Source]) -> QuerySet[SourceVersion]:
    """Return the versions that are deleted with these sources: those of drafts, which readers have never seen."""
    return SourceVersion.objects.filter(
        source__in=[source.pk for source in sources if source.status == Source.Status.DRAFT]
    )


def tag_in_use(tags: Collection[Tag]) -> str:
    """Return how many statements have one of the tags, and what to do before it is deleted; empty if none has one."""
    ids = set(Statement.objects.filter(tagged__tag__in=tags).values_list(Coalesce("revises", "pk"), flat=True))
    message = ngettext(
        "%(number)d statement has this tag; take the tag off it first, also off a draft of changes.",
        "%(number)d statements have this tag; take the tag off them first, also off drafts of changes.",
        len(ids),
    )
    return message % {"number": len(ids)} if ids else ""


def _withdraw_address(kind: Address.Kind, slug: str, publication: OpenPublication) -> None:
    columns = {"state": State.WITHDRAWN, "target": "", "words_en": WORDS_EN, "words_zh": WORDS_ZH}
    changed = columns | {"row_version": F("row_version") + 1}
    leading = Address.objects.filter(kind=kind, state=State.MOVED, target=slug)
    known = Address.objects.filter(kind=kind, key=slug)
    publication.add_rows(ADDRESS.kind, (leading | known).values_list("pk", flat=True))
    leading.update(**changed)
    row, _is_new = Address.objects.update_or_create(kind=kind, key=slug, defaults=changed, create_defaults=columns)
    publication.add_new_rows(ADDRESS.kind, [row.pk])
