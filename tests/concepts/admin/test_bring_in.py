"""Files are brought in, seen and saved as drafts; nothing of them is stored before, and nothing is believed after."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concepts.editorial import brought_files
from concepts.editorial.publishing import publish
from sources.models import Article, Boundary, BroughtFile, Original, Passage, Source, SourceText, SourceVersion
from sources.reading import process
from tests.concepts.admin.pages import fill, read_form
from tests.factories import make_concept, make_passage, make_source, make_statement, publish_proposals
from tests.sources.reading import files

pytestmark = pytest.mark.django_db
BRING_IN = reverse("admin:sources_sourceversion_bringin")
ENGLISH = "Marketing finds out what people need. Sales talk with one customer at a time and close the deal."
CHINESE = "营销是发现并满足需求的过程。销售则是把已有的产品卖给一位位顾客，并最终成交。"
SOURCE = {"title_en": "A text", "title_zh": "一篇文章", "slug": "a-text", "kind": "article", "rights": "not-known"}


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the child take its time on a busy machine."""
    monkeypatch.setattr(process, "MOST_SECONDS", 120)


def bring(client: Client, **named: bytes) -> HttpResponse:
    """Upload files; the underscore of a name stands for the dot before its ending."""
    uploads = [SimpleUploadedFile(name.replace("_", "."), data) for name, data in named.items()]
    return client.post(BRING_IN, {"files": uploads, "pasted": ""})


def brought_by(client: Client, **named: bytes) -> str:
    """Upload one file and return the address of its page."""
    answer = bring(client, **named)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def save(client: Client, address: str, **typed: Any) -> HttpResponse:
    """Save what was read, with what the page shows and what is typed."""
    return client.post(address, read_form(client.get(address)) | {"_save": "1"} | typed)


def stored() -> list[int]:
    """How many rows of content there are."""
    return [model._default_manager.count() for model in (Source, SourceVersion, SourceText, Article, Original)]


def errors_of(answer: HttpResponse) -> str:
    """The words of the errors on a page."""
    return " ".join(re.findall(r'class="errorlist[^"]*"[^>]*>(.*?)</ul>', answer.content.decode(), re.DOTALL))


@pytest.mark.parametrize(
    ("name", "data", "text", "language"),
    [
        ("营销_txt", CHINESE.encode("gb18030"), CHINESE, "zh-hans"),
        ("a_html", f"<html><body><h1>Sales</h1><p>{ENGLISH}</p></body></html>".encode(), f"Sales\n\n{ENGLISH}", "en"),
        ("a_docx", files.make_docx(files.word_paragraph(CHINESE)), CHINESE, "zh-hans"),
        ("a_pdf", files.make_pdf(ENGLISH.encode()), ENGLISH, "en"),
    ],
)
def test_a_file_is_seen_then_saved_as_a_draft_with_its_original(
    editor: Client, name: str, data: bytes, text: str, language: str
) -> None:
    address = brought_by(editor, **{name: data})
    assert stored() == [0, 0, 0, 0, 0]
    shown = editor.get(address).content.decode()
    assert hashlib.sha256(data).hexdigest() in shown
    assert text.rpartition("\n")[2][:20] in shown
    saved = save(editor, address, **SOURCE)
    assert saved.status_code == 302, errors_of(saved)
    version = SourceVersion.objects.get()
    assert (version.status, version.source.status, version.language, version.number) == ("draft", "draft", language, 1)
    assert (version.read_text(), version.sha256) == (text, hashlib.sha256(text.encode()).hexdigest())
    assert version.articles.get().start == 0
    original = Original.objects.get()
    assert (bytes(original.data), original.sha256) == (data, hashlib.sha256(data).hexdigest())
    assert original.name == name.replace("_", ".")
    assert not BroughtFile.objects.exists()
    assert Client().get(f"/en/sources/{version.source.slug}/").status_code == 404
    assert saved["Location"] == reverse("admin:sources_sourceversion_change", args=[version.pk])


def test_a_pasted_text_is_seen_then_saved_and_has_no_original(editor: Client) -> None:
    answer = editor.post(BRING_IN, {"pasted": f"{CHINESE}\r\n{CHINESE}"})
    save(editor, answer["Location"], **SOURCE)
    assert SourceVersion.objects.get().read_text() == f"{CHINESE}\n{CHINESE}"
    assert not Original.objects.exists()
    neither = editor.post(BRING_IN, {"pasted": " "})
    assert "one of the two" in neither.content.decode()


def test_several_files_are_read_at_once_and_one_that_cannot_be_is_named(editor: Client) -> None:
    answer = bring(editor, a_txt=ENGLISH.encode(), b_txt=CHINESE.encode(), c_pdf=b"%PDF-1.4 cut", d_txt=b"")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "c.pdf: The file is damaged" in errors_of(answer)
    assert "d.txt: The file is empty" in errors_of(answer)
    assert [brought.name for brought in BroughtFile.objects.order_by("name")] == ["a.txt", "b.txt"]
    assert page.count("/bring-in/") >= 2
    assert bring(editor, e_txt=b"E.", f_txt=b"F.")["Location"] == BRING_IN
    too_many = bring(editor, **{f"n{number}_txt": b"N." for number in range(11)})
    assert "Choose fewer" in errors_of(too_many)


@pytest.mark.parametrize(("language", "words"), [("en", "page ii"), ("zh-hans", "第 ii 页")])
def test_pages_of_a_pdf_are_shown_kept_and_named_by_its_passages(editor: Client, language: str, words: str) -> None:
    labels = b"/PageLabels << /Nums [0 << /S /r >>] >>"
    pdf = files.make_pdf(b"Marketing pulls.", b"Sales push products.", extra=labels)
    address = brought_by(editor, a_pdf=pdf)
    assert "Page ii" in editor.get(address).content.decode()
    save(editor, address, **SOURCE)
    version = SourceVersion.objects.get()
    assert version.pages == "i@0 ii@17"
    add = reverse("admin:sources_passage_add")
    assert fill(editor, add, version=version.pk, words="Sales push").status_code == 302
    passage = Passage.objects.get()
    assert passage.page == "ii"
    publish_proposals()
    statement = make_statement("definition", make_concept("sales"), cites=(passage,))
    publish(statements=[statement])
    for page in (passage.get_absolute_url(), statement.get_absolute_url()):
        translated = page.replace("/en/", f"/{language}/")
        assert words in Client().get(translated).content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", "is it a scan?"), ("zh-hans", "是扫描件吗")])
def test_a_file_that_cannot_be_read_is_told_in_the_curators_language(editor: Client, language: str, words: str) -> None:
    editor.cookies["django_language"] = language
    answer = bring(editor, scan_pdf=files.make_pdf(b""))
    assert words in answer.content.decode()
    assert not BroughtFile.objects.exists()


def test_a_text_in_another_encoding_than_was_recognised_is_read_again(editor: Client) -> None:
    address = brought_by(editor, a_txt="Déjà vu: à la carte, c’est là.".encode("windows-1252"))
    again = editor.post(address, {"_read": "1", "encoding": "gb18030"})
    first = BroughtFile.objects.get()
    assert again.status_code == 302 or "does not fit" in again.content.decode()
    editor.post(address, {"_read": "1", "encoding": "windows-1252"})
    assert BroughtFile.objects.get(pk=first.pk).text == "Déjà vu: à la carte, c’est là."
    refused = editor.post(address, {"_read": "1", "encoding": "utf-8"})
    assert "The text is not written in UTF-8" in errors_of(refused)
    assert BroughtFile.objects.get().encoding == "windows-1252"


def test_headings_and_items_become_boundaries_of_sentences_unless_their_words_stand_earlier(editor: Client) -> None:
    items = "<ul><li>a first point<li>a second one.</ul>"
    page = f"<html><h1>Sales</h1><p>{ENGLISH} Then Again and so on.</p><h2>Again</h2>{items}<h2>More</h2>"
    save(editor, brought_by(editor, a_html=page.encode()), **SOURCE)
    text = SourceText.objects.get().text
    found = [(row.kind, text[row.start : row.end]) for row in Boundary.objects.order_by("start")]
    assert found == [("heading", "Sales"), ("cut", "a first point"), ("heading", "More")]


def test_a_file_becomes_a_new_version_of_a_source_that_is_there(editor: Client) -> None:
    version = make_source("there", ENGLISH)
    address = brought_by(editor, a_txt=(ENGLISH + " A new sentence.").encode()) + "?into=existing"
    article = version.articles.get()
    proposed = editor.get(f"{address.partition('?')[0]}?into=existing&source={version.source_id}").content.decode()
    assert re.search(rf'name="same_as" value="{article.pk}"[^>]* checked', proposed)
    saved = save(editor, address, source=version.source_id, same_as=article.pk)
    assert saved.status_code == 302, errors_of(saved)
    new = SourceVersion.objects.get(number=2)
    assert (new.source_id, new.articles.get().same_as_id) == (version.source_id, article.pk)
    same = brought_by(editor, b_txt=new.read_text().encode()) + "?into=existing"
    refused = save(editor, same, source=version.source_id)
    assert "has exactly this text" in refused.content.decode()


def test_a_source_without_a_text_leads_to_its_file_with_the_source_chosen(editor: Client) -> None:
    told = editor.get(fill(editor, reverse("admin:sources_source_add"), **SOURCE).url).content.decode()
    source = Source.objects.get()
    address = f"{BRING_IN}?source={source.pk}"
    assert f'href="{address}"' in told
    upload = SimpleUploadedFile("a.txt", ENGLISH.encode())
    page = editor.post(address, {"files": [upload], "pasted": ""})["Location"]
    assert page.endswith(f"?into=existing&source={source.pk}")
    assert save(editor, page).status_code == 302
    assert source.versions.get().read_text() == ENGLISH
    odd = editor.get(f"{BRING_IN}?source=1%20OR%201")
    assert odd.status_code == 200


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (CHINESE, "zh-hans")])
def test_a_text_that_is_there_already_is_named_with_the_passages_that_would_be_copies(
    editor: Client, text: str, language: str
) -> None:
    there = make_source("there", text * 3, language)
    make_passage(there, text[:40])
    nearly = brought_by(editor, a_txt=f"{text * 3}!! Another end.".encode())
    page = editor.get(nearly).content.decode()
    assert "stands in the other, too" in page
    assert "1 passage of it stands in this text, too" in page
    assert text[:40] in page
    unanswered = save(editor, nearly, **SOURCE)
    assert "Say whether it is the same article" in errors_of(unanswered)
    save(editor, nearly, **SOURCE, same_as="another")
    assert Article.objects.get(version__source__slug="a-text").same_as is None
    identical = brought_by(editor, b_txt=f"{text * 3}\n\n".encode())
    assert "both are one article, and count once" in editor.get(identical).content.decode()
    save(editor, identical, **SOURCE | {"slug": "third"})
    assert Article.objects.get(version__source__slug="third").same_as_id == there.articles.get().pk
    assert Passage.objects.count() == 1


def test_texts_that_share_only_some_words_are_not_named(editor: Client) -> None:
    weather = [f"In the year {year} it rained on {year % 97 * 3} days in a row." for year in range(1900, 1940)]
    towns = [f"Town number {number} has {number * 37 % 101} shops and a market." for number in range(40)]
    make_source("there", " ".join([ENGLISH, *weather]))
    page = editor.get(brought_by(editor, a_txt=" ".join([ENGLISH, *towns]).encode()))
    assert "It is there already" not in page.content.decode()


def test_what_was_typed_stays_when_it_is_refused(editor: Client) -> None:
    address = brought_by(editor, a_txt=ENGLISH.encode())
    refused = save(editor, address, **SOURCE | {"slug": "Not A Slug", "author": "李明"})
    assert refused.status_code == 200
    assert errors_of(refused)
    assert "李明" in refused.content.decode()
    assert stored() == [0, 0, 0, 0, 0]
    other = save(editor, address, **SOURCE, language="zh-hans")
    assert "script of English" in other.content.decode()


def test_nothing_of_the_text_is_taken_from_the_browser(editor: Client) -> None:
    address = brought_by(editor, a_txt=ENGLISH.encode())
    save(editor, address, **SOURCE, text="Forged.", pasted="Forged.", sha256="0" * 64, number="7", status="published")
    version = SourceVersion.objects.get()
    assert (version.read_text(), version.number, version.status) == (ENGLISH, 1, "draft")


def test_a_second_click_saves_nothing_twice_and_leads_to_the_version(editor: Client) -> None:
    address = brought_by(editor, a_txt=ENGLISH.encode())
    form = read_form(editor.get(address)) | SOURCE
    first, second = editor.post(address, form), editor.post(address, form)
    assert first["Location"] == second["Location"]
    assert stored() == [1, 1, 1, 1, 1]


def test_files_wait_for_who_brought_them_and_for_a_day(signed_in: Any) -> None:
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    address = brought_by(editor, a_txt=ENGLISH.encode())
    assert reviewer.get(address)["Location"] == BRING_IN
    assert reviewer.post(address, SOURCE)["Location"] == BRING_IN
    BroughtFile.objects.update(at=timezone.now() - timedelta(hours=25))
    assert editor.get(address)["Location"] == BRING_IN
    brought_by(reviewer, b_txt=b"Other.")
    assert BroughtFile.objects.get().name == "b.txt"
    assert stored() == [0, 0, 0, 0, 0]


def test_a_discarded_file_is_gone(editor: Client) -> None:
    address = brought_by(editor, a_txt=ENGLISH.encode())
    assert editor.post(address, {"_discard": "1"})["Location"] == BRING_IN
    assert not BroughtFile.objects.exists()


def test_no_more_files_wait_than_fit(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brought_files, "MOST_WAITING", 1)
    brought_by(editor, a_txt=b"One.")
    assert "Save or discard some" in errors_of(bring(editor, b_txt=b"Two."))
    brought_by(editor, a_txt=b"One.")  # the same file takes its own place


def test_viewers_bring_nothing_in(signed_in: Any) -> None:
    viewer = signed_in("viewer")
    assert viewer.get(BRING_IN).status_code == 403
    assert bring(viewer, a_txt=b"One.").status_code == 403
    assert not BroughtFile.objects.exists()


def test_an_original_is_downloaded_by_curators_alone_and_never_shown(editor: Client, signed_in: Any) -> None:
    data = b"<html><script>alert(1)</script><p>Words."
    save(editor, brought_by(editor, **{"营销\u202e_html": data}), **SOURCE)
    version = SourceVersion.objects.get()
    address = reverse("admin:sources_sourceversion_original", args=[version.pk])
    assert (
        f'href="{address}"'
        in editor.get(reverse("admin:sources_sourceversion_change", args=[version.pk])).content.decode()
    )
    answer = editor.get(address)
    assert answer.content == data
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E8%90%A5%E9%94%80.html"
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "text/html")
    assert signed_in("viewer").get(address).status_code == 200
    assert Client().get(address).status_code == 302
    assert editor.get(reverse("admin:sources_sourceversion_original", args=[version.pk + 1])).status_code == 404
    Source.objects.update(
        withheld="nothing", withheld_reason_en="Asked.", withheld_reason_zh="应要求。", status="published"
    )
    assert editor.get(address).status_code == 404


def test_a_script_in_a_name_or_text_never_runs(editor: Client) -> None:
    runs = "<script>alert(1)</script>"
    address = brought_by(editor, **{f"{runs}_txt": f"{runs} {ENGLISH}".encode()})
    for page in (editor.get(address), editor.get(BRING_IN)):
        assert "<script>alert" not in page.content.decode()


def test_a_long_text_is_shown_in_part_and_whole_when_asked_for(editor: Client) -> None:
    address = brought_by(editor, a_txt=("Word " * 12_000 + "Ending.").encode())
    assert "Ending." not in editor.get(address).content.decode()
    assert "Ending." in editor.get(f"{address}?whole=1").content.decode()


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (CHINESE, "zh-hans")])
def test_the_pages_take_few_queries_however_much_is_like_the_text(editor: Client, text: str, language: str) -> None:
    for number in range(4):
        make_passage(make_source(f"there-{number}", f"{text}{number}", language), text[:30])
    address = brought_by(editor, a_txt=f"{text} 再见。".encode())
    for page in (address, f"{address}?into=existing", BRING_IN):
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(page).status_code == 200
        assert len(queries) <= 12


@pytest.mark.parametrize(
    ("name", "data", "text", "language"),
    [
        ("text.txt", CHINESE.encode("gb18030"), CHINESE, "zh-hans"),
        ("text.html", f"<html><body><p>{ENGLISH}</p></body></html>".encode(), ENGLISH, "en"),
    ],
)
def test_a_file_for_a_new_version_is_read_and_looked_at_first(editor, name, data, text, language):
    source = make_source("known").source
    add = reverse("admin:sources_sourceversion_add")
    upload = SimpleUploadedFile(name, data)
    answer = fill(editor, add, source=source.pk, number=2, language=language, date="2020-05", upload=upload)
    assert answer.status_code == 302, answer.content.decode()
    assert SourceVersion.objects.count() == 1
    shown = editor.get(answer.url)
    assert text in shown.content.decode()
    form = read_form(shown)
    assert (form["source"], form["language"], form["date"]) == (str(source.pk), language, "2020-05")
    assert save(editor, answer.url).status_code == 302
    version = SourceVersion.objects.get(number=2)
    assert (version.read_text().strip(), version.date, version.source) == (text, "2020-05", source)
    assert Original.objects.get(version=version).name == name
