"""Processes that tests kill or set against one another, each with a connection of its own.

Loading Django and our models takes a second. So the first process that is asked for starts one that loads them and
never connects, and each of these is forked from that (the forkserver of multiprocessing).
"""

import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import django
from django.apps import apps

if not apps.ready:  # in the process that the others are forked from
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

from django.db import connection

from concepts.content.row_content import AttachedContent, RowContent
from concepts.content.value_types import Words
from concepts.editorial.proposal_publishing import publish_proposals
from concepts.editorial.proposals import propose_change
from concepts.editorial.publishing import publish
from concepts.editorial.row_contents import read_row_content
from concepts.editorial.saving import save_draft
from concepts.editorial.withholding import withhold
from concepts.editorial.write_lock import write_lock
from concepts.models import Concept, Statement
from concepts.packs.load import load_pack
from sources.locking import StaleSaveError
from sources.models import Source

READY, DONE = "ready", "done"
FOR_EVER = 600  # seconds; nobody waits so long
Work = Callable[..., object]


def start(work: Work, *arguments: object) -> tuple[ForkServerProcess, Connection]:
    """Start a process that does the work on the database of this one.

    Return it with the connection on which it sends READY once it can begin, then DONE with what the work returned.
    """
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([__name__])
    ours, theirs = forking.Pipe(duplex=False)
    database = str(connection.settings_dict["NAME"])
    process = forking.Process(target=_carry_out, args=(theirs, database, work, arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _carry_out(sender: Connection, database: str, work: Work, arguments: tuple[object, ...]) -> None:
    connection.settings_dict["NAME"] = database
    connection.ensure_connection()
    sender.send((READY, None))
    sender.send((DONE, work(*arguments)))


def load(folder: Path) -> None:
    """Load the pack in that folder."""
    load_pack(folder)


def publish_drafts() -> None:
    """Publish every draft of changes there is."""
    publish(statements=Statement.objects.filter(revises__isnull=False), by="killed process")


def propose_name(slug: str, name: str) -> None:
    """Propose another preferred name in English for a concept."""
    concept = Concept.objects.get(slug=slug)
    labels = tuple(
        AttachedContent({**label.values, "text": name}, label.rank)
        if (label.values["language"], label.values["role"]) == ("en", "preferred")
        else label
        for label in read_row_content(concept).attached["labels"]
    )
    propose_change(row=concept, content=RowContent({}, {"labels": labels}, "concept"), by="killed process")


def publish_concept(slug: str) -> None:
    """Publish what is proposed for a concept."""
    publish_proposals(rows=[Concept.objects.get(slug=slug)], by="killed process")


def withhold_source(slug: str) -> None:
    """Show readers no words of a source any more."""
    reasons = {"reason_en": "The author asks for it.", "reason_zh": "作者要求不再显示。"}
    withhold(source=Source.objects.get(slug=slug), shows=Source.Withheld.NOTHING, by="killed process", **reasons)


def work_and_wait(work: Work, *arguments: object) -> None:
    """Do all of the work in a transaction that does not end."""
    with write_lock():
        work(*arguments)
        time.sleep(FOR_EVER)


def save_often(code: str, name: str, times: int) -> list[int]:
    """Save a statement so many times, each time with one more word of our own, against all who do the same.

    Reads, adds a word and saves; reads again whenever somebody was faster. Returns the versions that its saves made.
    """
    versions: list[int] = []
    while len(versions) < times:
        statement = Statement.objects.get(code=code)
        content = RowContent({"text": Words(f"{statement.text_en} {name}-{len(versions)}", statement.text_zh)})
        try:
            saved = save_draft(
                statement=statement,
                kind=statement.kind,
                content=content,
                by=name,
                started_from=statement.row_version,
            )
        except StaleSaveError:
            continue
        versions.append(saved.row_version)
    return versions
