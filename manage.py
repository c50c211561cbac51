#!/usr/bin/env python
"""Django's own door: `.venv/bin/python manage.py <command>`; `start.py` is the newcomer's."""

import os
import sys

from django.core.management import execute_from_command_line

from conceptbase.environment import SettingError


def main() -> None:
    """Run the management command named on the command line; a setting nobody can have meant ends in its sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conceptbase.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
