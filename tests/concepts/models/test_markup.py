"""A note is on the page as it was typed, but for the Markdown that notes have; nothing in it becomes other markup."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concepts.models import markup
from concepts.models.markup import (
    ALLOWED_ATTRIBUTES,
    ALLOWED_TAGS,
    NOTE_CAP,
    NoteTooLongError,
    render_note,
    stored_html,
)
from sources.languages import Language
from tests.concepts.pages.worlds import make_world

BASE = Path(__file__).parents[3]


class Page(HTMLParser):
    """Collects what a browser makes of HTML: its elements with their attributes, and its text on one line."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(note: str, language: str = "en") -> str:
    """Return the HTML of a note without its first paragraph's tags, line ends and marks of language."""
    html = re.sub(r'\n|</?span( lang="[a-zA-Z-]+")?>', "", render_note(note, language))
    is_paragraph = html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>")
    return html[3:-4] if is_paragraph else html


@pytest.mark.parametrize(
    ("language", "note", "html"),
    [
        ("en", "The source writes *最总*.", '<p>The source writes <em><span lang="zh-Hans">最总</span></em>.</p>'),
        ("zh-hans", "原文把**最终**写成“最总”。", "<p>原文把<strong>最终</strong>写成“最总”。</p>"),
        ("zh-hans", "“push & pull”", '<p>“<span lang="en">push</span> &amp; <span lang="en">pull</span>”</p>'),
        ("en", "<script>alert(1)</script>x", "<p>&lt;script&gt;alert(1)&lt;/script&gt;x</p>"),
        ("en", "", ""),
    ],
)
def test_a_note_is_rendered_with_the_language_of_its_words(language, note, html):
    assert render_note(note, language) == html


@pytest.mark.parametrize(
    ("note", "html"),
    [
        ("Types:\n- push\n- pull", "<p>Types:</p><ul><li>push</li><li>pull</li></ul>"),
        ("类型：\n- 推\n- 拉\n", "<p>类型：</p><ul><li>推</li><li>拉</li></ul>"),
        ("一、\n* 推\n\n二、", "<p>一、</p><ul><li>推</li></ul><p>二、</p>"),
        ("Steps:\n1. plan\n2. sell", "<p>Steps:</p><ol><li>plan</li><li>sell</li></ol>"),
        ("- a\n  and more\n- b", "<ul><li>a<br>  and more</li><li>b</li></ul>"),
        ("- a\n    - b\n    - c\n- d", "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>"),
        ("> Types:\n> - push", "<blockquote><p>Types:</p><ul><li>push</li></ul></blockquote>"),
        ("3. third\n4. fourth", '<ol start="3"><li>third</li><li>fourth</li></ol>'),
        ("1. first\n3. third", "<ol><li>first<br>3. third</li></ol>"),
        ("1. first\n\n5. fifth", "<ol><li>first</li></ol><p>5. fifth</p>"),
        ("it happened on\n14. March", "it happened on<br>14. March"),
        ("2024. 是营销年\n2025. too", "2024. 是营销年<br>2025. too"),
        ("rose by\n+ 5 %", "rose by<br>+ 5 %"),
        ("one\ntwo  \nthree", "one<br>two<br>three"),
    ],
)
def test_lists_and_lines_are_where_they_were_typed(note, html):
    assert shown(note) == html


@pytest.mark.parametrize(
    ("note", "html"),
    [
        ("*a* **b** ***c***", "<em>a</em> <strong>b</strong> <strong><em>c</em></strong>"),
        ("_d_ __e__ ___f___", "<em>d</em> <strong>e</strong> <strong><em>f</em></strong>"),
        ("**bold *both* bold**", "<strong>bold <em>both</em> bold</strong>"),
        ("把**“推”**的，**推。**他", "把<strong>“推”</strong>的，<strong>推。</strong>他"),
        ("《*推*》（**拉**）", "《<em>推</em>》（<strong>拉</strong>）"),
        ("CRM**系统**和**系统**CRM", "CRM<strong>系统</strong>和<strong>系统</strong>CRM"),
        (r"\*a\*", "*a*"),
        ("`a*b*` ``<b>``", "<code>a*b*</code> <code>&lt;b&gt;</code>"),
    ],
)
def test_emphasis_is_what_is_meant_as_such(note, html):
    assert shown(note) == html


AS_TYPED = [
    *("C* and D*", "C*-algebra, D*-algebra", "4*5*6", "4 * 5 * 6", "2**8**2", "*", "**", "_ a_", "a_b_", "中_文_字"),
    *(
        "snake_case_name",
        "C++",
        "C#",
        "R&D",
        "100%",
        "2024. was good",
        "01. x",
        "1) x",
        "（一）推",
        "一、拉",
        "[ ] todo",
    ),
    *(
        "#1 in sales",
        "# 营销",
        "x\n===",
        "x\n---",
        "---",
        "* * *",
        "|a|b|\n|-|-|",
        "~~~\nx\n~~~",
        "~x~ ^y^ ==z==",
        "$x$",
    ),
    *("<b>bold</b>", "a < b > c", "x <y> z", "</p>", "<!-- c -->", "<?php ?>", "<![CDATA[x]]>", "<a@b.c>", "<//x>"),
    *(
        "&amp; &lt;b&gt; mdash; &mdash; &#60;",
        "![a](https://b)",
        "[1]: see page 5",
        "[sic](note)",
        "[x](//evil.example)",
    ),
    *("[x](javascript:alert(1))", "<javascript:alert(1)>", "C:\\new", "👩‍💻 与 🏳️‍🌈", "klzzwxh:0", "amp", "'a' “b”"),
]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("note", AS_TYPED)
def test_what_is_no_markdown_of_ours_is_shown_as_typed(note, language):
    page = Page(render_note(note, language))
    assert page.text == " ".join(note.split())
    assert {tag for tag, _ in page.elements} <= {"p", "br", "span"}
    assert shown(f"    {note}") == shown(note)


def test_a_note_links_to_the_web_and_into_this_site():
    for address in ("https://example.org/?a=1&b=2", "http://example.org/", "/en/", "#scope"):
        ((tag, attributes),) = Page(shown(f"[营销]({address})")).elements
        assert (tag, attributes) == ("a", {"href": address, "rel": "noopener noreferrer"})
    assert shown("<https://example.org/>").startswith('<a href="https://example.org/"')


def test_a_note_over_the_cap_is_refused_before_it_costs_time():
    assert render_note("[" * NOTE_CAP)
    with pytest.raises(NoteTooLongError):
        render_note("[" * (NOTE_CAP + 1))


@pytest.mark.parametrize("marks", ["1. ", "- 1. ", "> - ", "1. > ", ">- ", "- >", "> "])
def test_lists_in_lists_without_end_are_text(marks):
    assert render_note((marks * NOTE_CAP)[:NOTE_CAP])


NASTY = st.lists(
    st.sampled_from(
        [
            *(
                "<script>",
                "</p>",
                "<img src=x onerror=alert(1)>",
                "<b",
                "<!--",
                "-->",
                "<a href='https://a/>营销'>",
                "<",
                ">",
            ),
            *(
                "[x](",
                "[营](https://a/>销",
                '"onmouseover=alert(1) ',
                ")",
                "](javascript:a)",
                "[x](/",
                "![",
                "]",
                "](#",
            ),
            *(
                "<https://a>",
                "&lt;script&gt;",
                "&#60;",
                "&",
                ";",
                "*",
                "**",
                "_",
                "`",
                "``",
                "\\",
                "- ",
                "1. ",
                "2024. ",
            ),
            *("> ", "# ", "    ", "\n", "\n\n", "营销", "marketing push", "“", "\x1a", "\x02", "\x03", "klzzwxh:0"),
            *("wzxhzdk:0", "{{ 7*7 }}", "\u202e", "'"),
        ]
    ),
    max_size=25,
).map("".join)


@given(NASTY, st.sampled_from(list(Language)))
def test_no_note_becomes_markup_that_notes_do_not_have(note, language):
    for html in (render_note(note, language), stored_html(note)):
        opened = Page(html).elements
        for tag, attributes in opened:
            assert tag in ALLOWED_TAGS
            assert attributes.keys() <= ALLOWED_ATTRIBUTES.get(tag, set()) | {"rel"}
            assert re.match(r"https?://|/(?!/)|#|(?!.*:)", attributes.get("href") or "")
        assert stored_html(html) == html
        for tag in {tag for tag, _ in opened} - {"br"}:
            assert html.count(f"</{tag}>") == sum(tag == other for other, _ in opened)


@given(
    st.lists(st.sampled_from([note for note in AS_TYPED if "\n" not in note and not note.startswith("*")]), min_size=1)
)
def test_lines_that_are_no_markdown_are_shown_as_typed_together(lines):
    note = "\n".join(lines)
    if len(note) <= NOTE_CAP:
        assert Page(render_note(note)).text == " ".join(note.split())


def test_only_what_the_sanitiser_returns_is_marked_as_safe():
    calls = [
        node for node in ast.walk(ast.parse(Path(markup.__file__).read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    marked = [ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func) == "mark_safe"]
    assert [html.partition("(")[0] for html in marked] == ["nh3.clean"]
    files = [path for folder in ("conceptbase", "concepts", "sources") for path in (BASE / folder).rglob("*.py")]
    reading = {path.relative_to(BASE).as_posix() for path in files if "note_html" in path.read_text("utf-8")}
    assert reading == {
        "concepts/migrations/0001_initial.py", "concepts/models/statement.py", "concepts/models/markup.py",
        "concepts/content/description.py", "concepts/pages/statement.py",
    }  # fmt: skip
    assert not [
        path for path in (BASE / "templates").rglob("*") if path.is_file() and "note_html" in path.read_text("utf-8")
    ]


@pytest.mark.django_db
def test_stored_html_passes_the_sanitiser_before_it_is_shown(client):
    """A row may come from a backup that somebody altered."""
    world = make_world()
    for kind in ("distinction", "definition"):
        statement = world.first(kind)
        type(statement).objects.filter(pk=statement.pk).update(
            note_html_en="<p onclick=alert(1)><em>kept</em><script>alert(1)</script><img src=x></p>",
            note_html_zh='<a href="javascript:alert(1)" title="x">链接</a>',
        )
        english = client.get(statement.get_absolute_url()).content.decode()
        assert "<p><em>kept</em></p>" in english
        chinese = client.get(statement.get_absolute_url().replace("/en/", "/zh-hans/", 1)).content.decode()
        assert '<a rel="noopener noreferrer">链接</a>' in chinese
        assert not re.search(r"alert\(1\)|<img src=x|onclick", english + chinese)
