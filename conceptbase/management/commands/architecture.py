"""Draws the diagrams of docs/architecture.md anew."""

from typing import Any

from django.core.management.base import BaseCommand

from conceptbase.devtools.architecture import page_file, with_diagrams


class Command(BaseCommand):
    help = (
        "Writes the diagrams of layers and models into docs/architecture.md, from the import contract and the models."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        file = page_file()
        file.write_text(with_diagrams(file.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"{file.name} shows today's code.")
