"""Read one file in a process of its own: its bytes on standard input, the reading as JSON on standard output.

    python -m sources.reading.child ENDING ENCODING

Once everything is imported, the process gives up what a hostile file could misuse: on Linux its memory is bounded, on
every Unix its time and what it can write, and it can open nothing more, neither a file nor a connection.
"""

import gc
import importlib
import json
import sys
from pathlib import Path
from typing import IO

from sources.reading import file_kinds
from sources.reading.charset import ENCODINGS
from sources.reading.errors import FaultKind, ReadingError
from sources.reading.limits import LEAST_ROOM_BYTES, MOST_ANSWER_BYTES, MOST_FILE_BYTES, MOST_MEMORY_BYTES, MOST_SECONDS

_SAMPLES = (
    "营销 sales".encode("gb18030") * 20,
    b"# A heading\n\n* one\n* two\n\n|a|b|\n|-|-|\n|c|[d](e)|\n\n```\ncode\n```\n",
    b"<html><p>one<ul><li>two</ul>",
)


def main(ending: str, encoding: str) -> None:
    """Read the file and write what came of it."""
    _warm_up()
    status = _open_status()
    idle = bound_resources(status)
    answer = _answer(ending, encoding)
    answer["memory"] = {"idle": idle, "most": _figure(status, "VmHWM")}
    # What was read is freed only now, and the text is written piece by piece: both would count twice.
    json.dump(answer, sys.stdout, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.flush()


def _answer(ending: str, encoding: str) -> dict[str, object]:
    """Return the reading, or what is wrong with the file."""
    try:
        data = sys.stdin.buffer.read(MOST_FILE_BYTES + 1)
        return {"reading": file_kinds.read_any(data, ending=ending, encoding=encoding).as_values()}
    except ReadingError as error:
        return {"fault": error.kind.value, "params": error.params}
    except MemoryError:
        pass
    except RecursionError:
        return {"fault": FaultKind.UNFOLDS.value, "params": {}}
    except Exception:  # a library that stumbles over a damaged file must not look like a fault of ours
        return {"fault": FaultKind.DAMAGED.value, "params": {}}
    gc.collect()
    return {"fault": FaultKind.TOO_MUCH_MEMORY.value, "params": {}}


def _warm_up() -> None:
    """Import whatever is imported late, since nothing can be opened later."""
    for encoding in (*ENCODINGS, "utf-16", "ascii", "cp437", "latin-1", "unicode-escape"):
        "a".encode(encoding)
    for name in ("zlib", "bz2", "lzma", "html.entities", "markdown.util", "importlib.metadata"):
        importlib.import_module(name)
    for sample, ending in zip(_SAMPLES, ("txt", "md", "html"), strict=True):
        file_kinds.read_any(sample, ending=ending)


def bound_resources(status: IO[str] | None) -> int:
    """Bound what this process may use, and return how many bytes of memory it has now; 0 where nobody tells."""
    try:
        import resource
    except ImportError:  # Windows, where the parent bounds the time alone
        return 0
    idle = _figure(status, "VmRSS")
    bounds = [
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_ANSWER_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 3),  # no file and no connection besides those that are open
    ]
    if idle:  # What is resident is never more than what is addressed. A Python that reserves much needs some room.
        most = max(idle + MOST_MEMORY_BYTES, _figure(status, "VmSize") + LEAST_ROOM_BYTES)
        bounds.append((resource.RLIMIT_AS, most))
    for kind, most in bounds:
        resource.setrlimit(kind, (most, most))
    return idle


def _open_status() -> IO[str] | None:
    """Open what Linux tells of this process, as long as files can be opened; None elsewhere."""
    return open("/proc/self/status", encoding="ascii") if Path("/proc/self/status").exists() else None


def _figure(status: IO[str] | None, name: str) -> int:
    """Return one of these figures, in bytes; 0 where there is none."""
    if status is None:
        return 0
    status.seek(0)
    return next((int(line.split()[1]) * 1024 for line in status if line.startswith(f"{name}:")), 0)


if __name__ == "__main__":
    main(*sys.argv[1:3])
