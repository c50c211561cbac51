"""Print or write the table of findings, and of concepts that have none."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from conceptbase.devtools.findings_table import faults_of, load_findings, page_text, read_reasons
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = (
        "Prints all findings with their numbers and, of concepts without one, the reason; or writes it into a file "
        "(--write). Fails with a list of the concepts that have neither."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", type=Path, metavar="FILE", help="docs/findings.md")

    def handle(self, *, write: Path | None = None, **options: Unpack[CommandOptions]) -> None:
        found, (reasons, faults) = load_findings(), read_reasons()
        text = page_text(found, reasons)
        if write:
            write.write_text(text, encoding="utf-8")
            self.stdout.write(f"{write.name} shows today's findings.")
        else:
            self.stdout.write(text, ending="")
        if faults := [*faults, *faults_of(found, reasons)]:
            raise CommandError("\n".join(["In docs/findings.yaml:", *faults]))
