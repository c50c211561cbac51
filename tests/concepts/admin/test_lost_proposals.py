"""Nothing that was answered as saved is lost, of no kind of row whose changes wait as proposals."""

import pytest
from django.urls import reverse

from concepts.content.description import DESCRIPTIONS
from concepts.editorial.proposals import proposal_of
from concepts.editorial.public_rows import find_public
from concepts.editorial.row_contents import read_row_content
from concepts.models import Proposal
from tests.conceptbase.backup.test_backup import fill_site
from tests.concepts.admin.pages import read_form
from tests.factories import make_source, publish_proposals

pytestmark = pytest.mark.django_db
# What two people type into the same field, by the kind of the row.
TYPED = {
    "source": ("publisher", "First house", "第二社"),
    "version": ("date", "2019", "2020-05"),
    "article": ("title_zh", "第一篇", "第二篇"),
    "skip": ("reason", "heading", "off-topic"),
    "passage": ("translation", "First words", "第二句"),
    "concept": ("scope_note_zh", "第一注", "第二注"),
    "dimension": ("question_en", "First, how far?", "Second, how long?"),
    "relation-type": ("inverse_zh", "第一反", "第二反"),
    "tag": ("name_zh", "第一签", "第二签"),
    "question": ("text_zh", "第一问？", "第二问？"),
    "address": ("words_en", "First gone.", "Second gone."),
    "site": ("headline_zh", "第一题", "第二题"),
}


@pytest.fixture
def site(db):
    fill_site()
    make_source("uncited")  # of a text that is cited, language and date stay
    Proposal.objects.all().delete()


def test_every_kind_of_proposal_is_tried():
    assert {*TYPED} == {*DESCRIPTIONS} - {"statement"}


@pytest.mark.parametrize("kind", TYPED)
def test_who_comes_second_is_refused_with_both_texts_and_may_replace_the_first(site, signed_in, kind):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    field, first, second = TYPED[kind]
    model = DESCRIPTIONS[kind].model
    public = find_public(kind, model._base_manager.values_list("pk", flat=True))
    pages = {
        row: reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        for row in model._base_manager.filter(pk__in=public).order_by("pk")
    }
    row, page = next((row, page) for row, page in pages.items() if field in read_form(editor.get(page)))
    before = read_row_content(row)
    mine, theirs = (read_form(client.get(page)) for client in (editor, reviewer))
    assert editor.post(page, mine | {field: first}).status_code == 302
    answer = reviewer.post(page, theirs | {field: second})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert first in shown
    assert read_form(answer)[field] == second
    assert read_row_content(row) == before
    assert proposal_of(row)
    assert read_form(editor.get(page))[field] == first
    # Compared and sent again, it replaces the first one, and readers get it once it is published.
    over = read_form(answer) | {"_over": answer.context["conflict"].version}
    assert reviewer.post(page, over).status_code == 302
    publish_proposals()
    assert proposal_of(row) is None
    assert getattr(model._base_manager.get(pk=row.pk), field) == second
