"""What pages keep of earlier pages never shows: after any edit a page is as in a worker that has just started."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import F, Model, Value
from django.db.models.functions import Concat

from concepts.editorial.content_revision import bump_content_revision
from concepts.evidence import process_cache
from concepts.evidence.process_cache import clear_process_caches, shown_revision
from concepts.models import (
    Basis,
    Citation,
    ClaimPart,
    Concept,
    Dimension,
    Label,
    Question,
    RelationType,
    Side,
    Statement,
    StatementConcept,
)
from sources.models import Article, Passage, Source, SourceVersion
from tests.concepts.pages.worlds import World, make_world

pytestmark = pytest.mark.django_db
PAGES = (
    "/compare/alpha-vs-beta/",
    "/compare/alpha-vs-beta/?without=machine-translated",
    "/compare/beta-vs-alpha-vs-gamma/",
    "/compare/alpha-vs-beta/?view=all",
    "/compare/alpha-vs-beta/dimension-0/",
    "/concepts/alpha/",
    "/questions/question-0/",
    "/",
)
Edit = Callable[[World], object]


def add_to(model: type[Model], *columns: str) -> Edit:
    """Return an edit that writes more into these columns of all rows."""
    return lambda _world: model._base_manager.update(**{name: Concat(F(name), Value(" 新 new")) for name in columns})


def set_in(model: type[Model], **values: object) -> Edit:
    return lambda _world: model._base_manager.update(**values)


EDITS: dict[str, tuple[Edit, str]] = {  # each with a page of which it changes the words or the numbers
    "texts": (add_to(Statement, "text_en", "text_zh"), "/compare/alpha-vs-beta/"),
    "names of dimensions": (add_to(Dimension, "name_en", "name_zh"), "/compare/alpha-vs-beta/"),
    "names of concepts": (add_to(Label, "text"), "/compare/alpha-vs-beta/"),
    "texts of questions": (add_to(Question, "text_en", "text_zh"), "/compare/alpha-vs-beta/"),
    "names of relation types": (add_to(RelationType, "name_en", "name_zh"), ""),
    "names of parts": (set_in(ClaimPart, concept=None, name_en="a part", name_zh="一部分"), ""),
    "order of concepts": (
        lambda world: Concept.objects.filter(slug="alpha").update(rank=99),
        "/compare/alpha-vs-beta/",
    ),
    "titles of articles": (add_to(Article, "title_en", "title_zh"), "/compare/alpha-vs-beta/dimension-0/"),
    "author": (set_in(Source, author="Somebody 某人"), "/compare/alpha-vs-beta/dimension-0/"),
    "dates": (set_in(SourceVersion, date="2011"), "/compare/alpha-vs-beta/dimension-0/"),
    "language of authors": (set_in(Source, written_in="zh-hans"), "/compare/alpha-vs-beta/dimension-0/"),
    "caveats": (set_in(Source, caveats="machine-translated"), "/compare/alpha-vs-beta/?without=machine-translated"),
    "the same article": (
        lambda world: Article.objects.filter(version=world.chinese).update(same_as=world.english.articles.get()),
        "/concepts/alpha/",
    ),
    "translations": (
        set_in(Passage, translation="另一种译文", translation_by="ours"),
        "/compare/alpha-vs-beta/?view=all",
    ),
    "a citation less": (
        lambda world: world.first("characteristic").citations.all().delete(),
        "/compare/alpha-vs-beta/",
    ),
    "what a finding rests on": (set_in(Basis, nearness="nearby"), "/compare/alpha-vs-beta/"),
    "sides": (lambda world: Side.objects.all().delete(), "/compare/alpha-vs-beta/"),
    "subjects": (
        lambda world: StatementConcept.objects.filter(statement=world.first("definition")).update(
            concept=world.concepts[2]
        ),
        "/concepts/alpha/",
    ),
    "a withdrawal": (
        lambda world: Statement.objects.filter(kind="position").update(status="withdrawn"),
        "/compare/alpha-vs-beta/",
    ),
    "modes": (set_in(Statement, mode="advises"), "/compare/alpha-vs-beta/dimension-0/"),
    "copies": (
        lambda world: Passage.objects.filter(version=world.english).update(
            copy_of=Passage.objects.filter(version=world.chinese).first()
        ),
        "/compare/alpha-vs-beta/",
    ),
    "stances": (
        set_in(Citation, stance="contradicts", attributed_to_en="", attributed_to_zh=""),
        "/compare/alpha-vs-beta/",
    ),
}


@pytest.fixture(autouse=True)
def remembering(monkeypatch, no_remembered_revision):
    """As on the site."""
    monkeypatch.setattr(process_cache, "shown_revision", shown_revision)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_after_an_edit_pages_are_as_if_nothing_had_been_kept(client, language):
    world = make_world()

    def ask() -> dict[str, bytes]:
        return {page: client.get(f"/{language}{page}").content for page in PAGES}

    fresh = ask()
    for name, (edit, shown_on) in EDITS.items():
        before = fresh
        with transaction.atomic():
            edit(world)
            bump_content_revision()
        kept = ask()
        clear_process_caches()
        fresh = ask()
        assert kept == fresh, name
        assert not shown_on or fresh[shown_on] != before[shown_on], name
