"""What every test gets: a data folder, the choice of tests that touch data, the filled site."""

import gc
import os
import shutil
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import django.test
import pytest
from django.conf import settings
from django.db import connection

from tests.frame_memory import with_room_for_frames
from tests.template_databases import Content, Databases, connect_to, databases_of

DATA_FIXTURES = {
    "db",
    "transactional_db",
    "live_server",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "databases",
    "fresh_database",
    "loaded_site",
}
# What tests that touch no data use Django by.
DJANGO_FIXTURES = {"client", "admin_client", "rf", "settings"}
DATABASES = pytest.StashKey[Databases]()
FIRST_OF_A_FILE = 4  # tests that touch data, with --fast
FIRST_ON_NEWEST = 2  # tests of a file that use Django
NO_PARAMETERS = SimpleNamespace(params={})
FEW = 200  # tests; whoever names no more has every test of a file, and each in both languages


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of the runner, which repeats on PostgreSQL and on the newest Django what can differ there."""
    parser.addoption(
        "--repeated-on",
        choices=("postgresql", "newest-django"),
        help="leave out what the first run, on SQLite, has settled for this one as well",
    )
    parser.addoption("--fast", action="store_true", help="leave out what takes longer than a minute in all")
    parser.addoption("--deep", action="store_true", help="run the tests marked deep too, and loops as far as they go")


def pytest_configure(config: pytest.Config) -> None:
    """Make the data folder that tests/settings.py names, until this process ends."""
    settings.DATA_DIR.mkdir(mode=0o700)
    settings.STATIC_ROOT.mkdir()  # empty; WhiteNoise warns where there is none
    if is_worker(config):
        config.stash[DATABASES] = databases_of(settings.DATA_DIR.parent, config.workerinput["workerid"])
    else:
        config.stash[DATABASES] = databases_of(settings.DATA_DIR, "main")
        os.environ["CONCEPTBASE_TESTS"] = str(settings.DATA_DIR)


@pytest.hookimpl(trylast=True)  # once pytest-django lets us at the database again
def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove all data of the run. Only the first process does: the others may be ended before they come to it."""
    if not is_worker(config):
        config.stash[DATABASES].clear()
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests out among the processes by files and, where that is better, by single tests."""
    from tests.sharing import FileSharing  # not there without pytest-xdist

    return FileSharing(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> object:
    """Run the tests as pytest or pytest-xdist does, with room for the frames of all that they call."""
    others = session.config.pluginmanager.subset_hook_caller("pytest_runtestloop", [sys.modules[__name__]])
    return with_room_for_frames(others, session=session)


def is_worker(config: pytest.Config) -> bool:
    """Tell whether this process runs tests for another one."""
    return hasattr(config, "workerinput")


@pytest.fixture(autouse=True)
def no_remembered_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pages load what they would keep of a public revision: tests write rows without raising it."""
    from concepts.evidence import process_cache

    monkeypatch.setattr(process_cache, "shown_revision", str)


@pytest.fixture(autouse=True)
def no_reports_sent() -> None:
    """Have each test send as many reports as a network may."""
    from concepts.pages.reports.sending_limit import reports_sent

    reports_sent.clear()


@pytest.fixture(autouse=True)
def no_differences_kept() -> None:
    """Have pages compare texts anew: the texts of many tests have one checksum."""
    from concepts.pages.sources.diffs import DIFFS

    DIFFS.clear()


@pytest.fixture(autouse=True)
def nothing_known_of_other_content() -> None:
    """Have the search load what it knows: the index of an earlier test had the same generation."""
    from concepts.evidence import process_cache

    for cache in process_cache._caches:
        if isinstance(cache, process_cache.RenewedCache):
            cache.clear()


@pytest.fixture
def known_site(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the site says of itself, which every page needs, as a process knows it after its first page."""
    from django.utils import translation

    from concepts.evidence.site import load_site

    with translation.override("en"):
        facts = {"en": load_site()}
    with translation.override("zh-hans"):
        facts["zh-hans"] = load_site()
    monkeypatch.setattr("concepts.evidence.site._load_site", lambda: facts[translation.get_language()])


def fixtures_of(item: pytest.Item) -> Sequence[str]:
    """Return the names of the fixtures that a test asks for, itself or through others."""
    return getattr(item, "fixturenames", ())


def touches_data(item: pytest.Item) -> bool:
    """Tell whether a test may use the database: by its mark, by a fixture or by its class."""
    test_class = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or bool(DATA_FIXTURES & set(fixtures_of(item)))
        or (test_class is not None and issubclass(test_class, django.test.TransactionTestCase))
    )


def uses_django(item: pytest.Item) -> bool:
    """Tell whether a test touches data, or uses Django without."""
    return touches_data(item) or bool(DJANGO_FIXTURES & set(fixtures_of(item)))


def is_repeated(item: pytest.Item, on: str, deep: bool) -> bool:
    """Tell whether a test runs again on PostgreSQL, or on the newest Django."""
    if item.get_closest_marker("once") or item.get_closest_marker("browser"):
        return False
    if on == "postgresql":
        return touches_data(item)
    return uses_django(item) and (deep or not item.get_closest_marker("slow"))


def most_parameters(config: pytest.Config, item: pytest.Item) -> int:
    """Return how many parameters of a test this run has.

    A newer Django shows its faults with any of them, and so does PostgreSQL where they are not words of its own grammar
    or rules that it keeps (`every_parameter`).
    """
    on = config.getoption("--repeated-on")
    if on == "postgresql" and (item.get_closest_marker("every_parameter") or config.getoption("--deep")):
        return sys.maxsize
    return 1 if on or config.getoption("--fast") else sys.maxsize


def is_of_its_turn(config: pytest.Config, item: pytest.Item, number: int) -> bool:
    """Tell whether this run has the parameter with that number, from 1, of a test: on PostgreSQL each second or third
    where the mark `every_parameter` says `every=2` or `every=3`.
    """
    mark = item.get_closest_marker("every_parameter")
    if not mark or config.getoption("--repeated-on") != "postgresql" or config.getoption("--deep"):
        return True
    return (number - 1) % mark.kwargs.get("every", 1) == 0


def most_of_a_file(config: pytest.Config, item: pytest.Item) -> int:
    """Return how many tests like this one a run of all tests has of a file.

    The first tests of a file are about what it is there for. With --fast few touch data, on the newest Django few use
    Django: all our pages, forms and commands are gone through, one way each. Neither has tests of the filled site,
    which is loaded anew after each change of the code.
    """
    newest = config.getoption("--repeated-on") == "newest-django" and not config.getoption("--deep")
    if not (newest or config.getoption("--fast")):
        return sys.maxsize
    if "loaded_site" in fixtures_of(item):
        return 0
    if newest:
        return FIRST_ON_NEWEST
    return FIRST_OF_A_FILE if touches_data(item) else sys.maxsize


def is_chosen(config: pytest.Config, item: pytest.Item, seen: Counter[str], whole: bool) -> bool:
    """Tell whether a test belongs to this run; `seen` counts so far the parameters of each test and tests of each file.

    `whole`: nobody has named tests.
    """
    if item.get_closest_marker("deep") and not config.getoption("--deep"):
        return False
    if config.getoption("--fast") and (item.get_closest_marker("slow") or item.get_closest_marker("browser")):
        return False
    if (only := item.get_closest_marker("only_on")) and connection.vendor not in only.args:
        return False
    if (on := config.getoption("--repeated-on")) and not is_repeated(item, on, config.getoption("--deep")):
        return False
    function = item.nodeid.partition("[")[0]
    seen[function] += 1
    if seen[function] > most_parameters(config, item):
        return False
    if whole and not is_of_its_turn(config, item, seen[function]):
        return False
    file = function.partition("::")[0]
    most = most_of_a_file(config, item) if whole else sys.maxsize
    if most == sys.maxsize:
        return True
    seen[file] += 1
    return seen[file] <= most


def of_other_turns(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """Return, of tests in the browser that differ in nothing but the language, all but one.

    Which language it is changes from test to test, so that each half of a page's tests is in each language.
    """
    alike: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        parameters = dict(getattr(item, "callspec", NO_PARAMETERS).params)
        if item.get_closest_marker("browser") and parameters.pop("language", None):
            alike[f"{item.nodeid.partition('[')[0]} {sorted(parameters.items())}"].append(item)
    others = set()
    for name, group in alike.items():
        others |= {*group} - {group[zlib.crc32(name.encode()) % len(group)]}
    return others


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the first run has settled; where tests are shared out, begin with those that take long."""
    seen: Counter[str] = Counter()
    whole = len(items) >= FEW
    others = of_other_turns(items) if whole and not config.getoption("--deep") else set()
    chosen = [item for item in items if item not in others and is_chosen(config, item, seen, whole)]
    if len(chosen) < len(items):
        kept = set(chosen)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = chosen
    if is_worker(config):
        items.sort(key=lambda item: not (item.get_closest_marker("slow") or item.get_closest_marker("browser")))
    if os.environ.get("CI") == "true":
        # A browser may miss a moment on a busy machine. The summary names such a test as RERUN, so that it is mended.
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """Keep what was collected out of the garbage collector's rounds, of which each would look at all tests again.

    With rounds after every 10,000 new objects and not after 700 they take half the time, 3 % of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(scope="session")
def deep(pytestconfig: pytest.Config) -> bool:
    """Whether loops go as far as they can: `start.py test --deep`."""
    return pytestconfig.getoption("--deep")


@pytest.fixture(scope="session")
def thorough(pytestconfig: pytest.Config, deep: bool) -> bool:
    """Whether a loop over like things goes through all of them, as in the first run and, with --deep, in every one."""
    return deep or not pytestconfig.getoption("--repeated-on")


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, django_test_environment: None) -> Databases:
    """The databases of this process."""
    return request.config.stash[DATABASES]


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases, django_db_blocker: Any) -> Iterator[None]:
    """Connect this process to an empty copy; pytest-django's own fixture would make the tables anew."""
    with django_db_blocker.unblock():
        databases.use(Content.EMPTY)
    yield
    with django_db_blocker.unblock():
        databases.drop()


@pytest.fixture(scope="module")
def loaded_site(databases: Databases, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The site filled with our own pack and its search index, for a module whose tests take back what they write.

    The module needs the mark `django_db` too: without it pytest-django lets no test at the database.
    """
    with django_db_blocker.unblock():
        databases.use(Content.PACK)
    yield
    with django_db_blocker.unblock():
        databases.use(Content.EMPTY)


@pytest.fixture
def fresh_database(
    databases: Databases, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[..., None]]:
    """Connect to a new copy of a template, `fresh_database(Content.PACK)`, for tests that commit; they need no mark.

    Another call connects to one more. All are gone after the test.
    """
    before, made = connection.settings_dict["NAME"], []

    def connect(content: Content) -> None:
        made.append(databases.copy(content, f"{databases.process}{len(made)}"))
        connect_to(made[-1])

    with django_db_blocker.unblock():
        yield connect
        connect_to(before)
        for name in made:
            databases.remove(name)
