"""Tells whether the tables of the database are those that the code works with."""

from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from conceptbase.table_check import table_differences
from sources.management.options import CommandOptions


class Command(BaseCommand):
    help = "Fails where the tables differ from the models: the database was made by another version of the code."

    def handle(self, **options: Unpack[CommandOptions]) -> None:
        differences = table_differences()
        if differences:
            raise CommandError(".\n".join(differences) + ".")
        self.stdout.write("The tables are those of the models.")
