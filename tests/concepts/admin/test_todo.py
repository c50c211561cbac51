"""The admin's home is a to-do list: its counts are right, and so are the lists they lead to."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concepts.admin.todo import RECENT_PERIOD, SHOWN_ROWS, TASK_KINDS, build_todo
from concepts.editorial.drafts import start_draft
from concepts.editorial.publications import publish_row
from concepts.editorial.publishing import publish
from concepts.editorial.review import assign, return_to_draft, submit
from concepts.models import Publication, Statement
from tests.factories import CHINESE, make_concept, make_passage, make_source, make_statement

pytestmark = pytest.mark.django_db
HOME = "/admin/"


def person(name, role="reviewer"):
    one = get_user_model().objects.create_user(username=name, is_staff=True)
    one.groups.add(Group.objects.get(name=role))
    return get_user_model().objects.get(pk=one.pk)


class Desk:
    """An editor, two reviewers, and statements in every state."""

    def __init__(self) -> None:
        self.editor, self.rui, self.wei = person("ann", "editor"), person("rui"), person("wei")
        self.concept = make_concept("marketing", "Marketing", "营销")
        self.english = make_passage(make_source("english"), "Marketing pulls users to products.")
        self.chinese = make_passage(
            make_source("chinese", CHINESE, "zh-hans"), "营销是让产品好卖", translation="It …", translation_by="ours"
        )

    def draft(self, by=None, *passages, **fields):
        return make_statement("definition", self.concept, author=by, cites=passages or (self.english,), **fields)


@pytest.fixture
def desk():
    return Desk()


def codes(who, name):
    work = next(work for work in TASK_KINDS if work.name == name)
    return set(Statement.objects.filter(work.condition(who)).values_list("code", flat=True))


def test_a_draft_is_mine_until_i_submit_it_and_comes_back_as_sent_back(desk):
    mine = desk.draft(desk.editor)
    desk.draft(desk.rui)
    assert codes(desk.editor, "mine") == {mine.code}
    submit(row=mine, by=desk.editor)
    assert codes(desk.editor, "mine") == codes(desk.editor, "returned") == set()
    assert codes(desk.editor, "submitted") == {mine.code}
    assert codes(desk.wei, "submitted") == set()
    return_to_draft(row=mine, by=desk.rui, comment="再引一处。")
    assert codes(desk.editor, "mine") == codes(desk.editor, "submitted") == set()
    assert codes(desk.editor, "returned") == {mine.code}
    assert codes(desk.wei, "returned") == set()
    submit(row=mine, by=desk.editor)
    assert codes(desk.editor, "returned") == set()


def test_a_reviewer_is_asked_for_what_others_submitted_and_nobody_else_is_to_review(desk):
    free, nobodys, own, for_wei = desk.draft(desk.editor), desk.draft(), desk.draft(desk.rui), desk.draft(desk.editor)
    for one in (free, nobodys, own, for_wei):
        submit(row=one, by=one.author)
    assign(row=for_wei, to=desk.wei)
    assert codes(desk.rui, "review") == {free.code, nobodys.code}
    assert codes(desk.wei, "review") == {free.code, nobodys.code, own.code, for_wei.code}


def test_a_site_of_one_person_is_asked_for_its_own_work(desk, settings):
    own = desk.draft(desk.rui)
    submit(row=own, by=desk.rui)
    assert codes(desk.rui, "review") == set()
    settings.ALLOW_OWN_WORK = True
    assert codes(desk.rui, "review") == {own.code}


def test_one_voice_is_one_article_that_speaks_and_is_no_copy(desk):
    again = make_passage(desk.english.version, "Both aim at revenue.")
    copy = make_passage(make_source("copy"), "Marketing pulls users to products.", copy_of=desk.english)
    one, both = desk.draft(None, desk.english, again, copy), desk.draft(None, desk.english, desk.chinese)
    draft = desk.draft(None, desk.english)
    publish(statements=[one, both])
    assert codes(desk.rui, "one-voice") == {one.code}
    assert draft.code not in codes(desk.rui, "one-voice")


def test_changes_in_work_are_named_by_the_statement_readers_see(desk):
    live, other = desk.draft(), desk.draft()
    publish(statements=[live, other])
    draft = start_draft(statement=live, by=desk.editor)
    assert codes(desk.rui, "changes") == codes(desk.editor, "mine") == {live.code}
    mine = next(task for task in build_todo(desk.editor).personal if task.title == "My drafts")
    assert str(mine.rows[0].name).startswith(f"{live.code} · ")
    assert mine.rows[0].address == reverse("admin:concepts_definition_change", args=[live.pk])
    submit(row=draft, by=desk.editor)
    assert codes(desk.rui, "review") == {live.code}
    return_to_draft(row=draft, by=desk.rui, comment="Not yet.")
    assert codes(desk.editor, "returned") == {live.code}


def test_what_was_published_long_ago_is_no_news(desk):
    one = desk.draft()
    publish(statements=[one])
    assert codes(desk.rui, "recent") == {one.code}
    later = timezone.now() + RECENT_PERIOD + timedelta(hours=1)
    with patch("django.utils.timezone.now", return_value=later):
        assert codes(desk.rui, "recent") == set()


def full_desk():
    desk = Desk()
    for number in range(SHOWN_ROWS + 2):
        desk.draft(desk.rui)
        one, returned, live = desk.draft(desk.editor), desk.draft(desk.rui), desk.draft(desk.editor)
        submit(row=one, by=desk.editor)
        submit(row=desk.draft(desk.rui), by=desk.rui)
        submit(row=returned, by=desk.rui)
        return_to_draft(row=returned, by=desk.wei, comment="Say less.")
        publish(statements=[live])
        start_draft(statement=live, by=desk.editor)
        make_passage(make_source(f"more-{number}"), "Sales push products to users.")
    return desk


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_count_equals_a_recount_of_the_list_it_leads_to(client, language):
    desk = full_desk()
    client.force_login(desk.rui)
    page = client.get(HOME, headers={"accept-language": language}).content.decode()
    counts = re.findall(r'<h3><a href="([^"]+)">[^<]+<span class="todo-count">(\d+)</span>', page)
    assert len(counts) == len(TASK_KINDS) + 1
    for address, count in counts:
        changelist = client.get(address.replace("&amp;", "&")).context["cl"]
        assert changelist.result_count == int(count) > SHOWN_ROWS, address


def test_the_home_page_takes_as_many_queries_for_much_work_as_for_little(client):
    desk = Desk()
    client.force_login(desk.rui)
    desk.draft(desk.rui)
    publish(statements=[desk.draft(desk.rui)])
    client.get(HOME)
    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    for _ in range(12):
        live = desk.draft(desk.rui)
        publish(statements=[live])
        desk.draft(desk.rui)
        submit(row=desk.draft(desk.editor), by=desk.editor)
    with CaptureQueriesContext(connection) as many:
        assert client.get(HOME).status_code == 200
    assert len(many) == len(few)


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing is waiting for you"), ("zh-hans", '<html lang="zh')])
def test_an_empty_list_says_so(client, language, words):
    client.force_login(person("rui"))
    page = client.get(HOME, headers={"accept-language": language}).content.decode()
    assert words in page
    assert "todo-empty" in page
    assert "todo-count" not in page


def test_nobody_is_asked_for_what_that_role_may_not_do(desk):
    for _ in range(2):
        submit(row=desk.draft(desk.rui), by=desk.rui)
    titles = {
        role: {task.title for task in build_todo(who).personal}
        for role, who in {"editor": desk.editor, "viewer": person("vi", "viewer"), "wei": desk.wei}.items()
    }
    assert titles == {"editor": set(), "viewer": set(), "wei": {"Waiting for my review"}}
    nothing = build_todo(AnonymousUser())
    assert (nothing.personal, nothing.content, nothing.changes) == ((), (), ())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["and 2 more", "published · rui", "All publications"]),
        ("zh-hans", ["另有 2 项", "已发布 · rui", "所有发布"]),
    ],
)
def test_the_home_tells_what_was_published_last_once(client, contrast, language, words):
    with publish_row(row=contrast.concepts[0], by=person("rui")):
        contrast.concepts[0].labels.update(text="Promotion")
    client.force_login(person("vi", "viewer"))
    page = client.get(HOME, headers={"accept-language": language}).content.decode()
    assert [word for word in words if word not in page] == []
    assert page.count(reverse("admin:concepts_publication_change", args=[Publication.objects.latest("pk").pk])) == 1


def test_a_filter_that_is_none_or_not_the_persons_shows_all(client, desk):
    submit(row=desk.draft(desk.editor), by=desk.editor)
    desk.draft(desk.editor)
    address = reverse("admin:concepts_statement_changelist")
    client.force_login(desk.editor)
    assert client.get(address, {"todo": "nonsense"}).context["cl"].result_count == 2
    assert client.get(address, {"todo": "review"}).context["cl"].result_count == 2
    client.force_login(desk.wei)
    assert client.get(address, {"todo": "review"}).context["cl"].result_count == 1


def test_words_on_the_list_are_escaped(client, desk):
    desk.draft(desk.rui, text_en="<script>alert(1)</script>", text_zh="<script>")
    client.force_login(desk.rui)
    page = client.get(HOME).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
