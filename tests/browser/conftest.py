"""What browser tests get: the demo as readers meet it, and pages that must raise no fault in the browser's console."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, ConsoleMessage, Page, Request

from tests.lacking import lack
from tests.template_databases import Content, SqliteDatabases

ROOT = Path(__file__).resolve().parent.parent.parent
# The first is Chromium without windows, which needs a third less of the processor.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}


def chromium(playwrights_own: str) -> str:
    """The Chromium to start: the one CHROMIUM names, one on the path, else Playwright's own; empty where none is."""
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, CHROMIUMS), shutil.which(playwrights_own)]
    return next(filter(None, found), "")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_type: BrowserType) -> dict[str, Any]:
    """Start the Chromium of this machine."""
    program = chromium(browser_type.executable_path)
    if not program:
        lack("No Chromium on this machine: install it (on Debian `apt install chromium`) or name one in CHROMIUM.")
    # Chromium's own sandbox refuses to run as root, as which CI runs.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": program, "args": sandbox}


def variables(folder: Path) -> dict[str, str]:
    """The environment of a demo with its data in that folder, whatever stands in the environment of the tests."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "conceptbase.settings",
        "CONCEPTBASE_DATA_DIR": str(folder),
        "CONCEPTBASE_DEMO": "true",
        "DATABASE_URL": "",
    }


@pytest.fixture(scope="session")
def filled_folder(databases: SqliteDatabases, django_db_blocker: Any) -> Path:
    """The data folder of a demo with our own pack in it, as start.py makes it; made once for all processes of a run."""
    folder = databases.shared / "demo"
    with databases.locked(folder):
        if not (folder / "finished").exists():
            with django_db_blocker.unblock():
                databases.copy_to(Content.PACK, folder / "conceptbase.sqlite3")
            for command in (["demo_people"], ["collectstatic", "--noinput"]):
                done = subprocess.run(
                    [sys.executable, "manage.py", *command, "--verbosity", "0"],
                    cwd=ROOT,
                    env=variables(folder),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    encoding="utf-8",
                    check=False,
                )
                assert done.returncode == 0, done.stdout
            (folder / "finished").touch()
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the demo whose data is in that folder; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        options = ["--threads", "4", "--log-level", "warning", "--no-control-socket"]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "conceptbase.wsgi", "--bind", f"fd://{listener.fileno()}", *options],
            cwd=ROOT,
            env=variables(folder),
            stdin=subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
        )
        try:
            # The socket takes requests from the start; they are answered once the server is up.
            urllib.request.urlopen(f"{address}/healthz", timeout=60).close()
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def site(filled_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo that all tests of this process read. Whoever writes takes `own_site` in its place."""
    with served(Path(shutil.copytree(filled_folder, tmp_path_factory.mktemp("served") / "data"))) as address:
        yield address


@pytest.fixture(scope="module")
def site_folder(filled_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of `own_site`."""
    return Path(shutil.copytree(filled_folder, tmp_path_factory.mktemp("served") / "data"))


@pytest.fixture(scope="module")
def own_site(site_folder: Path) -> Iterator[str]:
    """The address of a demo with a server and content of its own, for one module; what a test writes stays in it."""
    with served(site_folder) as address:
        yield address


@pytest.fixture
def faults() -> list[str]:
    """What Chromium complained about: errors of scripts, refusals by the security policy, files that are not there."""
    return []


@pytest.fixture
def visit(site: str, new_context: Callable[..., Any], faults: list[str]) -> Iterator[Callable[..., Page]]:
    """Open an address of the site: `visit("/en/", javascript=False, width=360)`; no page may have raised a fault."""

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            faults.append(f"{message.location.get('url')}: {message.text}")

    def note_failure(request: Request) -> None:
        # An autocomplete field gives its question up when more is typed.
        if request.failure != "net::ERR_ABORTED":
            faults.append(f"{request.url}: {request.failure}")

    def open_page(address: str, *, language: str = "en", javascript: bool = True, width: int = 1280) -> Page:
        context = new_context(
            base_url=site,
            locale=LOCALES[language],
            java_script_enabled=javascript,
            viewport={"width": width, "height": 860},
        )
        page: Page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", note_failure)
        page.goto(address)
        return page

    yield open_page
    assert faults == []
