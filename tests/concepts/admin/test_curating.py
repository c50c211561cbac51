"""What a curator does from day to day, through the forms."""

import json
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from concepts.admin.versions import LANGUAGE_CONFIRMED
from concepts.content.description import SOURCE
from concepts.content.value_types import MOST_NUMBER, Pattern
from concepts.editorial.content_revision import current_revision
from concepts.editorial.ordering import place_after_all
from concepts.editorial.publishing import publish
from concepts.evidence.concept_names import load_concept_names
from concepts.models import Concept, Dimension, Question, RelationType, Statement
from sources.models import Passage, Source, SourceVersion
from tests.concepts.admin.pages import act, fill, read_form
from tests.factories import (
    CHINESE,
    ENGLISH,
    make_concept,
    make_dimension,
    make_distinction,
    make_part,
    make_passage,
    make_published,
    make_source,
    make_statement,
    publish_proposals,
    rest_on,
)

pytestmark = pytest.mark.django_db


def add(name):
    return reverse(f"admin:{name}_add")


def change(name, row):
    return reverse(f"admin:{name}_change", args=[row.pk])


def saved(response):
    assert response.status_code == 302, errors_of(response)


def errors_of(response):
    context = response.context or {}
    found = [str(context["errors"])] if context and "errors" in context else []
    return found or response.content.decode()[:2000]


def test_a_new_curator_writes_a_distinction_with_everything_it_needs(admin, settings):
    """The whole way: concepts, a source, passages, characteristics, the distinction; publish, change, withdraw."""
    settings.ALLOW_OWN_WORK = True
    for slug, en, zh in (("marketing", "Marketing", "营销"), ("sales", "Sales", "销售")):
        labels = [
            {"language": "en", "text": en, "role": "preferred", "rank": 0},
            {"language": "zh-hans", "text": zh, "role": "preferred", "rank": 0},
        ]
        saved(fill(admin, add("concepts_concept"), rows={"labels": labels}, slug=slug))
    saved(fill(admin, add("sources_source"), slug="forum", title_en="A forum", title_zh="论坛", kind="question-answer"))
    source = Source.objects.get()
    saved(fill(admin, add("sources_sourceversion"), source=source.pk, number=1, language="zh-hans", pasted=CHINESE))
    version = SourceVersion.objects.get()
    assert version.read_text() == CHINESE
    for words in ("营销是让产品好卖", "销售是把产品卖好"):
        saved(fill(admin, add("sources_passage"), version=version.pk, words=words, translation="English words"))
    assert Passage.objects.count() == 2
    goal = {
        "slug": "goal",
        "name_en": "Goal",
        "name_zh": "目标",
        "question_en": "What for?",
        "question_zh": "为了什么？",
    }
    saved(fill(admin, add("concepts_dimension"), **goal))
    dimension = Concept.objects.get(slug="sales") and make_dimension("goal")
    for slug, passage in zip(("marketing", "sales"), Passage.objects.order_by("start"), strict=True):
        rows = {
            "concept_links": [{"concept": Concept.objects.get(slug=slug).pk, "rank": 0}],
            "citations": [{"passage": passage.pk, "stance": "supports"}],
        }
        fields = {"dimension": dimension.pk, "text_en": f"{slug} has a goal.", "text_zh": f"{slug} 有目标。"}
        saved(fill(admin, add("concepts_characteristic"), rows=rows, **fields))
    one, other = Statement.objects.filter(kind="characteristic").order_by("pk")
    sides = [
        {"concept": Concept.objects.get(slug="marketing").pk, "characteristic": one.pk, "rank": 0},
        {"concept": Concept.objects.get(slug="sales").pk, "characteristic": other.pk, "rank": 1},
    ]
    words = {
        "title_en": "Easy to sell", "title_zh": "好卖与卖好", "dimension": dimension.pk,
        "text_en": "Marketing makes it easy to sell.", "text_zh": "营销让产品好卖。",
    }  # fmt: skip
    refused = fill(admin, add("concepts_distinction"), rows={"sides": sides}, _publish="1", **words)
    assert refused.status_code == 200
    assert one.code in refused.content.decode()
    assert "Marketing makes it easy to sell." in refused.content.decode()
    assert not Statement.objects.filter(kind="distinction").exists()
    there = reverse("admin:concepts_characteristic_changelist")
    along = read_form(act(admin, there, "publish_chosen", one, other))["_with"]  # and what they cite
    act(admin, there, "publish_chosen", one, other, note="New.", _with=along)
    assert len(along) == 7
    saved(fill(admin, add("concepts_distinction"), rows={"sides": sides}, _publish="1", **words))
    distinction = Statement.objects.get(kind="distinction")
    assert (distinction.status, distinction.slug) == ("published", "easy-to-sell")
    page = admin.get("/en/compare/marketing-vs-sales/")
    assert "Marketing makes it easy to sell." in page.content.decode()
    saved(fill(admin, change("concepts_distinction", distinction), text_en="Marketing eases the sale.", _publish="1"))
    assert "Marketing eases the sale." in admin.get(distinction.get_absolute_url()).content.decode()
    words = {"words_en": "Misread.", "words_zh": "误读。"}
    act(admin, reverse("admin:concepts_distinction_changelist"), "withdraw_chosen", distinction, **words)
    gone = admin.get(distinction.get_absolute_url())
    assert gone.status_code == 410
    assert "Misread." in gone.content.decode()
    assert LogEntry.objects.count() > 8


@pytest.fixture
def pair():
    passage = make_passage(make_source("english"), "Marketing pulls users to products.")
    chinese = make_passage(make_source("chinese", CHINESE, "zh-hans"), "销售是把产品卖好。")
    one = make_published("characteristic", make_concept("marketing", "Marketing", "营销"), cites=(passage,))
    other = make_published("characteristic", make_concept("sales", "Sales", "销售"), cites=(chinese,))
    return one, other


def test_a_published_statement_is_not_left_wanting_and_what_was_typed_stays(admin, pair, settings):
    settings.ALLOW_OWN_WORK = True
    one, _other = pair
    before = current_revision()
    typed = {"text_en": "Typed with care.", "text_zh": ""}
    answer = fill(admin, change("concepts_characteristic", one), _publish="1", **typed)
    assert answer.status_code == 200
    assert "Typed with care." in answer.content.decode()
    assert "The text in Chinese is missing" in answer.content.decode()
    one.refresh_from_db()
    assert one.text_zh
    assert current_revision() == before


def test_the_last_support_of_a_published_statement_is_not_removed(admin, pair, settings):
    settings.ALLOW_OWN_WORK = True
    one, _other = pair
    answer = fill(admin, change("concepts_characteristic", one), _publish="1", **{"citations-0-DELETE": "on"})
    assert answer.status_code == 200
    assert "No passage supports the statement" in answer.content.decode()
    assert one.citations.count() == 1


def test_changing_a_side_asks_its_published_distinctions(admin, pair, settings):
    settings.ALLOW_OWN_WORK = True
    one, other = pair
    distinction = make_distinction(one, other)
    publish(statements=[distinction])
    goal = make_dimension("goal", "Goal", "目标")
    answer = fill(admin, change("concepts_characteristic", one), dimension=goal.pk, _publish="1")
    assert answer.status_code == 200
    assert "lies on another dimension" in answer.content.decode()


def test_every_published_change_raises_the_content_revision(admin, pair):
    before = current_revision()
    saved(fill(admin, change("concepts_concept", pair[0].concepts.get()), scope_note_en="Another wording."))
    publish_proposals()
    assert current_revision() > before


def test_the_gate_refuses_what_cannot_be_stored_and_says_so(admin):
    concept = make_concept("marketing", "Marketing", "营销")
    for typed in ("营销\0", "bell\x07"):
        answer = fill(admin, change("concepts_concept", concept), scope_note_zh=typed)
        assert answer.status_code == 200
    assert not Concept.objects.exclude(scope_note_zh="").exists()


def test_a_quote_is_cut_from_the_text_and_never_typed(admin):
    version = make_source("chinese", "销售卖产品。营销卖品牌。销售卖产品。", "zh-hans")
    assert fill(admin, add("sources_passage"), version=version.pk, words="销售卖服务").status_code == 200
    assert Passage.objects.count() == 0
    saved(fill(admin, add("sources_passage"), version=version.pk, words="销售卖产品。", _take="12-18"))
    passage = Passage.objects.get()
    assert (passage.start, passage.quote, passage.translation_by) == (12, "销售卖产品。", "")
    twice = fill(admin, add("sources_passage"), version=version.pk, words="销售卖产品。", _take="12-18")
    assert "passage already" in twice.content.decode()
    saved(fill(admin, change("sources_passage", passage), translation="Sales sells products."))
    passage.refresh_from_db()
    assert (passage.translation, passage.translation_by) == ("Sales sells products.", "ours")


def test_a_passage_lies_inside_one_article(admin):
    version = make_source("english", ENGLISH)
    version.articles.update(end=20)
    answer = fill(admin, add("sources_passage"), version=version.pk, words="Both aim at revenue.")
    assert "inside one article" in answer.content.decode()


@pytest.mark.parametrize("data", [b"", b"a\x00b", b"\xff\xfe"])
def test_a_text_that_cannot_be_kept_as_it_is_is_refused(admin, data):
    source = make_source("english").source
    page = fill(
        admin, add("sources_sourceversion"), source=source.pk, number=2, language="en",
        upload=SimpleUploadedFile("text.txt", data),
    )  # fmt: skip
    assert page.status_code == 200
    assert SourceVersion.objects.count() == 1


def test_an_uploaded_text_is_kept_byte_for_byte(admin):
    source = make_source("english").source
    data = "\ufeff一\r\n二\t e\u0301 \n".encode()
    upload = SimpleUploadedFile("text.txt", data)
    fields = {"source": source.pk, "number": 2, "language": "zh-hans", "upload": upload}
    saved(fill(admin, add("sources_sourceversion"), **fields))
    version = SourceVersion.objects.get(number=2)
    assert version.read_text().encode() == data
    assert version.articles.count() == 1


def test_what_a_source_is_can_be_said_and_is_kept_in_canonical_form(admin):
    facts = {"slug": "lin", "title_en": "On channels", "title_zh": "论渠道", "kind": "book", "author": "林；李"}
    facts |= {"doi": "https://doi.org/10.1000/ABC", "isbn": "0-306-40615-2", "retrieved_on": "2024-02-29"}
    facts |= {"rights": "cc-by-4.0", "written_in": "ja", "caveats": ["undated", "reposted"]}
    saved(fill(admin, add("sources_source"), **facts))
    source = Source.objects.get()
    assert (source.doi, source.isbn, source.caveats) == ("10.1000/abc", "9780306406157", "reposted,undated")
    page = admin.get(change("sources_source", source)).content.decode()
    assert page.count(" checked") == 2
    opened = read_form(admin.get(change("sources_source", source)))
    saved(fill(admin, change("sources_source", source), caveats=["undated"]))
    late = admin.post(change("sources_source", source), opened | {"caveats": ["unsigned", "truncated"]})
    assert late.status_code == 409
    [conflict] = late.context["conflict"].fields
    assert (conflict.stored, conflict.typed) == ("undated", "unsigned, truncated")
    saved(fill(admin, change("sources_source", source), caveats=[], doi="", title_en="Of channels"))
    source.refresh_from_db()
    assert (source.caveats, source.doi, source.author, source.written_in) == ("", "", "林；李", "ja")


def test_a_fact_of_a_source_that_is_none_is_refused_at_its_field_with_the_cure(admin):
    version = make_source("chinese", CHINESE, "zh-hans")
    wrong = {
        "doi": "10.1000",
        "isbn": "0306406153",
        "retrieved_on": "soon",
        "address": "https://li:secret@example.org/",
    }
    for lang, cures in (
        (
            "en",
            (
                "leave out the name and the password",
                "has a slash",
                "the last one must be 2",
                "“soon” is no date. Write digits: 2020",
            ),
        ),
        ("zh-hans", ("请去掉主机名前的用户名和密码", "还有一个斜杠", "最后一位应为 2", "“soon”不是日期")),
    ):
        form = read_form(admin.get(change("sources_source", version.source)))
        typed = {**form, **wrong}
        refused = admin.post(change("sources_source", version.source), typed, headers={"accept-language": lang})
        assert refused.status_code == 200
        assert refused.context["adminform"].form.errors.keys() == wrong.keys()
        assert all(cure in refused.content.decode() for cure in cures)
        assert {**read_form(refused), "csrfmiddlewaretoken": ""} == {**typed, "csrfmiddlewaretoken": ""}
    for date in ("14 March 2024", "soon", "2024-02-30"):
        fields = {"source": version.source.pk, "number": 2, "language": "en", "pasted": ENGLISH, "date": date}
        refused = fill(admin, add("sources_sourceversion"), **fields)
        assert f"“{date}” is no date. Write digits" in refused.content.decode()
    saved(fill(admin, add("sources_sourceversion"), **fields | {"date": "２０２４-０2"}))
    assert SourceVersion.objects.get(number=2).date == "2024-02"
    article = version.articles.get()
    refused = fill(admin, change("sources_article", article), caveats=["none", "undated"])
    assert "cannot go with others" in refused.content.decode()
    saved(fill(admin, change("sources_article", article), caveats=["undated", "truncated"]))
    publish_proposals()
    article.refresh_from_db()
    assert article.caveats == "truncated,undated"


def test_language_and_date_of_a_text_are_corrected_while_nothing_cites_it_and_the_text_never_is(editor):
    version = make_source("wrong", CHINESE, "en")
    page = change("sources_sourceversion", version)
    saved(fill(editor, page, language="zh-hans", date="2020-05", text="other", sha256="1" * 64, number=7))
    publish_proposals()
    version.refresh_from_db()
    assert (version.language, version.date, version.number) == ("zh-hans", "2020-05", 1)
    assert (version.read_text(), version.sha256) == (CHINESE, "0" * 64)
    listed = editor.get(reverse("admin:sources_sourceversion_changelist")).content.decode()
    assert "Source wrong · Version 1" in listed
    assert "0" * 8 in listed
    assert "0" * 9 not in listed
    passage = make_passage(version, "营销是让产品好卖")
    assert 'id="id_language"' in editor.get(page).content.decode()
    make_statement("definition", make_concept("marketing"), cites=(passage,))
    assert 'id="id_language"' not in editor.get(page).content.decode()
    assert editor.post(page, {"language": "en"}).status_code == 403


def test_new_rows_come_after_all_others_and_recolour_nothing(editor):
    marketing = make_concept("marketing", rank=0)
    make_concept("sales", rank=7)
    before = {concept.slug: concept.hue for concept in load_concept_names().concepts}
    labels = [{"language": "en", "text": "Demand generation", "role": "preferred", "rank": 0}]
    for reader, words in (("en", "Empty: after all others."), ("zh-hans", "留空则排在最后。")):
        assert words in editor.get(add("concepts_concept"), headers={"accept-language": reader}).content.decode()
    saved(fill(editor, add("concepts_concept"), rows={"labels": labels}, slug="demand"))
    assert Concept.objects.get(slug="demand").rank == 8
    assert {
        concept.slug: concept.hue for concept in load_concept_names().concepts if concept.slug != "demand"
    } == before
    saved(fill(editor, change("concepts_concept", marketing), rank=""))
    publish_proposals()
    saved(fill(editor, add("concepts_concept"), rows={"labels": [labels[0] | {"text": "PR"}]}, slug="pr", rank=2))
    assert list(Concept.objects.order_by("rank").values_list("slug", flat=True)) == [
        "pr",
        "sales",
        "demand",
        "marketing",
    ]
    make_source("first", rank=4)
    both = {
        "name_en": "Goal",
        "name_zh": "目标",
        "question_en": "?",
        "question_zh": "？",
        "text_en": "?",
        "text_zh": "？",
    }
    both |= {"inverse_en": "of", "inverse_zh": "属于", "title_en": "Goal", "title_zh": "目标", "kind": "book"}
    for number in range(2):
        for name in ("sources_source", "concepts_dimension", "concepts_relationtype", "concepts_question"):
            names = {"name_en": f"Goal {number}", "name_zh": f"目标 {number}", "slug": f"slug-{number}"}
            saved(fill(editor, add(name), **both | names))
    assert [*Source.objects.order_by("pk").values_list("rank", flat=True)] == [4, 5, 6]
    for model in (Dimension, RelationType, Question):
        assert [*model.objects.order_by("pk").values_list("rank", flat=True)] == [0, 1]
    Concept.objects.update(rank=MOST_NUMBER)
    assert place_after_all(Concept) == MOST_NUMBER


@pytest.mark.parametrize(("reader", "asks"), [("en", "The language is right: save it."), ("zh-hans", "语言没有选错")])
def test_a_language_that_does_not_fit_the_script_is_asked_about_once(editor, reader, asks):
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = reader
    source = make_source("english").source
    for number, (language, text) in enumerate([("zh-hans", f"{ENGLISH} 营销"), ("en", f"{CHINESE} Marketing mix")], 2):
        typed = {"source": source.pk, "number": number, "language": language, "pasted": text}
        page = fill(editor, add("sources_sourceversion"), **typed)
        assert asks in page.content.decode()
        typed |= {LANGUAGE_CONFIRMED: "en" if language == "zh-hans" else "zh-hans"}  # ticked for the other one
        assert asks in fill(editor, add("sources_sourceversion"), **typed).content.decode()
        saved(fill(editor, add("sources_sourceversion"), **typed | {LANGUAGE_CONFIRMED: language}))
        version = source.versions.get(number=number)
        other = "en" if language == "zh-hans" else "zh-hans"
        saved(fill(editor, change("sources_sourceversion", version), language=other))
        assert asks in fill(editor, change("sources_sourceversion", version), language=language).content.decode()


def test_the_same_bytes_are_added_to_a_source_once(editor):
    source = make_source("english").source
    typed = {"source": source.pk, "language": "zh-hans", "pasted": "一\n二"}
    saved(fill(editor, add("sources_sourceversion"), number=2, **typed))
    upload = SimpleUploadedFile("text.txt", "一\n二".encode())
    for again in ({"pasted": "一\r\n二"}, {"pasted": "", "upload": upload}):
        page = fill(editor, add("sources_sourceversion"), number=3, **typed | again).content.decode()
        assert "“Source english · Version 2” has exactly this text." in page
    saved(fill(editor, add("sources_sourceversion"), number=3, **typed | {"pasted": "一\n二 "}))
    saved(fill(editor, add("sources_sourceversion"), number=2, **typed | {"source": make_source("other").source.pk}))


def test_a_cited_passage_is_not_deleted_and_the_page_says_by_what(admin, pair):
    passage = Passage.objects.first()
    sent = {"post": "yes", "_row_version": f"{passage.pk}.{passage.row_version}"}
    page = admin.post(reverse("admin:sources_passage_delete", args=[passage.pk]), sent)
    assert Passage.objects.filter(pk=passage.pk).exists()
    assert page.status_code in (200, 403)
    assert pair[0].code in admin.get(change("sources_passage", passage)).content.decode()


def test_an_editor_drafts_but_neither_publishes_nor_changes_what_is_public(editor, pair):
    one, other = pair
    assert editor.get(change("concepts_characteristic", one)).status_code == 200
    saved(fill(editor, change("concepts_characteristic", one), text_en="Mine."))
    one.refresh_from_db()
    assert (one.status, one.text_en, one.draft.text_en) == ("published", f"English words of {one.code}.", "Mine.")
    draft = make_statement("characteristic", Concept.objects.first(), cites=(Passage.objects.first(),))
    saved(fill(editor, change("concepts_characteristic", draft), text_en="A better draft."))
    assert fill(editor, change("concepts_characteristic", draft), _publish="1").status_code == 403
    characteristics = reverse("admin:concepts_characteristic_changelist")
    act(editor, characteristics, "publish_chosen", draft, note="Mine.")
    draft.refresh_from_db()
    assert (draft.status, draft.text_en) == ("draft", "A better draft.")
    act(editor, characteristics, "submit_chosen", draft)
    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert other.status == "published"


def test_a_viewer_looks_and_changes_nothing(signed_in, pair):
    viewer = signed_in("viewer")
    assert viewer.get(change("concepts_characteristic", pair[0])).status_code == 200
    assert viewer.get(add("concepts_characteristic")).status_code == 403
    assert viewer.post(change("concepts_characteristic", pair[0]), {"text_en": "Mine."}).status_code == 403


def test_publishing_from_the_list_says_what_is_missing(admin):
    draft = make_statement("definition", make_concept("marketing"), text_zh="")
    answer = act(admin, reverse("admin:concepts_definition_changelist"), "publish_chosen", draft, note="New.")
    words = answer.content.decode()
    assert draft.code in words
    assert "The text in Chinese is missing" in words
    assert "No passage supports" in words


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Market", {"marketing"}),
        ("营销", {"marketing"}),
        ("yingxiao", {"marketing"}),
        ("yx", {"marketing"}),
        ("销", {"marketing", "sales"}),
    ],
)
def test_concepts_are_found_by_english_chinese_and_pinyin(admin, typed, found):
    marketing, sales = make_concept("marketing", "Marketing", "营销"), make_concept("sales", "Sales", "销售")
    names = {str(marketing.pk): "marketing", str(sales.pk): "sales"}
    query = {"app_label": "concepts", "model_name": "statementconcept", "field_name": "concept", "term": typed}
    answer = json.loads(admin.get(reverse("admin:autocomplete"), query).content)
    assert {names[one["id"]] for one in answer["results"]} == found
    assert all(" · " in one["text"] for one in answer["results"])


def test_the_admin_speaks_the_language_a_curator_chose(admin):
    assert 'lang="en' in admin.get(reverse("admin:index")).content.decode()
    admin.post(reverse("admin-language"), {"language": "zh-hans", "next": reverse("admin:index")})
    page = admin.get(reverse("admin:index")).content.decode()
    assert 'lang="zh-hans"' in page.lower()
    assert "您想做什么？" in page
    assert admin.cookies["django_language"]["path"] == "/admin/"


def test_only_characteristics_are_offered_as_sides(admin, pair):
    one, other = pair
    make_distinction(one, other)
    query = {"app_label": "concepts", "model_name": "side", "field_name": "characteristic", "term": ""}
    answer = json.loads(admin.get(reverse("admin:autocomplete"), query).content)
    assert {found["id"] for found in answer["results"]} == {str(one.pk), str(other.pk)}


def test_what_leans_on_one_another_is_withdrawn_together(admin, pair):
    one, other = pair
    distinction = make_distinction(one, other)
    part = make_part(one, cites=(Passage.objects.get(quote__startswith="Marketing"),))
    position = make_statement("position")
    rest_on(position, other)
    publish(statements=[distinction, part, position])
    everything, rows = reverse("admin:concepts_statement_changelist"), list(Statement.objects.all())
    asked = act(admin, everything, "withdraw_chosen", *rows)
    assert Statement.objects.published().count() == 5  # the words were asked for, nothing more
    assert "words_zh" in asked.content.decode()
    act(admin, everything, "withdraw_chosen", *rows, words_en="Misread.", words_zh="误读。")
    assert not Statement.objects.published().exists()


def test_a_long_text_may_be_pasted_and_keeps_what_the_gate_for_entered_text_refuses(admin):
    source = make_source("english").source
    text = "\ufeff营销是让产品好卖。\f\n" * 3_000
    saved(fill(admin, add("sources_sourceversion"), source=source.pk, number=2, language="zh-hans", pasted=text))
    assert SourceVersion.objects.get(number=2).read_text() == text


def test_saving_a_form_with_what_hangs_on_it_raises_the_version_by_one(admin, pair):
    one = make_statement("characteristic", pair[0].concepts.get(), cites=(pair[0].citations.get().passage,))
    rows = {"citations": [{"passage": Passage.objects.get(version__language="zh-hans").pk, "stance": "contradicts"}]}
    saved(fill(admin, change("concepts_characteristic", one), rows=rows, note_en="A note."))
    one.refresh_from_db()
    assert (one.row_version, one.note_en, one.citations.count()) == (2, "A note.", 2)


def test_who_wrote_a_draft_last_is_kept_and_who_only_looked_is_not(signed_in, pair):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    draft = make_statement("definition", pair[0].concepts.get(), cites=(pair[0].citations.get().passage,))
    saved(fill(editor, change("concepts_definition", draft), text_en="Marketing pulls."))
    draft.refresh_from_db()
    assert draft.author_name == "editor"
    refused = fill(editor, change("concepts_definition", draft), _publish="1")
    assert refused.status_code == 403
    saved(fill(reviewer, change("concepts_definition", draft), _publish="1"))
    draft.refresh_from_db()
    assert (draft.status, draft.author_name) == ("published", "editor")
    assert draft.editions.get().publication.by_name == "reviewer"


def test_ones_own_work_is_refused_in_the_form_with_words(signed_in, pair):
    reviewer = signed_in("reviewer")
    draft = make_statement("definition", pair[0].concepts.get(), cites=(pair[0].citations.get().passage,))
    refused = fill(reviewer, change("concepts_definition", draft), text_en="Marketing pulls.", _publish="1")
    assert refused.status_code == 200
    assert "ask another reviewer" in refused.content.decode()
    assert "Marketing pulls." in refused.content.decode()
    draft.refresh_from_db()
    assert (draft.status, draft.author) == ("draft", None)


def test_a_source_address_holds_no_password_in_forms_packs_and_the_database():
    pattern = next(field.type for field in SOURCE.fields if field.column == "address")
    assert isinstance(pattern, Pattern)
    source = make_source("english").source
    for address in ("https://example.org", "http://例子.cn/@li?q=a@b#c@d", "https://example.org:8000/a:b@c"):
        assert re.fullmatch(pattern.regex, address)
        Source.objects.filter(pk=source.pk).update(address=address)
    for address in ("https://li:secret@example.org", "http://li@example.org/", "ftp://example.org", "https:///a"):
        assert not re.fullmatch(pattern.regex, address)
        with pytest.raises(IntegrityError), transaction.atomic():
            Source.objects.filter(pk=source.pk).update(address=address)


@pytest.mark.parametrize(("language", "says"), [("en", "This field is required"), ("zh-hans", "这个字段是必填项")])
def test_what_a_kind_of_statement_cannot_do_without_is_asked_for_at_its_field(admin, language, says):
    for kind, field in (
        ("characteristic", "dimension"), ("distinction", "dimension"), ("relation", "relation_type"),
        ("position", "question"),
    ):  # fmt: skip
        page = add(f"concepts_{kind}")
        refused = admin.post(page, read_form(admin.get(page)), headers={"accept-language": language})
        errors = refused.context["adminform"].form.errors
        assert field in errors, kind
        assert says in refused.content.decode(), kind
        assert "__all__" not in errors, kind
