"""Bring packages, settings, database, content, static files and demo people up to date, or renew the whole demo."""

import fcntl
import json
import os
import shutil
import sqlite3
from pathlib import Path

from conceptbase.start.lock import read_lock
from conceptbase.start.packages import PYTHON, install
from conceptbase.start.project_folder import (
    ROOT,
    StartError,
    data_folder,
    fingerprint,
    is_demo,
    last_line,
    log_file,
    one_at_a_time,
    read_notes,
    read_settings,
    run,
    say,
    write_settings,
    write_whole,
)

PACK = "fixtures/marketing-sales-promotion"
DATABASE = "conceptbase.sqlite3"


def database_mark(folder: Path) -> str:
    """Return what tells this SQLite database from another put in its place; empty where there is none."""
    try:
        return str((folder / DATABASE).stat().st_ino)
    except FileNotFoundError:
        return ""


def way_out() -> str:
    """Return what helps where the database cannot be used, as half a sentence."""
    if is_demo() and not read_settings().text("DATABASE_URL"):
        return "`python3 start.py reset` makes the demo anew; what was edited or added in it is lost"
    return (
        "go back to the version that made it, export its content with `manage.py pack_export` and load that into an "
        "empty database"
    )


def unfit_database(report: str) -> StartError:
    """Return the error for a database that has other tables than this code, from what `check_tables` reported."""
    lines = report.rpartition("CommandError: ")[2].splitlines()
    difference = lines[0].rstrip(".") + (f", and {len(lines) - 1} more" if len(lines) > 1 else "")
    return StartError(
        f"The database was made by another version of Conceptbase and does not fit ({difference}): {way_out()}."
    )


def prepare(folder: Path) -> str:
    """Bring database, content and static files up to date and return the list of demo people, in words.

    Does only what has changed since the notes in `folder`. A pack that is refused because a curator changed the same
    entry is reported, and the site goes on with what it has; raises StartError for anything else that fails.
    """
    notes_file = folder / "start.json"
    notes = read_notes(notes_file)
    own_database = not read_settings().text("DATABASE_URL")
    if not own_database or notes.get("database") != database_mark(folder):
        # A database that may have changed without us: nothing that was done to the last one counts.
        notes = {"static": notes.get("static", "")}
    if not (folder / "static").is_dir():
        notes.pop("static", None)
    empty = own_database and (not database_mark(folder) or ("tables" in notes and "content" not in notes))
    code = fingerprint([ROOT / "conceptbase", ROOT / "concepts", ROOT / "sources"], read_lock())
    pack, static = fingerprint([ROOT / PACK]), fingerprint([ROOT / "static"])
    steps = [
        ("tables", "Making the database tables", ["migrate", "--noinput"], code),
        ("fit", "Comparing the database with the code", ["check_tables"], code),
        ("content", "Loading the knowledge pack", ["pack_load", PACK], code + pack),
        ("search", "Bringing the search index up to date", ["search_index", "--follow"], code + pack),
        ("static", "Collecting the static files", ["collectstatic", "--noinput"], code + static),
    ]
    if is_demo():
        steps.append(("people", "Making the demo people", ["demo_people"], code))
    for name, title, command, state in steps:
        if notes.get(name) == state:
            continue
        say(f"{title} …")
        done, output = run([PYTHON, "manage.py", *command], CONCEPTBASE_DATA_DIR=str(folder))
        refused = "CommandError: " in output and "Traceback (most recent call last)" not in output
        if done:
            notes[name] = state
            if name == "people":
                notes["people in words"] = output
        elif name == "fit" and refused:
            raise unfit_database(output)
        elif name == "content" and refused and not empty:
            # The database fits, or we would not be here, and the loader changes all or nothing.
            say(f"{output}\nThe knowledge pack was not loaded; the site shows what it had before.")
        else:
            raise StartError(
                f"{title} failed ({last_line(output)}): see {log_file()}; where the database is at fault, {way_out()}."
            )
        notes["database"] = database_mark(folder)
        write_whole(notes_file, json.dumps(notes, ensure_ascii=False))
    return notes.get("people in words", "")


def set_up() -> str:
    """Do all but serve, and return the list of demo people, in words."""
    with one_at_a_time():
        install()
        write_settings()
        return prepare(data_folder())


def leave_wal(database: Path) -> None:
    """Put everything into the one file of a SQLite database; raises StartError where somebody has it open."""
    connection = sqlite3.connect(database, timeout=2)
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.OperationalError as error:
        raise StartError(f"The demo's database is in use ({error}): stop what uses it and reset again.") from error
    except sqlite3.DatabaseError:
        pass  # no database at all, and about to be replaced
    finally:
        connection.close()
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def reset() -> None:
    """Renew the demo: build a new database beside the old one and put it in its place in one step.

    Raises StartError, with the old database as it was, for any database but the demo's own and while the site runs.
    """
    if read_settings().text("DATABASE_URL"):
        raise StartError(
            "start.py reset renews only the demo's own SQLite database and DATABASE_URL names another: unset it and "
            "reset again, or renew that database with its own tools."
        )
    folder = data_folder()
    database, renewed = folder / DATABASE, folder / "renewed"
    if database.exists() and not is_demo():
        raise StartError(
            "CONCEPTBASE_DEMO is not true here and start.py reset renews only a demo: nothing was changed."
        )
    with one_at_a_time(), (folder / "serving.lock").open("w") as serving:
        try:
            fcntl.flock(serving, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StartError("The site is running from this folder: stop it with Ctrl-C and reset again.") from error
        say("Renewing the demo: what was edited or added in it is lost.")
        install()
        write_settings()
        shutil.rmtree(renewed, ignore_errors=True)
        renewed.mkdir()
        prepare(renewed)
        leave_wal(renewed / DATABASE)
        if database.exists():
            leave_wal(database)
        os.replace(renewed / DATABASE, database)
        shutil.rmtree(renewed)
        prepare(folder)
    say("The demo is new: `python3 start.py` serves it.")
