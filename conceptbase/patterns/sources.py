"""Build the samples of /patterns/ for sources and for the concept map. Queries no database."""

from dataclasses import dataclass, replace

from conceptbase.patterns.texts import SampleTexts
from concepts.drawings.graph import Edge, Form, Graph, LineKind, Node
from concepts.drawings.strip import Band, Cited, Stance, draw_strip
from concepts.editorial.differences import by_word
from concepts.evidence.concept_names import NamedConcept
from concepts.models import Statement
from concepts.pages.map import MapFact
from concepts.pages.map_picture import FactGroup, MapPicture, draw_picture, group_facts
from concepts.pages.quotes.check import CheckedPart, QuoteCheck, Verdict
from concepts.pages.quotes.places import QuotePlace, StatementPlace
from concepts.pages.quotes.texts import OriginKind
from concepts.pages.sources.article_list import name_own_caveats
from concepts.pages.sources.notes import MarkedPassage, PassageNote, PassageUse
from concepts.pages.sources.sections import TextRow, TextSection
from concepts.pages.sources.source import Coverage
from sources.caveats import NONE, Caveat, join_caveats, name_caveats, split_caveats
from sources.highlight import Mark, highlight_lines
from sources.languages import HTML_LANG, Language, Text, WrittenLanguage
from sources.models import Article, Source, SourceVersion

FORMS = {"includes": Form.RELATION, "serves": Form.RELATION, "broader": Form.BROADER, "contrast": Form.CONTRAST}


@dataclass(frozen=True, slots=True)
class SourceSample:
    """A source in one state, with one article of one cited line, and the map of three concepts."""

    source: Source
    version: SourceVersion
    author: Text
    publisher: Text
    caveats: tuple[str, ...]
    article: Article
    section: TextSection
    note: PassageNote
    coverage: Coverage
    lang: str
    picture: MapPicture
    facts: tuple[FactGroup, ...]
    check: QuoteCheck

    @property
    def row(self) -> TextRow:
        """Return the only row of the text."""
        return self.section.blocks[0][0]


def build_source_sample(texts: SampleTexts, number: int, concepts: tuple[NamedConcept, ...]) -> SourceSample:
    """Build the sample of one state; `number` makes its HTML ids differ from those of other states."""
    lang = HTML_LANG[Language.ZH] if texts.lang == "en" else texts.lang
    language = next(code for code, html in HTML_LANG.items() if html == lang)
    source = Source(slug="sample", kind=Source.Kind.ARTICLE, title_en=texts.source, title_zh=texts.source)
    if not texts.bare:
        source.address = "https://example.org/" + "long/" * (30 if texts.key == "long" else 1)
        source.quality_en = source.quality_zh = texts.sentence
        source.doi, source.isbn, source.retrieved_on = "10.1000/182", "9780306406157", "2024-02-29"
        source.rights, source.written_in = Source.Rights.CC_BY_SA, WrittenLanguage.DE
        source.caveats = join_caveats(Caveat.values)
    version = SourceVersion(source=source, number=1, language=language)
    article = Article(version=version, number=number, title_en=texts.title, title_zh=texts.title, title_by="ours")
    if not texts.bare:
        article.same_as = Article(version=version, number=1)
        article.seam, article.state = Article.Seam.LIKELY, Article.State.TRUNCATED
        article.caveats = join_caveats([Caveat.REPOSTED, Caveat.UNSIGNED]) if texts.key == "long" else NONE
    # The ids of marks contain their places, so the line begins at another place in each state.
    shifted = " " * number + texts.quote
    span = (number, len(shifted))
    note = _note(texts, number, span, concepts)
    mark = Mark(*span, number=number, note=f"#{note.passage.anchor}")
    lines = highlight_lines(shifted, number, len(shifted), lang, [mark])
    row = TextRow(tuple(line.html for line in lines), False, (note,))
    graph, facts = _map(concepts)
    return SourceSample(
        source=source,
        version=version,
        author=Text("" if texts.bare else texts.names[0], texts.lang),
        publisher=Text("" if texts.bare else texts.source, texts.lang),
        caveats=tuple(name_caveats(split_caveats(source.caveats))),
        article=article,
        section=TextSection(
            article,
            name_own_caveats(article, source),
            f"{texts.key}-article",
            "#",
            ((row,),),
            passages=1,
            breaks_off=article.state == Article.State.TRUNCATED,
        ),
        note=note,
        coverage=_coverage(texts),
        lang=lang,
        picture=draw_picture(graph),
        facts=group_facts(facts),
        check=_check(texts, article, note, lang),
    )


def _check(texts: SampleTexts, article: Article, note: PassageNote, lang: str) -> QuoteCheck:
    """Return a checked quote with a part of every verdict; a bare one has a single part that stands nowhere."""
    words = Text(texts.quote, lang)
    nowhere = CheckedPart(words, Verdict.NOT_FOUND)
    if texts.bare:
        return QuoteCheck(texts.quote, (nowhere,), 1)
    source, credit = Text(texts.source, texts.lang), Text(texts.names[0], texts.lang)
    place = QuotePlace(
        source, credit, article, "#passage", words, Text("…", lang), Text(texts.quote[:20], lang), note.uses
    )
    translation = Text(texts.translation, texts.lang)
    statement = StatementPlace("K7QF2", "#ours", Text(texts.sentence, texts.lang), note.uses[0].concepts, (place,) * 5)
    pieces = by_word(texts.quote, texts.quote[9:] + texts.translation, Language.ZH)
    parts = (
        CheckedPart(words, Verdict.VERBATIM, OriginKind.SOURCE, words, place, others=(place,) * 7),
        CheckedPart(words, Verdict.SAME_WORDS, OriginKind.SOURCE, words, place, pieces=pieces, is_slight=True),
        CheckedPart(words, Verdict.ALTERED, OriginKind.SOURCE, words, place, pieces=pieces),
        CheckedPart(translation, Verdict.TRANSLATION, OriginKind.TRANSLATION, translation, replace(place, uses=())),
        CheckedPart(translation, Verdict.TRANSLATION, OriginKind.TRANSLATION, translation, place, pieces=pieces),
        CheckedPart(words, Verdict.OURS, OriginKind.STATEMENT, words, None, statement, pieces),
        nowhere,
        replace(nowhere, origin=OriginKind.SOURCE, compared=words, place=place),
        replace(nowhere, origin=OriginKind.TRANSLATION, compared=translation, place=place),
        replace(nowhere, origin=OriginKind.STATEMENT, compared=words, statement=statement),
        CheckedPart(Text(texts.names[2], texts.lang), Verdict.SHORT),
    )
    return QuoteCheck(texts.quote, parts, 5)


def _note(texts: SampleTexts, number: int, span: tuple[int, int], concepts: tuple[NamedConcept, ...]) -> PassageNote:
    """Return a note with five statements in every stance, so that some are folded away; a bare note has one."""
    stances = ["supports"] if texts.bare else ["supports", "contradicts", "reports", "supports", "supports"]
    uses = tuple(
        PassageUse(
            code=f"{texts.key[0].upper()}{place:04}",
            kind=Statement.Kind.CHARACTERISTIC.value,
            address=f"#{texts.key}-{place}",
            text=Text(texts.sentence, texts.lang),
            other_text=Text("", texts.lang),
            stance=stance,
            attributed_to=Text(texts.names[2] if stance == "reports" else "", texts.lang),
            advises=not texts.bare,
            concepts=() if texts.bare else concepts[:2],
        )
        for place, stance in enumerate(stances, start=200)
    )
    marked = MarkedPassage(number, number, *span, article_id=number, copied=not texts.bare, contradicts=not texts.bare)
    copy_of = "" if texts.bare else "#copied"
    return PassageNote(marked, "#passage", Text(texts.translation, texts.lang), not texts.bare, copy_of, uses)


def _coverage(texts: SampleTexts) -> Coverage:
    title = Text(texts.title, texts.lang)
    cited = [] if texts.bare else [Cited(50, 120, stance) for stance in Stance]
    strip = draw_strip(1000, [Band(0, 600, title, "#one"), Band(600, 1000, title)], cited, title)
    return Coverage(strip, len(cited), 7 if cited else 0, len(cited) // 3, len(cited) // 3)


def _map(concepts: tuple[NamedConcept, ...]) -> tuple[Graph, tuple[MapFact, ...]]:
    """Return a map with a line of each form between the first two concepts and a contrast with the third."""
    nodes = tuple(
        Node(concept.slug, concept.name, concept.other_name, concept.address, concept.hue, place < 2)
        for place, concept in enumerate(concepts)
    )
    kinds = tuple(
        LineKind(key, Text(key, "en"), form, place if form is Form.RELATION else 0)
        for place, (key, form) in enumerate(FORMS.items())
    )
    first, second, third = (node.key for node in nodes)
    edges = (
        *(Edge(first, second, key) for key, form in FORMS.items() if form is not Form.CONTRAST),
        Edge(second, third, "contrast", weight=9),
    )
    facts = (
        MapFact((concepts[0],), kinds[0].name, (concepts[1],), "includes", "#includes"),
        MapFact((concepts[0],), kinds[0].name, (concepts[1],), "includes", "#includes-again"),
        MapFact((concepts[1],), kinds[3].name, (concepts[2],), "contrast", "#contrast", 9),
        MapFact((concepts[0],), kinds[2].name, (concepts[1],), "broader"),
    )
    return Graph(nodes, kinds, edges), facts
