"""List the statements in work that cite an article, so that they go to review and are judged beside the text."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import InterfaceText
from concepts.admin.marked_text import ArticleInWork
from concepts.admin.row_versions import version_of
from concepts.editorial.row_names import name_of
from concepts.models import Statement
from sources.languages import HTML_LANG, Language, Text

Status = Statement.Status
# The groups, each with its heading and the actions of the list of statements that are offered.
GROUPS = (
    (Status.DRAFT, _("Drafts"), ("submit_chosen",)),
    (Status.SUBMITTED, _("Submitted for review"), ("publish_chosen", "return_chosen")),
)


@dataclass(frozen=True, slots=True)
class StatementInText:
    """A statement in work: the row that a list would choose, the versions that are seen, and what it says.

    `numbers` are those of the passages that it cites.
    """

    pk: int
    versions: tuple[str, ...]
    name: str
    kind: str
    author: str
    texts: tuple[Text, ...]
    address: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StatementsInText:
    """The statements of one status, with the steps that can be taken with them: action and label."""

    heading: InterfaceText
    rows: tuple[StatementInText, ...]
    steps: tuple[tuple[str, InterfaceText], ...]


def list_work(work: ArticleInWork, actions: dict[str, InterfaceText]) -> tuple[StatementsInText, ...]:
    """Return what is in work in an article, by status; `actions` are those that the person may take. One query."""
    numbers: dict[int, list[int]] = {}
    for each in work.passages:
        for citation in each.citations:
            numbers.setdefault(citation.statement_id, []).append(each.number)
    statements = _find_statements(numbers.keys())
    return tuple(
        StatementsInText(
            heading,
            tuple(_show(each, tuple(numbers.get(each.pk, ()))) for each in statements if each.status == status),
            tuple((name, actions[name]) for name in names if name in actions),
        )
        for status, heading, names in GROUPS
        if any(each.status == status for each in statements)
    )


def _find_statements(cited: Collection[int]) -> list[Statement]:
    """Return the drafts among the statements, and the drafts of distinctions that one of them is a side of."""
    rows = Statement.objects.filter(status__in=[status for status, _heading, _names in GROUPS])
    found = rows.filter(Q(pk__in=cited) | Q(sides__characteristic__in=cited)).distinct()
    return list(found.select_related("revises").order_by("begun_at", "pk"))


def _show(statement: Statement, numbers: tuple[int, ...]) -> StatementInText:
    public = statement.revises
    texts = ((statement.text_en, Language.EN), (statement.text_zh, Language.ZH))
    return StatementInText(
        pk=public.pk if public else statement.pk,
        versions=tuple(version_of(row) for row in (public, statement) if row is not None),
        name=name_of(statement),
        kind=statement.get_kind_display(),
        author=statement.author_name,
        texts=tuple(Text(words, HTML_LANG[language]) for words, language in texts if words),
        address=reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk]),
        numbers=numbers,
    )
