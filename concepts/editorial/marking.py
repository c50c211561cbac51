"""Marking a text: cut a passage, and let a statement cite it, in one act; and take such an act back.

Nothing here is public: the passage waits for the statement, and the statement is a draft, or gets a draft of changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from concepts.content.description import PASSAGE
from concepts.content.natural_keys import NaturalKey
from concepts.content.row_content import AttachedContent, RowContent
from concepts.content.value_types import Words
from concepts.editorial.actors import Actor, actor_name, person
from concepts.editorial.deleting import delete_row
from concepts.editorial.drafts import NoDraftError, discard_draft
from concepts.editorial.proposals import ProposalInTheWayError, note_unseen
from concepts.editorial.public_rows import is_public
from concepts.editorial.review import WrongStatusError, notes_on
from concepts.editorial.row_names import name_of
from concepts.editorial.saving import save_draft
from concepts.editorial.write_lock import write_lock
from concepts.models import Basis, Citation, Side, Statement, StatementConcept
from sources.content_row import ContentRow
from sources.cutting import cut_passage
from sources.locking import StaleSaveError, claim_row_version
from sources.lookup import Span
from sources.models import Article, Passage

Status = Statement.Status
NOBODY = Words()


class MarkedMeanwhileError(Exception):
    """Somebody else made a passage of these words since they were selected."""

    def __init__(self, passage: Passage) -> None:
        super().__init__(_("Somebody else marked these words meanwhile. Look at what they wrote, and save again."))
        self.passage = passage


class CannotTakeBackError(Exception):
    """What was marked was changed, submitted or used since, so that it cannot be taken back as a whole."""


@dataclass(frozen=True, slots=True)
class TakenStance:
    """The stance that a passage takes; a report names who thinks so, in both languages."""

    value: str = Citation.Stance.SUPPORTS.value
    attributed_to: Words = NOBODY


@dataclass(frozen=True, slots=True)
class Marked:
    """What one act of marking made: plain values, so that the page can keep it and take it back.

    `statement` is the draft that was written; `is_new_…` tells of passage and statement whether the act made them.
    Versions are row versions after the act. A distinction may cite no passage. `author` and `author_name` are those of
    a draft that was there before; `is_translated` tells whether the act translated a passage that was.
    """

    passage: int | None
    passage_version: int
    is_new_passage: bool
    statement: int
    statement_version: int
    is_new_statement: bool
    author: int | None = None
    author_name: str = ""
    is_translated: bool = False


@write_lock()
def mark(
    *,
    article: Article,
    text: str,
    place: Span,
    translation: str,
    statement: Statement | None,
    kind: str,
    content: RowContent,
    stance: TakenStance,
    known: int | None,
    by: Actor,
) -> Marked:
    """Make a passage of the words at `place`, if there is none, and let a statement cite it; return what was made.

    `statement` is one that is there; of a published one a draft of changes is begun or goes on. None writes a new one
    of that kind with that content. `known` is the id of the passage that the writer saw at this place. The article has
    its version loaded, whose text is `text`.

    Raises MarkedMeanwhileError where there is a passage that the writer did not see; all else as `save_draft` does.
    """
    passage, is_new, is_translated = _find_or_cut(article, text, place, translation, known, by)
    draft = _draft_of(statement) if statement is not None else None
    cited = [] if draft is None else _citations_of(draft)
    key = _key_of(passage, article)
    if any(row.values["passage"] == key for row in cited):
        message = _("“%(code)s” cites this passage already. Choose another statement, or change it on its own page.")
        raise ValidationError({"statement": message % {"code": statement.code if statement else ""}})
    cited.append(_cite(key, stance))
    saved = save_draft(
        statement=draft,
        kind=draft.kind if draft is not None else kind,
        content=replace(content, attached={**content.attached, "citations": cited}),
        by=by,
        started_from=draft.row_version if draft is not None else None,
    )
    marked = Marked(passage.pk, passage.row_version, is_new, saved.pk, saved.row_version, True)
    marked = replace(marked, is_translated=is_translated)
    if draft is None or saved.pk != draft.pk:
        return marked
    return replace(marked, is_new_statement=False, author=draft.author_id, author_name=draft.author_name)


@dataclass(frozen=True, slots=True)
class MarkedSide:
    """A side of a new distinction: the words that say it, the concept, and what holds for it."""

    place: Span
    translation: str
    known: int | None
    concept: NaturalKey
    text: Words


@write_lock()
def mark_distinction(
    *, article: Article, text: str, sides: Sequence[MarkedSide], content: RowContent, by: Actor
) -> list[Marked]:
    """Write a distinction with a new characteristic for each side, which cites the words of that side.

    `content` has the title, the text and the dimension, which is that of the sides too. Where the same words say all
    sides they draw the contrast, and the distinction cites them itself. Return what was made, the distinction last;
    raises as `mark` does.
    """
    acts: list[Marked] = []
    for side in sides:
        same = next((act.passage for act, other in zip(acts, sides, strict=False) if other.place == side.place), None)
        about = [AttachedContent({"concept": side.concept, "role": StatementConcept.Role.SUBJECT.value})]
        said = RowContent({"text": side.text, "dimension": content.fields["dimension"]}, {"concepts": about})
        act = mark(
            article=article,
            text=text,
            place=side.place,
            translation=side.translation,
            statement=None,
            kind=Statement.Kind.CHARACTERISTIC.value,
            content=said,
            stance=TakenStance(),
            known=same or side.known,
            by=by,
        )
        acts.append(act)
    codes = dict(Statement.objects.filter(pk__in=[act.statement for act in acts]).values_list("pk", "code"))
    rows = [
        AttachedContent({"concept": side.concept, "characteristic": (codes[act.statement],)})
        for side, act in zip(sides, acts, strict=True)
    ]
    drawn = len({side.place for side in sides}) == 1
    passage = Passage.objects.get(pk=acts[0].passage or 0) if drawn else None
    cited = [_cite(_key_of(passage, article), TakenStance())] if passage else []
    saved = save_draft(
        statement=None,
        kind=Statement.Kind.DISTINCTION.value,
        content=replace(content, attached={"sides": rows, "citations": cited}),
        by=by,
        started_from=None,
    )
    version = passage.row_version if passage else 0
    acts.append(Marked(passage.pk if passage else None, version, False, saved.pk, saved.row_version, True))
    return acts


@write_lock()
def take_back(*, acts: Sequence[Marked], by: Actor) -> tuple[str, ...]:
    """Take back what was marked at once: the citations, and statements and passages as far as that made them.

    Return what stays nevertheless, in sentences. Raises CannotTakeBackError, and takes nothing back, where one of the
    statements was changed since, is no draft any more, is gone, or is used, assigned or spoken of by somebody else.
    """
    try:
        kept = [words for act in reversed(acts) for words in _take_back(act, by)]
    except (ProtectedError, RestrictedError) as error:
        rows = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
        message = _("This is used by now, so it stays: %(names)s. Take it out there first.")
        names = sorted({name_of(_find_user_of(row)) for row in rows})
        raise CannotTakeBackError(message % {"names": ", ".join(names)}) from error
    except (ProposalInTheWayError, StaleSaveError, WrongStatusError, NoDraftError) as error:
        raise CannotTakeBackError(str(error)) from error
    except ValidationError as error:
        raise CannotTakeBackError(" ".join(error.messages)) from error
    return tuple(dict.fromkeys(kept))


def _find_user_of(row: Model) -> Model:
    """Return the statement that a curator knows as the user of another, of the row by which it uses that."""
    match row:
        case Side():
            return row.distinction
        case Basis():
            return row.claim
        case _:
            return row


def _take_back(marked: Marked, by: Actor) -> list[str]:
    """Take one act back, and return what stays of it, in sentences."""
    statement = Statement.objects.select_related("revises").filter(pk=marked.statement).first()
    passage = Passage.objects.select_related("version__source", "article").filter(pk=marked.passage or 0).first()
    if statement is None or (passage is None and marked.passage is not None):
        raise CannotTakeBackError(_("This was changed since, so it stays. Open the statement to change it."))
    _refuse_what_others_use(statement, marked, by)
    if not marked.is_new_statement and passage is not None:
        _take_citation_out(statement, passage, marked, by)
    elif statement.revises_id:
        discard_draft(statement=statement, started_from=marked.statement_version)
    else:
        delete_row(row=statement, by=by)
    if passage is None or not marked.is_new_passage:
        words = _("The passage was there before; the translation that was written now stays.")
        return [words] if marked.is_translated else []
    if passage.row_version != marked.passage_version or _is_used(passage, by):
        return [_("The passage stays, since it was changed, used or commented on meanwhile.")]
    delete_row(row=passage, by=by)
    return []


def _refuse_what_others_use(statement: Statement, marked: Marked, by: Actor) -> None:
    """Raise CannotTakeBackError for what is no draft of the act alone any more; the message says why."""
    if statement.status not in (Status.DRAFT, Status.SUBMITTED):
        raise CannotTakeBackError(_("The statement is published by now, so it is not taken back."))
    if marked.is_new_statement and statement.status == Status.SUBMITTED:
        raise CannotTakeBackError(_("The statement is submitted for review by now, so it is not taken back."))
    if marked.is_new_statement and statement.assigned_to is not None:
        message = _("The statement is assigned to %(name)s by now, so it is not taken back.")
        raise CannotTakeBackError(message % {"name": actor_name(statement.assigned_to)})
    if marked.is_new_statement and (name := _name_who_commented(statement, by)) is not None:
        message = _("%(name)s commented on the statement, so it is not taken back.")
        raise CannotTakeBackError(message % {"name": name or _("Somebody else")})
    if statement.row_version != marked.statement_version:
        raise CannotTakeBackError(_("This was changed since, so it stays. Open the statement to change it."))


def _name_who_commented(row: ContentRow, by: Actor) -> str | None:
    """Return the name of somebody else who commented on a row; None where nobody did."""
    own = {"by": by} if person(by) else {"by": None, "by_name": actor_name(by)}
    return notes_on(row).exclude(**own).order_by("pk").values_list("by_name", flat=True).first()


def _take_citation_out(statement: Statement, passage: Passage, marked: Marked, by: Actor) -> None:
    """Take the passage out of a draft that was there before, which is again its author's."""
    key = _key_of(passage, passage.article)
    left = [row for row in _citations_of(statement) if row.values["passage"] != key]
    content = RowContent({}, {"citations": left})
    save_draft(statement=statement, kind=statement.kind, content=content, by=by, started_from=marked.statement_version)
    author = User.objects.filter(pk=marked.author or 0).first()  # an account may be deleted meanwhile
    Statement.objects.filter(pk=statement.pk).update(author=author, author_name=marked.author_name)


def _is_used(passage: Passage, by: Actor) -> bool:
    """Tell whether something needs a passage, or somebody else spoke of it."""
    users = (passage.citations, passage.copies, passage.repeats, passage.successions)
    return any(rows.exists() for rows in users) or _name_who_commented(passage, by) is not None


def _find_or_cut(
    article: Article, text: str, place: Span, translation: str, known: int | None, by: Actor
) -> tuple[Passage, bool, bool]:
    """Return the passage at the place, whether it is new, and whether one that was there is translated now."""
    stored = Passage.objects.filter(version=article.version, start=place.start, end=place.end).first()
    if stored is None:
        passage = cut_passage(article.version, text, place.start, place.end, article=article)
        _translate(passage, translation)
        passage.save(force_insert=True)
        note_unseen(row=passage, by=by)
        return passage, True, False
    if stored.pk != known:
        raise MarkedMeanwhileError(stored)
    if translation and not stored.translation and not is_public(stored):
        _translate(stored, translation)
        claim_row_version(row=stored, row_version=stored.row_version)
        stored.save()
        note_unseen(row=stored, by=by)
        return stored, False, True
    return stored, False, False


def _translate(passage: Passage, translation: str) -> None:
    passage.translation = translation
    passage.translation_by = Passage.TranslationBy.OURS if translation else ""


def _draft_of(statement: Statement) -> Statement:
    """Return the draft of changes to a published statement if there is one, else the statement as it is stored."""
    return (
        Statement.objects.filter(revises=statement.pk).first()
        or Statement.objects.filter(pk=statement.pk).first()
        or statement
    )


def _key_of(passage: Passage, article: Article) -> NaturalKey:
    version = article.version
    return (version.source.slug, version.number, passage.start, passage.end)


def _cite(passage: NaturalKey, stance: TakenStance) -> AttachedContent:
    values: Mapping[str, object] = {
        PASSAGE.kind: passage,
        "stance": stance.value,
        "attributed_to": stance.attributed_to,
    }
    return AttachedContent(values)  # type: ignore[arg-type]


def _citations_of(statement: Statement) -> list[AttachedContent]:
    """Return the citations of a statement as they are stored; one query."""
    rows = Citation.objects.filter(statement=statement).order_by("pk").values_list(
        "passage__version__source__slug", "passage__version__number", "passage__start", "passage__end",
        "stance", "attributed_to_en", "attributed_to_zh",
    )  # fmt: skip
    return [
        _cite((slug, number, start, end), TakenStance(stance, Words(en, zh)))
        for slug, number, start, end, stance, en, zh in rows
    ]
