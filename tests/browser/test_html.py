"""Every kind of public page is HTML by the Nu HTML checker: both languages, and the pages that say what went wrong.

No error of the checker is left out; one that is a false alarm would stand here by its words, with the reason.
"""

import json
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from conceptbase.errors import server_error
from concepts.models import Address
from concepts.search.models import IndexState
from tests.browser.conftest import LOCALES
from tests.browser.screenshots import PUBLIC
from tests.lacking import lack
from tests.site import crawled, kind_of

# The checker looks at bytes, which differ neither on PostgreSQL nor on the newest Django.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
JAR = Path(__file__).parent / "vnu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Without the second compiler, which pays for itself in hours, and garbage collection beside the work; the first
# compiler takes more of the stack.
FOR_ONE_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss16m")
Check = Callable[[dict[str, str]], dict[str, list[str]]]


def missing_for_checker() -> str:
    """What this machine lacks to run the checker, and the cure; empty where it lacks nothing."""
    if not shutil.which("java"):
        return "No Java on this machine: install version 17 or newer (on Debian `apt install default-jre-headless`)."
    if not JAR.exists():
        return "The Nu HTML checker is not on this machine: fetch it with `npm ci --prefix tests/browser/vnu`."
    return ""


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Check pages, given by address, in one go: each error with its places."""
    if words := missing_for_checker():
        lack(words)

    def run(pages: dict[str, str]) -> dict[str, list[str]]:
        addresses = {f"{number}.html": address for number, address in enumerate(pages)}
        for name, address in addresses.items():
            (tmp_path / name).write_text(pages[address], encoding="utf-8")
        done = subprocess.run(
            ["java", *FOR_ONE_RUN, "-jar", str(JAR), "--format", "json", "--stdout", "--errors-only", str(tmp_path)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        # An old Java, or none that works, says so on standard error alone.
        assert done.stdout.startswith("{"), done.stderr
        found = defaultdict(list)
        for error in json.loads(done.stdout)["messages"]:
            address = addresses.get(error.get("url", "").rpartition("/")[2], "no page")
            place = f"{address} line {error.get('lastLine')}: {' '.join(error.get('extract', '').split())}"
            found[error["message"]].append(place)
        assert bool(found) == bool(done.returncode), done.stderr
        return found

    return run


def error_pages() -> dict[str, tuple[int, str]]:
    """The pages that say what went wrong and that no link leads to, by a name: status and page."""
    Address.objects.create(
        kind=Address.Kind.CONCEPT,
        key="gone",
        state=Address.State.WITHDRAWN,
        words_en="The source was misread.",
        words_zh="读错了来源。",
    )
    pages = {}
    for language in LOCALES:
        refused = ("compare/marketing/", "?q=%00", "search/?q=sales&page=0", "search/?q=sales&kind=nothing")
        for path in ("concepts/gone/", "concepts/nothing/", "search/?q=sales&page=900", *refused):
            answer = Client().get(f"/{language}/{path}")
            pages[f"/{language}/{path}"] = (answer.status_code, answer.content.decode())
        with translation.override(language):
            fault = server_error(RequestFactory().get(f"/{language}/"))
        pages[f"our fault, {language}"] = (fault.status_code, fault.content.decode())
    IndexState.objects.update(generation=0)  # as it is before the index is built
    for language in LOCALES:
        answer = Client().get(f"/{language}/search/?q=early")
        pages[f"no index yet, {language}"] = (answer.status_code, answer.content.decode())
    return pages


def public_pages(deep: bool) -> dict[str, str]:
    """A few pages of every kind there is, by address: what links lead to and what the pictures show."""
    pages = {address: html for address, (_status, html) in crawled(4 if deep else 2).items() if html}
    for number, (name, address) in enumerate(PUBLIC.items()):
        if name in ("comparison-of-three", "comparison-of-four") and not deep:
            continue  # a megabyte more of the same
        by_turns = [*LOCALES][number % 2 :: 2]
        for language in LOCALES if deep or name.startswith("search") else by_turns:
            path = address.replace("{lang}", language)
            if path.startswith("/") and path not in pages:
                pages[path] = Client().get(path).content.decode()
    return pages


def answered_searches(pages: dict[str, str], language: str) -> set[str]:
    """The parts that searches of that language show among the pages, by their first class, best answers by type."""
    found = (html for path, html in pages.items() if path.startswith(f"/{language}/search/"))
    return set(re.findall(r'class="(?:best )?([\w-]+)', "".join(found)))


def spoilt(page: str) -> str:
    """The page with faults of several kinds."""
    faults = '<p id="content"><img src="/favicon.ico"><table><tr role="row"><td>1</table><h6>Too deep</h6>'
    return page.replace("</main>", f"{faults}</main>")


def test_every_kind_of_page_is_html_and_what_is_none_is_found(loaded_site: None, check: Check, deep: bool) -> None:
    """Both in one run of the checker, which takes long to start."""
    pages, errors = public_pages(deep), error_pages()
    shown = {"best-concept", "best-comparison", "best-question", "best-distinction", "hit", "facets", "paging"}
    for language in LOCALES:
        assert shown | {"search-notice", "chosen-values", "ways-out"} <= answered_searches(pages, language)
        assert len({kind_of(urlsplit(path).path) for path in pages if path.startswith(f"/{language}/")}) > 15
    assert {status for status, _html in errors.values()} == {400, 404, 410, 500, 503}
    bad = {"spoilt": spoilt(pages["/en/about/"])}
    found = check(pages | {address: html for address, (_status, html) in errors.items()} | bad)
    for words in ("Duplicate ID", "“alt” attribute", "“role” attribute", "skipping"):
        assert any(words in message for message in found), words
    ours = {
        message: [place for place in places if not place.startswith("spoilt ")] for message, places in found.items()
    }
    told = [f"{len(places)} × {message}\n    first at {places[0]}" for message, places in ours.items() if places]
    assert not told, "\n" + "\n".join(told)
