"""Say in a line what came of saving or of a step: of which row, what it took along, what it left alone and why."""

from collections.abc import Iterator, Sequence

from django.db.models import Model
from django.utils.html import escape
from django.utils.translation import gettext, ngettext

from concepts.admin.base import InterfaceText
from concepts.editorial.row_names import name_of, select_for_choice
from sources.content_row import ContentRow
from sources.languages import gap

MOST_NAMED_ROWS = 10  # rows that a message names


def names_in_line(rows: Sequence[Model]) -> str:
    """Return the names of the first rows in one line, each without a full stop at its end."""
    return "; ".join(name_of(row).rstrip(".。") for row in rows[:MOST_NAMED_ROWS]) + (
        "; …" if len(rows) > MOST_NAMED_ROWS else ""
    )


def print_by_name(row: Model) -> None:
    """Let the messages of Django's admin print a row under the name that curators use, if it is still there."""
    saved = select_for_choice(type(row)._base_manager.filter(pk=row.pk)).first()
    name = name_of(saved or row)
    row.__html__ = lambda: escape(name)  # `format_html` asks for it


def done_message(done: InterfaceText, more: str | None, companions: Sequence[ContentRow]) -> str:
    """Return the message after a step was taken, with the names of the rows that it took along."""
    along = gettext("Together with it: %(names)s") % {"names": names_in_line(companions)} if companions else ""
    return gap().join(str(part) for part in (done, more, along) if part)


def done_already_message(done: InterfaceText, rows: Sequence[ContentRow]) -> str:
    """Return the message for rows of a list with which the step was taken before."""
    message = gettext("%(done)s This was done already; nothing was done twice: %(names)s")
    return message % {"done": done, "names": names_in_line(rows)}


def other_words_message(*, is_own: bool) -> str:
    """Return why a step was not taken that was taken before with other words or choices."""
    if is_own:
        return gettext("You did this already with other words or choices, so nothing was done. What you sent is below.")
    return gettext("Somebody else did this already, so nothing was done. What you wrote is still below.")


def done_otherwise_message(rows: Sequence[ContentRow]) -> str:
    """Return the message for rows of a list with which the step was taken before with other words or choices."""
    message = gettext("This was done before with other words or choices, so nothing was done now: %(names)s")
    return message % {"names": names_in_line(rows)}


def left_alone_messages(changed: Sequence[ContentRow], missing: int) -> Iterator[str]:
    """Yield what to say of rows that changed since their list was shown, and of the number that left it."""
    if changed:
        message = ngettext(
            "Left as it is, since it changed since you looked at the list, or the list did not show it: %(names)s",
            "Left as they are, since they changed since you looked at the list, or the list did not show them: "
            "%(names)s",
            len(changed),
        )
        yield message % {"names": names_in_line(changed)}
    if missing:
        message = ngettext(
            "%(number)d of the chosen rows does not belong to this list any more; nothing was done with it.",
            "%(number)d of the chosen rows do not belong to this list any more; nothing was done with them.",
            missing,
        )
        yield message % {"number": missing}
