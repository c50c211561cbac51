"""Places that are sent to the page on which an article is marked are held to the article, whoever wrote them."""

from typing import Any

import pytest
from django.test import Client

from concepts.admin.marking import ArticleMarking
from concepts.content.description import QUOTE_CAP
from concepts.models import Statement
from sources.models import Passage, Source
from tests.concepts.admin.pages import read_form
from tests.concepts.admin.test_marking import LANGUAGES, TEXTS, address_of, make_text, open_panel, save
from tests.factories import make_article, make_concept, make_dimension, make_source

pytestmark = pytest.mark.django_db
REFUSED = {"en": "The first side: ", "zh-hans": "第一方："}
LONG = "Some words go on and on. " * 300


def write_both_sides(editor: Client, language: str) -> tuple[Any, dict[str, Any]]:
    """A text whose article ends before the last long part, and the panel with all that a distinction needs."""
    text = TEXTS[language][0] + "\n" + LONG
    version = make_source(f"long-{language}", text, language)
    version.articles.all().delete()
    make_article(version, 0, len(text) - 30)
    make_article(version, len(text) - 29, len(text))
    marketing, sales = make_concept("marketing", "Marketing", "营销"), make_concept("sales", "Sales", "销售")
    fields = open_panel(editor, version, TEXTS[language][1])
    fields |= {"statement": "new", "kind": "distinction", "dimension": make_dimension().pk, "title_en": "Pull, push"}
    fields |= {"title_zh": "推拉", "text_en": "Sales push.", "text_zh": "销售推。", "concepts": sales.pk}
    fields |= {"contrast_en": "They differ.", "contrast_zh": "不同。", "first_concept": marketing.pk}
    return version, fields | {"first_text_en": "Marketing pulls.", "first_text_zh": "营销拉。"}


@LANGUAGES
def test_the_first_side_lies_in_the_article_and_is_short_enough(editor: Client, language: str) -> None:
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    version, fields = write_both_sides(editor, language)
    end = len(version.read_text())
    assert end - 60 > QUOTE_CAP
    for first in ("0-99999999", "9-2", "3-3", f"{end - 20}-{end}", f"0-{end - 60}"):
        told = save(editor, version, fields, first_place=first)
        assert told.status_code == 200
        assert REFUSED[language] in told.content.decode()
        assert read_form(told)["text_zh"] == "销售推。"
        shown = editor.post(address_of(version), fields | {"first_place": first, "_open": "1"})
        assert shown.status_code == 200
    assert not Passage.objects.exists()
    whole = len(TEXTS[language][0].split("." if language == "en" else "。")[0]) + 1
    assert save(editor, version, fields, first_place=f"0-{whole}").status_code == 302
    assert Statement.objects.filter(kind="distinction").count() == 1


@LANGUAGES
def test_words_that_are_too_long_are_refused_before_they_are_looked_up(
    editor: Client, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    version = make_text(language)
    monkeypatch.setattr("concepts.admin.marking_panel.find_selection", None)
    told = editor.post(address_of(version), {"words": "a" * (2 * QUOTE_CAP + 1), "_open": "1"})
    assert told.status_code == 200
    assert 'class="errorlist"' in told.content.decode()
    assert str(QUOTE_CAP) in told.content.decode()


def test_a_text_that_is_withheld_while_it_is_saved_is_not_marked(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = make_text()
    fields = open_panel(editor, version, "Sales push products") | {"statement": "new"}
    may_mark = ArticleMarking._may_mark

    def withhold_then(*asked: Any) -> bool:
        may = may_mark(*asked)
        Source.objects.update(withheld="nothing", withheld_reason_en="Asked.", withheld_reason_zh="应要求。")
        return may

    monkeypatch.setattr(ArticleMarking, "_may_mark", withhold_then)
    assert save(editor, version, fields).status_code == 403
    assert not Passage.objects.exists()
