"""Look through the texts of all sources for sentences to offer to curators."""

from typing import Unpack

from django.core.management.base import BaseCommand

from concepts.workbench.offers.scanning import scan_texts
from sources.management.options import CommandOptions
from sources.management.tables import refuse_missing_tables


class Command(BaseCommand):
    help = "Looks through the newest texts that were not looked through since names have changed."

    @refuse_missing_tables()
    def handle(self, **options: Unpack[CommandOptions]) -> None:
        done, _left = scan_texts()
        self.stdout.write(f"{done} texts looked through.")
