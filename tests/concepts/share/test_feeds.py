"""Feeds tell what readers see otherwise, one entry for each publication, and are read back by an independent parser."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from time import struct_time

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from concepts.editorial.drafts import start_draft
from concepts.editorial.merging import merge
from concepts.editorial.publishing import publish, put_back, withdraw
from concepts.editorial.renaming import rename_concept
from concepts.models import Address, Publication, RowChange, Statement
from concepts.share.feeds.entries import MOST_ENTRIES, MOST_NAMED
from sources.models import Source
from tests import factories as make

pytestmark = pytest.mark.django_db
WHY = {"words_en": "We were wrong.", "words_zh": "我们错了。"}


def change(statement, note="", **columns):
    """Publishes the statement anew with other words."""
    draft = start_draft(statement=statement)
    Statement.objects.filter(pk=draft.pk).update(**columns)
    publish(statements=[draft], note=note)


def read(client, name, language="en"):
    """A feed as a feed reader has it; every entry is whole, and its links lead somewhere."""
    answer = client.get(f"/{language}/feeds/{name}.atom")
    assert answer.status_code == 200, name
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert feed.feed.id.startswith("tag:testserver,2026:feeds/")
    [own] = [link.href for link in feed.feed.links if link.rel == "self"]
    assert own == f"http://testserver/{language}/feeds/{name}.atom"
    assert client.get(feed.feed.link).status_code == 200
    assert feed.feed.author == "Conceptbase"
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    moments = [entry.updated for entry in feed.entries]
    assert moments == sorted(moments, reverse=True)
    assert not moments or feed.feed.updated == moments[0]
    for entry in feed.entries:
        assert isinstance(entry.updated_parsed, struct_time)
        assert entry.title
        assert entry.summary_detail.type == "text/html"
        for address in (entry.link, *re.findall('href="([^"]+)"', entry.summary)):
            assert client.get(unescape(address)).status_code in (200, 301, 410), address
    return feed


def newest(client, name, language="en"):
    return read(client, name, language).entries[0]


FEEDS = ("site", "concepts/marketing", "questions/is-sales-part-of-marketing", "sources/english", "statements/{code}")


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_feed_tells_what_is_new(client, contrast, name, language):
    name = name.format(code=contrast.distinction.code)
    feed = read(client, name, language)
    assert feed.feed.language == ("en" if language == "en" else "zh-Hans")
    assert feed.feed.title.startswith("What changed" if language == "en" else "改动")
    assert feed.entries
    assert all(entry.title.startswith("New: " if language == "en" else "新增：") for entry in feed.entries)


def test_an_entry_says_in_both_languages_what_changed_and_leads_to_it(client, contrast):
    change(contrast.one, note="Said more plainly.", text_en="It draws.", text_zh="它吸引。")
    of_one, of_both = (newest(client, f"statements/{row.code}") for row in (contrast.one, contrast.distinction))
    assert of_one.title == "Changed: It draws."
    assert of_one.link == f"http://testserver/en/statements/{contrast.one.code}/v2/"
    assert "What changed: words<" in of_one.summary
    assert "Said more plainly." in of_one.summary
    assert f"http://testserver/en/editions/{contrast.one.code}/?from=1&amp;to=2" in of_one.summary
    assert "What changed: sides<" in of_both.summary
    assert newest(client, "site").title == "Changed: It draws. (and 2 more)"  # what itself changed comes first
    assert newest(client, "sources/english").title == of_one.title
    chinese = newest(client, f"statements/{contrast.one.code}", "zh-hans")
    assert chinese.title == "改动：它吸引。"
    assert "改动：文字<" in chinese.summary
    assert chinese.id != of_one.id


def test_a_publication_of_many_statements_is_one_entry(client, contrast):
    many = [
        make.make_statement("definition", contrast.concepts[0], cites=(contrast.english,))
        for _number in range(MOST_NAMED + 3)
    ]
    before = len(read(client, "site").entries)
    publish(statements=many)
    for name in ("site", "concepts/marketing", "sources/english"):
        entry = newest(client, name)
        assert entry.title.endswith(f"(and {MOST_NAMED + 2} more)")
        assert entry.summary.count("<li>") == MOST_NAMED
        assert "And 3 more statements." in entry.summary
    assert "另有 3 条陈述。" in newest(client, "site", "zh-hans").summary
    assert len(read(client, "site").entries) == before + 1
    assert newest(client, f"statements/{many[0].code}").title.startswith("New: ")


def test_what_only_typography_changed_is_no_entry(client, contrast):
    before = read(client, "site")
    change(contrast.one, text_en="“It  pulls”", text_zh="它拉")
    assert contrast.one.editions.count() == 2
    assert [entry.id for entry in read(client, "site").entries] == [entry.id for entry in before.entries]


def test_a_withdrawal_is_told_with_its_words_and_what_is_gone_is_quoted_no_more(client, contrast):
    row = contrast.position
    Statement.objects.filter(pk=row.pk).update(text_en="Telling words.", text_zh="泄露的话。")
    publish(statements=[row])
    places = ("site", "questions/is-sales-part-of-marketing", f"statements/{row.code}")
    assert all("Telling words." in newest(client, name).summary for name in places)
    withdraw(statement=row, **WHY)
    for name in places:
        for language, words in (("en", "We were wrong."), ("zh-hans", "我们错了。")):
            entry = newest(client, name, language)
            assert entry.title == {"en": f"Withdrawn: {row.code}", "zh-hans": f"撤回：{row.code}"}[language]
            assert words in entry.summary
            sent = client.get(f"/{language}/feeds/{name}.atom").content.decode()
            assert "Telling words." not in sent
            assert "泄露的话" not in sent
    put_back(statements=[row], reason="It was right after all.")
    sent = client.get("/en/feeds/site.atom").content.decode()
    assert "Telling words." in sent
    assert "We were wrong." not in sent
    assert "after all" not in sent  # a reason for curators


def test_a_merger_is_told_with_where_it_leads(client, contrast):
    twin = make.make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    merge(statement=contrast.one, into=twin, reason_en="The same claim.", reason_zh="同一个说法。")
    entry = newest(client, f"statements/{contrast.one.code}")
    assert entry.title == f"Merged: {contrast.one.code} into {twin.code}"
    assert "The same claim." in entry.summary
    assert entry.title in newest(client, "concepts/marketing").title
    chinese = newest(client, f"statements/{contrast.one.code}", "zh-hans")
    assert chinese.title == f"合并：{contrast.one.code} 并入 {twin.code}"
    assert "同一个说法。" in chinese.summary


def test_a_feed_has_the_newest_entries_alone_in_a_fixed_number_of_queries(client, contrast):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/en/feeds/site.atom")
        return len(captured)

    few = queries()
    for turn in range(MOST_ENTRIES + 2):
        change(contrast.other, text_en=f"Turn {turn}.")
    entries = read(client, "site").entries
    assert len(entries) == MOST_ENTRIES
    assert entries[0].title.startswith(f"Changed: Turn {MOST_ENTRIES + 1}.")
    assert queries() == few


def test_ids_stay_and_updated_is_the_moment_of_publication(client, contrast):
    moment = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
    Publication.objects.update(at=moment - timedelta(days=1))
    change(contrast.one, text_en="It draws.")
    Publication.objects.filter(pk=Publication.objects.latest("pk").pk).update(at=moment)
    before = read(client, "concepts/marketing")
    assert before.entries[0].updated == before.feed.updated == "2026-03-01T10:30:00+00:00"
    rename_concept(concept=contrast.concepts[0], slug="renamed")
    old = client.get("/en/feeds/concepts/marketing.atom")
    assert (old.status_code, old.headers["Location"]) == (301, "/en/feeds/concepts/renamed.atom")
    after = read(client, "concepts/renamed")
    assert after.feed.id == before.feed.id
    assert {entry.id for entry in before.entries} <= {entry.id for entry in after.entries}


def test_a_feed_without_entries_is_one_and_stays_the_same(client, db):
    make.make_concept("lonely")
    first = client.get("/en/feeds/concepts/lonely.atom")
    assert read(client, "concepts/lonely").entries == []
    assert client.get("/en/feeds/concepts/lonely.atom").content == first.content


def test_a_feed_that_is_held_is_not_sent_again_until_something_changes(
    client, contrast, django_capture_on_commit_callbacks
):
    first = client.get("/en/feeds/site.atom")
    held = {"if-none-match": first.headers["ETag"]}
    assert client.get("/en/feeds/site.atom", headers=held).status_code == 304
    with django_capture_on_commit_callbacks(execute=True):
        change(contrast.one, text_en="It draws.")
    assert client.get("/en/feeds/site.atom", headers=held).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_lead_feed_readers_to_their_feed(client, contrast, language):
    code = contrast.distinction.code
    source = Source.objects.get(slug="english")
    for address, name in (
        ("/en/", "site"),
        (contrast.concepts[0].get_absolute_url(), "concepts/marketing"),
        ("/en/questions/is-sales-part-of-marketing/", "questions/is-sales-part-of-marketing"),
        (contrast.distinction.get_absolute_url(), f"statements/{code}"),
        (f"/en/editions/{code}/", f"statements/{code}"),
        (contrast.one.get_absolute_url(), f"statements/{contrast.one.code}"),
        (f"{contrast.one.get_absolute_url()}v1/", f"statements/{contrast.one.code}"),
        (source.get_absolute_url(), "sources/english"),
    ):
        page = client.get(address.replace("/en/", f"/{language}/")).content.decode()
        found = re.findall('<link rel="alternate" type="application/atom[+]xml" title="([^"]+)" href="([^"]+)">', page)
        title = {"en": "What changed", "zh-hans": "改动了什么"}[language]
        assert found == [(title, f"/{language}/feeds/{name}.atom")], address


@pytest.mark.parametrize("name", ["concepts/nothing", "questions/x", "sources/x", "statements/22222", "statements/x"])
def test_what_is_not_there_has_no_feed(client, contrast, name):
    assert client.get(f"/en/feeds/{name}.atom").status_code == 404


def test_another_letter_case_leads_to_the_feed(client, contrast):
    code = contrast.one.code
    for wrong, right in ((f"statements/{code.lower()}", f"statements/{code}"), ("sources/English", "sources/english")):
        answer = client.get(f"/en/feeds/{wrong}.atom")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/en/feeds/{right}.atom")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_left_before_the_site_had_it_leads_on_or_says_that_it_is_gone(client, contrast, language):
    code = contrast.one.code
    Address.objects.create(kind="statement", key="ZZZZ2", state="moved", target=code)
    Address.objects.create(
        kind="statement", key="ZZZZ3", state="withdrawn", words_en="It was wrong.", words_zh="有误。"
    )
    for asked in ("ZZZZ2", "zzzz2"):
        for path, right in (
            (f"feeds/statements/{asked}.atom", f"feeds/statements/{code}.atom"),
            (f"editions/{asked}/", f"statements/{code}/"),
        ):
            answer = client.get(f"/{language}/{path}")
            assert (answer.status_code, answer.headers["Location"]) == (301, f"/{language}/{right}")
    for path in ("feeds/statements/ZZZZ3.atom", "editions/ZZZZ3/"):
        answer = client.get(f"/{language}/{path}")
        assert answer.status_code == 410
        assert {"en": "It was wrong.", "zh-hans": "有误。"}[language] in answer.content.decode()


def test_no_words_break_the_feed(client, contrast):
    bad = "<b>&amp; ]]> \x0b\x1f\ufffe “\U0001f600” \u202e <script>"
    Statement.objects.filter(pk=contrast.one.pk).update(text_en=bad, text_zh=bad)
    publish(statements=[contrast.one], note=f"{bad} why")
    entry = newest(client, f"statements/{contrast.one.code}")
    assert "<b>&amp; ]]>" in entry.title
    assert "<script" not in entry.summary
    assert "&lt;b&gt;" in entry.summary
    assert "why" in entry.summary


def test_other_changes_alone_are_no_entries(client, contrast):
    """What a curator changes in other rows stands in feeds through the statements that show it."""
    before = len(read(client, "site").entries)
    publication = Publication.objects.create(at=timezone.now(), note="For curators")
    RowChange.objects.create(
        publication=publication, kind="tag", row=1, name="secret", before=None, after={"fields": {}}
    )
    assert len(read(client, "site").entries) == before
