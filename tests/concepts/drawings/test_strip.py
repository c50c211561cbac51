import pytest

from concepts.drawings.strip import HEIGHT, WIDTH, Band, Cited, Stance, draw_strip
from sources.languages import Text
from tests.concepts.drawings.samples import HOSTILE, parsed, with_class

LABEL = Text("Where citations lie", "en")


def test_articles_are_links_in_alternating_bands():
    articles = [
        Band(0, 500, Text("One", "en"), "/a/1/"),
        Band(500, 1500, Text("第二篇", "zh-Hans"), "/a/2/"),
        Band(1500, 2000, Text("No address", "en")),
    ]
    root = parsed(draw_strip(2000, articles, [], LABEL))
    assert (root.get("role"), root.get("aria-label"), root.get("lang")) == ("group", "Where citations lie", "en")
    links = list(root.iter("a"))
    assert [(one.get("href"), one.get("aria-label"), one.get("lang")) for one in links] == [
        ("/a/1/", "One", "en"),
        ("/a/2/", "第二篇", "zh-Hans"),
    ]
    bands = with_class(root, "strip-band")
    assert [(int(band.get("x")), int(band.get("width"))) for band in bands] == [(0, 250), (250, 500), (750, 250)]
    assert ["strip-band-odd" in band.get("class") for band in bands] == [False, True, False]


def test_passages_lie_where_they_are_cited_and_overlaps_are_darker():
    root = parsed(draw_strip(1000, [], [Cited(100, 300), Cited(200, 400), Cited(900, 901)], LABEL))
    (single,) = with_class(root, "strip-depth-1")
    assert single.get("d") == "M100 8h100v20h-100zM300 8h100v20h-100zM900 8h1v20h-1z"
    (double,) = with_class(root, "strip-depth-2")
    assert double.get("d") == "M200 8h100v20h-100z"


def test_stances_differ_in_height_and_not_by_colour_alone():
    cited = [Cited(10, 20, stance) for stance in Stance]
    root = parsed(draw_strip(100, [], cited, LABEL))
    shapes = {stance: with_class(root, f"strip-{stance}")[0][0].get("d") for stance in Stance}
    assert len(set(shapes.values())) == len(Stance)


def test_the_strip_of_one_article_leaves_out_what_lies_outside():
    root = parsed(draw_strip(100, [Band(0, 50, Text("Before", "en"), "/")], [Cited(40, 150)], LABEL, start=100))
    assert with_class(root, "strip-band") == []
    assert with_class(root, "strip-depth-1")[0].get("d") == f"M0 8h{WIDTH // 2}v{HEIGHT - 8}h-{WIDTH // 2}z"


@pytest.mark.parametrize("length", [0, 1, 100])
def test_a_text_without_articles_or_citations_is_an_empty_strip(length):
    root = parsed(draw_strip(length, [], [], LABEL))
    assert len(root) == 1


def test_ten_thousand_passages_make_no_larger_picture_than_a_thousand_columns():
    cited = [Cited(start, start + 30, list(Stance)[start % 3]) for start in range(0, 1_000_000, 100)]
    articles = [Band(start, start + 10_000, Text("甲", "zh-Hans"), "/") for start in range(0, 1_000_000, 10_000)]
    drawn = draw_strip(1_000_000, articles, cited, LABEL)
    assert len(parsed(drawn).findall("a")) == 100
    assert len(drawn) < 100_000


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_titles_stay_words(words):
    root = parsed(draw_strip(10, [Band(0, 10, Text(words, "en"), words)], [], Text(words, "en")))
    assert len(list(root.iter("a"))) == 1
