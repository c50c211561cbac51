"""Loads a knowledge pack into the database."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from concepts.packs.faults import refuse_faults
from concepts.packs.load import LoadReport, load_pack
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
        for side, other in (("pack", "site"), ("site", "pack")):
            parser.add_argument(
                f"--take-{side}-for",
                action="append",
                default=[],
                metavar="NAME",
                help=f"take the {side} for one entry, as messages call it (“statement K7QF2”), whatever --take says of "
                f"all; may be given several times, as --take-{other}-for may",
            )
        parser.add_argument("--dry-run", action="store_true", help="only say what loading would do; nothing is kept")
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
        take_pack_for: Sequence[str] = (),
        take_site_for: Sequence[str] = (),
        dry_run: bool = False,
        withdraw_missing: bool = False,
        **options: Unpack[CommandOptions],
    ) -> None:
        settled: dict[str, TakenSide] = dict.fromkeys(take_pack_for, "pack")
        settled |= dict.fromkeys(take_site_for, "site")
        if both := set(take_pack_for) & set(take_site_for):
            raise CommandError(f"Both sides are to be taken for {', '.join(sorted(both))}. Name each entry once.")
        with refuse_faults(pack):
            report = load_pack(pack, take=take, settled=settled, withdraw_missing=withdraw_missing, dry_run=dry_run)
        if dry_run:
            self._tell(pack, report)
            return
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

    def _tell(self, pack: Path, report: LoadReport) -> None:
        """Say what loading would do, entry by entry."""
        would = {
            "new": report.created,
            "changed": report.updated,
            "kept as a curator left it": report.kept,
            "withdrawn": report.withdrawn,
            "removed": report.removed,
            "gone from the pack": report.gone,
        }
        for what, names in would.items():
            for name in names:
                self.stdout.write(f"{what}: {name}")
        counts = ", ".join(f"{len(names)} {what}" for what, names in would.items() if names)
        self.stdout.write(f"{pack}: {counts or 'nothing to change'}, {report.same} the same. Nothing is kept.")

    def _list(self, title: str, names: list[str]) -> None:
        if names:
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            self.stdout.write(f"{title}: {', '.join(names[:SHOWN])}{more}.")
