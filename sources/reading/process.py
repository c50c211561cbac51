"""Have a file read in a process of its own, and check what comes back.

A library that reads PDF or XML may be led astray by a hostile file. It never runs in the process of the site: the child
has no settings, no database and no secrets, its time and memory are bounded, and it is not believed.
"""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sources.reading.errors import FaultKind, ReadingError
from sources.reading.limits import MOST_ANSWER_BYTES, MOST_FILE_BYTES, MOST_SECONDS
from sources.reading.reading import Reading

_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}
_COMMAND = ("-X", "utf8", "-m", "sources.reading.child")
_MOST_PARAMS = 5
# Where a bound of time is a signal: its soft bound, and its hard one.
_OUT_OF_TIME = [-getattr(signal, name, 0) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)]


def read_file(data: bytes, *, name: str = "", encoding: str = "") -> Reading:
    """Return what a file says; its `name` is only a hint, its `encoding` a choice of somebody. Raises ReadingError."""
    if not data:
        raise ReadingError(FaultKind.EMPTY)
    if len(data) > MOST_FILE_BYTES:
        raise ReadingError(FaultKind.TOO_LARGE, size=len(data), most=MOST_FILE_BYTES)
    return _check(_run(data, ending_of(name), encoding))


def ending_of(name: str) -> str:
    """Return the ending of a file's name, in small letters; empty where it is no usual one."""
    ending = name.rpartition(".")[2].strip().lower()
    return ending if ending.isascii() and ending.isalnum() and len(ending) <= 10 else ""


def _run(data: bytes, ending: str, encoding: str) -> bytes:
    """Return what the child writes about the file; raises ReadingError where it does not come to an end.

    Files, not pipes, stand between the two: the system then bounds how much the child can write.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answered:
        given.write(data)
        given.seek(0)
        command = [sys.executable, *_COMMAND, ending, encoding]
        with subprocess.Popen(
            command, cwd=_ROOT, env=_ENVIRONMENT, stdin=given, stdout=answered, stderr=subprocess.DEVNULL
        ) as child:
            try:
                code = child.wait(timeout=MOST_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                raise ReadingError(FaultKind.TOO_SLOW, seconds=MOST_SECONDS) from None
        answered.seek(0)
        answer = answered.read(MOST_ANSWER_BYTES + 1)
    if code != 0:
        raise ReadingError(_why_ended(code), seconds=MOST_SECONDS)
    return answer


def _why_ended(code: int) -> FaultKind:
    """Return why a child ended before its answer: by the bound of time, or by a library that ran out of memory."""
    if code in _OUT_OF_TIME:
        return FaultKind.TOO_SLOW
    return FaultKind.TOO_MUCH_MEMORY if code < 0 else FaultKind.DAMAGED


def _check(answer: bytes) -> Reading:
    """Return the reading in an answer; raises ReadingError where the answer is a fault, or not to be believed."""
    try:
        values: Any = json.loads(answer)
        if isinstance(values, Mapping) and "fault" in values:
            raise ReadingError(FaultKind(values["fault"]), **_params(values["params"]))
        return Reading.from_values(values["reading"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReadingError(FaultKind.DAMAGED) from error


def _params(values: object) -> dict[str, int | str]:
    """Return the numbers and short names of a fault; raises ValueError for anything else."""
    if not isinstance(values, dict) or len(values) > _MOST_PARAMS:
        raise ValueError("no params")
    if not all(type(value) is int or (isinstance(value, str) and len(value) <= 40) for value in values.values()):
        raise ValueError("no params")
    return values
