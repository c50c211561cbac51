"""Editions at their addresses: they read the same for ever, and tell what changed since."""

import hashlib
import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concepts.content.snapshot_json import freeze_snapshot, read_snapshot
from concepts.editorial.differences import Change
from concepts.editorial.drafts import start_draft
from concepts.editorial.merging import merge
from concepts.editorial.publishing import publish, withdraw
from concepts.editorial.renaming import merge_concepts, rename_concept
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Basis, Edition, Label, Publication, Side, Statement
from concepts.pages.editions.changes import list_changes
from tests import factories as make

pytestmark = pytest.mark.django_db


def change(statement, by=None, note="", **columns):
    """Publishes the statement anew with other words."""
    draft = start_draft(statement=statement)
    Statement.objects.filter(pk=draft.pk).update(**columns)
    publish(statements=[draft], by=by, note=note)


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def edition_of(distinction, number, language="en"):
    return f"/{language}/distinctions/{distinction.code}/short-words/v{number}/"


def test_an_edition_shows_all_that_is_frozen_in_it_and_nothing_of_today(client, contrast, ann):
    make.cite(contrast.distinction, contrast.chinese, "reports")
    contrast.distinction.tags.add("长期")
    change(
        contrast.distinction,
        ann,
        "Who says so.",
        title_en="Push",
        title_zh="推",
        text_en="One pulls.",
        note_en="A **b**.",
    )
    change(contrast.distinction, text_en="Changed since.", note_en="Changed too.")
    change(contrast.one, text_en="It draws.")
    Label.objects.filter(text="Marketing").update(text="Renamed")
    contrast.chinese.version.source.title_en = "Retitled"
    contrast.chinese.version.source.save()
    html = page(client, edition_of(contrast.distinction, 2))
    for words in (
        "Push", "One pulls.", "It pulls.", ">Marketing", "Source chinese", "Who says so.", "Ann Author", "长期",
        "<strong>b</strong>", "Only reports what others think: many people", "0" * 64,
        "Marketing pulls users to products.", "销售是把产品卖好。", 'class="other-words"',
    ):  # fmt: skip
        assert words in html, words
    for words in ("Changed", "It draws.", "Renamed", "Retitled"):
        assert words not in html, words
    chinese = page(client, edition_of(contrast.distinction, 2, "zh-hans"))
    assert re.search(r"<h1>推</h1>", chinese)
    assert '<span lang="en">Ann Author</span>' in chinese


@pytest.mark.parametrize(("language", "name", "by"), [("en", "The words", "by {}"), ("zh-hans", "词典", "发布者：{}")])
def test_what_a_pack_brought_is_published_by_the_site_and_not_by_the_name_of_a_folder(
    client, contrast, language, name, by
):
    make.make_site(name_en="The words", name_zh="词典")
    Publication.objects.update(act=Publication.Act.LOADED, by_name="marketing-sales-promotion")
    code = contrast.one.code
    for path in (f"statements/{code}/v1/", f"editions/{code}/"):
        html = page(client, f"/{language}/{path}")
        assert by.format(name) in html
        assert "marketing-sales-promotion" not in html


@pytest.mark.parametrize("kind", ["definition", "relation", "position", "list"])
def test_each_kind_has_its_editions(client, contrast, kind):
    objects = {"objects": (contrast.concepts[1],)} if kind == "relation" else {}
    if kind == "position":
        row = contrast.position
    elif kind == "list":
        row = make.make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
        publish(statements=[make.make_part(row, cites=(contrast.english,), text_en="The part.")])
    else:
        row = make.make_published(kind, contrast.concepts[0], cites=(contrast.english,), **objects)
    number = row.editions.count()
    html = page(client, f"/en/statements/{row.code}/v{number}/")
    shown = {
        "definition": ["Marketing pulls users"],
        "relation": [">Sales<", "includes"],
        "position": ["What it is based on", "It pulls.", "Is sales part of marketing?"],
        "list": ["Its parts", "The part."],
    }
    for words in shown[kind]:
        assert words in html, words


@pytest.mark.once
@pytest.mark.slow
def test_bytes_at_the_address_stay_equal_through_edits_a_rename_and_a_merge(client, contrast):
    address = f"/id/statement/{contrast.one.code}/v1"
    first = client.get(address)
    assert first.headers["Content-Type"] == "application/json"
    for turn in range(50):
        change(contrast.one, text_en=f"It pulls {turn} times.")
    rename_concept(concept=contrast.concepts[0], slug="renamed")
    twin = make.make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    merge(statement=contrast.one, into=twin, reason_en="The same claim.", reason_zh="同一个说法。")
    merge_concepts(
        concept=make.make_concept("other"), into=contrast.concepts[0], reason_en="The same.", reason_zh="一样。"
    )
    again = client.get(address)
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
    assert "It pulls." in page(client, f"/en/statements/{contrast.one.code}/v1/")


def test_bytes_that_are_kept_are_asked_about_and_not_sent_twice(client, contrast):
    address = f"/id/statement/{contrast.one.code}/v1"
    first = client.get(address)
    assert {"public", "no-cache"} == set(first.headers["Cache-Control"].split(", "))
    second = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert (second.status_code, second.content, second.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert json.loads(first.content)["code"] == contrast.one.code
    lower = client.get(address.replace(contrast.one.code, contrast.one.code.lower()))
    assert (lower.status_code, lower.headers["Location"]) == (301, address)
    assert not first.cookies


@pytest.mark.parametrize("ending", ["v0/", "v3/", "v999999999/", "v9999999999/", "v01/", "v1/x/", "vx/"])
def test_an_edition_that_is_none_is_not_found(client, contrast, ending):
    for start in (f"/en/statements/{contrast.one.code}/", f"/s/{contrast.one.code}/", "/zh-hans/statements/22222/"):
        assert client.get(start + ending).status_code == 404
    assert client.get(f"/id/statement/{contrast.one.code}/{ending.rstrip('/')}").status_code == 404


def test_every_other_way_to_an_edition_leads_to_it(client, contrast):
    code, right = contrast.distinction.code, edition_of(contrast.distinction, 1)
    for wrong in (
        f"/en/distinctions/{code}/other-words/v1/", f"/en/statements/{code}/v1/",
        f"/en/statements/{code.lower()}/v1/?a=b",
    ):  # fmt: skip
        answer = client.get(wrong)
        assert answer.status_code == 301, wrong
        assert answer.headers["Location"].partition("?")[0] == right
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for typed in (code.lower(), full_width):
        short = client.get(f"/s/{typed}/v1/", headers={"accept-language": "zh"})
        assert (short.status_code, short.headers["Location"]) == (302, edition_of(contrast.distinction, 1, "zh-hans"))
    assert client.get(f"/id/statement/{full_width}/v1").headers["Location"] == f"/id/statement/{code}/v1"
    change(contrast.distinction, slug="new-words")
    assert "short-words" in page(client, right)
    assert client.get(f"/en/distinctions/{code}/short-words/v2/").headers["Location"].endswith("/new-words/v2/")


def test_an_older_edition_tells_of_the_newest_and_stays_out_of_search_engines(client, contrast):
    change(contrast.distinction, text_en="Newer words.")
    old, new = (page(client, edition_of(contrast.distinction, number)) for number in (1, 2))
    live = f'<link rel="canonical" href="http://testserver{contrast.distinction.get_absolute_url()}">'
    assert live in old
    assert live in new
    assert '<meta name="robots" content="noindex">' in old
    assert "noindex" not in new
    assert "Readers see something else now" in old
    assert "Readers see something else now" not in new
    changes = f"/en/editions/{contrast.distinction.code}/?from=1&amp;to=2"
    assert changes in old
    assert changes in new


TOLD = {
    "en": ("Readers see something else now", "What changed: {}<", ", ", "This is what readers see now."),
    "zh-hans": ("读者现在看到的已经不同", "改动：{}<", "、", "这仍是读者现在看到的版本。"),
}
NAMES = {
    "words": "文字", "sides": "各方", "parts of the list": "列表各项", "evidence": "依据", "note": "注释",
    "concepts, dimension or tags": "概念、维度或标签",
}  # fmt: skip


def told_on(client, row, number):
    """What the page of a shared edition says has changed, in English; the same in both languages."""
    told = []
    for language, (sentence, changed, between, current) in TOLD.items():
        led = client.get(f"/s/{row.code}/v{number}/", headers={"accept-language": language})
        html = page(client, led.headers["Location"])
        pattern = re.escape(changed).replace(re.escape("{}"), "([^<]+)")
        found = re.findall(pattern, html)
        assert (sentence in html) == bool(found) == ("?from=" in html and f"?from={number}&amp;" in html), html
        assert (current in html) == (not found)
        names = found[0] if found else ""
        told.append([name for name in NAMES if (name if language == "en" else NAMES[name]) in names])
        assert names == between.join(name if language == "en" else NAMES[name] for name in told[-1])
    assert told[0] == told[1]
    return told[0]


def test_a_shared_edition_says_what_readers_see_otherwise_now(client, contrast):
    row = contrast.distinction
    change(contrast.one, text_en="It draws.")
    assert told_on(client, row, 1) == ["sides"]
    change(row, text_en="Other words.", note_en="A note.", note_zh="一条说明。")
    assert told_on(client, row, 2) == ["words", "note"]
    assert told_on(client, row, 1) == ["words", "sides", "note"]
    assert told_on(client, row, 3) == []
    draft = start_draft(statement=row)
    make.cite(draft, contrast.chinese)
    draft.tags.add("长期")
    publish(statements=[draft])
    assert told_on(client, row, 3) == ["evidence", "concepts, dimension or tags"]
    assert told_on(client, contrast.position, 1) == ["evidence"]  # it rests on what says something else now


def test_a_shared_list_says_that_it_has_other_parts(client, contrast):
    head = make.make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    publish(statements=[make.make_part(head, cites=(contrast.english,))])
    assert told_on(client, head, 1) == ["parts of the list", "evidence"]


@pytest.mark.parametrize(
    "columns",
    [
        {"text_en": "it pulls"},
        {"text_en": "“It  pulls”!"},
        {"text_zh": "它 拉"},
        {"text_zh": "“它”拉．"},
        {"text_en": "Ｉｔ pulls."},
    ],
)
def test_a_shared_edition_is_still_current_where_only_typography_changed(client, contrast, columns):
    change(contrast.one, **columns)
    assert contrast.one.editions.count() == 2
    assert told_on(client, contrast.one, 1) == []
    assert told_on(client, contrast.distinction, 1) == []
    change(contrast.distinction, slug="other-words")  # in the address alone
    assert told_on(client, contrast.distinction, 1) == []


def test_a_shared_edition_of_what_was_withdrawn_says_both(client, contrast):
    change(contrast.position, text_en="Yes, and more.")
    withdraw(statement=contrast.position, words_en="We were wrong.", words_zh="我们错了。")
    html = page(client, f"/en/statements/{contrast.position.code}/v1/")
    assert "We were wrong." in html
    assert "A newer edition says something else" in html
    assert "Readers see something else now" not in html
    assert "This is what readers see now" not in html
    assert "This is what readers see now" not in page(client, f"/en/statements/{contrast.position.code}/v2/")


def test_the_page_of_a_statement_leads_to_its_editions(client, contrast):
    for row in (contrast.one, contrast.distinction):
        address = f"/en/editions/{row.code}/"
        assert f'href="{address}"' in page(client, row.get_absolute_url())
        assert "Edition 1</a>" in page(client, address)
        assert client.get(address.replace(row.code, row.code.lower())).headers["Location"] == address


def test_what_changed_is_told_by_word_in_english_and_by_character_in_chinese(client, contrast):
    change(contrast.one, text_en="It pulls hard.", text_zh="它猛拉。", note="Stronger.")
    html = page(client, f"/en/editions/{contrast.one.code}/?from=1&to=2")
    added = '<ins><span class="visually-hidden" lang="en">added: </span>'
    assert f'<span lang="en">It pulls{added} hard</ins>.</span>' in html
    assert f'<span lang="zh-Hans">它{added}猛</ins>拉。</span>' in html
    assert "Stronger." in html
    back = page(client, f"/zh-hans/editions/{contrast.one.code}/?from=2&to=1")
    assert '它<del><span class="visually-hidden" lang="zh-Hans">删去：</span>猛</del>拉。' in back
    assert "<ins>" not in back
    same = page(client, f"/en/editions/{contrast.one.code}/?from=2&to=2")
    assert "These two editions say the same." in same


def test_any_two_editions_can_be_compared(client, contrast):
    for turn in range(3):
        change(contrast.one, text_en=f"Turn {turn}.")
    html = page(client, f"/en/editions/{contrast.one.code}/?from=4&to=2")
    assert re.search("<del><span[^>]*>removed: </span>2</del><ins><span[^>]*>added: </span>0</ins>", html)
    assert html.count("<option") == 8
    assert re.findall(r'<option value="(\d)" selected>', html) == ["4", "2"]


@pytest.mark.parametrize(
    "query", ["from=1", "to=1", "from=1&to=3", "from=x&to=1", "from=-1&to=1", "from=1&to=99999999999999999999",
              "from=²&to=1", "from=1&to=<script>"],
)  # fmt: skip
def test_editions_that_are_not_there_cannot_be_compared(client, contrast, query):
    answer = client.get(f"/en/editions/{contrast.one.code}/?{query}")
    assert answer.status_code == 404
    assert b"<script>" not in answer.content


def test_only_what_was_published_has_editions(client, contrast):
    draft = make.make_statement("definition", contrast.concepts[0])
    hidden = start_draft(statement=contrast.one)
    for code in (draft.code, hidden.code, "22222", "nonsense"):
        assert client.get(f"/en/editions/{code}/").status_code == 404
        assert client.get(f"/en/statements/{code}/v1/").status_code == 404


def test_a_withdrawn_statement_shows_its_words_and_its_last_edition(client, contrast):
    change(contrast.distinction, text_en="Said last.", text_zh="最后说的。")
    withdraw(statement=contrast.distinction, words_en="It was wrong.", words_zh="此说有误。")
    for language, words, said in (("en", "It was wrong.", "Said last."), ("zh-hans", "此说有误。", "最后说的。")):
        gone = client.get(f"/{language}/distinctions/{contrast.distinction.code}/short-words/")
        html, last = gone.content.decode(), edition_of(contrast.distinction, 2, language)
        assert gone.status_code == 410
        assert words in html
        assert said in html
        assert f'href="{last}"' in html
        edition = page(client, last)
        assert words in edition
        assert said in edition
        assert f'rel="canonical" href="http://testserver{last}"' in edition
        assert page(client, edition_of(contrast.distinction, 1, language))
        assert words in page(client, f"/{language}/editions/{contrast.distinction.code}/?from=1&to=2")


def test_what_was_withdrawn_without_an_edition_says_its_words_alone(client, contrast):
    withdraw(statement=contrast.position, words_en="It was wrong.", words_zh="此说有误。")
    Edition.objects.filter(statement=contrast.position)._raw_delete("default")
    gone = client.get(contrast.position.get_absolute_url())
    assert gone.status_code == 410
    assert "What it said last" not in gone.content.decode()


def test_a_merged_statement_leads_on_and_its_editions_tell_why(client, contrast):
    twin = make.make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
    merge(statement=contrast.one, into=twin, reason_en="The same claim.", reason_zh="同一个说法。")
    moved = client.get(f"/en/statements/{contrast.one.code}/")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/en/statements/{twin.code}/")
    for address in (f"/en/statements/{contrast.one.code}/v1/", f"/en/editions/{contrast.one.code}/"):
        html = page(client, address)
        assert "The same claim." in html
        assert f'href="/en/statements/{twin.code}/"' in html
    assert "同一个说法。" in page(client, f"/zh-hans/statements/{contrast.one.code}/v1/")


def test_pages_of_editions_are_answered_with_304_and_no_cookie(client, contrast):
    for address in (
        edition_of(contrast.distinction, 1), f"/zh-hans/editions/{contrast.one.code}/?from=1&to=1",
    ):  # fmt: skip
        first = client.get(address)
        with CaptureQueriesContext(connection) as captured:
            second = client.get(address, headers={"if-none-match": first.headers["ETag"]})
        assert (second.status_code, len(captured)) == (304, 1)
        assert not first.cookies


def test_script_in_a_frozen_text_never_runs(client, contrast):
    script = "<script>alert(1)</script>"
    change(
        contrast.one, note=script, text_en=script, text_zh=script + "中", note_en=f"{script} [x](javascript:alert(1))"
    )
    for language in ("en", "zh-hans"):
        for address in (
            f"/{language}/statements/{contrast.one.code}/v2/", edition_of(contrast.distinction, 2, language),
            f"/{language}/editions/{contrast.one.code}/?from=1&to=2",
        ):  # fmt: skip
            html = page(client, address)
            assert "<script>" not in html
            assert 'href="javascript:' not in html
            assert "&lt;script&gt;" in html


def test_changes_of_every_field_are_told(contrast):
    """A guard: whatever a snapshot holds, a difference in it has a heading and is shown."""
    make.cite(contrast.distinction, contrast.english)
    contrast.distinction.tags.add("长期")
    snapshot = take_snapshots(Statement.objects.filter(pk=contrast.distinction.pk))[contrast.distinction.pk]
    before, after = (json.loads(freeze_snapshot(snapshot).data) for _ in range(2))
    words = {"en": "Other", "zh-hans": "别的"}
    citation = after["citations"][0]
    after |= {name: dict(words) for name in ("text", "title", "note")}
    after |= {"slug": "other", "mode": "advises", "rank": 7, "dimension": None}
    after |= {
        name: {"id": "x", "code": "x", "name": words, "inverse": words, "text": words}
        for name in ("relation", "question", "part_of")
    }
    after["sides"][0]["characteristic"]["text"] = words
    del after["sides"][1]
    after["citations"] = [citation | {"stance": "contradicts", "translation": "Other words.", "attributed_to": words}]
    after["concepts"] = [{"id": "x", "name": words, "role": "object", "rank": 0}]
    after["tags"] = [{"id": "x", "name": words}]
    held = {"code": "22B22", "kind": "definition", "mode": "states", "text": words, "title": words, "rank": 0}
    after["basis"] = after["parts"] = [held | {"citations": [citation]}]
    after |= {"aspect": "together", "claim_parts": [{"number": 1, "name": words}]}
    old, new = (read_snapshot(json.dumps(data)) for data in (before, after))
    assert old == snapshot
    changes = list_changes(old, new)
    changed = {key for key in after if before.get(key) != after[key]}
    assert len({change.heading for change in changes}) == len(changed) == 18
    assert {change.kind for change in changes} == {Change.ADDED, Change.REMOVED, Change.CHANGED}
    assert all(change.texts or change.name for change in changes)
    assert list_changes(new, new) == ()
    shown = "".join(piece.words for change in changes for text in change.texts for piece in text.pieces)
    for part in ("Other words.", "contradicts", "advises", "别的", citation["quote"]):
        assert part in shown


class TestPreview:
    """Drafts on the real page, for those who may see them."""

    @pytest.fixture
    def curator(self, db):
        person = get_user_model().objects.create_user(username="viewer", is_staff=True)
        person.groups.add(Group.objects.get(name="viewer"))
        client = Client(headers={"accept-language": "en"})
        client.force_login(person)
        return client

    def test_a_draft_of_changes_is_seen_in_its_place(self, curator, client, contrast):
        part = make.make_part(contrast.one, cites=(contrast.english,), text_en="The part.")
        publish(statements=[part])
        draft = start_draft(statement=contrast.one)
        Statement.objects.filter(pk=draft.pk).update(text_en="It draws.", text_zh="它引。")
        answer = curator.get(f"/admin/preview/{draft.code}/")
        html = answer.content.decode()
        assert answer.status_code == 200
        for words in ("It draws.", "The part.", "Short words", "These changes are not published.", contrast.one.code):
            assert words in html, words
        assert draft.code not in html[html.index("<main") :]
        assert '<meta name="robots" content="noindex">' in html
        assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))
        assert "It pulls." in page(client, contrast.one.get_absolute_url())
        chinese = curator.get(f"/admin/preview/{draft.code}/?lang=zh-hans").content.decode()
        assert "它引。" in chinese
        assert '<html lang="zh-Hans"' in chinese

    def test_a_draft_of_a_distinction_shows_its_own_sides(self, curator, contrast):
        draft = start_draft(statement=contrast.distinction)
        other = make.make_published("characteristic", contrast.concepts[0], cites=(contrast.english,), text_en="New.")
        Side.objects.filter(distinction=draft, concept=contrast.concepts[0]).update(characteristic=other)
        html = curator.get(f"/admin/preview/{draft.code}/").content.decode()
        assert "New." in html
        assert "It pulls." not in html
        assert html.count('class="told-apart"') == 0  # it is no neighbour of itself

    @pytest.mark.parametrize("kind", [*Statement.Kind.values])
    def test_an_empty_draft_of_any_kind_can_be_looked_at(self, curator, kind):
        draft = make.make_statement(kind, text_en="", text_zh="")
        assert curator.get(f"/admin/preview/{draft.code}/").status_code == 200

    def test_it_shows_what_readers_then_see(self, curator, client, contrast):
        draft = start_draft(statement=contrast.position)
        Basis.objects.create(claim=draft, statement=contrast.other, rank=1)
        before = curator.get(f"/admin/preview/{draft.code}/").content.decode()
        publish(statements=[draft])
        after = page(client, contrast.position.get_absolute_url())
        # Without the link to what a page is used for: a draft is not shared.
        after = re.sub('<a class="use-this".*?</a>', "", after)
        seen = before[before.index("</aside>") + len("</aside>") : before.index("</main>")].strip()
        start = after.index('<main id="content">') + len('<main id="content">')
        assert seen == after[start : after.index("</main>")].strip()

    def test_nobody_else_sees_it(self, client, contrast):
        address = f"/admin/preview/{contrast.one.code}/"
        answer = client.get(address)
        assert (answer.status_code, "/admin/login/" in answer.headers["Location"]) == (302, True)
        stranger = get_user_model().objects.create_user(username="stranger", is_staff=True)
        client.force_login(stranger)
        assert client.get(address).status_code == 403

    def test_no_draft_no_preview(self, curator):
        assert curator.get("/admin/preview/22222/").status_code == 404
