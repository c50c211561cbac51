"""Puts the files of a knowledge pack into their one canonical form."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from concepts.packs.export import format_pack
from concepts.packs.faults import refuse_faults
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = (
        "Rewrites the files of a knowledge pack to exactly what pack_export would write (comments are lost); "
        "touches no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pack", type=Path, help="the folder of the pack")
        parser.add_argument("--check", action="store_true", help="only say which files are not; exit 1 then")

    def handle(self, *, pack: Path, check: bool = False, **options: Unpack[CommandOptions]) -> None:
        with refuse_faults(pack):
            changed = format_pack(pack, write=not check)
        if check and changed:
            lines = [f"{pack}/{name}: not in canonical form." for name in changed]
            raise CommandError("\n".join([*lines, "Run `manage.py pack_format` on the pack."]))
        for name in changed:
            self.stdout.write(f"{pack}/{name}: rewritten")
        if not changed:
            self.stdout.write("Every file is in canonical form.")
