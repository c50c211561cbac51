"""What the form of a statement says about its draft: what it still lacks, and how it differs from the public text."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.admin.change_lines import ChangeLine
from concepts.admin.draft_lines import compare_drafts
from concepts.editorial.companions import to_put_back_with
from concepts.editorial.requirements import Missing, for_publication, missing_for_publication
from concepts.editorial.row_names import select_for_choice
from concepts.models import Citation, Statement
from sources.facts import Shown
from sources.languages import HTML_LANG, Text, reader_language
from sources.models import Passage

Status = Statement.Status

ORIGINAL_FIELD = "_of"  # the statement that a draft revises, should the draft be gone when its form is sent
# The inline that shows a field of `Missing`.
INLINE_OF_FIELD = {"concepts": "concept_links", "sides": "sides", "bases": "bases", "citations": "citations"}


@dataclass(frozen=True, slots=True)
class DraftComparison:
    """A draft of changes beside the public statement: what differs, and whether that one changed since it was begun."""

    live: Statement
    lines: tuple[ChangeLine, ...]
    is_stale: bool


@dataclass(frozen=True, slots=True)
class CitedWords:
    """The whole words of one citation, to be judged beside the statement: with their translation, stance and place."""

    quote: Text
    translation: Text
    stance: str
    place: str
    address: str


def missing_of_draft(pk: int) -> list[Missing]:
    """Return what a draft still lacks for publication; empty for anything else. A fixed number of queries."""
    row = for_publication().filter(pk=pk, status__in=[Status.DRAFT, Status.SUBMITTED]).first()
    return missing_for_publication(row) if row else []


def missing_to_put_back(statement: Statement) -> list[Missing]:
    """Return what keeps a withdrawn statement from readers even if all that is offered with it is put back too."""
    along = {row.pk for row in to_put_back_with(statement)}
    return missing_for_publication(for_publication().get(pk=statement.pk), along)


def list_cited_words(statement: Statement) -> list[CitedWords]:
    """Return the words that the citations of a statement cite, in two queries; of those withheld, that they are."""
    passages = Prefetch("passage", select_for_choice(Passage.objects.all()))
    cited = []
    for citation in Citation.objects.filter(statement=statement).prefetch_related(passages).order_by("pk"):
        passage = citation.passage
        quote, translation = passage.original, passage.translated
        if passage.version.source.shown == Shown.NOTHING:
            here = HTML_LANG[reader_language()]
            quote, translation = Text(_("These words are withheld."), here), Text("", here)
        cited.append(
            CitedWords(
                quote=quote,
                translation=translation,
                stance=citation.get_stance_display(),
                place=f"{passage.version.source.title}, {passage.article.number}",
                address=reverse("admin:sources_passage_change", args=[passage.pk]),
            )
        )
    return cited


def compare_with_original(draft: Statement) -> DraftComparison | None:
    """Return how a draft of changes differs from the public text, in a fixed number of queries; None for others."""
    live = draft.revises
    if live is None:
        return None
    return DraftComparison(live, compare_drafts([draft])[draft.pk], draft.started_from != live.row_version)
