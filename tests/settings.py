"""The site's own settings, in an environment of the tests' own: no settings file, no demo database, no TLS."""

import os
import secrets
import tempfile
from pathlib import Path

# Only a name: conftest.py makes the folder and removes it, since mypy too reads these settings. Processes that
# pytest-xdist starts have theirs below that of the process which starts them.
_folder = Path(os.environ.get("CONCEPTBASE_TESTS", tempfile.gettempdir())) / f"conceptbase-tests-{secrets.token_hex(8)}"
os.environ |= {
    "CONCEPTBASE_SECRET_KEY": "for tests only, and long enough to be let through by the checks 0123456789",
    "CONCEPTBASE_DEBUG": "false",
    "CONCEPTBASE_DEMO": "false",
    "CONCEPTBASE_HOSTS": "",
    "CONCEPTBASE_HTTPS": "false",
    "CONCEPTBASE_ALLOW_OWN_WORK": "false",
    "CONCEPTBASE_DATA_DIR": str(_folder),
    # Playwright keeps an event loop in the main thread, which Django would take for a view that must not touch data.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}
# Only a DATABASE_URL of the process counts, never one in the settings file: that one may be somebody's real database.
os.environ.setdefault("DATABASE_URL", "")

from conceptbase.settings import *  # noqa: E402, F403
from conceptbase.settings import CACHES, DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: in memory there is no WAL, and threads would share one connection.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
# No page is stored: after a test is rolled back the next one has the same revision with other content, and whoever
# counts queries means first views. Tests of the stored pages have the fixture `page_store`.
CACHES = {name: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"} for name in CACHES}
LIMIT_WAITING = False  # a busy machine must not fail tests; those of the limit set it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    # Without a manifest: tests need no collectstatic before them.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests read the log with the fixture `caplog`; on standard error it would only be noise.
LOGGING = {"version": 1, "disable_existing_loggers": False}
