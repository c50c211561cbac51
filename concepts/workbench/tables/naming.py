"""Find the rows that the cells of a table name, and say which name is none."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.translation import gettext as _

from concepts.models import Concept, Dimension, Label, Question, RelationType, Statement
from sources.languages import Language
from sources.models import SourceVersion
from sources.text import fold, wording_key

_BETWEEN = re.compile("[;；、]")


class RowRefusedError(Exception):
    """A row of a table cannot be written; the message says why and what to do."""


@dataclass
class NamedRows:
    """The rows that tables name, by what people call them; read when they are first asked for, and texts once."""

    texts: dict[int, str] = field(default_factory=dict)
    _known: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _said: Mapping[tuple[str, str, str], str] | None = None

    def concepts(self, cell: str) -> list[str]:
        """Return the names in addresses of the concepts that a cell names by these or by preferred labels."""
        return [self.concept(name) for name in _BETWEEN.split(cell) if name.strip()]

    def concept(self, name: str) -> str:
        """Return the name in addresses of a concept; raises RowRefusedError."""
        return self._find("concept", name, _concept_names, _("There is no concept called “%(name)s”."))

    def dimension(self, name: str) -> str:
        """Return the name in addresses of a dimension; raises RowRefusedError."""
        return self._find(
            "dimension", name, _names_of(Dimension, "name"), _("There is no dimension called “%(name)s”.")
        )

    def relation_type(self, name: str) -> str:
        """Return the name in addresses of a type of relations; raises RowRefusedError."""
        message = _("There is no type of relations called “%(name)s”.")
        return self._find("relation", name, _names_of(RelationType, "name"), message)

    def question(self, name: str) -> str:
        """Return the name in addresses of a question; raises RowRefusedError."""
        return self._find("question", name, _names_of(Question, "text"), _("There is no question called “%(name)s”."))

    def text_of(self, version: SourceVersion) -> str:
        """Return the text of a version."""
        if version.pk not in self.texts:
            self.texts[version.pk] = version.read_text()
        return self.texts[version.pk]

    def statement_saying(self, kind: str, en: str, zh: str) -> str:
        """Return the code of a statement of the kind with these texts, typography aside; empty where there is none."""
        if self._said is None:
            rows = Statement.objects.live().exclude(status=Statement.Status.WITHDRAWN).order_by("-pk")
            columns = rows.values_list("kind", "text_en", "text_zh", "code")
            self._said = {(said, wording_key(one), wording_key(other)): code for said, one, other, code in columns}
        return self._said.get((kind, wording_key(en), wording_key(zh)), "")

    def _find(self, kind: str, name: str, load: Callable[[], Iterable[tuple[str, str]]], message: str) -> str:
        if kind not in self._known:
            known: dict[str, str] = {}
            for called, slug in load():
                known.setdefault(fold(called), slug)
            self._known[kind] = known
        found = self._known[kind].get(fold(name))
        if found is None:
            raise RowRefusedError(message % {"name": name.strip()})
        return found


def find_statement(code: str) -> Statement:
    """Return the statement with a code; raises RowRefusedError."""
    found = Statement.objects.live().filter(code=fold(code).upper()).first()
    if found is None:
        raise RowRefusedError(_("There is no statement with the code “%(code)s”.") % {"code": code})
    return found


def draft_of(statement: Statement) -> Statement:
    """Return the draft of changes to a statement, if there is one, else the statement."""
    return Statement.objects.filter(revises=statement).first() or statement


def one_of(cell: str, values: Iterable[str], column: str, default: str = "") -> str:
    """Return which of the values a cell has; raises RowRefusedError."""
    value, known = fold(cell) or default, list(values)
    if value not in known:
        message = _("“%(value)s” is none of the values of %(column)s: %(known)s.")
        raise RowRefusedError(message % {"value": cell, "column": column, "known": ", ".join(known)})
    return value


def language_of(cell: str) -> Language:
    """Return the language that a cell names; raises RowRefusedError."""
    value = {"zh": Language.ZH.value, "zh_hans": Language.ZH.value}.get(fold(cell), cell)
    return Language(one_of(value, Language.values, "language"))


def _concept_names() -> Iterable[tuple[str, str]]:
    yield from ((slug, slug) for slug in Concept.objects.order_by("pk").values_list("slug", flat=True))
    preferred = Label.objects.filter(role=Label.Role.PREFERRED).order_by("pk")
    yield from preferred.values_list("text", "concept__slug")


def _names_of(model: type[Model], column: str) -> Callable[[], Iterable[tuple[str, str]]]:
    def load() -> Iterable[tuple[str, str]]:
        for slug, *names in model._default_manager.order_by("pk").values_list("slug", f"{column}_en", f"{column}_zh"):
            yield from ((name, slug) for name in (slug, *names) if name)

    return load
