"""What is new or differs in drafts of every kind, as lines that the templates of the admin print."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concepts.admin.change_lines import ChangeLine, list_change_lines
from concepts.admin.content_lines import list_content_lines, list_new_lines, name_in_addresses
from concepts.admin.sealed_texts import SEALED
from concepts.content.description import DESCRIPTIONS, STATEMENT, VERSION
from concepts.content.hidden_words import hide_words
from concepts.content.labels import column_label
from concepts.content.natural_keys import key_paths, kind_of
from concepts.content.snapshot import Snapshot
from concepts.content.value_types import Words
from concepts.editorial.companions import Companion
from concepts.editorial.differences import Change, Piece, compare_snapshots
from concepts.editorial.proposals import content_of
from concepts.editorial.row_contents import read_row_contents
from concepts.editorial.snapshots import take_snapshots
from concepts.models import Proposal, Statement
from sources.languages import HTML_LANG, Language, Text, reader_language
from sources.models import SourceText
from sources.showing import load_withheld_reasons

FIRST_CHARACTERS = 200  # of a new text, shown beside the step that publishes it


def list_draft_lines(companions: Iterable[Companion]) -> dict[tuple[str, int], tuple[ChangeLine, ...]]:
    """Return how each row differs from what readers see, or all that a new one says, by its kind and id.

    A fixed number of queries for each kind.
    """
    rows: dict[str, list[Companion]] = {}
    for companion in companions:
        rows.setdefault(kind_of(companion.row), []).append(companion)
    lines: dict[tuple[str, int], tuple[ChangeLine, ...]] = {}
    for kind, drafts in rows.items():
        if kind == STATEMENT.kind:
            found = compare_drafts([each.draft for each in drafts if isinstance(each.draft, Statement)])
        else:
            found = _compare_proposals(kind, [each.draft for each in drafts if isinstance(each.draft, Proposal)])
        lines |= {(kind, pk): shown for pk, shown in found.items()}
    return lines


def compare_drafts(drafts: Collection[Statement]) -> dict[int, tuple[ChangeLine, ...]]:
    """Return how statements differ from the public texts that they revise, or all that new ones say, by id.

    What is withheld stays hidden. A fixed number of queries.
    """
    ids = {pk for draft in drafts for pk in (draft.pk, draft.revises_id) if pk}
    snapshots, withheld = take_snapshots(Statement.objects.filter(pk__in=ids)), load_withheld_reasons()
    hidden = {pk: hide_words(snapshot, withheld) for pk, snapshot in snapshots.items()}
    lines = {}
    for draft in drafts:
        after = hidden[draft.pk]
        before = hidden[draft.revises_id] if draft.revises_id else _emptied(after)
        lines[draft.pk] = list_change_lines(compare_snapshots(before, after))
    return lines


def _emptied(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot without its words, and without all that it names."""
    return replace(
        snapshot,
        values={name: Words() if isinstance(value, Words) else value for name, value in snapshot.values.items()},
        references=dict.fromkeys(snapshot.references),
        rows=dict.fromkeys(snapshot.rows, ()),
    )


def _compare_proposals(kind: str, proposals: Collection[Proposal]) -> dict[int, tuple[ChangeLine, ...]]:
    stored = read_row_contents(kind, [proposal.row for proposal in proposals])
    contents = {proposal.row: content_of(proposal) for proposal in proposals}
    new = [row for row, content in contents.items() if content is None]
    lines = {row: list_content_lines(stored[row], content) for row, content in contents.items() if content is not None}
    slugs = _read_slugs(kind, new)
    texts = _list_text_lines(new) if kind == VERSION.kind else {}
    for row in new:
        named = (name_in_addresses(kind, slugs[row]),) if row in slugs else ()
        lines[row] = (*list_new_lines(stored[row]), *named, *texts.get(row, ()))
    return lines


def _read_slugs(kind: str, rows: Collection[int]) -> dict[int, str]:
    """Return the names in addresses of the rows by id, where rows of the kind have one; one query."""
    if not rows or "slug" not in key_paths(kind):
        return {}
    return dict(DESCRIPTIONS[kind].model._base_manager.filter(pk__in=rows).values_list("pk", "slug"))


def _list_text_lines(versions: Collection[int]) -> dict[int, tuple[ChangeLine, ...]]:
    """Return what new texts begin with, how long they are and where they are read whole, by version; one query.

    Of a text that is withheld, only that it is.
    """
    texts = SourceText.objects.filter(version__in=versions).annotate(
        beginning=Substr("text", 1, FIRST_CHARACTERS), length=Length("text")
    )
    columns = ("version", "version__language", "version__source__withheld", "beginning", "length")
    label, here = column_label(SourceText, "text"), HTML_LANG[reader_language()]
    lines: dict[int, tuple[ChangeLine, ...]] = {}
    for version, language, withheld, beginning, length in texts.values_list(*columns):
        words = f"{beginning}…" if length > FIRST_CHARACTERS else beginning
        shown = Text(str(SEALED), here) if withheld else Text(words, HTML_LANG[Language(language)])
        whole = ngettext("%(number)s character", "%(number)s characters", length) % {"number": f"{length:,}"}
        address = reverse("admin:sources_sourceversion_change", args=[version])
        pieces = (Piece(Change.ADDED, shown.words),)
        lines[version] = (ChangeLine(label, _("added"), pieces, shown.lang, whole, address),)
    return lines
