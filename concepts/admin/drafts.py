"""What the form of a statement says about its draft: what it still lacks, and how it differs from the public text."""

from dataclasses import dataclass

from django.db.models import Case, F, Prefetch, QuerySet, Value, When
from django.db.models.functions import Greatest, Least, Substr
from django.urls import reverse
from django.utils.translation import gettext as _

from concepts.admin.change_lines import ChangeLine
from concepts.admin.draft_lines import compare_drafts
from concepts.editorial.companions import to_put_back_with
from concepts.editorial.publication_case import Missing
from concepts.editorial.requirements import for_publication, missing_for_publication
from concepts.editorial.row_names import select_for_choice
from concepts.models import Citation, Statement
from sources.facts import Shown
from sources.languages import HTML_LANG, Text, reader_language
from sources.models import Passage
from sources.sentences import cut_sentences

Status = Statement.Status

ORIGINAL_FIELD = "_of"  # the statement that a draft revises, should the draft be gone when its form is sent
MOST_AROUND = 600  # code points of a text that are read on each side of a quotation


@dataclass(frozen=True, slots=True)
class DraftComparison:
    """A draft of changes beside the public statement: what differs, and whether that one changed since it was begun."""

    live: Statement
    lines: tuple[ChangeLine, ...]
    is_stale: bool


@dataclass(frozen=True, slots=True)
class CitedWords:
    """The whole words of one citation, to be judged beside the statement: with their translation, stance and place.

    `before` and `after` are what stands around them, up to a sentence on each side; empty where the text is withheld.
    """

    before: str
    quote: Text
    after: str
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
    passages = Prefetch("passage", select_for_choice(_with_surroundings(Passage.objects.all())))
    cited = []
    for citation in Citation.objects.filter(statement=statement).prefetch_related(passages).order_by("pk"):
        passage = citation.passage
        quote, translation = passage.original, passage.translated
        before, after = _cut_surroundings(passage)
        if passage.version.source.shown == Shown.NOTHING:
            here = HTML_LANG[reader_language()]
            quote, translation, before, after = Text(_("These words are withheld."), here), Text("", here), "", ""
        cited.append(
            CitedWords(
                before=before,
                quote=quote,
                after=after,
                translation=translation,
                stance=citation.get_stance_display(),
                place=f"{passage.version.source.title}, {passage.article.number}",
                address=reverse("admin:sources_passage_change", args=[passage.pk]),
            )
        )
    return cited


def _with_surroundings(passages: QuerySet[Passage]) -> QuerySet[Passage]:
    """Return the passages with what their articles say around them, from `around_start`; nothing of those withheld."""
    start = Greatest("article__start", F("start") - MOST_AROUND)
    length = Least("article__end", F("end") + MOST_AROUND) - F("around_start")
    text = Substr("version__source_text__text", F("around_start") + 1, length)
    return passages.annotate(around_start=start).annotate(
        around=Case(When(version__source__withheld="", then=text), default=Value(""))
    )


def _cut_surroundings(passage: Passage) -> tuple[str, str]:
    """Return what stands before and after a passage: the rest of its sentences, and one sentence more on each side."""
    around, start = passage.around, passage.start - passage.around_start
    end = start + len(passage.quote)
    sentences = cut_sentences(around, passage.version.language)
    touched = [place for place, span in enumerate(sentences) if span.start < end and span.end > start]
    if not touched:
        return "", ""
    first = min(start, sentences[max(0, touched[0] - 1)].start)
    last = max(end, sentences[touched[-1] : touched[-1] + 2][-1].end)
    is_cut = first == 0 and passage.around_start > passage.article.start
    goes_on = last == len(around) and passage.around_start + last < passage.article.end
    return f"{'…' * is_cut}{around[first:start]}", f"{around[end:last]}{'…' * goes_on}"


def compare_with_original(draft: Statement) -> DraftComparison | None:
    """Return how a draft of changes differs from the public text, in a fixed number of queries; None for others."""
    live = draft.revises
    if live is None:
        return None
    return DraftComparison(live, compare_drafts([draft])[draft.pk], draft.started_from != live.row_version)
