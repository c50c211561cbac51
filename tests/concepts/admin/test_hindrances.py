"""What stands in the way of a step is said before words are written; a merger leads to the row that stays."""

import pytest
from django.urls import reverse

from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish, users_that_stay
from concepts.models import Basis, Concept, Statement
from tests.concepts.admin.pages import act, fill
from tests.concepts.admin.test_workflow import address, step_of
from tests.factories import make_concept, make_passage, make_published, make_question, make_source, make_statement

pytestmark = pytest.mark.django_db
REASONS = {"reason_en": "The same.", "reason_zh": "相同。"}


@pytest.mark.parametrize(
    ("language", "says", "one", "drafted", "final"),
    [
        ("en", "In use; withdraw or change these first:", "This statement leaves the site.",
         "Changes are being drafted; publish or discard them first:", "This cannot be undone."),
        ("zh-hans", "正被使用，请先撤回或修改以下内容：", "这条陈述将从网站撤下。",
         "有修改稿尚未完成，请先发布或放弃：", "此操作无法撤销。"),
    ],
)  # fmt: skip
def test_a_step_says_first_what_stands_in_its_way(admin, language, says, one, drafted, final):
    headers = {"accept-language": language}
    passage = make_passage(make_source("english"), "Marketing pulls")
    used = make_published("definition", make_concept("marketing", "Marketing", "营销"), cites=(passage,))
    user = make_statement("position", cites=(passage,), question=make_question())
    Basis.objects.create(claim=user, statement=used)
    publish(statements=[user])
    page = admin.get(step_of(used, "withdraw"), headers=headers).content.decode()
    assert says in page
    assert one in page
    assert f'href="{address(user)}"' in page
    assert 'name="words_en"' not in page
    assert users_that_stay([used]) == [user]
    assert users_that_stay([used, user]) == []  # both leave together
    listed = act(admin, "/admin/concepts/definition/", "withdraw_chosen", used).content.decode()
    assert f'href="{address(user)}"' in listed
    assert 'name="words_en"' not in listed
    typed = fill(admin, step_of(user, "merge"), into=user.pk, **REASONS)
    assert 'name="reason_en"' in typed.content.decode()  # what was typed is never hidden
    start_draft(statement=used, by=None)
    page = admin.get(step_of(used, "merge"), headers=headers).content.decode()
    assert drafted in page
    assert final in page
    assert 'name="reason_en"' not in page


def test_a_merger_leads_to_the_row_that_stays_and_so_do_old_pages(admin):
    passage = make_passage(make_source("english"), "Marketing pulls")
    two = [make_concept(slug, slug.title(), name) for slug, name in (("selling", "卖"), ("sales", "销售"))]
    old, new = (make_published("definition", concept, cites=(passage,)) for concept in two)
    answer = fill(admin, step_of(old, "merge"), into=new.pk, **REASONS)
    assert answer.url == address(new)
    for language, says in (("en", "was merged into this one"), ("zh-hans", "已并入这一条")):
        page = admin.get(address(old), headers={"accept-language": language}, follow=True)
        assert page.redirect_chain == [(address(new), 302)]
        assert says in page.content.decode()
    pages = [reverse("admin:concepts_concept_change", args=[concept.pk]) for concept in two]
    answer = fill(admin, step_of(two[0], "merge"), into=two[1].pk, **REASONS)
    assert Concept.objects.count() == 1
    assert answer.url == pages[1]
    for language, says in (("en", "That concept was merged into this one"), ("zh-hans", "那个概念已并入这一个")):
        page = admin.get(pages[0], headers={"accept-language": language}, follow=True)
        assert page.redirect_chain == [(pages[1], 302)]
        assert says in page.content.decode()
    gone = reverse("admin:concepts_concept_change", args=[999])
    assert admin.get(gone).url == "/admin/"
    assert Statement.objects.published().count() == 1
