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

from concepts.content.statement_content import StatementContent  # noqa: E402
from concepts.content.value_types import Words  # noqa: E402
from concepts.editorial.saving import save_draft  # noqa: E402
from concepts.models import Statement  # noqa: E402
from sources.locking import StaleSaveError  # noqa: E402


def main(database: str, code: str, name: str, times: int) -> None:
    """Read, add a word, save; read again and retry whenever somebody was faster."""
    connection.settings_dict["NAME"] = database
    done = 0
    while done < times:
        statement = Statement.objects.get(code=code)
        content = StatementContent({"text": Words(f"{statement.text_en} {name}-{done}", statement.text_zh)})
        try:
            saved = save_draft(
                statement=statement,
                kind=statement.kind,
                content=content,
                by=name,
                started_from=statement.row_version,
            )
        except StaleSaveError:
            continue
        done += 1
        print(saved.row_version)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
