"""What curators see of searches without a good answer: a list in both languages, from which admins alone may delete."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from concepts.models.roles import ROLES
from concepts.search.models import MissedSearch
from tests.factories import make_concept, make_dimension

pytestmark = pytest.mark.django_db
LIST = "/admin/search/missedsearch/"
QUERY = "seo & 裂变 <b>"


def sign_in(role, language="en"):
    person = get_user_model().objects.create_user(username=role, is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


def miss(query=QUERY, day=1, number=1, **shown):
    return MissedSearch.objects.create(query=query, day=date(2026, 3, day), number=number, **shown)


def miss_on(query, *days_ago, number=1, **shown):
    """Make rows of days before today, counted back."""
    today = timezone.now().date()
    rows = [MissedSearch(query=query, day=today - timedelta(days=ago), number=number, **shown) for ago in days_ago]
    return MissedSearch.objects.bulk_create(rows)[0]


def queries_shown(answer):
    return re.findall(r'<th class="field-query"><a[^>]*>([^<]*)</a>', answer.content.decode())


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        (
            "en",
            "search without a good answer",
            ["Days asked", "On all days", "Shown first", "What it finds today", "Search again", "nothing was found"],
        ),
        (
            "zh-hans",
            "没有好结果的搜索",
            ["搜过的天数", "全部天数合计", "最先显示", "现在能找到什么", "再搜一次", "什么也没找到"],
        ),
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


def test_what_was_asked_on_most_days_of_the_last_month_stands_first():
    for number in range(9):
        miss_on(f"invented {number}", 0, number=900)
    miss_on("three days", 0, 5, 29)
    miss_on("two days", 1, 2)
    miss_on("twice today", 0, number=1_000)
    miss_on("often, but long ago", *range(30, 60))
    page = sign_in("viewer").get(LIST)
    shown = queries_shown(page)
    assert shown[:3] == ["three days", "two days", "twice today"]
    assert shown[-1] == "often, but long ago"
    assert len(shown) == len(set(shown)) == 13
    assert re.findall(r'class="field-days_asked">(\d+)', page.content.decode())[:3] == ["3", "2", "1"]


def test_a_row_says_how_often_its_query_was_asked_for_on_all_days():
    for day, number in ((1, 2), (2, 30), (3, 400)):
        miss("裂变", day, number)
    miss("私域", 3, 5)
    page = sign_in("viewer").get(LIST).content.decode()
    assert re.findall(r'class="field-on_all_days">(\d+)', page) == ["432", "5"]


def test_weak_answers_stand_beside_none_with_what_was_shown_first():
    miss("裂变")
    miss("心态", shown_type="dimension", shown_id="mindset", shown_title="思维 <i>")
    miss("old kind", shown_type="gone", shown_id="x", shown_title="X")
    client = sign_in("viewer")
    page = client.get(LIST).content.decode()
    assert re.findall(r'class="field-first">([^<]*)<', page) == [
        "gone: X",
        "Dimension: 思维 &lt;i&gt;",
        "nothing was found",
    ]
    assert queries_shown(client.get(LIST, {"found": "weak"})) == ["old kind", "心态"]
    assert queries_shown(client.get(LIST, {"found": "nothing"})) == ["裂变"]
    assert len(queries_shown(client.get(LIST, {"found": "other"}))) == 3


def links_of(page, field="add_label"):
    cell = re.search(rf'class="field-{field}">(.*?)</td>', page.content.decode(), re.S)
    return re.findall(r'href="([^"]*)"', cell[1]) if cell else []


@pytest.mark.parametrize(("kind", "make"), [("concept", make_concept), ("dimension", make_dimension)])
def test_a_query_becomes_a_label_of_what_was_shown_first_with_one_press(kind, make):
    row = make("mindset", "Mindset", "思维")
    miss("心态 & 想法", shown_type=kind, shown_id="mindset", shown_title="Mindset")
    client = sign_in("editor")
    form, *lists = links_of(client.get(LIST))
    assert form.startswith(f"/admin/concepts/{kind}/{row.pk}/change/?name=")
    assert [address.partition("?")[0] for address in lists] == [
        "/admin/concepts/concept/",
        "/admin/concepts/dimension/",
    ]
    page = client.get(unescape(form)).content.decode()
    assert 'value="心态 &amp; 想法"' in page
    assert links_of(sign_in("viewer").get(LIST)) == []


def test_what_was_shown_and_is_gone_leads_to_the_lists_alone():
    miss("心态", shown_type="concept", shown_id="gone", shown_title="Gone")
    assert len(links_of(sign_in("editor").get(LIST))) == 2


@pytest.mark.parametrize(
    ("language", "title", "days"),
    [("en", "Searches without a good answer", "on 3 days"), ("zh-hans", "没有好结果的搜索", "有 3 天被搜过")],
)
def test_the_first_page_of_the_admin_tells_what_was_asked_on_most_days(language, title, days):
    for number in range(9):
        miss_on(f"invented {number}", 0, number=900)
    asked = miss_on("裂变", 1, 2, 3)
    miss_on("long ago", 40, 41, 42, 43)
    page = sign_in("viewer", language).get("/admin/").content.decode()
    task = re.search(rf"<section[^>]*>\s*<h3>[^\n]*{title}.*?</section>", page, re.S)[0]
    assert ">10<" in task
    first, *others = re.findall(r'<li><a href="([^"]*)">([^<]*)</a> <span[^>]*>([^<]*)', task)
    assert first[:2] == (f"{LIST}{asked.pk}/change/", "裂变")
    assert days in first[2]
    assert len(others) == 4
    assert "long ago" not in task


@pytest.mark.parametrize("typed", ["行销", "行銷", "ｓｅｏ 行销", "SEO"])
def test_queries_are_found_in_any_width_case_and_script(typed):
    miss("seo 行销")
    miss("裂变")
    assert queries_shown(sign_in("viewer").get(LIST, {"q": typed})) == ["seo 行销"]


@pytest.mark.parametrize(
    "query", ["?q=%ED%A0%80", "?q=%22%25_*", "?found=%00", "?found=x", "?p=-1", "?o=9", "?o=2.-3", "?x=1"]
)
def test_a_malformed_list_is_no_fault_of_ours(query):
    miss()
    assert sign_in("viewer").get(LIST + query).status_code in (200, 302, 400)


def test_the_list_takes_as_many_queries_for_many_rows_as_for_few():
    client, taken = sign_in("viewer"), []
    for numbers in (range(1, 2), range(2, 40)):
        for number in numbers:
            miss(f"query {number}", number % 28 + 1, shown_type="concept", shown_id="x", shown_title="X")
        client.get(LIST)  # what is loaded once a process is loaded now
        with CaptureQueriesContext(connection) as captured:
            assert len(queries_shown(client.get(LIST))) == numbers[-1]
        taken.append(len(captured))
    assert taken[0] == taken[1]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_may_look_nobody_may_write_and_admins_delete(role):
    row, client = miss(), sign_in(role)
    miss(day=2)
    form = {"day": "2026-03-01", "query": "invented", "number": 1}
    row = MissedSearch.objects.get(day=date(2026, 3, 2))  # the latest stands for all
    assert client.get(LIST).status_code == 200
    assert client.post(f"{LIST}add/", form).status_code == 403
    assert client.post(f"{LIST}{row.pk}/change/", form).status_code == 403
    assert list(MissedSearch.objects.values_list("query")) == [(QUERY,)] * 2
    deleted = client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert deleted.status_code == (302 if role == "admin" else 403)
    assert MissedSearch.objects.exists() == (role != "admin")


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(LIST).headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    ("language", "app", "title"),
    [("en", "Search", "Searches without a good answer"), ("zh-hans", "搜索", "没有好结果的搜索")],
)
def test_the_list_stands_between_sources_and_people(language, app, title):
    answer = sign_in("admin", language).get("/admin/")
    shown = [app["app_label"] for app in answer.context["app_list"]]
    assert shown == ["concepts", "sources", "workbench", "search", "auth"]
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
