"""A process killed while it loads, proposes, publishes or withholds leaves all or nothing; run again, it ends the same.

Each is killed twice, with --deep sixteen times; KILLS in the environment asks for more (benchmarks/kills.py sets
it).
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Count, Max

from concepts.editorial.drafts import start_draft
from concepts.models import Edition, Statement
from concepts.packs.export import export_pack
from concepts.packs.load import load_pack
from tests.processes import (
    DONE,
    READY,
    Work,
    load,
    propose_name,
    publish_concept,
    publish_drafts,
    start,
    withhold_source,
    work_and_wait,
)
from tests.template_databases import Content

PACK = settings.BASE_DIR / "fixtures" / "marketing-sales-promotion"
SEED = 20260106
AT_ONCE = 60  # drafts of changes that are published together
PATIENCE = 60  # seconds until a killed process must be gone from the database server

pytestmark = pytest.mark.slow


@pytest.fixture
def kills(deep: bool) -> int:
    """How many times each is killed."""
    return int(os.environ.get("KILLS") or (16 if deep else 2))


@contextmanager
def started(work: Work, *arguments: object) -> Iterator[tuple[ForkServerProcess, Connection]]:
    """The process, from the moment on when its work begins; it is gone afterwards, from the database server too."""
    process, told = start(work, *arguments)
    try:
        assert told.recv() == (READY, None)
        yield process, told
    finally:
        process.kill()
        process.join()
        wait_until_alone()


def wait_until_alone() -> None:
    """PostgreSQL finishes what a killed client asked for last, and only then sees that nobody is there any more."""
    if connection.vendor != "postgresql":
        return
    deadline = time.monotonic() + PATIENCE
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.02)
    raise AssertionError("a killed process still has a connection")


def measure(work: Work, *arguments: object) -> float:
    """How many seconds the work takes when nobody interrupts it."""
    with started(work, *arguments) as (_process, told):
        begun = time.monotonic()
        assert told.recv() == (DONE, None)
        return time.monotonic() - begun


def moments(duration: float, kills: int) -> list[float]:
    """When to kill, in seconds from the beginning: one moment in each of as many equal stretches of the duration."""
    chance = random.Random(SEED)
    return [duration * (number + chance.random()) / kills for number in range(kills)]


def kill_after(seconds: float, work: Work, *arguments: object) -> bool:
    """Kills the process so many seconds after its work began; whether it was still alive then."""
    with started(work, *arguments) as (process, _told):
        time.sleep(seconds)
        alive = process.is_alive()
        process.kill()
        process.join()
        return alive


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours."""
    models = [model for label in ("sources", "concepts") for model in apps.get_app_config(label).get_models()]
    found = {
        one._meta.label: list(one._base_manager.order_by("pk").values_list()) for one in models if not one._meta.proxy
    }
    assert len(found) > 15
    return found


def exported(folder: Path) -> dict[str, bytes]:
    """The canonical export, by the names of its files."""
    names = export_pack(PACK.name, folder).files
    return {name: (folder / name).read_bytes() for name in names}


def test_a_killed_load_leaves_all_or_nothing_and_ends_the_same_when_it_is_run_again(tmp_path, fresh_database, kills):
    fresh_database(Content.EMPTY)
    before = rows()
    duration = measure(load, PACK)
    expected = exported(tmp_path / "whole")
    size = {table: len(held) for table, held in rows().items()}
    assert sum(size.values()) > sum(len(held) for held in before.values()) + 1000
    killed, undone = 0, 0
    for number, moment in enumerate(moments(duration, kills)):
        fresh_database(Content.EMPTY)
        killed += kill_after(moment, load, PACK)
        after = rows()
        if after == before:
            undone += 1
        else:
            assert {table: len(held) for table, held in after.items()} == size, moment
            assert exported(tmp_path / f"left-{number}") == expected, moment
        load_pack(PACK)
        assert exported(tmp_path / f"again-{number}") == expected, moment
        assert {table: len(held) for table, held in rows().items()} == size, moment
    assert killed > 0
    assert undone > 0


def test_a_killed_publish_leaves_all_or_nothing_and_ends_the_same_when_it_is_run_again(tmp_path, fresh_database, kills):
    fresh_database(Content.PACK)
    chosen = list(Statement.objects.published().order_by("code")[:AT_ONCE])

    def draft_changes(turn: int) -> None:
        for statement in chosen:
            start_draft(statement=statement)
        drafts = Statement.objects.filter(revises__isnull=False)
        assert drafts.update(note_en=f"Turn {turn:05}.", note_zh="又一遍。") == AT_ONCE

    def ended(turn: int) -> dict[str, bytes]:
        """The export without the number of the turn, once nothing is left to publish and no edition is missing."""
        assert not Statement.objects.filter(revises__isnull=False).exists()
        numbers = Edition.objects.values("statement").annotate(last=Max("number"), count=Count("id"))
        assert [one for one in numbers if one["last"] != one["count"]] == []
        assert set(numbers.filter(statement__in=chosen).values_list("last", flat=True)) == {turn + 2}
        export = exported(tmp_path / f"turn-{turn}")
        assert any(f"Turn {turn:05}." in data.decode() for data in export.values())
        return {name: data.replace(f"Turn {turn:05}.".encode(), b"Turn.") for name, data in export.items()}

    draft_changes(0)
    duration = measure(publish_drafts)
    expected = ended(0)
    killed, undone = 0, 0
    for turn, moment in enumerate(moments(duration, kills), start=1):
        draft_changes(turn)
        before = rows()
        killed += kill_after(moment, publish_drafts)
        if Statement.objects.filter(revises__isnull=False).exists():
            assert rows() == before, moment
            undone += 1
        else:
            assert ended(turn) == expected, moment
        publish_drafts()
        assert ended(turn) == expected, moment
    assert killed > 0
    assert undone > 0


PROPOSING = (propose_name, "marketing", "The marketing of a firm")
# What is done before, and what is killed; many statements show the name of the concept, and the words of the source.
CHANGES = {
    "proposing": ((), PROPOSING),
    "publishing": (PROPOSING, (publish_concept, "marketing")),
    "withholding": ((), (withhold_source, "marketing-sales-compendium")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_to_what_statements_show_is_killed_and_leaves_all_or_nothing(fresh_database, kills, change):
    before, (work, *arguments) = CHANGES[change]

    def begin():
        fresh_database(Content.PACK)
        if before:
            before[0](*before[1:])
        return rows()

    def sizes():
        return {table: len(held) for table, held in rows().items()}

    begun = begin()
    duration = measure(work, *arguments)
    ended = sizes()
    assert rows() != begun
    assert change != "publishing" or ended["concepts.Edition"] > len(begun["concepts.Edition"]) + 10
    for moment in (duration + 0.5, *moments(duration, kills)):
        begun = begin()
        waits = moment > duration  # until all is written, and never ends
        kill_after(moment, *((work_and_wait, work) if waits else (work,)), *arguments)
        is_undone = rows() == begun
        assert is_undone or not waits
        assert is_undone or sizes() == ended, moment
        if is_undone:
            work(*arguments)
        assert sizes() == ended, moment
