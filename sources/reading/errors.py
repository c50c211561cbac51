"""Name what can be wrong with a file."""

from enum import StrEnum


class FaultKind(StrEnum):
    """A reason why a file cannot be read; `messages` has the sentence for each."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MUCH_TEXT = "too-much-text"
    TOO_MANY_PAGES = "too-many-pages"
    UNFOLDS = "unfolds"
    TOO_MUCH_MEMORY = "too-much-memory"
    TOO_SLOW = "too-slow"
    LATE = "late"
    NO_TEXT = "no-text"
    SCAN = "scan"
    PASSWORD = "password"
    OLD_WORD = "old-word"
    RICH_TEXT = "rich-text"
    ARCHIVE = "archive"
    NOT_TEXT = "not-text"
    OTHER_ENCODING = "other-encoding"
    UNKNOWN_ENCODING = "unknown-encoding"
    NUL = "nul"
    DAMAGED = "damaged"


class ReadingError(Exception):
    """A file cannot be read; `params` are the numbers and names for the sentence that says so."""

    def __init__(self, kind: FaultKind, **params: int | str) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.params = params
