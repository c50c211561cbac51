import re

import pytest

from concepts.pages.sources.notes import PassageNote
from concepts.pages.sources.passage import build_passage_page
from concepts.pages.sources.sections import TextRow
from concepts.pages.sources.source import SourcePage, build_article_page, build_source_page
from sources.models import Article, Boundary, Source, SourceText, SourceVersion
from sources.sentences import cut_sentences
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db

TWO = "First words.\nOne side sells.\nThe other side tells.\n— * —\nSecond words, 卖 <b>&amp;.\nThe end."


def make_two() -> SourceVersion:
    """A text of two articles with a line between them; one passage of the first is cited twice, the second has one."""
    version = make.make_source("two", text="x" * len(TWO))
    version.articles.all().delete()
    SourceText.objects.filter(version=version).update(text=TWO)
    middle = TWO.index("— * —")
    make.make_article(version, 0, middle)
    make.make_article(version, TWO.index("Second"), len(TWO), state="truncated", seam="likely")
    alpha, beta = make.make_concept("alpha"), make.make_concept("beta")
    sells = make.make_passage(version, "One side sells.", translation="一方卖。", translation_by="ours")
    tells = make.make_passage(version, "side sells.\nThe other side")
    last = make.make_passage(version, "The end.", copy_of=sells)
    make.make_published("definition", alpha, cites=(sells,), text_en="Alpha sells.", text_zh="甲卖。")
    side = make.make_published("characteristic", beta, cites=(sells, tells), text_en="Beta sells.", text_zh="乙卖。")
    make.cite(side, last, stance="contradicts")
    return version


def rows_of(page: SourcePage) -> list[TextRow]:
    return [row for section in page.sections for block in section.blocks for row in block]


def notes_of(page: SourcePage) -> list[PassageNote]:
    return [note for row in rows_of(page) for note in row.notes]


def test_every_cited_passage_is_marked_and_linked_both_ways(client):
    world = make_world()
    relation = world.first("relation")
    passage = relation.citations.get().passage
    place = f"{passage.start}-{passage.end}"
    source = client.get("/en/sources/english-0/v1/").content.decode()
    assert f'<mark id="p-{place}">Marketing pulls users to products.</mark>' in source
    for address in (f"#n-{place}", f"#p-{place}", passage.get_absolute_url()):
        assert f'href="{address}"' in source
    assert f'id="n-{place}"' in source
    assert relation.get_absolute_url() in source
    page = client.get(relation.get_absolute_url()).content.decode()
    assert f"/en/sources/english-0/v1/articles/1/#p-{place}" in page
    assert f"/en/sources/english-0/v1/passages/{place}/" in page
    own = client.get(passage.get_absolute_url()).content.decode()
    assert f'href="/en/sources/english-0/v1/#p-{place}"' in own
    assert f'href="/en/sources/english-0/v1/articles/1/#n-{place}"' in own
    assert f">http://testserver{passage.get_absolute_url()}</a>" in own


def test_passages_that_only_drafts_cite_are_not_marked(client):
    world = make_world()
    passage = make.make_passage(world.english, "Both aim at revenue.")
    make.make_statement("definition", world.concepts[0], cites=(passage,))
    assert f'id="p-{passage.start}-{passage.end}"' not in client.get("/en/sources/english-0/").content.decode()


def test_a_passage_address_opens_any_span_that_lies_in_the_text(client):
    make_world()
    page = client.get("/en/sources/chinese-0/v1/passages/1-5/").content.decode()
    assert '<mark class="mark-focus" id="p-1-5">销是让产</mark>' in page
    length = len(make.CHINESE)
    assert client.get(f"/en/sources/chinese-0/v1/passages/0-{length}/").status_code == 200
    for wrong in (f"0-{length + 1}", "5-5", "7-3", "01-5", "0-999999999", f"0-{'9' * 5000}", "-1-5", "a-b"):
        assert client.get(f"/en/sources/chinese-0/v1/passages/{wrong}/").status_code == 404, wrong
    assert client.get(f"/en/sources/chinese-0/v{'9' * 30}/passages/1-5/").status_code == 404


def test_a_source_shown_in_excerpts_gives_no_more_than_the_cited_passages_and_a_sentence_around(client):
    world = make_world()
    text = " ".join(f"Sentence number {number} stands here." for number in range(9))
    version = make.make_source("rare", text=text, display="excerpts")
    passage = make.make_passage(version, "Sentence number 4 stands here.")
    make.make_published("definition", world.concepts[0], cites=(passage,))
    for address in ("/en/sources/rare/", "/en/sources/rare/v1/articles/1/", passage.get_absolute_url()):
        page = client.get(address).content.decode()
        assert all(f"number {number} " in page for number in (3, 5)), address
        assert all(f"number {number} " not in page for number in (1, 2, 6, 7)), address
    assert client.get("/en/sources/rare/v1/passages/0-20/").status_code == 404
    assert client.get(f"/en/sources/rare/v1/passages/{passage.start}-{passage.end + 40}/").status_code == 404


def test_the_newest_version_is_shown_and_older_ones_keep_their_address(client):
    world = make_world()
    newer = make.make_version(
        source=world.english.source, number=2, language="en", text="Newer words.", sha256="1" * 64
    )
    make.make_article(newer, 0, len("Newer words."))
    assert "Newer words." in client.get("/en/sources/english-0/").content.decode()
    older = client.get("/en/sources/english-0/v1/").content.decode()
    assert "Newer words." not in older
    assert "/en/sources/english-0/v2/" in older
    assert client.get("/en/sources/english-0/v3/").status_code == 404
    assert client.get("/en/sources/english-0/v1/articles/2/").status_code == 404


def test_a_text_of_several_articles_sends_its_numbers_to_the_pages_of_the_articles(client):
    version = make_two()
    page = build_source_page("two")
    assert notes_of(page) == []
    assert [(section.article.number, section.passages) for section in page.articles] == [(1, 2), (2, 1)]
    html = client.get("/en/sources/two/").content.decode()
    links = re.findall(r'role="doc-noteref" href="([^"]*)"', html)
    assert len(links) == 3
    for link in links:
        address, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in client.get(address).content.decode()
    assert version.get_absolute_url() in html


def test_the_notes_of_an_article_stand_by_the_lines_in_which_their_passages_end():
    make_two()
    page = build_article_page("two", 1, 1).page
    assert ["".join(note.passage.mark for note in row.notes) for row in rows_of(page)] == ["", "p-13-28", "p-17-43"]
    assert all(f'id="{row.notes[0].passage.mark}"' in "".join(row.lines) for row in rows_of(page)[1:2])
    (first, second) = notes_of(page)
    assert [(use.text.words, use.stance) for use in first.uses] == [
        ("Beta sells.", "supports"), ("Alpha sells.", "supports")
    ]  # fmt: skip
    assert [[concept.slug for concept in use.concepts] for use in first.uses] == [["beta"], ["alpha"]]
    assert (first.translation.words, first.translation.lang) == ("一方卖。", "zh-Hans")
    assert not second.translation


def test_numbers_are_the_same_on_the_page_of_the_source_and_on_that_of_the_article(client):
    make_two()
    (note,) = notes_of(build_article_page("two", 1, 2).page)
    assert note.passage.number == 3
    assert f'#{note.passage.anchor}" aria-label="3"' in client.get("/zh-hans/sources/two/").content.decode()
    exact = build_passage_page("two", 1, note.passage.start, note.passage.end).exact
    assert exact is not None
    assert exact.copy_of == "/en/sources/two/v1/passages/13-28/"


def test_what_is_cited_is_told_in_figures_beside_the_picture():
    make_two()
    coverage = build_source_page("two").coverage
    assert (coverage.passages, coverage.copied, coverage.contradicting) == (3, 1, 1)
    assert coverage.share == round(100 * (43 - 13 + len("The end.")) / len(TWO))
    assert build_article_page("two", 1, 2).page.coverage.share == round(100 * 8 / len(TWO[TWO.index("Second") :]))


def test_declared_headings_are_told_from_other_lines():
    version = make_two()
    article = version.articles.get(number=1)
    Boundary.objects.create(article=article, kind="heading", start=0, end=len("First words."))
    Boundary.objects.create(article=article, kind="heading", start=13, end=20)  # only a part of its line
    rows = rows_of(build_article_page("two", 1, 1).page)
    assert [row.is_heading for row in rows] == [True, False, False]


def test_an_article_says_where_it_breaks_off_and_whose_judgement_its_beginning_is(client):
    make_two()
    for address, said in {"/en/sources/two/v1/articles/1/": False, "/en/sources/two/v1/articles/2/": True}.items():
        html = client.get(address).content.decode()
        assert ("Here the text breaks off in the source." in html) is said
        assert ("Where it begins is our guess" in html) is said


def test_the_fourth_statement_of_a_passage_is_folded_away(client):
    version = make_two()
    passage = version.passages.get(start=13, end=28)
    for number in range(2):
        make.make_published("definition", make.make_concept(f"c-{number}"), cites=(passage,))
    html = client.get("/en/sources/two/v1/articles/1/").content.decode()
    note = html[html.index('id="n-13-28"') : html.index('id="n-17-43"')]
    assert note.index("<details>") < note.index("1 more") < note.rindex('class="use ')
    assert note[: note.index("<details>")].count('class="use ') == 3


def test_an_uncited_source_says_so(client):
    make.make_source("silent")
    html = client.get("/en/sources/silent/").content.decode()
    assert "No published statement cites this text yet." in html
    assert "<svg" not in html[html.index("<main") :]


def test_a_passage_is_shown_beside_its_translation_and_in_its_context(client):
    make_two()
    html = client.get("/en/sources/two/v1/passages/13-28/").content.decode()
    original, translation = html.index("<p>One side sells.</p>"), html.index('<span lang="zh-Hans">一方卖。</span>')
    assert original < translation < html.index('<mark class="mark-focus" id="p-13-28">One side sells.</mark>')
    assert "/en/sources/two/v1/passages/17-43/" in html


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Sales push\rproducts.\r\rMarketing pulls.\rEnd."), ("zh-hans", "销售推\r产品。\r\r营销拉。\r终。")],
)
def test_lines_that_end_in_a_carriage_return_are_paragraphs(client, language, text):
    make.make_source("lines", text, language)
    lines = [line for line in text.split("\r") if line]
    html = client.get("/en/sources/lines/").content.decode()
    assert all(f"<p>{line}</p>&#13;" in html for line in lines[:-1])
    start = text.index(lines[2])
    page = build_passage_page("lines", 1, start, start + len(lines[2]) - 1)
    assert page.context.count("<p>") == 4
    whole = cut_sentences(text, language)
    assert [text[slice(*span)] for span in whole] == ["\r".join(lines[:2]), *lines[2:]]


FACTS = {
    "kind": "paper", "author": "A. <Writer>; B", "doi": "10.1000/182", "isbn": "9780306406157", "written_in": "de",
    "retrieved_on": "2024-02-29", "rights": "cc-by-4.0", "caveats": "reposted,machine-translated",
}  # fmt: skip


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize(
    ("language", "facts", "credit"),
    [
        (
            "en",
            "Kind scholarly paper Author A. &lt;Writer&gt;; B Date 2020-05 Language English Written in German "
            "Rights CC BY 4.0 ISBN 9780306406157 Retrieved on 2024-02-29 Bear in mind reposted, machine-translated "
            "DOI 10.1000/182",
            "A. &lt;Writer&gt;; B, 2020",
        ),
        (
            "zh-hans",
            "类型 学术论文 作者 A. &lt;Writer&gt;; B 日期 2020-05 语言 英文 写作语言 德文 权利 CC BY 4.0 "
            "ISBN 9780306406157 获取日期 2024-02-29 注意 转载、机器翻译 DOI 10.1000/182",
            "A. &lt;Writer&gt;; B，2020",
        ),
    ],
)
def test_what_a_source_is_stands_on_its_page_and_author_and_year_wherever_it_is_cited(client, language, facts, credit):
    version = make.make_source("paper", **FACTS)
    SourceVersion.objects.filter(pk=version.pk).update(date="2020-05")
    passage = make.make_passage(version, "Marketing pulls users to products.")
    statement = make.make_published("definition", make.make_concept("marketing"), cites=(passage,))
    page = client.get(f"/{language}/sources/paper/").content.decode()
    assert facts in text_of(page)
    assert 'href="https://doi.org/10.1000/182"' in page
    entries = client.get(f"/{language}/sources/").content.decode()
    assert credit in re.sub("<[^>]*>", "", entries)
    cited = re.compile(r"A\. &lt;Writer&gt;; B ?[,、] ?2020")
    for address in (f"statements/{statement.code}/", "concepts/marketing/", passage.get_absolute_url()[4:]):
        assert cited.search(text_of(client.get(f"/{language}/{address}").content.decode())), address


@pytest.mark.parametrize(("language", "credit"), [("en", "A. Wu; B. Li, 2020"), ("zh-hans", "A. Wu; B. Li，2020")])
def test_the_list_of_sources_names_authors_in_the_language_of_the_page(client, language, credit):
    for text_language in ("en", "zh-hans"):
        version = make.make_source(text_language, language=text_language, author="A. Wu; B. Li")
        SourceVersion.objects.filter(pk=version.pk).update(date="2020-05")
    page = client.get(f"/{language}/sources/").content.decode()
    assert re.sub("<[^>]*>", "", page).count(credit) == 2
    assert not re.search(f'lang="[^"]*">(<[^>]*>)*{re.escape(credit[:5])}', page)


def test_what_is_not_known_of_a_source_takes_no_room_but_for_its_address(client):
    make.make_source("bare", caveats="undated")
    make.make_source("dated", caveats="unsigned")
    page = text_of(client.get("/en/sources/bare/").content.decode())
    assert "Kind article Language English Bear in mind undated Address Original address not known Perm" in page
    assert "Date The text names none" in text_of(client.get("/en/sources/dated/").content.decode())


def test_an_article_tells_its_own_caveats_where_they_are_others_than_its_sources(client):
    version = make_two()
    Source.objects.update(caveats="reposted,undated")
    first, second = version.articles.order_by("number")
    for of_first, of_second, told in (
        ("", "reposted,truncated,undated", []),
        ("undated", "reposted,truncated,undated", ["undated"]),
        ("none", "truncated,unsigned", ["nothing", "unsigned"]),
    ):
        Article.objects.filter(pk=first.pk).update(caveats=of_first)
        Article.objects.filter(pk=second.pk).update(caveats=of_second)
        sections = build_source_page("two").articles
        assert [name for section in sections for name in section.caveats] == told
    page = text_of(client.get("/zh-hans/sources/two/v1/articles/1/").content.decode())
    assert "本篇的注意事项： 无" in page or "本篇的注意事项：无" in page


@pytest.mark.parametrize(("language", "offers"), [("zh-hans", True), ("en", False)])
def test_who_does_not_read_the_text_gets_all_its_translations_at_once(client, language, offers):
    version = make_two()
    address = f"/{language}/sources/{version.source.slug}/v{version.number}/articles/1/"
    folded = client.get(address).content.decode()
    assert ('?show=translations"' in folded) == offers
    assert "<details open>" not in folded
    unfolded = client.get(f"{address}?show=translations").content.decode()
    assert unfolded.count("<details open>") == unfolded.count('<li class="gloss"') > 1
    assert f'<link rel="canonical" href="http://testserver{address}">' in unfolded


@pytest.mark.parametrize(("language", "folded"), [("en", True), ("zh-hans", False)])
def test_a_translation_is_folded_away_for_those_who_read_the_words(client, language, folded):
    passage = make_two().passages.get(translation="一方卖。")
    statement = passage.citations.first().statement
    for row in (statement, passage):
        html = client.get(row.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()
        words = html.partition("<blockquote")[2].partition("一方卖。")[0]
        assert ("<details" in words) == folded, row


@pytest.mark.parametrize(("language", "words"), [("en", "One side sells."), ("zh-hans", "一方卖。")])
def test_the_title_and_the_description_of_a_passage_are_in_the_language_of_the_page(client, language, words):
    passage = make_two().passages.get(translation="一方卖。")
    html = client.get(passage.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()
    assert f"<title>{words} · Conceptbase</title>" in html
    assert f'<meta name="description" content="{words}">' in html
