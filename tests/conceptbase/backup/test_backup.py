"""What a backup has, what a restore ends in, and what either refuses."""

import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from conceptbase.backup import archive, reader, writer
from conceptbase.backup.archive import ENDING, MANIFEST
from conceptbase.backup.tables import LEFT_OUT, MATCHED, all_models, columns_of, label_of, taken_models
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.drafts import start_draft
from concepts.editorial.renaming import rename_concept
from concepts.editorial.review import add_note
from concepts.models import Concept, Dimension, Notice, NoticeMail, Proposal, Publication, Statement
from concepts.packs.open_data import open_data_lines
from concepts.search.index.maintenance import SupersededError, find_faults
from concepts.search.models import MissedSearch
from concepts.workbench.models import DismissedSentence
from sources.models import Article, Boundary, Original, Passage, PassageSuccession, Skip, Source
from tests.concepts.pages.worlds import make_world
from tests.factories import (
    add_dimension_label,
    make_concept,
    make_finding_of_parts,
    make_published,
    make_report,
    make_site,
)
from tests.template_databases import Content

NEVER_FILLED = {"taggit.Tag", "taggit.TaggedItem"}  # taggit's own tables, in place of which we have ours
Fresh = Callable[[Content], None]


def fill_site() -> None:
    """Put rows into every table that a backup takes along."""
    world = make_world()
    article = world.english.articles.get()
    facts = {"author": "李明", "doi": "10.1000/182", "isbn": "9780306406157", "caveats": "reposted,undated"}
    Source.objects.filter(pk=world.english.source_id).update(written_in="de", rights="cc-by-4.0", **facts)
    Article.objects.filter(pk=article.pk).update(caveats="none")
    Boundary.objects.create(article=article, kind="cut", start=4, end=5)
    Skip.objects.create(version=world.english, article=article, start=0, end=4, reason="filler")
    file = {"name": "营销.pdf", "kind": "pdf", "sha256": "0" * 64, "size": 9}
    Original.objects.create(version=world.english, data=b"%PDF\x00\xff\r\n", **file)
    passage = Passage.objects.order_by("pk")[0]
    PassageSuccession.objects.create(version=world.chinese, passage=passage, state="changed", start=1, end=2)
    make_finding_of_parts(*zip(world.concepts[:2], world.statements["characteristic"], strict=False))
    curator = User.objects.create_user("李", "li@example.org", "a password of 营销")
    curator.groups.add(Group.objects.get(name="editor"))
    concept = ContentType.objects.get_for_model(Concept)
    curator.user_permissions.add(Permission.objects.get(codename="add_concept", content_type=concept))
    LogEntry.objects.create(
        user=curator,
        content_type=concept,
        object_id=str(world.concepts[0].pk),
        object_repr="营销",
        action_flag=ADDITION,
    )
    draft = start_draft(statement=world.first("definition"), by=curator)
    add_note(row=draft, by=curator, text="短一点。")
    Notice.objects.create(to=curator, event="returned", kind="statement", row=draft.pk, name="定义", text="短一点。")
    NoticeMail.objects.create(person=curator, language="zh-hans")
    rename_concept(concept=world.concepts[3], slug="omega")
    make_site(*world.concepts[:2])
    add_dimension_label(Dimension.objects.first(), "眼光", "zh-hans")
    row = {"kind": "dimension", "row": 1}
    Proposal.objects.create(content={"fields": {"name": {"en": "范围"}}}, started_from=1, author=curator, **row)
    Publication.objects.create(by=curator, by_name="李").changes.create(name="范围", before=None, after={}, **row)
    MissedSearch.objects.create(
        day="2026-01-06", query="私域流量", number=3, shown_type="concept", shown_id="market", shown_title="市场"
    )
    dismissed = {"version": world.english, "start": 0, "end": 4, "by": curator, "by_name": "李"}
    DismissedSentence.objects.create(letters="0" * 64, reason="off-topic", **dismissed)
    make_report(world.english, "少了一句 👀", contact="读者@example.org", language="zh-hans")


def rows_by_table() -> dict[str, list[dict[str, object]]]:
    """Return all rows that a backup takes along, with the names of content types and permissions, not their ids."""
    types = {kind.pk: kind.natural_key() for kind in ContentType.objects.all()}
    rights = {right.pk: right.natural_key() for right in Permission.objects.select_related("content_type")}
    names = {ContentType: types, Permission: rights}
    found = {}
    for model in taken_models():
        label = label_of(model)
        if label in MATCHED or label == "concepts.ContentRevision":
            continue
        rows = [dict(row) for row in model._base_manager.order_by("pk").values(*columns_of(model))]
        for field in model._meta.local_concrete_fields:
            for row in rows:
                if field.related_model in names and row[field.attname] is not None:
                    row[field.attname] = names[field.related_model][row[field.attname]]
        found[label] = rows
    return found


def refused(*command: str) -> str:
    """Return the one sentence or two with which a command fails."""
    with pytest.raises(CommandError) as caught:
        call_command(*command)
    assert "\n" not in str(caught.value).strip()
    return str(caught.value)


@pytest.fixture(scope="module")
def made_once() -> dict[str, bytes]:
    """The bytes of the one backup that most tests of this module take."""
    return {}


@pytest.fixture
def saved(fresh_database: Fresh, tmp_path: Path, made_once: dict[str, bytes]) -> Path:
    """A backup of a filled site; the connected database is another one, and empty."""
    file = tmp_path / "站点.zip"
    if not made_once:
        fresh_database(Content.EMPTY)
        fill_site()
        call_command("backup", str(file))
        made_once["site"] = file.read_bytes()
    file.write_bytes(made_once["site"])
    fresh_database(Content.EMPTY)
    return file


def test_a_backup_takes_every_table_along_but_those_that_are_named(fresh_database: Fresh) -> None:
    fresh_database(Content.EMPTY)
    labels = {label_of(model) for model in all_models()}
    assert len(labels) > 30
    assert LEFT_OUT.keys() == {
        "sessions.Session", "conceptbase.SignInTries", "concepts.OpenForm", "concepts.SentForm", "search.IndexState",
        "sources.BroughtFile", "workbench.BroughtTable", "workbench.OfferedSentence", "workbench.ScannedText",
    }  # fmt: skip
    assert {*LEFT_OUT, *MATCHED} <= labels
    assert {label_of(model) for model in taken_models()} == labels - LEFT_OUT.keys()
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    unknown = set(connection.introspection.table_names()) - tables
    assert {name for name in unknown if not name.startswith("search_")} == {"django_migrations"}


def test_a_restored_site_holds_every_row_and_works(
    fresh_database: Fresh, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh_database(Content.EMPTY)
    fill_site()
    before, export, file = rows_by_table(), list(open_data_lines()), tmp_path / "site.zip"
    assert {label for label, rows in before.items() if not rows} == NEVER_FILLED
    call_command("backup", str(file))
    assert f"{len(taken_models())} tables are in {file}" in capsys.readouterr().out
    assert (file.stat().st_mode & 0o777, [path.name for path in tmp_path.iterdir()]) == (0o600, ["site.zip"])
    fresh_database(Content.EMPTY)
    ContentType.objects.get_for_model(Concept).delete()  # and its permissions: they come back under other ids
    ContentType.objects.clear_cache()
    call_command("restore", str(file))
    ContentType.objects.clear_cache()
    assert rows_by_table() == before
    assert list(open_data_lines()) == export
    assert find_faults() == []
    assert Client().login(username="李", password="a password of 营销")
    assert Concept.objects.create(slug="new").pk > max(row["id"] for row in before["concepts.Concept"])
    assert Group.objects.create(name="新").pk > max(row["id"] for row in before["auth.Group"])
    for address in ("/en/concepts/omega/", "/zh-hans/search/?q=收入"):
        assert Client().get(address).status_code == 200


@pytest.mark.slow
@pytest.mark.only_on("postgresql")  # where it uses SQLite as well
def test_content_goes_from_postgresql_to_sqlite_and_back(saved: Path, tmp_path: Path) -> None:
    other, again = tmp_path / "other.sqlite3", tmp_path / "again.zip"
    done = subprocess.run(
        [sys.executable, "-m", "tests.restored_process", str(other), str(saved), str(again)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    call_command("restore", str(saved))
    export, rows = list(open_data_lines()), rows_by_table()
    assert len(export) > 20
    assert done.stdout.splitlines() == export
    call_command("restore", str(again), "--replace")
    assert (list(open_data_lines()), rows_by_table()) == (export, rows)


def test_a_backup_shows_one_moment_while_people_write_and_nobody_waits(
    fresh_database: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh_database(Content.EMPTY)
    world = make_world()
    export, write_table = list(open_data_lines()), writer._write_table

    def write() -> None:
        make_published("definition", make_concept("new", "New", "新"), cites=(world.english.passages.first(),))
        connection.close()

    def write_table_while_another_writes(zipped: zipfile.ZipFile, model: type) -> archive.BackupTable:
        table = write_table(zipped, model)
        if model is Concept:  # before it articles and accounts were read, after it editions, statements and sources are
            thread = threading.Thread(target=write)
            thread.start()
            thread.join(timeout=15)  # less than a writer waits for the lock
            assert not thread.is_alive()
        return table

    monkeypatch.setattr(writer, "_write_table", write_table_while_another_writes)
    call_command("backup", str(tmp_path / "site.zip"))
    assert list(open_data_lines()) != export
    fresh_database(Content.EMPTY)
    call_command("restore", str(tmp_path / "site.zip"))
    assert list(open_data_lines()) == export


@pytest.mark.slow
def test_a_restored_site_shows_no_page_stored_before(saved: Path, settings: Any, tmp_path: Path) -> None:
    backend = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "TIMEOUT": None}
    settings.CACHES = {name: backend | {"LOCATION": str(tmp_path / name)} for name in ("pages", "pages_with_query")}
    call_command("restore", str(saved))
    make_concept("later", "Written later", "后来写的")
    bump_content_revision()
    later = Client().get("/en/concepts/")
    assert "Written later" in later.content.decode()
    call_command("restore", str(saved), "--replace")
    assert not Concept.objects.filter(slug="later").exists()
    for _ in range(3):  # the number of the revision goes past the one that the page was stored under
        for headers in ({}, {"if-none-match": later.headers["ETag"]}):
            answer = Client().get("/en/concepts/", headers=headers)
            assert answer.status_code == 200
            assert "Written later" not in answer.content.decode()
        bump_content_revision()
    caches["pages"].clear()


def changed(file: Path, *, change: Callable[[dict], None]) -> Path:
    """Return a copy of a backup with another manifest and the right checksum, as another version would write it."""
    copy = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, archive.written_archive(copy) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == MANIFEST:
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest).encode()
            new.writestr(name, content)
    return copy


def damaged(file: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield how a file is damaged, what is said of it, and its bytes."""
    whole = file.read_bytes()
    for length in (0, 1, 100, len(whole) // 2, len(whole) - len(ENDING) - 64, len(whole) - 1):
        yield f"cut to {length}", "cut short", whole[:length]
    for place in (0, 10, 35, len(whole) // 3, len(whole) // 2, len(whole) - len(ENDING) - 70, len(whole) - 1):
        yield f"byte {place}", "altered", whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    yield "another byte inside", "altered", whole[:99] + b"x" + whole[99:]
    yield "more at the end", "cut short", whole + b"\n"
    yield "another file", "no backup", "营销".encode() * 99


def test_a_file_that_is_cut_altered_or_of_another_version_is_refused_and_nothing_changes(saved: Path) -> None:
    bump_content_revision()
    before = rows_by_table()
    copy = saved.with_name("copy.zip")
    for damage, words, content in damaged(saved):
        copy.write_bytes(content)
        assert words in refused("restore", str(copy), "--replace"), damage
    first = next(iter(json.loads(zipfile.ZipFile(saved).read(MANIFEST))["migrations"]))
    for change, words in (
        (lambda manifest: manifest.update(format=archive.FORMAT + 1), "newer version"),
        (lambda manifest: manifest["migrations"].append("concepts.0002_更新"), "a newer version of Conceptbase (conc"),
        (lambda manifest: manifest["migrations"].remove(first), f"had not {first} yet"),
        (lambda manifest: manifest["tables"]["concepts.Tag"]["columns"].append("shelf"), "columns in concepts.Tag"),
        (lambda manifest: manifest["tables"].pop("concepts.Tag"), "columns in concepts.Tag"),
        (lambda manifest: manifest["tables"]["concepts.Tag"].update(rows=7), "not all rows of concepts.Tag"),
        (lambda manifest: manifest.pop("tables"), "cannot be read as a backup"),
    ):
        assert words in refused("restore", str(changed(saved, change=change)), "--replace"), words
    assert "No such file" in refused("restore", str(saved.with_name("无.zip")))
    assert rows_by_table() == before


def test_a_filled_database_is_refused_unless_it_may_be_replaced(saved: Path) -> None:
    make_concept("marketing", "Marketing", "营销")
    before = rows_by_table()
    words = refused("restore", str(saved))
    assert "not empty" in words
    assert "concepts.Concept" in words
    assert "--replace" in words
    assert rows_by_table() == before
    call_command("restore", str(saved), "--replace")
    assert not Concept.objects.filter(slug="marketing").exists()
    assert Statement.objects.exists()
    assert find_faults() == []


def test_where_the_index_is_not_built_the_search_waits_for_it(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("restore", str(saved))

    def superseded() -> int:
        raise SupersededError("Another build began.")

    monkeypatch.setattr(reader, "rebuild", superseded)
    assert "Run `manage.py search_index`." in refused("restore", str(saved), "--replace")
    assert Client().get("/zh-hans/search/?q=收入").status_code == 503  # and not with what other rows have these ids
    assert Statement.objects.exists()
    call_command("search_index", stdout=io.StringIO())
    assert find_faults() == []


def test_what_the_database_does_not_take_is_named_and_undone(saved: Path) -> None:
    copy = saved.with_name("copy.zip")
    for label, change, words in (
        ("concepts.Concept", lambda row: [None] * len(row), "a row of concepts.Concept"),
        ("concepts.Label", lambda row: row[:-1], "a row of concepts.Label"),
        ("concepts.Side", lambda row: [999_999 if value in (1, 2) else value for value in row], "nothing was changed"),
    ):
        with zipfile.ZipFile(saved) as old, archive.written_archive(copy) as new:
            for name in old.namelist():
                lines = old.read(name).decode().splitlines()
                if name == f"{label}.jsonl":
                    lines = [json.dumps(change(json.loads(line))) for line in lines]
                new.writestr(name, "\n".join(lines))
        assert words in refused("restore", str(copy)), label
        assert not Concept.objects.exists()


def test_where_a_backup_cannot_be_written_the_old_file_stays(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, names = saved.read_bytes(), {path.name for path in tmp_path.iterdir()}
    assert "No such file" in refused("backup", str(tmp_path / "无" / "site.zip"))
    assert "directory" in refused("backup", str(tmp_path))

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refused("backup", str(saved)) == f"{saved} cannot be written: No space left on device."
    monkeypatch.undo()

    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writer, "_write_table", killed)
    with pytest.raises(KeyboardInterrupt):
        call_command("backup", str(saved))
    assert (saved.read_bytes(), {path.name for path in tmp_path.iterdir()}) == (before, names)


def test_tables_of_another_version_are_neither_backed_up_nor_filled(saved: Path, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE concepts_dimension RENAME TO concepts_aspect")
    for command in ("backup", "restore"):
        assert "there is no table concepts_dimension" in refused(command, str(saved))
