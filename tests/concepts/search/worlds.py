"""A small field of concepts to search in, and what an index holds, read past the interface that searches use."""

from dataclasses import dataclass

from django.db import connection

from concepts.editorial.publishing import publish
from concepts.models import Concept, Label, Question, Statement, Tag
from concepts.search.index.backends import index_of
from concepts.search.index.documents import Key
from concepts.search.index.expressions import AllOf, AnyOf, Expression, Phrase, Prefix, SearchWord
from concepts.search.index.interface import key_of, priority_of
from concepts.search.models import IndexState
from sources.models import Passage, SourceVersion
from tests import factories as make
from tests.remembered import remembered

ENGLISH = (
    "Marketing pulls users to products. Sales push products to users. The market is where both meet."
    " A promotion lasts for a short time. Salespeople knock at doors."
)
CHINESE = "市场营销是让产品好卖。销售是把产品卖好。市场是买卖双方相遇的地方。促销只持续很短的时间。推销员挨家敲门。"


@dataclass
class Field:
    """What tests need by name."""

    market: Concept
    marketing: Concept
    sales: Concept
    promotion: Concept
    english: SourceVersion
    chinese: SourceVersion
    pulls: Passage
    pushes: Passage
    place: Passage  # the market itself, in Chinese
    definition: Statement
    one: Statement
    other: Statement
    distinction: Statement
    relation: Statement
    position: Statement
    finding: Statement
    question: Question
    tag: Tag


def add_label(concept: Concept, text: str, language: str = "en", role: str = "alternative") -> Label:
    return Label.objects.create(concept=concept, language=language, text=text, role=role)


@remembered
def make_field() -> Field:
    """Four concepts, two sources, a distinction, a relation, a question with its position, and a tag."""
    market = make.make_concept("market", "Market", "市场", core=True)
    marketing = make.make_concept("marketing", "Marketing", "营销", core=True)
    sales = make.make_concept("sales", "Sales", "销售", core=True)
    promotion = make.make_concept("promotion", "Promotion", "促销")
    add_label(marketing, "市场营销", "zh-hans")
    add_label(sales, "selling")
    english = make.make_source("english", ENGLISH)
    chinese = make.make_source("chinese", CHINESE, "zh-hans")
    pulls = make.make_passage(
        english, "Marketing pulls users to products.", translation="营销吸引用户。", translation_by="ours"
    )
    pushes = make.make_passage(chinese, "销售是把产品卖好。", translation="Sales push well.", translation_by="ours")
    place = make.make_passage(chinese, "市场是买卖双方相遇的地方。")
    make.make_passage(chinese, "市场营销是让产品好卖。")
    make.make_passage(english, "A promotion lasts for a short time.")
    timeframe = make.make_dimension("timeframe", "Timeframe", "时间")
    make.add_dimension_label(timeframe, "Time horizon")
    make.add_dimension_label(timeframe, "眼光", "zh-hans", "hidden")
    definition = make.make_statement(
        "definition",
        market,
        cites=(place,),
        text_en="A market is where buyers meet sellers.",
        text_zh="市场是买卖相遇之处。",
    )
    one = make.make_statement(
        "characteristic", marketing, dimension=timeframe, cites=(pulls,), text_en="It pulls.", text_zh="它吸引人。"
    )
    other = make.make_statement(
        "characteristic", sales, dimension=timeframe, cites=(pushes,), text_en="It pushes.", text_zh="它推动人。"
    )
    distinction = make.make_distinction(
        one,
        other,
        title_en="Pull and push",
        title_zh="拉与推",
        slug="pull-and-push",
        text_en="One pulls, the other pushes.",
        text_zh="一个拉，一个推。",
    )
    relation = make.make_statement(
        "relation", marketing, objects=(sales,), cites=(pulls,), text_en="It prepares.", text_zh="它作准备。"
    )
    position = make.make_statement("position", text_en="Yes, one of its parts.", text_zh="是，它的一部分。")
    make.rest_on(position, relation)
    finding = make.make_finding_of_parts(
        (marketing, one), (sales, other), text_en="Long before, shortly after.", text_zh="长期在前，短期在后。"
    )
    publish(statements=[definition, one, other, distinction, relation, position, finding])
    tag = Tag.objects.create(slug="army", name_en="Army analogies", name_zh="军队比喻")
    distinction.tags.add(tag)
    for row in (definition, one, other, distinction, relation, position, finding):
        row.refresh_from_db()
    return Field(
        market, marketing, sales, promotion, english, chinese, pulls, pushes, place,
        definition, one, other, distinction, relation, position, finding, make.make_question(), tag,
    )  # fmt: skip


IndexContent = tuple[int, int, str, str]  # priority, version, facet terms, and the search words with their positions


def index_content() -> dict[Key, IndexContent]:
    """Everything the index in use holds, read from its tables; but for the batches in which it was written."""
    index = index_of(IndexState.objects.get(id=1).generation)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(index._sql("CREATE VIRTUAL TABLE vocabulary USING fts5vocab({words}, instance)"))
            cursor.execute("SELECT doc, group_concat(term || '@' || \"offset\", ' ') FROM vocabulary GROUP BY doc")
            words = {id: " ".join(sorted(joined.split(" "))) for id, joined in cursor.fetchall()}
            cursor.execute("DROP TABLE vocabulary")
            cursor.execute(index._sql("SELECT id, version, facet_terms FROM {entries}"))
            rows = [(id, version, facet_terms, words.get(id, "")) for id, version, facet_terms in cursor.fetchall()]
        else:
            cursor.execute(index._sql("SELECT id, version, facet_terms, words::text FROM {entries}"))
            rows = cursor.fetchall()
    return {key_of(id): (priority_of(id), version, facet_terms, words) for id, version, facet_terms, words in rows}


def index_tables() -> set[str]:
    """The names of all tables of indexes."""
    return {name for name in connection.introspection.table_names() if name.startswith("search_entries_")}


def finds(expression: Expression, words: list[str], facet_terms: list[str]) -> bool:
    """Whether a document with these search words and marks is one that the expression means."""
    match expression:
        case SearchWord(word):
            return word in words or word in facet_terms
        case Prefix(letters):
            return any(word.startswith(letters) for word in words)
        case Phrase(wanted):
            length = len(wanted)
            return any(tuple(words[place : place + length]) == wanted for place in range(len(words)))
        case AllOf(parts):
            return all(finds(part, words, facet_terms) for part in parts)
        case AnyOf(parts):
            return any(finds(part, words, facet_terms) for part in parts)
    raise TypeError(expression)
