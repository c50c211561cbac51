import pytest
from django.core.management import CommandError, call_command

from concepts.evidence.coverage import cover_version
from sources.models import Boundary, Skip
from tests.factories import make_concept, make_passage, make_published, make_source, make_statement

pytestmark = pytest.mark.django_db
TEXT = "一、定义营销是让产品好卖。销售是把产品卖好。让我们看看。两者都重要。"


@pytest.fixture
def version():
    version = make_source("chinese", TEXT, "zh-hans")
    Boundary.objects.create(article=version.articles.get(), kind="heading", start=0, end=4)
    return version


def test_a_sentence_is_cited_marked_or_open(version):
    marketing = make_concept("marketing", "Marketing", "营销")
    make_published("definition", marketing, cites=(make_passage(version, "营销是让产品好卖"),))
    make_statement("definition", marketing, cites=(make_passage(version, "销售是把产品卖好。"),))  # a draft
    article = version.articles.get()
    Skip.objects.create(version=version, article=article, start=0, end=4, reason="heading")
    start = TEXT.index("让我们")
    Skip.objects.create(version=version, article=article, start=start, end=start + 6, reason="filler")
    (coverage,) = cover_version(version)
    assert (coverage.sentences, coverage.cited, dict(coverage.empty)) == (5, 1, {"heading": 1, "filler": 1})
    assert [span.of(TEXT) for span in coverage.open] == ["销售是把产品卖好。", "两者都重要。"]
    assert (coverage.characters, coverage.characters_cited) == (len(TEXT), 8)


def test_the_check_fails_while_a_sentence_is_open(version, capsys):
    with pytest.raises(CommandError, match="5 sentences are open"):
        call_command("source_coverage", check=True)
    assert "open 13-22: 销售是把产品卖好。" in capsys.readouterr().out
    Skip.objects.create(version=version, article=version.articles.get(), start=0, end=len(TEXT), reason="off-topic")
    call_command("source_coverage", "--check", "--source", "chinese")
    assert "5 off-topic marked as empty, 0 open" in capsys.readouterr().out


def test_english_sentences_are_counted_too(capsys):
    version = make_source("english")
    make_published("definition", make_concept("sales"), cites=(make_passage(version, "Sales push products to users."),))
    call_command("source_coverage")
    assert "1 of 3 sentences cited" in capsys.readouterr().out


def test_a_source_that_is_not_there_is_named():
    with pytest.raises(CommandError, match="nothing"):
        call_command("source_coverage", source="nothing")
