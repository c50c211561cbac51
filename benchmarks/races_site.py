"""A served site for `benchmarks.races`: its people, its loader, and what came of each round."""

import contextlib
import hashlib
import json
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

from benchmarks.breaking_site import NoRedirect, Person, Site

Form = dict[str, Any]
DONE = 302
LOAD_SECONDS = 0.4  # about as long as the small pack takes


@dataclass
class Round:
    """What came of one round: the statuses of the answers, and how many texts were lost and rows made twice."""

    statuses: list[int]
    lost: int = 0
    doubled: int = 0


@dataclass
class Total:
    """What came of all rounds of a race."""

    rounds: int = 0
    lost: int = 0
    doubled: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    def add(self, one: Round) -> None:
        """Count a round."""
        self.rounds += 1
        self.lost += one.lost
        self.doubled += one.doubled
        self.statuses.update(one.statuses)

    def cells(self) -> list[str]:
        """Return the cells of the table."""
        broken = sum(count for status, count in self.statuses.items() if status == 500)
        others = [f"{status} × {count}" for status, count in sorted(self.statuses.items()) if status not in (DONE, 500)]
        counts = (self.lost, self.doubled, broken)
        return [
            str(self.rounds),
            str(self.statuses[DONE]),
            ", ".join(others) or "–",
            *(f"**{count}**" if count else "0" for count in counts),
        ]


class Loader:
    """A process that loads the pack when it is told to, so that no time passes with starting Python."""

    def __init__(self, site: Site, pack: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.races", "--load", str(pack)]
        self.process = subprocess.Popen(
            command, cwd=Path(__file__).parent.parent, env=site.environment, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def load(self, take: str = "") -> int:
        """Load the pack; return the status: 302 where it was loaded, 409 for a conflict, 500 for anything else."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{take}\n")
        self.process.stdin.flush()
        status, words = json.loads(self.process.stdout.readline())
        if status == 500:
            print(words, file=sys.stderr)
        return int(status)

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


def serve_loads(pack: Path) -> None:
    """Load the pack once for each line on standard input, which says whom to take; answer with a status and words."""
    import django

    django.setup()
    from concepts.packs.faults import PackFaultyError
    from concepts.packs.load import load_pack

    for line in sys.stdin:
        take: Any = line.strip() or None
        try:
            load_pack(pack, take=take)
            answer: tuple[int, str] = (DONE, "")
        except PackFaultyError as error:
            answer = (409, str(error))
        except Exception as error:
            answer = (500, repr(error))
        print(json.dumps(answer), flush=True)


class Races:
    """A served site with its people."""

    def __init__(self, site: Site, database_url: str, pack: Path) -> None:
        self.site, self.url, self.pack = site, database_url, pack
        self.editor, self.reviewer, self.admin = (
            Person(site, name, NoRedirect()) for name in ("editor", "reviewer", "admin")
        )
        self.loader = Loader(site, pack)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query with `%s` for each value."""
        if self.url:
            with contextlib.closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                return list(cursor.fetchall())
        with contextlib.closing(sqlite3.connect(self.site.folder / "conceptbase.sqlite3")) as database:
            return list(database.execute(sql.replace("%s", "?"), values))

    def id_of(self, table: str, column: str, value: str) -> int:
        """Return the id of the row with that value."""
        [(pk,)] = self.query(f"SELECT id FROM {table} WHERE {column} = %s", value)  # noqa: S608
        return int(pk)

    def page(self, name: str, pk: int | None = None, ending: str = "change/") -> str:
        """Return the address of a page of the admin."""
        app = "sources" if name in ("source", "passage") else "concepts"
        return f"{self.admin.root}/admin/{app}/{name}/{'add/' if pk is None else f'{pk}/{ending}'}"

    def at_once(self, *doings: Callable[[], int]) -> list[int]:
        """Do everything at the same moment; return the statuses."""
        statuses, gate = [0] * len(doings), threading.Barrier(len(doings))

        def do(number: int) -> None:
            gate.wait()
            statuses[number] = doings[number]()

        threads = [threading.Thread(target=do, args=[number]) for number in range(len(doings))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return statuses

    def sending(self, person: Person, address: str, form: Form) -> Callable[[], int]:
        """Return a function that sends the form and returns the status."""
        return lambda: person.send(address, form)[0]

    def looking(self, person: Person, address: str) -> Callable[[], int]:
        """Return a function that opens a page and returns the status."""

        def look() -> int:
            try:
                with person.opener.open(address) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                return error.code

        return look

    def discard(self, name: str, pk: int) -> None:
        """Give up the draft, or the proposal of changes, on that page."""
        step = self.page(name, pk, "steps/discard/")
        self.admin.send(step, self.admin.fields(step))

    def is_proposed(self, text: str) -> bool:
        """Tell whether a text waits in a proposal."""
        return bool(self.query("SELECT 1 FROM concepts_proposal WHERE CAST(content AS TEXT) LIKE %s", f"%{text}%"))

    def publications_of(self, text: str) -> int:
        """Return how many publications changed a row, which is no statement, to say that text."""
        after, before = "CAST(after AS TEXT) LIKE %s", "COALESCE(CAST(before AS TEXT), '') NOT LIKE %s"
        query = f"SELECT count(*) FROM concepts_rowchange WHERE {after} AND {before}"  # noqa: S608
        [(count,)] = self.query(query, f"%{text}%", f"%{text}%")
        return int(count)

    def draft_of(self, code: str) -> int:
        """Return the id of the draft of changes to the statement; the editor begins one where there is none."""
        live = self.id_of("concepts_statement", "code", code)
        kind = self.kind_of(live)
        if not self.query("SELECT id FROM concepts_statement WHERE revises_id = %s", live):
            address = self.page(kind, live)
            form = self.editor.fields(address) | {"text_en": f"Begun {time.time()}.", "_save": "Save"}
            self.editor.send(address, form)
        [(draft,)] = self.query("SELECT id FROM concepts_statement WHERE revises_id = %s", live)
        return int(draft)

    def kind_of(self, pk: int) -> str:
        """Return the kind of the statement."""
        return str(self.query("SELECT kind FROM concepts_statement WHERE id = %s", pk)[0][0])

    def is_kept(self, text: str) -> bool:
        """Tell whether a text of a statement stands in a row, a draft or an edition."""
        rows = self.query("SELECT 1 FROM concepts_statement WHERE text_en = %s", text)
        return bool(rows or self.query("SELECT 1 FROM concepts_edition WHERE data LIKE %s", f"%{text}%"))


def word(number: int) -> str:
    """Return a word that is like no other one, so that no form takes it for one that is nearly there."""
    return hashlib.sha256(f"{number}".encode()).hexdigest()[:12]


def later(doing: Callable[[], int], most: float) -> Callable[[], int]:
    """Return what does it after a random time."""

    def wait() -> int:
        time.sleep(random.uniform(0, most))
        return doing()

    return wait


def change_pack(file: Path, pattern: str, words: str) -> None:
    """Replace the first words of a file that the pattern finds."""
    text, count = re.subn(pattern, words, file.read_text(encoding="utf-8"), count=1)
    assert count, f"{file} has no {pattern}"
    file.write_text(text, encoding="utf-8")


def new_dimension(number: int) -> Form:
    """Return the fields of a new dimension."""
    return {
        "slug": f"raced-{number}",
        "name_en": f"Raced {number}",
        "name_zh": f"竞{number}",
        "question_en": "Which?",
        "question_zh": "哪个？",
    }
