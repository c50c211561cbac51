"""The stand-in as a fresh clone has it and with its packages installed, and a watch over what is served."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.start.project import Project, make_stand_in


@pytest.fixture
def bare(tmp_path: Path) -> Project:
    """The stand-in as a fresh clone has it, in a folder whose name has a space and Chinese characters."""
    return make_stand_in(tmp_path / "营销 base")


@pytest.fixture
def project(bare: Project) -> Project:
    """The stand-in with its packages installed."""
    bare.pretend_installed()
    return bare


@pytest.fixture
def until_served() -> Iterator[Callable[[subprocess.Popen[str]], str]]:
    """Read what a start prints until the site runs; whatever still runs after the test is ended."""
    begun = []

    def read(process: subprocess.Popen[str]) -> str:
        begun.append(process)
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "look-around" in line or "admin" in line.split()[:1]:
                break
        return "".join(lines)

    yield read
    for process in begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
