"""Who may open what: every address of the admin and one of each kind of public page, for each role, as a table says."""

import pytest
from django.contrib import admin as django_admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests.concepts.admin.test_pages import make_content

pytestmark = pytest.mark.django_db
ROLES = ("stranger", "viewer", "editor", "reviewer", "admin")

# What each role gets, in the order of ROLES: 200 the page, 302 to the sign-in (or, for a public address, to its page),
# 403 not allowed. A page that is not listed falls under the row of its kind.
PUBLIC = (200, 200, 200, 200, 200)
INDEX = (302, 200, 200, 200, 200)
SEEN = (302, 200, 200, 200, 200)
WRITTEN = (302, 403, 200, 200, 200)
ADMIN_ONLY = (302, 403, 403, 403, 200)
NOBODY = (302, 403, 403, 403, 403)

ADD = {
    "sources.article": NOBODY,  # declared in the pack
    "sources.skip": NOBODY,
    "concepts.statement": NOBODY,  # added on the page of its kind
    "auth.user": ADMIN_ONLY,
    "auth.group": ADMIN_ONLY,
}
SEE = {"auth.user": ADMIN_ONLY, "auth.group": ADMIN_ONLY}
MODELS = sorted((model._meta.label_lower for model in django_admin.site._registry), key=str)


@pytest.fixture
def clients():
    make_content(1)
    found = {"stranger": Client()}
    for role in ROLES[1:]:
        person = get_user_model().objects.create_user(username=role, is_staff=True, is_superuser=role == "admin")
        person.groups.add(Group.objects.get(name=role))
        found[role] = Client()
        found[role].force_login(person)
    return found


def statuses(clients, address):
    return tuple(clients[role].get(address).status_code for role in ROLES)


def test_the_table_knows_every_page_of_the_admin():
    assert len(MODELS) > 15
    assert set(ADD) | set(SEE) <= set(MODELS)


@pytest.mark.parametrize("label", MODELS)
def test_lists_and_pages_open_for_whom_the_table_says(clients, label):
    name = f"admin:{label.replace('.', '_')}"
    model = next(one for one in django_admin.site._registry if one._meta.label_lower == label)
    row = model._default_manager.first()
    assert statuses(clients, reverse(f"{name}_changelist")) == SEE.get(label, SEEN)
    assert statuses(clients, reverse(f"{name}_add")) == ADD.get(label, WRITTEN)
    assert row is not None
    assert statuses(clients, reverse(f"{name}_change", args=[row.pk])) == SEE.get(label, SEEN)
    assert statuses(clients, reverse(f"{name}_history", args=[row.pk])) == SEE.get(label, SEEN)
    delete = statuses(clients, reverse(f"{name}_delete", args=[row.pk]))
    assert delete[:-1] == ADMIN_ONLY[:-1]
    assert delete[-1] in (200, 403)


@pytest.mark.parametrize(
    "address",
    [
        "/en/", "/zh-hans/", "/en/about/", "/en/concepts/", "/zh-hans/concepts/marketing-1/", "/en/compare/",
        "/en/compare/marketing-1-vs-sales-1/", "/en/dimensions/", "/en/dimensions/scope/", "/en/distinctions/",
        "/en/questions/", "/en/questions/is-sales-part-of-marketing/", "/en/sources/", "/en/sources/source-1/",
        "/en/sources/source-1/v1/", "/en/sources/source-1/v1/articles/1/", "/zh-hans/sources/source-1/v1/passages/0-5/",
        "/en/tags/", "/healthz",
    ],
)  # fmt: skip
def test_public_pages_open_for_everybody(clients, address):
    assert statuses(clients, address) == PUBLIC


def test_the_admin_itself_asks_strangers_to_sign_in(clients):
    assert statuses(clients, reverse("admin:index")) == INDEX
    assert statuses(clients, reverse("admin:login"))[0] == 200
    assert "/admin/login/" in clients["stranger"].get(reverse("admin:index")).headers["Location"]


def test_drafts_are_nobodys_business_on_the_public_site(clients):
    from concepts.models import Statement

    draft = Statement.objects.filter(status="draft").first()
    assert statuses(clients, draft.get_absolute_url()) == (404,) * 5
