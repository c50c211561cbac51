"""Prints everything in the database as open data."""

import os
import sys
from typing import Unpack

from django.core.management.base import BaseCommand, CommandParser

from concepts.packs.open_data import left_out_of_open_data, open_data_lines
from sources.management.options import CommandOptions
from sources.management.tables import refuse_missing_tables


class Command(BaseCommand):
    help = (
        "Prints the canonical open-data form: one JSON object a line, sorted; equal exports mean equal content. "
        "Tells on standard error what it leaves out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--published", action="store_true", help="only what readers see: no drafts of any kind")

    @refuse_missing_tables()
    def handle(self, *, published: bool, **options: Unpack[CommandOptions]) -> None:
        if hasattr(self.stdout._out, "reconfigure"):
            self.stdout._out.reconfigure(encoding="utf-8")  # JSON is UTF-8, whatever the terminal's language
        try:
            for line in open_data_lines(for_readers=published):
                self.stdout.write(line)
            self.stdout.flush()
            self.stderr.write(
                f"Left out: {left_out_of_open_data(for_readers=published)}. `manage.py backup` keeps them."
            )
        except BrokenPipeError:
            # The reader has seen enough. Python would complain once more when it closes its standard output.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
