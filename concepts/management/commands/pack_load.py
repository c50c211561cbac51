"""Loads a knowledge pack into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Unpack

from django.core.management.base import BaseCommand

from concepts.packs.faults import refuse_faults
from concepts.packs.load import load_pack
from concepts.packs.plan import TakenSide
from sources.management.options import CommandOptions
from sources.management.tables import refuse_missing_tables

SHOWN = 20


class Command(BaseCommand):
    help = "Loads a knowledge pack in one transaction: all of it or nothing. Loading again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pack", type=Path, help="the folder of the pack")
        parser.add_argument(
            "--take",
            choices=["pack", "site"],
            help="whose version wins where a curator and the pack both changed an entry",
        )
        parser.add_argument(
            "--withdraw-missing",
            action="store_true",
            help="withdraw statements, and remove evidence, whose entries are gone from the pack",
        )

    @refuse_missing_tables()
    def handle(
        self,
        *,
        pack: Path,
        take: TakenSide | None = None,
        withdraw_missing: bool = False,
        **options: Unpack[CommandOptions],
    ) -> None:
        with refuse_faults(pack):
            report = load_pack(pack, take=take, withdraw_missing=withdraw_missing)
        counts = {
            "created": report.created,
            "updated": report.updated,
            "withdrawn": report.withdrawn,
            "removed": report.removed,
        }
        done = ", ".join(f"{len(names)} {what}" for what, names in counts.items() if names)
        self.stdout.write(f"{pack}: {done or 'nothing to change'}.")
        self._list("Kept as a curator left them", report.kept)
        self._list("Gone from the pack, still on the site (see --withdraw-missing)", report.gone)

    def _list(self, title: str, names: list[str]) -> None:
        if names:
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            self.stdout.write(f"{title}: {', '.join(names[:SHOWN])}{more}.")
