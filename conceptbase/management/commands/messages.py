"""Update the Chinese translation of the interface, or check whether it is complete."""

from argparse import ArgumentParser
from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from conceptbase.devtools.interface_words import merged, mo_bytes, po_bytes, po_file, untranslated
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = (
        "Collects interface words into locale/, and writes the compiled file; --check only says what is not up to date."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if anything is not up to date")

    def handle(self, *, check: bool = False, **options: Unpack[CommandOptions]) -> None:
        catalog = merged()
        lacking = untranslated(catalog)
        po, mo = po_bytes(catalog), mo_bytes(po_bytes(catalog))
        file = po_file()
        if check:
            stale = [
                path.name for path, data in ((file, po), (file.with_suffix(".mo"), mo)) if path.read_bytes() != data
            ]
            if stale or lacking:
                lines = [f"{name} is not up to date; run `manage.py messages`." for name in stale]
                raise CommandError("\n".join(lines + [f"not translated: {message}" for message in lacking]))
        else:
            file.write_bytes(po)
            file.with_suffix(".mo").write_bytes(mo)
        for message in lacking:
            self.stdout.write(f"not translated: {message}")
        self.stdout.write(f"{len(catalog)} messages, {len(lacking)} not translated.")
