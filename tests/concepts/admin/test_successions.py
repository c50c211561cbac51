"""A new version of a text in the admin: compared at once, decided passage by passage, and published as a whole."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concepts.models import Citation
from sources.models import PassageSuccession, SourceVersion
from tests.concepts.admin.pages import fill, read_form
from tests.concepts.admin.test_reviewed_sources import take
from tests.concepts.editorial.test_successions import WORDS, World

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize(
    ("language", "told", "gone"),
    [
        ("en", "1 are the same, 1 moved, 1 were changed and 1 are gone. 2 wait for a decision", "Its words are gone."),
        ("zh-hans", "1 处相同", "这些文字已经不在了。"),
    ],
)


def add_version(client: Client, world: World, text: str) -> SourceVersion:
    """Add the second version by its form."""
    source = world.old.source_id
    add = reverse("admin:sources_sourceversion_add")
    answer = fill(client, add, source=source, number=2, language=world.language, pasted=text)
    assert answer.status_code == 302, answer.content.decode()
    return SourceVersion.objects.get(number=2)


def speaking(client: Client, language: str) -> Client:
    """The client, of somebody who reads this language."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    return client


def page_of(version: SourceVersion) -> str:
    return reverse("admin:sources_sourceversion_successions", args=[version.pk])


def typed(number: int, world: World, **fields: str) -> dict[str, str]:
    """Fields of the form of one passage."""
    row = world.row(number)
    return {f"{row.pk}-{name}": value for name, value in fields.items()}


@LANGUAGES
def test_a_corrected_text_keeps_its_evidence(signed_in, client, language, told, gone):
    editor, reviewer = [speaking(signed_in(role), language) for role in ("editor", "reviewer")]
    world = World(language)
    version = add_version(editor, world, world.corrected())
    form = editor.get(reverse("admin:sources_sourceversion_change", args=[version.pk])).content.decode()
    assert told in form
    assert page_of(version) in form
    page = editor.get(page_of(version)).content.decode()
    assert gone in page
    assert "<del>" in page
    assert world.statements[1].code in page
    answer = editor.post(page_of(version), read_form(editor.get(page_of(version))) | typed(1, world, decision="carry"))
    assert answer.url == page_of(version)
    assert world.row(1).decision == "carry"
    assert world.row(1).translation == "1"
    assert world.row(2).decision == ""
    refused = take(reviewer, version, "publish").content.decode()
    assert world.cited(0)[0][0] == 1
    assert {"en": "1 passage of the last version", "zh-hans": "上一版本有 1 处"}[language] in refused
    answer = editor.post(page_of(version), read_form(editor.get(page_of(version))) | typed(2, world, decision="keep"))
    assert answer.url == reverse("admin:sources_sourceversion_change", args=[version.pk])
    take(reviewer, version, "publish")
    assert [world.cited(number)[0][0] for number in range(4)] == [2, 2, 1, 2]
    shown = client.get(f"/{language}/sources/a-text/").content.decode()
    assert world.corrected().splitlines()[1] in shown
    assert 'name="_save"' not in editor.get(page_of(version)).content.decode()


@LANGUAGES
def test_nothing_typed_is_lost(signed_in, language, told, gone):
    editor, other = [speaking(signed_in(role), language) for role in ("editor", "reviewer")]
    world = World(language)
    version = add_version(editor, world, world.corrected())
    shown = read_form(editor.get(page_of(version)))
    sent = shown | typed(2, world, decision="carry", words="无处 nowhere", translation="kept words")
    page = editor.post(page_of(version), sent).content.decode()
    assert "kept words" in page
    assert "无处 nowhere" in page
    assert 'class="errorlist' in page
    assert world.row(2).decision == ""
    without = editor.post(page_of(version), shown | typed(2, world, translation="kept words")).content.decode()
    assert "kept words" in without
    assert not PassageSuccession.objects.filter(translation="kept words").exists()
    other.post(page_of(version), shown | typed(1, world, decision="withdraw"))
    late = shown | typed(1, world, decision="keep", words="a late word")
    page = editor.post(page_of(version), late).content.decode()
    assert "a late word" in page
    assert world.row(1).decision == "withdraw"
    again = editor.post(page_of(version), read_form(editor.post(page_of(version), late)))
    assert again.status_code == 302
    assert world.row(1).decision == "keep"


@pytest.mark.parametrize("language", list(WORDS))
def test_comparing_again_adds_what_was_cited_meanwhile(signed_in, language):
    editor = signed_in("editor")
    world = World(language)
    version = add_version(editor, world, world.corrected())
    PassageSuccession.objects.filter(passage=world.passages[2]).delete()
    editor.post(page_of(version), {"_compare": "1"})
    assert world.state_of(2) == ("gone", "")


@pytest.mark.parametrize("language", list(WORDS))
def test_a_page_of_many_passages_asks_no_more(signed_in, language):
    editor = signed_in("editor")
    world = World(language)
    version = add_version(editor, world, world.words[4])
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as captured:
            page = editor.get(page_of(version)).content.decode()
        counts.append(len(captured))
        Citation.objects.filter(passage=world.passages[number]).delete()
        PassageSuccession.objects.filter(passage=world.passages[number]).delete()
    assert page.count('class="succession"') == 3
    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_withheld_words_are_for_those_who_may_read_them(signed_in):
    editor = signed_in("editor")
    world = World("en")
    version = add_version(editor, world, world.corrected())
    source = world.old.source
    source.withheld, source.withheld_reason_en, source.withheld_reason_zh = "nothing", "Asked.", "应要求。"
    source.save()
    assert editor.get(page_of(version)).status_code == 403
    assert signed_in("admin").get(page_of(version)).status_code == 200


@pytest.mark.parametrize("language", list(WORDS))
def test_comparing_again_leaves_an_article_that_counts_for_itself(signed_in, language):
    editor, world = speaking(signed_in("editor"), language), World(language)
    version = add_version(editor, world, world.corrected())
    version.articles.update(same_as=None)
    assert editor.post(page_of(version), {"_compare": "1"}).status_code == 302
    assert version.articles.get().same_as is None
