"""SQLite is read wherever nobody can write: with the files that WAL needs, without them, and from a read-only file."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from conceptbase.database.sqlite import ImmutableConnection, _is_immutable, open_database

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[3]
ASK = """
import sys
from pathlib import Path
from conceptbase.wsgi import application
from django.test import Client
for address in ("/healthz", "/en/", "/zh-hans/"):
    answer = Client(raise_request_exception=False).get(address, headers={"host": "localhost"}, secure=True)
    print(answer.status_code, answer.headers.get("Retry-After"), answer.content.decode().partition("</main>")[0][-400:])
"""
READ = """
import os, pwd, sqlite3, sys
from conceptbase.database.sqlite import open_database
if os.geteuid() == 0:  # root may write anywhere
    os.setuid(pwd.getpwnam("nobody").pw_uid)
connection = open_database(sys.argv[1], uri=True)
print(connection.execute("SELECT word FROM words").fetchall(), type(connection).__name__)
try:
    connection.execute("INSERT INTO words VALUES ('促销')")
except sqlite3.OperationalError as error:
    print(error.sqlite_errorname)
"""


def write(file: Path) -> sqlite3.Connection:
    """Make a database with one row and return the connection, which is still open."""
    connection = open_database(str(file))
    connection.execute("CREATE TABLE words (word)")
    connection.execute("INSERT INTO words VALUES ('营销')")
    connection.commit()
    return connection


def read_as_nobody(file: Path) -> list[str]:
    """What somebody without the right to write sees; for the system's root every file can be written to."""
    for place in (file.parent, *file.parent.parents):
        if place.owner() == Path.home().owner() and place != Path(place.root):
            place.chmod(place.stat().st_mode | 0o555)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(file)],
        env={"PYTHONPATH": os.pathsep.join(sys.path), "DJANGO_SETTINGS_MODULE": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.splitlines() or done.stderr.splitlines()[-1:]


@pytest.fixture
def folder(tmp_path):
    """A folder with a name that an address would have to escape."""
    made = tmp_path / "资料 ?#%"
    made.mkdir()
    yield made
    made.chmod(0o755)


def test_a_database_is_opened_for_readers_beside_a_writer(folder):
    with write(folder / "words.sqlite3") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


@pytest.mark.parametrize("kind", ["without side files", "with side files", "with a journal of the old kind"])
def test_what_nobody_may_write_to_can_be_read(folder, kind):
    file = folder / "words.sqlite3"
    connection = write(file)
    if kind == "with side files":
        copy = folder / "copy"
        copy.mkdir()
        for part in folder.glob("words.sqlite3*"):
            shutil.copy(part, copy)
        file = copy / file.name
        assert file.with_name("words.sqlite3-wal").stat().st_size
    if kind == "with a journal of the old kind":
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    for part in file.parent.glob("words*"):
        part.chmod(0o444)
    file.parent.chmod(0o555)
    row, refusal = read_as_nobody(file)
    assert row.startswith("[('营销',)]")
    assert ("ImmutableConnection" in row) is (kind == "without side files")
    assert refusal.startswith("SQLITE_READONLY")


def test_newer_content_that_cannot_be_read_is_not_passed_over_in_silence(folder):
    file = folder / "words.sqlite3"
    connection = write(file)
    copy = folder / "copy"
    copy.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(f"{file}{ending}", copy)
    connection.close()
    for part in copy.iterdir():
        part.chmod(0o444)
    copy.chmod(0o555)
    assert not _is_immutable(copy / file.name)
    (last,) = read_as_nobody(copy / file.name)
    assert "unable to open database file" in last


def test_a_folder_that_can_be_written_to_is_never_taken_for_immutable(folder):
    write(folder / "words.sqlite3").close()
    assert not _is_immutable(folder / "words.sqlite3")
    assert not _is_immutable(folder / "nothing.sqlite3")
    assert not isinstance(open_database(str(folder / "words.sqlite3")), ImmutableConnection)


def test_what_is_no_database_is_refused_as_ever(folder):
    (folder / "words.sqlite3").write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(sqlite3.DatabaseError, match="file is not a database"):
        open_database(str(folder / "words.sqlite3"))


@pytest.mark.slow
@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_a_database_that_is_gone_is_told_of_and_never_made_anew_by_the_site_or_a_command(folder, left):
    file = folder / "conceptbase.sqlite3"
    if left == "an empty file":
        file.touch()

    def run(*arguments):
        names = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={
                **names,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "PYTHONIOENCODING": "utf-8",
                "DJANGO_SETTINGS_MODULE": "conceptbase.settings",
                "CONCEPTBASE_SECRET_KEY": "a key",
                "CONCEPTBASE_DATA_DIR": str(folder),
                **dict.fromkeys(("CONCEPTBASE_DEMO", "CONCEPTBASE_DEBUG", "CONCEPTBASE_HOSTS", "DATABASE_URL"), ""),
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    site = run("-c", ASK)
    assert site.returncode == 0, site.stderr
    assert site.stdout.count("503 10 ") == 3
    assert "The database does not answer." in site.stdout
    assert "数据库没有应答。" in site.stdout
    assert f"there is no database at {file}; bring the file back" in site.stderr
    command = run("manage.py", "export_statements")
    assert command.returncode == 1
    assert command.stderr.startswith("The database does not answer.")
    assert f"there is no database at {file}; bring the file back" in command.stderr
    assert "Traceback" not in site.stderr + command.stderr
    assert not file.exists() or not file.stat().st_size
