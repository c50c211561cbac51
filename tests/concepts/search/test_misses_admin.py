"""What curators see of searches without a result: a list in both languages, from which admins alone may delete."""

import re
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concepts.models.roles import ROLES
from concepts.search.models import MissedSearch

pytestmark = pytest.mark.django_db
LIST = "/admin/search/missedsearch/"
QUERY = "seo & 裂变 <b>"


def sign_in(role, language="en"):
    person = get_user_model().objects.create_user(username=role, is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


def miss(query=QUERY, day=1, number=1):
    return MissedSearch.objects.create(query=query, day=date(2026, 3, day), number=number)


def queries_shown(answer):
    return re.findall(r'<th class="field-query"><a[^>]*>([^<]*)</a>', answer.content.decode())


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "search without a result", ["how often", "On all days", "What it finds today", "Search again"]),
        ("zh-hans", "没有结果的搜索", ["次数", "全部天数合计", "现在能找到什么", "再搜一次"]),
    ],
)
def test_the_list_and_a_row_of_it_open_in_both_languages(language, title, words):
    row, client = miss(), sign_in("viewer", language)
    pages = []
    for address in (LIST, f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/history/"):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert len(re.findall(r"<h1\b", page)) == 1
        assert "seo &amp; 裂变 &lt;b&gt;" in page
        assert "<b>" not in page
        assert not re.search(r"<script>(?!\s*</script>)|\sstyle=\"|\son[a-z]+=\"", page)
        pages.append(page)
    assert [title in page for page in pages[:2]] == [True, True]
    assert [word for word in words if word.lower() not in pages[0].lower()] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_query_leads_to_the_search_in_the_language_of_whoever_looks(language):
    miss()
    page = sign_in("viewer", language).get(LIST).content.decode()
    assert f'href="/{language}/search/?q=seo+%26+%E8%A3%82%E5%8F%98+%3Cb%3E"' in page


def test_the_newest_day_stands_first_and_in_it_the_most_frequent_query():
    miss("rare today", day=2)
    miss("often yesterday", day=1, number=90)
    miss("often today", day=2, number=9)
    assert queries_shown(sign_in("viewer").get(LIST)) == ["often today", "rare today", "often yesterday"]


def test_a_row_says_how_often_its_query_was_asked_for_on_all_days():
    for day, number in ((1, 2), (2, 30), (3, 400)):
        miss("裂变", day, number)
    miss("私域", 3, 5)
    page = sign_in("viewer").get(LIST, {"day__day": 3, "day__month": 3, "day__year": 2026}).content.decode()
    assert re.findall(r'class="field-number">(\d+)', page) == ["400", "5"]
    assert re.findall(r'class="field-on_all_days">(\d+)', page) == ["432", "5"]


@pytest.mark.parametrize("typed", ["行销", "行銷", "ｓｅｏ 行销", "SEO"])
def test_queries_are_found_in_any_width_case_and_script(typed):
    miss("seo 行销")
    miss("裂变")
    assert queries_shown(sign_in("viewer").get(LIST, {"q": typed})) == ["seo 行销"]


@pytest.mark.parametrize(
    "query", ["?q=%ED%A0%80", "?q=%22%25_*", "?day__year=0", "?day__year=x", "?p=-1", "?o=9", "?x=1"]
)
def test_a_malformed_list_is_no_fault_of_ours(query):
    miss()
    assert sign_in("viewer").get(LIST + query).status_code in (200, 302, 400)


def test_the_list_takes_as_many_queries_for_many_rows_as_for_few():
    client, taken = sign_in("viewer"), []
    for numbers in (range(1, 2), range(2, 40)):
        for number in numbers:
            miss(f"query {number}", day=number % 28 + 1)
        client.get(LIST)  # what is loaded once a process is loaded now
        with CaptureQueriesContext(connection) as captured:
            assert len(queries_shown(client.get(LIST))) == numbers[-1]
        taken.append(len(captured))
    assert taken[0] == taken[1]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_may_look_nobody_may_write_and_admins_delete(role):
    row, client = miss(), sign_in(role)
    form = {"day": "2026-03-01", "query": "invented", "number": 1}
    assert client.get(LIST).status_code == 200
    assert client.post(f"{LIST}add/", form).status_code == 403
    assert client.post(f"{LIST}{row.pk}/change/", form).status_code == 403
    assert list(MissedSearch.objects.values_list("query")) == [(QUERY,)]
    deleted = client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert deleted.status_code == (302 if role == "admin" else 403)
    assert MissedSearch.objects.exists() == (role != "admin")


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(LIST).headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    ("language", "app", "title"),
    [("en", "Search", "Searches without a result"), ("zh-hans", "搜索", "没有结果的搜索")],
)
def test_the_list_stands_between_sources_and_people(language, app, title):
    answer = sign_in("admin", language).get("/admin/")
    shown = [app["app_label"] for app in answer.context["app_list"]]
    assert shown == ["concepts", "sources", "search", "auth"]
    page = answer.content.decode()
    assert re.search(rf'<a href="/admin/search/"[^>]*>\s*{app}\s*</a>', page)
    assert re.search(rf'<a href="{LIST}"[^>]*>{title}</a>', page)


def test_roles_have_what_they_are_for_after_the_first_migration_of_an_empty_database():
    Group.objects.all().delete()
    Permission.objects.all().delete()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    rights = {
        role: set(
            Permission.objects.filter(group__name=role, content_type__app_label="search").values_list(
                "codename", flat=True
            )
        )
        for role in ROLES
    }
    assert "view_missedsearch" in rights["viewer"]
    assert rights["viewer"] == rights["editor"] == rights["reviewer"]
    assert all(right.startswith("view_") for right in rights["viewer"])
    assert "delete_missedsearch" in rights["admin"]
    for right in ("view_statement", "add_distinction", "view_passage"):
        assert Permission.objects.filter(group__name="editor", codename=right).exists(), right
