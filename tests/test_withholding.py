"""A text that is withheld is nowhere: readers walk the whole site, before, meanwhile and afterwards."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concepts.editorial.publishing import publish
from concepts.editorial.withholding import release, withhold
from concepts.models import Edition, Statement
from concepts.packs.open_data import open_data_lines
from concepts.search.index.maintenance import rebuild
from sources.models import Passage, Source, SourceVersion
from tests import factories as make
from tests.concepts.pages.worlds import World, make_world
from tests.site import STARTS, kind_of, read

pytestmark = pytest.mark.django_db

WHY = {"reason_en": "The house of Ulm asks for it.", "reason_zh": "乌尔姆社提出要求。"}
ANY_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d")
TOLD = {"/en/": "The text is withheld: ", "/zh-hans/": "原文已停止展示："}
TEXTS = {
    "en": "Zanzibar is far. Ostriches wait. Quixotic marketing pulls xylophones. Walruses hum. Vexed yaks end it.",
    "zh-hans": "紫罗兰在远处。鸵鸟在等。荒唐的营销拉着木琴。海象哼着歌。牦牛收场。",
}
CITED = {"en": "Quixotic marketing pulls xylophones.", "zh-hans": "荒唐的营销拉着木琴。"}
AROUND = {"en": "Ostriches", "zh-hans": "海象"}
FAR = {"en": "Zanzibar", "zh-hans": "牦牛"}
# What only this source says: its words, the translations of what is cited, and the one that stood there before.
TELLING = {
    "en": ("Zanzibar", "Ostriches", "Quixotic", "xylophones", "Walruses", "Vexed", "荒诞译文", "旧译蜻蜓"),
    "zh-hans": ("紫罗兰", "鸵鸟", "荒唐", "木琴", "海象", "牦牛", "Absurd rendering", "Former dragonfly"),
}
TRANSLATIONS = {"en": ("旧译蜻蜓。", "荒诞译文。"), "zh-hans": ("Former dragonfly.", "Absurd rendering.")}


def make_site() -> tuple[World, dict[str, SourceVersion]]:
    """The world of all pages, in which a statement of every kind cites two more sources, in two editions each."""
    world = make_world(concepts=2)
    cited = [rows[0] for rows in world.statements.values()]
    versions = {}
    for language, (former, _now) in TRANSLATIONS.items():
        version = versions[language] = make.make_source(f"telling-{language}", TEXTS[language], language)
        passage = make.make_passage(version, CITED[language], translation=former, translation_by="ours")
        for row, stance in zip(cited, ("supports", "reports", "contradicts") * 3, strict=False):
            if row.kind not in (Statement.Kind.POSITION, Statement.Kind.FINDING):
                make.cite(row, passage, stance=stance)
    publish(statements=cited)
    for language, (former, now) in TRANSLATIONS.items():
        Passage.objects.filter(version=versions[language], translation=former).update(translation=now)
    publish(statements=cited)
    rebuild()
    return world, versions


def words_of(answer: HttpResponse) -> str:
    """What an answer says, at whatever moment it is cited; a picture or a redirection says nothing."""
    says = "Location" not in answer.headers and "image" not in answer.headers["Content-Type"]
    return ANY_MOMENT.sub("MOMENT", answer.content.decode()) if says else ""


def walk(client: Client, most_of_a_kind: int = sys.maxsize, also: Sequence[str] = ()) -> dict[str, str]:
    """Every page that links lead to, and what is only asked for: searches, suggestions, the API, frozen bytes.

    At most so many of a kind that links lead to; those of `also` are among them.
    """
    pages: dict[str, str] = {}
    named = {*STARTS, *asked(), *also}
    waiting = sorted(named, reverse=True)
    kinds: Counter[str] = Counter()
    while waiting:
        address = waiting.pop()
        if address in pages or address.startswith(("/static/", "/admin/")):
            continue
        kind = kind_of(urlsplit(address).path)
        if address not in named and kinds[kind] >= most_of_a_kind:
            continue
        kinds[kind] += 1
        answer = client.get(address)
        pages[address] = words_of(answer)
        if "Location" in answer.headers:
            waiting.append(answer.headers["Location"])
        elif "text/html" in answer.headers["Content-Type"]:
            links = (urldefrag(urljoin(address, link)).url for link in read(pages[address]).links)
            waiting += [link for link in links if link.startswith("/") and "/search/?" not in link]
    return pages


def asked() -> Iterator[str]:
    for language in ("en", "zh-hans"):
        for words in ("marketing", "营销", "alpha"):
            yield f"/{language}/search/?q={quote(words)}"
            yield f"/{language}/search/?q={quote(words)}&kind=passage"
            yield f"/api/v1/search?q={quote(words)}&in={language}"
        yield f"/{language}/search/suggestions?q=marketing"
        yield f"/{language}/search/completions?q=marketing"
        for name in ("site", "concepts/alpha", "questions/question-0", "sources/telling-en", "sources/telling-zh-hans"):
            yield f"/{language}/feeds/{name}.atom"
    for edition in Edition.objects.select_related("statement"):
        yield f"/id/statement/{edition.statement.code}/v{edition.number}"
        yield f"/s/{edition.statement.code}/v{edition.number}/"
        yield f"/zh-hans/feeds/statements/{edition.statement.code}.atom"
        yield f"/en/editions/{edition.statement.code}/?from=1&to={edition.number}"
        yield f"/embed/en/s/{edition.statement.code}/"
        yield f"/oembed?url=http://testserver/zh-hans/statements/{edition.statement.code}/"


def having(pages: dict[str, str], words: str) -> set[str]:
    return {address for address, page in pages.items() if words in page}


def found(client: Client, words: str, language: str) -> list[str]:
    """The passages that a search for these words finds."""
    answer = client.get("/api/v1/search", {"q": words, "in": language}).json()
    return [result["url"] for result in answer["results"] if result["type"] == "passage"]


def exported() -> str:
    return "\n".join(open_data_lines())


@pytest.fixture
def most_of_a_kind(thorough: bool) -> int:
    """How many pages of a kind readers look at: all in the first run, a few where another one repeats it."""
    return sys.maxsize if thorough else 3


def withhold_all(versions: dict[str, SourceVersion], shows: str) -> None:
    for version in versions.values():
        withhold(source=version.source, shows=shows, **WHY)
    rebuild()


@pytest.mark.slow
def test_withheld_words_are_nowhere_and_come_back(client, deep, most_of_a_kind):
    world, versions = make_site()
    passages = {language: Passage.objects.get(version=version) for language, version in versions.items()}
    addresses = {language: passage.get_absolute_url() for language, passage in passages.items()}
    stored = {"if-none-match": client.get(addresses["en"]).headers.get("ETag", "")}
    shown = [world.first("distinction"), world.first("definition"), *passages.values()]
    shown += [version.source for version in versions.values()]
    of_rows = [row.get_absolute_url().replace("/en/", start) for row in shown for start in STARTS]
    before, export = walk(client, most_of_a_kind, of_rows), exported()
    for language, telling in TELLING.items():
        assert all(having(before, words) for words in telling)
        assert CITED[language] in export
        # Further down stand passages that have only some of the words.
        assert addresses[language].replace("/en/", f"/{language}/") in found(client, CITED[language], language)

    withhold_all(versions, "nothing")
    # Where not all are looked at, it is the same ones again.
    hidden = walk(client, most_of_a_kind if most_of_a_kind == sys.maxsize else 0, [*before])
    # A search finds less, and no translations are offered.
    differs = re.compile("/search|show=translations")
    assert {address for address in hidden.keys() ^ before.keys() if not differs.search(address)} == set()
    for language, telling in TELLING.items():
        assert {words: having(hidden, words) for words in telling if having(hidden, words)} == {}
        assert not any(words in exported() for words in telling)
        assert not any(found(client, words, language) for words in telling)
    assert client.get(addresses["en"], headers=stored).status_code == 200
    for start, sentence in TOLD.items():
        told = {address for address in having(hidden, sentence) if address.startswith(start)}
        assert {address for address in of_rows if address.startswith(start)} <= told
        assert all(WHY["reason_en" if start == "/en/" else "reason_zh"] in hidden[address] for address in told)
    frozen = Edition.objects.filter(statement=world.first("definition")).latest("number")
    data = json.loads(hidden[f"/id/statement/{frozen.statement.code}/v{frozen.number}"])
    reasons = [citation.get("withheld") for citation in data["citations"]]
    assert reasons.count({"en": WHY["reason_en"], "zh-hans": WHY["reason_zh"]}) == 2
    page = client.get(f"/en/statements/{frozen.statement.code}/v{frozen.number}/").content.decode()
    assert frozen.sha256 in page  # the checksum of what was frozen is told still

    for version in versions.values():
        release(source=version.source, reason="They agreed.")
    rebuild()
    changed = [address for address in before if deep or hidden.get(address) != before[address]]
    assert len(changed) > 30
    assert {address: words_of(client.get(address)) for address in changed} == {
        address: before[address] for address in changed
    }
    assert exported() == export


@pytest.mark.slow
def test_withheld_but_for_excerpts_shows_what_is_cited_and_a_sentence_around_it(client, most_of_a_kind):
    world, versions = make_site()
    for language, version in versions.items():
        make.make_passage(version, FAR[language])  # which nothing cites
    rebuild()
    assert all(found(client, words, language) for language, words in FAR.items())
    withhold_all(versions, "excerpts")
    distinction = world.first("distinction").get_absolute_url()
    sources = [f"/{language}/sources/telling-{language}/" for language in versions]
    pages = walk(client, most_of_a_kind, [distinction, *sources])
    for language in versions:
        assert having(pages, FAR[language]) == set()
        assert having(pages, AROUND[language])
        assert distinction in having(pages, CITED[language])
        assert found(client, FAR[language], language) == []
        assert found(client, CITED[language], language)
        page = client.get(f"/{language}/sources/telling-{language}/").content.decode()
        assert WHY["reason_en" if language == "en" else "reason_zh"] in page


def test_what_is_counted_and_asked_of_the_database_stays(client):
    world, versions = make_site()
    passage = Passage.objects.get(version=versions["en"])
    rows = (world.first("distinction"), world.first("definition"), passage, versions["en"].source, versions["en"])
    addresses = [row.get_absolute_url() for row in rows]
    addresses += ["/en/compare/alpha-vs-beta/", "/en/concepts/alpha/", "/en/search/?q=alpha"]
    addresses += [address for address in asked() if "/id/" in address or "?from" in address][:6]

    def queries() -> dict[str, int]:
        counts = {}
        client.get("/en/search/?q=alpha")  # loads what queries are understood by, once for this content
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts[address] = len(captured)
        return counts

    def voices() -> list[int]:
        answers = client.get("/api/v1/search", {"q": "alpha", "limit": 50}).json()["results"]
        return [answer["voices"] for answer in answers if answer["voices"] is not None]

    shown, counted = queries(), voices()
    assert counted
    withhold_all(versions, "nothing")
    assert queries() == shown
    assert voices() == counted


def test_every_place_of_a_withheld_text_has_a_page_and_none_tells_more(client):
    version = make.make_source(text=TEXTS["en"])
    withhold(source=version.source, shows="nothing", **WHY)
    length = len(TEXTS["en"])
    for place in ("0-1", f"0-{length}", f"{length - 1}-{length}", "3-60"):
        page = client.get(f"/en/sources/a-source/v1/passages/{place}/")
        assert page.status_code == 200
        assert not any(words in page.content.decode() for words in TELLING["en"])
    assert client.get(f"/en/sources/a-source/v1/passages/0-{length + 1}/").status_code == 404


def test_the_index_follows_without_being_built_anew(client, django_capture_on_commit_callbacks):
    _world, versions = make_site()
    with django_capture_on_commit_callbacks(execute=True):
        source = withhold(source=versions["zh-hans"].source, shows="nothing", **WHY)
    assert found(client, "木琴", "zh-hans") == []
    with django_capture_on_commit_callbacks(execute=True):
        release(source=Source.objects.get(pk=source.pk), reason="They agreed.")
    assert found(client, "木琴", "zh-hans")
