"""Tells everything that is wrong with a knowledge pack."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Unpack

from django.core.management.base import BaseCommand

from concepts.packs.check import check_pack
from concepts.packs.faults import refuse_faults
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = "Reads a whole knowledge pack and reports every fault with file, line and cure; touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pack", type=Path, help="the folder of the pack")

    def handle(self, *, pack: Path, **options: Unpack[CommandOptions]) -> None:
        with refuse_faults(pack):
            content = check_pack(pack)[1]
        self.stdout.write(f"{pack}: no faults. {content.count()}")
