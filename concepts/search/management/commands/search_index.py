"""Builds the search index anew, brings it up to date, or says what is wrong with it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concepts.search.index.maintenance import OutpacedError, SupersededError, bring_up_to_date, find_faults, rebuild
from sources.management.tables import refuse_missing_tables

BAR_WIDTH = 40  # characters
MOST_FAULTS = 20


class Command(BaseCommand):
    help = "Builds the search index anew beside the one in use, which answers readers until the new one is ready."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is missing or stale; exit 1 then")
        parser.add_argument("--follow", action="store_true", help="only bring in what has changed; build where none is")
        parser.add_argument("--quiet", action="store_true", help="say nothing but faults")

    @refuse_missing_tables()
    def handle(self, *args: Any, check: bool, follow: bool, quiet: bool, **options: Any) -> None:
        if check:
            self._check(quiet)
            return
        try:
            if follow:
                message = f"{bring_up_to_date()} documents brought up to date."
            else:
                message = f"{rebuild(_no_progress if quiet else self._progress)} documents in the index."
        except (OutpacedError, SupersededError) as error:
            raise CommandError(str(error)) from error
        if not quiet:
            self.stdout.write(message)

    def _check(self, quiet: bool) -> None:
        faults = find_faults()
        if faults:
            more = [f"… and {len(faults) - MOST_FAULTS} more."] if len(faults) > MOST_FAULTS else []
            cure = "Run `manage.py search_index` to build the index anew."
            raise CommandError("\n".join([*faults[:MOST_FAULTS], *more, cure]))
        if not quiet:
            self.stdout.write("The index is whole and up to date.")

    def _progress(self, done: int, whole: int) -> None:
        """Draw a bar over itself on a terminal; in a pipe write a line for every tenth."""
        share = done / whole if whole else 1.0
        if self.stdout.isatty():
            bar = "█" * round(BAR_WIDTH * share)
            self.stdout.write(f"\r{bar:░<{BAR_WIDTH}} {done} of {whole}", ending="\n" if done >= whole else "")
            self.stdout.flush()
        elif not done or int(10 * share) > self._last_tenth:
            self.stdout.write(f"{done} of {whole} documents")
            self._last_tenth = int(10 * share)

    _last_tenth = 0  # of the documents, when a line was last written


def _no_progress(done: int, whole: int) -> None:
    """Write nothing."""
