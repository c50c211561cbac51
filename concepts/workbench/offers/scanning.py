"""Look through the newest text of each source for sentences to offer, once, and keep them.

A text is looked through again when names of concepts or dimensions, or our cues, have changed since. What was cited,
marked or dismissed meanwhile is left out when the queue is read, not here.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from concepts.content.description import QUOTE_CAP
from concepts.models import Dimension, DimensionLabel
from concepts.search.index.names import LabelRow, Names, concepts_by_name, load_labels
from concepts.search.query.dimension_names import load_dimension_names
from concepts.workbench.models import OfferedSentence, ScannedText
from concepts.workbench.offers.cues import BOTH, CUES
from concepts.workbench.offers.kinds import Recognised, Recogniser
from sources.anchoring import Span
from sources.languages import Language
from sources.models import Article, Boundary, SourceVersion
from sources.sentences import cut_sentences
from sources.text import letters_checksum

RULES = 1  # raised when texts are to be looked through again for another reason than other cues
AT_ONCE = 500  # rows


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence to offer: its place in the text of the version, its article, and what it seems to do."""

    place: Span
    article: Article
    recognised: Recognised


@dataclass(frozen=True, slots=True)
class Scanner:
    """What texts are looked through with at one moment; `made_with` is equal while that is the same."""

    recogniser: Recogniser
    made_with: str


def load_scanner() -> Scanner:
    """Load the names of concepts and dimensions; a few queries."""
    labels = load_labels()
    recogniser = Recogniser(Names(concepts_by_name(labels)), load_dimension_names())
    return Scanner(recogniser, _checksum(labels))


def load_made_with() -> str:
    """Return what a text that is looked through now would be made with; a few queries."""
    return _checksum(load_labels())


def _checksum(labels: Sequence[LabelRow]) -> str:
    dimensions = list(Dimension.objects.published().order_by("pk").values_list("pk", "name_en", "name_zh"))
    names = DimensionLabel.objects.order_by("pk").values_list("dimension", "text")
    concepts = sorted((label.folded, label.concept, label.role) for label in labels)
    return hashlib.sha256(repr((RULES, CUES, BOTH, concepts, dimensions, list(names))).encode()).hexdigest()


def newest_versions() -> "QuerySet[SourceVersion]":
    """Return the newest version of each source that is not withheld, drafts included."""
    newer = SourceVersion.objects.filter(source=OuterRef("source"), number__gt=OuterRef("number"))
    return SourceVersion.objects.filter(~Exists(newer), source__withheld="")


def find_unscanned(made_with: str) -> "QuerySet[SourceVersion]":
    """Return the newest versions that were not looked through with this, in the order of their sources."""
    scanned = ScannedText.objects.filter(version=OuterRef("pk"), made_with=made_with)
    return newest_versions().filter(~Exists(scanned)).order_by("source__rank", "source__slug")


def scan_texts(*, source: int | None = None, seconds: float | None = None) -> tuple[int, int]:
    """Look through the texts that are due, of one source or of all; return how many were, and how many are left.

    With `seconds` it begins no further text after so long; one text is always looked through.
    """
    scanner, until = load_scanner(), None if seconds is None else time.monotonic() + seconds
    due = find_unscanned(scanner.made_with)
    versions = list(due.filter(source=source) if source else due)
    done = 0
    for version in versions:
        if done and until is not None and time.monotonic() > until:
            break
        scan_version(version=version, scanner=scanner)
        done += 1
    return done, len(versions) - done


def scan_version(*, version: SourceVersion, scanner: Scanner) -> int:
    """Put the sentences that a version offers in the place of those its source offered before; return their number."""
    text = version.read_text()
    found = find_sentences(text, version, scanner.recogniser)
    rows = [_row(version, text, sentence) for sentence in found]
    with transaction.atomic():
        # Two who look through a text at once find the same.
        OfferedSentence.objects.filter(Q(version__source=version.source_id)).delete()
        OfferedSentence.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
        ScannedText.objects.update_or_create(version=version, defaults={"made_with": scanner.made_with})
    return len(rows)


def find_sentences(text: str, version: SourceVersion, recogniser: Recogniser) -> Iterator[FoundSentence]:
    """Yield the sentences of a version that seem to contrast, define or relate concepts, headings left out."""
    language = Language(version.language)
    for article in version.articles.order_by("number").prefetch_related("boundaries"):
        boundaries = list(article.boundaries.all())
        headings = {(row.start, row.end) for row in boundaries if row.kind == Boundary.Kind.HEADING}
        before: Sequence[int] = ()
        for place in cut_article_at(text, version.language, article, boundaries):
            if tuple(place) in headings or place.end - place.start > QUOTE_CAP:
                continue
            recognised = recogniser.recognise(text[place.start : place.end], language, before)
            if recognised:
                before = recognised.concepts if len(recognised.concepts) > 1 else before
                yield FoundSentence(place, article, recognised)


def cut_article_at(text: str, language: str, article: Article, boundaries: Iterable[Boundary]) -> list[Span]:
    """Return the sentences of an article, cut at its stored boundaries too, in offsets of the whole text."""
    spans = [
        Span(row.start if row.kind == Boundary.Kind.HEADING else row.end, row.end)
        for row in boundaries
        if article.start <= row.start and row.end <= article.end
    ]
    inside = [Span(span.start - article.start, span.end - article.start) for span in spans]
    cut = cut_sentences(text[article.start : article.end], language, inside)
    return [Span(sentence.start + article.start, sentence.end + article.start) for sentence in cut]


def _row(version: SourceVersion, text: str, sentence: FoundSentence) -> OfferedSentence:
    start, end = sentence.place
    return OfferedSentence(
        version=version,
        article=sentence.article,
        start=start,
        end=end,
        letters=letters_checksum(text[start:end]),
        concepts=list(sentence.recognised.concepts),
        dimensions=list(sentence.recognised.dimensions),
        **{kind.value: True for kind in sentence.recognised.kinds},
    )
