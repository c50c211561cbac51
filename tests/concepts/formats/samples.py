"""Works of every kind, in both languages, and the odd ones: what the golden files show."""

from datetime import UTC, datetime

from concepts.formats.work import Author, CitedWork, read_authors
from sources.facts import SourceKind
from sources.languages import Text

ORIGIN = "https://example.org"
US = {"authors": (Author(name="Conceptbase"),), "publisher": "Conceptbase", "accessed": "2026-12-02"}
MOMENT = datetime(2026, 12, 1, 4, 5, 6, tzinfo=UTC)


def en(words: str) -> Text:
    return Text(words, "en")


def zh(words: str) -> Text:
    return Text(words, "zh-Hans")


def page(key: str, title: Text, path: str, **fields) -> CitedWork:
    """A page of this site."""
    return CitedWork(key, SourceKind.WEB_PAGE, title, address=f"{ORIGIN}{path}", **US | fields)


def source(key: str, kind: SourceKind, title: Text, **fields) -> CitedWork:
    """A source, of which the site keeps a copy."""
    copy = {"site": "Conceptbase", "copy_address": f"{ORIGIN}/en/sources/{key}/", "accessed": "2026-12-02"}
    return CitedWork(key, kind, title, **copy | fields)


def read_as(names: str) -> dict[str, tuple[Author, ...]]:
    return {"authors": read_authors(names)}


LONG, LONG_ZH = "Marketing takes the long view; sales goes for results now", "营销着眼长远，销售求一时之效"
WORKS = {
    # Our own pages
    "a statement": page("K7QF2", en(LONG), "/s/K7QF2/", date="2026-12-01", changes=True),
    "a statement, in Chinese": page("K7QF2", zh(LONG_ZH), "/s/K7QF2/", date="2026-12-01", changes=True),
    "an edition": page("K7QF2-v3", en(LONG), "/s/K7QF2/v3/", date="2026-12-01", edition=3),
    "an edition, in Chinese": page("K7QF2-v3", zh(LONG_ZH), "/s/K7QF2/v3/", date="2026-12-01", edition=3),
    "a comparison": page("a-vs-b", en("A and B: how they differ"), "/en/a-vs-b/", date="2026-12-01", moment=MOMENT),
    "a comparison, in Chinese": page(
        "a-vs-b", zh("甲与乙有什么区别"), "/zh-hans/a-vs-b/", date="2026-12-01", moment=MOMENT
    ),
    "a question": page("question-q", en("Is sales part of marketing?"), "/en/questions/q/", changes=True),
    "a question, in Chinese": page("question-q", zh("销售是营销的一部分吗？"), "/zh-hans/questions/q/", changes=True),
    "a page somebody else answers for": page("concept-a", en("Marketing"), "/en/a/", **read_as("Acme, Inc.")),
    # Sources without an address of their own
    "machine-translated, unsigned and undated": source(
        "answer",
        SourceKind.QUESTION_ANSWER,
        en("What's the difference?"),
        translated_title=zh("有什么区别？"),
        publisher="Fortune Telling Collection",
        machine_translated=True,
        caveats=("reposted", "machine-translated"),
    ),
    "machine-translated, unsigned and undated, in Chinese": source(
        "answer", SourceKind.QUESTION_ANSWER, zh("有什么区别？"), machine_translated=True, caveats=("机器翻译",)
    ),
    "a part with a title of ours": source(
        "compendium",
        SourceKind.COMPENDIUM,
        zh("空中部队与地面部队"),
        translated_title=en("Air force and ground troops"),
        title_is_ours=True,
        container="市场营销与销售的区别意义",
    ),
    "a part, in English": source("essays", SourceKind.COMPENDIUM, en("On selling"), container="Essays", date="2020"),
    # Sources with an address or a DOI
    "a blog post of a year": source(
        "post", SourceKind.BLOG_POST, en("My version"), publisher="Vpro", date="2020",
        address="https://vpro.example/a_b%20c?d=1&e=#f", accessed="2020-05-31",
    ),
    "a blog post of a year, in Chinese": source(
        "post", SourceKind.BLOG_POST, zh("我的版本"), translated_title=en("My version"), publisher="经理网",
        date="2020", address="https://jingli.example/1", accessed="2020-05-31", **read_as("王五"),
    ),
    "a page that somebody published and nobody signed, in Chinese": source(
        "page", SourceKind.WEB_PAGE, zh("关于我们"), publisher="经理网", address="https://jingli.example/",
        accessed="2020-05-31", changes=True,
    ),
    "an undated page": source(
        "page", SourceKind.WEB_PAGE, en("About us"), address="https://vpro.example/", accessed="2020-05-31",
        changes=True, **read_as("American Marketing Association"),
    ),
    "an undated page that nobody says when it was read": source(
        "page", SourceKind.WEB_PAGE, zh("关于我们"), address="https://vpro.example/", accessed="", changes=True,
    ),
    "news of a day": source(
        "news", SourceKind.NEWS, zh("市场部与销售部"), address="https://news.example/1", date="2020-05-31",
        **read_as("王五"),
    ),
    "a paper of a month, with a DOI": source(
        "paper", SourceKind.PAPER, en("A paper"), doi="10.1000/182<a>", date="2020-05",
        **read_as("Wu, A.; Park, Jung-Ran"),
    ),
    "a paper with both": source(
        "paper", SourceKind.PAPER, zh("论文"), doi="10.1000/182", address="https://j.example/1", date="2020",
        **read_as("王五；李四"),
    ),
    "a report": source(
        "report", SourceKind.REPORT, en("Yearly report"), publisher="Acme", date="2020-05-31", **read_as("Acme"),
    ),
    # Authors
    "four Western authors and a book": CitedWork(
        "book", SourceKind.BOOK, en("Marketing Management"), publisher="Pearson", date="2016", isbn="9780133856460",
        **read_as("Kotler, Philip; Keller, Kevin Lane; Park, J.-R.; King, Martin Luther, Jr."),
    ),
    "four Chinese authors and a book": CitedWork(
        "book", SourceKind.BOOK, zh("营销管理"), translated_title=en("Marketing Management"), publisher="人民出版社",
        date="2016", **read_as("王五; 李四；赵六；菲利普·科特勒"),
    ),
    "three Chinese authors": CitedWork("book", SourceKind.BOOK, zh("营销"), date="2016", **read_as("王五；李四；赵六")),
    "seven authors": CitedWork(
        "book", SourceKind.BOOK, en("Many"), **read_as(";".join(f"Family{place}, Given" for place in range(7)))
    ),
    "twenty-one authors": CitedWork(
        "book", SourceKind.BOOK, en("Many"), **read_as(";".join(f"Family{place}, Given" for place in range(21)))
    ),
    "a name in a script without capitals": CitedWork(
        "book", SourceKind.BOOK, en("Names"), date="2016", **read_as("محفوظ, نجيب; A. Writer")
    ),
    # Titles
    "quotation marks, braces, LaTeX and a line end": page(
        "odd", en('He said “sell”, "sell"\r\n\\& {100 %} of $5_000 #1 ~ ^ -- `` !`'), "/odd/"
    ),
    "a title that ends in a quotation": page("odd", en("What is meant by “sales?”"), "/odd/"),
    "a title from right to left": page("odd", Text("ما هو التسويق؟", "ar"), "/odd/"),
}  # fmt: skip
