"""Build what an embed shows: a statement with its sides, a question with its answers, how compared concepts differ.

No word of a passage is loaded, so what is withheld is never shown here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concepts.comparison.answer import ComparisonAnswer, build_answer
from concepts.comparison.content import ComparedStatements, load_compared_statements
from concepts.comparison.filters import Filters
from concepts.comparison.selection import Selection
from concepts.evidence.addresses import find_row, find_statement
from concepts.evidence.comparison_address import EVERYTHING, VIEW
from concepts.evidence.concept_names import NamedConcept, load_concept_names
from concepts.evidence.loading import ShownStatement, load_statements
from concepts.evidence.loading import put_parts_into_heads as put_parts
from concepts.evidence.open_questions import put_questions_beside
from concepts.evidence.questions import DisputedQuestion, build_question
from concepts.evidence.statement_rows import load_rows, row_of
from concepts.formats.embeds import COMPARISON, QUESTION, STATEMENT, embed_address
from concepts.models import Question, Side, Statement
from concepts.share.pages.addresses import select_compared
from sources.languages import HTML_LANG, Text, reader_language

# Which part of the address of a page is the key of its embed, by the name of the page.
PAGES = {
    "pages:statement": (STATEMENT, "code"),
    "pages:distinction": (STATEMENT, "code"),
    "pages:distinction-by-code": (STATEMENT, "code"),
    "short": (STATEMENT, "code"),
    "pages:question": (QUESTION, "slug"),
    "comparison:comparison": (COMPARISON, "concepts"),
    "share:embed-statement": (STATEMENT, "key"),
    "share:embed-question": (QUESTION, "key"),
    "share:embed-comparison": (COMPARISON, "key"),
}
# Pixels, measured in a browser: what stands around the words, a line of them, and what is between two rows of texts.
AROUND, LINE, BETWEEN = 45, 25, 10
EDGES, COLUMN = 34, 232  # beside the words; the least width of a column with the gap beside it
LETTER = 8.8  # a Latin letter in the middle, a Chinese character is two
MARGIN = 1.2  # since readers have other fonts, and what is cut off is worse than what is empty
MOST_HEIGHT = 1_600  # what is longer is scrolled
# These stand for lines of about their length: that above the title, any with a number, and the last one.
A_KICKER, A_NUMBER = Text("Comparison", "en"), Text("9 articles say so", "en")
FOOT = Text("Some Name of a Site https://reference.example.org CC BY 4.0", "en")
NOTHING_APART = Text("No source here tells one from the other of these apart.", "en")
NOTHING_TOGETHER = Text("Nor does any say how they go together.", "en")
THE_WAY_ON = Text("More on the site", "en")
Rows = tuple[tuple[Text, ...], ...]  # texts one below another, in each row those side by side


@dataclass(frozen=True, slots=True)
class EmbeddedStatement:
    """A statement and, of a distinction, the characteristic of each concept."""

    statement: ShownStatement
    sides: tuple[tuple[NamedConcept, ShownStatement], ...]


@dataclass(frozen=True, slots=True)
class EmbeddedComparison:
    """The answer of a comparison, of which an embed shows the first part.

    `everything_address` is the page with all its evidence.
    """

    selection: Selection
    answer: ComparisonAnswer
    everything_address: str


@dataclass(frozen=True, slots=True)
class Embed:
    """What an embed shows: `content` by its `kind`, and the page of this site to which it belongs.

    `address` is that of the embed, `permanent_address` the one to be cited, all without scheme and host. `rows` are the
    texts that are read in it.
    """

    kind: str
    title: Text
    address: str
    page_address: str
    permanent_address: str
    content: EmbeddedStatement | DisputedQuestion | EmbeddedComparison
    rows: Rows

    def height(self, width: int) -> int:
        """Return how many pixels high a frame of that width is in which all of the embed is seen, MOST_HEIGHT at most.

        Up to a third of it may be empty.
        """
        foot = _joined(FOOT, Text(self.permanent_address, FOOT.lang))
        rows = [row for texts in (*self.rows, (foot,)) for row in _wrapped(texts, max(width, COLUMN) // COLUMN)]
        lines = sum(max(_lines(text, (width - EDGES) // len(row)) for text in row) for row in rows)
        return min(ceil(MARGIN * (AROUND + LINE * lines + BETWEEN * len(rows))), MOST_HEIGHT)


def kind_and_key(path: str) -> tuple[str, str] | None:
    """Return what is embedded of the page at the path, and its key; None for a page without an embed.

    Raises Resolver404 where no page has such an address.
    """
    match = resolve(path)
    if match.view_name not in PAGES:
        return None
    kind, part = PAGES[match.view_name]
    return kind, str(match.kwargs[part])


def embed_address_of(path: str) -> str:
    """Return the address of the embed of the page at the path; empty where it has none."""
    try:
        found = kind_and_key(path)
    except Resolver404:
        found = None
    return embed_address(*found) if found else ""


def build_embed(kind: str, key: str) -> Embed:
    """Build the embed in a fixed number of queries.

    Raises MovedError (with the address of the page), GoneError or Http404 as pages do.
    """
    return BUILDERS[kind](key)


def _build_statement(code: str) -> Embed:
    row = find_statement(code)
    on_sides = Q(id__in=Side.objects.filter(distinction=row).values("characteristic"))
    parts = Q(part_of=row, status=Statement.Status.PUBLISHED)
    rows = load_rows(Statement.objects.filter(on_sides | parts).order_by("rank", "code"))
    concept_names = load_concept_names()
    loaded = load_statements([row_of(row), *rows], concept_names, quoted=False)
    own = [loaded[row.id], *(part for part in loaded.values() if part.row.part_of_id == row.id)]
    statement = put_questions_beside(put_parts(own) if len(own) > 1 else own)[0]
    sides = tuple((concept_names.by_id[concept], loaded[side]) for concept, side in statement.links.sides)
    return embed_statement(statement, sides)


def embed_statement(statement: ShownStatement, sides: tuple[tuple[NamedConcept, ShownStatement], ...]) -> Embed:
    """Return the embed of a statement that is loaded with its parts and the questions beside it; no query is made."""
    columns = [(concept.name, side.text, side.other_text, A_NUMBER) for concept, side in sides]
    row = statement.row
    above_it = [each for each in (row.dimension and row.dimension.name, row.question and row.question.text) if each]
    kicker = _joined(Text(str(row.kind_name), statement.text.lang), *above_it)
    above = (kicker, statement.text, statement.other_text, *(question.text for question in statement.questions))
    return Embed(
        STATEMENT,
        statement.text,
        embed_address(STATEMENT, statement.code),
        statement.address,
        statement.short_address,
        EmbeddedStatement(statement, sides),
        (*((text,) for text in above), *zip(*columns, strict=True)),
    )


def _build_question(slug: str) -> Embed:
    row = find_row(Question.objects.published(), slug)
    positions = load_rows(Statement.objects.published().filter(question=row).order_by("rank", "code"))
    return embed_question(row, load_statements(positions, load_concept_names(), quoted=False).values())


def embed_question(row: Question, positions: Iterable[ShownStatement]) -> Embed:
    """Return the embed of a question whose positions are loaded; no query is made."""
    question = build_question(row, [(position.row, position.voices) for position in positions])
    return Embed(
        QUESTION,
        question.text,
        embed_address(QUESTION, row.slug),
        question.address,
        question.address,
        question,
        ((A_KICKER,), *_below_one_another(question.text, *(answer.text for answer in question.answers))),
    )


def _build_comparison(key: str) -> Embed:
    concept_names = load_concept_names()
    selection = select_compared(key, concept_names)
    return embed_compared(load_compared_statements(selection, concept_names, Filters()))


def embed_compared(compared: ComparedStatements) -> Embed:
    """Return the embed of a comparison whose statements are loaded, with no filter; no query is made."""
    selection, answer = compared.selection, build_answer(compared)
    *others, last = (concept.name.words for concept in selection.concepts)
    names = pgettext("between names", ", ").join(others) + _(" and ") + last
    title = Text(names + _(": how they differ"), HTML_LANG[reader_language()])
    return Embed(
        COMPARISON,
        title,
        embed_address(COMPARISON, selection.key),
        selection.address(),
        selection.address(),
        EmbeddedComparison(selection, answer, selection.address({VIEW: [EVERYTHING]})),
        tuple((text,) for text in (A_KICKER, title, *_texts_of(answer), THE_WAY_ON)),
    )


def _texts_of(answer: ComparisonAnswer) -> Iterator[Text]:
    """Yield what is read of the answer, each with what stands below it: how the concepts differ, or what each is."""
    for finding in answer.differ:
        yield _joined(finding.row, finding.statement.text)
        yield _joined(A_NUMBER, *(question.text for question in finding.statement.questions[:1]))
    for row in answer.contrasts:
        if row.contrast:
            yield _joined(row.name, row.contrast.text)
            yield _joined(A_NUMBER, *(question.text for question in row.questions[:1]))
    if answer.definitions:
        yield from (NOTHING_APART, NOTHING_TOGETHER)
        for cell in answer.definitions.cells:
            if cell.statement:
                yield from (cell.statement.text, A_NUMBER)


def _joined(*texts: Text) -> Text:
    """Return texts that stand in one line as one."""
    return Text(" ".join(text.words for text in texts), texts[-1].lang)


def _below_one_another(*texts: Text) -> Rows:
    """Return a row for each text and one for the number below it."""
    return tuple((row,) for text in texts for row in (text, A_NUMBER))


def _wrapped(texts: tuple[Text, ...], columns: int) -> Iterator[tuple[Text, ...]]:
    """Yield the texts of a row with no more side by side than there are columns."""
    yield from (texts[start : start + columns] for start in range(0, len(texts), columns))


def _lines(text: Text, width: int) -> int:
    """Return about how many lines the text takes in so many pixels."""
    letters = sum(2 if letter > "\u2e7f" else 1 for letter in text.words)
    return ceil(letters * LETTER / max(width, LETTER))


BUILDERS: dict[str, Callable[[str], Embed]] = {
    STATEMENT: _build_statement,
    QUESTION: _build_question,
    COMPARISON: _build_comparison,
}
