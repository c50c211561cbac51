"""The index follows whatever changes the number of articles beside a claim, three steps below it too."""

import pytest

from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.models import Citation, Side
from concepts.search.index.documents import Thing
from concepts.search.index.maintenance import find_faults, rebuild
from sources.models import Article
from tests import factories as make
from tests.concepts.search.index.test_maintenance import revised, saved
from tests.concepts.search.worlds import index_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoken(searchable):
    """The field, in which one article says both sides of the distinction, on which finding and position rest."""
    version = make.make_source("spoken", "It draws near. It drives away. It neither draws nor drives.")
    for side, quote in ((searchable.one, "It draws near."), (searchable.other, "It drives away.")):
        revised(side, lambda draft, quote=quote: make.cite(draft, make.make_passage(version, quote)))
    repost = make.make_source("a-repost", "It urges people.")
    revised(searchable.other, lambda draft: make.cite(draft, make.make_passage(repost, "It urges people.")))
    for claim in (searchable.finding, searchable.position):
        revised(claim, lambda draft: make.rest_on(draft, searchable.distinction))
    rebuild()
    return version


def passage_of(version, quote):
    return version.passages.get(quote=quote)


def a_passage_is_a_copy(field, version):
    saved(passage_of(version, "It drives away."), copy_of=field.pushes)


def a_passage_belongs_to_another_article(field, version):
    other = make.make_article(version, 0, 14)
    saved(passage_of(version, "It draws near."), article=other)


def an_article_continues_another(field, version):
    """The article that says one side is the same as the one that says the other side."""
    saved(Article.objects.get(version__source__slug="a-repost"), same_as=field.english.articles.get())


def a_side_is_contradicted(field, version):
    denied = make.make_passage(version, "It neither draws nor drives.")
    revised(field.one, lambda draft: make.cite(draft, denied, stance="contradicts"))


def a_side_is_cited_no_more(field, version):
    revised(field.one, lambda draft: Citation.objects.filter(statement=draft, passage__version=version).delete())


def the_distinction_has_another_side(field, version):
    twin = make.make_published("characteristic", field.marketing, dimension=field.one.dimension, cites=(field.pulls,))
    draft = start_draft(statement=field.distinction)
    Side.objects.filter(distinction=draft, concept=field.marketing).update(characteristic=twin)
    publish(statements=[draft])


@pytest.mark.parametrize(
    ("change", "unchanged"),
    [
        (a_passage_is_a_copy, {}),
        (a_passage_belongs_to_another_article, {}),
        (an_article_continues_another, {Thing.POSITION}),  # which that article says by another row
        (a_side_is_contradicted, {}),
        (a_side_is_cited_no_more, {}),
        (the_distinction_has_another_side, {Thing.FINDING}),  # whose parts are said as before
    ],
)
def test_a_number_three_steps_above_a_change_is_followed(
    change, unchanged, searchable, spoken, django_capture_on_commit_callbacks
):
    claims = {
        (Thing.FINDING, searchable.finding.pk),
        (Thing.DISTINCTION, searchable.distinction.pk),
        (Thing.POSITION, searchable.position.pk),
    }
    before = index_content()
    with django_capture_on_commit_callbacks(execute=True):
        change(searchable, spoken)
    followed = index_content()
    assert {key for key in claims if followed[key][0] == before[key][0]} == {
        key for key in claims if key[0] in unchanged
    }
    assert find_faults() == []
    rebuild()
    assert followed == index_content()
