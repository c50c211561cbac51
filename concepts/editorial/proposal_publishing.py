"""Let readers see what is proposed: new rows are published, and contents are written into their rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from concepts.content.description import ARTICLE, DESCRIPTIONS, PASSAGE, VERSION
from concepts.content.natural_keys import kind_of
from concepts.content.row_content import RowContent
from concepts.content.shape import Reference
from concepts.editorial.actors import Actor
from concepts.editorial.carrying import carry_citations
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.division import division_of, rows_that_change
from concepts.editorial.notices import tell, writers_of
from concepts.editorial.places import refuse_overlaps
from concepts.editorial.proposals import StaleProposalError, content_of, is_stale
from concepts.editorial.publication_case import Missing
from concepts.editorial.publications import Act, OpenPublication, open_publication
from concepts.editorial.requirements import NOT_PUBLISHED, NotPublishableError, draft_key
from concepts.editorial.review import OwnWorkError, WorkInReview, lock_work
from concepts.editorial.row_contents import AnyRow, apply_content
from concepts.editorial.row_names import name_of, select_for_choice
from concepts.editorial.same_articles import link_public
from concepts.editorial.source_parts import find_parts
from concepts.editorial.write_lock import write_lock
from concepts.models import Address, Concept, Dimension, Notice, Proposal, Question, Statement, Tag
from sources.content_row import ContentRow, ReviewedRow, RowStatus
from sources.models import Article, Passage, Skip, Source, SourceVersion
from sources.showing import shows_no_words

PLACE_OF_KIND = {kind: place for place, kind in enumerate(DESCRIPTIONS)}  # what is named stands before what names it
# The way from a row to the source that it stands in: where one of these is a draft, readers do not see the row.
STANDS_IN = {
    VERSION.kind: ("source",),
    ARTICLE.kind: ("version", "source"),
    PASSAGE.kind: ("article", "version", "source"),
}
DRAFT = RowStatus.DRAFT
MODEL_OF_ADDRESS: dict[str, type[Concept | Dimension | Question | Source]] = {
    Address.Kind.CONCEPT: Concept,
    Address.Kind.DIMENSION: Dimension,
    Address.Kind.QUESTION: Question,
    Address.Kind.SOURCE: Source,
}
READ_WITHHELD = "sources.read_withheld_source"


class WithheldWordsError(Exception):
    """Somebody wants to publish words of a withheld text that this person may not read; the message names them."""


@write_lock()
def publish_proposals(
    *, rows: Iterable[ContentRow], by: Actor = None, note: str = "", within: OpenPublication | None = None
) -> None:
    """Publish what is proposed for the rows, all or none; editions follow of every statement that shows one of them.

    The rows may name one another. `by` publishes, `note` says why, `within` is the publication of a larger act.

    Raises WrongStatusError for a row without a proposal, StaleProposalError for rows that changed after theirs were
    written, OwnWorkError where a person publishes what that person wrote or submitted and the site does not allow it,
    WithheldWordsError for words of a withheld text that this person may not read, NotPublishableError where a row names
    a draft, and ValidationError and UnknownKeysError for what has become
    impossible meanwhile, such as a label that another concept has by now.
    """
    works = sorted((lock_work(row, None) for row in rows), key=lambda work: PLACE_OF_KIND[kind_of(work.row)])
    proposals = {work.row: work.draft for work in works if isinstance(work.draft, Proposal)}
    if stale := [row for row, proposal in proposals.items() if is_stale(row, proposal)]:
        raise StaleProposalError(stale)
    own_work = _refuse_own_work(works, by)
    _refuse_withheld(proposals, by)
    together: dict[str, set[int]] = {}
    for row in proposals:
        together.setdefault(kind_of(row), set()).add(row.pk)
    with open_publication(act=Act.PUBLISHED, by=by, note=note, within=within) as publication:
        publication.has_own_rows |= own_work
        for kind, ids in together.items():
            publication.add_rows(kind, ids)
        articles = _add_parts(publication, works) | together.get(ARTICLE.kind, set())
        for row, proposal in proposals.items():
            articles |= _put_in_place(row, proposal, publication)
        new = [row for row, proposal in proposals.items() if isinstance(row, SourceVersion) and not proposal.content]
        carry_citations(versions=new, passages=together.get(PASSAGE.kind, ()), by=by, within=publication)
        if articles:
            link_public(articles=articles, by=by, within=publication)
        linked = select_for_choice(Article.objects.filter(pk__in=articles).exclude(same_as=None))
        missing = {name_of(row): missing_of_row(row, together) for row in (*proposals, *linked)}
        for article in _in_work(Article.objects.filter(pk__in=articles - together.get(ARTICLE.kind, set()))):
            missing[name_of(article)] = [_waits_for("article", article)]
        if lacking := {name: faults for name, faults in missing.items() if faults}:
            raise NotPublishableError(lacking)
        told = [(row, writers_of(proposal)) for row, proposal in proposals.items()]
        tell(Notice.Event.PUBLISHED, told, by=by, text=note)
        Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals.values()]).delete()
        bump_content_revision(publication.changed_rows)


def _refuse_withheld(rows: Iterable[ContentRow], by: Actor) -> None:
    """Raise WithheldWordsError for words that the publisher may not read: nobody publishes what nobody has judged."""
    if not isinstance(by, User) or by.has_perm(READ_WITHHELD):
        return
    rows = list(rows)
    ids = [row.pk for row in rows if isinstance(row, Passage)]
    passages = Passage.objects.filter(shows_no_words("version__source"), pk__in=ids).select_related("version__source")
    versions = [row for row in rows if isinstance(row, SourceVersion) and row.source.withheld]  # with their whole texts
    sources = [*(passage.version.source for passage in passages), *(version.source for version in versions)]
    if places := sorted({str(source.title) for source in sources}):
        message = _("The text of %(names)s is withheld, so you cannot read what you would publish; ask an admin.")
        raise WithheldWordsError(message % {"names": ", ".join(places)})


def missing_in_work(statements: Collection[int]) -> dict[str, list[Missing]]:
    """Return which passages and tags of the statements with these ids wait for their first publication, by code.

    Somebody wrote or changed them, and readers do not see them yet: they go with the statement. At most four queries.
    """
    missing: dict[str, list[Missing]] = {}
    cited = Passage.objects.filter(citations__statement__in=statements)
    tags = Tag.objects.filter(tagged__content_object__in=statements)
    for field, rows, owner in (
        ("citations", _in_work(cited), "citations__statement"),
        ("tags", _in_work(tags), "tagged__content_object"),
    ):
        for row in rows:
            owners = rows.model._default_manager.filter(pk=row.pk, **{f"{owner}__in": statements})
            for code in owners.values_list(f"{owner}__code", flat=True):
                missing.setdefault(code, []).append(_waits_for(field, row))
    return missing


def _in_work(rows: "QuerySet[AnyRow]") -> "QuerySet[AnyRow]":
    """Keep the rows that wait for their first publication, with what their names need."""
    waiting = Proposal.objects.filter(kind=kind_of(rows.model), content__isnull=True).values("row")
    return select_for_choice(rows.filter(pk__in=waiting).distinct())


def _waits_for(field: str, row: ContentRow) -> Missing:
    return Missing(field, NOT_PUBLISHED % {"name": name_of(row)}, draft_key(row))


def _refuse_own_work(works: Iterable[WorkInReview], by: Actor) -> bool:
    """Return whether the publisher wrote some of this; raises OwnWorkError where the site forbids that."""
    if not isinstance(by, User):
        return False
    own = [work.name for work in works if by.pk in (work.draft.author_id, work.draft.submitted_by_id)]
    if own and not settings.ALLOW_OWN_WORK:
        message = _("%(codes)s: you wrote or submitted this yourself; ask another reviewer to publish it.")
        raise OwnWorkError(message % {"codes": ", ".join(own)})
    return bool(own)


def _add_parts(publication: OpenPublication, works: Iterable[WorkInReview]) -> set[int]:
    """Note what readers see from now on with the new rows that it stands in; return the ids of its articles."""
    articles: set[int] = set()
    for work in works:
        if isinstance(work.draft, Proposal) and work.draft.content is None:
            parts = find_parts(kind_of(work.row), [work.row.pk])
            for kind, ids in parts.items():
                publication.add_rows(kind, ids)
            articles.update(parts.get(ARTICLE.kind, ()))
    return articles


def _put_in_place(row: ContentRow, proposal: Proposal, publication: OpenPublication) -> set[int]:
    """Publish a new row, or write the proposed content into the row; its version rises by one.

    Return the ids of articles that have other bounds from now on.
    """
    content, divided = content_of(proposal), set[int]()
    if isinstance(row, SourceVersion) and content is not None:
        divided = _divide(row, content, publication)
    elif content is not None:
        apply_content(row, content)
    elif isinstance(row, Skip):  # what it marks may have been cited since
        refuse_overlaps(row)
    changed: dict[str, object] = {"row_version": F("row_version") + 1}
    if isinstance(row, ReviewedRow):
        changed["status"] = RowStatus.PUBLISHED
    type(row)._base_manager.filter(pk=row.pk).update(**changed)
    return divided


def _divide(version: SourceVersion, content: RowContent, publication: OpenPublication) -> set[int]:
    """Write the content of a version, note what its division into articles changes, and return these articles."""
    articles = Article.objects.filter(version=version)
    before = set(articles.values_list("pk", flat=True))
    changed = rows_that_change(version, division) if (division := division_of(content)) else {}
    for kind, ids in changed.items():
        publication.add_rows(kind, ids)
    apply_content(version, content)
    made = set(articles.exclude(pk__in=before).values_list("pk", flat=True))
    publication.add_new_rows(ARTICLE.kind, made)
    return set(articles.filter(pk__in=made | changed.get(ARTICLE.kind, set())).values_list("pk", flat=True))


def missing_of_row(row: ContentRow, together: Mapping[str, Collection[int]]) -> list[Missing]:
    """Return what keeps a row, as it stands in the database, from readers: the drafts that it names.

    `together` holds the ids, by kind, of rows that are published with it. Each draft is named once, however many fields
    lead to it. A query or two for each kind that it names.
    """
    waiting: dict[str, Missing] = {}
    for field, reference, ids in _named(row):
        for draft in _drafts_of(reference.target, ids):
            if draft.pk not in together.get(kind_of(draft), ()):
                waiting.setdefault(draft_key(draft), _waits_for(field, draft))
    missing = [*waiting.values()]
    target = _unseen_target(row) if isinstance(row, Address) else None
    if target is not None and target.pk not in together.get(kind_of(target), ()):
        missing.append(_waits_for("target", target))
    return missing


def _unseen_target(address: Address) -> ContentRow | None:
    """Return the row that an address moved to, if readers do not see it yet."""
    if address.kind == Address.Kind.STATEMENT:
        unseen = Statement.objects.filter(code=address.target, published_at=None)
        return unseen.first()
    model = MODEL_OF_ADDRESS.get(address.kind)
    return model._base_manager.filter(slug=address.target, status=DRAFT).first() if model else None


def _drafts_of(kind: str, ids: Collection[int]) -> Iterator[ReviewedRow]:
    """Yield those of these rows of a kind that are drafts, and the drafts that they stand in; one query."""
    path = STANDS_IN.get(kind, ())
    rows = select_for_choice(DESCRIPTIONS[kind].model._base_manager.filter(pk__in=ids)).order_by("pk")
    for row in rows.select_related("__".join(path)) if path else rows:
        found = [row]
        for step in path:
            found.append(getattr(found[-1], step))
        yield from (each for each in reversed(found) if isinstance(each, ReviewedRow) and each.status == DRAFT)


def _named(row: ContentRow) -> Iterator[tuple[str, Reference, Collection[int]]]:
    """Yield the fields and names of attached rows that name other rows, with the ids of these."""
    description = DESCRIPTIONS[kind_of(row)]
    for part in (*description.key, *description.fields):
        if isinstance(part, Reference) and (named := getattr(row, part.columns[0])) is not None:
            yield part.name, part, [named]
    for attached in description.attached:
        for reference in attached.references:
            rows = attached.model._default_manager.filter(**{attached.owner: row.pk})
            yield attached.name, reference, list(rows.values_list(reference.columns[0], flat=True))
