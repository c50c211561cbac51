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
