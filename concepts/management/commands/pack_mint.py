"""Gives a permanent code to every statement of a knowledge pack that has none."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Unpack

from django.core.management.base import BaseCommand

from concepts.packs.faults import refuse_faults
from concepts.packs.mint import mint_codes
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = "Writes missing codes into the files of a knowledge pack, and nothing else; touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pack", type=Path, help="the folder of the pack")

    def handle(self, *, pack: Path, **options: Unpack[CommandOptions]) -> None:
        with refuse_faults(pack):
            minted = mint_codes(pack)
        for name, count in minted.items():
            self.stdout.write(f"{pack}/{name}: {count} new")
        if not minted:
            self.stdout.write("Every statement has its code already.")
