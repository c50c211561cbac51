"""The admin's home is a to-do list: its counts are right, and so are the lists they lead to."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy

from concepts.admin.todo import SHOWN_ROWS, build_todo, one_voice
from concepts.admin.work import TASK_KINDS, find_work, load_items
from concepts.content.row_content import RowContent
from concepts.content.value_types import Words
from concepts.editorial.drafts import start_draft
from concepts.editorial.proposals import propose_change, propose_new
from concepts.editorial.publications import publish_row
from concepts.editorial.publishing import publish
from concepts.editorial.review import assign, return_to_draft, submit
from concepts.models import Dimension, Proposal, Publication, Statement
from tests.factories import CHINESE, make_concept, make_dimension, make_passage, make_source, make_statement

pytestmark = pytest.mark.django_db
HOME = "/admin/"
LIST = reverse_lazy("admin:concepts_proposal_changelist")


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


def dimension(name, by, status="new"):
    """A dimension that is new, or of which another name is proposed."""
    row = make_dimension(f"d{Dimension.objects.count()}", name_en=name)
    if status == "new":
        propose_new(row=row, by=by)
    else:
        words = RowContent({"name": Words(f"{name} x", "广度")}, {}, "dimension")
        propose_change(row=row, content=words, by=by)
    return row


def work(who, name):
    """What the task has: the codes of statements, and the names of other rows."""
    task = next(task for task in TASK_KINDS if task.name == name)
    items = load_items(find_work(who).filter(task.condition(who)).keys())
    return {str(item.name).split(" · ")[0] for item in items.values()}


def test_a_draft_is_mine_until_i_submit_it_and_comes_back_as_sent_back(desk):
    mine = desk.draft(desk.editor)
    desk.draft(desk.rui)
    assert work(desk.editor, "mine") == {mine.code}
    submit(row=mine, by=desk.editor)
    assert work(desk.editor, "mine") == work(desk.editor, "returned") == set()
    assert work(desk.editor, "submitted") == {mine.code}
    assert work(desk.wei, "submitted") == set()
    return_to_draft(row=mine, by=desk.rui, comment="再引一处。")
    assert work(desk.editor, "mine") == work(desk.editor, "submitted") == set()
    assert work(desk.editor, "returned") == {mine.code}
    assert work(desk.wei, "returned") == set()
    submit(row=mine, by=desk.editor)
    assert work(desk.editor, "returned") == set()


def test_a_reviewer_is_asked_for_what_others_submitted_and_nobody_else_is_to_review(desk):
    free, nobodys, own, for_wei = desk.draft(desk.editor), desk.draft(), desk.draft(desk.rui), desk.draft(desk.editor)
    for one in (free, nobodys, own, for_wei):
        submit(row=one, by=one.author)
    assign(row=for_wei, to=desk.wei)
    assert work(desk.rui, "review") == {free.code, nobodys.code}
    assert work(desk.wei, "review") == {free.code, nobodys.code, own.code, for_wei.code}


def test_a_site_of_one_person_is_asked_for_its_own_work(desk, settings):
    own = desk.draft(desk.rui)
    submit(row=own, by=desk.rui)
    assert work(desk.rui, "review") == set()
    settings.ALLOW_OWN_WORK = True
    assert work(desk.rui, "review") == {own.code}


def test_one_voice_is_one_article_that_speaks_and_is_no_copy(desk):
    again = make_passage(desk.english.version, "Both aim at revenue.")
    copy = make_passage(make_source("copy"), "Marketing pulls users to products.", copy_of=desk.english)
    one, both = desk.draft(None, desk.english, again, copy), desk.draft(None, desk.english, desk.chinese)
    draft = desk.draft(None, desk.english)
    publish(statements=[one, both])
    assert list(Statement.objects.filter(one_voice())) == [one]
    assert not Statement.objects.filter(one_voice(), pk=draft.pk)


def test_changes_in_work_are_named_by_the_statement_readers_see(desk):
    live, other = desk.draft(), desk.draft()
    publish(statements=[live, other])
    draft = start_draft(statement=live, by=desk.editor)
    assert work(desk.rui, "changes") == work(desk.editor, "mine") == {live.code}
    mine = next(task for task in build_todo(desk.editor).personal if task.title == "My drafts")
    assert str(mine.rows[0].name).startswith(f"{live.code} · ")
    assert mine.rows[0].address == reverse("admin:concepts_definition_change", args=[live.pk])
    submit(row=draft, by=desk.editor)
    assert work(desk.rui, "review") == {live.code}
    return_to_draft(row=draft, by=desk.rui, comment="Not yet.")
    assert work(desk.editor, "returned") == {live.code}


def test_new_rows_and_changes_of_every_kind_wait_beside_statements(desk):
    new, change = dimension("Reach", desk.editor), dimension("Scope", desk.editor, "change")
    mine = desk.draft(desk.editor)
    assert work(desk.editor, "mine") == {mine.code, "Reach", "Scope"}
    assert work(desk.wei, "changes") == {"Scope"}
    for row in (new, change, mine):
        submit(row=row, by=desk.editor)
    assert work(desk.editor, "submitted") == work(desk.rui, "review") == {mine.code, "Reach", "Scope"}
    assert work(desk.editor, "review") == set()
    assign(row=new, to=desk.wei)
    return_to_draft(row=change, by=desk.rui, comment="广度更准。")
    assert work(desk.rui, "review") == {mine.code}
    assert work(desk.editor, "returned") == {"Scope"}
    publish(statements=[], rows=[new], by=desk.wei)
    assert work(desk.editor, "submitted") == {mine.code}


def test_a_change_is_not_sent_back_because_an_earlier_one_was(client, desk):
    row = dimension("Scope", desk.editor, "change")
    submit(row=row, by=desk.editor)
    return_to_draft(row=row, by=desk.rui, comment="Say less.")
    client.force_login(desk.editor)
    page = reverse("admin:concepts_dimension_change", args=[row.pk])
    assert "returned-heading" in client.get(page).content.decode()
    publish(statements=[], rows=[row], by=desk.rui)
    propose_change(row=row, content=RowContent({"name": Words("Span", "跨度")}, {}, "dimension"), by=desk.editor)
    assert work(desk.editor, "returned") == set()
    assert work(desk.editor, "mine") == {"Scope x"}
    assert "returned-heading" not in client.get(page).content.decode()


def test_a_proposal_whose_row_is_gone_is_neither_counted_nor_listed(client, desk):
    row = dimension("Scope", desk.editor)
    Dimension.objects.filter(pk=row.pk).delete()
    assert Proposal.objects.count() == 1
    assert build_todo(desk.editor).personal == ()
    client.force_login(desk.editor)
    assert client.get(LIST).context["page"].paginator.count == 0


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
        dimension(f"推{number}", desk.rui)
        dimension(f"拉{number}", desk.rui, "change")
        submit(row=dimension(f"Reach {number}", desk.editor), by=desk.editor)
    return desk


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_count_equals_a_recount_of_the_list_it_leads_to(client, language):
    desk = full_desk()
    client.force_login(desk.rui)
    page = client.get(HOME, headers={"accept-language": language}).content.decode()
    counts = re.findall(r'<h3><a href="([^"]+)">[^<]+<span class="todo-count">(\d+)</span>', page)
    assert len(counts) == len(TASK_KINDS) + 2
    for address, count in counts:
        context = client.get(address.replace("&amp;", "&")).context
        number = context["page"].paginator.count if "page" in context else context["cl"].result_count
        assert number == int(count) > SHOWN_ROWS, address


def test_home_and_list_take_as_many_queries_for_much_work_as_for_little(client):
    desk = Desk()
    client.force_login(desk.rui)

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    for number in range(12):
        live = desk.draft(desk.rui)
        publish(statements=[live])
        desk.draft(desk.rui)
        submit(row=desk.draft(desk.editor), by=desk.editor)
        dimension(f"Reach {number}", desk.rui)
        dimension(f"Span {number}", desk.rui, "change")
        if number == 0:
            few = queries(HOME), queries(LIST), queries(f"{LIST}?q=r&task=mine")
    assert (queries(HOME), queries(LIST), queries(f"{LIST}?q=r&task=mine")) == few


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
    assert (nothing.personal, nothing.content) == ((), ())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Promotion</span> · ", "Short words", "and 1 more", "published · rui", "All publications"]),
        ("zh-hans", ["Promotion</span> · ", "另有 1 项", "已发布 · rui", "所有发布"]),
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


def listed(client, language="en", **query):
    page = client.get(LIST, query, headers={"accept-language": language})
    return {str(item.name).split(" · ")[0] for item in page.context["items"]}


@pytest.mark.parametrize(("language", "words"), [("en", ["new", "change"]), ("zh-hans", ["新增", "改动"])])
def test_the_list_of_all_work_is_filtered_and_searched(client, desk, language, words):
    client.force_login(desk.rui)
    draft, other = desk.draft(desk.editor, text_zh="营销管长远。"), desk.draft(desk.rui)
    live = desk.draft()
    publish(statements=[live])
    start_draft(statement=live, by=desk.editor)
    dimension("Reach", desk.editor)
    dimension("Span", desk.rui, "change")
    everything = {draft.code, other.code, live.code, "Reach", "Span"}
    assert listed(client) == listed(client, task="nonsense", by="x", kind="none") == everything
    assert listed(client, by=desk.editor.pk) == {draft.code, live.code, "Reach"}
    assert listed(client, kind="dimension") == {"Reach", "Span"}
    assert listed(client, kind="definition", by=desk.rui.pk) == {other.code}
    assert listed(client, kind="position") == set()
    assert listed(client, q="span") == listed(client, q="范围", task="changes", kind="dimension") == {"Span"}
    assert listed(client, q="管长远") == {draft.code}
    assert listed(client, q=live.code.lower()) == {live.code}
    assert listed(client, q="%'") == set()
    page = client.get(LIST, headers={"accept-language": language}).content.decode()
    assert [word for word in words if word not in page] == []


def test_the_list_is_paged_newest_first(client, desk):
    client.force_login(desk.rui)
    made = [dimension(f"Reach {number}", desk.rui) for number in range(51)]
    assert str(next(iter(client.get(LIST).context["items"])).name) == str(made[-1])
    assert listed(client, p=2) == listed(client, p=9) == {"Reach 0"}
    assert "Reach 50" in listed(client, p="last")


def test_a_proposal_leads_to_the_page_of_its_row(client, desk):
    client.force_login(desk.editor)
    row = dimension("Reach", desk.editor)
    answer = client.get(reverse("admin:concepts_proposal_change", args=[Proposal.objects.get().pk]))
    assert answer.url == reverse("admin:concepts_dimension_change", args=[row.pk])
