"""Let statements cite the new version of a text, when it is published: part of that publication.

What was compared and decided before (`successions`) is done here at once: passages are cut from the new text, with
their translations; citations lead to them, or stay, or are taken back; sentences without a claim are marked again. An
edition keeps citing what it cited.
"""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concepts.content.description import PASSAGE, SKIP
from concepts.editorial.actors import Actor
from concepts.editorial.drafts import keep_drafts_up_to_date
from concepts.editorial.publication_case import Missing
from concepts.editorial.publications import OpenPublication
from concepts.editorial.requirements import (
    NOT_PUBLISHED,
    NotPublishableError,
    draft_key,
    for_publication,
    missing_for_publication,
)
from concepts.editorial.review import OwnWorkError
from concepts.editorial.row_names import name_of, select_for_choice
from concepts.editorial.successions import CITED, count_unfollowed, find_last_version
from concepts.editorial.write_lock import write_lock
from concepts.models import Citation, Proposal, Statement
from sources.cutting import cut_passage
from sources.lookup import Span
from sources.models import Article, Passage, PassageSuccession, Skip, SourceVersion
from sources.models.succession import SuccessionDecision as Decision
from sources.text_diff import TextDiff

Status = Statement.Status


@write_lock()
def carry_citations(
    *, versions: Collection[SourceVersion], passages: Collection[int] = (), within: OpenPublication, by: Actor = None
) -> None:
    """Let what cites the last versions of these sources cite these versions, as it was decided.

    Part of the publication of the versions, which are published by now, as are the passages with the ids `passages`.
    Raises NotPublishableError where a passage waits for a decision, or was compared with another version than the last;
    where its new words have no article, or are a passage that waits for its own publication; and where a statement
    would lack evidence, or lose a citation that says something else. Raises OwnWorkError where the publisher decided
    something and the site does not allow that.
    """
    for version in versions:
        last = find_last_version(version)
        rows = list(
            PassageSuccession.objects.filter(version=version)
            .select_related("passage__version__source", "passage__article")
            .order_by("passage__start", "passage__end")
        )
        if last is None:
            continue
        within.has_own_rows |= _refuse(version, last, rows, by)
        successors = _cut_successors(version, rows, passages)
        changed = _move_citations(rows, successors, within)
        _carry_skips(version, last, successors, within)
        _check_statements(changed)


def _refuse(version: SourceVersion, last: SourceVersion, rows: Collection[PassageSuccession], by: Actor) -> bool:
    """Raise NotPublishableError or OwnWorkError where the version cannot take the place of the last one yet.

    Return whether the publisher decided some of it.
    """
    missing = _missing_decisions(version, last, rows)
    ids = [row.passage_id for row in rows]
    changes = Proposal.objects.filter(kind=PASSAGE.kind, row__in=ids, content__isnull=False)
    if missing := missing + _waiting_passages(changes):
        raise NotPublishableError({name_of(version): missing})
    is_own = isinstance(by, User) and any(row.decided_by_id == by.pk for row in rows)
    if is_own and not settings.ALLOW_OWN_WORK:
        message = _("%(codes)s: you wrote or submitted this yourself; ask another reviewer to publish it.")
        raise OwnWorkError(message % {"codes": name_of(version)})
    return is_own


def _missing_decisions(
    version: SourceVersion, last: SourceVersion, rows: Collection[PassageSuccession]
) -> list[Missing]:
    """Return what has to be compared or decided before the version takes the place of the last one."""
    if any(row.passage.version_id != last.pk for row in rows):  # others were kept in it when the last one was published
        message = _("The text was compared with an older version than version %(number)d; compare them again.")
        return [Missing("successions", message % {"number": last.number})]
    missing: list[Missing] = []
    if waiting := sum(not row.decision for row in rows):
        message = ngettext(
            "%(number)d passage of the last version was changed or is gone, and waits for a decision.",
            "%(number)d passages of the last version were changed or are gone, and wait for a decision.",
            waiting,
        )
        missing.append(Missing("successions", message % {"number": waiting}))
    # A draft that nobody compared may stay so where readers see nothing that cites the last version.
    is_cited = Statement.objects.published().filter(citations__passage__version=last).exists()
    if (rows or is_cited) and (unfollowed := count_unfollowed(version, last)):
        message = ngettext(
            "%(number)d passage of the last version is cited and was not compared; compare the texts.",
            "%(number)d passages of the last version are cited and were not compared; compare the texts.",
            unfollowed,
        )
        missing.append(Missing("successions", message % {"number": unfollowed}))
    return missing


def _waiting_passages(proposals: "QuerySet[Proposal]") -> list[Missing]:
    """Return that the passages of these proposals have to be published before they can be cited anew."""
    is_new = dict(proposals.annotate(is_new=Q(content__isnull=True)).values_list("row", "is_new"))
    missing: list[Missing] = []
    for passage in select_for_choice(Passage.objects.filter(pk__in=is_new).order_by("start", "end")):
        message = _("Changes to %(name)s are being drafted; publish or discard them first.")
        fault = Missing("successions", message % {"name": name_of(passage)})
        if is_new[passage.pk]:
            fault = Missing("successions", NOT_PUBLISHED % {"name": name_of(passage)}, draft_key(passage))
        missing.append(fault)
    return missing


def _cut_successors(
    version: SourceVersion, rows: Iterable[PassageSuccession], published: Collection[int]
) -> dict[int, Passage]:
    """Cut the passages that are cited from now on, and return them by the ids of those that they succeed.

    Some may have been cut before; readers see only those that nobody has to look at any more, or that have just been
    `published`.
    """
    text = version.read_text()
    articles = list(Article.objects.filter(version=version))
    known = {(passage.start, passage.end): passage for passage in Passage.objects.filter(version=version)}
    successors: dict[int, Passage] = {}
    missing: list[Missing] = []
    translations = {passage.pk: passage.translation for passage in known.values()}
    for row in rows:
        if row.decision != Decision.CARRY or row.start is None or row.end is None:
            continue
        place = Span(row.start, row.end)
        article = next((each for each in articles if each.start <= place.start and place.end <= each.end), None)
        if article is None:
            message = _("“%(name)s” lies in no article of the new text.")
            missing.append(Missing("successions", message % {"name": name_of(row.passage)}))
            continue
        if place not in known:
            known[place] = cut_passage(version, text, place.start, place.end, article=article)
        missing += _translate(known[place], row)
        successors[row.passage_id] = known[place]
    ids = {passage.pk for passage in successors.values() if passage.pk} - set(published)
    if missing := missing + _waiting_passages(Proposal.objects.filter(kind=PASSAGE.kind, row__in=ids)):
        raise NotPublishableError({name_of(version): missing})
    new = [passage for passage in known.values() if passage.pk is None]
    Passage.objects.bulk_create(new, batch_size=500)
    translated = [each for each in known.values() if each.translation != translations.get(each.pk, each.translation)]
    for passage in translated:
        passage.row_version += 1
    Passage.objects.bulk_update(translated, ["translation", "translation_by", "row_version"], batch_size=500)
    _carry_copies(rows, successors, {passage.pk for passage in new})
    return successors


def _translate(passage: Passage, row: PassageSuccession) -> list[Missing]:
    """Give a passage the translation that was decided, unsaved; return the fault where it has another one."""
    if not passage.translation:
        passage.translation, passage.translation_by = _translation_of(row)
    elif row.translation and row.translation != passage.translation:
        message = _(
            "“%(name)s” would have two translations; decide again about what leads there, with the translation that "
            "the passage has, or with none."
        )
        return [Missing("successions", message % {"name": name_of(passage)})]
    return []


def _translation_of(row: PassageSuccession) -> tuple[str, str]:
    """Return the translation of the new passage, and whose it is: that of the last one, or of the new words."""
    if row.decided_by_name or row.translation:
        by = row.passage.translation_by if row.translation == row.passage.translation else Passage.TranslationBy.OURS
        return row.translation, by if row.translation else ""
    return row.passage.translation, row.passage.translation_by


def _carry_copies(rows: Iterable[PassageSuccession], successors: dict[int, Passage], new: Collection[int]) -> None:
    """Let new passages be copies of those that succeed what theirs were copies of, where these stand before them."""
    copies = []
    for row in rows:
        passage = successors.get(row.passage_id)
        original = successors.get(row.passage.copy_of_id or 0)
        if passage and original and passage.pk in new and original.start < passage.start:
            passage.copy_of = original
            copies.append(passage)
    Passage.objects.bulk_update(copies, ["copy_of"], batch_size=500)


def _move_citations(
    rows: Iterable[PassageSuccession], successors: dict[int, Passage], within: OpenPublication
) -> set[int]:
    """Let citations name the new passages, or take them back; return the ids of the published statements changed."""
    left = {row.passage_id for row in rows if row.decision == Decision.WITHDRAW}
    citations = Citation.objects.exclude(statement__status=Status.WITHDRAWN)
    moved = list(citations.filter(passage__in=successors).select_related("statement__revises").order_by("pk"))
    withdrawn = citations.filter(passage__in=left)
    statements = {citation.statement_id for citation in moved} | set(withdrawn.values_list("statement", flat=True))
    public = set(Statement.objects.published().filter(pk__in=statements).values_list("pk", flat=True))
    within.add_unnamed(public)
    withdrawn.delete()
    doubled = _lead_over(moved, citations.filter(passage__in=successors.values()), successors)
    Citation.objects.filter(pk__in=doubled).delete()
    Citation.objects.bulk_update([each for each in moved if each.pk not in doubled], ["passage"], batch_size=500)
    keep_drafts_up_to_date(public=public)
    Statement.objects.filter(pk__in=statements).update(row_version=F("row_version") + 1)
    within.add_statements(public)
    return public


def _lead_over(moved: Iterable[Citation], there: Iterable[Citation], successors: dict[int, Passage]) -> set[int]:
    """Let citations name the new passages, unsaved, and return the ids of those that only repeat another.

    `there` are those that name one already. Raises NotPublishableError where two of a statement come to name one
    passage but take another stance, or name others: one would be lost.
    """
    known = {(citation.statement_id, citation.passage_id): citation for citation in there}
    doubled: set[int] = set()
    missing: dict[str, list[Missing]] = {}
    for citation in moved:
        citation.passage = successors[citation.passage_id]
        first = known.setdefault((citation.statement_id, citation.passage_id), citation)
        if first is citation:
            continue
        doubled.add(citation.pk)
        if _says(first) != _says(citation):
            message = _(
                "It would cite “%(name)s” twice, with different stances or for different people; decide otherwise "
                "about one of the passages, or change one of the citations first."
            )
            fault = Missing("citations", message % {"name": name_of(citation.passage)})
            statement = citation.statement.revises or citation.statement
            missing[statement.code] = [fault]
    if missing:
        raise NotPublishableError(missing)
    return doubled


def _says(citation: Citation) -> tuple[str, str, str]:
    return citation.stance, citation.attributed_to_en, citation.attributed_to_zh


def _carry_skips(
    version: SourceVersion, last: SourceVersion, successors: dict[int, Passage], within: OpenPublication
) -> None:
    """Mark the sentences without a claim again that stand in the new text, too, as far as these are certain."""
    before = list(Skip.objects.published().filter(version=last))
    if not before:
        return
    diff = TextDiff(last.read_text(), version.read_text())
    articles = list(Article.objects.filter(version=version))
    places = Skip.objects.filter(version=version).values_list("start", "end")
    cited = Passage.objects.filter(CITED, version=version).values_list("start", "end")
    taken = [*places, *cited, *((passage.start, passage.end) for passage in successors.values())]
    new = []
    for skip in before:
        found = diff.follow(Span(skip.start, skip.end))
        repeats = successors.get(skip.repeats_id) if skip.repeats_id else None
        if not (found.is_certain and found.place) or bool(skip.repeats_id) != bool(repeats):
            continue
        start, end = found.place
        if any(first < end and start < last for first, last in taken):
            continue
        article = next((each for each in articles if each.start <= start and end <= each.end), None)
        if article is not None:
            new.append(
                Skip(version=version, article=article, start=start, end=end, reason=skip.reason, repeats=repeats)
            )
    within.add_new_rows(SKIP.kind, [skip.pk for skip in Skip.objects.bulk_create(new, batch_size=500)])


def _check_statements(statements: Collection[int]) -> None:
    """Raise NotPublishableError for statements, by id, that lack something now."""
    missing = {row.code: missing_for_publication(row) for row in for_publication().filter(pk__in=statements)}
    if lacking := {code: faults for code, faults in missing.items() if faults}:
        raise NotPublishableError(lacking)
