"""The process that test_lost_and_killed kills: `python -m tests.killed_process DATABASE load FOLDER` or `… publish`.

Says `ready` when all is loaded that it needs, `done` when its work is committed.
"""

import os
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.db import connection  # noqa: E402

from concepts.editorial.publishing import publish  # noqa: E402
from concepts.models import Statement  # noqa: E402
from concepts.packs.load import load_pack  # noqa: E402


def main(database: str, task: str, *folder: str) -> None:
    """Loads the pack, or publishes every draft of changes there is."""
    connection.settings_dict["NAME"] = database
    connection.ensure_connection()
    print("ready", flush=True)
    if task == "load":
        load_pack(Path(*folder))
    else:
        publish(statements=Statement.objects.filter(revises__isnull=False), by="killed process")
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
