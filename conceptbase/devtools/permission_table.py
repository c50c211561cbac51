"""State who may do what: one row for each address and action, with the lowest role that may.

This module enforces nothing: the rights are in `concepts/models/roles.py`. It is what the tests hold the site against
and what `docs/permissions.md` is written from. The rules are written by hand and the addresses are collected from the
site, so that a page without a rule is an error. A role may do whatever the roles before it may: viewer, editor,
reviewer, admin.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver

from concepts.models.roles import ADMIN, EDITOR, REVIEWER, ROLES, VIEWER

ANONYMOUS, NOBODY = "anonymous", "nobody"
THIS_FILE = "conceptbase/devtools/permission_table.py"
PEOPLE = (ANONYMOUS, *ROLES)
RANKS = (*PEOPLE, NOBODY)

# Public pages: the same for everybody.
PUBLIC = {
    "root", "home", "about", "favicon", "patterns", "healthz", "short", "short-edition", "edition-data",
    "comparison:pick", "comparison:comparison",
    "pages:concepts", "pages:concept", "pages:dimensions", "pages:dimension", "pages:distinctions",
    "pages:distinction-by-code", "pages:distinction", "pages:distinction-edition", "pages:statement",
    "pages:statement-edition", "pages:editions", "pages:questions", "pages:question", "pages:sources",
    "pages:source", "pages:source-version", "pages:article", "pages:passage", "pages:map",
    "pages:which-word", "pages:tags", "pages:tag", "search:search", "search:suggestions",
    "api:search",
}  # fmt: skip

# Pages of the admin that belong to no model. Whoever may not is asked to sign in, or gets 403.
ADMIN_PAGES = {
    "admin-language": ANONYMOUS,
    "admin:login": ANONYMOUS,
    "admin:logout": ANONYMOUS,
    "admin:index": VIEWER,
    "admin:app_list": VIEWER,
    "admin:autocomplete": VIEWER,
    "admin:jsi18n": VIEWER,
    "admin:password_change": VIEWER,
    "admin:password_change_done": VIEWER,
    "admin:view_on_site": VIEWER,
    "admin:note_preview": VIEWER,
    "preview": VIEWER,
}


@dataclass(frozen=True, slots=True)
class Rights:
    """The least role for each thing that can be done with the rows of a model."""

    see: str = VIEWER
    add: str = EDITOR
    change: str = EDITOR
    delete: str = ADMIN


CONTENT = Rights()
STATEMENT = Rights()  # a published one is changed by a reviewer, and none that readers have seen is ever deleted
MODELS = {
    "concepts.statement": Rights(add=NOBODY, change=NOBODY),  # on the page of its kind
    "concepts.definition": STATEMENT,
    "concepts.characteristic": STATEMENT,
    "concepts.distinction": STATEMENT,
    "concepts.relation": STATEMENT,
    "concepts.position": STATEMENT,
    "concepts.concept": CONTENT,
    "concepts.dimension": CONTENT,
    "concepts.relationtype": CONTENT,
    "concepts.question": CONTENT,
    "concepts.tag": CONTENT,
    "concepts.address": CONTENT,
    "sources.source": CONTENT,
    "sources.sourceversion": Rights(change=NOBODY),  # a changed text is a new version
    "sources.article": Rights(add=NOBODY),  # declared in the pack
    "sources.passage": CONTENT,
    "sources.skip": Rights(add=NOBODY),
    "search.missedsearch": Rights(add=NOBODY, change=NOBODY),  # counted by the site
    "auth.user": Rights(ADMIN, ADMIN, ADMIN, ADMIN),
    "auth.group": Rights(ADMIN, ADMIN, ADMIN, ADMIN),
}

# Further pages of a model, by the end of their names.
MORE_PAGES = {"password_change": ADMIN}

# Steps that are taken with a statement or a concept, each on a page of its own, some also as actions of the list.
STEPS = {
    "submit": EDITOR,
    "assign": EDITOR,
    "note": EDITOR,
    "discard": EDITOR,
    "take-over": EDITOR,
    "restore": EDITOR,
    "return": REVIEWER,
    "publish": REVIEWER,
    "withdraw": REVIEWER,
    "merge": REVIEWER,
    "rename": REVIEWER,
}

# Actions of the lists, posted with the rows that were chosen.
ACTIONS = {"delete_selected": ADMIN} | {f"{step}_chosen": least for step, least in STEPS.items()}


class NoRuleError(LookupError):
    """An address or an action that no rule names; add one, and its examples to the tests."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: `action` is "open" (GET), a POST to the same address, or the name of a list's action.

    `model` is empty outside the pages of a model, `step` unless the address is one of a step; `least` is the first of
    RANKS that may.
    """

    address: str
    name: str
    action: str
    least: str
    model: str = ""
    step: str = ""

    def may(self, person: str) -> bool:
        """Whether one of PEOPLE may."""
        return RANKS.index(person) >= RANKS.index(self.least)


@dataclass(frozen=True, slots=True)
class Place:
    """An address pattern of the project, in readable form, and its full name; the name is empty where it has none."""

    address: str
    name: str


def places() -> list[Place]:
    """Every address pattern of the project, in the order of the map."""
    return list(_walk(get_resolver().url_patterns, "/", ""))


def nameless_places(known: list[Place]) -> list[Place]:
    """Of these the two kinds of address that Django's admin does not name.

    The old one of a row, which leads on to its page, and whatever else begins like the admin, which answers 404.
    """
    ends = ("<object_id>/", "/admin/<url>")
    return [one for one in known if not one.name and one.address.startswith("/admin/") and one.address.endswith(ends)]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, space: str) -> Iterator[Place]:
    for one in patterns:
        path = prefix + _readable(str(one.pattern), language=type(one.pattern).__name__ == "LocalePrefixPattern")
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, path, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield Place(path, f"{space}{one.name}" if one.name else "")


def _readable(pattern: str, *, language: bool) -> str:
    if language:
        return "<language>/"
    pattern = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", pattern)  # of a regular expression
    return re.sub(r"<\w+:(\w+)>", r"<\1>", pattern).replace("^", "").replace("$", "")


def build_permission_table() -> list[Rule]:
    """All rules, one for each address and action, in the order of the map; raises NoRuleError for what none is made
    for.
    """
    models = {label.replace(".", "_"): label for label in _registered()}
    table: list[Rule] = []
    for place in places():
        model, _, kind = (
            place.name.removeprefix("admin:").rpartition("_") if place.name.startswith("admin:") else ("",) * 3
        )
        if place.name in PUBLIC:
            table.append(Rule(place.address, place.name, "open", ANONYMOUS))
        elif place.name in ADMIN_PAGES:
            action = "post" if place.name in ("admin-language", "admin:logout", "admin:note_preview") else "open"
            table.append(Rule(place.address, place.name, action, ADMIN_PAGES[place.name]))
        elif place in nameless_places([place]):
            continue
        elif model in models:
            table += _model_rules(place, models[model], kind)
        else:
            table += _further_rules(place, models)
    return table


def _registered() -> list[str]:
    return [model._meta.label_lower for model in admin.site._registry]


def _model_rules(place: Place, label: str, kind: str) -> Iterator[Rule]:
    if label not in MODELS:
        raise NoRuleError(f"{THIS_FILE} has no rule for the pages of {label}")
    rights = MODELS[label]
    if kind == "changelist":
        yield Rule(place.address, place.name, "open", rights.see, label)
        for action in _actions(label):
            if action not in ACTIONS:
                raise NoRuleError(f"{THIS_FILE} has no rule for the action {action} of {label}")
            yield Rule(place.address, place.name, action, max(ACTIONS[action], rights.see, key=RANKS.index), label)
    elif kind == "history":
        yield Rule(place.address, place.name, "open", rights.see, label)
    elif kind == "change":
        yield Rule(place.address, place.name, "open", rights.see, label)
        yield Rule(place.address, place.name, "post", rights.change, label)
    elif kind in ("add", "delete"):
        for action in ("open", "post"):
            yield Rule(place.address, place.name, action, rights.add if kind == "add" else rights.delete, label)
    else:
        yield from _further_rules(place, {label.replace(".", "_"): label})


def _page(label: str) -> admin.ModelAdmin:
    return next(page for model, page in admin.site._registry.items() if model._meta.label_lower == label)


def _further_rules(place: Place, models: dict[str, str]) -> Iterator[Rule]:
    """The rules of pages that not every model has, and of steps; `models` are labels by what names begin with."""
    for end in (*MORE_PAGES, "step"):
        label = models.get(place.name.removeprefix("admin:").removesuffix(f"_{end}"), "")
        if label and place.name == f"admin:{label.replace('.', '_')}_{end}":
            if end in MORE_PAGES:
                yield Rule(place.address, place.name, "open", MORE_PAGES[end], label)
                return
            for step in getattr(_page(label), "steps", ()):
                if step.name not in STEPS:
                    raise NoRuleError(f"{THIS_FILE} has no rule for the step {step.name} of {label}")
                address = place.address.replace("<name>", step.name)
                for action in ("open", "post"):
                    yield Rule(address, place.name, action, STEPS[step.name], label, step.name)
            return
    raise NoRuleError(f"{THIS_FILE} has no rule for {place.name or 'the address'} {place.address}")


def _actions(label: str) -> list[str]:
    """The names of the list actions of a model, for somebody who may do everything."""
    request = HttpRequest()
    request.user = User(is_active=True, is_staff=True, is_superuser=True)
    return list(_page(label).get_actions(request))


def page_file() -> Path:
    """Where the table is written out for people."""
    return Path(settings.BASE_DIR) / "docs" / "permissions.md"


WORDS = """# Who may do what

Written by `manage.py permissions --write docs/permissions.md` from the rules in
`conceptbase/devtools/permission_table.py`. A test fails
when it is not up to date, when an address of the site is missing, and when the site answers anybody otherwise.

Whoever is not signed in and asks for a page of the admin is led to the sign-in; whoever is and may not gets 403, and
nothing is changed. “open” is looking at a page, “post” is sending its form; other names are actions of a list, on the
rows that were chosen. What a role may, the next one may too.

Three things depend on the row besides the role:

- Changing what is published begins a draft beside it, which readers see once a reviewer publishes it. What readers have
  seen is deleted by nobody.
- Reviewers publish, but not what they wrote or submitted themselves; where `CONCEPTBASE_ALLOW_OWN_WORK` allows it, the
  edition records it.
- What other rows need (a cited passage, a concept of a statement) cannot be deleted while they do.
"""


def page_text() -> str:
    """The whole of docs/permissions.md, as it should be today; raises NoRuleError."""
    table = build_permission_table()
    public = [rule for rule in table if rule.name in PUBLIC]
    lines = [
        WORDS,
        "## Public pages",
        "",
        "Everybody may open them, signed in or not; they answer everybody alike.",
        "",
    ]
    lines += [f"- `{rule.address}`" for rule in public]
    lines += ["", "## The admin", ""]
    lines += [f"| address | action | {' | '.join(PEOPLE)} |", f"| --- | --- |{' --- |' * len(PEOPLE)}"]
    for rule in table:
        if rule not in public:
            cells = " | ".join("yes" if rule.may(person) else "–" for person in PEOPLE)
            lines.append(f"| `{rule.address}` | {rule.action} | {cells} |")
    return "\n".join(lines) + "\n"
