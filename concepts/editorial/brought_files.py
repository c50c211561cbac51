"""Keep the files that people bring until they save them as sources, and make of one what a new version has of it."""

import hashlib
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from concepts.editorial.actors import Actor, person
from concepts.editorial.same_articles import shorten_chains
from concepts.editorial.write_lock import write_lock
from sources.models import Article, Boundary, BroughtFile, Original, SourceVersion
from sources.reading.reading import Reading

KEPT = timedelta(days=1)
MOST_WAITING = 50  # files of one person
LONGEST_BOUNDARY = 300  # code points of a heading or item that is declared as a boundary of sentences
_ENDS = ".!?。！？；;"  # a sentence that ends with one of these needs no cut


class TooManyFilesError(Exception):
    """So many files of a person wait that no further one is taken."""


def find_brought(by: Actor) -> "QuerySet[BroughtFile]":
    """Return the files that wait for a person, the newest first, without what may be large."""
    waiting = BroughtFile.objects.filter(by=person(by), at__gte=timezone.now() - KEPT)
    return waiting.defer("data", "text", "places").order_by("-at", "-pk")


@write_lock()
def keep_file(*, data: bytes, name: str, read: Reading, by: Actor) -> BroughtFile:
    """Keep a file and what was read from it for a day; a pasted text has no name. Forgets what nobody saved.

    A file that waits for the person already is kept once. Raises TooManyFilesError.
    """
    BroughtFile.objects.filter(at__lt=timezone.now() - KEPT).delete()
    checksum = hashlib.sha256(data).hexdigest()
    waiting = BroughtFile.objects.filter(by=person(by))
    waiting.filter(sha256=checksum, name=name).delete()
    if waiting.count() >= MOST_WAITING:
        raise TooManyFilesError
    brought = BroughtFile(name=name, sha256=checksum, size=len(data), data=data, by=person(by))
    brought.keep_reading(read)
    brought.save(force_insert=True)
    return brought


@write_lock()
def keep_reading(*, brought: BroughtFile, read: Reading) -> None:
    """Take over what was read from a file in another encoding."""
    brought.keep_reading(read)
    brought.save(update_fields=["kind", "text", "encoding", "title", "places"])


@write_lock()
def discard_file(*, brought: BroughtFile) -> None:
    """Forget a file that is not to be saved."""
    brought.delete()


@write_lock()
def finish_version(*, version: SourceVersion, brought: BroughtFile, same_as: Article | None, by: Actor) -> None:
    """Give a version that was saved just now all else that its file has; the file waits no more.

    Its article gets its boundaries, and continues `same_as`, if it was said to. The file becomes the original of the
    version; what was pasted has none. Raises CircleError.
    """
    article = version.articles.get()
    declare_boundaries(article=article, read=brought.reading)
    if same_as is not None and article.same_as_id is None:
        Article.objects.filter(pk=article.pk).update(same_as=same_as)
        shorten_chains(by=by)
    if brought.name:
        same = {"name": brought.name, "kind": brought.kind, "sha256": brought.sha256, "size": brought.size}
        Original.objects.create(version=version, data=brought.data, **same)
    brought.delete()


@write_lock()
def declare_boundaries(*, article: Article, read: Reading) -> None:
    """Declare the headings of a file, and the ends of its items that no mark ends, as boundaries of sentences.

    A pack declares them by their words, each found behind the one before it. So words that stand earlier in the text,
    too, are left out: they would be found there.
    """
    places = {
        Boundary.Kind.HEADING: [(heading.start, heading.end) for heading in read.headings],
        Boundary.Kind.CUT: [(item.start, item.end) for item in read.items if read.text[item.end - 1] not in _ENDS],
    }
    Boundary.objects.bulk_create(
        Boundary(article=article, kind=kind, start=start, end=end)
        for kind, spans in places.items()
        for start, end in found_in_order(read.text, spans, article)
    )


def found_in_order(text: str, spans: list[tuple[int, int]], article: Article) -> list[tuple[int, int]]:
    """Return those spans whose words are found there when they are looked for in the order of the text."""
    kept: list[tuple[int, int]] = []
    searched_from = article.start
    for start, end in spans:
        words = text[start:end]
        fits = end <= article.end and len(words) <= LONGEST_BOUNDARY and "\n" not in words
        if fits and text.find(words, searched_from, article.end) == start:
            kept.append((start, end))
            searched_from = end
    return kept


def find_versions_made_of(checksum: str) -> "QuerySet[SourceVersion]":
    """Return the versions whose original, or whose text, has this checksum, the newest first."""
    made = SourceVersion.objects.filter(Q(original__sha256=checksum) | Q(sha256=checksum))
    return made.select_related("source").order_by("-pk")
