"""Every public page with its number of queries, and that the number stays when every table holds ten times as much."""

from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from conceptbase.devtools.permission_table import PUBLIC
from concepts.content.snapshot_json import read_snapshot
from concepts.editorial.publishing import publish
from concepts.editorial.review import add_note
from concepts.evidence.addresses import card_address, edition_address
from concepts.models import ConceptLink, Dimension, Statement
from concepts.search.index.maintenance import rebuild
from sources.models import Boundary, Skip, SourceText
from tests import factories as make
from tests.concepts.admin.test_pages import make_content
from tests.concepts.pages.worlds import World, make_world, multiply

pytestmark = pytest.mark.django_db

# One query of each page is for the content revision its entity tag is made of.
TABLE = {
    "/{lang}/": 12,
    "/{lang}/about/": 1,
    "/{lang}/privacy/": 1,
    "/{lang}/cite/compare/alpha-vs-beta/": 9,
    "/{lang}/cite/concepts/alpha/": 11,
    "/{lang}/cite/questions/question-0/": 7,
    "/{lang}/cite/sources/english-0/": 10,
    "/{lang}/cite/sources/english-0/v1/articles/1.ris": 4,
    "/{lang}/cite/sources/english-0/v1/passages/0-9/": 11,
    "citations of characteristic": 9,
    "citations of distinction": 9,
    "citations of first edition of position": 4,
    "/{lang}/cite/statements/{finding}.svg": 3,
    "/{lang}/compare/": 3,
    "/{lang}/compare/alpha-vs-beta.csv": 9,
    "/{lang}/compare/alpha-vs-beta/dimension-0.json": 11,
    "/{lang}/concepts/alpha.csv": 11,
    "/{lang}/questions/question-0.csv": 7,
    "data of distinction": 9,
    "data of finding": 9,
    "data of first edition of distinction": 4,
    "/{lang}/sources/english-0.csv": 10,
    "/{lang}/sources/english-0/v1.json": 10,
    "/{lang}/sources/english-0/v1/articles/1.csv": 10,
    "/{lang}/sources/english-0/v1/passages/0-9.json": 11,
    "/{lang}/compare/alpha-vs-beta/": 9,
    "/{lang}/compare/alpha-vs-beta-vs-gamma-vs-delta/": 9,
    "/{lang}/compare/alpha-vs-beta/?language=en&only=contrasts": 9,
    "/{lang}/compare/alpha-vs-beta/?dimension=dimension-0&source=english-0": 9,
    "/{lang}/compare/gamma-vs-delta/": 10,  # one for a near pair
    "/{lang}/compare/gamma-vs-delta/?source=chinese-0": 10,  # one for a value that occurs nowhere
    "/{lang}/compare/alpha-vs-beta/?since=2000-01-01": 12,
    "/{lang}/compare/alpha-vs-beta/?view=all": 10,
    "/{lang}/compare/alpha-vs-beta/dimension-0/": 10,
    "/{lang}/compare/alpha-vs-beta/dimension-0/?show=quotations&language=en": 10,
    "/{lang}/compare/alpha-vs-beta/definitions/": 10,
    "/{lang}/compare/alpha-vs-beta/relations/": 10,
    "/{lang}/compare/alpha-vs-beta/questions/": 9,
    "/{lang}/concepts/": 7,
    "/{lang}/concepts/alpha/": 11,
    "/{lang}/concepts/alpha/dimension-0/": 12,
    "/{lang}/concepts/alpha/definitions/": 11,
    "/{lang}/concepts/alpha/distinctions/": 10,
    "/{lang}/concepts/alpha/relations/": 11,
    "/{lang}/concepts/alpha/questions/": 10,
    "/{lang}/dimensions/": 2,
    "/{lang}/dimensions/dimension-0/": 10,
    "/{lang}/dimensions/dimension-0/distinctions/": 9,
    "/{lang}/dimensions/dimension-0/questions/": 9,
    "/{lang}/distinctions/": 8,
    "distinction": 8,
    "characteristic": 8,
    "definition": 8,
    "relation": 8,
    "position": 8,
    "finding": 8,
    "part": 8,
    "first edition of distinction": 4,
    "first edition of position": 4,
    "editions of distinction": 4,
    "changes of distinction": 5,
    "/{lang}/feeds/site.atom": 6,  # one more where something was withdrawn
    "/{lang}/feeds/concepts/alpha.atom": 8,
    "/{lang}/feeds/questions/question-0.atom": 7,
    "/{lang}/feeds/sources/english-0.atom": 7,
    "feed of distinction": 7,
    "/{lang}/map/": 6,
    "/{lang}/questions/": 5,
    "/{lang}/questions/question-0/": 7,
    "/{lang}/search/": 3,
    "/{lang}/search/?q=alpha": 12,
    "/{lang}/search/?q=alpha+vs+beta&page=1": 12,
    "/{lang}/search/?q=words&kind=characteristic&concept=alpha": 12,
    "/{lang}/search/?q=everything&kind=passage": 12,  # which finds nothing
    "/{lang}/search/suggestions?q=al": 10,  # one where an earlier one showed the same content
    "/{lang}/search/completions?q=al": 10,
    "/api/v1/search?q=alpha&in={lang}": 12,
    "/{lang}/sources/": 3,
    "/{lang}/sources/english-0/": 11,
    "/{lang}/sources/english-0/v1/": 11,
    "/{lang}/sources/english-0/v1/articles/1/": 11,
    "/{lang}/sources/english-0/v1/passages/0-9/": 11,
    "/{lang}/tags/": 2,
    "/{lang}/tags/tag-0/": 9,
    "/{lang}/home.png": 2,
    "/{lang}/sources/english-0/v1/articles/1.png": 4,
    "/{lang}/quote-check/": 1,
    "/{lang}/quote-check/?text=Sales+push+products+to+users.": 11,  # six with texts in memory
    "/{lang}/quote-check/?text=English+words+of+{distinction}.": 10,
    "/{lang}/quote-check/?text=English+words+of+{finding}.": 10,
    "report on distinction": 3,
    "report on finding": 3,
    "report on first edition of distinction": 2,
    "/{lang}/report/sources/english-0/v1/passages/0-9/": 11,
    "/{lang}/which-word/": 9,
    "/embed/{lang}/s/{distinction}/": 8,
    "/embed/{lang}/s/{finding}/": 8,
    "/embed/{lang}/questions/question-0/": 7,
    "/embed/{lang}/compare/alpha-vs-beta/": 9,
    "/oembed?url=http://testserver/{lang}/statements/{finding}/": 8,
    "/oembed?url=http://testserver/{lang}/questions/question-0/&format=xml": 7,
    "/oembed?url=http://testserver/{lang}/compare/alpha-vs-beta/": 9,
    "/oembed?url=http://testserver/{lang}/concepts/alpha/": 11,
    "/sitemap.xml": 10,
    "/sitemap-lists-1.xml": 5,
    "/sitemap-concepts-1.xml": 3,
    "/sitemap-comparisons-1.xml": 3,
    "/sitemap-statements-1.xml": 1,
    "/sitemap-sources-1.xml": 2,
    "/sitemap-passages-1.xml": 1,
    "/llms.txt": 4,
}

# A card costs what its page costs.
PAGE_OF_CARD = {
    "card of distinction": "distinction",
    "card of finding": "finding",
    "/{lang}/compare/alpha-vs-beta.png": "/{lang}/compare/alpha-vs-beta/",
    "/{lang}/concepts/alpha.png": "/{lang}/concepts/alpha/",
    "/{lang}/questions/question-0.png": "/{lang}/questions/question-0/",
    "/{lang}/sources/english-0.png": "/{lang}/sources/english-0/",
    "/{lang}/sources/english-0/v1.png": "/{lang}/sources/english-0/v1/",
    "card of first edition of distinction": "first edition of distinction",
    "card of first edition of position": "first edition of position",
}
TABLE |= {card: TABLE[page] for card, page in PAGE_OF_CARD.items()}
# But for these, which show less than their pages.
PAGE_OF_CARD |= {
    "/{lang}/home.png": "/{lang}/",
    "/{lang}/sources/english-0/v1/articles/1.png": "/{lang}/sources/english-0/v1/articles/1/",
}


# Pages that read the text of a version, in a query of its own.
SHOW_A_TEXT = [
    page
    for page in TABLE
    if page.startswith(
        (
            "/{lang}/sources/english-0",
            "/{lang}/quote-check/?",
            "/{lang}/cite/sources/",
            "/{lang}/report/sources/",
            "/{lang}/search/?",  # for what nobody cites
            "/api/v1/search?",
        )
    )
    and not page.endswith((".ris", "/articles/1.png"))
]

# Pages that answer without a page of their own to count: they lead elsewhere, or ask nothing about content.
UNCOUNTED = {
    "root", "favicon", "patterns", "healthz", "short", "short-edition", "edition-data",
    "share:robots", "share:security", "share:opensearch", "share:touch-icon", "share:manifest",
}  # fmt: skip


def address_of(page: str, world: World, language: str) -> str:
    if page.startswith("/"):
        codes = {kind: world.first(kind).code for kind in ("distinction", "finding")}
        return page.format(lang=language, **codes)
    if page.startswith("report on "):
        path = address_of(page.removeprefix("report on "), world, language).removeprefix(f"/{language}")
        return f"/{language}/report{path}"
    what, of, kind = page.partition(" of ")
    if not of:
        return world.first(page).get_absolute_url().replace("/en/", f"/{language}/")
    if what == "first edition":
        editions = world.first(kind).editions
        return edition_address(read_snapshot(editions.get(number=1).data), 1).replace("/en/", f"/{language}/")
    if what == "data":
        return f"{address_of(kind, world, language).removesuffix('/')}.csv"
    if what == "citations":
        return f"/{language}/cite{address_of(kind, world, language).removeprefix(f'/{language}')}"
    if what == "feed":
        return f"/{language}/feeds/statements/{world.first(kind).code}.atom"
    if what == "card":
        return card_address(address_of(kind, world, language))
    query = "?from=1&to=2" if what == "changes" else ""
    return f"/{language}/editions/{world.first(kind).code}/{query}"


def publish_again(statement: Statement, number: int) -> None:
    """One edition more."""
    Statement.objects.filter(pk=statement.pk).update(text_en=f"Words, written {number} times.")
    publish(statements=[statement])


def fill_the_rest(number: int) -> None:
    """One row more in each table that worlds do not fill."""
    make_content(number)
    make.add_dimension_label(Dimension.objects.get(slug="dimension-0"), f"Name {number}")
    add_note(row=Statement.objects.filter(status="draft").latest("id"), by="a test", text="Say more.")
    version = make.make_source(f"versions-{number}")
    article = version.articles.get()
    Boundary.objects.create(article=article, kind="heading", start=0, end=5)
    Skip.objects.create(version=version, article=article, start=0, end=9, reason="filler")
    make.make_version(source=version.source, number=2, language="en", text="Other.", sha256="0" * 64)


def sizes() -> dict[str, int]:
    models = [model for label in ("sources", "concepts") for model in apps.get_app_config(label).get_models()]
    return {model.__name__: model._base_manager.count() for model in models if not model._meta.proxy}


@pytest.mark.slow
@pytest.mark.usefixtures("known_site")
def test_every_public_page_has_its_number_of_queries_with_tenfold_content_too(client, deep):
    """In both languages with little content; with tenfold in Chinese, with `--deep` in English too."""
    world = make_world()
    fill_the_rest(1000)
    publish_again(world.first("distinction"), 0)
    before = sizes()

    def queries(language: str) -> dict[str, int]:
        rebuild()
        client.get(f"/{language}/search/?q=alpha")  # loads what queries are understood by, once for this content
        counts = {}
        for page in TABLE:
            address = address_of(page, world, language)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200, address
            counts[page] = len(captured)
            reads_text = [query["sql"] for query in captured if SourceText._meta.db_table in query["sql"]]
            assert len(reads_text) == (page in SHOW_A_TEXT), page
            assert not [sql for sql in reads_text if " JOIN " in sql], "a join walks through whole texts"
        return counts

    small = {language: queries(language) for language in ("en", "zh-hans")}
    multiply(world, 40)
    for number in range(1, 60):
        fill_the_rest(number)
        publish_again(world.first("distinction"), number)
    for number in range(40):
        ConceptLink.objects.create(concept=world.concepts[0], other=make.make_concept(f"more-{number}"), kind="related")
    not_content = (
        "BroughtFile",
        "ContentRevision",
        "Notice",
        "NoticeMail",
        "OpenForm",
        "Original",
        "PassageSuccession",
        "Proposal",
        "RowChange",
        "SentForm",
        "Site",
        "SiteConcept",
    )
    grown = {name: count / before[name] for name, count in sizes().items() if name not in not_content}
    assert len(grown) >= 20
    assert {name: times for name, times in grown.items() if times < 10} == {}
    assert small["en"] == TABLE
    assert small["zh-hans"] == TABLE
    assert queries("zh-hans") == TABLE
    assert not deep or queries("en") == TABLE
    assert max(TABLE.values()) <= 12


def test_every_public_page_is_in_the_table():
    world = make_world()
    addresses = {address_of(page, world, "en") for page in TABLE}
    counted = {resolve(urlsplit(address).path).view_name for address in addresses}
    leading = {"pages:distinction-by-code"}  # 301 to the distinction
    assert counted
    assert PUBLIC - counted - UNCOUNTED - leading == set()


@pytest.mark.slow
def test_a_key_that_no_page_reads_changes_no_page(client):
    world = make_world()
    publish_again(world.first("distinction"), 0)
    rebuild()
    # The API and its like tell of a key that is none, the citation of a comparison in which second it was asked for.
    programs = ("/api/", "/sitemap", "/llms.txt", "/{lang}/cite/compare/")
    pages = [page for page in TABLE if not page.startswith(programs)]
    for number, page in enumerate(pages):
        address = address_of(page, world, ("en", "zh-hans")[number % 2])
        mark = "&" if "?" in address else "?"
        answers = [client.get(f"{address}{more}") for more in ("", f"{mark}utm_source=营销&%26=)&from_=1")]
        assert [answer.status_code for answer in answers] == [200, 200], address
        assert answers[0].content == answers[1].content, address
        assert answers[0].headers == answers[1].headers, address
