"""What curators call a row, in their language, wherever one is listed or chosen."""

from typing import Any

from django.db.models import Model

from concepts.models import Concept
from sources.languages import Language, reader_language
from sources.models import Passage, SourceVersion


def name_of(row: Model) -> str:
    """What a curator calls the row, in the curator's language; reads what `select_for_choice` loaded with it."""
    match row:
        case Concept():
            names = [
                str(row.preferred(language)) for language in sorted(Language, key=lambda one: one != reader_language())
            ]
            return " · ".join(dict.fromkeys(names))
        case Passage():
            return f"{row} · {row.version.source.title}, {row.article.number}"
        case SourceVersion():
            return f"{row.source.title} · {row}"
        case _:
            return str(row)


def select_for_choice(rows: Any) -> Any:
    """The rows together with what `name_of` reads, so that a list of choices takes a fixed number of queries."""
    if issubclass(rows.model, Concept):
        return rows.prefetch_related("labels")
    if issubclass(rows.model, Passage):
        return rows.select_related("article", "version__source").defer("version__text")
    if issubclass(rows.model, SourceVersion):
        return rows.select_related("source").defer("text")
    return rows
