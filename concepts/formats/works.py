"""Make the cited work from a page of this site or from a source, in the reader's language, without a query.

What our pages say is signed by whoever answers for the site, so that every style names the site. A source is cited as
it was published: in its own language, with the title in the reader's language beside it, at its own address or DOI. The
copy that we keep of its text is cited where it has neither. `read_at` is the moment at which it was read; None for what
is kept and read at any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concepts.content.snapshot_json import read_snapshot
from concepts.evidence.addresses import text_of_pair
from concepts.evidence.comparison_address import SINCE, comparison_address, comparison_key
from concepts.evidence.concept_names import NamedConcept
from concepts.formats.work import NO_TITLE, Author, CitedWork, read_authors
from concepts.models import Edition
from sources.caveats import Caveat, held_caveats, name_caveats
from sources.facts import SourceKind
from sources.languages import HTML_LANG, OTHER, Language, Text, in_language, reader_language
from sources.models import Article, Source, SourceVersion
from sources.page_numbers import name_pages

MOST_TITLE = 300  # code points of a statement's text, which stands for its title


@dataclass(frozen=True, slots=True)
class CitingSite:
    """What citations say of this site: `name`, who answers for it if that is somebody else, and its `origin`.

    The origin is the address without a path: `https://example.org`.
    """

    name: str
    origin: str
    publisher: str = ""


def cite_statement(
    code: str, text: Text, published_at: datetime | None, site: CitingSite, read_at: datetime | None
) -> CitedWork:
    """Return the statement as it says today; `published_at` is the moment of its newest edition."""
    return _our_page(
        code,
        _as_title(text),
        reverse("short", args=[code]),
        site,
        read_at,
        date=_day(published_at) if published_at else "",
    )


def cite_edition(edition: Edition, site: CitingSite, read_at: datetime | None) -> CitedWork:
    """Return one edition, which stays as it is; its `statement` and `publication` are loaded with it."""
    code = edition.statement.code
    return _our_page(
        f"{code}-v{edition.number}",
        _as_title(text_of_pair(read_snapshot(edition.data).text)),
        reverse("short-edition", args=[code, edition.number]),
        site,
        read_at,
        date=_day(edition.publication.at),
        edition=edition.number,
    )


def cite_comparison(
    concepts: Sequence[NamedConcept],
    site: CitingSite,
    read_at: datetime | None,
    query: dict[str, list[str]] | None = None,
) -> CitedWork:
    """Return the comparison of the concepts, filtered as the query says, with the moment at which it said so.

    Its address says what changed after that. Without a moment it is the page as it is whenever somebody reads it.
    """
    if read_at:
        query = {**(query or {}), SINCE: [f"{read_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"]}
    names = [concept.name.words for concept in concepts]
    joined = pgettext("between names", ", ").join(names[:-1]) + _(" and ") + names[-1]
    return _our_page(
        comparison_key(concepts),
        Text(joined + _(": how they differ"), HTML_LANG[reader_language()]),
        comparison_address(concepts, query),
        site,
        read_at,
        date=_day(read_at) if read_at else "",
        moment=read_at,
    )


def cite_question(slug: str, text: Text, site: CitingSite, read_at: datetime | None) -> CitedWork:
    """Return the page of a question."""
    return _our_page(f"question-{slug}", text, reverse("pages:question", args=[slug]), site, read_at)


def cite_concept(concept: NamedConcept, site: CitingSite, read_at: datetime | None) -> CitedWork:
    """Return the page of a concept."""
    return _our_page(f"concept-{concept.slug}", concept.name, concept.address, site, read_at)


def cite_source(
    version: SourceVersion, site: CitingSite, read_at: datetime | None, only_article: Article | None = None
) -> CitedWork:
    """Return a source by one of its versions, whose `source` is loaded with it.

    `only_article` is that of a version that has no other one.
    """
    key = f"{version.source.slug}-v{version.number}"
    return _source(version, only_article, key, version.get_absolute_url(), site, read_at)


def cite_article(article: Article, site: CitingSite, read_at: datetime | None, *, alone: bool) -> CitedWork:
    """Return an article; where it is not alone in its text, as a part of it. `version__source` is loaded with it."""
    version = article.version
    key = f"{version.source.slug}-v{version.number}-{article.number}"
    return _source(version, article, key, article.get_absolute_url(), site, read_at, alone=alone)


def cite_passage(
    version: SourceVersion,
    article: Article | None,
    span: tuple[int, int],
    site: CitingSite,
    read_at: datetime | None,
    *,
    alone: bool,
) -> CitedWork:
    """Return what a span of a version is from: its article, if it lies in one, with the address of the span.

    The version's `source` is loaded with it; `alone` is as for articles.
    """
    start, end = span
    place = (version.source.slug, version.number, start, end)
    key = f"{version.source.slug}-v{version.number}-{start}-{end}"
    work = _source(version, article, key, reverse("pages:passage", args=place), site, read_at, alone=alone)
    return replace(work, pages=name_pages(version.pages, start, end))


def _our_page(
    key: str,
    title: Text,
    path: str,
    site: CitingSite,
    read_at: datetime | None,
    date: str = "",
    edition: int = 0,
    moment: datetime | None = None,
) -> CitedWork:
    return CitedWork(
        key=key,
        kind=SourceKind.WEB_PAGE,
        title=title,
        authors=(Author(name=site.publisher or site.name),),
        publisher=site.name,
        date=date,
        edition=edition,
        moment=moment,
        address=f"{site.origin}{path}",
        accessed=_day(read_at) if read_at else "",
        changes=not edition and moment is None,
    )


def _source(
    version: SourceVersion,
    article: Article | None,
    key: str,
    path: str,
    site: CitingSite,
    read_at: datetime | None,
    *,
    alone: bool = True,
) -> CitedWork:
    """Return the source; where an article of it is meant that is not alone, that one as a part of it."""
    source = version.source
    part = None if alone else article
    row = part or source
    language = Language(version.language)
    title = in_language(row, "title", language)
    caveats = held_caveats(article.caveats if article else "", source.caveats)
    has_place = bool(source.address or source.doi)
    ours = _is_title_ours(article, source, language, alone=alone)
    notes = (_("The title is ours") if ours else "", "" if source.is_findable else _("Original address not known"))
    return CitedWork(
        key=key,
        kind=SourceKind(source.kind),
        title=title,
        translated_title=in_language(row, "title") if reader_language() == OTHER[language] else NO_TITLE,
        title_is_ours=ours,
        container=in_language(source, "title", language).words if part else "",
        authors=read_authors(source.author),
        publisher=source.publisher,
        date=version.date,
        address=source.address,
        doi=source.doi,
        isbn=source.isbn,
        accessed=source.retrieved_on if has_place else (_day(read_at) if read_at else ""),
        changes=has_place and not source.doi and not version.date,
        site=site.name,
        copy_address=f"{site.origin}{path}",
        machine_translated=Caveat.MACHINE_TRANSLATED in caveats,
        caveats=(*name_caveats(caveats), *filter(None, notes)),
    )


def _is_title_ours(article: Article | None, source: Source, language: Language, *, alone: bool) -> bool:
    """Tell whether we made up the cited title, which a source may have from its only article."""
    if article is None or article.title_by != Article.TitleBy.OURS:
        return False
    return not alone or in_language(article, "title", language) == in_language(source, "title", language)


def _as_title(text: Text) -> Text:
    """Return a sentence as a title: without its full stop, and with an ellipsis where it is too long for one."""
    return Text(text.words.strip().removesuffix(".").removesuffix("。"), text.lang).shortened(MOST_TITLE)


def _day(moment: datetime) -> str:
    """Return the day of a moment in UTC, as dates of sources are written."""
    return moment.astimezone(UTC).date().isoformat()
