"""Print or write the table of who may do what."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Unpack

from django.core.management.base import BaseCommand

from conceptbase.devtools.permission_table import page_text
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = "Prints who may do what at every address of the site, or writes it into a file (--write)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", type=Path, metavar="FILE", help="docs/permissions.md")

    def handle(self, *, write: Path | None = None, **options: Unpack[CommandOptions]) -> None:
        text = page_text()
        if write:
            write.write_text(text, encoding="utf-8")
            self.stdout.write(f"{write.name} shows today's addresses.")
        else:
            self.stdout.write(text, ending="")
