"""State who may do what: one row for each address and action, with the lowest role that may do it.

This module enforces nothing; the rights are in `concepts/models/roles.py`. Tests compare the site with the table, and
`docs/permissions.md` is written from it. The rules are written by hand and the addresses are collected from the site,
so that a page without a rule is an error. A role may do everything that the roles before it may do: viewer, editor,
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
    "root", "home", "about", "privacy", "favicon", "patterns", "short", "short-edition", "edition-data",
    "comparison:pick", "comparison:comparison", "comparison:row",
    "pages:concepts", "pages:concept", "pages:concept-row", "pages:dimensions", "pages:dimension",
    "pages:dimension-row", "pages:distinctions", "pages:distinction-by-code", "pages:distinction",
    "pages:distinction-edition", "pages:statement", "pages:statement-edition", "pages:editions",
    "pages:questions", "pages:question", "pages:sources",
    "pages:source", "pages:source-version", "pages:article", "pages:passage", "pages:map",
    "pages:quote-check", "pages:report", "pages:which-word", "pages:tags", "pages:tag", "search:search",
    "search:suggestions", "search:completions",
    "share:robots", "share:sitemap-index", "share:sitemap", "share:llms", "share:security", "share:opensearch",
    "share:touch-icon", "share:manifest",
    "share:embed-statement", "share:embed-question", "share:embed-comparison", "share:oembed",
    "cards:home", "cards:comparison", "cards:concept", "cards:distinction", "cards:question", "cards:statement",
    "cards:distinction-edition", "cards:statement-edition", "cards:source", "cards:source-version", "cards:article",
    "api:search", "citations:page", "citations:file", "citations:qr-code", "data:file",
    "feeds:site", "feeds:concept", "feeds:question", "feeds:source", "feeds:statement",
}  # fmt: skip

# Public pages with a form that is posted. Without a cookie there is no CSRF token, so they take a form only from a page
# of this site (concepts/evidence/public_forms.py), and it changes nothing, but for the report that one of them keeps.
# All others answer a post with 405.
PUBLIC_FORMS = {
    "pages:quote-check": "takes a form from pages of this site, which changes nothing",
    "pages:report": "takes a form from pages of this site, which only adds a report for curators",
}

# Pages of the admin that belong to no model. Other people are asked to sign in, or get 403.
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
    "admin_password_reset": ANONYMOUS,
    "password_reset_done": ANONYMOUS,
    "password_reset_complete": ANONYMOUS,
    "password_reset_confirm": ANONYMOUS,
    "admin:note_preview": VIEWER,
    "admin:editing": EDITOR,
    "admin:notices-read": VIEWER,
    "admin:notices-mail": VIEWER,
    "preview": VIEWER,
    "row-preview": VIEWER,
}
# Those of them that only take what is posted.
POSTED = (
    "admin-language",
    "admin:logout",
    "admin:note_preview",
    "admin:editing",
    "admin:notices-read",
    "admin:notices-mail",
)


@dataclass(frozen=True, slots=True)
class Rights:
    """The lowest role for each action on the rows of a model."""

    see: str = VIEWER
    add: str = EDITOR
    change: str = EDITOR
    delete: str = ADMIN


CONTENT_RIGHTS = Rights()
STATEMENT_RIGHTS = Rights()  # only a reviewer changes a published one; one that readers have seen is never deleted
MODEL_RIGHTS = {
    "concepts.statement": Rights(add=NOBODY, change=NOBODY),  # on the page of its kind
    "concepts.definition": STATEMENT_RIGHTS,
    "concepts.characteristic": STATEMENT_RIGHTS,
    "concepts.distinction": STATEMENT_RIGHTS,
    "concepts.relation": STATEMENT_RIGHTS,
    "concepts.position": STATEMENT_RIGHTS,
    "concepts.finding": STATEMENT_RIGHTS,
    "concepts.concept": CONTENT_RIGHTS,
    "concepts.dimension": CONTENT_RIGHTS,
    "concepts.relationtype": CONTENT_RIGHTS,
    "concepts.question": CONTENT_RIGHTS,
    "concepts.tag": CONTENT_RIGHTS,
    "concepts.address": CONTENT_RIGHTS,
    "concepts.site": Rights(add=NOBODY),  # there is one; an editor adds it where there is none yet
    "concepts.proposal": Rights(add=NOBODY, change=NOBODY, delete=NOBODY),  # on the page of its row
    "concepts.errorreport": Rights(add=NOBODY),  # sent by readers; an editor answers it
    "concepts.publication": Rights(add=NOBODY, change=NOBODY, delete=NOBODY),  # recorded by the site
    "sources.source": CONTENT_RIGHTS,
    "sources.sourceversion": CONTENT_RIGHTS,  # language and date, while nothing cites it
    "sources.article": Rights(add=NOBODY),  # cut on the page of the version
    "sources.passage": CONTENT_RIGHTS,
    "sources.skip": CONTENT_RIGHTS,
    "workbench.broughttable": Rights(see=EDITOR, delete=NOBODY),  # each person sees their own
    "workbench.offeredsentence": Rights(add=NOBODY, change=NOBODY, delete=NOBODY),  # found in the texts
    "search.missedsearch": Rights(add=NOBODY, change=NOBODY),  # counted by the site
    "auth.user": Rights(ADMIN, ADMIN, ADMIN, ADMIN),
    "auth.group": Rights(ADMIN, ADMIN, ADMIN, ADMIN),
}

# Other pages of a model, by the end of their names.
FURTHER_PAGES = {
    "password_change": ADMIN,
    "bringin": EDITOR,
    "brought": EDITOR,
    "original": VIEWER,
    "decide": EDITOR,
    "refused": EDITOR,
    "successions": EDITOR,
    "mark": VIEWER,
}
FURTHER_FORMS = {
    "bringin": EDITOR,
    "brought": EDITOR,
    "decide": EDITOR,
    "successions": EDITOR,
    "mark": EDITOR,
}  # who may send the forms on them

# Workflow steps of a statement, concept or source, each on a page of its own; some are also actions of the list.
STEP_ROLES = {
    "submit": EDITOR,
    "assign": EDITOR,
    "note": EDITOR,
    "discard": EDITOR,
    "take-over": EDITOR,
    "restore": EDITOR,
    "return": REVIEWER,
    "publish": REVIEWER,
    "withdraw": REVIEWER,
    "put-back": REVIEWER,
    "merge": REVIEWER,
    "rename": REVIEWER,
    "withhold": REVIEWER,
    "release": REVIEWER,
    "split": EDITOR,
    "heading": EDITOR,
    "no-heading": EDITOR,
    "join": EDITOR,
    "unmark-draft": EDITOR,
    "unmark": REVIEWER,
}

# Actions of the lists, posted with the selected rows.
ACTION_ROLES = {"delete_selected": ADMIN} | {f"{step}_chosen": least for step, least in STEP_ROLES.items()}


class NoRuleError(LookupError):
    """An address or action has no rule; add one, and examples to the tests."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table.

    `action` is "open" (GET), "post" (POST to the same address) or the name of an action of a list. `least` is the first
    of RANKS that may do it. `model` is empty for pages that belong to no model, `step` for pages of no workflow step.
    """

    address: str
    name: str
    action: str
    least: str
    model: str = ""
    step: str = ""

    def may(self, person: str) -> bool:
        """Tell whether one of PEOPLE may do it."""
        return RANKS.index(person) >= RANKS.index(self.least)


@dataclass(frozen=True, slots=True)
class AddressPattern:
    """An address pattern of the project in readable form, and its name with namespaces; empty where it has none."""

    address: str
    name: str


def address_patterns() -> list[AddressPattern]:
    """Return every address pattern of the project, in the order of the URL configuration."""
    return list(_walk(get_resolver().url_patterns, "/", ""))


def unnamed_admin_patterns(patterns: list[AddressPattern]) -> list[AddressPattern]:
    """Return those of the patterns that Django's admin does not name.

    They are the old address of each row, which redirects to its page, and the pattern for all other addresses below
    /admin/, which answers 404.
    """
    return [
        pattern
        for pattern in patterns
        if not pattern.name
        and pattern.address.startswith("/admin/")
        and pattern.address.endswith(("<object_id>/", "/admin/<url>"))
    ]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, namespace: str) -> Iterator[AddressPattern]:
    """Yield the patterns and all patterns included by them; `namespace` is empty or ends with a colon."""
    for entry in patterns:
        path = prefix + _readable(str(entry.pattern), language=type(entry.pattern).__name__ == "LocalePrefixPattern")
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, path, inner)
        else:
            yield AddressPattern(path, f"{namespace}{entry.name}" if entry.name else "")


def _readable(pattern: str, *, language: bool) -> str:
    """Return a pattern with its parameters as `<name>`; `language` is set for the prefix of translated addresses."""
    if language:
        return "<language>/"
    pattern = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", pattern)  # groups of a regular expression
    return re.sub(r"<\w+:(\w+)>", r"<\1>", pattern).replace("^", "").replace("$", "")


def build_permission_table() -> list[Rule]:
    """Build all rules, one for each address and action, in the order of the URL configuration.

    Raises NoRuleError where an address or action has no rule.
    """
    models = {label.replace(".", "_"): label for label in _registered()}
    table: list[Rule] = []
    for pattern in address_patterns():
        model, _, kind = (
            pattern.name.removeprefix("admin:").rpartition("_") if pattern.name.startswith("admin:") else ("",) * 3
        )
        if pattern.name in PUBLIC:
            table.append(Rule(pattern.address, pattern.name, "open", ANONYMOUS))
        elif pattern.name in ADMIN_PAGES:
            action = "post" if pattern.name in POSTED else "open"
            table.append(Rule(pattern.address, pattern.name, action, ADMIN_PAGES[pattern.name]))
        elif pattern in unnamed_admin_patterns([pattern]):
            continue
        elif model in models:
            table += _model_rules(pattern, models[model], kind)
        else:
            table += _further_rules(pattern, models)
    return table


def _registered() -> list[str]:
    """Return the labels of the models with pages in the admin."""
    return [model._meta.label_lower for model in admin.site._registry]


def _model_rules(pattern: AddressPattern, label: str, kind: str) -> Iterator[Rule]:
    """Yield the rules of one page of a model; `kind` is the end of its name, such as "changelist"."""
    if label not in MODEL_RIGHTS:
        raise NoRuleError(f"{THIS_FILE} has no rule for the pages of {label}")
    rights = MODEL_RIGHTS[label]
    if kind == "changelist":
        yield Rule(pattern.address, pattern.name, "open", rights.see, label)
        for action in _actions(label):
            if action not in ACTION_ROLES:
                raise NoRuleError(f"{THIS_FILE} has no rule for the action {action} of {label}")
            yield Rule(
                pattern.address, pattern.name, action, max(ACTION_ROLES[action], rights.see, key=RANKS.index), label
            )
    elif kind == "history":
        yield Rule(pattern.address, pattern.name, "open", rights.see, label)
    elif kind == "change":
        yield Rule(pattern.address, pattern.name, "open", rights.see, label)
        yield Rule(pattern.address, pattern.name, "post", rights.change, label)
    elif kind in ("add", "delete"):
        for action in ("open", "post"):
            yield Rule(pattern.address, pattern.name, action, rights.add if kind == "add" else rights.delete, label)
    else:
        yield from _further_rules(pattern, {label.replace(".", "_"): label})


def _page(label: str) -> admin.ModelAdmin:
    """Return the admin page of a model."""
    return next(page for model, page in admin.site._registry.items() if model._meta.label_lower == label)


def _further_rules(pattern: AddressPattern, models: dict[str, str]) -> Iterator[Rule]:
    """Yield the rules of steps, and of pages that not every model has; `models` are labels by the prefix of names."""
    for end in (*FURTHER_PAGES, "step"):
        label = models.get(pattern.name.removeprefix("admin:").removesuffix(f"_{end}"), "")
        if label and pattern.name == f"admin:{label.replace('.', '_')}_{end}":
            if end in FURTHER_PAGES:
                yield Rule(pattern.address, pattern.name, "open", FURTHER_PAGES[end], label)
                if end in FURTHER_FORMS:
                    yield Rule(pattern.address, pattern.name, "post", FURTHER_FORMS[end], label)
                return
            for step in getattr(_page(label), "steps", ()):
                if step.name not in STEP_ROLES:
                    raise NoRuleError(f"{THIS_FILE} has no rule for the step {step.name} of {label}")
                address = pattern.address.replace("<name>", step.name)
                for action in ("open", "post"):
                    yield Rule(address, pattern.name, action, STEP_ROLES[step.name], label, step.name)
            return
    raise NoRuleError(f"{THIS_FILE} has no rule for {pattern.name or 'the address'} {pattern.address}")


def _actions(label: str) -> list[str]:
    """Return the names of the list actions of a model, for a person who may do everything."""
    request = HttpRequest()
    request.user = User(is_active=True, is_staff=True, is_superuser=True)
    return list(_page(label).get_actions(request))


def permissions_page() -> Path:
    """Return the path of the table as a page of the documentation."""
    return Path(settings.BASE_DIR) / "docs" / "permissions.md"


INTRODUCTION = """# Who may do what

Written by `manage.py permissions --write docs/permissions.md` from the rules in
`conceptbase/devtools/permission_table.py`. A test fails
when it is not up to date, when an address of the site is missing, and when the site answers anybody otherwise.

People who are not signed in and request a page of the admin are sent to the sign-in page; people who are signed in and
may not see it get 403. In both cases nothing changes. “open” is viewing a page and “post” is sending its form; other
names are actions of a list on the selected rows. A role may do everything that the roles before it may do.

Four things depend on the row as well as on the role:

- Nothing that readers see changes when a form is saved. What is new is a draft; a change to what they see waits as a
  draft of the statement or as a proposal for the row, until a reviewer publishes it. A test sends every form as an
  editor and compares what readers see. A statement that readers have seen is never deleted.
- Reviewers publish, but not what they wrote or submitted last, unless `CONCEPTBASE_ALLOW_OWN_WORK` allows it; the
  edition then records it.
- While the text of a source is withheld, only admins read it in the admin, nobody cuts passages from it, and nobody
  deletes the source. Its original file is withheld with it.
- A file that waits to be saved is seen by whoever brought it, and by nobody else.
- A row that other rows need (a cited passage, a concept of a statement) cannot be deleted as long as they need it.
"""


def page_text() -> str:
    """Return the up-to-date text of docs/permissions.md; raise NoRuleError where a rule is missing."""
    table = build_permission_table()
    public = [rule for rule in table if rule.name in PUBLIC]
    lines = [
        INTRODUCTION,
        "## Public pages",
        "",
        "Everybody may open them, signed in or not; they answer everybody alike.",
        "",
    ]
    forms = {name: f" ({remark})" for name, remark in PUBLIC_FORMS.items()}
    lines += [f"- `{rule.address}`{forms.get(rule.name, '')}" for rule in public]
    lines += ["", "## The admin", ""]
    lines += [f"| address | action | {' | '.join(PEOPLE)} |", f"| --- | --- |{' --- |' * len(PEOPLE)}"]
    for rule in table:
        if rule not in public:
            cells = " | ".join("yes" if rule.may(person) else "–" for person in PEOPLE)
            lines.append(f"| `{rule.address}` | {rule.action} | {cells} |")
    return "\n".join(lines) + "\n"
