"""What somebody with bad intentions, or a broken browser, can send to the admin: refused in words, or harmless."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.contrib import admin as django_admin
from django.db.models import Model
from django.forms import ModelChoiceField
from django.test import Client
from django.urls import reverse

from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.models import (
    Citation,
    Concept,
    Definition,
    Dimension,
    Distinction,
    ErrorReport,
    Question,
    Site,
    Statement,
    Tag,
)
from sources.models import Passage, Skip, SourceVersion
from tests.concepts.admin.pages import fill, read_form
from tests.concepts.pages.worlds import World, make_world
from tests.factories import (
    add_dimension_label,
    make_concept,
    make_report,
    make_site,
    make_statement,
    publish_proposals,
)
from tests.site import crawled

pytestmark = pytest.mark.django_db

RUNS = "<script>alert(1)</script><img src=x onerror=alert(1)>"
SCRIPT = f"\"'>{RUNS}{{{{ 7*7 }}}}"
OURS = sorted(
    (model for model in django_admin.site._registry if model._meta.app_label in ("sources", "concepts")),
    key=lambda model: model._meta.label,
)
# Added on the page of its kind, cut or declared elsewhere, or only looked at.
WITHOUT_TEXT = {"concepts.Statement", "sources.Article", "sources.Skip", "sources.SourceVersion"}

WITH_A_RULE = {"doi", "isbn", "retrieved_on", "contact"}  # which refuses a script


class Typed(HTMLParser):
    """Collects the names of the fields that people type text into."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "textarea" or (tag == "input" and found.get("type") == "text"):
            self.names.append(name)


class Running(HTMLParser):
    """Collects what a browser would run of a page: scripts in it, event attributes, addresses with a script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        is_data = found.get("type") in ("application/json", "application/ld+json")
        if (tag == "script" and "src" not in found and not is_data) or (tag == "img" and found.get("src") == "x"):
            self.found.append(tag)
        self.found += [name for name in found if name.startswith("on")]
        self.found += [
            name
            for name in ("href", "src", "action", "formaction", "xlink:href")
            if (found.get(name) or "").strip().lower().startswith(("javascript:", "data:text", "vbscript:"))
        ]


def running(html: str) -> list[str]:
    reader = Running()
    reader.feed(html)
    return reader.found


def page_of(row: Model, kind: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{kind}", args=[row.pk])


def list_of(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def text_fields(html: str) -> list[str]:
    """The text fields of a form that take free text: no names in addresses, whose letters are limited."""
    reader = Typed()
    reader.feed(html)
    limited = ("slug", "key", "target", "date", "publisher_address", "code")
    return [
        name for name in reader.names if name and "__prefix__" not in name and name.rpartition("-")[2] not in limited
    ]


@pytest.fixture
def world(admin) -> World:
    """Published content of every kind, and rows whose texts only the admin shows."""
    world = make_world()
    article = world.english.articles.get()
    Skip.objects.create(version=world.english, article=article, start=0, end=3, reason="filler")
    make_statement("definition", world.concepts[0])
    make_site(*world.concepts[:2])
    for dimension in Dimension.objects.all():
        add_dimension_label(dimension, "Beta")
    make_report(world.first("definition"), SCRIPT, contact=SCRIPT)
    world.concepts[0].labels.filter(language="en").update(text="Alpha")
    admin.post(
        reverse("admin:concepts_address_add"),
        {
            "kind": "concept", "key": "gone", "state": "withdrawn", "target": "", "words_en": "Gone.",
            "words_zh": "没了。",
        },
    )  # fmt: skip
    return world


def type_script_everywhere(admin: Client) -> dict[str, list[str]]:
    """Types it into every text field of the first row of every model, one form a model; what was typed, by model."""
    typed: dict[str, list[str]] = {}
    for place, model in enumerate(OURS):
        row = model._default_manager.order_by("pk").first()
        assert row is not None, model
        opened = admin.get(page_of(row))
        names = [name for name in text_fields(opened.content.decode()) if name not in WITH_A_RULE]
        values = read_form(opened)
        # Each its own words, since labels and names must differ.
        data = values | {name: f"{place}.{number}{SCRIPT}" for number, name in enumerate(names) if name in values}
        tag_fields = ("name_en", "name_zh") if model is Tag else ("tags",)  # a tag has quotation marks in pairs
        data |= {name: text.replace('"', "") for name, text in data.items() if name in tag_fields}
        if model is ErrorReport:
            data["state"] = "done"  # the button
        if model is Site:  # its name is short; the whole script is in it still
            data |= {name: data[name][:60] for name in ("name_en", "name_zh")}
        for name in names:
            row_of_form, _, field = name.rpartition("-")
            if field.startswith("attributed_to"):  # only a report names somebody, and the first citation supports
                data |= {name: ""} if row_of_form == "citations-0" else {f"{row_of_form}-stance": "reports"}
        answer = admin.post(page_of(row), data)
        assert running(answer.content.decode()) == [], model
        if similar := re.findall(r'name="_something_else" value="([^"]*)"', answer.content.decode()):
            answer = admin.post(page_of(row), data | {"_something_else": [unescape(one) for one in similar]})
        assert answer.status_code in (200, 302, 403), (model, answer.status_code)
        assert running(answer.content.decode()) == [], model
        if answer.status_code == 302:
            typed[model._meta.label] = names
    return typed


@pytest.mark.once
@pytest.mark.slow
def test_script_in_every_text_field_of_every_model_never_runs(admin, world, deep):
    english = world.english
    text = f"Marketing pulls {RUNS} users. {english.read_text()}"
    added = fill(
        admin, reverse("admin:sources_sourceversion_add"), source=str(english.source_id), number="2", language="en",
        pasted=text,
    )  # fmt: skip
    assert added.status_code == 302
    publish_proposals()
    version = SourceVersion.objects.get(source=english.source_id, number=2)
    cut = fill(admin, reverse("admin:sources_passage_add"), version=str(version.pk), words=RUNS, translation=SCRIPT)
    assert cut.status_code == 302
    passage = Passage.objects.get(version=version, quote=RUNS)  # beside those that were carried to the version
    for kind in ("definition", "distinction", "relation"):
        Citation.objects.create(statement=world.first(kind), passage=passage)
    typed = type_script_everywhere(admin)
    with_text = {label for label, names in typed.items() if names}
    assert with_text >= {model._meta.label for model in OURS} - WITHOUT_TEXT - {
        "concepts.DraftNote",
        "concepts.Edition",
        "concepts.Publication",
        "concepts.Proposal",
    }
    publish_proposals()
    publish(statements=Statement.objects.filter(revises__isnull=False))
    assert Statement.objects.published().filter(text_en__contains=RUNS).count() >= 4

    crawled.cache_clear()
    try:
        pages = crawled(30 if deep else 4)
    finally:
        crawled.cache_clear()
    assert {status for status, html in pages.values()} <= {200, 301, 302, 404}
    shown = {address for address, (status, html) in pages.items() if "&lt;script&gt;alert(1)" in html}
    for start in ("/en/concepts/", "/en/statements/", "/en/distinctions/", "/en/editions/", "/en/sources/",
                  "/en/questions/", "/en/dimensions/", "/en/tags/", "/zh-hans/compare/"):  # fmt: skip
        assert any(address.startswith(start) for address in shown), start
    for address, (_status, html) in pages.items():
        assert running(html) == [], address
        assert RUNS not in html, address
        assert "49" not in html.partition("onerror=alert(1)&gt;")[2][:10], address
    gone = Client().get("/en/concepts/gone/")
    assert gone.status_code == 410
    assert running(gone.content.decode()) == []

    for model in OURS:
        rows = model._default_manager.order_by("pk")[:1]  # of proposals, all of which are published, there is none
        pages = (page_of(row, *page) for row in rows for page in ((), ("history",), ("delete",)))
        for address in (list_of(model), *pages):
            html = admin.get(address, follow=True).content.decode()
            assert running(html) == [], address
            assert RUNS not in html, address


@pytest.mark.parametrize("note", ["[" * 10_000, "[" * 2_001, "*" * 9_999, "> " * 5_000])
def test_a_note_that_is_built_to_be_slow_is_refused_with_words(admin, world, note):
    draft = Statement.objects.get(status="draft")
    answer = fill(admin, page_of(Definition.objects.get(pk=draft.pk)), note_en=note)
    assert answer.status_code == 200
    assert "2,000" in answer.content.decode() or "2000" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.note_en == ""


@pytest.mark.usefixtures("world")
def test_a_note_of_brackets_and_bad_links_is_harmless(admin):
    draft = Definition.objects.get(status="draft")
    note = "[" * 1_000 + " [x](javascript:alert(1)) <javascript:alert(1)> [y](data:text/html,z)"
    assert fill(admin, page_of(draft), note_en=note).status_code == 302
    draft.refresh_from_db()
    assert draft.note_en == note
    assert running(draft.note_html_en) == []
    assert "href" not in draft.note_html_en


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "https://a b", "//x"]
)
def test_an_address_that_is_no_web_address_is_refused(admin, world, address):
    source = world.english.source
    before = source.address
    answer = admin.post(page_of(source), read_form(admin.get(page_of(source))) | {"address": address})
    assert answer.status_code == 200
    assert running(answer.content.decode()) == []
    source.refresh_from_db()
    assert source.address == before


@pytest.mark.parametrize("sent", ["", "1.1", "x", "-1", "9" * 40, "１.１", "1.1\x00"])
def test_a_form_without_its_version_or_with_anothers_changes_nothing(admin, world, sent):
    first, second = Concept.objects.order_by("pk")[:2]
    version = sent if sent != "1.1" else f"{second.pk}.{second.row_version}"
    opened = read_form(admin.get(page_of(first)))
    answer = admin.post(page_of(first), opened | {"_row_version": version, "scope_note_en": "Typed."})
    del opened["_row_version"]
    without = admin.post(page_of(first), opened | {"scope_note_en": "Typed."})
    for refused in (answer, without):
        assert 400 <= refused.status_code < 500
    first.refresh_from_db()
    assert first.scope_note_en == ""


def test_the_form_of_one_statement_posted_to_another_changes_neither(admin, world):
    first, second = Definition.objects.order_by("pk")[:2]
    opened = read_form(admin.get(page_of(first)))
    answer = admin.post(page_of(second), opened | {"text_en": "Another's."})
    assert 400 <= answer.status_code < 500
    assert not Statement.objects.filter(text_en="Another's.").exists()


@pytest.mark.parametrize("swapped", ["another's", "nobody's", "nonsense", "twice"])
def test_rows_of_another_form_are_not_touched(admin, world, swapped):
    draft = Definition.objects.get(status="draft")
    passages = list(Passage.objects.order_by("pk")[:2])
    own = [Citation.objects.create(statement_id=draft.pk, passage=one) for one in passages]
    other = Citation.objects.exclude(statement_id=draft.pk).first()
    before = list(Citation.objects.order_by("pk").values())
    ids = {"another's": str(other.pk), "nobody's": "999999", "nonsense": "<x>", "twice": str(own[1].pk)}
    data = read_form(admin.get(page_of(draft))) | {"citations-0-id": ids[swapped], "citations-0-stance": "contradicts"}
    answer = admin.post(page_of(draft), data)
    assert answer.status_code < 500
    after = list(Citation.objects.order_by("pk").values())
    changed = [row["id"] for row, now in zip(before, after, strict=True) if row != now]
    assert set(changed) <= {one.pk for one in own}
    if swapped != "twice":
        assert changed == []


def test_an_inline_form_with_absurd_numbers_is_no_fault_of_ours(admin, world):
    draft = Definition.objects.get(status="draft")
    before = list(Citation.objects.order_by("pk").values())
    opened = read_form(admin.get(page_of(draft)))
    for number in ("-1", "99999999", "x", ""):
        answer = admin.post(page_of(draft), opened | {"citations-TOTAL_FORMS": number, "text_en": "Typed."})
        assert answer.status_code < 500, number
    for missing in ("citations-TOTAL_FORMS", "citations-INITIAL_FORMS", "concept_links-TOTAL_FORMS"):
        assert missing in opened
        data = {name: value for name, value in opened.items() if name != missing}
        assert admin.post(page_of(draft), data | {"text_en": "Typed."}).status_code < 500
    assert list(Citation.objects.order_by("pk").values()) == before


# Who may most without any of it; viewers may less in all.
WRONG_ROLES = ["editor", pytest.param("viewer", marks=pytest.mark.deep)]


def stored() -> list[tuple[object, ...]]:
    return list(Statement.objects.order_by("pk").values_list())


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("role", WRONG_ROLES)
def test_actions_posted_by_hand_by_the_wrong_role_do_nothing(signed_in, admin, world, role):
    """Every action that an admin has and this role has not, on every list."""
    client = signed_in(role)
    tried = 0
    for model in OURS:
        options = django_admin.site._registry[model]
        lists = {who: one.get(list_of(model)) for who, one in (("admin", admin), (role, client))}
        offered = {who: set(options.get_actions(shown.wsgi_request)) for who, shown in lists.items()}
        versions = re.findall(r'name="_row_versions" value="([0-9.]+)"', lists[role].content.decode())
        rows = list(model._default_manager.order_by("pk")[:2])
        for action in sorted(offered["admin"] - offered[role]):
            before = stored()
            chosen = {"action": action, "_selected_action": [row.pk for row in rows], "_row_versions": versions}
            typed = {"words_en": "Gone.", "words_zh": "没了。", "post": "yes", "confirmed": "1"}
            answer = client.post(list_of(model), chosen | typed, follow=True)
            assert answer.status_code < 500, (model, action)
            assert stored() == before, (model, action)
            assert model._default_manager.filter(pk__in=[row.pk for row in rows]).count() == len(rows)
            tried += 1
    assert tried > 5


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("role", WRONG_ROLES)
def test_steps_posted_by_hand_by_the_wrong_role_do_nothing(signed_in, world, role):
    client = signed_in(role)
    publishable = start_draft(statement=world.first("definition"))
    tried = 0
    for row in (publishable, world.first("definition"), world.first("distinction")):
        options = django_admin.site._registry[Distinction if row.kind == "distinction" else Definition]
        for step in options.steps:
            if client.get("/admin/").wsgi_request.user.has_perm(step.permission):
                continue
            address = reverse(f"admin:concepts_{options.opts.model_name}_step", args=[row.pk, step.name])
            before = stored()
            data = {
                "_row_version": f"{row.pk}.{row.row_version}",
                "confirmed": "1",
                "words_en": "Gone.",
                "words_zh": "没了。",
            }
            assert client.post(address, data).status_code in (403, 404), step.name
            assert stored() == before
            tried += 1
    assert tried >= 3


def test_strangers_are_asked_to_sign_in_wherever_they_post(client, world):
    before = stored()
    for model in OURS:
        row = model._default_manager.order_by("pk").first()
        for address in (list_of(model), page_of(row), page_of(row, "delete")):
            answer = client.post(address, {"action": "publish", "_selected_action": "1", "post": "yes"})
            # The page that asks to sign in keeps what was typed into a form.
            keeps_typed = answer.status_code == 403 and 'name="_typed"' in answer.content.decode()
            assert keeps_typed or answer.headers["Location"].startswith("/admin/login/"), address
    assert stored() == before


@pytest.mark.parametrize("words", ["\x00", "a\x00b", "\u202e", "\x1b[2J"])
def test_characters_that_are_no_text_are_refused_in_words_or_harmless(admin, world, words):
    question = Question.objects.order_by("pk").first()
    tag = Tag.objects.order_by("pk").first()
    for row, field in ((question, "text_en"), (tag, "name_en"), (Definition.objects.get(status="draft"), "text_en")):
        answer = fill(admin, page_of(row), **{field: f"Typed {words}."})
        assert answer.status_code < 500
        row.refresh_from_db()
        assert "\x00" not in getattr(row, field)
    assert admin.get(list_of(Question), {"q": words}).status_code < 500


NO_IDS = ("abc", "9" * 30, "1\0", "9" * 19, "-1", "😀")


@pytest.mark.slow
@pytest.mark.usefixtures("world")
def test_a_choice_that_is_no_id_is_refused_in_words_in_every_form(admin):
    """In the address of a form, in its fields and in those of its inlines, on pages that add and that change."""
    refused = {"en": "Select a valid choice", "zh-hans": "选择一个有效的选项"}
    tried = set()
    for model in OURS:
        row = model._default_manager.order_by("pk").first()
        add = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        for address, (language, words) in zip((add, page_of(row)), refused.items(), strict=True):
            opened = admin.get(address)
            if opened.status_code != 200 or b'name="_save"' not in opened.content:
                continue
            forms = [opened.context["adminform"].form]
            forms += [form for formset in opened.context["inline_admin_formsets"] for form in formset.formset.forms]
            chosen = [
                form.add_prefix(name)
                for form in forms
                for name, field in form.fields.items()
                if isinstance(field, ModelChoiceField) and not field.widget.is_hidden
            ]
            if not chosen:
                continue
            tried.add(model)
            values = read_form(opened)
            for first in range(len(NO_IDS) if model is Passage else 1):
                odd = {name: NO_IDS[(first + place) % len(NO_IDS)] for place, name in enumerate(chosen)}
                in_address = {name: value for name, value in odd.items() if "\0" not in value}
                assert admin.get(address, in_address).status_code == 200, (address, odd)
                answer = admin.post(address, values | odd, headers={"accept-language": language})
                assert answer.status_code == 200, (address, odd)
                errors = answer.context["adminform"].form.errors
                assert set(odd) & set(answer.context["adminform"].form.fields) <= set(errors), (address, odd)
                assert words in answer.content.decode() or all("\0" in value for value in odd.values()), (address, odd)
    assert tried >= {Passage, SourceVersion, Definition, Distinction}


@pytest.mark.usefixtures("world")
def test_autocomplete_answers_whatever_is_sent_to_it(admin):
    asked = {"app_label": "sources", "model_name": "passage", "field_name": "version"}
    for odd in NO_IDS:
        for name in ("term", "except", "page", *asked):
            answer = admin.get(reverse("admin:autocomplete"), asked | {name: odd})
            assert answer.status_code in (200, 400, 403, 404), (name, odd)


@pytest.mark.parametrize(("language", "words"), [("en", "This form is too big"), ("zh-hans", "表单太大")])
def test_a_form_with_more_than_one_form_takes_says_so(admin, language, words, settings):
    concept = make_concept("marketing", "Marketing", "营销")
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    form = {f"labels-{number}-text": "x" for number in range(30)}
    answer = admin.post(page_of(concept), form, headers={"accept-language": language})
    assert answer.status_code == 400
    assert words in answer.content.decode()
