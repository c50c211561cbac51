"""Every link of every public page of a small site, of the sample page and of the pages of errors leads to a page."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client

from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.publishing import publish, withdraw
from concepts.models import Address, Statement
from concepts.search.index.maintenance import rebuild
from tests import factories as make
from tests.concepts.pages.worlds import make_world
from tests.site import read

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
LANGUAGES = ("en", "zh-hans")
MOST_SEARCHES = 20


@pytest.fixture
def starts():
    """A site with one of every kind, a second edition, and what was withdrawn or moved; the pages to begin with."""
    world = make_world(concepts=2)
    Statement.objects.filter(pk=world.first("distinction").pk).update(text_en="Other words.")
    publish(statements=[world.first("distinction")])
    gone = make.make_published("definition", world.concepts[1], cites=(make.make_passage(world.english, "Marketing"),))
    withdraw(statement=gone, words_en="A slip.", words_zh="写错了。")
    Address.objects.create(kind="concept", key="old", state="moved", target="alpha")
    bump_content_revision()
    rebuild()
    ends = (
        "", "nothing/", "concepts/old/", f"statements/{gone.code}/", "search/?q=alpha", "search/?q=x7x7",
        "compare/alpha-vs-nothing/", "compare/alpha-vs-beta/?only=nothing", "compare/beta-vs-alpha/",
        f"editions/{world.first('distinction').code}/?from=1&to=2",
    )  # fmt: skip
    samples = [f"/patterns/?lang={language}" for language in LANGUAGES]
    return ["/", f"/s/{gone.code}/", *samples, *(f"/{language}/{end}" for language in LANGUAGES for end in ends)]


def crawl(starts) -> Iterator[tuple[str, str, str, int, set[str]]]:
    """Yield each link between pages of ours: where it stands, its target, its fragment, the status, what ids are there.

    Redirects are followed. Pages of the admin are asked for and not read. Each facet of a search leads to one more
    search, so only some of those are read.
    """
    client, found, waiting, links = Client(), {}, [*starts], []
    while waiting:
        address = waiting.pop(0)
        searches = sum("/search/?" in known for known in found)
        if address in found or ("/search/?" in address and searches >= MOST_SEARCHES):
            continue
        answer = client.get(address, follow=True)
        is_admin = answer.request["PATH_INFO"].startswith("/admin/")
        is_page = answer.headers["Content-Type"].startswith("text/html") and not is_admin
        page = read(answer.content.decode()) if is_page else read("")
        found[address] = (answer.status_code, page.anchors)
        for link in page.links:
            whole, fragment = urldefrag(urljoin(f"{HOST}{address}", link))
            target = urlsplit(whole)
            if f"{target.scheme}://{target.netloc}" == HOST and not target.path.startswith("/static/"):
                there = target.path + (f"?{target.query}" if target.query else "")
                links.append((address, there, fragment))
                waiting.append(there)
    for address, there, fragment in links:
        if there in found:
            yield (address, there, fragment, *found[there])


@pytest.mark.once
@pytest.mark.slow
def test_no_link_of_a_small_site_and_of_the_samples_is_dead(starts):
    known = {*starts}
    dead, places, checked = set(), set(), 0
    for address, there, fragment, status, ids in crawl(starts):
        checked += 1
        if status != 200 and there not in known:  # a page that tells of an error names itself in its head
            dead.add((address, there, status))
        if fragment and fragment not in ids:
            places.add((address, there, fragment))
    assert checked > 1000
    assert dead == set()
    assert places == set()
