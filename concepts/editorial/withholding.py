"""Withholding: readers no longer see the text of a source, because whoever owns it asks for that, until it is released.

The bytes stay as they are, and so do quotes, translations and editions; only what readers see of them is less. All that
shows words of sources asks `Source.shown` or `sources.showing`.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from concepts.content.row_content import JsonMapping, content_to_json
from concepts.content.value_types import Words
from concepts.editorial.actors import Actor
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.merging import both_reasons
from concepts.editorial.publications import Act, record_publication
from concepts.editorial.publishing import WordsMissingError, WrongStatusError
from concepts.editorial.row_contents import read_row_content
from concepts.editorial.row_names import name_of
from concepts.editorial.write_lock import write_lock
from concepts.models import RowChange
from sources.facts import SourceWithheld
from sources.locking import StaleSaveError, claim_row_version
from sources.models import Source


@write_lock()
def withhold(
    *, source: Source, shows: str, reason_en: str, reason_zh: str, by: Actor = None, started_from: int | None = None
) -> Source:
    """Show readers no more of the source's text than `shows` says, a value of SourceWithheld, and tell them the reason.

    A source that is withheld already can be shown less or more, or with another reason. Return it as it is stored.
    `started_from` is the row version that `by` looked at.

    Raises ValidationError where nothing would change or `shows` is unknown, WordsMissingError if the reason is missing
    in either language, StaleSaveError where the row version is not the last or the source is gone.
    """
    if shows not in SourceWithheld.values:
        raise ValidationError(_("Choose what readers still see of the text."))
    note = both_reasons(reason_en, reason_zh)
    row = _lock(source, started_from)
    if _state(row) == (shows, Words(reason_en.strip(), reason_zh.strip())):
        raise ValidationError(_("It is withheld like this already; nothing was changed."))
    _set(row, shows, Words(reason_en.strip(), reason_zh.strip()), Act.WITHHELD, by, note)
    return row


@write_lock()
def release(*, source: Source, reason: str, by: Actor = None, started_from: int | None = None) -> Source:
    """Show readers again what the rights of the source allow, and return it; `reason` stands in the publication.

    Raises WrongStatusError where it is not withheld, WordsMissingError without a reason, StaleSaveError as `withhold`.
    """
    if not reason.strip():
        raise WordsMissingError(_("Write why the text is shown again."))
    row = _lock(source, started_from)
    if not row.withheld:
        raise WrongStatusError(_("This text is not withheld; readers see what its rights allow."))
    _set(row, "", Words(), Act.RELEASED, by, reason.strip())
    return row


def _lock(source: Source, started_from: int | None) -> Source:
    """Return the source as it is stored, locked until the transaction ends."""
    row = Source.objects.select_for_update(no_key=True).filter(pk=source.pk).first()
    if row is None or (started_from is not None and row.row_version != started_from):
        raise StaleSaveError(row)
    return row


def _state(row: Source) -> tuple[str, Words]:
    return row.withheld, Words(row.withheld_reason_en, row.withheld_reason_zh)


def _set(row: Source, withheld: str, reason: Words, act: Act, by: Actor, note: str) -> None:
    """Store what readers see of the text and why, and record the publication."""
    before = _content(row)
    claim_row_version(row=row, row_version=row.row_version)
    row.withheld, row.withheld_reason_en, row.withheld_reason_zh = withheld, reason.en, reason.zh
    row.save(update_fields=["withheld", "withheld_reason_en", "withheld_reason_zh"])
    publication = record_publication(act=act, by=by, note=note)
    RowChange.objects.create(
        publication=publication,
        kind="source",
        row=row.pk,
        name=name_of(row),
        before=before,
        after=_content(row),
    )
    bump_content_revision()


def _content(row: Source) -> JsonMapping:
    """Return what the source says, and under `by_step` what readers see of its text and why."""
    state: JsonMapping = {"withheld": row.withheld, "withheld_reason": {**_state(row)[1].by_language()}}
    return content_to_json(read_row_content(row)) | {"by_step": state}
