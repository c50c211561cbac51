"""Say which articles say a position or finding, and which answers to questions rest on the same statements.

What is counted are the rows of the draft, stored or typed; `concepts.content.counting` counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concepts.content.counting import Support, Voices, count_support
from concepts.evidence.claims import build_claims, stand_on
from concepts.evidence.concept_names import ConceptNames, load_concept_names
from concepts.evidence.links import NO_LINKS, ClaimPartLink, StatementLinks, load_links
from concepts.evidence.quotations import load_sayings
from concepts.evidence.wording import reader_wording
from concepts.models import Basis, Statement
from sources.languages import Text, in_language

Kind, Status = Statement.Kind, Statement.Status


@dataclass(frozen=True, slots=True)
class ArticleName:
    """An article by its name, that of its source and its number there, and the address of its page for readers."""

    title: Text
    source: Text
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class SayingGroup:
    """What some articles do for the claim, in a sentence with their number, and who they are."""

    sentence: str
    articles: tuple[ArticleName, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A position of a question; `shared` are the codes of the statements on which both it and the claim rest."""

    name: Text
    code: str
    address: str
    status: str
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TouchedQuestion:
    """A question of which a position rests on the same statements as the claim, with all its positions."""

    text: Text
    address: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """Who says a claim, the whole of it first, and the questions on which it might take a side."""

    groups: tuple[SayingGroup, ...]
    questions: tuple[TouchedQuestion, ...]


def show_claims(claims: Mapping[int, StatementLinks], names: ConceptNames | None = None) -> dict[int, ShownClaim]:
    """Return who says each of the claims that have these links, by the same ids, in a fixed number of queries.

    The id of a claim that is not stored yet is 0; the citations of its own are those that are stored.
    """
    if not claims:
        return {}
    names = names or load_concept_names(with_drafts=True)
    below = load_links({basis for links in claims.values() for basis in links.bases})
    links = {**below, **claims}
    counted = build_claims(claims, links, load_sayings(stand_on(claims, links)))
    questions = _find_questions(claims, below)
    return {
        pk: ShownClaim(tuple(_groups(count_support(claim), claims[pk].claim_parts, names)), questions[pk])
        for pk, claim in counted.items()
    }


def show_stored_claims(ids: Iterable[int]) -> dict[int, ShownClaim]:
    """Return who says each of the stored positions and findings with these ids."""
    ids = list(ids)
    links = load_links(ids) if ids else {}
    return show_claims({pk: links.get(pk, NO_LINKS) for pk in ids})


def _groups(support: Support, parts: Iterable[ClaimPartLink], names: ConceptNames) -> Iterator[SayingGroup]:
    """Yield who says the whole, then as far as anybody does who says a part, something nearby, both, the opposite."""
    yield _group(
        ngettext("%(count)d article says the whole", "%(count)d articles say the whole", support.whole.count),
        support.whole,
    )
    rest, others = support.part, []
    for part, voices in zip(parts, support.by_part, strict=False):
        only = _both(voices, support.part)
        rest = _without(rest, only)
        sentence = ngettext(
            "%(count)d article says only the part %(part)s", "%(count)d articles say only the part %(part)s", only.count
        )
        others.append(_group(sentence, only, part=_part_name(part, names)))
    others += [
        _group(ngettext("%(count)d article says a part", "%(count)d articles say a part", rest.count), rest),
        _group(
            ngettext(
                "%(count)d article says it of something nearby",
                "%(count)d articles say it of something nearby",
                support.nearby.count,
            ),
            support.nearby,
        ),
        _group(
            ngettext(
                "%(count)d article says both this and the opposite, and does not count",
                "%(count)d articles say both this and the opposite, and do not count",
                support.both.count,
            ),
            support.both,
        ),
        _group(
            ngettext(
                "%(count)d article says the opposite", "%(count)d articles say the opposite", support.against.count
            ),
            support.against,
        ),
    ]
    yield from (group for group in others if group.articles)


def _group(sentence: str, voices: Voices, **names: str) -> SayingGroup:
    articles = (
        ArticleName(article.title, article.source, article.number, article.address) for article in voices.articles
    )
    return SayingGroup(sentence % ({"count": voices.count} | names), tuple(articles))


def _both(some: Voices, others: Voices) -> Voices:
    kept = {article.voice for article in others.articles}
    return Voices(tuple(article for article in some.articles if article.voice in kept))


def _without(some: Voices, others: Voices) -> Voices:
    gone = {article.voice for article in others.articles}
    return Voices(tuple(article for article in some.articles if article.voice not in gone))


def _part_name(part: ClaimPartLink, names: ConceptNames) -> str:
    if part.concept:
        concept = names.by_id.get(part.concept)
        return _("about %(concept)s") % {"concept": concept.name if concept else part.number}
    return str(reader_wording().text(part.name_en, part.name_zh))


def _find_questions(
    claims: Mapping[int, StatementLinks], below: Mapping[int, StatementLinks]
) -> dict[int, tuple[TouchedQuestion, ...]]:
    """Return the questions that each claim touches: a position rests on one of its statements, or on a side of both."""
    grounds = {pk: _with_sides(links.bases, below) for pk, links in claims.items()}
    all_grounds = {ground for found in grounds.values() for ground in found}
    if not all_grounds:
        return dict.fromkeys(claims, ())
    resting = Basis.objects.filter(claim__kind=Kind.POSITION, claim__revises=None).exclude(
        claim__status=Status.WITHDRAWN
    )
    touching = Q(statement__in=all_grounds) | Q(statement__sides__characteristic__in=all_grounds)
    rows = resting.filter(touching).values_list(
        "claim__question", "claim", "statement", "statement__sides__characteristic"
    )
    grounds_of: dict[int, set[int]] = {}
    question_of: dict[int, int] = {}
    for question, position, statement, side in rows.distinct():
        question_of[position] = question
        grounds_of.setdefault(position, set()).update(filter(None, (statement, side)))
    codes = dict(Statement.objects.filter(pk__in=all_grounds).values_list("pk", "code")) if rows else {}
    answers = _load_answers(question_of.values())
    return {
        pk: tuple(
            _touched(positions, {other: _shared(grounds_of[other], grounds[pk], codes) for other in grounds_of})
            for question, positions in answers.items()
            if any(
                position in grounds_of and position != pk and grounds_of[position] & grounds[pk]
                for position in (row.pk for row in positions)
            )
        )
        for pk in claims
    }


def _with_sides(ids: Iterable[int], links: Mapping[int, StatementLinks]) -> set[int]:
    found = set(ids)
    return found | {side for pk in found for _concept, side in links.get(pk, NO_LINKS).sides}


def _shared(some: set[int], others: set[int], codes: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(sorted(codes[pk] for pk in some & others if pk in codes))


def _load_answers(questions: Iterable[int]) -> dict[int, list[Statement]]:
    rows = Statement.objects.live().filter(kind=Kind.POSITION, question__in=set(questions))
    found: dict[int, list[Statement]] = {}
    for row in rows.exclude(status=Status.WITHDRAWN).select_related("question").order_by("question", "rank", "code"):
        found.setdefault(row.question_id or 0, []).append(row)
    return found


def _touched(positions: list[Statement], shared: Mapping[int, tuple[str, ...]]) -> TouchedQuestion:
    question = positions[0].question
    return TouchedQuestion(
        text=in_language(question, "text"),
        address=reverse("admin:concepts_question_change", args=[positions[0].question_id]),
        answers=tuple(
            Answer(
                name=in_language(row, "text"),
                code=row.code,
                address=reverse("admin:concepts_position_change", args=[row.pk]),
                status="" if row.status == Status.PUBLISHED else row.get_status_display(),
                shared=shared.get(row.pk, ()),
            )
            for row in positions
        ),
    )
