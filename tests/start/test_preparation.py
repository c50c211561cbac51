"""Database, content, static files, people: what was made once is not made again; reset makes the demo anew."""

import fcntl
import sqlite3
import subprocess
from collections.abc import Callable

import pytest

from tests.start.project import WHOLE_SETUP, Project

pytestmark = pytest.mark.once


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
    assert project.asked() == [
        "migrate",
        "pack_load",
        "search_index",
        "demo_people",
    ]  # static files are not in it


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


# Reset


def test_reset_makes_a_new_database_and_nothing_of_the_old_stays(project: Project) -> None:
    project.run("setup")
    project.change_database("INSERT INTO asked VALUES ('an edit')")
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
