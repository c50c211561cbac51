"""Whoever has a form open whose row is deleted or merged meanwhile keeps every word, and learns who did that."""

import pytest
from django.urls import reverse

from concepts.editorial.deleting import delete_row
from concepts.models import Address, Dimension, Statement
from sources.models import Article, Skip, SourceVersion
from tests.concepts.admin.pages import fill, read_form
from tests.factories import make_concept, make_dimension, make_passage, make_published, make_source

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
WORDS = {
    "en": {
        "deleted": "Deleted by admin: ", "merged": "Merged by reviewer: ", "lost": "It cannot be made anew here",
        "into": "This was merged into another one", "anew": "Save mine as something new", "now": "leads to this now",
    },
    "zh-hans": {
        "deleted": "删除：admin，", "merged": "合并：reviewer，", "lost": "这里不能重新建立它",
        "into": "已合并到另一条", "anew": "把我填写的另存为新条目", "now": "它的地址现在指向",
    },
}  # fmt: skip


def address(row, page="change"):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{page}", args=[row.pk])


def delete(admin, row):
    there = address(row, "delete")
    assert admin.post(there, read_form(admin.get(there)) | {"post": "yes"}).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


@LANGUAGES
def test_what_nobody_may_add_is_shown_with_every_word_and_who_deleted_it(admin, editor, language):
    words = WORDS[language]
    first, second = make_source("first"), make_source("second", text="Another text, told at length.")
    article, other = Article.objects.get(version=first), Article.objects.get(version=second)
    typed = {article: {"title_zh": "打好的标题", "title_en": "A typed title", "same_as": other.pk}}
    opened = {row: read_form(editor.get(address(row))) | fields for row, fields in typed.items()}
    pages = {row: address(row) for row in typed}
    delete(admin, SourceVersion.objects.get(pk=first.pk))  # its article goes with it
    for row, form in opened.items():
        answer = editor.post(pages[row], form, headers={"accept-language": language})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert {name: str(value) for name, value in typed[row].items()}.items() <= read_form(answer).items()
        assert words["lost"] in page
        assert words["deleted"] in page
        assert words["anew"] not in page
        assert "errornote" not in page
        again = editor.post(pages[row], read_form(answer))  # Enter in a field
        assert again.status_code == 409
    assert not Article.objects.filter(version=first.pk).exists()


@LANGUAGES
def test_a_mark_that_went_with_its_text_is_shown_with_what_was_chosen(admin, editor, language):
    version = make_source("first")
    article = Article.objects.get(version=version)
    skip = Skip.objects.create(version=version, article=article, start=0, end=5, reason="heading")
    opened = read_form(editor.get(address(skip))) | {"reason": "filler"}
    there = address(skip)
    delete(admin, SourceVersion.objects.get(pk=version.pk))
    answer = editor.post(there, opened, headers={"accept-language": language})
    assert answer.status_code == 409
    assert read_form(answer)["reason"] == "filler"
    assert WORDS[language]["deleted"] in answer.content.decode()
    assert WORDS[language]["anew"] in answer.content.decode()


@LANGUAGES
def test_a_merged_concept_tells_who_merged_it_and_leads_to_the_other(signed_in, admin, editor, language):
    words, reviewer = WORDS[language], signed_in("reviewer")
    old, new = make_concept("trade", "Trade", "贸易"), make_concept("commerce", "Commerce", "商务")
    opened = read_form(editor.get(address(old))) | {"scope_note_zh": "打好的范围。"}
    rename, merge = (reverse("admin:concepts_concept_step", args=[old.pk, step]) for step in ("rename", "merge"))
    late = read_form(admin.get(merge)) | {"into": new.pk, "reason_en": "Mine.", "reason_zh": "我的理由。"}
    assert fill(reviewer, rename, slug="trading").status_code == 302
    sent = {"into": new.pk, "reason_en": "Same.", "reason_zh": "一样。"}
    assert fill(reviewer, merge, **sent).status_code == 302
    saved = editor.post(address(old), opened, headers={"accept-language": language})
    assert read_form(saved)["scope_note_zh"] == "打好的范围。"
    assert words["into"] in saved.content.decode()
    assert words["anew"] in saved.content.decode()
    step = admin.post(merge, late, headers={"accept-language": language})
    assert read_form(step)["reason_zh"] == "我的理由。"
    for answer in (saved, step):
        assert answer.status_code == 409
        assert words["merged"] in answer.content.decode()
        assert f'<a href="{address(new)}">' in answer.content.decode()


@LANGUAGES
def test_a_merged_statement_tells_who_merged_it_and_leads_to_the_other(signed_in, editor, language):
    words, reviewer = WORDS[language], signed_in("reviewer")
    concept, passage = make_concept("trade", "Trade", "贸易"), make_passage(make_source("english"), "Marketing pulls")
    old, new = (make_published("definition", concept, cites=(passage,)) for _time in range(2))
    there, target = (reverse("admin:concepts_definition_change", args=[row.pk]) for row in (old, new))
    opened = read_form(editor.get(there)) | {"text_zh": "打好的句子。"}
    merge = reverse("admin:concepts_definition_step", args=[old.pk, "merge"])
    assert fill(reviewer, merge, into=new.pk, reason_en="Same.", reason_zh="一样。").status_code == 302
    answer = editor.post(there, opened, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert read_form(answer)["text_zh"] == "打好的句子。"
    assert words["into"] in page
    assert words["merged"] in page
    assert f'<a href="{target}">' in page
    assert "_over" not in page
    again = editor.post(there, read_form(answer))
    assert read_form(again)["text_zh"] == "打好的句子。"
    assert not Statement.objects.filter(text_zh="打好的句子。").exists()


@LANGUAGES
def test_a_deleted_row_tells_who_deleted_it_and_where_its_address_leads(admin, editor, language):
    words = WORDS[language]
    rows = make_dimension("span"), make_dimension("reach"), make_dimension("scope")
    opened = [read_form(editor.get(address(row))) | {"name_zh": "打好的名称"} for row in rows]
    there = [address(row) for row in rows]
    stays = make_dimension("breadth")
    delete(admin, rows[0])
    delete(admin, rows[1])
    moved = Address.objects.filter(kind="dimension", key="reach")
    moved.update(state="moved", target="breadth", words_en="", words_zh="")
    delete_row(row=rows[2])  # by a command, which the admin's log does not know
    answers = [
        editor.post(page, form, headers={"accept-language": language}) for page, form in zip(there, opened, strict=True)
    ]
    deleted, led, unknown = (answer.content.decode() for answer in answers)
    assert {answer.status_code for answer in answers} == {409}
    assert {read_form(answer)["name_zh"] for answer in answers} == {"打好的名称"}
    assert words["deleted"] in deleted
    assert words["now"] not in deleted
    assert words["deleted"] in led
    assert f'<a href="{address(stays)}">' in led
    assert words["deleted"] not in unknown
    assert words["anew"] in unknown
    assert Dimension.objects.count() == 1


@pytest.mark.parametrize("slug", ["", "\0", "x" * 5000, "'"])
def test_a_forged_name_of_what_is_gone_tells_nothing(editor, signed_in, slug):
    row = make_dimension("span")
    form = read_form(editor.get(address(row))) | {"_slug": slug, "name_en": "Typed"}
    there = address(row)
    Dimension.objects.all().delete()
    for page in (there, there.replace(str(row.pk), "9" * 30), there.replace(str(row.pk), "x_00")):
        answer = editor.post(page, form)
        assert answer.status_code == 409
        assert read_form(answer)["name_en"] == "Typed"
    assert signed_in("viewer").post(there, form).status_code == 302  # who may change nothing is led to the first page
