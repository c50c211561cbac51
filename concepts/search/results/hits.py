"""What was found, loaded and made ready for pages: a fixed number of queries, whatever is among it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from concepts.content.counting import voices_of
from concepts.evidence.concept_names import ConceptNames, NamedConcept
from concepts.evidence.loading import Shown, show
from concepts.evidence.quotations import Quotation, in_order
from concepts.evidence.statement_rows import load_rows
from concepts.evidence.wording import Addresses, reader_wording
from concepts.models import Question, Statement, Tag
from concepts.search.index.document_readers import shown_passages
from concepts.search.index.documents import STATEMENTS, Key, Thing
from concepts.search.query.vocabulary import Knowledge
from concepts.search.results.answers import Hit, Place, Snippet
from concepts.search.results.facets import Values
from concepts.search.results.marking import Sought, marked
from concepts.search.results.ranking import Texts
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language
from sources.models import Article, Passage

NO_SNIPPET = Snippet((), "en")
NOBODY = (0,)  # no row has this id: a list is never empty, so that its query is made whatever was found
MOST_CITATIONS = 3  # of one statement, each from another article


PASSAGE_COLUMNS = (
    "id", "start", "end", "quote", "translation", "version__number", "version__language", "version__source__slug",
    "version__source__title_en", "version__source__title_zh", "article__title_en", "article__title_zh",
)  # fmt: skip


class PassageRow(NamedTuple):
    """A passage and where it stands, as one query gives it; the columns are PASSAGE_COLUMNS."""

    id: int
    start: int
    end: int
    quote: str
    translation: str
    version: int
    language: str
    source: str
    source_en: str
    source_zh: str
    article_en: str
    article_zh: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rows of the best candidates, by what they are; statements without their evidence."""

    rows: Mapping[Key, Any]
    known: Knowledge

    def texts(self) -> dict[Key, Texts]:
        """The texts by which each is ranked."""
        return {key: self._texts(key, row) for key, row in self.rows.items()}

    def _texts(self, key: Key, row: Any) -> Texts:
        match key[0]:
            case Thing.CONCEPT:
                return Texts(self.known.names_of.get(key[1], ()), self.known.scope_notes.get(key[1], ()))
            case Thing.QUESTION:
                return Texts((row.text_en, row.text_zh))
            case Thing.DIMENSION:
                return Texts((row.name_en, row.name_zh), (row.question_en, row.question_zh))
            case Thing.TAG:
                return Texts((row.name_en, row.name_zh, row.name))
            case Thing.SOURCE | Thing.ARTICLE:
                return Texts((row.title_en, row.title_zh))
            case Thing.PASSAGE:
                return Texts((), (row.quote, row.translation))
        return Texts((row.title_en, row.title_zh), (row.text_en, row.text_zh))


def load_candidates(keys: Collection[Key], known: Knowledge, concept_names: ConceptNames, values: Values) -> Loaded:
    """The rows of these things; five queries. What is gone meanwhile is left out."""
    ids = {thing: [*NOBODY, *(id for one, id in keys if one is thing)] for thing in Thing}
    rows: dict[Key, Any] = {(Thing.CONCEPT, id): None for id in ids[Thing.CONCEPT] if id in concept_names.by_id}
    for thing, there in ((Thing.DIMENSION, values.dimensions), (Thing.SOURCE, values.sources)):
        rows |= {(thing, id): there[id] for id in ids[thing] if id in there}
    rows |= {(Thing.QUESTION, row.id): row for row in Question.objects.filter(id__in=ids[Thing.QUESTION])}
    rows |= {(Thing.TAG, row.id): row for row in Tag.objects.filter(id__in=ids[Thing.TAG])}
    articles = Article.objects.select_related("version__source").defer("version__text")
    rows |= {(Thing.ARTICLE, row.id): row for row in articles.filter(id__in=ids[Thing.ARTICLE])}
    passages = Passage.objects.filter(shown_passages(), id__in=ids[Thing.PASSAGE]).values_list(*PASSAGE_COLUMNS)
    rows |= {(Thing.PASSAGE, values_of[0]): PassageRow(*values_of) for values_of in passages}
    statements = [id for thing in STATEMENTS.values() for id in ids[thing]]
    for row in load_rows(Statement.objects.published().filter(id__in=statements)):
        rows[STATEMENTS[row.kind], row.id] = row
    return Loaded(rows, known)


class Maker:
    """Makes hits out of loaded rows, for one query and one reader."""

    def __init__(
        self,
        concept_names: ConceptNames,
        what: Sought,
        by_words: Collection[Key],
        held: Mapping[int, tuple[int, ...]],
        quotations: Mapping[int, tuple[Quotation, ...]],
    ) -> None:
        """`held` are the statements on which distinctions and positions rest, `quotations` those of these."""
        self._lexicon, self._what, self._by_words = concept_names, what, by_words
        self._held, self._quotations = held, quotations
        self._wording = reader_wording()
        self._article = Addresses("pages:article", "s", "1", "2")
        self._passage = Addresses("pages:passage", "s", "1", "2", "3")

    def hit(self, key: Key, row: Any, concepts: tuple[NamedConcept, ...]) -> Hit:
        """One thing that was found, and the concepts it is about; a statement has its evidence loaded."""
        by_words = key in self._by_words
        asked = () if by_words else tuple(one for one in concepts if one.id in self._what.concepts)
        return replace(self._hit(key, row, by_words), concepts=concepts, about=asked)

    def _hit(self, key: Key, row: Any, by_words: bool) -> Hit:
        match key[0]:
            case Thing.CONCEPT:
                return self._concept(self._lexicon.by_id[key[1]], by_words)
            case Thing.PASSAGE:
                return self._of_passage(row, by_words)
            case Thing.ARTICLE:
                return self._of_article(row, by_words)
            case Thing.QUESTION:
                return self._titled(key, row, row.text, self._wording.other(row.text_en, row.text_zh), by_words)
            case Thing.DIMENSION:
                return self._titled(key, row, row.name, row.question, by_words)
            case Thing.TAG | Thing.SOURCE:
                return self._titled(key, row, row.title, Text("", row.title.lang), by_words)
        return self._statement(show(row, self._lexicon), by_words)

    def _titled(self, key: Key, row: Any, title: Text, more: Text, by_words: bool) -> Hit:
        snippet, found = marked(more, self._what)
        return Hit(
            type=key[0].type,
            id=row.slug,
            address=row.get_absolute_url(),
            title=self._title(title),
            snippet=snippet if found or key[0] is Thing.DIMENSION else NO_SNIPPET,
            by_words=by_words,
        )

    def _title(self, text: Text) -> Snippet:
        return marked(text, self._what)[0]

    def _concept(self, named: NamedConcept, by_words: bool) -> Hit:
        other = marked(named.other_name, self._what)[0] if named.other_name else NO_SNIPPET
        return Hit("concept", named.slug, named.address, self._title(named.name), other, by_words=by_words)

    def _statement(self, shown: Shown, by_words: bool) -> Hit:
        title = shown.row.question.text if shown.row.question else shown.title
        text, in_text = marked(shown.text, self._what)
        other, in_other = marked(shown.other_text, self._what)
        snippet = text if title else NO_SNIPPET
        if in_other > in_text == 0:
            snippet = other  # it was found by its words in the other language
        held = [one for id in self._held.get(shown.row.id, ()) for one in self._quotations.get(id, ())]
        quotations = in_order([*shown.quotations, *held])
        places: dict[int, Place] = {}
        for one in quotations:
            if one.supports:
                places.setdefault(one.cited.id, _place(one))
        return Hit(
            type=shown.kind,
            id=shown.code,
            address=shown.address,
            title=self._title(title) if title else text,
            snippet=snippet,
            citations=tuple(places.values())[:MOST_CITATIONS],
            voices=voices_of(quotations),
            by_words=by_words,
        )

    def _of_passage(self, row: PassageRow, by_words: bool) -> Hit:
        language = Language(row.language)
        quote, translation = Text(row.quote, HTML_LANG[language]), Text(row.translation, HTML_LANG[OTHER[language]])
        original, in_original = marked(quote, self._what)
        other, in_translation = marked(translation, self._what)
        # Where both show as much of the query, the one in the reader's language.
        is_nearer = in_translation > in_original or (
            in_translation == in_original > 0 and translation.lang == HTML_LANG[reader_language()]
        )
        translated = is_nearer and bool(translation)
        address = self._passage.of(row.source, row.version, row.start, row.end)
        source = self._wording.text(row.source_en, row.source_zh)
        article = self._wording.text(row.article_en, row.article_zh)
        return Hit(
            type="passage",
            id=f"{row.source}/v{row.version}/{row.start}-{row.end}",
            address=address,
            title=NO_SNIPPET,
            snippet=other if translated else original,
            citations=(Place(row.source, source, article, row.version, row.start, row.end, address),),
            translated=translated,
            by_words=by_words,
        )

    def _of_article(self, row: Article, by_words: bool) -> Hit:
        slug, version = row.version.source.slug, row.version.number
        address = self._article.of(slug, version, row.number)
        place = Place(slug, row.version.source.title, row.title, version, row.start, row.end, address)
        return Hit(
            type="article",
            id=f"{slug}/v{version}/{row.number}",
            address=address,
            title=self._title(row.title),
            snippet=NO_SNIPPET,
            citations=(place,),
            by_words=by_words,
        )


def _place(quotation: Quotation) -> Place:
    passage, article = quotation.passage, quotation.cited
    start, end = passage.start, passage.end
    return Place(article.source_slug, article.source, article.title, article.version, start, end, passage.address)
