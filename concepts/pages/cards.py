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
from concepts.evidence.site import SiteFacts
from concepts.evidence.wording import reader_wording
from concepts.pages.concept import ConceptPage
from concepts.pages.editions.edition import EditionPage
from concepts.pages.question import QuestionPage
from concepts.pages.sources.source import SourcePage
from concepts.pages.statement import StatementPage
from sources.facts import name_credit
from sources.languages import HTML_LANG, Text, gap, reader_language
from sources.models import Article

MOST_ANSWERS = 4
MOST_NAMES = 5  # of concepts on the card of the home page
NO_HUE = 0


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


def card_of_home(site: SiteFacts, concepts: Iterable[NamedConcept]) -> Card:
    """Return the card of the home page: what the site says of itself, and the concepts that it is about."""
    names = (CardName(concept.name, NO_TEXT, concept.hue) for concept in concepts if concept.core)
    return Card(NO_TEXT, site.headline, other=site.other_headline, names=tuple(names)[:MOST_NAMES])


def card_of_source(page: SourcePage) -> Card:
    """Return the card of a source: its title, whose it is, and how many articles and cited passages it has."""
    source, articles, passages = page.source, len(page.entries or page.articles), page.coverage.passages
    counted = [
        ngettext("%(count)s article", "%(count)s articles", articles) % {"count": articles},
        ngettext("%(count)s cited passage", "%(count)s cited passages", passages) % {"count": passages},
    ]
    return Card(
        in_reader_language(_("Source")),
        source.title,
        other=reader_wording().other(source.title_en, source.title_zh),
        more=name_credit(source.author or source.publisher, page.version.date, page.lang),
        count=in_reader_language(between().join(counted)),
    )


def card_of_article(article: Article) -> Card:
    """Return the card of an article, which is that of its passages too: its title, and in which source it stands.

    Its version and source are loaded.
    """
    version = article.version
    source = version.source
    return Card(
        in_reader_language(_("Article")),
        article.title,
        other=reader_wording().other(article.title_en, article.title_zh),
        more=source.title if source.title != article.title else NO_TEXT,
        count=name_credit(source.author or source.publisher, version.date, version.lang),
    )


def card_of_edition(page: EditionPage) -> Card:
    """Return the card of an edition: its own words, and whether readers see something else now."""
    number = _("Edition %(number)s") % {"number": page.published.number}
    about = [capfirst(page.kind), number, page.advises and _("Advice")]
    return Card(
        in_reader_language(between().join(str(part) for part in about if part)),
        page.title or page.text,
        other=page.other_title if page.title else page.other_text,
        sides=tuple(
            CardSide(
                CardName(side.concept, side.other_concept, NO_HUE),
                side.text,
                side.other_text,
                in_reader_language(_("Advice") if side.advises and not page.advises else ""),
            )
            for side in page.sides
        ),
        names=() if page.sides else tuple(CardName(name, NO_TEXT, NO_HUE) for name in page.subjects),
        disputed=in_reader_language(_say_standing(page)),
        count=say_count(page.support) if page.support else NO_TEXT,
    )


def _say_standing(page: EditionPage) -> str:
    """Say what became of an edition's statement; empty while readers see the same words."""
    if page.withdrawal:
        return _("This statement was withdrawn.") if not page.withdrawal.target else _("Merged into another statement.")
    return _("Readers see something else now.") if page.changed else ""


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
