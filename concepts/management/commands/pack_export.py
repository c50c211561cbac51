"""Writes the content of a knowledge pack from the database into files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from concepts.packs.export import NotExportableError, export_pack
from sources.management.options import CommandOptions
from sources.management.tables import refuse_missing_tables


class Command(BaseCommand):
    help = "Writes what the database holds of a knowledge pack, and what was made on the site, as the files of a pack."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pack", help="the name of the pack: that of the folder it was loaded from")
        parser.add_argument("--to", type=Path, required=True, help="the folder: new, empty, or an older export")

    @refuse_missing_tables()
    def handle(self, *, pack: str, to: Path, **options: Unpack[CommandOptions]) -> None:
        try:
            report = export_pack(pack, to)
        except NotExportableError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or to} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{to}: {len(report.files)} files.")
        if left_out := str(report.left_out):
            self.stdout.write(f"Left out: {left_out}. `manage.py backup` keeps everything.")
        if to.resolve().name != pack:
            self.stdout.write(f"Call the folder {pack} before it is loaded: that is the name of the pack.")
