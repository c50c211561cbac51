"""Name what publications changed: the first other row and the first statement of each, and how much more there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from concepts.admin.history import count_rows
from concepts.admin.sealed_texts import SEALED_NAME, find_sealed
from concepts.admin.work import name_of_statement
from concepts.content.description import DESCRIPTIONS, PASSAGE, SOURCE
from concepts.editorial.row_names import name_of, select_for_choice
from concepts.models import Edition, Publication, RowChange, Statement
from sources.facts import SourceWithheld
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class ChangedNames:
    """The first things that a publication changed, and how many more; of a withheld text, what readers still see."""

    names: tuple[Text, ...]
    more: int
    remark: str = ""


def with_first_changes(publications: QuerySet[Publication]) -> QuerySet[Publication]:
    """Load with publications how many editions and changes they have, and the first of each."""
    editions = Edition.objects.filter(publication=OuterRef("pk")).order_by("pk")
    changes = RowChange.objects.filter(publication=OuterRef("pk")).order_by("pk")
    return publications.annotate(
        number_of_editions=count_rows(Edition, "pk"),
        number_of_changes=count_rows(RowChange, "pk"),
        first_statement=Subquery(editions.values("statement")[:1]),
        first_change=Subquery(changes.values("pk")[:1]),
    )


def name_changed(request: HttpRequest, publications: Sequence[Publication]) -> dict[int, ChangedNames]:
    """Return what publications, which `with_first_changes` loaded, changed, by their ids; a fixed number of queries."""
    statements = Statement.objects.in_bulk([row.first_statement for row in publications if row.first_statement])
    ids = [row.first_change for row in publications if row.first_change]
    changes = {change.pk: change for change in RowChange.objects.filter(pk__in=ids).defer("before", "after")}
    names = name_rows(request, changes.values())
    shows = _what_readers_see(publications)
    found = {}
    for publication in publications:
        row, statement = publication.first_change, publication.first_statement
        shown = [Text(names[row], "")] if row in names else []
        shown += [name_of_statement(statements[statement])] if statement in statements else []
        number = publication.number_of_editions + publication.number_of_changes
        found[publication.pk] = ChangedNames(tuple(shown), number - len(shown), shows.get(publication.pk, ""))
    return found


def name_rows(request: HttpRequest, changes: Iterable[RowChange]) -> dict[int, str]:
    """Return what the rows of changes are called now, in the reader's language, by the ids of the changes.

    A row that is gone has the name that it had then, but for words that the person may not read. A fixed number of
    queries for each kind.
    """
    ids: dict[str, set[int]] = {}
    for change in (changes := list(changes)):
        ids.setdefault(change.kind, set()).add(change.row)
    sealed = find_sealed(request, [(kind, pk) for kind, rows in ids.items() for pk in rows])
    called = {
        (kind, row.pk): name_of(row)
        for kind, rows in ids.items()
        for row in select_for_choice(DESCRIPTIONS[kind].model._base_manager.filter(pk__in=rows))
    }
    names = {}
    for change in changes:
        key = change.kind, change.row
        then = str(SEALED_NAME) if key in sealed and change.kind == PASSAGE.kind else change.name
        names[change.pk] = called.get(key, then)
    return names


def _what_readers_see(publications: Sequence[Publication]) -> dict[int, str]:
    """Return what readers still see after those of the publications that withheld a text, by their ids."""
    withheld = [row.pk for row in publications if row.act == Publication.Act.WITHHELD]
    shown = RowChange.objects.filter(publication__in=withheld, kind=SOURCE.kind).values_list("publication", "after")
    labels = dict(SourceWithheld.choices)
    return {pk: str(labels.get((after or {}).get("by_step", {}).get("withheld"), "")) for pk, after in shown}
