"""A comparison says in one line what changed after a moment, such as the one with which it was cited."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concepts.editorial.drafts import start_draft
from concepts.editorial.merging import merge
from concepts.editorial.publishing import publish, withdraw
from concepts.models import Publication, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
ASKED = "since=2026-03-01T12:00:00Z"
WHY = {"words_en": "We were wrong.", "words_zh": "我们错了。"}
COUNTED = {
    "added": "新增 {} 条", "changed": "改动 {} 条", "withdrawn": "撤回 {} 条", "merged": "并入其他陈述 {} 条",
}  # fmt: skip


@pytest.fixture
def cited(contrast):
    """The contrast, all of which was published at the moment."""
    Publication.objects.update(at=THEN)
    return contrast


def change(statement, **columns):
    draft = start_draft(statement=statement)
    Statement.objects.filter(pk=draft.pk).update(**columns)
    publish(statements=[draft])


def page(client, query=ASKED, language="en"):
    answer = client.get(f"/{language}/compare/marketing-vs-sales/?{query}")
    assert answer.status_code == 200, query
    return answer.content.decode()


def told(client, query=ASKED):
    """How many were added, changed, withdrawn and merged, as the line says in both languages; its links lead on."""
    english, chinese = page(client, query), page(client, query, "zh-hans")
    line = re.search('<details class="since">\n<summary>(.*?)</summary>(.*?)</details>', english, re.DOTALL)
    if not line:
        assert "Nothing here has changed since March 1, 2026, 12:00 (UTC)." in english
        assert "自 2026年3月1日 12:00（UTC）以来，这里没有改动。" in chinese
        return {}
    assert line[1].startswith("Statements since March 1, 2026, 12:00 (UTC): ")
    counts = {kind: int(number) for number, kind in re.findall("([0-9]+) ([a-z]+)", line[1].partition("): ")[2])}
    in_chinese = "、".join(COUNTED[kind].format(number) for kind, number in counts.items())
    assert f"以来的陈述：{in_chinese}</summary>" in chinese
    for address in re.findall('href="([^"]+)"', line[2]):
        assert client.get(unescape(address)).status_code in (200, 301, 410), address
    # Those of a distinction that readers saw are lines of their own.
    assert len(re.findall("^<li>", line[2], re.MULTILINE)) == sum(counts.values())
    return counts


def test_nothing_has_changed(client, cited):
    assert told(client) == {}
    assert 'class="since"' not in page(client, "")
    assert 'class="since"' not in page(client, "since=")


def test_what_was_added_and_changed_is_counted_once_with_links(client, cited):
    change(cited.one, text_en="It draws.", text_zh="它吸引。")
    assert told(client) == {"changed": 2}  # the distinction shows it
    change(cited.one, text_en="It attracts.")
    assert told(client) == {"changed": 2}
    publish(statements=[make.make_statement("definition", cited.concepts[0], cites=(cited.english,))])
    assert told(client) == {"added": 1, "changed": 2}
    english = page(client)
    assert f'/en/editions/{cited.one.code}/?from=1&amp;to=3">What changed: words</a>' in english
    assert english.index(">It attracts.<") < english.index("What changed: sides")
    publish(statements=[make.make_statement("definition", make.make_concept("other"), cites=(cited.english,))])
    assert told(client) == {"added": 1, "changed": 2}  # of another concept


@pytest.mark.parametrize(
    ("language", "words", "side", "same"),
    [
        ("en", "Then, in <a href=\"{}\">edition 1</a>: It pulls.", "<strong>Marketing</strong>: It pulls.",
         "The words were the same then; <a href=\"{}\">edition 1</a> has the rest as it was."),
        ("zh-hans", "当时（<a href=\"{}\">第 1 版</a>）：它拉。", "<strong>营销</strong>：它拉。",
         "当时的文字相同；其余当时的内容见<a href=\"{}\">第 1 版</a>。"),
    ],
)  # fmt: skip
def test_a_citation_can_be_read_as_it_was(client, cited, language, words, side, same):
    def edition(statement):
        return f"{statement.get_absolute_url()}v1/".replace("/en/", f"/{language}/")

    change(cited.one, text_en="It draws.", text_zh="它吸引。")
    make.cite(cited.other, cited.english)
    change(cited.other, note_en="Newer.")
    change(cited.other, text_en="It shoves.", text_zh="它推搡。")
    html = page(client, language=language)
    assert words.format(edition(cited.one)) in html
    assert side in html.partition("</details>")[0]
    for address in re.findall('edition|href="([^"]+/v1/)"', html.partition("</details>")[0]):
        assert not address or client.get(address).status_code == 200
    Publication.objects.update(at=THEN)
    change(cited.one, note_en="Another note.", note_zh="另一条备注。")
    newest = f"{cited.one.get_absolute_url()}v2/".replace("/en/", f"/{language}/")
    assert same.format(newest).replace("edition 1", "edition 2").replace("第 1 版", "第 2 版") in page(
        client, language=language
    )


def test_what_changed_before_or_in_typography_alone_is_not_told(client, cited):
    change(cited.one, text_en="“It  pulls”", text_zh="它拉")
    change(cited.other, text_en="Earlier words.")
    Publication.objects.filter(pk=Publication.objects.latest("pk").pk).update(at=THEN - timedelta(seconds=1))
    assert told(client) == {}


def test_what_was_withdrawn_or_merged_is_told_by_its_code(client, cited):
    one, two, three = (
        make.make_published("definition", cited.concepts[0], cites=(cited.english,), text_en=f"Telling {number}.")
        for number in range(3)
    )
    other = make.make_published("definition", make.make_concept("other"), cites=(cited.english,))
    Publication.objects.update(at=THEN)
    withdraw(statement=one, **WHY)
    merge(statement=two, into=three, reason_en="The same.", reason_zh="一样。")
    withdraw(statement=other, **WHY)
    later = make.make_published("definition", cited.concepts[0], cites=(cited.english,))
    withdraw(statement=later, **WHY)
    assert told(client) == {"withdrawn": 1, "merged": 1}  # what came and went meanwhile is not missed
    english = page(client)
    assert f"Withdrawn: {one.code}" in english
    assert "We were wrong." in english
    assert f"Merged: {two.code} into {three.code}" in english
    for text in ("Telling 0.", "Telling 1."):
        assert re.search(f'Then, in <a href="[^"]+/v1/">edition 1</a>: {text}', english)
    assert "Telling 0." not in re.sub('<details class="since">.*?</details>', "", english, flags=re.DOTALL)
    Publication.objects.update(at=THEN)
    assert told(client) == {}


def test_each_kind_that_a_comparison_shows_is_missed_when_it_is_withdrawn(client, cited):
    concepts = cited.concepts
    relation = make.make_published("relation", concepts[0], objects=(concepts[1],), cites=(cited.english,))
    finding = make.make_finding_of_parts((concepts[0], cited.one), (concepts[1], cited.other))
    publish(statements=[finding])
    elsewhere = make.make_concept("elsewhere")
    away = make.make_published("relation", concepts[0], objects=(elsewhere,), cites=(cited.english,))
    Publication.objects.update(at=THEN)
    for row in (away, finding, relation, cited.position, cited.distinction):
        withdraw(statement=row, **WHY)
    assert told(client) == {"withdrawn": 3}  # the relation to another concept and the answer are not of the comparison


def test_drafts_are_not_told(client, cited):
    make.make_statement("definition", cited.concepts[0], cites=(cited.english,))
    draft = start_draft(statement=cited.one)
    Statement.objects.filter(pk=draft.pk).update(text_en="Secret.")
    assert told(client) == {}


def test_it_takes_a_fixed_number_of_queries(client, cited):
    def queries():
        numbers = []
        for query in ("", ASKED):
            with CaptureQueriesContext(connection) as captured:
                page(client, query)
            numbers.append(len(captured))
        return numbers[1] - numbers[0]

    def add(number):
        rows = [make.make_statement("definition", cited.concepts[0], cites=(cited.english,)) for _each in range(number)]
        publish(statements=rows)
        withdraw(statement=rows[0], **WHY)
        change(cited.one, text_en=f"Turn {number}.")

    gone = make.make_published("definition", cited.concepts[0], cites=(cited.english,))
    Publication.objects.update(at=THEN)
    withdraw(statement=gone, **WHY)
    add(2)
    few = queries()
    add(30)
    assert queries() == few == 3


@pytest.mark.parametrize("written", ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00", "2026-03-01T13:00:00%2B01:00"])
def test_a_moment_is_written_in_any_zone(client, cited, written):
    assert told(client, f"since={written}") == {}
    change(cited.position, text_en="Yes.")
    assert page(client, f"since={written}")


def test_a_date_stands_for_its_beginning(client, cited):
    assert "since March 1, 2026, 00:00 (UTC)" in page(client, "since=2026-03-01")
    assert "Nothing here has changed since March 2, 2026, 00:00 (UTC)" in page(client, "since=2026-03-02")


@pytest.mark.parametrize(
    "written",
    ["yesterday", "昨天", "2026-13-01", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59Z",
     "2026-03-01T12:00:00Z<script>", "%00"],
)  # fmt: skip
def test_a_moment_that_is_none_is_refused_in_plain_words(client, cited, written):
    for language, words in (("en", "is no moment"), ("zh-hans", "不是有效的时刻")):
        answer = client.get(f"/{language}/compare/marketing-vs-sales/?since={written}")
        assert answer.status_code == 400
        if written != "%00":
            assert words in answer.content.decode()
        assert "<script>" not in answer.content.decode()
