"""Compare a new version of a text with the last one, and keep what is decided about each cited passage of that.

`compare_version` finds out, from the two texts alone, what became of the articles and of all that is cited; `decide`
keeps what people make of words that were changed or are gone. Readers see nothing of it before the version is
published: then `carrying` cuts the new passages and lets the statements cite them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from concepts.content.description import ARTICLE
from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.brought_files import found_in_order
from concepts.editorial.content_revision import bump_working_revision
from concepts.editorial.places import article_around
from concepts.editorial.review import WrongStatusError, raise_proposal_version
from concepts.editorial.row_names import name_of
from concepts.editorial.write_lock import write_lock
from concepts.models import Proposal, Statement
from sources.anchoring import QuoteError, Span, find_quote
from sources.content_row import RowStatus
from sources.lookup import look_up, trimmed
from sources.models import Article, Boundary, Passage, PassageSuccession, Skip, SourceVersion
from sources.models.succession import SuccessionDecision as Decision
from sources.text import clean_text
from sources.text_diff import Successor, TextDiff

LONGEST_WORDS = 60  # code points of the first and last words of an article
# What is withdrawn stays as it is, and so do its citations.
CITED = Q(citations__statement__status__in=[each for each in Statement.Status if each != Statement.Status.WITHDRAWN])


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many passages of the last version are in each state in a new one, and how many wait for a decision."""

    last: SourceVersion
    states: Counter[str]
    waiting: int


def find_last_version(version: SourceVersion) -> SourceVersion | None:
    """Return the version that readers see and that this one follows; None for the first of a source."""
    earlier = SourceVersion.objects.filter(source=version.source_id, number__lt=version.number)
    return earlier.filter(status=RowStatus.PUBLISHED).select_related("source").order_by("-number").first()


def find_to_follow(last: SourceVersion) -> "QuerySet[Passage]":
    """Return the passages of a version that are followed to the next: what is cited, and what that is a copy of."""
    cited = Passage.objects.filter(CITED, version=last)
    wanted = Q(pk__in=cited.values("pk")) | Q(pk__in=cited.values("copy_of"))
    return Passage.objects.filter(wanted, version=last).order_by("start", "end")


def count_unfollowed(version: SourceVersion, last: SourceVersion) -> int:
    """Return how many cited passages of the last version were not compared with this one."""
    followed = PassageSuccession.objects.filter(version=version).values("passage")
    return find_to_follow(last).exclude(pk__in=followed).count()


def summarize(version: SourceVersion) -> Comparison | None:
    """Return how a draft of a version compares with the last one; None where nothing is followed to it."""
    last = find_last_version(version)
    rows = list(PassageSuccession.objects.filter(version=version).values_list("state", "decision"))
    if last is None or not rows:
        return None
    return Comparison(last, Counter(state for state, _decision in rows), sum(not decision for _state, decision in rows))


@write_lock()
def compare_version(*, version: SourceVersion, keeps_choice: bool = False, by: Actor = None) -> Comparison | None:
    """Find out what became of the last version in a draft of the next, and return it; None for a first version.

    The articles are carried over where nothing was cut from the draft yet, each as the same one. What was decided of a
    passage stays as long as the texts say the same of it. Comparing again adds what was cited meanwhile. With
    `keeps_choice`, somebody said of the one article of the draft which it is the same as, if any: that stays.
    Raises WrongStatusError if the version is not a draft.
    """
    last = find_last_version(version)
    if last is None:
        return None
    _check_draft(version)
    diff = TextDiff(last.read_text(), version.read_text())
    _carry_articles(version, last, diff, keeps_choice=keeps_choice)
    known = {row.passage_id: row for row in PassageSuccession.objects.filter(version=version)}
    rows = [_follow(version, passage, diff) for passage in find_to_follow(last)]
    new = [row for row in rows if row.passage_id not in known]
    kept = {row.passage_id for row in rows}
    PassageSuccession.objects.filter(version=version).exclude(passage__in=kept).delete()
    PassageSuccession.objects.bulk_create(new, batch_size=500)
    bump_working_revision()
    return summarize(version)


def _check_draft(version: SourceVersion) -> None:
    """Raise WrongStatusError where readers see the version by now; the write lock keeps it as it is found here."""
    if not SourceVersion.objects.filter(pk=version.pk, status=RowStatus.DRAFT).exists():
        message = _("%(name)s is published by now: nothing is decided about it any more.")
        raise WrongStatusError(message % {"name": name_of(version)})


def _follow(version: SourceVersion, passage: Passage, diff: TextDiff) -> PassageSuccession:
    """Return what the texts say of a passage; what is certain is decided."""
    found: Successor = diff.follow(Span(passage.start, passage.end))
    row = PassageSuccession(version=version, passage=passage, state=found.state.value)
    if found.place:
        row.start, row.end = found.place
    if found.is_certain:
        row.decision = Decision.CARRY
    return row


@write_lock()
def decide(
    *,
    succession: PassageSuccession,
    decision: str,
    words: str = "",
    translation: str = "",
    most: int,
    by: Actor = None,
) -> None:
    """Keep what somebody decides about a passage of which the words were changed, or are gone.

    To cite new words, `words` are those of the new version, if they are others than those proposed, and `translation`
    is theirs; both have at most so many characters (`most`). Raises ValidationError, by field, where the words do not
    stand in one article of the version, or stand there several times; and WrongStatusError if that is not a draft.
    """
    row = PassageSuccession.objects.select_related("version__source", "passage").get(pk=succession.pk)
    _check_draft(row.version)
    row.decision, row.translation = Decision(decision), ""
    if row.decision == Decision.CARRY:
        place = _place_of(row, words, most)
        row.start, row.end = place
        row.translation = clean_text(translation, most=most, field=_("translation"), multiline=True)
    row.decided_by, row.decided_by_name = person(by), actor_name(by)
    row.save()
    raise_proposal_version(row.version)
    bump_working_revision()


def _place_of(row: PassageSuccession, words: str, most: int) -> Span:
    """Return where the new words stand, of at most so many characters; raises ValidationError."""
    text = row.version.read_text()
    proposed = Span(row.start, row.end) if row.start is not None and row.end is not None else None
    sought = trimmed(words)
    if proposed and (not sought or sought == trimmed(proposed.of(text).replace("\r\n", "\n"))):
        place = proposed
    else:
        try:
            found = look_up(text, sought).places if sought else ()
            place = found[0] if len(found) == 1 else find_quote(text, sought)
        except QuoteError as error:
            raise ValidationError({"words": str(error)}) from error
    try:
        MaxLengthValidator(most)(place.of(text))
        article_around(row.version, place)
    except ValidationError as error:
        raise ValidationError({"words": error.messages}) from error
    return place


def _carry_articles(version: SourceVersion, last: SourceVersion, diff: TextDiff, *, keeps_choice: bool) -> None:
    """Give a draft the articles of the last version, each as the same one, where nothing was made of its own yet."""
    own = list(Article.objects.filter(version=version))
    before = list(Article.objects.filter(version=last).prefetch_related("boundaries").order_by("start", "pk"))
    if len(own) != 1 or not before or _is_touched(version, own[0]):
        return
    if len(before) == 1:
        _continue(own[0], before[0], diff, keeps_choice=keeps_choice)
        return
    places = [(place, article) for article in before if (place := diff.follow_part(Span(article.start, article.end)))]
    places.sort(key=lambda found: found[0])
    if not places or any(first[0].end > second[0].start for first, second in pairwise(places)):
        return
    declared = list(own[0].boundaries.all())
    own[0].delete()
    for number, (place, article) in enumerate(places, start=1):
        new = Article(version=version, number=number, start=place.start, end=place.end)
        new.first = diff.new[place.start : place.end][:LONGEST_WORDS].rstrip()
        new.last = diff.new[place.start : place.end][-LONGEST_WORDS:].lstrip()
        _continue(new, article, diff, declared)


def _is_touched(version: SourceVersion, article: Article) -> bool:
    """Tell whether people worked at the one article of a draft; that it was linked with another one is no such work."""
    skips = Skip.objects.filter(version=version)
    proposals = Proposal.objects.filter(kind=ARTICLE.kind, row=article.pk, content__isnull=False)
    of_version = (Passage.objects.filter(version=version), skips, proposals)
    is_linked = _was_linked(article)
    return article.row_version > 1 + is_linked or any(rows.exists() for rows in of_version)


def _was_linked(article: Article) -> bool:
    """Tell whether an article was linked because its text is identical (`link_identical`), which raises it once."""
    alike = Article.objects.filter(letters_sha256=article.letters_sha256).exclude(pk=article.pk)
    first = Q(pk=article.same_as_id) | Q(same_as=article.same_as_id)
    return article.same_as_id is not None and article.letters_sha256 != "" and alike.filter(first).exists()


def _continue(
    new: Article, old: Article, diff: TextDiff, declared: Iterable[Boundary] = (), *, keeps_choice: bool = False
) -> None:
    """Let an article be the same as an earlier one, with its title, its caveats and its boundaries.

    `declared` are boundaries of the new text; those in the article become its own.
    """
    for name in ("title_en", "title_zh", "title_by", "seam", "state", "caveats"):
        setattr(new, name, getattr(old, name))
    if new.same_as_id is None and not keeps_choice:
        new.same_as = old.same_as or old
    new.save()
    Boundary.objects.bulk_create(
        Boundary(article=new, kind=each.kind, start=each.start, end=each.end)
        for each in declared
        if new.start <= each.start and each.end <= new.end
    )
    known = set(new.boundaries.values_list("kind", "start"))
    places: dict[str, list[tuple[int, int]]] = {}
    for boundary in sorted(old.boundaries.all(), key=lambda each: each.start):
        successor = diff.follow(Span(boundary.start, boundary.end))
        if successor.is_certain and successor.place and successor.place.start >= new.start:
            places.setdefault(boundary.kind, []).append(successor.place)
    Boundary.objects.bulk_create(
        Boundary(article=new, kind=kind, start=start, end=end)
        for kind, spans in places.items()
        for start, end in found_in_order(diff.new, sorted(spans), new)
        if (kind, start) not in known
    )
