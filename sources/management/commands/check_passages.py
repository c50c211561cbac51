"""Check that every stored quote equals its part of the stored text, and that every text has its checksum."""

import hashlib
from argparse import ArgumentParser
from typing import Unpack

from django.core.management.base import BaseCommand, CommandError

from sources.management.options import CommandOptions
from sources.management.tables import refuse_missing_tables
from sources.models import Article, Passage, SourceVersion


class Command(BaseCommand):
    help = "Checks that every passage's quote equals its slice of the source text; exits 1 and names each other one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", help="check only the source of this name")

    @refuse_missing_tables()
    def handle(self, *, source: str | None = None, **options: Unpack[CommandOptions]) -> None:
        versions = SourceVersion.objects.select_related("source").order_by("source__slug", "number")
        if source:
            versions = versions.filter(source__slug=source)
            if not versions:
                raise CommandError(f"There is no source called {source}.")
        faults: list[str] = []
        checked = 0
        for version in versions:
            name = f"{version.source.slug} v{version.number}"
            text = version.read_text()
            if hashlib.sha256(text.encode()).hexdigest() != version.sha256:
                faults.append(f"{name}: the stored text does not have the stored checksum.")
            for passage in Passage.objects.filter(version=version).order_by("start", "end"):
                checked += 1
                if text[passage.start : passage.end] != passage.quote:
                    faults.append(f"{name}, {passage.start}-{passage.end}: the quote is not what the text says there.")
            for article in Article.objects.filter(version=version).order_by("number"):
                words = text[article.start : article.end]
                if not words.startswith(article.first) or not words.endswith(article.last):
                    faults.append(f"{name}, article {article.number}: its first or last words are not at its ends.")
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{checked} passages in {len(versions)} texts: every quote is its slice.")
