"""Lists and choices tell drafts from what readers see."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from concepts.admin.reviewed_list import STATES
from concepts.editorial.proposals import propose_change, propose_new
from concepts.editorial.publishing import publish
from concepts.editorial.review import submit
from concepts.editorial.row_contents import read_row_content
from concepts.models import Tag
from sources.content_row import RowStatus
from tests.factories import make_concept, make_dimension, make_passage, make_source, make_statement

pytestmark = pytest.mark.django_db
LIST = "/admin/concepts/dimension/"


@pytest.fixture
def dimensions(signed_in):
    """A client, and a dimension in every state that one can be in, by the name of its state."""
    client = signed_in("editor")
    person = get_user_model().objects.get()
    rows = {name: make_dimension(name) for name in STATES if name != "not-shown"}
    for name in ("draft", "submitted"):
        propose_new(row=rows[name], by=person)
        content = read_row_content(rows[f"changes-{name}"])
        propose_change(
            row=rows[f"changes-{name}"],
            content=type(content)({**content.fields, "core": True}, content.attached, "dimension"),
            by=person,
        )
    for name in ("submitted", "changes-submitted"):
        submit(row=rows[name], by=person)
    return client, rows


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["published, changes drafted", "published, changes submitted", ">draft<", ">submitted<"]),
        ("zh-hans", ["已发布，修改起草中", "已发布，修改待审阅", ">草稿<", ">已提交<"]),
    ],
)
def test_a_list_tells_the_state_of_every_row_and_is_filtered_by_it(dimensions, language, words):
    client, rows = dimensions
    page = client.get(LIST, headers={"accept-language": language}).content.decode()
    assert re.findall(r'class="state state-([a-z-]+)"', page) == sorted(rows, key=list(rows).index)
    assert [word for word in words if word not in page] == []
    for name, row in rows.items():
        assert list(client.get(LIST, {"seen": name}).context["cl"].result_list) == [row]
    assert client.get(LIST, {"seen": "not-shown"}).context["cl"].result_count == 0
    assert client.get(LIST, {"seen": "nonsense"}).context["cl"].result_count == len(rows)


def test_a_tag_and_a_passage_are_shown_once_a_published_statement_has_them(signed_in):
    client = signed_in("editor")
    passage = make_passage(make_source("english"), "Marketing pulls users to products.")
    statement = make_statement("definition", make_concept("marketing"), cites=(passage,))
    statement.tags.add("推拉")
    pages = {"tag": "/admin/concepts/tag/", "passage": "/admin/sources/passage/"}
    for page in pages.values():
        assert 'class="state state-not-shown"' in client.get(page).content.decode()
    publish(statements=[statement])
    assert Tag.objects.count() == 1
    for page in pages.values():
        assert 'class="state state-published"' in client.get(page).content.decode()


@pytest.mark.parametrize(("language", "mark"), [("en", " (draft)"), ("zh-hans", "（草稿）")])
def test_a_choice_says_that_a_row_is_a_draft(signed_in, language, mark):
    client = signed_in("editor")
    concept = make_concept("marketing", "Marketing", "营销")
    make_statement("definition", concept)
    other = make_passage(make_source("chinese"), "Marketing pulls users to products.")

    def answers(app, model, field):
        query = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
        page = client.get(reverse("admin:autocomplete"), query, headers={"accept-language": language})
        return [result["text"] for result in page.json()["results"]]

    assert [text.endswith(mark) for text in answers("concepts", "side", "concept")] == [False]
    assert [text.endswith(mark) for text in answers("concepts", "basis", "statement")] == [True]
    assert [text.endswith(mark) for text in answers("concepts", "citation", "passage")] == [False]
    type(concept).objects.update(status=RowStatus.DRAFT)
    type(other.version.source).objects.update(status=RowStatus.DRAFT)
    assert [text.endswith(mark) for text in answers("concepts", "side", "concept")] == [True]
    assert [text.endswith(mark) for text in answers("concepts", "citation", "passage")] == [True]
