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
        "check_tables",
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


# A database that does not fit the code


@pytest.fixture
def outdated(project: Project) -> Project:
    """Return the stand-in set up by an earlier version, whose database has other tables."""
    project.run("setup")
    project.change_database("CREATE TABLE older (name)")
    (project.folder / "concepts" / "newer.py").touch()
    return project


def test_a_database_of_another_version_is_told_in_one_sentence_with_the_way_out(outdated: Project) -> None:
    (outdated.folder / "conflict").touch()
    for _ in range(2):
        code, output = outdated.run("setup")
        assert code == 1
        assert output.splitlines()[-1] == (
            "The database was made by another version of Conceptbase and does not fit (concepts_statement lacks the "
            "column row_version, and 1 more): `python3 start.py reset` makes the demo anew; what was edited or added "
            "in it is lost."
        )
        assert "the site shows" not in output
    assert outdated.asked() == [*WHOLE_SETUP, "migrate"]


@pytest.mark.slow
def test_reset_is_the_way_out_of_a_database_that_does_not_fit(outdated: Project) -> None:
    assert outdated.run("reset")[0] == 0
    assert outdated.asked()[: len(WHOLE_SETUP) - 2] == ["migrate", "check_tables", "pack_load", "search_index"]
    assert outdated.run("setup") == (0, "Everything is set up: `python3 start.py` serves the site.")


@pytest.mark.parametrize("variable", ["DATABASE_URL=postgres://nobody@127.0.0.1:9/real", "CONCEPTBASE_DEMO=false"])
def test_whoever_has_a_database_of_their_own_is_told_how_to_take_its_content_along(
    outdated: Project, variable: str
) -> None:
    name, _, value = variable.partition("=")
    sentence = outdated.refusal("setup", **{name: value})
    assert "go back to the version that made it" in sentence
    assert "manage.py pack_export" in sentence
    assert "reset" not in sentence


def test_a_loader_that_crashes_ends_the_start_and_nothing_is_said_of_a_site_that_goes_on(project: Project) -> None:
    project.run("setup")
    (project.folder / "fixtures" / "marketing-sales-promotion" / "concepts.yaml").write_text("second")
    (project.folder / "crash").touch()
    code, output = project.run("setup")
    assert code == 1
    assert output.splitlines()[-1].startswith(
        "Loading the knowledge pack failed (sqlite3.OperationalError: no such column: row_version): see "
    )
    assert "`python3 start.py reset` makes the demo anew" in output
    assert "the site shows" not in output


def test_a_comparison_that_cannot_be_made_is_not_taken_for_a_database_that_does_not_fit(outdated: Project) -> None:
    (outdated.folder / "manage.py").write_text(
        "import sys\nsys.exit(sys.argv[1] == 'check_tables' and 'No key is set.')\n"
    )
    sentence = outdated.refusal("setup")
    assert sentence.startswith("Comparing the database with the code failed (No key is set): see ")
    assert "another version" not in sentence


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
