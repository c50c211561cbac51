"""Two concepts, two passages, a published contrast of them, and people who write and review."""

from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model

from concepts.editorial.publishing import publish
from concepts.models import Concept, Statement
from sources.models import Passage
from tests import factories as make
from tests.remembered import remembered


@dataclass
class Contrast:
    """A published distinction with its two sides, and a position that rests on one of them."""

    concepts: list[Concept]
    english: Passage
    chinese: Passage
    one: Statement
    other: Statement
    distinction: Statement
    position: Statement


@remembered
def make_contrast() -> Contrast:
    """What the fixture `contrast` gives."""
    concepts = [make.make_concept("marketing", "Marketing", "营销"), make.make_concept("sales", "Sales", "销售")]
    english = make.make_passage(make.make_source("english"), "Marketing pulls users to products.")
    chinese = make.make_passage(make.make_source("chinese", make.CHINESE, "zh-hans"), "销售是把产品卖好。")
    one = make.make_published("characteristic", concepts[0], cites=(english,), text_en="It pulls.", text_zh="它拉。")
    other = make.make_published("characteristic", concepts[1], cites=(chinese,))
    distinction = make.make_distinction(one, other)
    position = make.make_statement("position")
    make.rest_on(position, one)
    publish(statements=[distinction, position])
    for row in (one, other, distinction, position):
        row.refresh_from_db()
    return Contrast(concepts, english, chinese, one, other, distinction, position)


@pytest.fixture
def contrast(db: None) -> Contrast:
    return make_contrast()


@pytest.fixture
def ann(db):
    return get_user_model().objects.create_user(username="ann", first_name="Ann", last_name="Author", is_staff=True)


@pytest.fixture
def rui(db):
    return get_user_model().objects.create_user(username="rui", is_staff=True)
