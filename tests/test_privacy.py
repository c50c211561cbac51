"""What the site says that it keeps is what the code keeps, with the settings of the site, in both languages."""

import re

import pytest

from conceptbase.privacy import list_kept_facts
from concepts.editorial import error_reports
from concepts.pages.reports import sending_limit
from concepts.search import misses
from tests.test_addresses import HAN, Languages

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
SECTIONS = ["reading", "searching", "reporting", "editing", "operator"]


def read(client, language: str) -> str:
    answer = client.get(f"/{language}/privacy/")
    assert (answer.status_code, len(answer.cookies)) == (200, 0)
    return " ".join(answer.content.decode().split())


def sections(html: str) -> list[str]:
    return re.findall(r'<h2 id="([a-z]+)">', html)


@LANGUAGES
def test_the_page_has_the_same_sections_and_is_found_from_about_and_from_the_form(client, language):
    html = read(client, language)
    assert sections(html) == SECTIONS
    assert 'content="noindex"' not in html
    about = client.get(f"/{language}/about/").content.decode()
    assert f'href="/{language}/privacy/"' in about


@LANGUAGES
def test_its_numbers_are_those_of_the_code(client, language, monkeypatch):
    numbers = {"en": "After {} days|{} days after that|{} hours", "zh-hans": "{} 天后|答复 {} 天后|最多保留 {} 小时"}
    one_hour = {"en": "after an hour at most", "zh-hans": "最多保留一小时"}
    html = read(client, language)
    assert one_hour[language] in html
    for words, number in zip(numbers[language].split("|")[:2], (180, 180), strict=True):
        assert words.format(number) in html
    monkeypatch.setattr(misses, "KEPT_FOR", misses.KEPT_FOR / 2)
    monkeypatch.setattr(error_reports, "KEPT_FOR", error_reports.KEPT_FOR / 3)
    monkeypatch.setattr(sending_limit, "WINDOW", 7_200.0)
    html = read(client, language)
    for words, number in zip(numbers[language].split("|"), (90, 60, 2), strict=True):
        assert words.format(number) in html


@LANGUAGES
def test_what_is_switched_off_is_not_kept(client, language, settings):
    settings.TAKES_REPORTS = settings.COUNT_MISSED_SEARCHES = False
    settings.STORED_PAGES = 0
    html = read(client, language)
    assert sections(html) == [name for name in SECTIONS if name != "reporting"]
    assert {"en": "Searches are not counted.", "zh-hans": "搜索不计数。"}[language] in html
    assert {"en": "Finished pages are stored", "zh-hans": "生成好的页面会存起来"}[language] not in html
    facts = list_kept_facts()
    assert (facts.takes_reports, facts.counts_searches, facts.stores_pages) == (False, False, False)


@LANGUAGES
def test_readers_are_told_whom_to_ask_about_what_the_program_cannot_know(client, language, settings):
    assert {"en": "Ask the people who run this site", "zh-hans": "请联系本站的管理者"}[language] in read(
        client, language
    )
    settings.CONTACT = "editors@example.org"
    assert 'href="mailto:editors@example.org"' in read(client, language)


def test_the_page_in_english_has_no_words_in_chinese_without_their_language(client):
    reader = Languages()
    reader.feed(client.get("/en/privacy/").content.decode())
    assert [words for lang, words in reader.runs if HAN.search(words) and not lang.startswith("zh")] == []
