"""The citations that an edition keeps, as pages show and count quotations: drawn from what is frozen alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from concepts.content.counting import NO_TEXT, CitedArticle, Claim, RestsOn
from concepts.content.natural_keys import NaturalKey
from concepts.content.snapshot import Snapshot
from concepts.content.snapshot_rows import EVIDENCE, SIDES, FrozenRow, IncludedStatement, QuotedPassage, number_of
from concepts.evidence.addresses import text_of_pair
from concepts.evidence.quotations import COPIED, STANCE_ORDER, CitedPassage, Quotation, sort_quotations
from concepts.models import Basis
from sources.languages import HTML_LANG, OTHER, Language, Text
from sources.models import Passage


@dataclass(frozen=True, slots=True)
class QuotedVersion:
    """A version of a source that is quoted, with the SHA-256 of its text."""

    title: Text
    number: int
    sha256: str
    address: str


class FrozenEvidence:
    """Makes quotations and claims of what one edition keeps, in which articles that are the same have one `voice`."""

    def __init__(self, withheld: Mapping[str, Text]) -> None:
        """`withheld` says by slug of which sources no words are shown, and why."""
        self._withheld = withheld
        self._numbers: dict[NaturalKey, int] = {}  # of articles, in the place of ids

    def quotations(self, citations: Iterable[FrozenRow]) -> tuple[Quotation, ...]:
        """Return frozen citations as pages show them; of an edition of schema 1 none is marked as a copy."""
        return sort_quotations(
            Quotation(
                self._passage(citation.passage),
                citation.stance,
                text_of_pair(citation.attributed_to),
                STANCE_ORDER[citation.stance] or COPIED * citation.passage.copied,
            )
            for citation in citations
        )

    def claim(self, snapshot: Snapshot) -> Claim:
        """Return what is counted of the edition's own statement, with its sides and what it rests on."""
        return Claim(
            self.quotations(snapshot.rows[EVIDENCE]),
            sides=self._sides(snapshot.rows[SIDES]),
            basis=tuple(
                RestsOn(
                    self.included_claim(row.statement),
                    part=number_of(row.values, "part"),
                    nearby=row.values["nearness"] == Basis.Nearness.NEARBY.value,
                )
                for row in snapshot.rows["basis"]
            ),
            parts=tuple(number_of(row.values, "number") for row in snapshot.rows["claim_parts"]),
        )

    def included_claim(self, included: IncludedStatement) -> Claim:
        """Return what is counted of a statement that the edition shows as a part of itself."""
        return Claim(self.quotations(included.citations), sides=self._sides(included.sides))

    def _sides(self, rows: Iterable[FrozenRow]) -> tuple[Claim, ...]:
        return tuple(self.included_claim(row.statement) for row in rows)

    def _number(self, article: NaturalKey) -> int:
        return self._numbers.setdefault(article, len(self._numbers) + 1)

    def _passage(self, passage: QuotedPassage) -> CitedPassage:
        article = self._article(passage)
        withheld, language = article.withheld, Language(passage.language)
        return CitedPassage(
            id=0,
            start=passage.start,
            end=passage.end,
            original=Text("" if withheld else passage.quote, article.lang),
            translation=Text("" if withheld else passage.translation, HTML_LANG[OTHER[language]]),
            translation_is_ours=passage.translation_by == Passage.TranslationBy.OURS,
            copied=passage.copied,
            page="",  # no edition says it
            address=reverse("pages:passage", args=passage.key),
            mark_address=article.address,  # its text marks only what a published statement cites now
            article=article,
        )

    def _article(self, passage: QuotedPassage) -> CitedArticle:
        key = (passage.source, passage.version, passage.article)
        return CitedArticle(
            id=self._number(key),
            voice=self._number(passage.first_article),
            number=passage.article,
            version=passage.version,
            title=text_of_pair(passage.article_title),
            source=text_of_pair(passage.source_title),
            source_slug=passage.source,
            language=passage.language,
            lang=HTML_LANG[Language(passage.language)],
            written_in=passage.written_in or passage.language,
            address=reverse("pages:article", args=key),
            place=(0, *key),
            caveats=passage.caveats,
            by=Text(passage.author or passage.publisher, HTML_LANG[Language(passage.language)]),
            date=passage.date,
            facts_known=bool(passage.author or passage.publisher or passage.date),
            source_address=_version_address(passage.source, passage.version),
            withheld=self._withheld.get(passage.source, NO_TEXT),
        )


def versions_of(citations: Iterable[FrozenRow]) -> tuple[QuotedVersion, ...]:
    """Return the versions that are quoted, each once, in the order in which they are quoted first."""
    found = {(citation.passage.source, citation.passage.version): citation.passage for citation in citations}
    return tuple(
        QuotedVersion(text_of_pair(passage.source_title), number, passage.sha256, _version_address(source, number))
        for (source, number), passage in found.items()
    )


def _version_address(source: str, number: int) -> str:
    return reverse("pages:source-version", args=[source, number])
