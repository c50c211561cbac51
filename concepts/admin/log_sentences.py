"""Write what a form changed into the admin's log, and read entries of the log, new and old, as sentences.

An entry holds Django's structure: what was added, changed and deleted, with English labels. Ours add the table of a row
that is part of another and its name in both languages, since the row itself may be gone when the entry is read.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import TypeAlias

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import gettext, override

from concepts.admin.base import InterfaceText, RowForm, RowFormSet
from concepts.admin.change_lines import COLON
from concepts.models import Concept, Statement
from sources.facts import Shown
from sources.languages import Language, reader_language
from sources.models import Passage

LogPart: TypeAlias = Mapping[str, str | Sequence[str]]
LogMessage: TypeAlias = list[Mapping[str, LogPart]]  # as the admin's log stores it
MODEL, NAMES = "model", {Language.EN: "object", Language.ZH: "object_zh"}
UNREADABLE = re.compile(r"\bNone\b|^\d+: \d+$|^[\w -]+ \d+$")  # what old entries call rows: "None: None", "related 12"
FORMER_LABELS = {"Add a note": "Add a comment"}  # under which old entries stored steps
MOST_QUOTE = 60  # characters of a passage by which an entry names it


def describe_changes(form: RowForm, formsets: Iterable[RowFormSet], *, is_new: bool) -> LogMessage:
    """Return what a valid form adds, changes and deletes, as the log stores it."""
    message: LogMessage = [{"added": {}}] if is_new else []
    if not is_new and form.changed_data:
        with override("en"):
            fields = [str(form.fields[name].label or name) for name in form.changed_data]
        message.append({"changed": {"fields": fields}})
    for formset in formsets:
        for row in formset.forms:
            if row.has_changed():
                stored = row.instance.pk is not None and row in formset.initial_forms
                action = "deleted" if row in formset.deleted_forms else "changed" if stored else "added"
                with override("en"):
                    part: dict[str, str | Sequence[str]] = {
                        "name": str(row._meta.model._meta.verbose_name),
                        MODEL: row._meta.model._meta.label_lower,
                        **{key: _name_in(language, row, formset.fk.name) for language, key in NAMES.items()},
                    }
                message.append({action: part | ({"fields": list(row.changed_data)} if action == "changed" else {})})
    return message


def _name_in(language: Language, row: RowForm, parent: str) -> str:
    """Return the name of a row by the rows that it refers to, or by itself if it refers to none."""
    names = []
    for column in row._meta.model._meta.fields:
        if column.is_relation and column.name != parent:
            related = row.cleaned_data.get(column.name) or getattr(row.instance, column.name, None)
            if isinstance(related, Model):
                names.append(_related_name(related, language))
    return COLON[language].join(names) or str(row.instance)


def _related_name(row: Model, language: Language) -> str:
    match row:
        case Concept():
            return str(row.preferred(language))
        case Passage() if row.version.source.shown == Shown.NOTHING:
            return f"{row.version.source.slug} {row.start}-{row.end}"
        case Passage():
            return f"“{row.quote[:MOST_QUOTE]}{'…' if len(row.quote) > MOST_QUOTE else ''}”"
        case Statement():
            return row.code
    return str(row)


def read_entry(
    change_message: str, model: type[Model], steps: Mapping[str, InterfaceText], seal: Callable[[str], str] = str
) -> str:
    """Return an entry of the log as sentences in the reader's language, one a line.

    `steps` says by the English label of each step what its entry is to say. What an old entry does not tell, such as
    the name of a row, is left out. `seal` replaces names of rows that quote words which the reader may not read.
    """
    try:
        message = json.loads(change_message)
    except json.JSONDecodeError:
        return change_message
    if not isinstance(message, list):
        return change_message
    return "\n".join(_sentences(message, model, steps, seal)) or gettext("Nothing changed")


def _sentences(
    message: LogMessage, model: type[Model], steps: Mapping[str, InterfaceText], seal: Callable[[str], str]
) -> Iterator[str]:
    parts = [(action, part) for entry in message for action, part in entry.items()]
    for (action, name), group in groupby(parts, key=lambda found: (found[0], found[1].get("name", ""))):
        rows = [part for _action, part in group]
        if name:
            yield from _row_sentences(action, _model_called(rows[0].get(MODEL) or str(name)), rows, seal)
        elif action == "added":
            yield gettext("Created")
        else:
            stored = [str(label) for part in rows for label in part.get("fields", ())]
            labels = [FORMER_LABELS.get(label, label) for label in stored]
            yield from (str(steps[label]) for label in labels if label in steps)
            if fields := [_field_label(model, label) for label in labels if label not in steps]:
                yield gettext("Changed %(fields)s") % {"fields": _listed(fields)}


def _row_sentences(
    action: str, model: type[Model] | str, rows: Sequence[LogPart], seal: Callable[[str], str]
) -> Iterator[str]:
    """Yield what happened to rows of one table: those with a name in one sentence, changed ones each in its own."""
    if not isinstance(model, str) and not quotes_passages(model):
        seal = str
    if action == "changed":
        for row in rows:
            fields = [_field_label(model, str(name)) for name in row.get("fields", ())]
            words = {"rows": _table(model, 1), "name": seal(_row_name(row)), "fields": _listed(fields)}
            yield (
                gettext("Changed the %(rows)s %(name)s: %(fields)s") if words["name"] else
                gettext("Changed one of the %(rows)s: %(fields)s")
            ) % (words if words["name"] else words | {"rows": _table(model, 2)})  # fmt: skip
        return
    names = [seal(name) for row in rows if (name := _row_name(row))]
    if names:
        words = {"rows": _table(model, len(names)), "names": _listed(names)}
        added, removed = gettext("Added the %(rows)s %(names)s"), gettext("Removed the %(rows)s %(names)s")
        yield (added if action == "added" else removed) % words
    if unnamed := len(rows) - len(names):
        counted = {"number": unnamed, "rows": _table(model, unnamed)}
        added, removed = gettext("Added %(number)d %(rows)s"), gettext("Removed %(number)d %(rows)s")
        yield (added if action == "added" else removed) % counted


def quotes_passages(model: type[Model]) -> bool:
    """Tell whether rows of the table are called by words of passages."""
    return model is Passage or any(column.related_model is Passage for column in model._meta.fields)


def _row_name(row: LogPart) -> str:
    """Return the name of a row in the reader's language; empty where an old entry has none that can be read."""
    name = str(row.get(NAMES[reader_language()]) or row.get("object", ""))
    return "" if MODEL not in row and UNREADABLE.search(name) else name


def _listed(names: Sequence[str]) -> str:
    return ("、" if reader_language() == Language.ZH else ", ").join(names)


def _table(model: type[Model] | str, number: int) -> str:
    """Return what so many rows of a table are called."""
    if isinstance(model, str):
        return model
    return str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural)


@cache
def _model_called(name: str) -> type[Model] | str:
    """Return the model of that label (`concepts.side`) or of that name in any language; the name if there is none."""
    models = [model for app in ("concepts", "sources") for model in apps.get_app_config(app).get_models()]
    for model in models:
        called = {model._meta.label_lower}
        for language in ("en", "zh-hans"):
            with override(language):
                called.add(str(model._meta.verbose_name))
        if name in called:
            return model
    return name


def _field_label(model: type[Model] | str, name: str) -> str:
    """Return what a field is called in the reader's language, by its name or by its English label."""
    if not isinstance(model, str):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            found = None
        if isinstance(found, Field):
            return str(found.verbose_name)
    for label in (name, name[:1].lower() + name[1:], str(capfirst(name))):
        if (translated := gettext(label)) != label:
            return translated
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
