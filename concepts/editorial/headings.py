"""Mark words of an article as a heading, which is a sentence of its own, or take that back."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from concepts.content.description import ARTICLE
from concepts.content.row_content import AttachedContent, RowContent
from concepts.editorial.actors import Actor
from concepts.editorial.work import change_in_work, content_in_work
from concepts.editorial.write_lock import write_lock
from sources.lookup import Span
from sources.models import Article, Boundary
from sources.text import LINE_END

BOUNDARIES = ARTICLE.part("boundaries").name
LONGEST_HEADING = 300  # code points


def find_headings(article: Article) -> list[Span]:
    """Return the places of the headings of an article as they are drafted, in the order of the text."""
    return sorted(_span(row) for row in _rows_of(content_in_work(article)) if _is_heading(row))


@write_lock()
def mark_heading(*, article: Article, place: Span, by: Actor = None, started_from: int | None = None) -> None:
    """Mark the words at a place of the text as a heading of the article, at once or, where readers see it, as a draft.

    `started_from` is the version of the form of the article that `by` looked at; None stands for any. Raises
    ValidationError for words that are no heading of the article or touch one, and StaleSaveError.
    """
    words = place.of(article.version.read_text())
    if len(words) > LONGEST_HEADING or LINE_END.search(words):
        message = _("A heading stands in one line and has at most %(most)d characters.")
        raise ValidationError(message % {"most": LONGEST_HEADING})
    content = content_in_work(article)
    rows = _rows_of(content)
    if any(_is_heading(row) and _span(row).start < place.end and place.start < _span(row).end for row in rows):
        raise ValidationError(_("These words touch a heading already; remove that first."))
    heading = AttachedContent({"kind": Boundary.Kind.HEADING.value, "start": place.start, "end": place.end})
    _change(article, content, [*rows, heading], by, started_from)


@write_lock()
def unmark_heading(*, article: Article, place: Span, by: Actor = None, started_from: int | None = None) -> None:
    """Take back that the words at a place are a heading, as `mark_heading` marks them; ValidationError if none is."""
    content = content_in_work(article)
    rows = _rows_of(content)
    kept = [row for row in rows if not (_is_heading(row) and _span(row) == place)]
    if len(kept) == len(rows):
        raise ValidationError(_("There is no heading at this place any more."))
    _change(article, content, kept, by, started_from)


def _change(
    article: Article, content: RowContent, rows: list[AttachedContent], by: Actor, started_from: int | None
) -> None:
    if article.version.source.withheld:
        raise ValidationError(_("The text is withheld; nothing can be cut from it until it is shown again."))
    ordered = sorted(rows, key=lambda row: (str(row.values["kind"]), *_span(row)))  # as `read_row_contents` reads them
    changed = RowContent(content.fields, {**content.attached, BOUNDARIES: tuple(ordered)}, content.kind)
    change_in_work(row=article, content=changed, by=by, started_from=started_from)


def _rows_of(content: RowContent) -> list[AttachedContent]:
    return list(content.attached[BOUNDARIES])


def _is_heading(row: AttachedContent) -> bool:
    return row.values["kind"] == Boundary.Kind.HEADING


def _span(row: AttachedContent) -> Span:
    return Span(int(str(row.values["start"])), int(str(row.values["end"])))
