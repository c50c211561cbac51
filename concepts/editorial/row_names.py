"""What curators call a row, in their language, wherever rows are listed or chosen."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext

from concepts.models import Concept, Statement
from sources.content_row import ReviewedRow, RowStatus
from sources.facts import Shown
from sources.languages import Language, reader_language
from sources.models import Article, Passage, SourceVersion

ChosenRow = TypeVar("ChosenRow", bound=Model)


def name_of(row: Model) -> str:
    """Return what a curator calls the row, in the curator's language; reads what `select_for_choice` loaded with it.

    The name of a passage has no words of a source that shows none: names stand where admins and others read them.
    """
    match row:
        case Concept():
            languages = sorted(Language, key=lambda language: language != reader_language())
            names = [str(row.preferred(language)) for language in languages]
            return " · ".join(dict.fromkeys(names))
        case Statement(revises=Statement() as public):  # a draft of changes has a code that nobody is to see
            return f"{public.code} · {row.title or row.text}"
        case Passage() if row.version.source.shown == Shown.NOTHING:
            place = f"{row.version.source.title}, {row.article.number} · {row.start}-{row.end}"
            return gettext("%(place)s (its words are withheld)") % {"place": place}
        case Passage():
            return f"{row} · {row.version.source.title}, {row.article.number}"
        case Article():
            version = row.version
            facts = " · ".join(filter(None, (str(version), version.get_language_display(), version.date)))
            return f"{version.source.title} · {facts} · {row}"
        case SourceVersion():
            return f"{row.source.title} · {row}"
        case _:
            return str(row)


def choice_name_of(row: Model) -> str:
    """Return what a curator who chooses among rows reads: the name, and whether readers do not see the row yet."""
    return gettext("%(name)s (draft)") % {"name": name_of(row)} if is_draft(row) else name_of(row)


def is_draft(row: Model) -> bool:
    """Tell whether readers do not see the row yet; reads what `select_for_choice` loaded with it."""
    match row:
        case Statement():
            return row.status in (Statement.Status.DRAFT, Statement.Status.SUBMITTED)
        case Passage() | Article():
            is_own = isinstance(row, ReviewedRow) and row.status == RowStatus.DRAFT
            return is_own or is_draft(row.version)
        case SourceVersion():
            return RowStatus.DRAFT in (row.status, row.source.status)
        case ReviewedRow():
            return row.status == RowStatus.DRAFT
    return False


def select_for_choice(rows: QuerySet[ChosenRow]) -> QuerySet[ChosenRow]:
    """Return the rows with what `name_of` reads, so that a list of choices takes a fixed number of queries."""
    if issubclass(rows.model, Statement):
        return rows.select_related("revises")
    if issubclass(rows.model, Concept):
        return rows.prefetch_related("labels")
    if issubclass(rows.model, Passage):
        return rows.select_related("article", "version__source")
    if issubclass(rows.model, Article):
        return rows.select_related("version__source")
    if issubclass(rows.model, SourceVersion):
        return rows.select_related("source")
    return rows
