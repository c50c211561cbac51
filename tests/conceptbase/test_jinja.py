"""What templates may call: words in attributes, which have no language of their own."""

import pytest
from django.utils import translation

from conceptbase.jinja import in_attribute, inside
from sources.languages import Text


@pytest.mark.parametrize(
    ("language", "words", "shown"),
    [
        (
            "en",
            "It differs in breadth of vision (格局) and in essence.",
            "It differs in breadth of vision and in essence.",
        ),
        ("en", "市场 (“market”) is also used.", "“market” is also used."),
        ("en", "How are 市场（market） and 营销 (marketing) related?", "How are market and marketing related?"),
        ("en", "Sales sells.", "Sales sells."),
        ("zh-hans", "“市场”也用来指营销（marketing）。", "“市场”也用来指营销（marketing）。"),
    ],
)
def test_an_attribute_has_words_of_one_language(language, words, shown):
    with translation.override(language):
        assert in_attribute(Text(words, "en" if language == "en" else "zh-Hans")) == shown


@pytest.mark.parametrize(
    ("language", "name", "lang", "shown"),
    [
        ("en", "Personal selling", "en", "personal selling"),
        ("en", "CRM software", "en", "CRM software"),
        ("en", "推销", "zh-Hans", '<span lang="zh-Hans">推销</span>'),
        ("zh-hans", "推销", "zh-Hans", "推销"),
        ("zh-hans", "Sales", "en", '<span lang="en">sales</span>'),
    ],
)
def test_a_name_inside_a_sentence_begins_with_a_small_letter(language, name, lang, shown):
    with translation.override(language):
        assert inside(Text(name, lang)) == shown
