"""Build the page with all editions of a statement, and with the differences between two of them."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.content.hidden_words import hide_words
from concepts.content.snapshot import Snapshot
from concepts.content.snapshot_json import read_snapshot
from concepts.evidence.addresses import MovedError, edition_address, find_statement, text_of_pair
from concepts.models import Edition, Statement
from concepts.models.codes import read_code
from concepts.pages.editions.changes import EditionChange, list_changes
from concepts.pages.editions.edition import (
    EditionFacts,
    Withdrawal,
    address_if_published,
    describe_edition,
    find_withdrawal,
)
from sources.languages import Text
from sources.showing import load_withheld_reasons

MOST_DIGITS = 9  # as many as in addresses: the number fits into the integer column of every database


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one edition to another; `changes` is empty where the two are equal.

    `withheld` are sources that both or one of them quote and whose words are left out: their titles, and why.
    `uncounted` is the one of the two that alone does not keep what articles are counted by, which is not compared then.
    """

    before: EditionFacts
    after: EditionFacts
    changes: tuple[EditionChange, ...]
    withheld: tuple[tuple[Text, Text], ...]
    uncounted: EditionFacts | None


@dataclass(frozen=True, slots=True)
class EditionsPage:
    """All editions of a statement, the newest first; `statement_address` and `withdrawal` are as on EditionPage."""

    code: str
    text: Text
    address: str
    editions: tuple[EditionFacts, ...]
    difference: Difference | None
    statement_address: str
    withdrawal: Withdrawal | None


def build_editions_page(code: str, before: str, after: str, path: str) -> EditionsPage:
    """Build the page in a fixed number of queries.

    `before` and `after` are the numbers of the two editions to compare, as the address has them; both are empty where
    nothing is compared. Raises Http404 for a statement that readers never saw and for a number that no edition has, and
    MovedError for another letter case.
    """
    statement = find_seen_statement(code)
    address = reverse("pages:editions", args=[statement.code])
    if address != path:
        raise MovedError(address)
    rows = list(
        Edition.objects.filter(statement=statement).defer("data").select_related("publication").order_by("-number")
    )
    compared = [_number(number, rows, statement) for number in (before, after)] if before or after else []
    needed = Edition.objects.filter(statement=statement, number__in={rows[0].number, *compared})
    snapshots = {number: read_snapshot(data) for number, data in needed.values_list("number", "data")}
    newest = snapshots[rows[0].number]
    # The slug of a distinction may have changed since; an address with an old slug redirects to the right one.
    editions = {row.number: describe_edition(row, edition_address(newest, row.number)) for row in rows}
    return EditionsPage(
        code=statement.code,
        text=text_of_pair(newest.text),
        address=address,
        editions=tuple(editions.values()),
        difference=_difference(*((editions[number], snapshots[number]) for number in compared)) if compared else None,
        statement_address=address_if_published(statement),
        withdrawal=find_withdrawal(statement),
    )


def _difference(before: tuple[EditionFacts, Snapshot], after: tuple[EditionFacts, Snapshot]) -> Difference:
    """Return what changed from one edition to the other, without words that are withheld."""
    withheld = load_withheld_reasons()
    quoted = {passage.source: passage for _facts, snapshot in (before, after) for passage in snapshot.quoted_passages()}
    uncounted = [facts for facts, snapshot in (before, after) if not snapshot.is_countable]
    hidden = [hide_words(snapshot, withheld) for _facts, snapshot in (before, after)]
    return Difference(
        before[0],
        after[0],
        list_changes(*hidden),
        tuple(
            (text_of_pair(passage.source_title), withheld[source])
            for source, passage in quoted.items()
            if source in withheld
        ),
        uncounted=uncounted[0] if len(uncounted) == 1 else None,
    )


def find_seen_statement(code: str) -> Statement:
    """Return the statement with the code, in any letter case and width, published or withdrawn since.

    Raises Http404 where readers never saw one. Of one that was merged or withdrawn before this site had it, only the
    address is known: raises MovedError with the page of the statement that took its place, and GoneError.
    """
    wanted = read_code(code)
    seen = Statement.objects.live().filter(status__in=[Statement.Status.PUBLISHED, Statement.Status.WITHDRAWN])
    statement = seen.filter(code=wanted).first() if wanted else None
    return statement or find_statement(code)


def _number(text: str, rows: list[Edition], statement: Statement) -> int:
    """Return the number that `text` stands for; raise Http404 where no edition has it."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
    if not any(row.number == number for row in rows):
        message = _("%(code)s has no edition %(number)s.")
        raise Http404(message % {"code": statement.code, "number": text[:20] or "–"})
    return number
