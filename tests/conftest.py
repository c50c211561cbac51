"""What every test gets: a data folder, the choice of tests that touch data, a Chromium that starts on this machine."""

import atexit
import os
import shutil
from collections.abc import Iterator
from typing import Any

import django.test
import pytest
from django.conf import settings
from django.db import close_old_connections, transaction

DATA_FIXTURES = {
    "db",
    "transactional_db",
    "live_server",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "loaded_site",
}
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--only-data`, with which the runner repeats on PostgreSQL what can differ there."""
    parser.addoption("--only-data", action="store_true", help="run only the tests that touch the database")


def pytest_configure() -> None:
    """Make the data folder that tests/settings.py names, until this process ends."""
    settings.DATA_DIR.mkdir(mode=0o700)
    settings.STATIC_ROOT.mkdir()  # empty; WhiteNoise warns where there is none
    atexit.register(shutil.rmtree, settings.DATA_DIR, ignore_errors=True)


def touches_data(item: pytest.Item) -> bool:
    """Tell whether a test may use the database: by its mark, by a fixture or by its class."""
    fixtures = set(getattr(item, "fixturenames", ()))
    test_class = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or bool(fixtures & DATA_FIXTURES)
        or (test_class is not None and issubclass(test_class, django.test.TransactionTestCase))
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, with `--only-data`, the tests that run alike on every database."""
    if not config.getoption("--only-data"):
        return
    kept = [item for item in items if touches_data(item)]
    config.hook.pytest_deselected(items=[item for item in items if not touches_data(item)])
    items[:] = kept


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium of this machine; where there is none, skip, and in CI fail."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        words = "No Chromium on this machine: install it (on Debian `apt install chromium`) for the browser tests."
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    # Chromium's own sandbox refuses to run as root, as which CI runs.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": found, "args": sandbox}


@pytest.fixture(scope="module")
def loaded_site(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The site filled with our own pack, for a whole module of tests that only read; gone when the module is done."""
    with django_db_blocker.unblock():
        close_old_connections()
        with transaction.atomic():
            from concepts.packs.load import load_pack  # models exist only once Django is set up

            load_pack(settings.BASE_DIR / "fixtures" / "marketing-sales-promotion")
            yield
            transaction.set_rollback(True)
