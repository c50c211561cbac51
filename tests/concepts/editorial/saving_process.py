"""Save a statement many times: `python -m tests.concepts.editorial.saving_process DATABASE CODE NAME TIMES`.

One of the processes of test_lost_updates.

Saves the statement TIMES times, each time with one more word of its own, against all the others that do the same, and
prints the version that each of its saves made.
"""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.db import connection  # noqa: E402

from concepts.editorial.content_revision import save_if_current  # noqa: E402
from concepts.models import Statement  # noqa: E402
from sources.locking import StaleSaveError  # noqa: E402


def main(database: str, code: str, name: str, times: int) -> None:
    """Read, add a word, save; read again and retry whenever somebody was faster."""
    connection.settings_dict["NAME"] = database
    done = 0
    while done < times:
        statement = Statement.objects.get(code=code)
        statement.text_en += f" {name}-{done}"
        try:
            save_if_current(row=statement, row_version=statement.row_version)
        except StaleSaveError:
            continue
        done += 1
        print(statement.row_version)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
