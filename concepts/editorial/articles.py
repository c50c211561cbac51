"""Cut a text into articles: one is split where the next one begins, or joined with the one before it.

Of a text that readers do not see yet that is done at once; of any other it becomes a proposal for the version, which
is reviewed like all others. Numbers of articles that readers know are never used for another one.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from concepts.content.row_content import AttachedContent, FieldValue, RowContent
from concepts.content.value_types import Words
from concepts.editorial.actors import Actor
from concepts.editorial.division import ARTICLES
from concepts.editorial.work import change_in_work, content_in_work
from concepts.editorial.write_lock import write_lock
from sources.joined_numbers import split_numbers
from sources.lookup import Span, trimmed
from sources.models import Article, SourceVersion

OUT_OF_REACH = 1_000_000  # is added to numbers while they change places
Rows = list[AttachedContent]


def find_articles(version: SourceVersion) -> dict[int, tuple[Span, Words]]:
    """Return the articles of a version as they are drafted, by number in the order of the text: place and title."""
    return {
        int(str(row.values["number"])): (_span(row), title)
        for row in _rows_of(content_in_work(version))
        if isinstance(title := row.values["title"], Words)
    }


@write_lock()
def split_article(
    *,
    version: SourceVersion,
    at: int,
    title: Words,
    title_by: str = Article.TitleBy.OURS,
    by: Actor = None,
    started_from: int | None = None,
) -> None:
    """Let a new article begin at the character `at` of the version's text, up to the end of the one that stands there.

    `title_by` is a value of Article.TitleBy. `started_from` is the version of the form of the version that `by` looked
    at; None stands for any. Raises ValidationError where no new article can begin, or a bound would go through a
    passage, a mark or a heading, which it names; StaleSaveError.
    """
    content = content_in_work(version)
    rows, text = _rows_of(content), version.read_text()
    place = next((number for number, row in enumerate(rows) if _span(row).start <= at < _span(row).end), None)
    if place is None:
        raise ValidationError(_("No article of the text has these words; choose words of the article to be split."))
    old = _span(rows[place])
    first, second = trimmed(text[old.start : at]), trimmed(text[at : old.end])
    if not first or not second:
        raise ValidationError(_("An article begins there already; choose words that stand further on in it."))
    begin = text.index(second, at)
    numbers = [int(str(row.values["number"])) for row in rows]
    number = max(*numbers, 0, *_numbers_in_use(version)) + 1
    rows[place] = _moved(rows[place], Span(old.start, text.index(first, old.start) + len(first)))
    new: dict[str, FieldValue] = {
        "number": number,
        "start": begin,
        "end": old.end,
        "title": title,
        "title_by": title_by,
    }
    rows.insert(place + 1, AttachedContent(new))
    _change(version, content, rows, by, started_from)


@write_lock()
def join_article(*, version: SourceVersion, number: int, by: Actor = None, started_from: int | None = None) -> None:
    """Join the article with that number to the one before it, which keeps its number, title and all else.

    The address of an article that readers know leads to the other one from then on. `started_from` as in
    `split_article`. Raises ValidationError for the first article and for one that others are said to be the same as,
    StaleSaveError.
    """
    content = content_in_work(version)
    rows = _rows_of(content)
    place = next((place for place, row in enumerate(rows) if row.values["number"] == number), 0)
    if not place:
        raise ValidationError(_("There is no article before this one that it could be joined to."))
    rows[place - 1] = _moved(rows[place - 1], Span(_span(rows[place - 1]).start, _span(rows[place]).end))
    del rows[place]
    _change(version, content, rows, by, started_from)


def _rows_of(content: RowContent) -> Rows:
    return sorted(content.attached[ARTICLES], key=_span)


def _span(row: AttachedContent) -> Span:
    return Span(int(str(row.values["start"])), int(str(row.values["end"])))


def _moved(row: AttachedContent, bounds: Span) -> AttachedContent:
    return AttachedContent({**row.values, "start": bounds.start, "end": bounds.end})


def _numbers_in_use(version: SourceVersion) -> set[int]:
    """Return the numbers that articles of the version have, or had before they were joined to another."""
    rows = Article.objects.filter(version=version).values_list("number", "joined")
    return {number for own, joined in rows for number in (own, *split_numbers(joined))}


def _change(version: SourceVersion, content: RowContent, rows: Rows, by: Actor, started_from: int | None) -> None:
    """Write the articles, or propose them where readers see the version."""
    rows = sorted(rows, key=lambda row: int(str(row.values["number"])))
    content = RowContent(content.fields, {**content.attached, ARTICLES: tuple(rows)}, content.kind)
    if version.source.withheld:
        raise ValidationError(_("The text is withheld; nothing can be cut from it until it is shown again."))
    is_proposed = change_in_work(row=version, content=content, by=by, started_from=started_from)
    if not is_proposed and not version.pack:  # whose files name the articles by their numbers
        _number_in_order(version)


def _number_in_order(version: SourceVersion) -> None:
    """Let the articles of a draft be numbered in the order of the text; nobody knows their addresses."""
    articles = list(Article.objects.filter(version=version).order_by("start"))
    for start in (OUT_OF_REACH, 1):
        for number, article in enumerate(articles, start=start):
            article.number, article.joined = number, ""
        Article.objects.bulk_update(articles, ["number", "joined"])
