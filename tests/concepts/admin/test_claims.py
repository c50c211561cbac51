"""Findings and positions are written through their forms: parts follow concepts, boxes add rows, articles are named."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concepts.editorial.publishing import publish, withdraw
from concepts.models import ConceptLink, Statement
from tests.concepts.admin.pages import act, fill, read_form
from tests.factories import (
    cite,
    make_claim_part,
    make_concept,
    make_dimension,
    make_distinction,
    make_finding,
    make_finding_of_parts,
    make_passage,
    make_published,
    make_question,
    make_source,
    make_statement,
    rest_on,
)

pytestmark = pytest.mark.django_db
ADD = "/admin/concepts/finding/add/"
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
WORDS = {"text_en": "Marketing looks far, sales near.", "text_zh": "营销看得远，销售看得近。", "aspect": "differ"}


class Desk:
    """Two concepts and one near to the first; three articles; characteristics that say something about each."""

    def __init__(self) -> None:
        self.marketing = make_concept("marketing", "Marketing", "营销")
        self.sales = make_concept("sales", "Sales", "销售")
        self.department = make_concept("marketing-department", "Marketing department", "市场部")
        ConceptLink.objects.create(concept=self.department, other=self.marketing, kind="broader")
        self.scope, self.goal = make_dimension("scope", "Scope", "范围"), make_dimension("goal", "Goal", "目标")
        self.passages = [make_passage(make_source(f"source-{each}"), "Both aim at revenue.") for each in "abc"]
        a, b, c = self.passages
        self.far = make_published("characteristic", self.marketing, cites=(a, b), dimension=self.scope)
        self.near = make_published("characteristic", self.sales, cites=(a,), dimension=self.scope)
        self.aim = make_published("characteristic", self.sales, cites=(c,), dimension=self.goal)
        self.office = make_published("characteristic", self.department, cites=(c,), dimension=self.scope)
        self.contrast = make_distinction(self.far, self.near)
        publish(statements=[self.contrast])

    def finding(self, **fields):
        """A finding of two parts; only the first article says both."""
        sides = ((self.marketing, self.far), (self.sales, self.near))
        return make_finding_of_parts(*sides, dimension=self.scope, **fields)


@pytest.fixture
def desk():
    return Desk()


def form_of(row):
    return reverse(f"admin:concepts_{row.kind}_change", args=[row.pk])


def read(client, address, language="en"):
    page = client.get(address, headers={"accept-language": language})
    assert page.status_code == 200, page.content
    return unescape(page.content.decode())


def plain(page):
    """The words of a page, without markup."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))


def basis_of(claim):
    return [(row.statement, row.part, row.nearness) for row in claim.bases.order_by("rank", "pk")]


def parts_of(claim):
    return [(part.number, part.concept and part.concept.slug, part.name_zh) for part in claim.claim_parts.all()]


def test_a_new_finding_makes_the_parts_that_its_rows_name(editor, desk):
    page = read_form(editor.get(ADD))
    subjects = {"concept_links-0-concept": desk.marketing.pk, "concept_links-1-concept": desk.sales.pk}
    rows = [{"statement": desk.far.pk, "part": "r0", "nearness": "itself"}]
    rows += [{"statement": desk.near.pk, "part": "r1", "nearness": "itself"}]
    assert "concept_links-1-concept" in page
    answer = fill(editor, ADD, rows={"bases": rows}, dimension=desk.scope.pk, **subjects, **WORDS)
    finding = Statement.objects.get(kind="finding")
    assert answer.url == form_of(finding)
    assert parts_of(finding) == [(1, "marketing", ""), (2, "sales", "")]
    assert basis_of(finding) == [(desk.far, 1, "itself"), (desk.near, 2, "itself")]


def test_parts_that_no_row_names_any_more_are_not_kept(editor, desk):
    finding = desk.finding()
    fill(editor, form_of(finding), **{"bases-0-part": "0", "bases-1-DELETE": "on"})
    assert parts_of(finding) == []
    assert basis_of(finding) == [(desk.far, 0, "itself")]


def test_parts_keep_their_numbers_when_a_concept_comes_before(editor, desk):
    finding = desk.finding()
    fill(editor, form_of(finding), text_en="Something else.", **{"concept_links-0-rank": 5, "concept_links-1-rank": 1})
    finding.refresh_from_db()
    assert finding.text_en == "Something else."
    assert parts_of(finding) == [(1, "marketing", ""), (2, "sales", "")]


@LANGUAGES
def test_a_row_about_a_concept_that_is_not_chosen_is_refused_at_its_field(editor, desk, language):
    rows = [{"statement": desk.far.pk, "part": "r2", "nearness": "nearby"}]
    subjects = {"concept_links-0-concept": desk.marketing.pk, "concept_links-1-concept": desk.sales.pk}
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    answer = fill(editor, ADD, rows={"bases": rows, "concept_links": [{}]}, **subjects, **WORDS)
    assert answer.status_code == 200
    expected = {"en": "Concept 3 is not chosen above", "zh-hans": "上面没有选择第 3 个概念"}[language]
    assert expected in answer.content.decode()
    assert read_form(answer)["text_zh"] == WORDS["text_zh"]
    assert read_form(answer)["bases-1-nearness"] == "nearby"


@LANGUAGES
def test_the_form_names_the_concepts_that_a_row_can_be_about(editor, desk, language):
    page = read(editor, form_of(desk.finding()), language)
    choices = {"en": ["the whole", "about Marketing", "about Sales"], "zh-hans": ["整体", "关于营销", "关于销售"]}
    for choice in choices[language]:
        assert re.search(rf"<option[^>]*>{choice}</option>", page), choice


@LANGUAGES
def test_the_form_names_the_articles_that_say_the_whole_a_part_and_something_nearby(editor, desk, language):
    finding = desk.finding()
    rest_on(finding, desk.office, part=1, nearness="nearby")
    rest_on(finding, desk.aim, part=2)
    text = plain(read(editor, form_of(finding), language))
    expected = {
        "en": [
            "1 article says the whole Article 1 Source source-a, 1",
            "1 article says only the part about Marketing Article 1 Source source-b, 1",
            "1 article says it of something nearby Article 1 Source source-c, 1",
        ],
        "zh-hans": [
            "1 篇文章说出整体 文章 1 来源 source-a, 1",
            "1 篇文章只说出“关于营销”这一部分 文章 1 来源 source-b, 1",
            "1 篇文章说的是相近的对象 文章 1 来源 source-c, 1",
        ],
    }
    for sentence in expected[language]:
        assert sentence in text


def test_a_refused_form_counts_what_was_typed(editor, desk):
    finding = desk.finding()
    answer = fill(editor, form_of(finding), text_en="x" * 20_001, **{"bases-0-part": "0", "bases-1-DELETE": "on"})
    assert answer.status_code == 200
    assert "2 articles say the whole" in answer.content.decode()


@LANGUAGES
def test_statements_are_proposed_likeliest_first_and_a_tick_adds_one(editor, desk, language):
    finding = make_finding(desk.marketing, desk.sales, dimension=desk.scope)
    page = read(editor, form_of(finding), language)
    proposed = re.findall(r'name="_rest_on" value="([^"]+)"', page)
    about = {concept: f"c{concept.pk}" for concept in (desk.marketing, desk.sales)}
    assert proposed == [
        f"{desk.contrast.pk}-0-itself",
        f"{desk.far.pk}-{about[desk.marketing]}-itself",
        f"{desk.near.pk}-{about[desk.sales]}-itself",
        f"{desk.office.pk}-{about[desk.marketing]}-nearby",
    ]
    headings = {"en": ["The whole", "About Marketing"], "zh-hans": ["整体", "关于营销"]}[language]
    assert [f"<h3>{heading}</h3>" in page for heading in headings] == [True, True]
    fill(editor, form_of(finding), _rest_on=[proposed[1], proposed[3], "nothing"])
    assert basis_of(finding) == [(desk.far, 1, "itself"), (desk.office, 1, "nearby")]
    assert parts_of(finding) == [(1, "marketing", "")]
    again = read(editor, form_of(finding), language)
    assert set(re.findall(r'name="_rest_on" value="([^"]+)"', again)) == {proposed[0], proposed[2]}


def test_without_a_dimension_characteristics_on_all_are_proposed_and_what_stands_alone_is_not(editor, desk):
    page = read(editor, form_of(make_finding(desk.marketing, desk.sales)))
    assert f'value="{desk.aim.pk}-c{desk.sales.pk}-itself"' in page
    make_statement("characteristic", desk.sales, dimension=desk.scope)
    assert page.count('name="_rest_on"') == read(editor, form_of(Statement.objects.get(kind="finding"))).count(
        'name="_rest_on"'
    )


def test_what_is_ticked_stays_a_row_of_a_form_that_is_refused(editor, desk):
    finding = make_finding(desk.marketing, desk.sales, dimension=desk.scope)
    answer = fill(editor, form_of(finding), text_en="x" * 20_001, _rest_on=f"{desk.contrast.pk}-0-itself")
    assert answer.status_code == 200
    assert read_form(answer)["bases-0-statement"] == str(desk.contrast.pk)
    assert not finding.bases.exists()


def make_answers(desk):
    """A question with one answer that rests on the contrast, and another that rests on something else."""
    question = make_question()
    yes, no = (make_statement("position", question=question, rank=place) for place in range(2))
    rest_on(yes, desk.contrast)
    rest_on(no, desk.aim)
    return yes, no


@LANGUAGES
def test_questions_are_named_whose_answers_rest_on_a_statement_or_a_side_of_it(editor, desk, language):
    yes, no = make_answers(desk)
    text = plain(read(editor, form_of(desk.finding()), language))
    shared = ", ".join(sorted([desk.far.code, desk.near.code]))
    question = {"en": "Is sales part of marketing?", "zh-hans": "销售是营销的一部分吗？"}[language]
    remark = {"en": f"(draft) rests on {shared} too", "zh-hans": f"(草稿) 同样依据 {shared}"}[language]
    assert f"{question} {yes.code}" in text
    assert remark in text
    assert no.code in text
    other = make_finding(desk.marketing, desk.sales, rests_on=(desk.office,))
    assert question not in plain(read(editor, form_of(other), language))


def test_the_page_of_review_says_who_says_a_finding_and_which_questions_it_touches(signed_in, desk):
    make_answers(desk)
    finding, reviewer = desk.finding(status="submitted"), signed_in("reviewer")
    chosen = {"action": "publish_chosen", "_selected_action": [finding.pk], "_row_versions": [f"{finding.pk}.1"]}
    address = "/admin/concepts/finding/"
    chosen["_row_versions"] = re.findall(r'name="_row_versions" value="([0-9.]+)"', read(reviewer, address))
    page = plain(unescape(reviewer.post(address, chosen).content.decode()))
    assert "1 article says the whole" in page
    assert "Is sales part of marketing?" in page


@LANGUAGES
def test_what_keeps_a_finding_from_readers_stands_at_its_rows_with_the_cure(signed_in, desk, language, settings):
    settings.ALLOW_OWN_WORK = True
    finding = make_finding(desk.marketing, desk.sales, text_zh="只说营销。")
    part = make_claim_part(finding, desk.marketing)
    rest_on(finding, desk.office, part=part.number)
    withdraw(statement=desk.office, words_en="Misread.", words_zh="误读。")
    reviewer = signed_in("reviewer")
    reviewer.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    page = fill(reviewer, form_of(finding), _publish="1", text_en="Typed just now.")
    assert page.status_code == 200
    assert read_form(page)["text_en"] == "Typed just now."
    rows = unescape(page.content.decode()).partition('id="bases-group"')[2]
    faults = {
        "en": ["The finding rests on nothing about “Sales”; add a statement", "is withdrawn; choose another statement"],
        "zh-hans": ["该综述没有关于“销售”的依据；请添加", "已撤回；请选择其他陈述"],
    }
    for fault in faults[language]:
        assert fault in rows


@LANGUAGES
def test_whole_and_part_of_one_statement_and_a_concept_twice_are_refused_at_their_rows(editor, desk, language):
    finding = desk.finding()
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    rows = {
        "bases": [{"statement": desk.far.pk, "part": "0", "nearness": "itself"}],
        "concept_links": [{"concept": desk.sales.pk, "rank": 3}],
    }
    page = fill(editor, form_of(finding), rows=rows, text_zh="又写一句。")
    assert page.status_code == 200
    assert read_form(page)["text_zh"] == "又写一句。"
    text = unescape(page.content.decode())
    whole = {"en": "carries the whole already", "zh-hans": "已经支撑整个论断"}[language]
    twice = {"en": "This is here twice; remove one.", "zh-hans": "这一项出现了两次，请删去一个。"}[language]
    assert whole in text.partition('id="bases-group"')[2].partition('id="claim')[0]
    assert twice in text.partition('id="concept_links-group"')[2].partition('id="bases-group"')[0]


@LANGUAGES
def test_a_position_has_parts_with_names_which_its_rows_carry(editor, desk, language):
    position = make_statement("position")
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    rows = {
        "claim_parts": [{"number": 1, "name_en": "scope", "name_zh": ""}],
        "bases": [{"statement": desk.far.pk, "part": "1", "nearness": "itself"}],
    }
    page = fill(editor, form_of(position), rows=rows)
    assert page.status_code == 200
    missing = {"en": "A part has its name in both languages; write this one too.", "zh-hans": "请补写"}[language]
    assert missing in page.content.decode()
    assert read_form(page)["claim_parts-0-name_en"] == "scope"
    rows["claim_parts"][0]["name_zh"] = "范围"
    assert fill(editor, form_of(position), rows=rows).status_code == 302
    assert parts_of(position) == [(1, None, "范围")]
    assert basis_of(position) == [(desk.far, 1, "itself")]
    part = {"en": "part 1: scope", "zh-hans": "第 1 部分：范围"}[language]
    assert part in read(editor, form_of(position), language)
    whole = {"en": "2 articles say the whole", "zh-hans": "2 篇文章说出整体"}[language]
    assert whole in read(editor, form_of(position), language)


def test_citations_of_a_position_of_its_own_count_as_the_whole(editor, desk):
    position = make_statement("position", cites=(desk.passages[2],))
    rest_on(position, desk.far)
    assert "3 articles say the whole" in read(editor, form_of(position))
    cite(position, desk.passages[0], "contradicts")
    assert "1 article says both this and the opposite, and does not count" in read(editor, form_of(position))


def test_who_may_only_look_reads_what_each_row_carries(signed_in, desk):
    page = plain(read(signed_in("viewer"), form_of(desk.finding())))
    assert "about Marketing" in page
    assert "1 article says the whole" in page
    assert "may rest on" not in page


def test_two_people_who_change_one_finding_see_what_each_row_carries(signed_in, desk):
    finding = desk.finding()
    first, second = signed_in("editor"), signed_in("reviewer")
    opened = read_form(second.get(form_of(finding)))
    fill(first, form_of(finding), **{"bases-0-part": "0"})
    page = second.post(form_of(finding), opened | {"bases-1-nearness": "nearby"})
    assert page.status_code == 409
    text = plain(unescape(page.content.decode()))
    assert "about Marketing" in text
    assert read_form(page)["bases-1-part"] == f"c{desk.sales.pk}"


def test_the_form_asks_as_many_questions_however_much_there_is(editor, desk):
    finding = desk.finding()
    make_answers(desk)

    def count():
        with CaptureQueriesContext(connection) as queries:
            read(editor, form_of(finding))
        return len(queries)

    count()
    before = count()
    for each in range(5):
        make_published("characteristic", desk.marketing, cites=desk.passages[:2], dimension=desk.scope)
        rest_on(finding, make_published("characteristic", desk.sales, cites=desk.passages[:1], dimension=desk.goal))
        near = make_concept(f"near-{each}")
        ConceptLink.objects.create(concept=near, other=desk.sales, kind="related")
        make_published("characteristic", near, cites=desk.passages[:1], dimension=desk.scope)
    assert count() == before


@LANGUAGES
def test_lists_say_how_many_articles_say_the_whole(editor, desk, language):
    desk.finding()
    page = read(editor, "/admin/concepts/finding/", language)
    assert re.search('class="field-voices">1<', page)
    assert re.search('class="field-voices">1<', read(editor, "/admin/concepts/distinction/", language))
    assert "o=" not in re.search(r"<th[^>]*column-voices.*?</th>", page, re.DOTALL)[0]


@LANGUAGES
def test_who_withdraws_or_merges_a_basis_reads_which_finding_rests_on_it(signed_in, desk, language):
    finding, reviewer = desk.finding(), signed_in("reviewer")
    publish(statements=[finding])
    for step in ("withdraw", "merge"):
        address = reverse("admin:concepts_characteristic_step", args=[desk.near.pk, step])
        assert f"{finding.code} · " in read(reviewer, address, language)


def test_a_finding_and_what_it_rests_on_are_withdrawn_together(signed_in, desk):
    finding, reviewer = desk.finding(), signed_in("reviewer")
    publish(statements=[finding])
    words = {"words_en": "Misread.", "words_zh": "误读。"}
    act(reviewer, "/admin/concepts/statement/", "withdraw_chosen", desk.near, desk.contrast, finding, **words)
    assert Statement.objects.filter(status="withdrawn").count() == 3
