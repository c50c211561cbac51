"""All editions of a statement, and what changed from any one to any other."""

import json
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.evidence.addresses import MovedError, both_words, edition_address
from concepts.models import Edition, Statement
from concepts.models.codes import is_code
from concepts.pages.editions.changes import Told, tell_changes
from concepts.pages.editions.edition import Published, Standing, address_if_published, find_standing, tell_published
from sources.languages import Text

MOST_DIGITS = 9  # as in addresses: small enough for every database's integer


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one edition to another; `changes` is empty where they say the same."""

    before: Published
    after: Published
    changes: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class EditionsPage:
    """All editions of a statement, the newest first; `statement_address` and `standing` as on the page of one."""

    code: str
    text: Text
    address: str
    editions: tuple[Published, ...]
    difference: Difference | None
    statement_address: str
    standing: Standing | None


def build_editions_page(code: str, before: str, after: str, path: str) -> EditionsPage:
    """Builds the page in a fixed number of queries; `before` and `after` are the numbers asked for, both or neither.

    Raises Http404 for a statement without editions and for numbers that are none of its editions, and MovedError for
    another letter case.
    """
    statement = _find(code)
    address = reverse("pages:editions", args=[statement.code])
    if address != path:
        raise MovedError(address)
    rows = list(Edition.objects.filter(statement=statement).defer("data").order_by("-number"))
    if not rows:
        raise Http404(_("%(code)s was never published.") % {"code": statement.code})
    asked = [_number(words, rows, statement) for words in (before, after)] if before or after else []
    held = Edition.objects.filter(statement=statement, number__in={rows[0].number, *asked})
    pictures = {number: json.loads(data) for number, data in held.values_list("number", "data")}
    newest = pictures[rows[0].number]
    # A distinction's words in addresses may have changed; stale ones lead to the right place.
    editions = {row.number: tell_published(row, edition_address(newest, row.number)) for row in rows}
    return EditionsPage(
        code=statement.code,
        text=both_words(newest["text"]),
        address=address,
        editions=tuple(editions.values()),
        difference=Difference(
            editions[asked[0]], editions[asked[1]], tell_changes(pictures[asked[0]], pictures[asked[1]])
        )
        if asked
        else None,
        statement_address=address_if_published(statement),
        standing=find_standing(statement),
    )


def _find(code: str) -> Statement:
    wanted = code.upper()
    found = Statement.objects.live().filter(code=wanted).first() if is_code(wanted) else None
    if found is None:
        raise Http404(_("No published statement has the code %(code)s.") % {"code": code[:20]})
    return found


def _number(words: str, rows: list[Edition], statement: Statement) -> int:
    """The number of the edition that is asked for."""
    number = int(words) if words.isascii() and words.isdigit() and len(words) <= MOST_DIGITS else 0
    if not any(row.number == number for row in rows):
        message = _("%(code)s has no edition %(number)s.")
        raise Http404(message % {"code": statement.code, "number": words[:20] or "–"})
    return number
