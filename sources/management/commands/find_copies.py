"""List the passages that repeat an earlier article, so that somebody can confirm them in the pack."""

from argparse import ArgumentParser
from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from sources.anchoring import Span
from sources.copies import propose_copies
from sources.management.options import CommandOptions
from sources.management.tables import refuse_missing_tables
from sources.models import SourceVersion


class Command(BaseCommand):
    help = "Lists passages of a source's newest version that repeat an earlier article; confirm by copy_of in a pack."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="the source's name in addresses")

    @refuse_missing_tables()
    def handle(self, *, source: str, **options: Unpack[CommandOptions]) -> None:
        version = SourceVersion.objects.filter(source__slug=source).order_by("-number").first()
        if version is None:
            raise CommandError(f"There is no source called {source}.")
        articles = list(version.articles.order_by("start", "number"))
        passages = list(version.passages.order_by("start", "end"))
        text = version.read_text()
        copies = propose_copies(
            text,
            [Span(article.start, article.end) for article in articles],
            [Span(passage.start, passage.end) for passage in passages],
        )
        by_place = {(passage.start, passage.end): passage for passage in passages}
        for proposed in copies:
            passage = by_place[proposed.passage.start, proposed.passage.end]
            original = articles[proposed.article]
            state = "confirmed" if passage.copy_of_id else "not confirmed"
            self.stdout.write(
                f"{passage.start}-{passage.end} repeats article {original.number} ({proposed.share:.0%}), {state}:\n"
                f"  {passage.quote!r}\n  {proposed.original.of(text)!r}"
            )
        self.stdout.write(f"{len(copies)} of {len(passages)} passages repeat an earlier article.")
