"""The citations that an edition keeps, as pages show quotations: drawn from what is frozen alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from concepts.content.counting import NO_TEXT, CitedArticle
from concepts.content.snapshot_rows import FrozenRow, QuotedPassage
from concepts.evidence.addresses import text_of_pair
from concepts.evidence.quotations import STANCE_ORDER, CitedPassage, Quotation, sort_quotations
from sources.languages import HTML_LANG, OTHER, Language, Text
from sources.models import Passage


@dataclass(frozen=True, slots=True)
class QuotedVersion:
    """A version of a source that is quoted, with the SHA-256 of its text."""

    title: Text
    number: int
    sha256: str
    address: str


def quotations_of(citations: Iterable[FrozenRow], withheld: Mapping[str, Text]) -> tuple[Quotation, ...]:
    """Return frozen citations as pages show them; none is marked as a copy, since that is not frozen.

    `withheld` says by slug of which sources no words are shown, and why.
    """
    return sort_quotations(
        Quotation(
            _passage(citation.passage, withheld.get(citation.passage.source, NO_TEXT)),
            citation.stance,
            text_of_pair(citation.attributed_to),
            STANCE_ORDER[citation.stance],
        )
        for citation in citations
    )


def versions_of(citations: Iterable[FrozenRow]) -> tuple[QuotedVersion, ...]:
    """Return the versions that are quoted, each once, in the order in which they are quoted first."""
    found = {(citation.passage.source, citation.passage.version): citation.passage for citation in citations}
    return tuple(
        QuotedVersion(text_of_pair(passage.source_title), number, passage.sha256, _version_address(source, number))
        for (source, number), passage in found.items()
    )


def _passage(passage: QuotedPassage, withheld: Text) -> CitedPassage:
    source, number, language = passage.source, passage.version, Language(passage.language)
    return CitedPassage(
        id=0,
        start=passage.start,
        end=passage.end,
        original=Text("" if withheld else passage.quote, HTML_LANG[language]),
        translation=Text("" if withheld else passage.translation, HTML_LANG[OTHER[language]]),
        translation_is_ours=passage.translation_by == Passage.TranslationBy.OURS,
        copied=False,
        address=reverse("pages:passage", args=passage.key),
        # The whole text marks only what a published statement cites now; this page leads on to it.
        mark_address=reverse("pages:passage", args=passage.key),
        article=CitedArticle(
            id=0,
            voice=0,
            number=passage.article,
            version=number,
            title=text_of_pair(passage.article_title),
            source=text_of_pair(passage.source_title),
            source_slug=source,
            language=language.value,
            lang=HTML_LANG[language],
            written_in=language.value,
            address=reverse("pages:article", args=[source, number, passage.article]),
            place=(0, source, number, passage.article),
            withheld=withheld,
        ),
    )


def _version_address(source: str, number: int) -> str:
    return reverse("pages:source-version", args=[source, number])
