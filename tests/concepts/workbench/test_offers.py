"""Sentences that nothing cites are offered once, with what they may support; what is dismissed stays so."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concepts.models import Concept, Statement
from concepts.workbench.models import DismissalReason, DismissedSentence, OfferedSentence, ScannedText
from concepts.workbench.offers.dismissing import dismiss
from concepts.workbench.offers.queue import OfferFilter, find_open, load_offers
from concepts.workbench.offers.scanning import find_unscanned, load_made_with, scan_texts
from sources.models import Boundary, Skip, Source, SourceVersion
from tests import factories as make
from tests.concepts.admin.pages import read_form

pytestmark = pytest.mark.django_db
LIST = reverse("admin:workbench_offeredsentence_changelist")
DECIDE = reverse("admin:workbench_offeredsentence_decide")
ENGLISH = "Marketing pulls users, while sales push products. It rained. Marketing is the art of being found."
CHINESE = "销售则更注重结果。今天下雨。市场营销包括销售。"


@dataclass
class Texts:
    """Two texts that offer two sentences each, and a statement that one of them may support."""

    english: SourceVersion
    chinese: SourceVersion
    concepts: list[Concept]
    statement: Statement


@pytest.fixture
def texts(db: None) -> Texts:
    concepts = [make.make_concept("marketing", "Marketing", "市场营销"), make.make_concept("sales", "Sales", "销售")]
    make.make_concept("market", "Market", "市场")
    passage = make.make_passage(make.make_source("other"), "Marketing pulls users to products.")
    words = {"text_en": "Marketing is an art.", "text_zh": "市场营销是一门艺术。"}
    statement = make.make_published("characteristic", concepts[0], cites=(passage,), **words)
    texts = Texts(
        make.make_source("english", ENGLISH), make.make_source("chinese", CHINESE, "zh-hans"), concepts, statement
    )
    assert scan_texts() == (3, 0)
    return texts


def offered(**wanted: object) -> list[str]:
    """The words of what is open, without that of the source `other`."""
    offers = load_offers(find_open(OfferFilter(**wanted)))
    return [str(offer.words) for offer in offers if offer.source.name.words not in ("Source other", "来源 other")]


def row_of(words: str) -> OfferedSentence:
    return OfferedSentence.objects.get(
        pk=next(o.id for o in load_offers(find_open(OfferFilter())) if words in str(o.words))
    )


CONTRAST, DEFINITION = ENGLISH.split(" It rained. ")
MORE, RELATION = CHINESE.split("今天下雨。")


def test_sentences_with_names_and_cues_are_offered_in_the_order_of_the_texts(texts: Texts) -> None:
    assert offered() == [CONTRAST, DEFINITION, MORE, RELATION]
    assert offered(language="zh-hans") == [MORE, RELATION]
    assert offered(kind="defines") == [DEFINITION]
    assert offered(kind="relates") == [RELATION]
    assert offered(source=texts.english.source_id) == [CONTRAST, DEFINITION]
    assert offered(source=texts.chinese.source_id, kind="contrasts") == [MORE]


def test_an_offer_says_what_it_speaks_of_and_what_it_may_support(texts: Texts) -> None:
    offer = next(o for o in load_offers(find_open(OfferFilter(kind="defines"))) if str(o.words) == DEFINITION)
    assert [str(concept.name) for concept in offer.concepts] == ["Marketing"]
    assert [str(row.name) for row in offer.statements] == [f"{texts.statement.code} · Marketing is an art."]
    assert offer.statements[0].address == reverse("admin:concepts_characteristic_change", args=[texts.statement.pk])
    assert str(offer.before) == "…arketing pulls users, while sales push products. It rained."
    assert str(offer.after) == ""
    start = ENGLISH.index(DEFINITION)
    place = f"from={start}&to={len(ENGLISH)}&concepts={texts.concepts[0].pk}"
    assert offer.accept == f"/admin/sources/article/{texts.english.articles.get().pk}/mark/?{place}"
    assert offer.statements[0].accept == f"{offer.accept}&statement={texts.statement.pk}"


def test_what_is_cited_marked_or_a_heading_is_not_offered(texts: Texts) -> None:
    passage = make.make_passage(texts.english, "sales push products")
    assert CONTRAST in offered()  # a passage that nothing cites is no evidence
    make.make_statement("characteristic", texts.concepts[1], cites=(passage,))
    assert offered() == [DEFINITION, MORE, RELATION]
    article = texts.chinese.articles.get()
    Skip.objects.create(version=texts.chinese, article=article, start=0, end=len(MORE), reason="filler")
    assert offered() == [DEFINITION, RELATION]
    start = ENGLISH.index(DEFINITION)
    heading = {"article": texts.english.articles.get(), "kind": Boundary.Kind.HEADING}
    Boundary.objects.create(start=start, end=len(ENGLISH), **heading)
    assert offered() == [RELATION]


def test_of_sentences_that_are_alike_the_first_alone_is_offered(texts: Texts) -> None:
    copies = make.make_source("copies", f"{DEFINITION.upper()} {DEFINITION} Sales differ from marketing.")
    make.make_source("copies-zh", RELATION.replace("。", "！"), "zh-hans")
    assert scan_texts() == (2, 0)
    assert offered() == [CONTRAST, DEFINITION, MORE, RELATION, "Sales differ from marketing."]
    first = make.make_passage(texts.english, DEFINITION)
    make.make_statement("definition", texts.concepts[0], cites=(first,))
    assert offered(source=copies.source_id) == ["Sales differ from marketing."]  # a copy adds no article


def test_the_newest_text_of_a_source_is_looked_through_once_and_again_when_names_change(texts: Texts) -> None:
    assert scan_texts() == (0, 0)
    text = "Sales is the act of selling."
    version = make.make_version(source=texts.english.source, number=2, language="en", text=text, sha256="2" * 64)
    make.make_article(version, 0, len(text))
    assert offered(source=texts.english.source_id) == [CONTRAST, DEFINITION]  # until it is looked through
    assert scan_texts(source=texts.english.source_id) == (1, 0)
    assert offered(source=texts.english.source_id) == [text]
    make.make_concept("rain", "Rained", "下雨")
    assert find_unscanned(load_made_with()).count() == 3
    assert scan_texts(seconds=-1) == (1, 2)
    call_command("offer_sentences")
    assert scan_texts() == (0, 0)


def test_a_withheld_text_offers_nothing_and_hides_no_copy(texts: Texts) -> None:
    make.make_source("repost", DEFINITION)
    scan_texts()
    reasons = {"withheld_reason_en": "Asked.", "withheld_reason_zh": "应要求。"}
    Source.objects.filter(pk=texts.english.source_id).update(withheld="excerpts", **reasons)
    assert offered() == [MORE, RELATION, DEFINITION]


def test_what_is_dismissed_is_offered_nowhere_and_can_be_offered_again(texts: Texts, editor: Client) -> None:
    make.make_source("repost", DEFINITION)
    scan_texts()
    ids = [row_of(DEFINITION).pk, row_of("更注重").pk]
    answer = editor.post(DECIDE, {"sentence": ids, "reason": "off-topic"}, follow=True)
    assert "2 sentences are dismissed." in answer.content.decode()
    assert offered() == [CONTRAST, RELATION]
    shown = editor.get(LIST, {"state": "dismissed"}).content.decode()
    assert DEFINITION in shown
    assert "off topic" in shown
    assert "editor" in shown
    OfferedSentence.objects.all().delete()  # the texts are looked through anew
    ScannedText.objects.all().delete()
    scan_texts()
    assert offered() == [CONTRAST, RELATION]
    row = DismissedSentence.objects.get(version=texts.chinese)
    answer = editor.post(f"{DECIDE}?state=dismissed", {"again": row.pk}, follow=True)
    assert "The sentence is offered again." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"{LIST}?state=dismissed"
    assert offered() == [CONTRAST, MORE, RELATION]
    answer = editor.post(DECIDE, {"again": row.pk}, follow=True)
    assert "That sentence is offered already." in answer.content.decode()


def test_dismissing_twice_keeps_the_first_reason(texts: Texts) -> None:
    row = row_of(DEFINITION)
    dismiss(sentence=row, reason=DismissalReason.FILLER, by="a test")
    dismiss(sentence=row, reason=DismissalReason.REPEAT, by="another")
    kept = DismissedSentence.objects.get()
    assert (kept.reason, kept.by_name) == ("filler", "a test")


@pytest.mark.parametrize(
    "sent", [{}, {"sentence": "x"}, {"sentence": "99999999999999999999", "reason": "filler"}, {"again": "-1"}]
)
def test_what_no_page_sends_dismisses_nothing(texts: Texts, editor: Client, sent: dict[str, str]) -> None:
    assert editor.post(DECIDE, sent, follow=True).status_code == 200
    assert not DismissedSentence.objects.exists()
    ids = [OfferedSentence.objects.first().pk]
    assert editor.post(DECIDE, {"sentence": ids, "reason": "nonsense"}, follow=True).status_code == 200
    assert not DismissedSentence.objects.exists()


def test_the_page_looks_through_texts_when_it_is_asked_to(texts: Texts, editor: Client) -> None:
    make.make_source("new", "Sales differ from marketing.")
    assert "1 text was not looked through yet" in editor.get(LIST).content.decode()
    answer = editor.post(DECIDE, {"_look": "1"}, follow=True).content.decode()
    assert "1 text was looked through." in answer
    assert "Sales differ from marketing." in answer


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["What the texts offer", "contrasts", "It may support", "Accept", "Dismiss the ticked sentences"]),
        ("zh-hans", ["文本可用的句子", "对比", "它可能支持", "采用", "忽略勾选的句子"]),
    ],
)
def test_the_page_speaks_both_languages(texts: Texts, editor: Client, language: str, words: list[str]) -> None:
    page = unescape(editor.get(LIST, headers={"accept-language": language}).content.decode())
    assert [word for word in words if word not in page] == []
    assert '<p class="offer-words" lang="zh-Hans">' in page
    assert page.count("<h1") == 1
    for query in ("?source=x&language=1&kind=%00&p=-1", f"?source={texts.english.source_id}&kind=defines&p=9"):
        assert editor.get(f"{LIST}{query.replace('%00', 'nul')}").status_code == 200


def test_a_viewer_sees_the_sentences_and_decides_nothing(texts: Texts, signed_in) -> None:
    viewer = signed_in("viewer")
    page = viewer.get(LIST).content.decode()
    assert DEFINITION in page
    assert "Dismiss" not in page
    assert "Accept" not in page
    assert viewer.post(DECIDE, {"_look": "1"}).status_code == 403


def test_accepting_opens_the_text_with_the_panel_filled_in(texts: Texts, editor: Client) -> None:
    page = editor.get(LIST, {"kind": "defines"}).content.decode()
    code = texts.statement.code
    for words in ("Accept", f"Cite it for {code}"):
        address = unescape(re.findall(rf'href="([^"]+)"[^>]*>{words}<', page)[-1])
        panel = editor.get(address).content.decode()
        assert DEFINITION in unescape(panel)
        assert f'value="{texts.statement.pk}"' in panel  # offered to be supported, and chosen by its own link
        chosen = re.search(rf'<input[^>]*name="statement"[^>]*value="{texts.statement.pk}"[^>]*>', panel)
        assert chosen
        assert ("checked" in chosen[0]) == (words != "Accept")


def test_the_home_page_and_the_source_lead_to_what_is_offered(texts: Texts, editor: Client) -> None:
    home = editor.get("/admin/").content.decode()
    assert f'href="{LIST}"' in home
    assert "Marketing is the art of being found." in home
    source = editor.get(reverse("admin:sources_source_change", args=[texts.english.source_id])).content.decode()
    assert f'href="{LIST}?source={texts.english.source_id}"' in source


def test_the_page_takes_as_many_queries_for_many_sentences_as_for_few(texts: Texts, editor: Client) -> None:
    def queries(**query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(LIST, query).status_code == 200
        return len(captured)

    few, one = queries(), queries(kind="defines")
    for number in range(6):
        text = " ".join(f"Marketing number {number} {word} differs from sales." for word in ("a", "b", "c", "d"))
        make.make_source(f"more-{number}", text)
    scan_texts()
    assert len(offered()) == 28
    assert queries() == few == one <= 20
    assert queries(state="dismissed") <= 12


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"contrasts": False, "defines": False, "relates": False}, "offered_sentence_has_a_kind"),
        ({"end": 0}, "offered_sentence_ends_after_it_starts"),
    ],
)
def test_the_database_refuses_an_offered_sentence_that_is_none(texts: Texts, change: dict[str, object], name: str):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferedSentence.objects.filter(pk=OfferedSentence.objects.first().pk).update(**change)
    assert name in {constraint.name for constraint in OfferedSentence._meta.constraints}


def test_the_database_keeps_each_sentence_and_each_dismissal_once(texts: Texts) -> None:
    row = OfferedSentence.objects.first()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    place = {"version": texts.english, "start": 3, "end": 9, "letters": "a" * 64}
    DismissedSentence.objects.create(reason="filler", **place)
    for change in ({}, {"letters": "b" * 64, "reason": "nonsense"}, {"letters": "b" * 64, "end": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DismissedSentence.objects.create(**{"reason": "filler", **place, **change})


def test_a_draft_of_a_source_is_deleted_with_what_its_text_offers(texts: Texts, signed_in) -> None:
    admin = signed_in("admin")
    source = texts.english.source
    dismiss(sentence=row_of(DEFINITION), reason=DismissalReason.FILLER, by="a test")
    Source.objects.filter(pk=source.pk).update(status="draft")
    SourceVersion.objects.filter(source=source).update(status="draft")
    for row in (texts.english, source):
        page = reverse(f"admin:sources_{row._meta.model_name}_delete", args=[row.pk])
        asked = admin.get(page).content.decode()
        assert "your account doesn't have permission" not in unescape(asked)
    answer = admin.post(page, read_form(admin.get(page)) | {"post": "yes"}, follow=True)
    assert not Source.objects.filter(pk=source.pk).exists(), answer.content.decode()
    assert not OfferedSentence.objects.filter(version=texts.english.pk).exists()
