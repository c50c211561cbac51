#!/usr/bin/env python
"""Django's own door: `.venv/bin/python manage.py <command>`; `start.py` is the newcomer's."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import Error

from conceptbase.database.sqlite import expect_database
from conceptbase.environment import SettingError
from conceptbase.log import on_one_line
from conceptbase.outages import outage_of


def main() -> None:
    """Run the management command named on the command line; wrong settings and outages end in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conceptbase.settings")
    if sys.argv[1:2] != ["migrate"]:
        expect_database()
    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        sys.exit(str(error))
    except (OSError, Error) as error:
        outage = outage_of(error)
        if outage is None:
            raise
        sys.exit(f"{outage.sentence} ({on_one_line(str(error))})")


if __name__ == "__main__":
    main()
