"""What the site says of itself is drafted by an editor, once, and published by a reviewer."""

import re

import pytest
from django.urls import reverse

from concepts.editorial.content_revision import revision_key
from concepts.models import Proposal, Publication, Site
from tests import factories as make
from tests.concepts.admin.pages import fill

pytestmark = pytest.mark.django_db

NAMES = {"en": "Weather words", "zh-hans": "天气词典"}
OTHER_NAMES = {"en": "Winds", "zh-hans": "风"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def title_of(client, language: str) -> str:
    return re.search("<title>(.*)</title>", client.get(f"/{language}/tags/").content.decode())[1].partition(" · ")[2]


def publish(reviewer, site: Site) -> None:
    page = reviewer.get(reverse("admin:concepts_site_change", args=[site.pk])).content.decode()
    version = re.search(r'name="_row_version" value="([0-9.]+)"', page)[1]
    address = reverse("admin:concepts_site_step", args=[site.pk, "publish"])
    assert "Published." in reviewer.post(address, {"_row_version": version}, follow=True).content.decode()


FORM = {
    "name_en": "Weather words", "name_zh": "天气词典", "headline_en": "How they differ", "headline_zh": "有何不同",
    "description_en": "Words, side by side.", "description_zh": "逐项对照。", "licence": "cc-by-4.0",
}  # fmt: skip


@LANGUAGES
def test_an_editor_describes_the_site_once_and_a_reviewer_publishes_it(client, signed_in, language):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    weather, climate = (make.make_concept(slug) for slug in ("weather", "climate"))
    add = reverse("admin:concepts_site_add")
    rows = [{"concept": str(concept.pk), "rank": str(rank)} for rank, concept in enumerate((weather, climate))]
    page = fill(editor, add, contact="nobody", **FORM)
    assert "Write an e-mail address" in page.content.decode()
    empty = {f"compared-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    assert fill(editor, add, **FORM, **empty).status_code == 302
    site = Site.objects.get()
    assert [row.concept.slug for row in site.compared.order_by("rank")] == ["weather", "climate"]
    assert title_of(client, language) == "Conceptbase"
    assert editor.get(add).status_code == 403
    before = revision_key()
    publish(reviewer, site)
    assert revision_key() != before
    assert title_of(client, language) == NAMES[language]

    change = reverse("admin:concepts_site_change", args=[site.pk])
    fill(editor, change, name_en="Winds", name_zh="风")
    assert title_of(client, language) == NAMES[language]
    assert Proposal.objects.get().kind == "site"
    answer = editor.get(change).content.decode()
    assert "Winds" in answer
    assert "Weather words" in answer  # what it differs from
    publish(reviewer, site)
    assert title_of(client, language) == OTHER_NAMES[language]
    assert Publication.objects.latest("at").changes.get().kind == "site"


def test_no_form_names_more_concepts_than_home_compares(admin):
    site = make.make_site(make.make_concept("weather"), make.make_concept("climate"))
    rows = [{"concept": str(make.make_concept("wind").pk), "rank": "3"}]
    answer = fill(admin, reverse("admin:concepts_site_change", args=[site.pk]), {"compared": rows})
    assert "The home page compares two concepts" in answer.content.decode()
    assert site.compared.count() == 2
    assert not Proposal.objects.exists()


@LANGUAGES
def test_a_curator_sees_home_as_it_will_be(client, signed_in, language):
    editor, reviewer = signed_in("editor"), signed_in("reviewer")
    weather = make.make_concept("weather", core=True)
    add = reverse("admin:concepts_site_add")
    fill(editor, add, **FORM, **{"compared-0-concept": str(weather.pk), "compared-0-rank": "0"})
    site = Site.objects.get()
    change = reverse("admin:concepts_site_change", args=[site.pk])
    preview = f"{reverse('row-preview', args=['site', site.pk])}?lang={language}"
    assert preview.partition("?")[0] in editor.get(change).content.decode()

    def seen(person, address: str) -> str:
        answer = person.get(address)
        assert answer.status_code == 200
        return re.search("<title>(.*)</title>", answer.content.decode())[1]

    headline, changed = {"en": ("How they differ", "All winds"), "zh-hans": ("有何不同", "各种风")}[language]
    assert seen(editor, preview) == f"{headline} · {NAMES[language]}"
    assert "Conceptbase" in seen(client, f"/{language}/")
    publish(reviewer, site)
    fill(editor, change, name_en="Winds", name_zh="风", headline_en="All winds", headline_zh="各种风")
    assert seen(editor, preview) == f"{changed} · {OTHER_NAMES[language]}"
    assert seen(client, f"/{language}/") == f"{headline} · {NAMES[language]}"
    page = editor.get(preview).content.decode()
    assert f'href="/{language}/"' in page  # the page as readers see it
    assert 'content="noindex"' in page
    assert Site.objects.get().name_en == "Weather words"
    assert client.get(preview).status_code == 302  # asks who it is
