"""start.py itself: any Python reads it, and one that cannot run the rest is told so in a sentence."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.start.project import ROOT, Project

pytestmark = pytest.mark.once
OLD_PYTHONS = [
    *filter(None, map(shutil.which, ("python2", "python2.7", "python3.6", "python3.8", "python3.9", "python3.10"))),
    *map(str, Path.home().glob(".pyenv/versions/[23].*/bin/python")),
]


def refusal(project: Project, *changes: str) -> str:
    """Run start.py where `sys` tells another version or system than ours; return what it says, one line."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "\n".join(["import runpy, sys", *changes, "runpy.run_path('start.py', {}, '__main__')"]),
        ],
        cwd=project.folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


@pytest.mark.parametrize(("version", "number"), [((2, 7), 0x02071200), ((3, 8), 0x030812F0), ((3, 10), 0x030A0DF0)])
def test_a_python_that_is_too_old_is_told_so_in_one_sentence(
    bare: Project, version: tuple[int, int], number: int
) -> None:
    sentence = refusal(bare, f"sys.version_info = {version}", f"sys.hexversion = {number}")
    assert (
        f"needs Python 3.11 or newer and this is {version[0]}.{version[1]}: run start.py with a newer one" in sentence
    )


@pytest.mark.parametrize("system", ["win32", "cygwin"])
def test_windows_is_told_so_in_one_sentence(bare: Project, system: str) -> None:
    assert "Linux and macOS" in refusal(bare, f"sys.platform = {system!r}")


def test_start_has_no_syntax_that_an_old_python_cannot_parse() -> None:
    text = (ROOT / "start.py").read_text(encoding="ascii")
    assert len(text.splitlines()) < 40
    nodes = list(ast.walk(ast.parse(text, feature_version=(3, 4))))
    assert len(nodes) > 50
    too_new: list[ast.AST] = [node for node in nodes if isinstance(node, ast.JoinedStr | ast.NamedExpr | ast.AnnAssign)]
    too_new += [node for node in nodes if isinstance(node, ast.Raise) and node.cause]
    too_new += [node for node in nodes if isinstance(node, ast.Starred | ast.AsyncFunctionDef)]
    too_new += [node for node in nodes if isinstance(node, ast.arg) and node.annotation]
    too_new += [node for node in nodes if isinstance(node, ast.FunctionDef) and node.returns]
    too_new += [node for node in nodes if isinstance(node, ast.arguments) and (node.kwonlyargs or node.posonlyargs)]
    assert [(type(node).__name__, getattr(node, "lineno", "")) for node in too_new] == []


@pytest.mark.slow
def test_the_old_pythons_of_this_machine_answer_in_one_sentence(bare: Project) -> None:
    told = []
    for python in OLD_PYTHONS:
        version = subprocess.run([python, "-c", "import sys; print(sys.version_info < (3, 11))"], capture_output=True)
        if version.stdout.strip() == b"True":
            done = subprocess.run([python, bare.folder / "start.py", "setup"], capture_output=True, check=False)
            assert done.returncode == 1
            assert done.stdout == b""
            told.append(done.stderr.decode())
    if not told:
        pytest.skip("There is no Python older than 3.11 on this machine.")
    for words in told:
        assert re.fullmatch(r"Conceptbase needs Python 3\.11 or newer and this is [23]\.\d+: run .+\.\n", words)


def test_what_runs_before_any_package_is_there_imports_the_standard_library_only() -> None:
    files = sorted((ROOT / "conceptbase" / "start").glob("*.py"))
    assert len(files) > 5
    allowed = {*sys.stdlib_module_names, "conceptbase.environment"}
    allowed |= {f"conceptbase.start.{path.stem}" for path in files}
    for path in [
        ROOT / "start.py",
        ROOT / "conceptbase" / "environment.py",
        ROOT / "conceptbase" / "__init__.py",
        *files,
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name in allowed or name.partition(".")[0] in sys.stdlib_module_names, (path, name)
