"""What every test gets: a data folder, the choice of tests that touch data, the filled site."""

import atexit
import shutil
from collections.abc import Iterator
from typing import Any

import django.test
import pytest
from django.conf import settings
from django.db import close_old_connections, connection, transaction

DATA_FIXTURES = {
    "db",
    "transactional_db",
    "live_server",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "loaded_site",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choices of the runner, which repeats on PostgreSQL and on the newest Django what can differ there."""
    parser.addoption("--again", action="store_true", help="leave out the tests marked once or browser")
    parser.addoption(
        "--only-data", action="store_true", help="and of the others run only those that touch the database"
    )


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


def is_repeated(item: pytest.Item, only_data: bool) -> bool:
    """Tell whether a test runs again after the first run, and where that is on another database, whether there too."""
    once = item.get_closest_marker("once") or item.get_closest_marker("browser")
    return not once and (touches_data(item) or not only_data)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the first run, on SQLite, has settled for every run."""
    only_data = config.getoption("--only-data")
    if only_data or config.getoption("--again"):
        config.hook.pytest_deselected(items=[item for item in items if not is_repeated(item, only_data)])
        items[:] = [item for item in items if is_repeated(item, only_data)]


@pytest.fixture(scope="module")
def loaded_site(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The site filled with our own pack, for a whole module of tests that only read; gone when the module is done.

    The module needs the mark `django_db` too: without one pytest-django makes no database.
    """
    with django_db_blocker.unblock():
        close_old_connections()
        with transaction.atomic():
            from concepts.packs.load import load_pack  # models exist only once Django is set up

            load_pack(settings.BASE_DIR / "fixtures" / "marketing-sales-promotion")
            if connection.vendor == "postgresql":
                # Nobody gathers statistics of what is never committed; without them one page takes seconds.
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
            yield
            transaction.set_rollback(True)
