"""Every page that can be cited leads to its citations, in every style and as files, and moved ones lead on."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.html import strip_tags

from concepts.drawings import qr_code
from concepts.editorial.publishing import withdraw
from concepts.formats.styles import FILE_FORMATS, STYLES
from concepts.models import Edition, Statement
from concepts.share import citation_views
from concepts.share.pages.addresses import citations_address, file_address
from sources.models import Source, SourceVersion
from tests import factories as make
from tests.concepts.formats.wikitext import read_template
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans")


def page_addresses(contrast) -> list[str]:
    """One page of each kind that is cited, without its language."""
    one, passage = contrast.one, contrast.english
    edition = Edition.objects.get(statement=contrast.distinction)
    distinction = contrast.distinction.get_absolute_url().removeprefix("/en")
    return [
        f"/statements/{one.code}/",
        f"/statements/{one.code}/v1/",
        distinction,
        f"{distinction}v{edition.number}/",
        "/compare/marketing-vs-sales/",
        "/questions/is-sales-part-of-marketing/",
        "/concepts/marketing/",
        "/sources/chinese/",
        "/sources/chinese/v1/",
        "/sources/chinese/v1/articles/1/",
        f"/sources/english/v1/passages/{passage.start}-{passage.end}/",
        "/sources/english/v1/passages/0-5/",
    ]


def entries(html: str) -> dict[str, str]:
    """The entry of each style, without marks."""
    found = re.findall(r'<h3 id="(\w+)"[^>]*>.*?</h3>\s*<p class="citation"[^>]*>(.*?)</p>', html, re.S)
    return {key: strip_tags(entry) for key, entry in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_that_is_cited_leads_to_its_citations_and_files(client, contrast, language):
    words = "Cite and share" if language == "en" else "引用与分享"
    for path in page_addresses(contrast):
        html = client.get(f"/{language}{path}").content.decode()
        [link] = re.findall(rf'<a href="([^"]+)">{words}</a>', html)
        assert link == f"/{language}/cite{path}"
        assert f'<a class="use-this" href="{link}">{words}</a>' in html.partition("<h1")[0]
        answer = client.get(link)
        cited = answer.content.decode()
        assert answer.status_code == 200, link
        assert set(entries(cited)) == {style.key for style in STYLES}
        assert f'href="/{language}{path}"' in cited
        assert f">{words}</a>" not in cited
        for file_format in FILE_FORMATS:
            file = f"{link.removesuffix('/')}.{file_format.extension}"
            assert f'href="{file}"' in cited
            sent = client.get(file)
            assert sent.status_code == 200, file
            assert sent.headers["Content-Type"] == f"{file_format.media_type}; charset=utf-8"
            assert sent.headers["Content-Disposition"].endswith(f'.{file_format.extension}"')


@pytest.mark.parametrize(
    ("language", "title", "edition"), [("en", "It pulls", "Edition 1"), ("zh-hans", "它拉", "第1版")]
)
def test_an_edition_is_cited_in_the_reader_s_language_and_a_statement_leads_to_its_edition(
    client, contrast, language, title, edition
):
    code = contrast.one.code
    html = client.get(f"/{language}/cite/statements/{code}/").content.decode()
    assert f'href="/{language}/cite/statements/{code}/v1/"' in html
    shown = entries(client.get(f"/{language}/cite/statements/{code}/v1/").content.decode())
    words = ": edition 1[EB/OL]. (" if language == "en" else "：第1版[EB/OL].（"
    assert f"Conceptbase. {title}{words}" in shown["gbt7714"]
    assert edition in (shown["apa"] if language == "en" else shown["gbt7714"])
    assert all(f"http://testserver/s/{code}/v1/" in entry for entry in shown.values())


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The address of the original is not known"), ("zh-hans", "原网址未知，这里")]
)
def test_who_cites_a_source_learns_that_its_address_is_not_known(client, contrast, language, words):
    passage = contrast.english
    paths = (
        "sources/english",
        "sources/english/v1/articles/1",
        f"sources/english/v1/passages/{passage.start}-{passage.end}",
    )
    note = {"en": "Original address not known", "zh-hans": "原网址未知"}[language]
    for path in paths:
        html = client.get(f"/{language}/cite/{path}/").content.decode()
        assert html.partition('id="in-words"')[2].partition('id="apa"')[0].count(words) == 1
        for file_format in FILE_FORMATS:
            assert note in client.get(f"/{language}/cite/{path}.{file_format.extension}").content.decode()
    Source.objects.filter(slug="english").update(address="https://a.example/", retrieved_on="2020-05-31")
    for path in (*paths, f"statements/{contrast.one.code}", "concepts/marketing"):
        assert words not in client.get(f"/{language}/cite/{path}/").content.decode()


@pytest.mark.parametrize(
    ("slug", "entry"),
    [
        ("chinese", "王五，李四，赵六，等. 来源 chinese[EB/OL]. 经理网（2020）["),
        ("english", "Wu A, Li B, Ho C, et al. Source english[EB/OL]. Vpro (2020)["),
    ],
)
def test_the_source_of_a_passage_is_cited_by_gbt7714_in_its_own_language_on_every_page(client, contrast, slug, entry):
    facts = {"chinese": ("王五；李四；赵六；钱七", "经理网"), "english": ("Wu, A.; Li, B.; Ho, C.; Yu, D.", "Vpro")}[
        slug
    ]
    Source.objects.filter(slug=slug).update(author=facts[0], publisher=facts[1])
    SourceVersion.objects.filter(source__slug=slug).update(date="2020")
    passage = getattr(contrast, slug)
    path = f"sources/{slug}/v1/passages/{passage.start}-{passage.end}/"
    shown = [entries(client.get(f"/{language}/cite/{path}").content.decode())["gbt7714"] for language in LANGUAGES]
    assert all(each.startswith(entry) for each in shown)
    assert shown[0].replace("/en/", "/zh-hans/") == shown[1]


@pytest.mark.parametrize(("language", "title"), [("en", "It pulls"), ("zh-hans", "它拉")])
def test_a_page_is_cited_in_a_wiki_of_the_reader_s_language(client, contrast, language, title):
    def template_of(path):
        html = client.get(f"/{language}/cite/{path}/").content.decode()
        return read_template(unescape(re.search(r'id="as-wikitext".*?<pre[^>]*>(.*?)</pre>', html, re.S)[1]))

    name, parameters = template_of(f"statements/{contrast.one.code}")
    assert (name, parameters["title"], parameters["website"]) == ("cite web", title, "Conceptbase")
    assert parameters["url"] == f"http://testserver/s/{contrast.one.code}/"
    assert "language" not in parameters
    _name, parameters = template_of("sources/chinese")
    assert parameters["title"] == "来源 chinese"
    assert parameters.get("language") == ("zh" if language == "en" else None)
    assert parameters.get("trans-title") == ("Source chinese" if language == "en" else None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_leads_to_the_feed_of_what_changes_in_it(client, contrast, language):
    code, span = contrast.one.code, f"{contrast.english.start}-{contrast.english.end}"
    feeds = {
        f"statements/{code}/": f"statements/{code}",
        f"statements/{code}/v1/": f"statements/{code}",
        contrast.distinction.get_absolute_url().removeprefix("/en/"): f"statements/{contrast.distinction.code}",
        "concepts/marketing/": "concepts/marketing",
        "questions/is-sales-part-of-marketing/": "questions/is-sales-part-of-marketing",
        "sources/english/": "sources/english",
        "sources/english/v1/": "sources/english",
        "sources/english/v1/articles/1/": "sources/english",
        f"sources/english/v1/passages/{span}/": "sources/english",
        "compare/marketing-vs-sales/": "site",
        "compare/marketing-vs-sales/definitions/": "site",
    }
    for path, feed in feeds.items():
        html = client.get(f"/{language}/cite/{path}").content.decode()
        [address] = re.findall(r'<a href="([^"]+)" type="application/atom\+xml">', html.partition("<h1")[2])
        assert address == f"/{language}/feeds/{feed}.atom"
        assert client.get(address).headers["Content-Type"].startswith("application/atom+xml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_is_cited_with_its_moment_and_its_filters_and_nothing_else(
    client, contrast, language, monkeypatch
):
    later = timezone.now() + timedelta(seconds=1)  # the moment has no parts of a second, in which content was made
    monkeypatch.setattr(citation_views.timezone, "now", lambda: later)
    address = f"/{language}/compare/marketing-vs-sales/?only=contrasts&view=all"
    html = client.get(address).content.decode()
    assert f'href="/{language}/cite/compare/marketing-vs-sales/?only=contrasts"' in html
    cited = client.get(f"/{language}/cite/compare/marketing-vs-sales/?only=contrasts&view=all")
    html = cited.content.decode()
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", entries(html)["gbt7714"])
    assert f"http://testserver/{language}/compare/marketing-vs-sales/?only=contrasts" in entries(html)["apa"]
    assert f'href="/{language}/cite/compare/marketing-vs-sales.ris?only=contrasts"' in html
    item = json.loads(client.get(f"/{language}/cite/compare/marketing-vs-sales.csl.json?only=contrasts").content)[0]
    assert re.search(r"\?only=contrasts&since=[-\d]{10}T[:\d]{8}Z$", item["URL"])
    page = client.get(item["URL"]).content.decode()
    assert {"en": "Nothing here has changed since", "zh-hans": "这里没有改动"}[language] in page


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/en/cite/concepts/Marketing/", "/en/cite/concepts/marketing/"),
        ("/en/cite/concepts/Marketing.bib", "/en/cite/concepts/marketing.bib"),
        ("/zh-hans/cite/compare/Sales-vs-Marketing/", "/zh-hans/cite/compare/sales-vs-marketing/"),
        ("/en/cite/sources/English/v1/articles/1/", "/en/cite/sources/english/v1/articles/1/"),
        ("/en/cite/statements/{code}/?without=undated", "/en/cite/distinctions/{code}/short-words/?without=undated"),
        ("/en/cite/statements/{code}.ris", "/en/cite/distinctions/{code}/short-words.ris"),
        ("/en/cite/statements/{code}/v1/", "/en/cite/distinctions/{code}/short-words/v1/"),
    ],
)
def test_another_spelling_leads_to_the_right_address(client, contrast, asked, answered):
    code = contrast.distinction.code
    response = client.get(asked.format(code=code))
    assert (response.status_code, response.headers["Location"]) == (301, answered.format(code=code))


@pytest.mark.parametrize(
    "path",
    [
        "nothing/", "concepts/nothing/", "concepts/", "about/", "cite/concepts/marketing/", "statements/22222/",
        "sources/english/v9/", "sources/english/v1/articles/9/", "sources/english/v1/passages/0-9999/",
        "statements/22222/v1/", "compare/marketing/", "compare/marketing-vs-nothing/", "search/",
        "compare/marketing-vs-sales/nothing/", "x" * 300 + "/",
        "concepts/marketing.txt", "concepts/marketing.csl", "%2e%2e/%0a/",
    ],
)  # fmt: skip
def test_what_is_no_page_or_is_not_cited_has_no_citation(client, contrast, path):
    for language in LANGUAGES:
        assert client.get(f"/{language}/cite/{path}").status_code == 404


def test_a_withdrawn_statement_is_gone_and_its_editions_are_still_cited(client, contrast):
    other = make.make_published("definition", contrast.concepts[0], cites=(contrast.english,))
    withdraw(statement=other, words_en="It was wrong.", words_zh="说错了。")
    assert client.get(f"/en/cite/statements/{other.code}/").status_code == 410
    assert client.get(f"/en/cite/statements/{other.code}/v1/").status_code == 200


def test_citations_are_made_anew_for_each_request_and_are_for_no_search_engine(client, contrast):
    page = client.get("/en/cite/concepts/marketing/")
    file = client.get("/en/cite/concepts/marketing.bib")
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert file.headers["X-Robots-Tag"] == "noindex"
    for response in (page, file):
        assert response.headers["Cache-Control"] == "no-cache"
        assert not response.has_header("ETag")


@pytest.mark.parametrize(("language", "title"), [("en", "It pulls"), ("zh-hans", "它拉")])
def test_zotero_takes_up_what_is_cited_from_the_page_of_citations(client, contrast, language, title):
    code = contrast.one.code
    head = client.get(f"/{language}/cite/statements/{code}/v1/").content.decode().partition("</head>")[0]
    tags = dict(re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', head))
    assert (tags["citation_title"], tags["citation_author"]) == (title, "Conceptbase")
    assert tags["citation_public_url"] == f"http://testserver/s/{code}/v1/"
    assert re.fullmatch(r"\d{4}/\d\d/\d\d", tags["citation_publication_date"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_page_says_can_be_copied_and_is_there_as_data_and_picture(client, contrast, language):
    distinction = contrast.distinction.get_absolute_url().removeprefix("/en/")
    for path in (f"statements/{contrast.one.code}/", distinction, "compare/marketing-vs-sales/", "concepts/marketing/"):
        html = client.get(f"/{language}/cite/{path}").content.decode()
        data = path.removesuffix("/")
        for ending in ("csv", "json", "png"):
            assert f'href="/{language}/{data}.{ending}"' in html, path
            assert client.get(f"/{language}/{data}.{ending}").status_code == 200
        assert "It pulls." in html
        assert "它拉。" in html
    passage = contrast.english
    place = f"sources/english/v1/passages/{passage.start}-{passage.end}/"
    for path in ("sources/english/", place, f"statements/{contrast.one.code}/v1/"):
        html = client.get(f"/{language}/cite/{path}").content.decode()
        for ending in ("csv", "json"):
            address = f"/{language}/{path.removesuffix('/')}.{ending}"
            assert f'href="{address}"' in html
            assert client.get(address).status_code == 200
        assert "Marketing pulls users to products." in html
        assert "It pulls." in html
        assert "它拉。" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_copied_as_a_table_is_no_formula_in_a_spreadsheet(client, contrast, language):
    Statement.objects.filter(pk=contrast.one.pk).update(text_en="=1+1 & so on.", text_zh="＝1+1 等等。")
    for path in (f"statements/{contrast.one.code}/", contrast.distinction.get_absolute_url().removeprefix("/en/")):
        html = client.get(f"/{language}/cite/{path}").content.decode()
        table = html.partition('class="copied copied-table')[2].partition("</table>")[0]
        starts = re.findall(r">([^<>]*)(?=[=＝]1)", table)
        assert starts
        assert {unescape(start) for start in starts} == {"'"}


@pytest.mark.parametrize(
    ("texts", "there", "missing"), [("en", "It pulls.", "它拉。"), ("zh-hans", "它拉。", "It pulls.")]
)
def test_texts_are_copied_in_the_language_that_was_chosen(client, contrast, texts, there, missing):
    for language in LANGUAGES:
        html = client.get(f"/{language}/cite/compare/marketing-vs-sales/?texts={texts}").content.decode()
        copies = html.partition('id="copy"')[2].partition('id="in-words"')[0]
        assert there in copies
        assert missing not in copies


def test_the_permanent_address_is_the_short_one_and_a_row_has_its_own(client, contrast):
    code = contrast.one.code
    assert f"http://testserver/s/{code}/</a>" in client.get(f"/en/cite/statements/{code}/").content.decode()
    assert f"http://testserver/s/{code}/v1/</a>" in client.get(f"/en/cite/statements/{code}/v1/").content.decode()
    filtered = client.get("/en/cite/compare/marketing-vs-sales/?language=en").content.decode()
    assert "http://testserver/en/compare/marketing-vs-sales/?language=en</a>" in filtered
    assert 'href="/en/compare/marketing-vs-sales.csv?language=en"' in filtered
    row = client.get("/en/cite/compare/marketing-vs-sales/definitions/").content.decode()
    assert "http://testserver/en/compare/marketing-vs-sales/definitions/</a>" in row
    moved = client.get("/en/cite/compare/Marketing-vs-Sales/Definitions/")
    assert moved.headers["Location"] == "/en/cite/compare/marketing-vs-sales/definitions/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_of_a_page_has_its_permanent_address(client, contrast, language, monkeypatch):
    drawn = []
    monkeypatch.setattr(citation_views, "draw_qr_code", lambda address: drawn.append(address) or "<svg/>")
    code, distinction = contrast.one.code, contrast.distinction.get_absolute_url().removeprefix("/en/")
    pages = {
        f"statements/{code}/": f"s/{code}/",
        f"statements/{code}/v1/": f"s/{code}/v1/",
        distinction: f"s/{contrast.distinction.code}/",
        "compare/marketing-vs-sales/?only=contrasts": f"{language}/compare/marketing-vs-sales/?only=contrasts",
        "sources/english/v1/": f"{language}/sources/english/v1/",
        "concepts/marketing/?without=undated": f"{language}/concepts/marketing/",
    }
    for path, address in pages.items():
        html = client.get(f"/{language}/cite/{path}").content.decode()
        image = re.search(r'<a class="qr-code" href="([^"]+)"><img src="\1"[^>]* alt="([^"]+)">', html)
        assert f"http://testserver/{address}" in image[2]
        answer = client.get(image[1])
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert drawn.pop() == f"http://testserver/{address}"
    moved = client.get(f"/{language}/cite/concepts/Marketing.svg")
    assert moved.headers["Location"] == f"/{language}/cite/concepts/marketing.svg"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_is_too_long_has_no_code(client, contrast, language, monkeypatch):
    monkeypatch.setattr(qr_code, "MOST_BYTES", 40)
    for path, codes in ((f"statements/{contrast.one.code}", 1), ("compare/marketing-vs-sales", 0)):
        assert client.get(f"/{language}/cite/{path}/").content.decode().count('class="qr-code"') == codes
        assert client.get(f"/{language}/cite/{path}.svg").status_code == (200 if codes else 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_site_gets_the_frame_of_what_can_be_embedded(client, contrast, language):
    code = contrast.one.code
    html = client.get(f"/{language}/cite/statements/{code}/").content.decode()
    frame = unescape(re.search(r'id="as-frame".*?<pre[^>]*>(.*?)</pre>', html, re.S)[1])
    address = re.search(r'src="http://testserver([^"]+)"', frame)[1]
    assert client.get(address).status_code == 200
    assert f'href="{address}"' in html
    assert f"/{language}/" in address
    assert 'id="as-frame"' not in client.get(f"/{language}/cite/concepts/marketing/").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frame_of_a_page_is_as_high_as_programs_are_told(client, language):
    world = make_world()
    own = (world.first(kind).get_absolute_url().removeprefix("/en/") for kind in ("position", "distinction", "finding"))
    for path in ("compare/alpha-vs-beta/", "questions/question-0/", *own):
        told = client.get(f"/oembed?url=http://testserver/{language}/{path}").json()
        html = unescape(client.get(f"/{language}/cite/{path}").content.decode())
        assert told["html"].partition(" width=")[2] in html, path
        assert ";height:calc(" in told["html"]  # on a phone
        less = client.get(f"/oembed?url=http://testserver/{language}/{path}&maxheight=100").json()
        assert "calc(" not in less["html"]


@pytest.mark.parametrize("path", ["concepts/marketing/", "compare/marketing-vs-sales/", "statements/{code}/"])
def test_what_a_page_leaves_out_is_left_out_of_its_copies(client, contrast, path):
    page = f"/en/{path.format(code=contrast.one.code)}?without=undated"
    [link] = re.findall(r'<a href="([^"]+)">Cite and share</a>', client.get(page).content.decode())
    assert link.endswith("/?without=undated")
    html = client.get(link).content.decode()
    assert f'href="{page}">Back to the page' in html
    assert '.csv?without=undated"' in html
    assert 'id="as-frame"' not in html


def test_pages_that_are_not_cited_and_pages_of_errors_do_not_offer_it(client, contrast):
    for address in ("/en/", "/en/concepts/", "/en/search/", "/en/concepts/nothing/", "/en/compare/marketing/"):
        assert ">Cite and share</a>" not in client.get(address).content.decode(), address
    for address in ("/en/compare/marketing-vs-sales/?only=nonsense", "/en/concepts/marketing/?without=nonsense"):
        wrong = client.get(address)
        assert wrong.status_code == 400
        assert ">Cite and share</a>" not in wrong.content.decode(), address


@pytest.mark.once
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_addresses_of_citations_lead_back_to_the_path_that_is_cited(language):
    path = f"/{language}/sources/a/v1/passages/1-2/"
    with translation.override(language):
        assert resolve(citations_address(path)).kwargs == {"page": "sources/a/v1/passages/1-2"}
        for file_format in FILE_FORMATS:
            found = resolve(file_address(path, file_format.extension))
            assert found.kwargs == {"page": "sources/a/v1/passages/1-2", "extension": file_format.extension}


@pytest.mark.parametrize(
    ("language", "counted", "disputed", "silent"),
    [
        ("en", "It pulls. (1 article)", " (disputed)", "The sources do not say."),
        ("zh-hans", "它拉。（1 篇文章）", "（有争议）", "来源没有说。"),
    ],
)
def test_a_copied_table_tells_how_many_say_so_what_is_disputed_and_where_sources_are_silent(
    client, contrast, language, counted, disputed, silent
):
    make.make_published("definition", contrast.concepts[0], cites=(contrast.english,))
    html = client.get(f"/{language}/cite/compare/marketing-vs-sales/?texts={language}").content.decode()
    table = html.partition('class="copied copied-table')[2].partition("</table>")[0]
    cells = html.partition('id="as-cells"')[2].partition("</pre>")[0]
    markdown = html.partition('id="as-markdown"')[2].partition("</pre>")[0]
    for copied in (table, cells, markdown.replace("\\", "")):
        assert all(words in copied for words in (counted, disputed, silent))
    distinction = contrast.distinction.get_absolute_url().removeprefix("/en/")
    for path in (distinction, f"{distinction}v1/"):
        assert counted in client.get(f"/{language}/cite/{path}?texts={language}").content.decode()
