"""Every number of articles on every public page is counted anew, from the lines of the open data and the HTML alone."""

import ast
import io
from itertools import combinations
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from tests.recount.answers import expected_answers, order_of, read_answers
from tests.recount.open_data import NOBODY, Articles, OpenData
from tests.recount.pages import Node, Number, Page, read_page

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.slow]
LANGUAGES = ("en", "zh-hans")
OF_QUESTIONS = ("answering", "for several")
LISTS = (
    "", "compare/", "concepts/", "dimensions/", "distinctions/", "map/", "questions/", "sources/", "tags/",
    "which-word/",
)  # fmt: skip
QUERIES = {
    "en": ("marketing vs sales", "marketing", "is sales part of marketing", "short term", "profit", "K7QF2"),
    "zh-hans": ("营销和销售的区别", "促销", "销售是营销的一部分吗", "短期", "利润", "推销"),
}
OTHERWISE = {"nobody": "whole", "not drawn": "drawn", "an answer": "whole", "put together": "whole"}


@pytest.fixture(scope="module")
def lines(loaded_site, django_db_blocker) -> list[str]:
    """What the command prints of our own pack."""
    out = io.StringIO()
    with django_db_blocker.unblock():
        call_command("export_statements", published=True, stdout=out, stderr=io.StringIO())
    return out.getvalue().splitlines()


@pytest.fixture(scope="module")
def open_data(lines) -> OpenData:
    return OpenData(lines)


@pytest.fixture
def recount(open_data) -> "Recount":
    return Recount(open_data)


class Recount:
    """Compares the numbers of pages with those counted from the open data; keeps what differs.

    `everything` is the open data of which `open_data` leaves articles out.
    """

    def __init__(self, open_data: OpenData, everything: OpenData | None = None) -> None:
        self.open_data, self.everything, self.client = open_data, everything or open_data, Client()
        self.on_page = NOBODY  # the articles that any number of the page counts
        self.on_pages: dict[str, Articles] = {}  # the same of the pages with everything, by address
        self.counted: dict[str, int] = {}
        self.faults: list[str] = []
        self.codes_by_text: dict[str, set[str]] = {}
        for code, line in open_data.statements.items():
            for text in line["text"].values():
                self.codes_by_text.setdefault(" ".join(text.split()), set()).add(code)

    def read(self, address: str) -> Page:
        """Read the page and recount all its numbers."""
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, address
        page = read_page(answer.content.decode())
        self.faults += [f"{address}: nobody recounts “{text}”" for text in page.unknown]
        self.on_page = NOBODY
        for number in sorted(page.numbers, key=lambda number: number.what in ("with a caveat", "in all")):
            self.counted[number.what] = self.counted.get(number.what, 0) + 1
            if fault := self.compare(number, page, address):
                self.faults.append(f"{address}: {number.what} {number.count}, “{number.block.text[:90]}”: {fault}")
        if "view=all" in address:
            self.on_pages[address] = self.on_page
        for table in page.root.find("table", "answer-table"):
            self.faults += [f"{address}: {fault}" for fault in self.compare_answers(table)]
        return page

    def compare_answers(self, table: Node) -> list[str]:
        """Return how a table of articles by answers differs from what was counted; and keep how many rows it has."""
        codes, rows = read_answers(table)
        expected = expected_answers(self.open_data, codes)
        found = {self.open_data.first_of(article): cells for article, cells in rows}
        self.counted["rows of articles"] = self.counted.get("rows of articles", 0) + len(rows)
        faults = [] if len(found) == len(rows) else ["an article stands there twice"]
        if [order_of(cells) for _article, cells in rows] != sorted(order_of(cells) for _article, cells in rows):
            faults.append("the most telling are not first")
        if [*codes] != sorted(codes, key=lambda code: -len(self.open_data.claim(code).whole)):
            faults.append("the answers that most articles give are not first")
        return faults + [
            f"{article} says {found.get(article)} of {codes}, not {expected.get(article)}"
            for article in sorted({*found, *expected})
            if found.get(article) != expected.get(article)
        ]

    def compare(self, number: Number, page: Page, address: str) -> str:
        """Return how the number differs from what was counted; empty where it does not."""
        counted = self.articles_of(number, page, address)
        if counted is None:
            return "of which claim?"
        if len(counted) != number.count:
            return f"it is {len(counted)}"
        if number.english is not None and (number.english, number.chinese) != self.open_data.languages(counted):
            return f"it is {self.open_data.languages(counted)} in English and Chinese"
        if number.bar and number.bar != (
            number.count - self.open_data.languages(counted)[1],
            self.open_data.languages(counted)[1],
        ):
            return f"its bar has {number.bar} squares for English and Chinese"
        return ""

    def articles_of(self, number: Number, page: Page, address: str) -> Articles | None:
        """Return the articles that the number counts; None where the page does not tell what it is a number of."""
        if number.what in OF_QUESTIONS:
            return self.answering(number.what, address)
        if number.what == "speaking":
            return self.speaking(number.node, address)
        if number.what == "of a text":
            return self.in_text(number.block, address)
        if number.what == "left out":
            return self.left_out(page, address)
        if number.what == "in all":
            return self.in_all(page, address)
        if number.what == "with a caveat":
            (link,) = number.block.find("a")
            left_out, more = (parse_qs(urlsplit(known).query) for known in (address, link.attributes["href"]))
            (caveat,) = {*more["without"]} - {*left_out.get("without", ())}
            counted = self.in_all(page, address)
            return frozenset(article for article in counted if caveat in self.open_data.caveats(article))
        code = self.code_of(number.node, page)
        if not code:
            return None
        claim = self.open_data.claim(code)
        if number.what in ("nobody", "put together") and claim.put_together != (number.what == "put together"):
            return None
        self.on_page |= claim.whole
        if number.what == "not named":
            named = len(number.block.find("a"))
            return frozenset(sorted(claim.whole)[named:])
        return getattr(claim, OTHERWISE.get(number.what, number.what))

    def in_all(self, page: Page, address: str) -> Articles:
        """Return the articles that any number of the page counts; of a comparison, of the page with everything."""
        if page.code:
            return self.open_data.heard_on(page.code)
        parts = urlsplit(address)
        if parts.path.split("/")[2] != "compare":
            return self.said_at(address)
        everything = f"{parts.path}?{'&'.join(filter(None, ('view=all', parts.query)))}"
        if everything not in self.on_pages:
            whole = Recount(self.open_data, self.everything)
            whole.read(everything)
            self.on_pages |= whole.on_pages
        return self.on_pages[everything]

    def left_out(self, page: Page, address: str) -> Articles:
        """Return the articles that the page with all articles counts and the one at this address leaves out."""
        parts = urlsplit(address)
        caveats = {*parse_qs(parts.query)["without"]}
        plain = Recount(self.everything)
        if not page.code:
            _language, area, *_row = parts.path.strip("/").split("/")
            whole = "/".join(parts.path.split("/")[:4]) + "/?view=all" if area == "compare" else parts.path
            plain.read(whole)
        counted = self.everything.heard_on(page.code) if page.code else plain.said_at(parts.path)
        return frozenset(article for article in counted if caveats & {*self.everything.caveats(article)})

    def answering(self, what: str, address: str) -> Articles:
        """Return the articles that a number about all answers to a question counts."""
        slug = urlsplit(address).path.strip("/").split("/")[-1]
        (question,) = (line for line in self.open_data.lines["question"] if line["id"] == slug)
        answers = [self.open_data.claim(code).whole for code in question["positions"]]
        if what == "answering":
            return NOBODY.union(*answers)
        return NOBODY.union(*(first & second for first, second in combinations(answers, 2)))

    def said_at(self, address: str) -> Articles:
        """Return the articles that say all of any statement of the page, or of the rows to which it leads."""
        _language, area, *names = urlsplit(address).path.strip("/").split("/")
        if not names or area not in ("concepts", "dimensions"):
            return self.on_page
        codes = self.open_data.about(area.removesuffix("s"), *names)
        return NOBODY.union(*(self.open_data.claim(code).whole for code in codes))

    def in_text(self, block: Node, address: str) -> Articles | None:
        """Return the articles of the source whose page it is, or to which the entry around a number leads."""
        for around in block.ancestors:
            for link in (address, *(link.attributes["href"] for link in around.find("a"))):
                slug = link.split("/sources/")[-1].strip("/")
                if articles := [line for line in self.open_data.lines["article"] if line["source"] == slug]:
                    newest = max(line["version"] for line in articles)
                    return frozenset(line["id"] for line in articles if line["version"] == newest)
        return None

    def speaking(self, node: Node, address: str) -> Articles | None:
        """Return the articles that speak of a concept on a dimension; row and column, or the section, say which."""
        _language, area, names, *rows = urlsplit(address).path.strip("/").split("/")
        if area == "concepts":
            return self.open_data.speaking(names, None if rows == ["definitions"] else rows[0])
        for around in node.ancestors:
            row = around.parent
            if area == "compare" and around.tag == "td" and row and row.parent:
                (head,) = row.parent.find("th")
                dimension = head.attributes["id"]
                concept = names.split("-vs-")[row.elements.index(around)]
                return self.open_data.speaking(concept, None if dimension == "definitions" else dimension)
        return None

    def code_of(self, node: Node, page: Page) -> str:
        """Return the code of the claim that a number belongs to, as its surroundings tell; empty where none does."""
        if node.tag == "meta":  # the words of the page's card
            codes = {
                code for text in node.attributes["content"].split(" · ") for code in self.codes_by_text.get(text, ())
            }
            return page.code or max(codes, default="")
        for around in node.ancestors:
            if around.own_code:
                return around.own_code
            if around.tag == "main":
                return page.code
            if code := page.sides.get(around.attributes.get("aria-labelledby", "")):
                return code
            if len(around.codes) == 1:
                return next(iter(around.codes))
            if not around.codes:
                texts = {found.text for found in around.find("p", "statement-text")}
                if codes := {code for text in texts for code in self.codes_by_text.get(text.strip(), ())}:
                    return max(codes)
        return ""


def test_the_recount_imports_nothing_of_the_site():
    here = Path(__file__).parent
    files = [Path(__file__), *sorted((here / "recount").glob("*.py"))]
    assert len(files) == 5
    imported = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module)
    assert {name for name in imported if name.split(".")[0] in ("concepts", "sources", "conceptbase", "tests")} == {
        "tests.recount.answers",
        "tests.recount.open_data",
        "tests.recount.pages",
    }


@pytest.mark.parametrize(
    "words", ["7 articles agree", "7 voices", "3 more say the first half", "另有 7 篇只说到前一半", "7 个声音"]
)
def test_a_number_in_a_form_that_nobody_counts_is_found(words):
    assert read_page(f"<main><p>{words}</p></main>").unknown == (words,)
    assert read_page(f"<main><blockquote>{words}</blockquote></main>").unknown == ()


def places(count: int, language: str, step: int) -> list[int]:
    """Return every `step`-th place of so many, others in the one language than in the other."""
    return [place for place in range(count) if place % step == LANGUAGES.index(language) * step // 2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_comparisons_tell_the_numbers_of_the_open_data(recount, language, deep):
    """Each two core concepts, and each three: without --deep, these in one language."""
    core = [line["id"] for line in recount.open_data.lines["concept"] if line["core"]]
    core.sort(key=recount.open_data.concepts.index)
    threes = [*combinations(core, 3)]
    for concepts in (
        *combinations(core, 2),
        *(threes[place] for place in places(len(threes), language, 1 if deep else 2)),
    ):
        for view in ("?view=all", ""):
            recount.read(f"/{language}/compare/{'-vs-'.join(concepts)}/{view}")
    assert not recount.faults, "\n".join(recount.faults[:20])
    assert {*recount.counted} >= {"whole", "put together", "in all", "speaking", "drawn"}


def rows_of(page: Page) -> list[str]:
    """Return the addresses below that of the page to which it leads, without their fragments."""
    (canonical,) = (link for link in page.root.find("link") if link.attributes.get("rel") == "canonical")
    start = urlsplit(canonical.attributes["href"]).path
    links = (link.attributes.get("href", "").partition("#")[0] for link in page.root.find("a"))
    return sorted({link for link in links if link.startswith(start) and link != start and "?" not in link})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rows_of_a_comparison_tell_them(recount, language):
    dimensions = [line["id"] for line in recount.open_data.lines["dimension"]]
    rows = (*dimensions, "definitions", "relations", "questions")
    for row in ("questions", *(rows[place] for place in places(len(rows), language, 2))):
        recount.read(f"/{language}/compare/marketing-vs-sales/{row}/")
    recount.read(f"/{language}/compare/marketing-vs-sales/goal/?show=quotations")
    assert not recount.faults, "\n".join(recount.faults[:20])
    assert {*recount.counted} >= {"whole", "drawn", "an answer"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_and_pages_of_concepts_dimensions_and_questions_tell_them(recount, language):
    lines = recount.open_data.lines
    for address in LISTS:
        recount.read(f"/{language}/{address}")
    for kind in ("concept", "dimension", "question", "source"):
        for line in lines[kind]:
            page = recount.read(f"/{language}/{kind}s/{line['id']}/")
            for row in rows_of(page) if kind in ("concept", "dimension") else ():
                recount.read(row)
    assert not recount.faults, "\n".join(recount.faults[:20])
    assert {*recount.counted} >= {
        "whole", "an answer", "rows of articles", "speaking", "answering", "for several", "not named", "of a text",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_each_statement_tells_them(recount, language, deep):
    """All with --deep; else those that stand on others, each in one language, and a sample of those that do not."""
    by_kind: dict[bool, list[str]] = {}
    for code, line in recount.open_data.statements.items():
        by_kind.setdefault(bool(line["sides"] or line["basis"]), []).append(code)
    for stands_on_others, codes in by_kind.items():
        step = 1 if deep else 2 if stands_on_others else 12
        for place in places(len(codes), language, step):
            recount.read(f"/{language}/statements/{codes[place]}/")
    assert not recount.faults, "\n".join(recount.faults[:20])
    assert {*recount.counted} >= {"whole", "part", "against"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_searches_tell_them(recount, language):
    for query in QUERIES[language]:
        recount.read(f"/{language}/search/?q={quote(query)}")
        answer = recount.client.get(f"/api/v1/search?q={quote(query)}&in={language}").json()
        for found in (*answer["results"], *(answer["best"] or {}).get("statements", ())):
            if found["voices"] is not None:
                assert found["voices"] == len(recount.open_data.claim(found["id"]).whole), found["id"]
    assert not recount.faults, "\n".join(recount.faults[:20])
    assert recount.counted["whole"] > 40


LEFT_OUT = {
    "without=machine-translated": lambda data, article: "machine-translated" not in data.caveats(article),
    "without=reposted&without=truncated": lambda data, article: (
        not {"reposted", "truncated"} & {*data.caveats(article)}
    ),
}
COMPARED = {
    **LEFT_OUT,
    "source=vpro-marketing-and-sales": lambda data, article: article.startswith("vpro-marketing-and-sales/"),
    "language=en": lambda data, article: data.languages(frozenset([article]))[0],
}
PAGES = (
    "concepts/sales/", "concepts/sales/goal/", "concepts/sales/distinctions/", "dimensions/goal/",
    "questions/is-sales-part-of-marketing/",
)  # fmt: skip


@pytest.mark.parametrize("query", COMPARED)
def test_numbers_follow_when_articles_are_left_out(lines, open_data, query):
    heard = {article for article in open_data.articles if COMPARED[query](open_data, article)}
    assert 0 < len(heard) < len(open_data.articles)
    recount = Recount(OpenData(lines, heard.__contains__), open_data)
    first_of_kinds = {line["kind"]: code for code, line in reversed(open_data.statements.items())}
    further = (*PAGES, *(f"statements/{code}/" for code in first_of_kinds.values())) if query in LEFT_OUT else ()
    for place, page in enumerate(("compare/marketing-vs-sales/", "compare/marketing-vs-sales/?view=all", *further)):
        recount.read(f"/{LANGUAGES[place % 2]}/{page}{'&' if '?' in page else '?'}{query}")
    assert not recount.faults, "\n".join(recount.faults[:20])
    assert recount.counted["whole"] > 40
