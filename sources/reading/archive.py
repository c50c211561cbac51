"""Read entries of a zip archive within bounds, whatever its directory says of their sizes."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sources.reading.errors import FaultKind, ReadingError
from sources.reading.limits import MOST_ARCHIVE_ENTRIES, MOST_UNFOLDED_BYTES

_CHUNK = 65_536
_IS_ENCRYPTED = 0x1


@contextmanager
def _damage() -> Iterator[None]:
    """Raise a ReadingError where the archive is damaged."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        raise ReadingError(FaultKind.DAMAGED) from error


class Archive:
    """A zip archive; all that is read from it together has a bound. Archives inside of it are not opened."""

    def __init__(self, data: bytes) -> None:
        with _damage():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._by_name = {info.filename: info for info in self._zip.infolist()[: MOST_ARCHIVE_ENTRIES + 1]}
        if len(self._zip.infolist()) > MOST_ARCHIVE_ENTRIES:
            raise ReadingError(FaultKind.UNFOLDS, most=MOST_UNFOLDED_BYTES)
        self._left = MOST_UNFOLDED_BYTES

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def read(self, name: str, most: int = 2_000_000) -> bytes:
        """Return an entry that is to be small; raises ReadingError where it is missing, larger or damaged."""
        parts: list[bytes] = []
        self.feed(name, parts.append, most=most)
        return b"".join(parts)

    def feed(self, name: str, take: Callable[[bytes], object], *, most: int = MOST_UNFOLDED_BYTES) -> None:
        """Hand an entry over piece by piece, so that it never is in memory as a whole."""
        info = self._by_name.get(name)
        if info is None:
            raise ReadingError(FaultKind.DAMAGED)
        if info.flag_bits & _IS_ENCRYPTED:
            raise ReadingError(FaultKind.PASSWORD)
        most = min(most, self._left)
        if info.file_size > most:
            raise ReadingError(FaultKind.UNFOLDS, most=MOST_UNFOLDED_BYTES)
        read = 0
        with _damage(), self._zip.open(info) as entry:
            while chunk := entry.read(_CHUNK):
                read += len(chunk)
                if read > most:
                    raise ReadingError(FaultKind.UNFOLDS, most=MOST_UNFOLDED_BYTES)
                take(chunk)
        self._left -= read
