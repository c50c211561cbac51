"""Say what stands on the card of a page: what the page shows, with the same numbers."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concepts.content.counting import NO_TEXT, Support
from concepts.drawings.card import Card, CardAnswer, CardName, CardSide
from concepts.evidence.comparison_address import MOST_COMPARED
from concepts.evidence.concept_names import NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.evidence.wording import reader_wording
from concepts.pages.concept import ConceptPage
from concepts.pages.question import QuestionPage
from concepts.pages.statement import StatementPage
from sources.languages import HTML_LANG, Text, gap, reader_language

MOST_ANSWERS = 4


def card_of_statement(page: StatementPage) -> Card:
    """Return the card of a statement: of a distinction its sides beside each other, else the statement itself."""
    statement, row = page.statement, page.statement.row
    about = [capfirst(row.kind_name), page.dimension and page.dimension.name, statement.advises and _("Advice")]
    kind = in_reader_language(between().join(str(part) for part in about if part))
    disputed = name_disputed(
        page.question.name if page.question else None, *(question.text for question in statement.questions)
    )
    if not page.sides:
        names = name_concepts(statement.concepts)
        return Card(
            kind,
            statement.text,
            other=statement.other_text,
            names=names,
            disputed=disputed,
            count=say_count(statement.support),
        )
    is_ours = not (statement.drawn_by or statement.support.put_together)  # which the count says already
    said = [say_count(statement.support).words, _("Set side by side by us") if is_ours else ""]
    return Card(
        kind,
        statement.title,
        other=reader_wording().other(row.title_en, row.title_zh),
        sides=tuple(
            CardSide(
                _name(side.concept),
                side.statement.text,
                side.statement.other_text,
                in_reader_language(_("Advice") if side.statement.advises and not statement.advises else ""),
            )
            for side in page.sides
        ),
        disputed=disputed,
        count=in_reader_language(between().join(filter(None, said))),
    )


def card_of_question(page: QuestionPage) -> Card:
    """Return the card of a question: its answers, those that most articles give first."""
    answers = tuple(CardAnswer(position.statement.text, position.voices.count) for position in page.positions)
    articles, more = page.voices.count, len(answers) - MOST_ANSWERS
    count = ngettext("%(count)s article answers it.", "%(count)s articles answer it.", articles)
    others = ngettext("%(count)s more answer", "%(count)s more answers", more)
    return Card(
        in_reader_language(_("Question")),
        page.text,
        other=page.other_text,
        names=name_concepts(page.concepts) if len(page.concepts) <= MOST_COMPARED else (),
        answers=answers[:MOST_ANSWERS],
        more=in_reader_language(others % {"count": more} if more > 0 else ""),
        count=in_reader_language(count % {"count": articles} if articles else ""),
    )


def card_of_concept(page: ConceptPage) -> Card:
    """Return the card of a concept: its names, and the definition that most articles give."""
    names, kind = name_concepts([page.concept]), in_reader_language(_("Concept"))
    if page.definition is None:
        return Card(kind, page.scope_note, other=page.other_scope_note, names=names, names_large=True)
    return card_about(kind, names, page.definition.statement)


def card_about(kind: Text, names: tuple[CardName, ...], statement: ShownStatement) -> Card:
    """Return the card of concepts with the statement that says most of them."""
    return Card(
        kind,
        statement.text,
        other=statement.other_text,
        names=names,
        names_large=True,
        disputed=name_disputed(*(question.text for question in statement.questions)),
        count=say_count(statement.support),
    )


def name_concepts(concepts: Iterable[NamedConcept]) -> tuple[CardName, ...]:
    """Return concepts as a card names them."""
    return tuple(map(_name, concepts))


def _name(concept: NamedConcept) -> CardName:
    return CardName(concept.name, concept.other_name, concept.hue)


def name_disputed(*questions: Text | None) -> Text:
    """Name the first of the questions that stand beside a statement; empty without any."""
    first = next((question for question in questions if question), None)
    return Text(f"{_('Disputed:')}{gap()}{first.words}", first.lang) if first else NO_TEXT


def say_count(support: Support) -> Text:
    """Say how many articles say all of it, as the pages do."""
    if count := support.whole.count:
        words = ngettext("%(count)s article says so", "%(count)s articles say so", count) % {"count": count}
    elif support.put_together:
        words = _("Put together by us from several articles")
    else:
        words = _("No article says so")
    return in_reader_language(words)


def in_reader_language(words: str) -> Text:
    """Return words of the interface as a text; empty where they are."""
    return Text(words, HTML_LANG[reader_language()]) if words else NO_TEXT


def between() -> str:
    """Return the point between two words of the interface; in Chinese it is as wide as a Han character."""
    return f"{gap()}·{gap()}"
