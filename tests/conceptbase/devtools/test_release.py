"""A release can be prepared: the change log dated, and a dump of its database migrated to today's tables."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from conceptbase.devtools import release
from conceptbase.devtools.release import ReleaseError, date_changelog, dump_database, release_notes
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines
from tests.concepts.packs.build import write_pack

RELEASED = sorted((Path(settings.BASE_DIR) / "tests" / "releases").glob("*.json.gz"))
CHANGELOG = "# Changes\n\nWords.\n\n## 0.2.0 (unreleased)\n\n- New 新。\n\n## 0.1.0 (2026-12-01)\n\n- Old.\n"


def test_the_newest_section_is_dated_and_nothing_else_changes():
    dated = date_changelog(CHANGELOG, "0.2.0", date(2027, 1, 31))
    assert dated == CHANGELOG.replace("(unreleased)", "(2027-01-31)")
    assert release_notes(dated, "0.2.0") == "- New 新。"
    assert release_notes(dated, "0.1.0") == "- Old."


@pytest.mark.parametrize(
    ("changelog", "version", "message"),
    [
        (CHANGELOG, "0.1.0", "must begin with"),
        (CHANGELOG.replace("unreleased", "2027-01-01"), "0.2.0", "must begin with"),
        ("# Changes\n\n## 0.2.0 (unreleased)\n\n## 0.1.0 (2026-12-01)\n", "0.2.0", "is empty"),
        ("", "0.1.0", "must begin with"),
    ],
)
def test_a_change_log_that_does_not_fit_is_refused_with_the_cure(changelog, version, message):
    with pytest.raises(ReleaseError, match=message):
        date_changelog(changelog, version, date(2027, 1, 31))


def test_notes_of_an_unknown_version_are_refused():
    with pytest.raises(ReleaseError, match="no section"):
        release_notes(CHANGELOG, "9.9.9")


def test_our_own_change_log_can_be_released():
    changelog = release.changelog_file().read_text(encoding="utf-8")
    newest = release.HEADING.search(changelog)
    assert newest
    if newest["state"] == "unreleased":
        assert release_notes(date_changelog(changelog, newest["version"], date(2027, 1, 31)), newest["version"])


def test_the_command_dates_and_writes_notes(tmp_path, monkeypatch, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    call_command("release", "0.2.0")
    assert "(unreleased)" not in (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (tmp_path / "build" / "notes-0.2.0.md").read_text(encoding="utf-8") == "- New 新。\n"
    with pytest.raises(CommandError, match="must begin with"):
        call_command("release", "0.2.0")


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """Give the name of an empty database beside the one of the tests."""
    if connection.vendor == "sqlite":
        yield str(folder / "released.sqlite3")
        return
    name = f"released_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def migrated(dump: Path, folder: Path) -> list[str]:
    """Load a dump into an empty database, migrate it to today's tables and return its canonical export."""
    with empty_database(folder) as name:
        done = subprocess.run(
            [sys.executable, "-m", "tests.migrated_process", name, str(dump)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_databases_of_today_and_of_every_release_are_migrated(tmp_path):
    load_pack(write_pack(tmp_path))
    dump = tmp_path / "now.json.gz"
    assert dump_database(dump) > 50
    assert migrated(dump, tmp_path) == list(open_data_lines())
    for number, released in enumerate(RELEASED):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert len(migrated(released, folder)) > 1_000


@pytest.mark.django_db
def test_a_database_that_people_worked_on_is_not_dumped(tmp_path, django_user_model):
    from tests import factories as make

    make.make_statement("definition", make.make_concept("a"), author=django_user_model.objects.create_user("ann"))
    with pytest.raises(ReleaseError, match="only the pack"):
        dump_database(tmp_path / "now.json.gz")
