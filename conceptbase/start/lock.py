"""Read and write the lock: `requirements.txt`, exact versions with hashes, from which pip and uv both install.

The lock is one ordinary requirements file. A line without an `extra` is needed to run the site, and these lines alone
are what `pip install --require-hashes -r requirements.txt` installs: pip and uv skip a line whose marker names an
extra. Lines for `dev` hold what tests and developers need besides, lines for `newest-django` what the tests on the
newest Django have in place of it; `select` picks them. Why so: docs/decisions/0012-one-lock-file.md.

Lock anew, after a change of the dependencies in `pyproject.toml` or for newer versions (by the uv on the path, else
by the one that `start.py test` installs):

    python3 -m conceptbase.start.lock [--upgrade | --upgrade-package NAME]
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from conceptbase.start.project_folder import ROOT, StartError, write_whole

LOCK = ROOT / "requirements.txt"
DEV, NEWEST_DJANGO = "dev", "newest-django"
EXTRAS = ("", DEV, NEWEST_DJANGO)  # a later one's lines for a package replace an earlier one's

HEADER = """\
# The lock of all packages, written by `python3 -m conceptbase.start.lock`: do not edit.
# `pip install --require-hashes -r requirements.txt` (or `uv pip install …`) installs what the site needs to run: both
# skip the lines for an extra, which start.py picks for tests and developers (dev) and for tests on the newest Django.
"""
UV_COMPILE = ["pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header"]

FIRST_LINE = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.+?))?(?: \\)?\n")
EXTRA_IN_MARKER = re.compile(r'(?:\((?P<marker>.+)\) and )?extra == "(?P<extra>[a-z-]+)"')


@dataclass(frozen=True)
class LockedPackage:
    """One package in one version: its environment marker, the extra that needs it, and its hashes and comments."""

    name: str
    version: str
    marker: str
    extra: str
    other_lines: str

    def __str__(self) -> str:
        marker = self.marker
        if self.extra:
            marker = f'({marker}) and extra == "{self.extra}"' if marker else f'extra == "{self.extra}"'
        return f"{self.name}=={self.version}{marker and ' ; '}{marker} \\\n{self.other_lines}"


def parse(text: str) -> list[LockedPackage]:
    """Return the packages of a requirements file as uv writes it, with or without extras; raises StartError."""
    packages = []
    for block in re.split(r"^(?=[^\s#])", text, flags=re.MULTILINE)[1:]:
        first_line = FIRST_LINE.match(block)
        if not first_line or "--hash=" not in block:
            raise StartError(f"The lock cannot be read at {block.splitlines()[0]!r}: take {LOCK.name} from git again.")
        marker, extra = first_line["marker"] or "", ""
        if in_marker := EXTRA_IN_MARKER.fullmatch(marker):
            marker, extra = in_marker["marker"] or "", in_marker["extra"]
        packages.append(
            LockedPackage(first_line["name"], first_line["version"], marker, extra, block[first_line.end() :])
        )
    return packages


def select(packages: Iterable[LockedPackage], *extras: str) -> list[LockedPackage]:
    """Return the packages to install for these extras, without their extras: what pip and uv then install whole.

    Where a package has lines for several of the extras, those for the last in EXTRAS count alone.
    """
    wanted = ["", *extras]
    by_name: dict[str, dict[str, list[LockedPackage]]] = {}
    for package in packages:
        if package.extra in wanted:
            by_name.setdefault(package.name, {}).setdefault(package.extra, []).append(package)
    return [
        replace(package, extra="")
        for _name, by_extra in sorted(by_name.items())
        for package in by_extra[max(by_extra, key=EXTRAS.index)]
    ]


def write(packages: Iterable[LockedPackage]) -> str:
    """Return the text of a requirements file that names these packages."""
    return "".join(map(str, packages))


def read_lock(*extras: str) -> str:
    """Return the text of a requirements file with what the lock has for these extras; raises StartError."""
    return write(select(parse(LOCK.read_text(encoding="utf-8")), *extras))


# Locking anew


def find_locking_uv() -> str:
    """Return the uv on the path, else the one among the packages for developers; empty where there is none."""
    return shutil.which("uv") or shutil.which(ROOT / ".venv" / "bin" / "uv") or ""


def compile_lock(kept: Sequence[LockedPackage], python: str, options: Sequence[str]) -> list[LockedPackage]:
    """Let uv resolve the dependencies of the project for this Python and all newer ones, on every system.

    Versions that are `kept` stay where they can. Raises StartError where uv is not there or finds no solution.
    """
    uv = find_locking_uv()
    if not uv:
        raise StartError("Locking needs uv: `python3 start.py test` installs it with the other developers' packages.")
    with tempfile.TemporaryDirectory(prefix="conceptbase-lock-") as folder:
        output = Path(folder) / "requirements.txt"
        output.write_text(write(kept), encoding="utf-8")
        command = [
            uv,
            *UV_COMPILE,
            "--python-version",
            python,
            "--output-file",
            str(output),
            *options,
            "pyproject.toml",
        ]
        if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            raise StartError("uv could not lock the dependencies of pyproject.toml: its own words stand above.")
        text = output.read_text(encoding="utf-8")
    # Why a package is there stands below it; our own temporary files are no reason.
    return parse(re.sub(r"^ +# +(-c|--override) .*\n", "", text, flags=re.MULTILINE))


def lock(options: Sequence[str]) -> list[LockedPackage]:
    """Lock the site's packages, then on top of them those for developers, then those for the newest Django."""
    old = parse(LOCK.read_text(encoding="utf-8")) if LOCK.exists() else []
    with tempfile.TemporaryDirectory(prefix="conceptbase-lock-") as folder:
        constraints, override = Path(folder) / "constraints.txt", Path(folder) / "override.txt"
        to_run = compile_lock(select(old), "3.11", options)
        constraints.write_text(write(to_run), encoding="utf-8")
        with_constraints = [*options, "--group", DEV, "--constraints", str(constraints)]
        for_dev = compile_lock(select(old, DEV), "3.11", with_constraints)
        constraints.write_text(write(package for package in for_dev if package.name != "django"), encoding="utf-8")
        override.write_text("django\n", encoding="utf-8")
        # Our own Django is not to be kept there, or uv would stay with it.
        kept = [package for package in old if package.name != "django" or package.extra == NEWEST_DJANGO]
        on_newest = compile_lock(
            select(kept, DEV, NEWEST_DJANGO), "3.12", [*with_constraints, "--overrides", str(override)]
        )
    packages = list(to_run)
    for extra, needed in ((DEV, for_dev), (NEWEST_DJANGO, on_newest)):
        known = {(package.name, package.version, package.marker) for package in packages}
        new = {package.name for package in needed if (package.name, package.version, package.marker) not in known}
        packages += [replace(package, extra=extra) for package in needed if package.name in new]
    return sorted(packages, key=lambda package: (package.name, EXTRAS.index(package.extra), package.version))


def main(arguments: Sequence[str]) -> int:
    """Write the lock anew and return the exit code."""
    try:
        write_whole(LOCK, HEADER + write(lock(arguments)))
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
