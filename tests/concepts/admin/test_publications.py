"""What changed for readers: the list of publications, the page of one, and what the history of a statement tells."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concepts.content.row_content import content_to_json
from concepts.editorial.publications import publish_row
from concepts.editorial.publishing import withdraw
from concepts.editorial.row_contents import read_row_content
from concepts.editorial.withholding import withhold
from concepts.models import Label, Publication, RowChange
from tests.factories import make_dimension, make_published, make_source

pytestmark = pytest.mark.django_db
LIST = "/admin/concepts/publication/"


def page_of(publication):
    return reverse("admin:concepts_publication_change", args=[publication.pk])


@pytest.fixture
def renamed(contrast, rui):
    """The publication of another label of a concept, which two statements show."""
    with publish_row(row=contrast.concepts[0], by=rui):
        Label.objects.filter(concept=contrast.concepts[0], language="zh-hans").update(text="行销", folded="行销")
    Publication.objects.filter(changes__isnull=False).update(note="大家都这样说。")
    return Publication.objects.get(changes__isnull=False)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["published", "rui", "2 statements · 1 other row", "Concept: ", "Marketing", "What changed", "Edition 2"],
        ),
        ("zh-hans", ["已发布", "rui", "2 条陈述 · 1 项其他内容", "概念", "<ins>行</ins>销", "改动了什么", "第 2 版"]),
    ],
)
def test_a_publication_tells_who_when_why_and_all_that_it_changed(admin, contrast, renamed, language, words):
    listed = admin.get(LIST, headers={"accept-language": language}).content.decode()
    page = admin.get(page_of(renamed), headers={"accept-language": language}).content.decode()
    for text in (listed, page):
        assert "rui" in text
        assert "大家都这样说。" in text
    assert page_of(renamed) in listed
    assert [word for word in words if word not in page] == []
    assert "<del>" in page
    assert f"/editions/{contrast.one.code}/?from=1&amp;to=2" in page
    assert reverse("admin:concepts_concept_change", args=[contrast.concepts[0].pk]) in page


@pytest.mark.parametrize(
    ("language", "named", "seen"),
    [
        ("en", ["Timeframe", "and 1 more"], "readers still see: nothing of the text"),
        ("zh-hans", ["时间跨度", "另有 1 项"], "读者仍能看到："),
    ],
)
def test_the_list_names_what_changed_in_the_readers_language(admin, contrast, rui, language, named, seen):
    row = make_dimension("timeframe", "Timeframe", "时间跨度", rank=9)
    publication = Publication.objects.create(act="published", by=rui, by_name="rui")
    publication.changes.create(kind="dimension", row=row.pk, name="As it was called then", after={"fields": {}})
    publication.changes.create(kind="dimension", row=10**6, name="Gone", after={"fields": {}})
    withhold(source=make_source("another").source, shows="nothing", reason_en="Asked.", reason_zh="应要求。")
    page = admin.get(LIST, headers={"accept-language": language}).content.decode()
    assert [word for word in (*named, seen) if word not in page] == []
    assert "As it was called then" not in page
    assert named[0] in admin.get(page_of(publication), headers={"accept-language": language}).content.decode()


def test_words_of_a_passage_that_is_gone_are_sealed_as_long_as_a_text_is_withheld(signed_in, contrast, rui):
    reviewer = signed_in("reviewer")
    publication = Publication.objects.create(act="published", by=rui, by_name="rui")
    content = content_to_json(read_row_content(contrast.english)) | {"attached": {}}
    publication.changes.create(kind="passage", row=10**6, name="“Marketing pulls…”", before=content, after=None)
    pages = LIST, page_of(publication), reverse("admin:index")
    assert all("Marketing pulls" in reviewer.get(page).content.decode() for page in (LIST, pages[2]))
    withhold(source=make_source("another").source, shows="nothing", reason_en="Asked.", reason_zh="应要求。")
    assert not any("Marketing pulls…" in reviewer.get(page).content.decode() for page in pages)


def test_what_is_new_or_gone_is_told(admin, contrast, rui):
    withdraw(statement=contrast.position, by=rui, words_en="Wrong.", words_zh="有误。")
    publication = Publication.objects.latest("pk")
    page = admin.get(page_of(publication)).content.decode()
    assert "new to readers" in page
    assert f"statement {contrast.position.code}" in page
    assert "Wrong." in page
    change = publication.changes.get()
    RowChange.objects.filter(pk=change.pk).update(before=change.after, after=None)
    page = admin.get(page_of(publication)).content.decode()
    assert "no longer shown" in page
    assert reverse("admin:concepts_address_change", args=[change.row]) not in page
    assert admin.get(page_of(Publication(pk=10**6))).status_code == 302


@pytest.mark.parametrize(("language", "added"), [("en", ": added"), ("zh-hans", "：新增")])
def test_of_a_new_row_is_told_what_it_says_and_nothing_that_it_lacks(admin, rui, language, added):
    source = make_source("english").source
    publication = Publication.objects.create(act="published", by=rui, by_name="rui")
    content = content_to_json(read_row_content(source))
    publication.changes.create(kind="source", row=source.pk, name="A new source", after=content)
    page = admin.get(page_of(publication), headers={"accept-language": language}).content.decode()
    shown = page.split('class="draft-banner"')[1].split("</section>")[0]
    assert f"{added}</dt>" in shown
    assert source.title_en in shown
    assert shown.count("<dt>") == shown.count("<ins>") > 1
    assert "DOI" not in shown


def test_queries_do_not_grow_with_publications_editions_and_changes(admin, contrast, renamed):
    def queries(address):
        admin.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(address).status_code == 200
        return len(captured)

    few = queries(LIST), queries(page_of(renamed))
    for number in range(10):
        made = make_published("definition", contrast.concepts[0], cites=(contrast.english,))
        edition = made.editions.get()
        type(edition).objects.filter(pk=edition.pk)._raw_delete("default")
        edition.pk, edition.publication = None, renamed
        edition._state.adding = True
        edition.save()
        renamed.changes.create(kind="concept", row=1000 + number, name=f"c{number}", after={"fields": {"core": True}})
    assert (queries(LIST), queries(page_of(renamed))) == few
    assert max(few) < 12


@pytest.mark.parametrize(("language", "words"), [("en", "published · 2 statements"), ("zh-hans", "已发布 · 2 条陈述")])
def test_the_history_of_what_it_changed_tells_a_publication_of_many_once(admin, contrast, renamed, language, words):
    for kind, row in (("characteristic", contrast.one), ("concept", contrast.concepts[0])):
        address = reverse(f"admin:concepts_{kind}_history", args=[row.pk])
        page = admin.get(address, headers={"accept-language": language}).content.decode()
        assert page.count(f'href="{page_of(renamed)}"') == 1
        assert words in page
        assert "大家都这样说。" in page
