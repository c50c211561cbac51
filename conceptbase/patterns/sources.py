"""The samples of /patterns/ that belong to sources and to the concept map. Asks the database nothing."""

from dataclasses import dataclass

from conceptbase.patterns.words import Vocabulary
from concepts.drawings.graph import Edge, Form, Graph, LineKind, Node
from concepts.drawings.strip import Band, Cited, Stance, draw_strip
from concepts.evidence.concept_names import NamedConcept
from concepts.pages.map import MapFact
from concepts.pages.map_picture import FactGroup, MapPicture, draw_picture, group_facts
from concepts.pages.sources.notes import MarkedPassage, PassageNote, PassageUse
from concepts.pages.sources.source import Coverage, TextRow, TextSection
from sources.highlight import Mark, highlight_lines
from sources.languages import HTML_LANG, Language, Text
from sources.models import Article, Source, SourceVersion

FORMS = {"includes": Form.RELATION, "serves": Form.RELATION, "broader": Form.BROADER, "contrast": Form.CONTRAST}


@dataclass(frozen=True, slots=True)
class SourceSample:
    """A source in one state, with one article of one line that is cited, and the map of three concepts."""

    source: Source
    version: SourceVersion
    publisher: Text
    article: Article
    section: TextSection
    note: PassageNote
    coverage: Coverage
    lang: str
    picture: MapPicture
    facts: tuple[FactGroup, ...]

    @property
    def row(self) -> TextRow:
        """The one row of the text."""
        return self.section.blocks[0][0]


def build_source_sample(words: Vocabulary, number: int, concepts: tuple[NamedConcept, ...]) -> SourceSample:
    """The sample of one state; `number` keeps its anchors apart from those of other states."""
    lang = HTML_LANG[Language.ZH] if words.lang == "en" else words.lang
    language = next(code for code, html in HTML_LANG.items() if html == lang)
    source = Source(slug="sample", kind=Source.Kind.ARTICLE, title_en=words.source, title_zh=words.source)
    if not words.bare:
        source.address = "https://example.org/" + "long/" * (30 if words.key == "long" else 1)
        source.quality_en = source.quality_zh = words.sentence
    version = SourceVersion(source=source, number=1, language=language, text=words.quote)
    article = Article(version=version, number=number, title_en=words.title, title_zh=words.title, title_by="ours")
    if not words.bare:
        article.seam, article.state = Article.Seam.LIKELY, Article.State.TRUNCATED
    # Marks are told apart by their places: each state begins its line elsewhere.
    shifted = " " * number + words.quote
    span = (number, len(shifted))
    note = _note(words, number, span, concepts)
    mark = Mark(*span, number=number, note=f"#{note.passage.anchor}")
    lines = highlight_lines(shifted, number, len(shifted), lang, [mark])
    row = TextRow(tuple(line.html for line in lines), False, (note,))
    graph, facts = _map(concepts)
    return SourceSample(
        source=source,
        version=version,
        publisher=Text("" if words.bare else words.source, words.lang),
        article=article,
        section=TextSection(article, f"{words.key}-article", "#", ((row,),), 1),
        note=note,
        coverage=_coverage(words),
        lang=lang,
        picture=draw_picture(graph),
        facts=group_facts(facts, graph),
    )


def _note(words: Vocabulary, number: int, span: tuple[int, int], concepts: tuple[NamedConcept, ...]) -> PassageNote:
    """Five statements in every stance, so that some are folded away; a bare note has one."""
    stances = ["supports"] if words.bare else ["supports", "contradicts", "reports", "supports", "supports"]
    uses = tuple(
        PassageUse(
            code=f"{words.key[0].upper()}{place:04}",
            address=f"#{words.key}-{place}",
            text=Text(words.sentence, words.lang),
            stance=stance,
            attributed_to=Text(words.names[2] if stance == "reports" else "", words.lang),
            advises=not words.bare,
            concepts=() if words.bare else concepts[:2],
        )
        for place, stance in enumerate(stances, start=200)
    )
    marked = MarkedPassage(number, number, *span, article_id=number, copied=not words.bare, contradicts=not words.bare)
    copy_of = "" if words.bare else "#copied"
    return PassageNote(marked, "#passage", Text(words.translation, words.lang), not words.bare, copy_of, uses)


def _coverage(words: Vocabulary) -> Coverage:
    title = Text(words.title, words.lang)
    cited = [] if words.bare else [Cited(50, 120, stance) for stance in Stance]
    strip = draw_strip(1000, [Band(0, 600, title, "#one"), Band(600, 1000, title)], cited, title)
    return Coverage(strip, len(cited), 7 if cited else 0, len(cited) // 3, len(cited) // 3)


def _map(concepts: tuple[NamedConcept, ...]) -> tuple[Graph, tuple[MapFact, ...]]:
    """One line of each form between the first concept and the second, and a contrast with the third."""
    nodes = tuple(
        Node(one.slug, one.name, one.other_name, one.address, one.hue, place < 2) for place, one in enumerate(concepts)
    )
    kinds = tuple(
        LineKind(key, Text(key, "en"), form, place if form is Form.RELATION else 0)
        for place, (key, form) in enumerate(FORMS.items())
    )
    one, other, third = (node.key for node in nodes)
    edges = (
        *(Edge(one, other, key) for key, form in FORMS.items() if form is not Form.CONTRAST),
        Edge(other, third, "contrast", weight=9),
    )
    facts = (
        MapFact((concepts[0],), kinds[0].name, (concepts[1],), "includes", "#includes"),
        MapFact((concepts[0],), kinds[0].name, (concepts[1],), "includes", "#includes-again"),
        MapFact((concepts[1],), kinds[3].name, (concepts[2],), "contrast", "#contrast", 9),
        MapFact((concepts[0],), kinds[2].name, (concepts[1],), "broader"),
    )
    return Graph(nodes, kinds, edges), facts
