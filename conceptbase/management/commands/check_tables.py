"""Tells whether the tables of the database are those that the code works with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conceptbase.table_check import table_differences


class Command(BaseCommand):
    help = "Fails where the tables differ from the models: the database was made by another version of the code."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = table_differences()
        if differences:
            raise CommandError(".\n".join(differences) + ".")
        self.stdout.write("The tables are those of the models.")
