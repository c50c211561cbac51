"""Editions count their articles from what is frozen in them alone, and tell in words what that was when it changes."""

import hashlib
import json
import re

import pytest
from django.utils.html import strip_tags

from concepts.content.snapshot_json import read_snapshot
from concepts.editorial.drafts import start_draft
from concepts.editorial.editions import freeze
from concepts.editorial.publications import Act, record_publication
from concepts.editorial.publishing import publish
from concepts.evidence.claims import load_support
from concepts.models import Edition, Statement
from concepts.pages.editions.changes import list_changes
from concepts.pages.editions.edition import build_edition_page
from tests import factories as make
from tests.concepts.pages.test_editions import edition_of, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(contrast):
    """A published finding: a part rests on the distinction, the other one on a side of it, and on something nearby."""
    marketing, sales = contrast.concepts
    finding = make.make_finding_of_parts((marketing, contrast.distinction), (sales, contrast.other))
    make.rest_on(finding, contrast.one, part=2, nearness="nearby")
    make.rest_on(contrast.position, contrast.distinction)
    publish(statements=[finding, contrast.position])
    return finding


def counted(support):
    return {name: getattr(support, name).count for name in ("whole", "part", "nearby", "both", "against")}


def freeze_after(**columns_by_kind):
    """Changes rows past the editor, `kind=(row, columns)`, and freezes what shows them."""
    for kind, (row, columns) in columns_by_kind.items():
        type(row)._base_manager.filter(pk=row.pk).update(**columns)
        freeze(publication=record_publication(act=Act.PUBLISHED, by=None), rows={kind: [row.pk]})


def cites_a_repost(contrast):
    """The other side is said by the article of the first one, which another source reposts."""
    repost = make.make_source("a-repost")
    passage = make.make_passage(repost, "Sales push products to users.")
    draft = start_draft(statement=contrast.other)
    make.cite(draft, passage)
    publish(statements=[draft])
    freeze_after(article=(repost.articles.get(), {"same_as": contrast.english.article}))


def cites_the_same_article(contrast):
    draft = start_draft(statement=contrast.other)
    make.cite(draft, make.make_passage(contrast.english.version, "Sales push products to users."))
    publish(statements=[draft])


def marks_a_copy(contrast):
    cites_the_same_article(contrast)
    freeze_after(passage=(contrast.english, {"copy_of": contrast.chinese}))


def contradicts_a_side(contrast):
    cites_the_same_article(contrast)
    draft = start_draft(statement=contrast.one)
    make.cite(draft, make.make_passage(contrast.english.version, "Both aim at revenue."), stance="contradicts")
    publish(statements=[draft])


def changes_the_language_and_the_caveats(contrast):
    cites_the_same_article(contrast)
    source = contrast.english.version.source
    freeze_after(source=(source, {"written_in": "zh-hans", "caveats": "machine-translated"}))


@pytest.mark.parametrize(
    ("change_below", "numbers", "languages"),
    [
        (cites_the_same_article, {"whole": 1, "part": 1}, "1 English article says so"),
        (cites_a_repost, {"whole": 1, "part": 1}, "1 English article says so"),
        (marks_a_copy, {"part": 2}, "No article says so"),
        (contradicts_a_side, {"part": 2, "against": 1}, "No article says so"),
        (changes_the_language_and_the_caveats, {"whole": 1, "part": 1}, "1 Chinese article says so"),
    ],
)
def test_an_edition_counts_like_the_page_of_today_whatever_changes_three_steps_below(
    change_below, numbers, languages, client, contrast, finding
):
    """What changes is a passage or an article of a side of the distinction on which finding and position rest."""
    rows = (finding, contrast.position, contrast.distinction)
    before = {row.pk: row.editions.count() for row in rows}
    change_below(contrast)
    live = load_support([row.pk for row in Statement.objects.published()])
    for row in Statement.objects.published():
        newest = row.editions.order_by("number").last()
        address = f"{row.get_absolute_url()}v{newest.number}/"
        built = build_edition_page(row.code, newest.number, address)
        assert counted(built.support) == counted(live[row.pk]), row.kind
        for language in ("en", "zh-hans"):
            localised = address.replace("/en/", f"/{language}/", 1)
            edition, today = (
                page(client, shown) for shown in (localised, localised.partition(f"v{newest.number}/")[0])
            )
            [said] = re.findall(
                r'<p class="voices-line">.*?</p>(?:\s*<ul class="voices-apart">.*?</ul>)?', edition, re.S
            )
            assert said in today, (row.kind, language)
    for row in rows:
        assert row.editions.count() > before[row.pk]
    distinction = contrast.distinction
    newest = distinction.editions.order_by("number").last()
    html = page(client, edition_of(distinction, newest.number))
    assert counted(live[distinction.pk]) == dict.fromkeys(counted(live[distinction.pk]), 0) | numbers
    assert languages in html[: html.index('<div class="sides')]


def test_copies_are_marked_on_an_edition_and_languages_named(client, contrast, finding):
    marks_a_copy(contrast)
    freeze_after(source=(contrast.english.version.source, {"written_in": "zh-hans", "caveats": "machine-translated"}))
    number = finding.editions.order_by("number").last().number
    for language, copied, translated in (
        ("en", "Copies an earlier text, so it does not count", "English, machine-translated from Chinese"),
        ("zh-hans", "重复前文，不计入", "机器翻译自中文"),
    ):
        html = page(client, f"/{language}/statements/{finding.code}/v{number}/")
        assert copied in html
        assert translated in html


def test_an_edition_names_who_stands_behind_a_text_as_it_was_then(client, contrast):
    """One that keeps neither names nor date, as those from before they were kept, says only what its caveats say."""
    version, seen = contrast.english.version, re.compile(r'<span class="provenance">(.*?)</span> <a', re.S)
    captions = []
    signed = {"author": "A. Wu", "publisher": "A House"}
    for columns in ({}, signed, {"author": "", "caveats": "undated"}, {"publisher": ""}):
        freeze_after(source=(version.source, columns or {"author": ""}))
        number = contrast.distinction.editions.order_by("number").last().number
        for language in ("en", "zh-hans"):
            html = page(client, edition_of(contrast.distinction, number, language))
            captions.append([strip_tags(caption).strip() for caption in seen.findall(html)])
    expected = ("English", "英文", "A. Wu, undated, English", "A. Wu、未注明日期、英文", "A House, undated, English",
                "A House、未注明日期、英文", "undated, English", "未注明日期、英文")  # fmt: skip
    for said, caption in zip(expected, captions, strict=True):
        assert said in caption


def of_the_first_schema(edition):
    """The edition as it was frozen when schema 1 was the newest."""

    def forget(data):
        match data:
            case list():
                return [forget(item) for item in data]
            case dict():
                gone = {"copied", "same_as", "written_in", "caveats", "claim_parts", "aspect"}
                return {name: forget(value) for name, value in data.items() if name not in gone}
        return data

    data = forget(json.loads(edition.data)) | {"schema": 1}
    for row in data.get("basis", []):
        row.pop("sides", None)
    data["rests_on"] = data.pop("basis")
    text = json.dumps(data, ensure_ascii=False)
    Edition._base_manager.filter(pk=edition.pk)._raw_delete("default")
    Edition(
        pk=edition.pk, statement=edition.statement, number=edition.number, publication=edition.publication,
        own_work=False, data=text, sha256=hashlib.sha256(text.encode()).hexdigest(),
    ).save(force_insert=True)  # fmt: skip


def test_an_edition_of_the_first_schema_counts_nothing_and_says_why(client, contrast):
    freeze_after(source=(contrast.english.version.source, {"caveats": "unsigned"}))
    of_the_first_schema(contrast.distinction.editions.get(number=1))
    for language, said in (("en", "so no articles are counted here"), ("zh-hans", "因此这里不计篇数")):
        old = page(client, edition_of(contrast.distinction, 1, language))
        assert said in old
        assert 'class="voices' not in old
        assert said not in page(client, edition_of(contrast.distinction, 2, language))
    for query, same in (("from=1&to=2", True), ("from=2&to=1", True), ("from=2&to=2", False)):
        html = page(client, f"/en/editions/{contrast.distinction.code}/?{query}")
        assert ("Edition 1 did not keep yet" in html) is same
        assert ("Nothing else changed." in html) is same
        assert "unsigned" not in html
    assert "第 1 版尚未" in page(client, f"/zh-hans/editions/{contrast.distinction.code}/?from=1&to=2")


def test_changed_copy_marks_caveats_and_languages_are_told_in_words(client, contrast, finding):
    marks_a_copy(contrast)
    source = contrast.english.version.source
    freeze_after(source=(source, {"written_in": "ja", "caveats": "unsigned"}))
    freeze_after(article=(contrast.english.article, {"caveats": "undated", "same_as": contrast.chinese.article}))
    first, last = 1, finding.editions.order_by("number").last().number
    for language, told in (
        ("en", ("<ins>Copies an earlier text, so it does not count</ins>", "<ins>Japanese</ins>", "<ins>undated</ins>",
                "<ins>article 1 in text 1 of chinese</ins>")),
        ("zh-hans", ("<ins>重复前文，不计入</ins>", "<ins>日文</ins>", "<ins>未注明日期</ins>",
                     "<ins>chinese 文本 1 的第 1 篇文章</ins>")),
    ):  # fmt: skip
        html = page(client, f"/{language}/editions/{finding.code}/?from={first}&to={last}")
        html = re.sub(r'<span class="visually-hidden"[^>]*>[^<]*</span>', "", html)
        for words in told:
            assert words in html, words


def leaves(value, path=()):
    """The path of every text, number and mark in JSON, and of every list of texts."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from leaves(inner, (*path, name))
        case list() if not value or isinstance(value[0], dict):
            for place, inner in enumerate(value):
                yield from leaves(inner, (*path, place))
        case _:
            yield path, value


def test_whatever_changes_in_what_a_finding_keeps_is_told_in_words(contrast, finding):
    """A guard: each leaf of the JSON is changed in turn, down to the passages of the sides of what it rests on."""
    marks_a_copy(contrast)
    freeze_after(source=(contrast.english.version.source, {"written_in": "ja", "caveats": "unsigned"}))
    freeze_after(article=(contrast.english.article, {"same_as": contrast.chinese.article}))
    data = finding.editions.order_by("number").last().data
    before, looked_at = read_snapshot(data), 0
    others = {
        "kind": "relation", "mode": "advises", "aspect": "together", "nearness": "nearby", "stance": "contradicts",
        "translation_by": "source", "written_in": "de", "caveats": ["undated"], "copied": False,
    }  # fmt: skip
    for path, value in leaves(json.loads(data)):
        *above, name = path
        if path == ("code",) or {"version", "same_as"} & set(above) or name in ("schema", "id", "language", "kind"):
            continue  # keys, a text that never changes, and the kind of a statement
        after = json.loads(data)
        place = after
        for step in above:
            place = place[step]
        place[name] = others.get(name, value + 1 if isinstance(value, int) else "other")
        if name in ("dimension", "question", "relation", "part_of") or place[name] == value:
            continue
        changes = list_changes(before, read_snapshot(json.dumps(after)))
        assert changes, path
        assert all(change.texts or change.name for change in changes), path
        looked_at += 1
    assert looked_at > 100
