"""A site that is served for `benchmarks.breaking` and `benchmarks.races`, its readers and its curators."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from tests.concepts.admin.pages import FormReader

BASE = Path(__file__).resolve().parent.parent
PAGES = ("/en/", "/zh-hans/compare/marketing-vs-sales/", "/en/search/?q=push", "/api/v1/search?q=%E6%8E%A8%E9%94%80")
PATIENCE = 60
Seen = tuple[int, float]
FILLING = ("migrate -v0", "pack_load fixtures/marketing-sales-promotion", "search_index", "demo_people")


def show(seen: list[Seen]) -> str:
    """Return statuses (0: no connection, -1: no answer on one) with how often they were seen, and the longest time."""
    counts = {status: sum(status == other for other, _seconds in seen) for status, _seconds in sorted(seen)}
    words = ", ".join(f"{status} × {count}" for status, count in counts.items())
    return f"{words}; longest {max(seconds for _status, seconds in seen):.1f} s"


class Site:
    """A site that commands have filled, and its server, which is stopped at the end."""

    def __init__(self, folder: Path, database_url: str, filling: Sequence[str] = FILLING, **settings: str) -> None:
        folder.mkdir()
        self.filling = filling
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CONCEPTBASE_")},
            "DJANGO_SETTINGS_MODULE": "conceptbase.settings",
            "CONCEPTBASE_SECRET_KEY": "for breaking only 0123456789",
            "CONCEPTBASE_DEMO": "true",
            "CONCEPTBASE_DATA_DIR": str(folder),
            "CONCEPTBASE_STORED_PAGES": "0",
            "DATABASE_URL": database_url,
            **settings,
        }
        self.log = Path(
            tempfile.gettempdir(), f"conceptbase-breaking-{folder.name}.log"
        )  # not on the disk that is broken
        self.server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Site":
        for command in self.filling:
            self.manage(*command.split())
        self.manage("collectstatic", "--noinput", "-v0")
        self.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self.stop(signal.SIGKILL)

    def manage(self, *command: str, check: bool = True) -> str:
        """Run a management command; return the last line that it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=BASE,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(done.stdout)
        return "a traceback" if "Traceback" in done.stdout else (done.stdout.strip().splitlines() or ["nothing"])[-1]

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        with self.log.open("ab") as output:
            self.server = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "conceptbase.wsgi", "--bind", f"127.0.0.1:{self.port}"),
                    *("--workers", "2", "--threads", "4", "--no-control-socket"),
                ],
                cwd=BASE,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        begun = time.monotonic()
        while self.get("/static/img/nothing.svg")[0] < 1 and time.monotonic() - begun < PATIENCE:
            time.sleep(0.2)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the server by a signal, and with SIGKILL its workers too, as a machine does that loses its power."""
        if self.server is None:
            return
        workers = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        children = workers.read_text().split() if workers.exists() and number == signal.SIGKILL else []
        self.server.send_signal(number)
        for child in children:
            os.kill(int(child), number)
        self.server.wait()
        while any(Path(f"/proc/{child}").exists() for child in children):
            time.sleep(0.05)
        self.server = None

    def get(self, path: str) -> Seen:
        """Ask for a page; return the status, 0 without a connection, -1 without an answer, and the seconds."""
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
                answer.read()
                return answer.status, time.monotonic() - begun
        except urllib.error.HTTPError as error:
            return error.code, time.monotonic() - begun
        except (OSError, http.client.HTTPException) as error:
            refused = isinstance(getattr(error, "reason", error), ConnectionRefusedError)
            return 0 if refused else -1, time.monotonic() - begun

    def read(self) -> list[Seen]:
        """Ask for one of each kind of page, one after the other."""
        return [self.get(path) for path in PAGES]

    def read_at_once(self, readers: int) -> list[Seen]:
        """Ask for so many pages at once."""
        with ThreadPoolExecutor(readers) as pool:
            return list(pool.map(self.get, [PAGES[number % len(PAGES)] for number in range(readers)]))

    def health(self) -> str:
        """Ask for the health; return status and seconds."""
        status, seconds = self.get("/healthz")
        return f"{status} after {seconds:.1f} s"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect to whoever asked."""

    def redirect_request(self, *request: object) -> None:
        return None


class Person:
    """One of the people of the demo, signed in."""

    def __init__(self, site: Site, name: str, *handlers: urllib.request.BaseHandler) -> None:
        self.name, self.root = name, f"http://127.0.0.1:{site.port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), *handlers)
        self.opener.addheaders = [("Accept-Language", "en")]
        login = f"{self.root}/admin/login/?next=/admin/"
        self.send(login, self.fields(login) | {"username": name, "password": "conceptbase"})

    def fields(self, address: str) -> dict[str, Any]:
        """Return the fields of the forms of a page, with their values."""
        reader = FormReader()
        reader.feed(self.opener.open(address, timeout=PATIENCE).read().decode())
        return {name: value for name, value in reader.values.items() if "__prefix__" not in name and name != "q"}

    def send(self, address: str, form: dict[str, Any]) -> tuple[int, str]:
        """Send a form; return the status and the page."""
        data = urllib.parse.urlencode(form, doseq=True).encode()
        try:
            with self.opener.open(address, data, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


class Curator(Person):
    """Somebody who is signed in and has the form of a dimension open."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, "admin")
        self.address = f"{self.root}/admin/concepts/dimension/"
        self.saves = 0
        list_page = self.opener.open(self.address, timeout=PATIENCE).read().decode()
        self.form_address = self.address + list_page.split("/admin/concepts/dimension/")[-1].split('"')[0]
        for part in list_page.split('href="/admin/concepts/dimension/')[1:]:
            if part.split("/")[0].isdigit():
                self.form_address = f"{self.address}{part.split('/')[0]}/change/"
        self.open_form()

    def open_form(self) -> None:
        """Open the form anew and type into it."""
        self.saves += 1
        self.form = self.fields(self.form_address) | {"description_en": f"Typed {self.saves} times.", "_save": "Save"}

    def save(self) -> str:
        """Send the form; return what was seen, in a few words."""
        begun = time.monotonic()
        status, page = self.send(self.form_address, self.form)
        seconds = f"after {time.monotonic() - begun:.1f} s"
        if status != 503:
            return f"{'saved' if 'changed successfully' in page else status} {seconds}"
        reason = page.partition('<p class="lead">')[2].partition(". ")[0].partition("</p>")[0]
        kept = "with what was typed" if 'name="description_en"' in page else "**without what was typed**"
        return f"503 {seconds}, “{reason}.”, {kept}"


@dataclass
class Stopped:
    """What became of the requests while the server stopped."""

    answered: int = 0
    lost: int = 0
    refused: int = 0
    half_sent: int = 0
    half_sent_answered: int = 0
    seconds: float = 0.0


def serve_while_stopping(site: Site, readers: int = 6, half_sent: int = 6) -> Stopped:
    """Send SIGTERM while readers ask without a pause and some requests are half sent; then start the server again.

    A request is lost where it began before the signal and no whole answer came. One that began later found no server:
    its connection was refused, or nobody took it any more and it was closed at the end.
    """
    counts, guard, ending = Stopped(half_sent=half_sent), threading.Lock(), threading.Event()
    signalled = threading.Event()

    def ask() -> None:
        while not ending.is_set():
            began_before = not signalled.is_set()
            status, _seconds = site.get(PAGES[0])
            with guard:
                counts.answered += status == 200
                counts.lost += status != 200 and began_before
                counts.refused += status != 200 and not began_before
            if status < 1:
                time.sleep(0.05)

    def half_send() -> None:
        with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as connection:
            connection.sendall(b"GET /en/about/ HTTP/1.1\r\nHost: localh")
            time.sleep(2)  # the signal comes in the middle of it
            try:
                connection.sendall(b"ost\r\nConnection: close\r\n\r\n")
                answer = connection.recv(12)
            except OSError:
                answer = b""
        with guard:
            counts.half_sent_answered += answer.endswith(b"200")
            counts.lost += not answer.endswith(b"200")

    # More than the server has threads: some of them wait for their turn.
    senders = [threading.Thread(target=half_send) for _number in range(half_sent)]
    askers = [threading.Thread(target=ask) for _number in range(readers)]
    for thread in (*senders, *askers):
        thread.start()
    time.sleep(1)
    begun = time.monotonic()
    signalled.set()
    site.stop()
    counts.seconds = time.monotonic() - begun
    ending.set()
    for thread in (*senders, *askers):
        thread.join()
    site.start()
    return counts
