"""Searches from the command line, for people or, with --json, for programs."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from concepts.evidence.answer_data import UnanswerableError, to_json
from concepts.search.data import AnswerData, answer_data, language_of
from concepts.search.index.maintenance import NoIndexError
from concepts.search.results.facets import CORRECTED, FACET_KEYS

NUMBERS = ("limit", "page")


class Command(BaseCommand):
    help = "Prints what readers find with the same words; with --json exactly what /api/v1/search answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", help="the words, in quotation marks where they are several")
        parser.add_argument("--limit", metavar="NUMBER", help="how many results a page has, 1 to 100")
        parser.add_argument("--page", metavar="NUMBER", help="which page, from 1")
        for key in FACET_KEYS:
            parser.add_argument(f"--{key}", action="append", help=f"only results of this {key}; may be repeated")
        parser.add_argument("--in", metavar="LANGUAGE", help="the language of the answer: en or zh-hans")
        parser.add_argument("--as-typed", action="store_true", help="correct no slips")
        parser.add_argument("--json", action="store_true", help="print the JSON of the API")

    def handle(self, *args: Any, query: str, json: bool, **options: Any) -> None:
        if hasattr(self.stdout._out, "reconfigure"):
            self.stdout._out.reconfigure(encoding="utf-8")  # Chinese is printed whatever the terminal's language
        given = {"q": [query]} | {key: options[key] for key in FACET_KEYS if options[key]}
        given |= {key: [str(options[key])] for key in ("in", *NUMBERS) if options[key] is not None}
        given |= {CORRECTED: ["no"]} if options["as_typed"] else {}
        with translation.override(language_of(given)):
            try:
                data = answer_data(given)
            except UnanswerableError as error:
                raise CommandError(str(error)) from error
            except NoIndexError as error:
                raise CommandError("There is no index yet; `manage.py search_index` builds it.") from error
        self.stdout.write(to_json(data) if json else "\n".join(_lines(data)))


def _lines(data: AnswerData) -> Iterator[str]:
    """Yield the answer for people: what the query means, what it may have meant, and the results of the page."""
    if best := data["best"]:
        yield f"Best: {best['type']}  {best['title']}"
        yield f"      {best['url']}"
    if data["corrected"]:
        yield f"These are the results for “{data['did_you_mean']}”; --as-typed gives those of what was typed."
    if data["choices"]:
        yield f"Several things are called so: {', '.join(data['choices'])}"
    if data["weak"]:
        yield "Nothing answers this. What follows has only some of its words."
    more = "" if data["total_is_exact"] else "more than "
    yield f"Results: {more}{data['total']}; page {data['page']} of {data['pages']}"
    for result in data["results"]:
        yield ""
        yield f"{result['type']}  {_line(result['title'])}"
        if result["snippet"] != result["title"]:
            yield f"    {_line(result['snippet'])}"
        yield f"    {result['url']}"


def _line(words: str) -> str:
    """Return the words in one line; passages may have several."""
    return " ".join(words.split())
