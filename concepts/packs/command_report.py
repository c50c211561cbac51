"""What the commands for packs print."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

from concepts.packs.faults import PackFaultyError
from concepts.packs.records import Content


@contextmanager
def refuse_faults(folder: Path) -> Iterator[None]:
    """Ends the command with one line for each fault of the pack in `folder`, named so that an editor can open it."""
    try:
        yield
    except PackFaultyError as error:
        lines = [f"{folder}/{fault}" if fault.file else f"{folder}: {fault}" for fault in error.faults]
        count = len(lines)
        raise CommandError("\n".join([*lines, f"{count} {'fault' if count == 1 else 'faults'}."])) from error
    except OSError as error:
        raise CommandError(f"{error.filename or folder}: {error.strerror}. Check the folder and its rights.") from error


def summary(content: Content) -> str:
    """How much is in it: `5 sources, 30 statements, 41 passages`."""
    counts = {kind: len(content.of(kind)) for kind in ("source", "concept", "statement", "passage")}
    return ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items()) + "."
