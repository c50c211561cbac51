"""Marks on sentences that make no claim: a new one is a draft, and none stands where a statement cites the words."""

from django.utils.translation import gettext as _

from concepts.editorial.actors import Actor
from concepts.editorial.deleting import delete_row
from concepts.editorial.places import article_around, refuse_overlaps
from concepts.editorial.proposals import propose_new
from concepts.editorial.public_rows import is_public
from concepts.editorial.review import WrongStatusError
from concepts.editorial.write_lock import write_lock
from sources.locking import StaleSaveError
from sources.lookup import Span
from sources.models import Passage, Skip, SourceVersion


@write_lock()
def mark_skip(
    *,
    version: SourceVersion,
    place: Span,
    reason: str,
    repeats: Passage | None = None,
    by: Actor = None,
) -> Skip:
    """Mark the words at a place as a sentence without a claim, and return the draft of the mark.

    `reason` is a value of Skip.Reason; a repeat names the passage that it repeats. Raises ValidationError where the
    place lies in no article, touches another mark or words that a statement cites, and where the reason is not right.
    """
    skip = Skip(version=version, start=place.start, end=place.end, reason=reason, repeats=repeats)
    skip.article = article_around(version, place)
    refuse_overlaps(skip)
    skip.status = Skip.Status.DRAFT
    skip.full_clean()
    skip.save()
    propose_new(row=skip, by=by)
    return skip


@write_lock()
def unmark_skip(*, skip: Skip, by: Actor = None) -> None:
    """Take a mark away: what it marked is open again. Raises StaleSaveError where it is gone already.

    ProposalInTheWayError is raised where changes to it are being drafted.
    """
    delete_row(row=_find(skip), by=by)


@write_lock()
def discard_skip(*, skip: Skip, by: Actor = None) -> None:
    """Take away a mark that readers do not see yet; raises WrongStatusError where they do, and StaleSaveError."""
    stored = _find(skip)
    if is_public(stored):
        raise WrongStatusError(_("Readers see this mark, so a reviewer removes it."))
    delete_row(row=stored, by=by)


def _find(skip: Skip) -> Skip:
    stored = Skip.objects.filter(pk=skip.pk).first()
    if stored is None:
        raise StaleSaveError(None)
    return stored
