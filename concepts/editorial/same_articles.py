"""Which articles are one: the same text in another version, or reposted elsewhere. Each of them names the first one.

There are no chains: what continues an article that continues another names the first of all.
"""

from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from concepts.content.description import ARTICLE
from concepts.editorial.actors import Actor
from concepts.editorial.public_rows import find_public
from concepts.editorial.publications import Act, OpenPublication, open_publication
from concepts.editorial.write_lock import write_lock
from sources.models import Article


class CircleError(ValidationError):
    """Articles name one another as the first one."""


@write_lock()
def link_identical(
    *, articles: Collection[int], by: Actor = None, within: OpenPublication | None = None
) -> list[Article]:
    """Let each of these articles continue the first that has the identical text, and return those that now do.

    `articles` are ids; those that continue an article already stay as they are. Texts are identical if they are after
    folding (`sources.text.letters_checksum`). The first is one that readers see, where there is any: none of these
    continues a draft. Part of a larger change: the caller bumps the content revision.
    """
    rows = list(Article.objects.filter(pk__in=articles, same_as=None).exclude(letters_sha256=""))
    alike = Article.objects.filter(letters_sha256__in={row.letters_sha256 for row in rows}).order_by("id")
    found = list(alike.values_list("letters_sha256", "id", "same_as"))
    seen = find_public(ARTICLE.kind, [own for _checksum, own, _same_as in found])
    first: dict[str, int] = {}
    for checksum, own, same_as in sorted(found, key=lambda article: article[1] not in seen):
        first.setdefault(checksum, same_as or own)
    linked = [row for row in rows if first[row.letters_sha256] != row.pk]
    for row in linked:
        row.same_as_id = first[row.letters_sha256]
        row.row_version += 1
    if linked:
        with open_publication(act=Act.PUBLISHED, by=by, within=within) as publication:
            publication.add_rows(ARTICLE.kind, [row.pk for row in linked])
            Article.objects.bulk_update(linked, ["same_as", "row_version"])
            shorten_chains(by=by, within=publication)
    return linked


@write_lock()
def link_public(*, articles: Collection[int], by: Actor = None, within: OpenPublication) -> None:
    """Link those of these articles that readers see from now on with those that are the same; `articles` are ids.

    Where one continues an article of identical text that readers do not see, it takes its place as the first. Part of a
    larger change, which publishes and has added the articles to its publication. Raises CircleError.
    """
    public = find_public(ARTICLE.kind, articles)
    rows = list(Article.objects.filter(pk__in=public).exclude(same_as=None).select_related("same_as").order_by("pk"))
    firsts = {row.same_as.pk for row in rows if row.same_as}
    hidden = firsts - find_public(ARTICLE.kind, firsts)
    for row in rows:
        first = row.same_as
        if first is None or first.pk not in hidden or first.letters_sha256 != row.letters_sha256:
            continue
        hidden.remove(first.pk)
        for article, same_as in ((row, None), (first, row)):
            changed = {"same_as": same_as, "row_version": F("row_version") + 1}
            Article.objects.filter(pk=article.pk).update(**changed)
    shorten_chains(by=by, within=within)
    link_identical(articles=public, by=by, within=within)


@write_lock()
def shorten_chains(*, by: Actor = None, within: OpenPublication | None = None) -> None:
    """Let every article that continues another name the first one itself; one query, and some where one changes.

    Part of a larger change, after an article was made to continue another. Raises CircleError where articles name one
    another: nothing is to be written then.
    """
    rows = Article.objects.exclude(same_as=None).values_list("id", "same_as")
    named = {article: same_as for article, same_as in rows if same_as}
    first = {article: _first_of(article, named) for article in named}
    moved = {article: first[article] for article in named if first[article] != named[article]}
    changed = list(Article.objects.filter(pk__in=moved).only("id"))
    for row in changed:
        row.same_as_id = moved[row.pk]
    if changed:
        with open_publication(act=Act.PUBLISHED, by=by, within=within) as publication:
            publication.add_rows(ARTICLE.kind, moved)
            Article.objects.bulk_update(changed, ["same_as"])
            Article.objects.filter(pk__in=moved).update(row_version=F("row_version") + 1)


def _first_of(article: int, named: Mapping[int, int]) -> int:
    """Return the article at the end of the chain that begins here; raises CircleError."""
    seen = {article}
    while article in named:
        article = named[article]
        if article in seen:
            raise CircleError(_("These articles name one another as the first one; leave it empty at one of them."))
        seen.add(article)
    return article
