"""Tells how much of each source is accounted for, and which sentences are still open."""

from argparse import ArgumentParser
from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from concepts.evidence.coverage import ArticleCoverage, cover_version
from sources.management.options import CommandOptions
from sources.management.tables import refuse_missing_tables
from sources.models import SourceVersion


class Command(BaseCommand):
    help = (
        "Per article: how many sentences are cited by a published statement, which share of their characters, which "
        "are marked as empty and why, and what is open; --check exits 1 while any sentence is open."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", help="only the source of this name")
        parser.add_argument("--check", action="store_true", help="exit 1 while any sentence is open")

    @refuse_missing_tables()
    def handle(self, *, source: str | None = None, check: bool = False, **options: Unpack[CommandOptions]) -> None:
        versions = SourceVersion.objects.select_related("source").order_by("source__rank", "source__slug", "number")
        if source:
            versions = versions.filter(source__slug=source)
        if not versions:
            raise CommandError(f"There is no source called {source}." if source else "There is no source yet.")
        still_open = 0
        for version in versions:
            articles = cover_version(version)
            still_open += sum(len(article.open) for article in articles)
            self._tell(version, articles)
        if check and still_open:
            raise CommandError(f"{still_open} sentences are open: cite each, or mark it with a reason in the pack.")

    def _tell(self, version: SourceVersion, articles: list[ArticleCoverage]) -> None:
        self.stdout.write(f"{version.source.slug} v{version.number}")
        text = version.read_text() if any(article.open for article in articles) else ""
        for article in articles:
            reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(article.empty.items()))
            self.stdout.write(
                f"  article {article.number}: {article.cited} of {article.sentences} sentences cited "
                f"({article.share:.0%} of the characters), {reasons or '0'} marked as empty, {len(article.open)} open"
            )
            for sentence in article.open:
                words = " ".join(sentence.of(text).split())
                self.stdout.write(f"    open {sentence.start}-{sentence.end}: {words}")
