"""Write the diagrams of docs/architecture.md."""

from typing import Unpack

from django.core.management.base import BaseCommand

from conceptbase.devtools.architecture import architecture_page, with_diagrams
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = (
        "Writes the diagrams of layers and models into docs/architecture.md, from the import contract and the models."
    )

    def handle(self, **options: Unpack[CommandOptions]) -> None:
        page = architecture_page()
        page.write_text(with_diagrams(page.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"{page.name} shows today's code.")
