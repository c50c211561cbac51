"""The page that checks a quote: word for word, altered, translated, ours, or not there, part by part."""

import re
from contextlib import suppress
from urllib.parse import quote

import pytest
from django.test import Client

from conceptbase.page_cache import conditional
from concepts.editorial.withholding import withhold
from concepts.pages.quotes.check import MOST_CHARACTERS, UncheckedQuoteError, check_quote
from concepts.pages.quotes.folding import has_same_words
from concepts.search.index.maintenance import rebuild
from sources.models import Source
from tests import factories as make
from tests.concepts.pages.worlds import make_world
from tests.test_addresses import HAN, Languages
from tests.test_withholding import CITED, TEXTS, TRANSLATIONS, WHY

pytestmark = pytest.mark.django_db
PAGE = "/{}/quote-check/"
OURS = {"origin": "http://testserver"}
HIDDEN = re.compile(r'<span class="visually-hidden"[^>]*>[^<]*</span>')
SENTENCE = {"en": "Sales push products to users.", "zh-hans": "销售是把产品卖好。"}
ALTERED = {"en": "Sales push discounts to users.", "zh-hans": "销售是把产品卖光。"}
DIFFERENCE = {
    "en": "Sales push <del>products</del><ins>discounts</ins> to users.",
    "zh-hans": "销售是把产品卖<del>好</del><ins>光</ins>。",
}
NOWHERE = {"en": "The moon is made of green cheese.", "zh-hans": "月亮是绿色的奶酪做的。"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def answer(text: str, language: str = "en") -> str:
    """The page that answers for a text in the address."""
    response = Client().get(f"{PAGE.format(language)}?text={quote(text)}")
    assert response.status_code == 200
    return response.content.decode()


def post(text: str, language: str = "en", headers: dict[str, str] | None = None, **options):
    client = Client(**options)
    return client.post(PAGE.format(language), {"text": text}, headers=OURS if headers is None else headers)


def verdicts(text: str) -> list[str]:
    return [part.verdict.value for part in check_quote(text).parts]


@pytest.fixture
def world():
    return make_world()


@LANGUAGES
def test_words_of_a_source_lead_to_their_place_and_what_we_say_on_it(world, language):
    version = {"en": world.english, "zh-hans": world.chinese}[language]
    words = {"en": SENTENCE["en"], "zh-hans": "两者的最终目标都是收入。"}[language]
    html = answer(words, language)
    start = version.read_text().index(words)
    place = f"/{language}/sources/{version.source.slug}/v1/passages/{start}-{start + len(words)}/"
    assert f'href="{place}"' in html
    assert {"en": "Word for word in our sources", "zh-hans": "来源中一字不差"}[language] in html
    citing = {"en": world.first("characteristic"), "zh-hans": world.first("common")}[language]
    assert f'href="{citing.get_absolute_url()}"'.replace("/en/", f"/{language}/") in html
    assert "<ins>" not in html


@LANGUAGES
def test_an_altered_quote_shows_the_difference_in_words_too(world, language):
    html = answer(ALTERED[language], language)
    assert {"en": "Altered", "zh-hans": "有改动"}[language] in html
    assert DIFFERENCE[language] in HIDDEN.sub("", html)
    for hidden in {"en": ("removed: ", "added: "), "zh-hans": ("删去：", "增加：")}[language]:
        assert f">{hidden}</span>" in html


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("Sales  push\r\nproducts to\tusers.", "verbatim"),
        ("销售\n是把 产品卖好。", "verbatim"),
        ("“Sales push products to users.”", "verbatim"),
        ("「销售是把产品卖好。」", "verbatim"),
        ("push products to users", "verbatim"),
        ("ales push products to users.", "altered"),  # a word cut in two is another word
        ("Sales push products to use", "altered"),
        ("sales push products to users", "same-words"),
        ("Sales pushproducts to users.", "altered"),
        ("Sales push products—to users.", "same-words"),
        ("销售是把产品卖好.", "same-words"),
        ("銷售是把產品賣好。", "same-words"),
        ("销售，是把产品‘卖好’。", "same-words"),
        ("Ｓａｌｅｓ push products to users.", "same-words"),
        ("Sales push\u200b products to users.", "same-words"),
        ("Sales push 5% products to users.", "altered"),
        ("Sales push prod\u202eucts to users.", "altered"),
        ("Products do not push sales.", "not-found"),
        (NOWHERE["zh-hans"], "not-found"),
        ("التسويق ليس هو البيع على الإطلاق", "not-found"),
        ("👩‍👩‍👧‍👦 Sales push products to users. 👍", "same-words"),
        ("Sales", "short"),
        ("销", "short"),
        ("a", "short"),
    ],
)
def test_word_for_word_allows_other_line_ends_and_blanks_and_nothing_else(world, typed, verdict):
    assert verdicts(typed) == [verdict]


@LANGUAGES
def test_other_punctuation_and_characters_do_not_alarm(world, language):
    typed = {"en": "Sales push “products” to users", "zh-hans": "銷售是把產品賣好."}[language]
    html = HIDDEN.sub("", answer(typed, language))
    heading = {"en": "The same words, other punctuation or characters", "zh-hans": "字词相同，标点或字形不同"}[language]
    assert f'<h2 id="the-answer">{heading}</h2>' in re.sub(r"\s*(</?h2[^>]*>)\s*", r"\1", html)
    assert {"en": ">Altered<", "zh-hans": ">有改动<"}[language] not in html
    assert "<ins>" in html


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("It’s a long-term plan.", "It's a long‐term plan", True),
        ("销售，是营销", "銷售是營銷。", True),
        ("需要了解客户", "需要瞭解客戶", True),
        ("It grew by 5%", "It grew by ５％.", True),
        ("It grew by 5%", "It grew by 5", False),
        ("It grew by 1.5%", "It grew by 15%", False),
        ("the rapist", "therapist", False),
        ("products", "prod\u202eucts", False),
        ("销售是营销", "销售非营销", False),
    ],
)
def test_the_same_words_are_told_from_others(first, second, same):
    assert has_same_words(first, second) == same


@pytest.fixture
def said_alike(world):
    """Sentences of a source and, a little otherwise, of ours; and what only we say."""
    make.make_source("alike", "销售只是营销的一部分。Sales are only one part of marketing.", "zh-hans")
    make.make_source("alike-english", "Sales are only one part of marketing.")
    cites = (make.make_passage(world.english, SENTENCE["en"]),)
    pairs = [
        ("Sales are one part of marketing.", "销售是营销的一部分。"),
        ("Sales sell to buyers.", "销售就是把产品卖给客户。"),
    ]
    return [
        make.make_published("characteristic", world.concepts[0], text_en=en, text_zh=zh, cites=cites)
        for en, zh in pairs
    ]


@pytest.mark.parametrize(
    "typed", ["销售就是营销的一部分", "销售仅仅是营销的一部分", "Sales are merely one part of marketing."]
)
def test_sources_go_before_our_own_words(said_alike, typed):
    [part] = check_quote(typed).parts
    assert part.verdict == "altered"
    assert part.compared.words.startswith(("销售只是营销的一部分", "Sales are only one part"))


@LANGUAGES
def test_what_only_resembles_our_own_words_is_not_found_and_the_nearest_is_told(said_alike, language):
    html = answer("营销就是把产品卖给客户", language)
    assert {"en": "Not in our sources", "zh-hans": "来源中没有"}[language] in html
    label = {"en": "The nearest is our statement in Chinese:", "zh-hans": "最接近的是我们的一条中文陈述："}[language]
    assert label in html
    assert f"/statements/{said_alike[1].code}/" in html
    assert "<ins>" not in html


@LANGUAGES
def test_our_words_stand_in_the_language_in_which_they_were_compared(said_alike, language):
    statement = said_alike[1]
    html = answer("销售就是把产品卖给客户呀。", language)
    assert {"en": "Our statement in Chinese:", "zh-hans": "我们的中文陈述："}[language] in html
    assert statement.text_zh in html
    assert statement.text_en not in html


@LANGUAGES
def test_other_places_are_links(world, language):
    words = {"en": "Customers buy what they trust.", "zh-hans": "顾客购买他们信任的东西。"}[language]
    version = make.make_source("twice", f"{words}\n\n{words}", language)
    html = answer(words, language)
    for start in (0, len(words) + 2):
        place = f"/{language}/sources/{version.source.slug}/v1/passages/{start}-{start + len(words)}/"
        assert html.count(f'href="{place}"') == 1, place
    assert {"en": "It stands in another place, too:", "zh-hans": "另外还有 1 处也是这样写的："}[language] in html


@LANGUAGES
def test_sources_the_policy_and_a_search_without_results_lead_here(world, language):
    rebuild()
    for address in ("sources/", "about/", "search/?q=xyzzy+“plugh”+quux"):
        html = Client().get(f"/{language}/{address}").content.decode()
        assert f'href="{PAGE.format(language)}' in html, address
    assert f'href="{PAGE.format(language)}?text=xyzzy%20' in html


def test_characters_that_cannot_be_seen_are_named(world):
    html = HIDDEN.sub("", answer("Sales push prod\u202eucts to users."))
    assert "[U+202E]" in html
    assert "\u202e" not in html.partition("<textarea")[0]


def test_parts_are_judged_by_themselves_and_neighbours_together(world):
    text = world.english.read_text()
    assert verdicts(text) == ["verbatim"]
    first, second, third = re.findall(r"\S[^.]*\.", text)
    assert verdicts(f"{first} {second}") == ["verbatim"]
    assert verdicts(f"{third} {first}") == ["verbatim"] * 2
    assert "they do not follow one another there" in answer(f"{third} {first}")
    assert verdicts(f"{first} […] {NOWHERE['en']} {third}") == ["verbatim", "not-found", "verbatim"]
    for ellipsis in ("…", "...", "[...]", "（……）", "……", "[ … ]"):
        assert verdicts(f"Marketing pulls users {ellipsis} products to users.") == ["verbatim"] * 2, ellipsis
    chinese = re.findall("[^。]+。", world.chinese.read_text())
    assert verdicts("".join(chinese)) == ["verbatim"]
    assert verdicts("".join(reversed(chinese))) == ["verbatim"] * 3


def test_halves_of_two_sentences_are_not_one_quote(world):
    assert verdicts("Marketing pulls users to users. Both aim at revenue.") == ["altered", "verbatim"]
    assert verdicts("营销是让产品卖好。") == ["altered"]


@LANGUAGES
def test_our_own_words_are_no_quotation(world, language):
    statement = world.first("common")
    words = {"en": statement.text_en, "zh-hans": statement.text_zh}[language]
    html = answer(words, language)
    assert {"en": "Our own words, no quotation", "zh-hans": "我们自己的话，不是引文"}[language] in html
    assert f"/statements/{statement.code}/" in html
    assert "draft" not in check_quote(words).parts[0].verdict


@LANGUAGES
@pytest.mark.parametrize("kind", ["definition", "characteristic", "distinction", "finding", "position"])
def test_our_own_words_name_what_they_are_about_and_what_they_stand_on(world, kind, language):
    statement = world.first(kind)
    html = answer({"en": statement.text_en, "zh-hans": statement.text_zh}[language], language)
    page = Client().get(statement.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()
    assert {"en": "These are our words", "zh-hans": "这是我们自己的话"}[language] in html
    if kind != "position":
        about = {"en": "These are our words about ", "zh-hans": "这是我们自己的话，说的是"}[language]
        assert f'{about}<a href="/{language}/concepts/alpha/">' in html
    assert {"en": "what it stands on:", "zh-hans": "它所依据的："}[language] in html
    passages = set(re.findall(r"/sources/[a-z0-9-]+/v1/passages/[0-9]+-[0-9]+/", html))
    assert passages
    assert passages <= set(re.findall(r"/sources/[a-z0-9-]+/v1/passages/[0-9]+-[0-9]+/", page))


@LANGUAGES
def test_what_our_own_words_stand_on_is_told_as_far_as_readers_see_it(world, language):
    passage = make.make_passage(world.english, "Both aim")
    statement = make.make_published("definition", world.concepts[0], cites=(passage,))
    words = {"en": statement.text_en, "zh-hans": statement.text_zh}[language]
    assert "Both aim" in answer(words, language)
    withhold(source=world.english.source, shows="nothing", **WHY)
    html = answer(words, language)
    assert "Both aim" not in html
    assert {"en": "These are our words", "zh-hans": "这是我们自己的话"}[language] in html


def test_drafts_are_nobodys_words(world):
    draft = make.make_statement("definition", world.concepts[0], text_en="Ostriches sell marmalade to walruses.")
    unseen = make.make_source("unseen", "Quixotic yaks buy marmalade at dawn.")
    assert verdicts(draft.text_en) == ["not-found"]
    assert verdicts("Quixotic yaks buy marmalade at dawn.") == ["verbatim"]
    Source.objects.filter(pk=unseen.source_id).update(status="draft")
    assert verdicts("Quixotic yaks buy marmalade at dawn.") == ["not-found"]


@pytest.mark.parametrize(
    ("language", "translation", "typed"),
    [
        ("en", "营销把用户拉到产品跟前来。", "营销把用户拉到产品跟前来。"),
        ("zh-hans", "Marketing makes products easy to sell.", "Marketing makes products hard to sell."),
    ],
)
def test_our_translation_leads_to_what_it_translates(world, language, translation, typed):
    version = {"en": world.english, "zh-hans": world.chinese}[language]
    words = version.read_text()[: version.read_text().index({"en": ".", "zh-hans": "。"}[language]) + 1]
    passage = make.make_passage(version, words)
    article = passage.article
    type(passage).objects.filter(pk=passage.pk).update(translation=translation, translation_by="ours")
    make.make_published("definition", world.concepts[0], cites=(passage,))
    html = answer(typed)
    assert "It is our translation of:" in html
    assert article
    title = article.title
    assert re.search(rf"article {article.number}, <[^>]+>{title.words}<|article {article.number}, {title.words}", html)
    assert f"<mark>{words}</mark>" in html
    assert ("<ins>" in html) == (typed != translation)
    assert f"/passages/{passage.start}-{passage.end}/" in html


@LANGUAGES
def test_of_a_source_only_what_its_pages_show_is_told(world, language):
    version = make.make_source("telling", TEXTS[language], language, display="excerpts")
    passage = make.make_passage(version, CITED[language], translation=TRANSLATIONS[language][1], translation_by="ours")
    make.make_published("definition", world.concepts[0], cites=(passage,))
    sentences = re.findall(r"\S[^.。]*[.。]", TEXTS[language])
    assert [verdicts(sentence) for sentence in sentences] == [
        ["not-found"], ["verbatim"], ["verbatim"], ["verbatim"], ["not-found"]
    ]  # fmt: skip
    assert verdicts(TEXTS[language]) == ["not-found", "verbatim", "not-found"]
    html = answer(sentences[1], language)
    assert sentences[0] not in html
    [link] = re.findall(rf'href="(/{language}/sources/telling/[^"]+)"', html)
    assert Client().get(link).status_code == 200
    withhold(source=version.source, shows="nothing", **WHY)
    for words in (*sentences, *TRANSLATIONS[language]):
        assert verdicts(words)[0] in ("not-found", "short"), words
        assert "telling" not in answer(words, language)


@LANGUAGES
def test_a_short_text_leads_to_an_address_and_a_long_one_is_answered_at_once(world, language):
    response = post(SENTENCE[language], language)
    assert response.status_code == 302
    assert Client().get(response["Location"]).status_code == 200
    long_text = " ".join([SENTENCE[language], *[NOWHERE[language]] * 70])
    response = post(long_text, language)
    assert response.status_code == 200
    assert not response.cookies
    assert not response.has_header("ETag")
    html = response.content.decode()
    assert html.count("checked-verbatim") == 1
    assert html.count("checked-not-found") == 70


def test_a_posted_page_is_not_stored(world, monkeypatch):
    kept = []
    monkeypatch.setattr(conditional, "keep", lambda *page: kept.append(page))
    assert post(f"{SENTENCE['en']} " * 100).status_code == 200
    assert not kept
    answer(SENTENCE["en"])
    assert len(kept) == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (OURS, 302),
        ({"sec-fetch-site": "same-origin"}, 302),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 302),
        ({}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
    ],
)
def test_only_our_own_pages_may_post(world, headers, status):
    response = post(SENTENCE["en"], headers=headers, enforce_csrf_checks=True)
    assert response.status_code == status
    assert not response.cookies
    if status == 403:
        assert SENTENCE["en"] not in response.content.decode()
        assert "did not come from a page of this site" in response.content.decode()


@LANGUAGES
@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("x" * (MOST_CHARACTERS + 1), 413, {"en": "This is too long", "zh-hans": "太长了"}),
        ("营销" * 50_000, 413, {"en": "This is too long", "zh-hans": "太长了"}),
        ("是。" * 1_000, 413, {"en": "too many sentences", "zh-hans": "句子太多了"}),
        ("", 400, {"en": "There are no words", "zh-hans": "没有可查的文字"}),
        ("“…” 。！" * 300, 400, {"en": "There are no words", "zh-hans": "没有可查的文字"}),
    ],
)
def test_what_cannot_be_checked_is_kept_and_the_field_says_why(language, typed, status, words):
    response = post(typed, language)
    assert response.status_code == status
    html = response.content.decode()
    assert words[language] in html
    assert 'aria-invalid="true"' in html
    assert '<a href="#text">' in html
    assert 'aria-describedby="text-hint text-fault"' in html
    assert f">\n{typed}</textarea>" in html


@pytest.mark.parametrize("typed", ["Sales push\0 products to users.", "Sales push\ud800 products to users.", "\0" * 20])
def test_characters_that_no_text_has_are_replaced(world, typed):
    with suppress(UncheckedQuoteError):  # where nothing else is there
        assert "verbatim" not in verdicts(typed)
    response = post(typed.replace("\ud800", "\0"))
    assert response.status_code in (302, 400)
    assert b"\0" not in response.content


@pytest.mark.parametrize(
    "typed",
    [
        "营销市场营销" * 1_600, "Sale. " * 380, "a" * 9_999, "<script>alert(1)</script> Sales push products to users.",
        "“" * 5_000 + "a", "营销……" * 300, "(((" * 3_000, "½²㎏ " * 300, "\u0301" * 500 + "Sales push products.",
    ],
)  # fmt: skip
def test_odd_texts_are_answered(world, typed):
    response = post(typed)
    if response.status_code == 302:
        response = Client().get(response["Location"])
    assert response.status_code in (200, 400, 413)
    assert b"<script>alert" not in response.content


@LANGUAGES
def test_every_run_of_words_has_its_language(world, language):
    typed = "Sales push discounts to users. 销售是把产品卖光。月亮是奶酪做的 made of cheese. 是。 Both aim at revenue."
    reader = Languages()
    reader.feed(answer(typed, language))
    body = [(lang, words) for lang, words in reader.runs if words.strip()]
    assert [words for lang, words in body if HAN.search(words) and not lang.startswith("zh")] == []


@pytest.mark.parametrize(("language", "words"), [("en", "Send a shorter text."), ("zh-hans", "请发送较短的文字。")])
def test_a_text_that_no_form_takes_is_refused_in_words_for_readers(db, settings, language, words):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    for page in (PAGE.format(language), f"/{language}/report/statements/ZZZZ2/"):
        response = Client().post(page, f"text={'x' * 2_000}", "application/x-www-form-urlencoded", headers=OURS)
        assert response.status_code == 400
        assert words in response.content.decode()
