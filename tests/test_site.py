"""Whose site it is comes from content: its name, headline, description, licence, contact and first comparison."""

import re
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from conceptbase.home import build_home
from concepts.editorial.content_revision import bump_content_revision, revision_key
from concepts.editorial.publishing import publish, withdraw
from concepts.editorial.renaming import merge_concepts
from concepts.evidence import process_cache
from concepts.evidence.process_cache import clear_process_caches, showing, shown_revision
from concepts.evidence.site import load_site, site_without_asking
from concepts.models import Licence, Publication, Site
from concepts.packs.check import check_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from concepts.packs.open_data import open_data_lines
from tests import factories as make
from tests.concepts.packs.build import write_pack
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db

NAMES = {"en": "Weather words", "zh-hans": "天气词典"}
HEADLINES = {"en": "How weather and climate differ", "zh-hans": "天气和气候有何不同"}
DESCRIPTIONS = {"en": "Words of the weather, side by side.", "zh-hans": "天气用词，逐项对照。"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def shown(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


@LANGUAGES
def test_pages_say_what_the_site_says_of_itself(client, language):
    make_world()
    make.make_site(contact="editors@example.org")
    home, about = shown(client, f"/{language}/"), shown(client, f"/{language}/about/")
    assert f"<title>{HEADLINES[language]} · {NAMES[language]}</title>" in home
    assert f"<h1>{HEADLINES[language]}</h1>" in home
    assert f'<p class="lead">{DESCRIPTIONS[language]}</p>' in home
    assert f'<meta name="description" content="{DESCRIPTIONS[language]}">' in home
    for page in (home, shown(client, f"/{language}/tags/")):
        assert f"· {NAMES[language]}</title>" in page
        assert f'translate="no">{NAMES[language]}</span></a>' in page
        assert 'href="https://creativecommons.org/licenses/by-sa/4.0/' in page
        assert "Conceptbase" not in page
    assert "CC BY-SA 4.0" in about
    assert "mailto:editors@example.org" in about
    assert "Conceptbase" not in about


@LANGUAGES
@pytest.mark.parametrize("is_draft", [True, False])
def test_a_site_that_says_nothing_of_itself_has_plain_words_and_no_licence(client, language, is_draft):
    if is_draft:
        make.make_site(status="draft")
    home, about = shown(client, f"/{language}/"), shown(client, f"/{language}/about/")
    assert {"en": "How concepts differ, who says so", "zh-hans": "概念有何不同，谁说的"}[language] in home
    assert "· Conceptbase</title>" in shown(client, f"/{language}/tags/")
    for page in (home, about):
        assert "creativecommons" not in page
        assert {"en": "Quotations belong to their authors", "zh-hans": "引文的权利属于原作者"}[language] in page


@LANGUAGES
def test_the_contact_of_the_server_goes_before_that_of_the_site(client, settings, language):
    make.make_site(contact="https://example.org/errors")
    assert 'href="https://example.org/errors"' in shown(client, f"/{language}/about/")
    settings.CONTACT = "server@example.org"
    page = shown(client, f"/{language}/about/")
    assert "mailto:server@example.org" in page
    assert "example.org/errors" not in page


@pytest.mark.once
def test_each_licence_leads_to_its_own_page():
    addresses = {licence.address for licence in Licence}
    assert len(addresses) == len(Licence)
    assert Licence.CC0.address == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert Licence.CC_BY_NC_SA.address == "https://creativecommons.org/licenses/by-nc-sa/4.0/"


def featured() -> list[str]:
    found = build_home().featured
    assert found is not None
    return [concept.slug for concept in found.concepts]


@LANGUAGES
def test_home_opens_with_the_comparison_that_the_site_names(client, language):
    world = make_world()
    gamma, delta = world.concepts[2:]
    assert featured() == ["alpha", "beta"]  # by its findings
    site = make.make_site(delta, gamma)
    assert featured() == ["alpha", "beta"]  # nothing tells the two named apart yet
    passage = make.make_passage(world.english, "Both aim at revenue.")
    sides = [make.make_published("characteristic", concept, cites=(passage,)) for concept in (gamma, delta)]
    publish(statements=[make.make_distinction(*sides)])
    assert featured() == ["gamma", "delta"]
    assert f"/{language}/compare/gamma-vs-delta/" in shown(client, f"/{language}/").partition('class="hero"')[2][:400]
    site.compared.get(concept=delta).delete()
    assert featured() == ["gamma", "delta"]  # the other is chosen
    site.compared.all().delete()
    assert featured() == ["alpha", "beta"]


def test_a_named_comparison_need_not_be_of_core_concepts():
    world = make_world()
    alpha, beta = world.concepts[:2]
    type(beta).objects.filter(slug="beta").update(core=False)
    make.make_site(alpha, beta)
    found = build_home().featured
    assert [shown.statement.code for shown in found.findings] == [world.first("finding").code]
    withdraw(statement=world.first("finding"), words_en="It was wrong.", words_zh="写错了。")
    assert featured() == ["alpha", "beta"]


@pytest.fixture
def remembering(monkeypatch, no_remembered_revision):
    """As on the site."""
    monkeypatch.setattr(process_cache, "shown_revision", shown_revision)
    clear_process_caches()
    yield
    clear_process_caches()


@LANGUAGES
@pytest.mark.usefixtures("remembering")
def test_it_is_loaded_once_for_a_public_revision_and_known_to_pages_that_ask_nothing(client, language):
    site = make.make_site()
    bump_content_revision()
    with translation.override(language):
        assert str(site_without_asking().name) == "Conceptbase"
        with showing(revision_key()):
            for queries in (1, 0):
                with CaptureQueriesContext(connection) as captured:
                    assert str(load_site().name) == NAMES[language]
                assert len(captured) == queries
        site.name_en, site.name_zh = "Winds", "风"
        site.save()
        with CaptureQueriesContext(connection) as captured:
            assert str(site_without_asking().name) == NAMES[language]
        assert len(captured) == 0
        bump_content_revision()
        with showing(revision_key()):
            assert str(load_site().name) == {"en": "Winds", "zh-hans": "风"}[language]


@LANGUAGES
@pytest.mark.usefixtures("remembering")
def test_an_error_page_names_the_site_and_is_shown_where_that_cannot_be_read(client, monkeypatch, language):
    def fail():
        raise DatabaseError("away")

    make.make_site()
    bump_content_revision()
    assert f"· {NAMES[language]}</title>" in shown(client, f"/{language}/nothing/", 404)
    clear_process_caches()
    monkeypatch.setattr("conceptbase.errors.load_site", fail)
    assert "· Conceptbase</title>" in shown(client, f"/{language}/nothing/", 404)


def test_a_merge_of_concepts_changes_what_is_compared_and_is_recorded():
    weather, climate, wind = (make.make_concept(slug) for slug in ("weather", "climate", "wind"))
    site = make.make_site(weather, climate)
    reasons = {"reason_en": "The same.", "reason_zh": "一样。"}
    merge_concepts(concept=weather, into=wind, **reasons)
    assert [row.concept.slug for row in site.compared.order_by("rank")] == ["wind", "climate"]
    assert "site" in Publication.objects.latest("at").changes.values_list("kind", flat=True)
    merge_concepts(concept=wind, into=climate, **reasons)
    assert [row.concept.slug for row in site.compared.all()] == ["climate"]
    site.refresh_from_db()
    assert site.row_version == 3


@LANGUAGES
def test_a_pack_says_whose_site_it_is(client, tmp_path, language):
    load_pack(write_pack(tmp_path))
    name = {"en": "Pull and push", "zh-hans": "拉与推"}[language]
    assert f"· {name}</title>" in shown(client, f"/{language}/tags/")
    assert "mailto:editors@example.org" in shown(client, f"/{language}/about/")
    [line] = [line for line in open_data_lines(for_readers=True) if line.startswith('{"type":"site"')]
    assert '"comparison":["marketing","sales"]' in line
    other = tmp_path / "other-pack"
    other.mkdir()
    (other / "site.yaml").write_text(
        (tmp_path / "small-pack" / "site.yaml").read_text("utf-8").partition("comparison:")[0].replace("Pull", "Push"),
        "utf-8",
    )
    with pytest.raises(PackFaultyError, match=r"belongs to the pack small-pack on this site. Leave site.yaml out."):
        load_pack(other)


@LANGUAGES
def test_a_pack_need_not_say_it(client, tmp_path, language):
    pack = write_pack(tmp_path)
    (pack / "site.yaml").unlink()
    load_pack(pack)
    assert not Site.objects.exists()
    assert "· Conceptbase</title>" in shown(client, f"/{language}/tags/")


@pytest.mark.once
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  zh: 拉与推\n", "", "site.yaml:2: The key zh is missing; add it."),
        ("licence: cc-by-sa-4.0", "licence: mine", "licence: 'mine' is unknown; write one of cc0-1.0"),
        ("editors@example.org", "nobody", "contact: 'nobody' is not an e-mail address"),
        ("[marketing, sales]", "[marketing, nothing]", "There is no concept nothing in the pack."),
        ("[marketing, sales]", "[marketing, marketing]", "marketing stands twice in comparison; remove one."),
        ("[marketing, sales]", "[marketing, sales, business]", "The home page compares 2 concepts, and this names 3"),
        ("[marketing, sales]", "[marketing, sales]\nid: site", "The key id is unknown."),
    ],
)
def test_a_faulty_site_is_refused_with_its_line(tmp_path, old, new, fault):
    pack = write_pack(tmp_path)
    path = pack / "site.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PackFaultyError) as caught:
        check_pack(pack)
    assert fault in str(caught.value)


@pytest.mark.once
def test_neither_templates_nor_interface_words_name_the_subject_of_our_pack():
    """A pack for another field needs no code: whoever writes about weather never reads of marketing."""
    subject = re.compile(r"\b(marketing|sales|selling|promotions?)\b|营销|销售|推销|促销", re.IGNORECASE)
    root = Path(ours.BASE_DIR)
    files = [*(root / "templates").rglob("*.html"), *(root / "concepts").rglob("*.html")]
    files += [root / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"]
    assert len(files) > 60
    naming = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in files
        for line in path.read_text("utf-8").splitlines()
        if subject.search(line) and not line.startswith("#")
    ]
    assert naming == []
