"""Restore in a process of its own: `python -m tests.restored_process SQLITE BACKUP AGAIN`.

Makes the tables in the new SQLite file, restores the backup there, prints its export and backs it up once more.
"""

import os
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from conceptbase.backup.reader import restore_backup  # noqa: E402
from conceptbase.backup.writer import write_backup  # noqa: E402
from concepts.packs.open_data import open_data_lines  # noqa: E402


def main(database: str, backup: str, again: str) -> None:
    """Migrate, restore, print and back up."""
    connection.settings_dict["NAME"] = database
    call_command("migrate", verbosity=0)
    restore_backup(Path(backup))
    write_backup(Path(again))
    for line in open_data_lines():
        print(line)


if __name__ == "__main__":
    main(*sys.argv[1:])
