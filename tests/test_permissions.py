"""Every cell of docs/permissions.md, proved through the client: who may not changes nothing."""

import re
import zlib
from collections import Counter
from datetime import date
from functools import cache, partial
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin as django_admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from conceptbase.devtools.permission_table import (
    ADMIN_PAGES,
    EDITOR,
    FURTHER_FORMS,
    PEOPLE,
    PUBLIC,
    PUBLIC_FORMS,
    build_permission_table,
    page_text,
)
from concepts.admin.review_steps import REVIEW_STEPS
from concepts.admin.row_versions import ROW_VERSIONS
from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import kind_of
from concepts.editorial.public_rows import is_public
from concepts.editorial.publishing import publish
from concepts.editorial.review import submit
from concepts.editorial.row_contents import read_row_contents
from concepts.models import Concept, Proposal, Statement
from concepts.search.index.maintenance import rebuild
from concepts.search.models import MissedSearch
from concepts.workbench.models import BroughtTable, OfferedSentence
from sources.models import Original
from tests.concepts.admin.pages import read_form
from tests.concepts.admin.test_pages import make_content
from tests.factories import make_source

pytestmark = pytest.mark.django_db
PAGE = Path(settings.BASE_DIR) / "docs" / "permissions.md"
TABLE = build_permission_table()
REVIEW = {step.name for step in REVIEW_STEPS}
MODELS = sorted({rule.model for rule in TABLE if rule.model})
SIGN_IN = "/admin/login/"


def sign_in(role):
    client = Client(headers={"accept-language": "en"})
    if role != "anonymous":
        person = get_user_model().objects.create_user(username=role, is_staff=True, is_superuser=role == "admin")
        person.groups.add(Group.objects.get(name=role))
        client.force_login(person)
    return client


@pytest.fixture
def clients():
    """Content of every kind, and somebody of each role."""
    make_content(1)
    version = make_source("not-cited")
    Original.objects.create(version=version, name="a.txt", kind="txt", sha256="0" * 64, size=1, data=b"a")
    MissedSearch.objects.create(day=date(2026, 3, 1), query="裂变", number=1)
    place = {"version": version, "article": version.articles.get(), "start": 0, "end": 9}
    OfferedSentence.objects.create(letters="0" * 64, relates=True, **place)
    clients = {role: sign_in(role) for role in PEOPLE}
    editor = get_user_model().objects.get(username="editor")
    BroughtTable.objects.create(kind="labels", by=editor)
    return clients


@cache
def counting():
    """The statement that counts the rows of every table of ours in one query."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    tables = [model._meta.db_table for model in models
              if model._meta.app_label in ("auth", "concepts", "search", "sources", "workbench")]  # fmt: skip
    assert len(tables) > 20
    counts = [f"(SELECT count(*) FROM {connection.ops.quote_name(table)})" for table in sorted(tables)]  # noqa: S608
    return f"SELECT {', '.join(counts)}"


def everything():
    """How many rows each table has, and in what state every statement and proposal is."""
    with connection.cursor() as cursor:
        cursor.execute(counting())
        rows = cursor.fetchone()
    proposals = sorted(Proposal.objects.values_list("kind", "row", "status", "started_from"))
    return rows, sorted(Statement.objects.values_list("code", "status", "text_en", "row_version")), proposals


def what_readers_see():
    """The contents of all rows that readers see, by kind and id."""
    seen = {"statement": list(Statement.objects.published().order_by("pk").values())}
    for kind, description in DESCRIPTIONS.items():
        if kind != "statement":
            rows = [row.pk for row in description.model._base_manager.all() if is_public(row)]
            seen[kind] = read_row_contents(kind, rows)
    return seen


def typed_into(form):
    """The form as somebody sends it who wrote into each of its texts."""
    texts = re.compile(r".*(_en|_zh|text|translation|words|author|publisher)")
    return {name: f"{value}x" if value and texts.fullmatch(name) else value for name, value in form.items()}


def draft(row):
    """Make a draft of a row that is no statement, as if a change of it were proposed, or a new tag."""
    Proposal.objects.create(kind=kind_of(row), row=row.pk, content={}, started_from=row.row_version)


def refused(role, answer):
    """Whether the answer is the one for whom the table says no."""
    if role == "anonymous":
        # The page that asks to sign in keeps what was typed into a form.
        keeps_typed = answer.status_code == 403 and 'name="_typed"' in answer.content.decode()
        return keeps_typed or (answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN))
    return answer.status_code == 403


def let_in(answer):
    return answer.status_code in (200, 301, 302) and not answer.headers.get("Location", "").startswith(SIGN_IN)


def page_of(label):
    return next(page for model, page in django_admin.site._registry.items() if model._meta.label_lower == label)


def row_of(label):
    """A row of the model that nothing else leans on, where there is one."""
    model = apps.get_model(label)
    if label == "auth.user":
        return get_user_model().objects.get(username="viewer")
    return model._default_manager.order_by("pk").last()


def address_of(rule):
    end = rule.name.rpartition("_")[2]
    if end in ("changelist", "add", "bringin", "decide"):
        return reverse(rule.name)
    return reverse(rule.name, args=[row_of(rule.model).pk, *([rule.step] if rule.step else [])])


def test_the_page_is_what_the_command_writes(tmp_path, capsys):
    assert PAGE.read_text(encoding="utf-8") == page_text(), "run manage.py permissions --write docs/permissions.md"
    call_command("permissions", write=tmp_path / "permissions.md")
    assert (tmp_path / "permissions.md").read_text(encoding="utf-8") == page_text()
    call_command("permissions")
    assert page_text() in capsys.readouterr().out


# One of each way in which pages of the admin are made: statements, reviewed rows with their own steps, accounts.
IN_FULL = {"concepts.distinction", "concepts.concept", "sources.source", "auth.user"}


MODELS_OF_STEP = Counter(step for step, _model in {(rule.step, rule.model) for rule in TABLE if rule.step})


def is_its_turn(rule):
    """Tell whether a rule has its turn on this one of the models that are like others: half of the rules of each.

    A step that at most two models have is tried on each of them.
    """
    if rule.step and MODELS_OF_STEP[rule.step] <= 2:
        return True
    return zlib.crc32(f"{rule.model} {rule.step or rule.name + rule.action}".encode()) % 2 == 0


def people_asked(rule, thorough, deep):
    """Return who is asked about a rule.

    About the models of `IN_FULL`, to open a page everybody, to change something all who may not and the first who may.
    About others, and in a run that repeats it, the last who may not, and by turns the first who may; steps and actions
    by turns. With --deep everybody about all.
    """
    number = len([role for role in PEOPLE if not rule.may(role)])
    in_full = thorough and rule.model in IN_FULL
    if deep or (in_full and rule.action == "open"):
        return PEOPLE
    if in_full:
        return PEOPLE[: number + 1]
    if is_its_turn(rule):
        return PEOPLE[max(number - 1, 0) : number + 1]
    return PEOPLE[max(number - 1, 0) : number] if rule.action in ("open", "post") and not rule.step else ()


@pytest.fixture
def asked(thorough, deep):
    """Who is asked about a rule, in this run."""
    return partial(people_asked, thorough=thorough, deep=deep)


def check_pages(clients, label, asked):
    checked = 0
    for rule in TABLE:
        if rule.model == label and rule.action == "open":
            address = address_of(rule)
            for role in asked(rule):
                answer = clients[role].get(address)
                good = let_in(answer) if rule.may(role) else refused(role, answer)
                assert good, (rule, role, answer.status_code)
            checked += 1
    return checked


def check_forms(clients, label, asked):
    posts = [rule for rule in TABLE if rule.model == label and rule.action == "post"]
    ends = [rule.name.rpartition("_")[2] for rule in posts if not rule.step]
    assert sorted(set(ends) - {*FURTHER_FORMS}) == ["add", "change", "delete"]
    for rule in posts:
        if not (people := asked(rule)):
            continue
        address = address_of(rule)
        deletes = rule.name.endswith("_delete")
        form = {"post": "yes"} if deletes else typed_into(read_form(clients["admin"].get(address)))
        before = everything()  # what was let in is taken back each time
        seen = what_readers_see() if rule.least == EDITOR else None
        for role in people:
            with transaction.atomic():
                answer = clients[role].post(address, form)
                if role == EDITOR and seen is not None:
                    assert what_readers_see() == seen, (rule, "an editor alone changes what readers see")
                if rule.may(role):
                    # A form that was not filled in comes back with its faults, a step that does not fit with words.
                    assert let_in(answer) or answer.status_code in (400, 409), (rule, role, answer.status_code)
                else:
                    assert refused(role, answer), (rule, role, answer.status_code)
                    assert everything() == before, (rule, role)
                transaction.set_rollback(True)


def asks_to_confirm(answer):
    """Whether the answer is the page between choosing rows and doing something to them."""
    return "admin/change_list.html" not in {one.name for one in answer.templates} and answer.status_code == 200


def chosen(client, address, row):
    """What a browser sends with an action on one row of a list: the form, and the versions of all rows shown."""
    page = client.get(address)
    versions = re.findall(rf'name="{ROW_VERSIONS}" value="([^"]+)"', page.content.decode())
    return read_form(page) | {ROW_VERSIONS: versions, "_selected_action": [row.pk]}


def check_actions(clients, label, asked):
    row = row_of(label)
    for rule in TABLE:
        if rule.model != label or rule.action in ("open", "post") or not (people := asked(rule)):
            continue
        address = address_of(rule)
        with transaction.atomic():
            if rule.action == "withdraw_chosen":
                publish(statements=Statement.objects.all())
            elif rule.action.removesuffix("_chosen") in REVIEW and not isinstance(row, Statement):
                draft(row)
            if rule.action in ("return_chosen", "publish_chosen"):
                submit(row=row)
                publish(statements=Statement.objects.filter(kind="characteristic").exclude(pk=row.pk))
            form = chosen(clients["admin"], address, row) | {"action": rule.action}
            before = everything()
            for role in people:
                with transaction.atomic():
                    answer = clients[role].post(address, form)
                    acted = everything() != before
                    if rule.may(role):
                        assert acted or asks_to_confirm(answer), (rule, role, answer.status_code)
                    else:
                        # Django shows the list again to whom it does not offer the action.
                        assert not acted, (rule, role, answer.status_code)
                        assert not asks_to_confirm(answer), (rule, role, answer.status_code)
                    transaction.set_rollback(True)
            transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.parametrize("label", MODELS)
def test_a_model_is_open_to_whom_the_table_says_and_others_change_nothing(clients, label, asked):
    assert check_pages(clients, label, asked) >= 5  # list, add, change, delete, history
    check_forms(clients, label, asked)
    check_actions(clients, label, asked)


def test_there_are_actions_to_try_and_every_step_is_tried_on_several_models():
    assert len({(rule.model, rule.action) for rule in TABLE if rule.action.endswith("_chosen")}) > 20
    assert set(MODELS) >= IN_FULL
    tried = {(rule.step, rule.model) for rule in TABLE if rule.step and people_asked(rule, thorough=True, deep=False)}
    models = Counter(step for step, _model in tried)
    assert set(models) == {rule.step for rule in TABLE if rule.step}
    for step in models:
        of_all = len({rule.model for rule in TABLE if rule.step == step})
        assert models[step] >= min(of_all, 2), (step, models[step])
    assert {model for _step, model in tried} == {rule.model for rule in TABLE if rule.step}
    actions = [rule for rule in TABLE if rule.action.endswith("_chosen")]
    tried_on = Counter(rule.action for rule in actions if people_asked(rule, thorough=True, deep=False))
    for action, of_all in Counter(rule.action for rule in actions).items():
        assert tried_on[action] >= min(of_all, 2), (action, tried_on[action])


def test_every_other_page_of_the_admin_opens_for_whom_the_table_says(clients, settings):
    settings.SENDS_MAIL = True
    concept = Concept.objects.first()
    draft = Statement.objects.filter(status="draft").first()
    args = {
        "admin:app_list": ["concepts"],
        "admin:view_on_site": [ContentType.objects.get_for_model(Concept).pk, concept.pk],
        "preview": [draft.code],
        "row-preview": ["dimension", draft.dimension_id],
        "password_reset_confirm": ["MQ", "no-token"],
    }
    query = {
        "admin:autocomplete": {
            "app_label": "concepts", "model_name": "statementconcept", "field_name": "concept", "term": "营销",
        },
    }  # fmt: skip
    form = {
        "admin-language": {"language": "en", "next": "/admin/"},
        "admin:note_preview": {"note_en": "*a*"},
        "admin:notices-read": {"notice": "1"},
        "admin:notices-mail": {"wanted": "no"},
        "admin:editing": {"kind": "statement", "row": draft.pk},
    }
    rules = [rule for rule in TABLE if rule.name in ADMIN_PAGES]
    assert len(rules) == len(ADMIN_PAGES)
    for rule in rules:
        address = reverse(rule.name, args=args.get(rule.name), query=query.get(rule.name))
        for role in PEOPLE:
            client = clients[role]
            if rule.name == "admin:logout":
                continue  # ends the session: asked last, below
            answer = client.get(address) if rule.action == "open" else client.post(address, form[rule.name])
            good = let_in(answer) if rule.may(role) else refused(role, answer)
            if rule.name == "admin:login":
                good = answer.status_code in (200, 302)
            assert good, (rule, role, answer.status_code)
    for client in clients.values():
        assert client.post(reverse("admin:logout")).status_code in (200, 302)
        assert client.get("/admin/").status_code == 302


def public_examples():
    """An address for each public name; `make_content` made what it leads to."""
    publish(statements=Statement.objects.all())
    one = Statement.objects.get(kind="distinction")
    other = Statement.objects.filter(kind="characteristic").first()
    other.tags.add("push")
    text = {"slug": "source-1", "number": 1}
    return {
        "short": [one.code], "short-edition": [one.code, 1], "edition-data": [one.code, 1],
        "comparison:comparison": ["marketing-1-vs-sales-1"],
        "comparison:row": ["marketing-1-vs-sales-1", "definitions"], "pages:concept": ["marketing-1"],
        "pages:concept-row": ["marketing-1", "definitions"],
        "pages:dimension": ["scope"], "pages:dimension-row": ["scope", "distinctions"],
        "pages:distinction-by-code": [one.code],
        "pages:distinction": [one.code, one.slug], "pages:distinction-edition": [one.code, one.slug, 1],
        "pages:statement": [other.code], "pages:statement-edition": [other.code, 1],
        "pages:editions": [one.code], "pages:question": ["is-sales-part-of-marketing"],
        "pages:source": ["source-1"], "pages:source-version": list(text.values()),
        "pages:article": ["source-1", 1, 1], "pages:passage": ["source-1", 1, 0, 5], "pages:tag": ["推拉"],
        "share:sitemap": ["lists", 1],
        "pages:report": [f"statements/{other.code}/v1"],
        "citations:page": [f"statements/{other.code}"], "citations:file": [f"statements/{other.code}", "bib"],
        "citations:qr-code": [f"statements/{other.code}"],
        "feeds:concept": ["marketing-1"], "feeds:question": ["is-sales-part-of-marketing"],
        "feeds:source": ["source-1"], "feeds:statement": [one.code],
        "cards:comparison": ["marketing-1-vs-sales-1"], "cards:concept": ["marketing-1"],
        "cards:distinction": [one.code, one.slug], "cards:statement": [other.code],
        "cards:question": ["is-sales-part-of-marketing"],
        "cards:distinction-edition": [one.code, one.slug, 1], "cards:statement-edition": [other.code, 1],
        "cards:source": ["source-1"], "cards:source-version": ["source-1", 1], "cards:article": ["source-1", 1, 1],
        "data:file": [f"statements/{other.code}", "csv"],
        "share:embed-statement": ["en", one.code],
        "share:embed-question": ["en", "is-sales-part-of-marketing"],
        "share:embed-comparison": ["en", "marketing-1-vs-sales-1"],
    }  # fmt: skip


@pytest.mark.once
@pytest.mark.slow
def test_public_pages_are_the_same_for_everybody(clients, deep):
    """For strangers and the others by turns, two for each page; with `--deep` all for each."""
    args = public_examples()
    rebuild()
    rules = [rule for rule in TABLE if rule.name in PUBLIC]
    assert len(rules) == len(PUBLIC)
    for number, rule in enumerate(rules):
        asking = PEOPLE if deep else (PEOPLE[0], PEOPLE[1 + number % (len(PEOPLE) - 1)])
        try:
            address = reverse(rule.name, args=args.get(rule.name))
        except NoReverseMatch:
            pytest.fail(f"The address of {rule.name} has parts: give it an example in `public_examples`.")
        query = {"q": "marketing"} if "search" in rule.name else {}
        query |= {"url": "http://testserver/en/concepts/"} if rule.name == "share:oembed" else {}
        answers = {role: clients[role].get(address, query) for role in asking}
        first = answers["anonymous"]
        assert let_in(first), (rule, first.status_code)
        for role, answer in answers.items():
            assert (answer.status_code, answer.content) == (first.status_code, first.content), (rule, role)
            assert not answer.cookies


def test_only_the_listed_public_pages_take_a_form_and_only_from_our_own_pages(clients):
    """A public page has no CSRF token: a new form that is posted is added to the list, with a look at what it does."""
    args = public_examples()
    before = everything()
    from_us, from_elsewhere = {"origin": "http://testserver"}, {"origin": "https://elsewhere.example"}
    taken = set()
    for name in PUBLIC:
        address = reverse(name, args=args.get(name))
        answers = [
            clients["anonymous"].post(address, {"text": "", "q": ""}, headers=h) for h in (from_us, from_elsewhere)
        ]
        assert not any(answer.cookies for answer in answers), name
        assert answers[1].status_code in (403, 405), name
        if answers[0].status_code != 405:
            taken.add(name)
    assert taken == PUBLIC_FORMS.keys()
    assert everything() == before


def test_addresses_of_the_admin_that_are_none_tell_a_stranger_nothing(clients):
    concept = Concept.objects.first()
    for address in ("/admin/nothing/", f"/admin/concepts/concept/{concept.pk}/", "/admin/concepts/nothing/1/"):
        assert refused("anonymous", clients["anonymous"].get(address)), address
        assert clients["viewer"].get(address).status_code in (302, 404)


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_drafts_are_nobodys_business_on_the_public_site(clients, status):
    draft = Statement.objects.filter(kind="definition").get()
    if status == "submitted":
        submit(row=draft)
    for client in clients.values():
        assert client.get(draft.get_absolute_url()).status_code == 404
        assert client.get(reverse("short", args=[draft.code])).status_code == 404


@pytest.fixture
def own_work(clients):
    """What the reviewer wrote and submitted."""
    reviewer = get_user_model().objects.get(username="reviewer")
    row = Statement.objects.get(kind="definition")
    Statement.objects.filter(pk=row.pk).update(author=reviewer)
    submit(row=row, by=reviewer)
    return row


WAYS = ["list", "form", "step"]


def posted(client, row, where):
    """Asks for publication as a browser would, from the list, from the row's form or by the step."""
    address = reverse(f"admin:concepts_{row.kind}_change", args=[row.pk])
    extra = {"_publish": "1"}
    if where == "list":
        address = reverse(f"admin:concepts_{row.kind}_changelist")
        extra = {"action": "publish_chosen"}
    if where == "step":
        address, extra = reverse(f"admin:concepts_{row.kind}_step", args=[row.pk, "publish"]), {}
    form = read_form(client.get(address))
    if where == "list":
        form = chosen(client, address, row) | {"confirmed": "1", "note": ""}
    return client.post(address, form | extra, follow=True)


@pytest.mark.parametrize("where", WAYS)
def test_reviewers_do_not_publish_their_own_work(clients, own_work, where, settings):
    answer = posted(clients["reviewer"], own_work, where)
    assert "you wrote or submitted this yourself" in answer.content.decode()
    own_work.refresh_from_db()
    assert own_work.status == "submitted"
    assert not own_work.editions.exists()
    posted(clients["admin"], own_work, where)
    own_work.refresh_from_db()
    assert own_work.status == "published"
    assert not own_work.editions.get().own_work


@pytest.mark.parametrize("where", WAYS)
def test_on_a_site_of_one_person_own_work_is_published_and_recorded(clients, own_work, where, settings):
    settings.ALLOW_OWN_WORK = True
    posted(clients["reviewer"], own_work, where)
    own_work.refresh_from_db()
    assert own_work.status == "published"
    assert own_work.editions.get().own_work


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_a_forged_publish_button_publishes_nothing(clients, role):
    row = Statement.objects.get(kind="definition")
    address = reverse("admin:concepts_definition_change", args=[row.pk])
    form = read_form(clients["admin"].get(address))
    clients[role].post(address, form | {"_publish": "1"})
    row.refresh_from_db()
    assert row.status == "draft"


def test_what_readers_have_seen_is_deleted_by_nobody(clients):
    row = Statement.objects.get(kind="definition")
    publish(statements=[row])
    for role, client in clients.items():
        assert refused(role, client.post(reverse("admin:concepts_definition_delete", args=[row.pk]), {"post": "yes"}))
    assert Statement.objects.filter(pk=row.pk, status="published").exists()
