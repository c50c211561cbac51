"""The tests' settings with the made-up app, whose migrations stand behind those of `concepts`."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS

place = INSTALLED_APPS.index("concepts")
INSTALLED_APPS = [*INSTALLED_APPS[: place + 1], "tests.made_up", *INSTALLED_APPS[place + 1 :]]
MIGRATION_MODULES = {"concepts": "tests.made_up.concepts_migrations"}
if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Beside the database of the tests that started this process.
    DATABASES["default"]["TEST"] = {"NAME": f"test_made_up_{os.getpid()}"}
