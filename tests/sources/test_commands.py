import pytest
from django.core.management import CommandError, call_command

from sources.models import Passage, SourceVersion
from tests.factories import make_article, make_passage, make_source

pytestmark = pytest.mark.django_db
TWICE = "营销是让产品好卖,是产品的行销策划、推广。另一篇也说：营销是让产品好卖，是产品的行销策划、推广。"


@pytest.fixture
def version():
    version = make_source("compendium", TWICE, "zh-hans")
    version.articles.all().delete()
    middle = TWICE.index("另一篇")
    make_article(version, 0, middle)
    make_article(version, middle, len(TWICE))
    return version


def test_copies_are_proposed_until_they_are_confirmed(version, capsys):
    original = make_passage(version, "营销是让产品好卖,是产品的行销策划、推广。")
    copy = make_passage(version, "营销是让产品好卖，是产品的行销策划、推广。")
    call_command("find_copies", "compendium")
    assert "repeats article 1 (100%), not confirmed" in capsys.readouterr().out
    Passage.objects.filter(pk=copy.pk).update(copy_of=original)
    call_command("find_copies", "compendium")
    assert "(100%), confirmed" in capsys.readouterr().out


def test_every_quote_is_proved(version, capsys):
    make_passage(version, "营销是让产品好卖,")
    with pytest.raises(CommandError, match="checksum"):
        call_command("check_passages")
    import hashlib

    SourceVersion.objects.update(sha256=hashlib.sha256(TWICE.encode()).hexdigest())
    call_command("check_passages")
    assert "1 passages in 1 texts" in capsys.readouterr().out
    Passage.objects.update(quote="营销是让产品难卖,")
    with pytest.raises(CommandError, match="compendium v1, 0-9"):
        call_command("check_passages", source="compendium")


@pytest.mark.parametrize("command", [("check_passages", "--source", "nothing"), ("find_copies", "nothing")])
def test_an_unknown_source_is_named(command):
    with pytest.raises(CommandError, match="nothing"):
        call_command(*command)
