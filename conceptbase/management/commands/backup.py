"""Writes the whole database to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from conceptbase.backup.tables import BackupError
from conceptbase.backup.writer import write_backup
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = "Writes content, history and people to one file with a checksum, while people go on writing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="a file that is there already is replaced once the new one is whole"
        )

    def handle(self, *, file: Path, **options: Unpack[CommandOptions]) -> None:
        try:
            manifest = write_backup(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{manifest.rows} rows of {len(manifest.tables)} tables are in {file}.")
