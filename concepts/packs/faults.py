"""What is wrong with a pack: every fault with its file, its line, and what to do about it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from django.core.management.base import CommandError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend. `file` is relative to the pack (empty: the whole pack), `line` counts from 1 (0: the file)."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}" if place else self.message


class PackFaultyError(Exception):
    """A pack that cannot be used as it is; `faults` holds everything found, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: the known names most like it, or nothing."""
    close = get_close_matches(name, sorted(known), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(close)}?" if close else ""


@contextmanager
def refuse_faults(folder: Path) -> Iterator[None]:
    """End a command with one line for each fault of the pack in `folder`, named so that an editor can open it."""
    try:
        yield
    except PackFaultyError as error:
        lines = [f"{folder}/{fault}" if fault.file else f"{folder}: {fault}" for fault in error.faults]
        count = len(lines)
        raise CommandError("\n".join([*lines, f"{count} {'fault' if count == 1 else 'faults'}."])) from error
    except OSError as error:
        raise CommandError(f"{error.filename or folder}: {error.strerror}. Check the folder and its rights.") from error
