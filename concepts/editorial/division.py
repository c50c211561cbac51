"""How a text is divided into articles, written as one: bounds, and with them whatever stands between them.

The articles of a version are attached rows of it (concepts/content/description.py), so that a proposed division is a
proposal for the version like any other. `articles` has the steps that people take.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from concepts.content.description import ARTICLE, PASSAGE, SKIP, VERSION
from concepts.content.row_content import RowContent
from concepts.editorial.row_names import name_of
from concepts.editorial.statement_columns import Columns
from concepts.models import Proposal
from sources.joined_numbers import MOST_NUMBERS, join_numbers, split_numbers
from sources.lookup import Span, trimmed
from sources.models import Article, Boundary, Passage, Skip, SourceVersion
from sources.text import letters_checksum

ARTICLES = VERSION.part("articles").name
LONGEST_ENDS = 60  # code points of the first and last words of an article
_SHOWN = 60
# What stands in articles, by kind; boundaries are parts of articles and have no row version of their own.
_PLACED: dict[str, type[Passage | Skip | Boundary]] = {PASSAGE.kind: Passage, SKIP.kind: Skip, "": Boundary}

Division = Mapping[int, Span]  # the bounds of each article by its number


def division_of(content: RowContent) -> Division | None:
    """Return the bounds of the articles that a content of a version names; None where it says nothing of them."""
    if content.kind != VERSION.kind or ARTICLES not in content.attached:
        return None
    return {
        int(str(row.values["number"])): Span(int(str(row.values["start"])), int(str(row.values["end"])))
        for row in content.attached[ARTICLES]
    }


def rows_that_change(version: SourceVersion, division: Division) -> dict[str, set[int]]:
    """Return the ids, by kind, of the stored articles, passages and marks that a division changes; three queries."""
    articles = list(Article.objects.filter(version=version))
    number_of = {article.pk: article.number for article in articles}
    changed = {ARTICLE.kind: {a.pk for a in articles if division.get(a.number) != Span(a.start, a.end)}}
    for kind in (PASSAGE.kind, SKIP.kind):
        changed[kind] = {
            row.pk
            for row in _placed(_PLACED[kind], version)
            if _number_around(division, row) != number_of[row.article_id]
        }
    return changed


def write_division(version: SourceVersion, rows: Sequence[Columns], *, ids: Iterator[int] | None = None) -> None:
    """Let a version have these articles, and let everything in it stand in the one around it.

    Part of a larger change. Articles keep their numbers, titles and all else; one that is new comes from the one that
    stands there now, and one that is gone is joined to the one that has its beginning. `ids` gives ids to new rows.

    Raises ValidationError where articles overlap, are empty or lack a title, where something would stand in two of
    them, and where one that is to go, or whose bounds change, is named or being changed.
    """
    text = version.read_text()
    stored = {article.number: article for article in Article.objects.filter(version=version).order_by("start")}
    division = {int(str(row["number"])): Span(int(str(row["start"])), int(str(row["end"]))) for row in rows}
    _check_bounds(text, division)
    moved = list(_find_moved(version, text, division, {article.pk: article.number for article in stored.values()}))
    gone = [article for number, article in stored.items() if number not in division]
    changed = [
        article
        for number, article in stored.items()
        if number in division and division[number] != Span(article.start, article.end)
    ]
    _refuse_named(gone, changed)
    before = list(stored.values())
    for row in rows:
        if (number := int(str(row["number"]))) not in stored:
            stored[number] = _make_article(version, number, row, before, ids)
    joined = _joined_numbers(stored, division, gone)
    for number, bounds in division.items():
        _bound(stored[number], text, bounds, joined[number])
    for item, number in moved:
        more = {} if isinstance(item, Boundary) else {"row_version": F("row_version") + 1}
        type(item)._base_manager.filter(pk=item.pk).update(article=stored[number], **more)
    for article in gone:
        article.delete()


def _check_bounds(text: str, division: Division) -> None:
    """Raise ValidationError unless the articles have words, lie in the text and do not overlap; there is at least one.

    The text that stands between them is page furniture.
    """
    if not division:
        raise ValidationError(_("A text has at least one article."))
    for bounds in division.values():
        if not 0 <= bounds.start < bounds.end <= len(text) or not trimmed(bounds.of(text)):
            raise ValidationError(_("An article has words of the text; choose another place."))
    for first, second in pairwise(sorted(division.values())):
        if second.start < first.end:
            raise ValidationError(_("Two articles would overlap; choose another place."))


def _placed(model: type[Passage | Skip | Boundary], version: SourceVersion) -> "Iterator[Passage | Skip | Boundary]":
    """Yield the rows of a table that stand in articles of the version, in the order of the text."""
    rows = model._base_manager.filter(article__version=version)
    yield from rows.order_by("start", "end").only("start", "end", "article_id")


def _number_around(division: Division, item: Passage | Skip | Boundary) -> int | None:
    """Return the number of the article that has all of a place; None where none has."""
    return next((n for n, span in division.items() if span.start <= item.start and item.end <= span.end), None)


def _find_moved(
    version: SourceVersion, text: str, division: Division, number_of: Mapping[int, int]
) -> Iterator[tuple[Passage | Skip | Boundary, int]]:
    """Yield what stands in another article from now on, with the number of that.

    Raises ValidationError, which names the words, where something would stand in two articles or in none.
    """
    for model in _PLACED.values():
        for item in _placed(model, version):
            number = _number_around(division, item)
            if number is None:
                words = Span(item.start, item.end).of(text)
                message = _("A bound would go through “%(words)s” (a %(kind)s). Choose a place outside of it.")
                shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
                raise ValidationError(message % {"words": shown, "kind": model._meta.verbose_name})
            if number != number_of[item.article_id]:
                yield item, number


def _refuse_named(gone: Collection[Article], changed: Collection[Article]) -> None:
    """Raise ValidationError where an article that goes is named by another, or changes to one of these are drafted."""
    others = Article.objects.filter(same_as__in=gone).exclude(pk__in=[article.pk for article in gone])
    if other := others.select_related("version__source", "same_as__version__source").first():
        assert other.same_as
        message = _("“%(other)s” is the same article as “%(name)s”; change that first, then join.")
        raise ValidationError(message % {"other": name_of(other), "name": name_of(other.same_as)})
    ids = {article.pk: article for article in (*gone, *changed)}
    drafted = Proposal.objects.filter(kind=ARTICLE.kind, row__in=ids, content__isnull=False).order_by("row").first()
    if drafted:
        message = _("Changes to %(name)s are being drafted; publish or discard them first.")
        raise ValidationError(message % {"name": ids[drafted.row]})


def _make_article(
    version: SourceVersion, number: int, row: Columns, before: Sequence[Article], ids: Iterator[int] | None
) -> Article:
    """Return the row of a new article, stored; it takes over what is known of the one that stands there now.

    So the two parts of a repost count no more than the repost did, until somebody says what each of them repeats.
    """
    start = int(str(row["start"]))
    origin = next((article for article in before if article.start <= start < article.end), None)
    titles = {name: str(row[name] or "").strip() for name in ("title_en", "title_zh")}
    if not all(titles.values()):
        raise ValidationError(_("A new article has a title in both languages."))
    known = {name: getattr(origin, name) for name in ("state", "caveats", "same_as_id")} if origin else {}
    article = Article(
        version=version,
        number=number,
        start=start,
        end=int(str(row["end"])),
        title_by=row["title_by"] or Article.TitleBy.OURS,
        letters_sha256="-",  # until its bounds are written
        **titles,
        **known,
    )
    if ids is not None:
        article.pk = next(ids)
    article.save(force_insert=True)
    return article


def _joined_numbers(stored: Mapping[int, Article], division: Division, gone: Sequence[Article]) -> dict[int, str]:
    """Return the numbers of articles that are joined to each article from now on, as they are stored."""
    joined = {number: set(split_numbers(stored[number].joined)) for number in division}
    for article in gone:
        around = [n for n, bounds in division.items() if bounds.start <= article.start < bounds.end]
        joined[around[0] if around else min(division)] |= {article.number, *split_numbers(article.joined)}
    texts = {number: join_numbers(numbers - division.keys()) for number, numbers in joined.items()}
    if any(len(text) > MOST_NUMBERS for text in texts.values()):
        raise ValidationError(_("Too many articles were joined to this one; join them to another."))
    return texts


def _bound(article: Article, text: str, bounds: Span, joined: str) -> None:
    """Write the bounds of an article, its first and last words and what follows from them, if they are others."""
    is_new = article.letters_sha256 == "-"
    if not is_new and (article.start, article.end, article.joined) == (*bounds, joined):
        return
    words = bounds.of(text)
    if not (article.first and words.startswith(article.first)):
        article.first = words[:LONGEST_ENDS]
    if not (article.last and words.endswith(article.last)):
        article.last = words[-LONGEST_ENDS:]
    article.start, article.end, article.joined = bounds.start, bounds.end, joined
    article.letters_sha256 = letters_checksum(words)
    article.row_version += not is_new
    article.save()
