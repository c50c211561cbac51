"""Migrate a dump: `python -m tests.migrated_process DATABASE DUMP` loads it, migrates it and prints its export."""

import os
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from conceptbase.devtools.release import load_dump  # noqa: E402
from concepts.packs.open_data import open_data_lines  # noqa: E402


def main(database: str, dump: str) -> None:
    """Load, migrate and print."""
    connection.settings_dict["NAME"] = database
    load_dump(Path(dump))
    call_command("migrate", verbosity=0)
    for line in open_data_lines():
        print(line)


if __name__ == "__main__":
    main(*sys.argv[1:])
