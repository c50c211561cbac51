"""Load statements as pages show them: texts in the reader's language, who says so, quotations, addresses.

`load_statements` fetches everything in one step and returns immutable objects; the other functions arrange these
without a query. No HTML is made here.
"""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from concepts.content.counting import ArticleFilter, Claim, Support, Voices, count_support, join_voices
from concepts.evidence.claims import build_claims, load_claims, stand_on
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.links import NO_LINKS, StatementLinks, load_links
from concepts.evidence.process_cache import ContentCache, LoadedById
from concepts.evidence.quotations import Quotation, load_quotations
from concepts.evidence.statement_rows import StatementRow
from concepts.evidence.wording import Addresses, reader_wording
from concepts.models import Statement
from sources.languages import Text

MOST_KEPT = 5_000  # statements
MOST_JOINED = 100  # the articles of so many pages
DISTINCTION, ADVISES = Statement.Kind.DISTINCTION.value, Statement.Mode.ADVISES.value


@dataclass(frozen=True, slots=True)
class QuestionLink:
    """A link to a question."""

    slug: str
    text: Text
    address: str


@dataclass(frozen=True, eq=False, slots=True)
class ShownStatement:
    """One statement with all its evidence.

    `row` holds its own columns, `links` the ids of the concepts and statements it refers to. `text` and `title` are in
    the reader's language, else in the other one; `other_text` is in the other language, empty where there is none or
    where `text` is. `concepts` are those it is about: subjects, then objects; of a distinction those of its sides.
    `relation_type` is empty for statements of other kinds. `parts` are empty until `put_parts_into_heads` fills them.
    `claim` is what is counted, with its sides and its basis, `support` who says it. `quotations` are empty where they
    were not loaded, `questions` until `open_questions.put_questions_beside` puts those there that stand beside it.
    """

    row: StatementRow
    links: StatementLinks
    kind: str
    code: str
    address: str
    short_address: str
    text: Text
    other_text: Text
    title: Text
    relation_type: Text
    advises: bool
    subjects: tuple[NamedConcept, ...]
    objects: tuple[NamedConcept, ...]
    concepts: tuple[NamedConcept, ...]
    claim: Claim
    support: Support
    quotations: tuple[Quotation, ...]
    parts: tuple["ShownStatement", ...] = ()
    questions: tuple[QuestionLink, ...] = ()

    @property
    def voices(self) -> Voices:
        """Return the articles that say the whole of it: theirs is the number beside it."""
        return self.support.whole

    @property
    def drawn_by(self) -> Voices:
        """Return the articles that say it in a citation of its own: of a distinction, those that make the contrast."""
        return count_support(Claim(self.claim.citations)).whole

    @property
    def is_cited(self) -> bool:
        """Whether a passage is cited for it, for what it stands on, or for a part of it."""
        return self.claim.is_cited or any(part.is_cited for part in self.parts)

    @property
    def contradictions(self) -> int:
        """Return how many passages contradict the statement; copies do not count."""
        return sum(citation.denies for citation in self.claim.citations)

    @property
    def count_content(self) -> tuple[Hashable, ...]:
        """Return everything that a page shows of the statement's text and its number."""
        voices = self.voices
        return (
            self.code, self.address, self.text, voices.english, voices.chinese, voices.other, self.support.put_together
        )  # fmt: skip

    @property
    def content(self) -> tuple[Hashable, ...]:
        """Return everything that a page shows of the statement with its evidence: equal values look equal."""
        voices = self.voices
        return (
            self.code, self.address, self.text, self.other_text, self.advises, self.subjects, self.contradictions,
            self.quotations, self.questions, voices.english, voices.chinese, voices.other,
            self.support.put_together,
        )  # fmt: skip

    @property
    def support_order(self) -> tuple[tuple[int, int], int, str]:
        """Return a key that sorts best-supported statements first: by articles, weaker side, rank and code."""
        return (self.support.order, self.row.rank, self.code)


def load_statements(
    rows: Iterable[StatementRow],
    concept_names: ConceptNames,
    links: LoadedById[StatementLinks] | None = None,
    *,
    quoted: bool = True,
) -> dict[int, ShownStatement]:
    """Return the statements of the rows with their evidence, by id, in the order of the rows.

    Makes two queries whatever their number, for links and for citations, of what they stand on too; one less where the
    caller has loaded the `links` already, `with_sides_below`; maybe one more for articles (`load_sayings`). A statement
    of which nothing has changed since it was loaded for an earlier page is the same object. Leaves out statements about
    a concept that was added after `concept_names` were loaded. Without `quoted`, all numbers are the same, but no word
    of a passage is loaded; `add_quotations` loads those of a few statements afterwards.
    """
    rows = list(rows)
    ids = [row.id for row in rows]
    links = load_links(ids, with_sides_below=True) if links is None else links
    quotations = load_quotations(stand_on(ids, links)) if quoted else {}
    claims = build_claims(ids, links, quotations) if quoted else load_claims(ids, links)
    wording = reader_wording()
    language = wording.language.value  # of which the key of each is made
    distinctions = Addresses("pages:distinction", "0", "1")
    others = Addresses("pages:statement", "0")
    short = Addresses("short", "0")
    no_text = wording.text("", "")
    statements = {}

    def make(row: StatementRow, linked: StatementLinks, claim: Claim) -> ShownStatement:
        subjects, objects = concept_names.named(linked.subjects), concept_names.named(linked.objects)
        on_sides = concept_names.named(concept for concept, _characteristic in linked.sides)
        is_distinction = row.kind == DISTINCTION
        return ShownStatement(
            row=row,
            links=linked,
            kind=row.kind,
            code=row.code,
            address=distinctions.of(row.code, row.slug) if is_distinction else others.of(row.code),
            short_address=short.of(row.code),
            text=wording.text(row.text_en, row.text_zh),
            other_text=wording.other(row.text_en, row.text_zh),
            title=wording.text(row.title_en, row.title_zh),
            relation_type=row.relation_type.name if row.relation_type else no_text,
            advises=row.mode == ADVISES,
            subjects=subjects,
            objects=objects,
            concepts=(*subjects, *objects, *on_sides),
            claim=claim,
            support=count_support(claim),
            quotations=quotations.get(row.id, ()),
        )

    for row in rows:
        linked, claim = links.get(row.id, NO_LINKS), claims[row.id]
        if concept_names.has(*linked.concepts):
            key = (language, concept_names, row, linked, claim, quoted)
            statements[row.id] = _kept.get(key, partial(make, row, linked, claim))
    return statements


def keep_articles(statement: ShownStatement, keep: ArticleFilter) -> ShownStatement:
    """Return the statement as it stands where only the articles are heard for which `keep` is true.

    It has their quotations alone, and is counted anew; parts for which nothing remains cited are left out.
    """
    claim = statement.claim.keep(keep)
    parts = (keep_articles(part, keep) for part in statement.parts)
    return replace(
        statement,
        claim=claim,
        support=count_support(claim),
        quotations=tuple(quotation for quotation in statement.quotations if keep(quotation.cited)),
        parts=tuple(part for part in parts if part.is_cited),
    )


def add_quotations(
    heads: Collection[ShownStatement], keep: ArticleFilter = lambda article: True
) -> tuple[ShownStatement, ...]:
    """Return the statements and their parts with the quotations for which `keep` is true, loaded in one query."""
    quotations = load_quotations([statement.row.id for head in heads for statement in (head, *head.parts)])

    def quote(statement: ShownStatement) -> ShownStatement:
        quoted = quotations.get(statement.row.id, ())
        return replace(
            statement,
            quotations=tuple(quotation for quotation in quoted if keep(quotation.cited)),
            parts=tuple(map(quote, statement.parts)),
        )

    return tuple(map(quote, heads))


def put_parts_into_heads(statements: Iterable[ShownStatement]) -> tuple[ShownStatement, ...]:
    """Return the heads and the statements without parts in the order given, each head with its parts, by rank.

    Parts whose head is not among the statements are left out.
    """
    statements = list(statements)
    parts: dict[int, list[ShownStatement]] = {}
    for statement in sorted(statements, key=lambda statement: (statement.row.rank, statement.row.id)):
        if statement.row.part_of_id:
            parts.setdefault(statement.row.part_of_id, []).append(statement)
    return tuple(
        _put_into_head(head, tuple(parts[head.row.id])) if head.row.id in parts else head
        for head in statements
        if not head.row.part_of_id
    )


def _put_into_head(head: ShownStatement, parts: tuple[ShownStatement, ...]) -> ShownStatement:
    return _kept.get((head, parts), lambda: replace(head, parts=parts))


_kept: ContentCache[ShownStatement] = ContentCache(MOST_KEPT)
_joined: ContentCache[Voices] = ContentCache(MOST_JOINED)


def best_supported(statements: Iterable[ShownStatement], kind: Statement.Kind) -> tuple[ShownStatement, ...]:
    """Return the statements of one kind, best-supported first."""
    of_kind = (statement for statement in statements if statement.kind == kind.value)
    return tuple(sorted(of_kind, key=lambda statement: statement.support_order))


def join_speaking(heads: Iterable[ShownStatement]) -> Voices:
    """Return the articles that say the whole of any of these statements or of one of their parts, each once."""
    claims = tuple(statement.claim for head in heads for statement in (head, *head.parts))
    return _joined.get(claims, lambda: join_voices(count_support(claim).whole for claim in claims))
