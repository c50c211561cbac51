"""Date the change log, write the notes of a release, and dump the database."""

from datetime import date
from pathlib import Path
from typing import Unpack

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conceptbase.devtools.release import (
    ReleaseError,
    changelog_file,
    date_changelog,
    dump_database,
    release_notes,
)
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = (
        "Prepares a release: dates its section of CHANGELOG.md, writes its notes to build/notes-VERSION.md (for "
        "`git tag -a vVERSION -F`) and, with --dump, the content of this database for the test of migrations."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", help="such as 0.1.0; the newest section of CHANGELOG.md")
        parser.add_argument("--dump", action="store_true", help="also write tests/releases/VERSION.json.gz")

    def handle(self, *, version: str, dump: bool = False, **options: Unpack[CommandOptions]) -> None:
        base = Path(settings.BASE_DIR)
        try:
            changelog = changelog_file().read_text(encoding="utf-8")
            dated = date_changelog(changelog, version, date.today())
            if dump:
                file = base / "tests" / "releases" / f"{version}.json.gz"
                file.parent.mkdir(parents=True, exist_ok=True)
                self.stdout.write(f"{file.relative_to(base)}: {dump_database(file)} rows.")
            notes = base / "build" / f"notes-{version}.md"
            notes.parent.mkdir(exist_ok=True)
            notes.write_text(release_notes(dated, version) + "\n", encoding="utf-8")
            changelog_file().write_text(dated, encoding="utf-8")
        except ReleaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"CHANGELOG.md is dated and {notes.relative_to(base)} written. Commit, then: "
            f"git tag -a v{version} -F {notes.relative_to(base)}"
        )
