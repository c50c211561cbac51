"""Puts a backup into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from conceptbase.backup.reader import restore_backup
from conceptbase.backup.tables import BackupError
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = (
        "Puts what `backup` wrote into a database that `migrate` made, on SQLite or PostgreSQL: all of it or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="delete all that is in the database before")

    def handle(self, *, file: Path, replace: bool = False, **options: Unpack[CommandOptions]) -> None:
        try:
            manifest = restore_backup(file, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{manifest.rows} rows of {len(manifest.tables)} tables are restored, as they were at {manifest.made_at}."
        )
