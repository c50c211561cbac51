from pathlib import Path

import brotli
import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from conceptbase import settings as own_settings
from conceptbase.page_cache import conditional, store
from concepts.content.row_content import RowContent
from concepts.content.value_types import Words
from concepts.editorial.content_revision import Scope, bump_content_revision, current_revision
from concepts.editorial.drafts import discard_draft, rebase
from concepts.editorial.publishing import publish
from concepts.editorial.restoring import restore
from concepts.editorial.review import add_note, assign, return_to_draft, submit
from concepts.editorial.saving import save_draft
from concepts.models import Concept, ContentRevision, Edition
from concepts.search.index.maintenance import follow, rebuild
from tests.factories import make_concept, make_passage, make_published, make_source

pytestmark = pytest.mark.django_db
BR = {"accept-encoding": "br"}


@pytest.fixture
def page_store(settings, tmp_path):
    """The site's own stores of pages, in an empty folder of the test's; returns the folder."""
    settings.CACHES = {
        name: options | ({"LOCATION": str(tmp_path / name)} if "LOCATION" in options else {})
        for name, options in own_settings.CACHES.items()
    }
    return tmp_path


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.djcache"))


def queries(client, address, **headers):
    """The answer to a request and the number of queries it cost."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address, headers=headers)
    return response, len(captured)


@pytest.mark.parametrize("address", ["/en/concepts/marketing/", "/zh-hans/compare/marketing-vs-sales/?only=contrasts"])
def test_a_page_is_made_once_then_sent_from_the_store_and_then_not_at_all(client, page_store, address):
    make_concept("marketing", "Marketing", "营销")
    make_concept("sales", "Sales", "销售")
    first, made = queries(client, address, **BR)
    again, kept = queries(client, address, **BR)
    unchanged, held = queries(client, address, **BR, **{"if-none-match": first.headers["ETag"]})
    assert made > 2
    assert (kept, held) == (1, 1)
    assert (again.status_code, unchanged.status_code) == (200, 304)
    assert again.content == first.content
    assert again.headers == first.headers
    assert "营销" in brotli.decompress(again.content).decode()


@pytest.mark.parametrize("query", ["Marketing", "营销"])
def test_an_answer_of_the_api_is_stored_as_it_is_unless_the_index_is_behind(client, page_store, query):
    make_concept("marketing", "Marketing", "营销")
    rebuild()
    address = f"/api/v1/search?q={query}"
    first = client.get(address)
    again, kept = queries(client, address, **BR)
    unchanged, held = queries(client, address, **{"if-none-match": first.headers["ETag"]})
    assert (again.content, again.headers, kept) == (first.content, first.headers, 1)
    assert (unchanged.status_code, held, unchanged.has_header("Vary")) == (304, 1, False)
    make_concept("marketing-plan", "Marketing plan", "营销计划")
    bump_content_revision()
    assert not client.get(address).has_header("ETag")
    assert len(files(page_store)) == 1
    follow()
    assert "marketing-plan" in client.get(address).content.decode()
    assert len(files(page_store)) == 2


def test_every_coding_has_its_own_copy_and_head_is_answered_from_it(client, page_store):
    bodies = {coding: client.get("/en/", headers={"accept-encoding": coding}) for coding in ("br", "gzip", "identity")}
    assert len(files(page_store)) == 3
    for coding, made in bodies.items():
        again, cost = queries(client, "/en/", **{"accept-encoding": coding})
        assert (again.content, again.headers, cost) == (made.content, made.headers, 1)
    with CaptureQueriesContext(connection) as captured:
        head = client.head("/en/", headers=BR)
    assert (head.headers, head.content, len(captured)) == (bodies["br"].headers, b"", 1)


def test_the_answer_to_head_is_never_what_is_stored(client, page_store):
    assert client.head("/en/").status_code == 200
    assert files(page_store) == []


def test_after_a_change_of_content_the_new_page_is_made(client, page_store):
    make_concept("marketing", "Marketing", "营销")
    assert "Marketing" in client.get("/en/concepts/").content.decode()
    make_concept("sales", "Selling", "销售")
    bump_content_revision()
    page, cost = queries(client, "/en/concepts/")
    assert cost > 1
    assert "Selling" in page.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_step_of_a_draft_voids_a_stored_page_and_its_publication_does(client, page_store, language):
    passage = make_passage(make_source("english"), "Marketing pulls users to products.")
    live = make_published("definition", make_concept("marketing", "Marketing", "营销"), cites=(passage,))
    pages = [f"/{language}/", f"/{language}/concepts/marketing/", f"/{language}/statements/{live.code}/"]
    stored = {address: client.get(address).content for address in pages}

    def all_stored():
        answers = {address: queries(client, address) for address in pages}
        return {address: answer.content for address, (answer, cost) in answers.items() if cost == 1} == stored

    def save(statement, **words):
        content = RowContent({"text": Words(**words)})
        return save_draft(statement=statement, kind="definition", content=content, by="Li", started_from=None)

    working = current_revision(Scope.WORKING)
    new = save(None, en="A draft.", zh="草稿。")
    change = save(live, en="Another text.", zh="别的文字。")
    rebase(statement=change)
    submit(row=change, by="Li")
    return_to_draft(row=change, by="Wang", comment="Shorter. 短一点。")
    add_note(row=change, by="Li", text="Yes. 好。")
    assign(row=change, to=None)
    discard_draft(statement=change)
    restore(edition=Edition.objects.get(), by="Li")
    new.delete()
    assert current_revision(Scope.WORKING) >= working + 9
    assert all_stored()
    publish(statements=[save(live, en="Another text.", zh="别的文字。")])
    assert not all_stored()
    assert ("Another text." if language == "en" else "别的文字。") in client.get(pages[1]).content.decode()


def test_a_database_that_comes_to_a_number_again_meets_no_page_stored_under_it(client, page_store):
    bump_content_revision()
    earlier = ContentRevision.objects.get(scope=Scope.PUBLIC)
    make_concept("marketing", "Marketing", "营销")
    bump_content_revision()
    later = client.get("/en/concepts/")
    assert "Marketing" in later.content.decode()
    # Somebody puts the earlier database back, and it goes its own way.
    Concept.objects.all().delete()
    earlier.save()
    make_concept("sales", "Sales", "销售")
    bump_content_revision()
    assert current_revision() == earlier.number + 1
    held = {"if-none-match": later.headers["ETag"]}
    for answer in (client.get("/en/concepts/"), client.get("/en/concepts/", headers=held)):
        assert answer.status_code == 200
        assert "Sales" in answer.content.decode()
        assert "Marketing" not in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "without"),
    [
        ("/en/?utm_source=x&fbclid=营销", "/en/"),
        ("/zh-hans/concepts/marketing/?q=1", "/zh-hans/concepts/marketing/"),
        ("/zh-hans/concepts/?seite=2&Q=x", "/zh-hans/concepts/"),
        ("/en/search/?utm_source=x&kind=tag&=&k%69nd=", "/en/search/?kind=tag&k%69nd="),
        ("/en/compare/?q=x&&only=", "/en/compare/?only="),
    ],
)
def test_keys_that_a_page_does_not_read_get_the_page_without_them_stored_once(client, page_store, address, without):
    make_concept("marketing", "Marketing", "营销")
    page = client.get(without)
    same, cost = queries(client, address)
    assert (page.status_code, cost) == (200, 1)
    assert (same.content, same.headers) == (page.content, page.headers)
    assert len(files(page_store)) == 1


def test_what_changes_while_a_page_is_made_is_never_kept_under_the_new_state(page_store):
    page = {"text": "old"}

    def view(_request):
        made = HttpResponse(page["text"])
        page["text"] = "new"  # somebody publishes after this page was read and before it is stored
        bump_content_revision()
        return made

    served = conditional.fresh_pages(view)
    assert served(RequestFactory().get("/en/")).content == b"old"
    assert served(RequestFactory().get("/en/")).content == b"new"


@pytest.mark.parametrize("address", ["/en/concepts/nothing/", "/admin/login/", "/healthz", "/"])
def test_only_pages_that_were_found_are_stored(client, page_store, address):
    client.get(address)
    assert files(page_store) == []


def test_what_is_no_page_of_html_or_sets_a_cookie_is_not_stored(page_store):
    with_cookie = HttpResponse("<p>")
    with_cookie.set_cookie("who", "you")
    for response in (HttpResponse("a,b", content_type="text/csv"), with_cookie):
        assert conditional.fresh_pages(lambda _request, made=response: made)(RequestFactory().get("/en/")) is response
    assert files(page_store) == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_card_is_drawn_once_and_kept_whatever_codings_are_accepted(client, page_store, language):
    make_concept("marketing", "Marketing", "营销")
    address = f"/{language}/concepts/marketing.png"
    first, drawn = queries(client, address, **BR)
    again, kept = queries(client, address, **{"accept-encoding": "gzip"})
    plain, once_more = queries(client, f"{address}?utm_source=x")
    held, unchanged = queries(client, address, **{"if-none-match": first.headers["ETag"]})
    assert drawn > 2
    assert (kept, once_more, unchanged) == (1, 1, 1)
    assert first.content == again.content == plain.content
    assert first.content.startswith(b"\x89PNG")
    assert first.headers == again.headers
    assert (held.status_code, held.content) == (304, b"")
    assert "Vary" not in first.headers
    assert "Vary" not in held.headers
    assert [path.parent.name for path in files(page_store)] == ["cards"]
    make_concept("sales", "Sales", "销售")
    bump_content_revision()
    assert queries(client, address)[1] == drawn


def test_addresses_with_a_query_push_out_only_one_another(client, page_store, settings):
    client.get("/en/about/")
    settings.CACHES["pages_with_query"]["OPTIONS"] = {"MAX_ENTRIES": 5}
    for number in range(20):
        assert client.get(f"/en/search/?kind={number}").status_code == 200
        assert len(files(page_store / "pages_with_query")) <= 5
    assert len(files(page_store / "pages_with_query")) >= 3
    assert len(files(page_store / "pages")) == 1


def test_endless_addresses_and_huge_pages_are_sent_but_not_stored(client, page_store, monkeypatch):
    assert client.get(f"/en/search/?kind={'x' * store.LONGEST_ADDRESS}").status_code == 200
    monkeypatch.setattr(store, "LARGEST_PAGE", 10)
    assert client.get("/en/about/").status_code == 200
    assert files(page_store) == []


@pytest.mark.parametrize("damage", [b"no pickle", b"\x80\x05N.", b"\x80\x05N.\x78\x9c\x00"])
@pytest.mark.usefixtures("known_site")
def test_a_damaged_copy_is_made_anew(client, page_store, caplog, damage):
    whole = client.get("/en/about/").content
    [file] = files(page_store)
    file.write_bytes(damage)
    page, cost = queries(client, "/en/about/")
    assert (page.status_code, page.content, cost) == (200, whole, 1)
    assert "cannot be read" in caplog.text
    caplog.clear()
    assert client.get("/en/about/").content == whole
    assert caplog.text == ""


def test_a_copy_of_another_shape_is_made_anew(client, page_store, caplog, monkeypatch):
    monkeypatch.setattr(caches["pages"].__class__, "get", lambda *_arguments: ["neither headers nor body"])
    assert client.get("/en/about/").status_code == 200
    assert "cannot be read" in caplog.text


def test_where_no_folder_can_be_made_pages_are_made_all_the_same(client, page_store, caplog):
    (page_store / "pages").write_text("a file where the folder should be")
    for _time in range(2):
        assert client.get("/en/about/").status_code == 200
    assert "cannot be stored" in caplog.text


def test_a_full_disk_costs_no_page(client, page_store, caplog, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caches["pages"].__class__, "_write_content", full)
    assert client.get("/en/about/").status_code == 200
    assert "No space left on device" in caplog.text
    assert [path for path in page_store.rglob("*") if path.is_file()] == []


def test_the_stores_are_bounded_files_of_the_site_alone(client, page_store):
    for name, least in (("pages", 1000), ("pages_with_query", 100), ("cards", 100)):
        options = own_settings.CACHES[name]
        assert options["LOCATION"] == str((own_settings.DATA_DIR / name).resolve())
        assert options["TIMEOUT"] is None
        assert options["OPTIONS"]["MAX_ENTRIES"] >= least
    client.get("/en/about/")
    assert (page_store / "pages").stat().st_mode & 0o777 == 0o700
