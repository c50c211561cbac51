"""A text with two versions comes round in a pack, with what is cited from either; a draft can be compared there."""

import hashlib
from pathlib import Path

import pytest

from concepts.editorial.publishing import publish
from concepts.editorial.successions import compare_version, decide
from concepts.models import Citation
from sources.models import Article, PassageSuccession, Source, SourceVersion
from tests.concepts.editorial.test_successions import LANGUAGES, MOST, World
from tests.concepts.packs.round_trip import come_round, load_elsewhere, undone

pytestmark = pytest.mark.django_db


def make_corrected(language: str) -> tuple[World, SourceVersion]:
    """A published text and a draft of its next version, compared."""
    world = World(language)
    text = world.old.read_text()
    Source.objects.update(rank=0)
    SourceVersion.objects.update(sha256=hashlib.sha256(text.encode()).hexdigest())
    Article.objects.update(start=0, end=len(text), first=text[:60], last=text[-60:])
    return world, world.add_version(world.corrected())


def cited() -> list[tuple[str, int, str, str, str]]:
    """All citations: the statement, the number of the version, the words, their translation, the first article."""
    rows = Citation.objects.order_by("statement__code", "passage__start")
    return [
        (
            row.statement.code,
            row.passage.version.number,
            row.passage.quote,
            row.passage.translation,
            str(row.passage.article.same_as and row.passage.article.same_as.version.number),
        )
        for row in rows.select_related("statement", "passage__version", "passage__article__same_as__version")
    ]


@LANGUAGES
def test_both_versions_come_round_with_what_is_cited_from_them(tmp_path: Path, client, language):
    page = f"/{language}/sources/a-text/v1/"
    with undone():
        world, version = make_corrected(language)
        decide(succession=world.row(1), decision="carry", translation="new", most=MOST)
        decide(succession=world.row(2), decision="keep", most=MOST)
        publish(statements=[], rows=[version])
        _report, lines = come_round(tmp_path)
        before = cited()
        assert sorted(number for _code, number, _quote, _translation, _first in before) == [1, 2, 2, 2]
    with undone():
        load_elsewhere(tmp_path, lines)
        assert cited() == before
        shown = client.get(page).content.decode()
        assert 'class="newer-version"' in shown
        assert world.words[2] in shown


@LANGUAGES
def test_a_draft_that_came_in_a_pack_is_compared_there(tmp_path: Path, language):
    with undone():
        make_corrected(language)
        states = list(PassageSuccession.objects.order_by("passage__start").values_list("state", "start", "end"))
        _report, lines = come_round(tmp_path)
    with undone():
        load_elsewhere(tmp_path, lines)
        version = SourceVersion.objects.get(number=2)
        assert version.status == "draft"
        compare_version(version=version)
        rows = PassageSuccession.objects.order_by("passage__start")
        assert list(rows.values_list("state", "start", "end")) == states
