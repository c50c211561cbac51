"""What was marked on the page of an article is taken back there by whoever marked it, or the page says why not."""

import re
from typing import Any

import pytest

from concepts.models import Statement
from tests.concepts.admin.test_marking import LANGUAGES, TEXTS, address_of, make_text, open_panel, save
from tests.factories import make_concept, make_dimension, make_source

pytestmark = pytest.mark.django_db
NOT_YOURS = {"en": "Only the person who marked this", "zh-hans": "只有标注这段话的人"}


@LANGUAGES
def test_only_who_marked_takes_it_back_and_only_in_its_article(signed_in: Any, language: str) -> None:
    first, second = signed_in("editor"), signed_in("reviewer")
    version, other = make_text(language), make_source("another", "Some other text.")
    said = {"kind": "characteristic", "dimension": make_dimension().pk, "text_en": "A", "text_zh": "甲"}
    make_concept("sales", "Sales", "销售")
    fields = open_panel(first, version, TEXTS[language][1]) | {"statement": "new"}
    address = save(first, version, fields, **said)["Location"]
    token = re.findall(r'name="_undo" value="([^"]+)"', first.get(address).content.decode())[0]
    assert "_undo" not in second.get(address).content.decode()
    for client, text in ((second, version), (first, other)):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        told = client.post(address_of(text), {"_undo": token}, follow=True)
        assert NOT_YOURS[language] in told.content.decode()
        assert Statement.objects.exists()
    first.post(address_of(version), {"_undo": token})
    assert not Statement.objects.exists()
