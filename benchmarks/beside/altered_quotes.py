"""Quotes for benchmarks/quotes.py: sentences of our sources as they are, altered at known rates, and other words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from random import Random
from typing import TYPE_CHECKING

from opencc import OpenCC

if TYPE_CHECKING:
    from sources.models import SourceVersion

LEAST = {"en": 30, "zh-hans": 12}  # code points of a sentence that is altered
TOKENS = {"en": re.compile(r"\w+|\W"), "zh-hans": re.compile(r"[A-Za-z0-9]+|.", re.S)}
NEGATION = {"en": " not", "zh-hans": "不"}
OTHER_MARKS = {
    "en": str.maketrans("\"',.;", "”’;,."),
    "zh-hans": str.maketrans(",.:;!?，。：；！？", "，。：；！？,.:;!?"),
}
RATES = (2, 5, 10, 20, 40)  # per cent


@dataclass(frozen=True)
class Case:
    """Words to be checked: how they were made, their language, and the place in a text that they were made from."""

    kind: str
    language: str
    words: str
    version: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Sentence:
    """A sentence of a source with its place."""

    version: int
    language: str
    start: int
    end: int
    words: str

    def case(self, kind: str, words: str) -> Case:
        return Case(kind, self.language, words, self.version, self.start, self.end)


def sentences_of(versions: "Sequence[SourceVersion]") -> list[Sentence]:
    """The sentences of the texts that are long enough, each with other words than those before it."""
    from sources.sentences import cut_sentences

    found: dict[str, Sentence] = {}
    for version in versions:
        text = version.read_text()
        for start, end in cut_sentences(text, version.language):
            words = text[start:end]
            if LEAST[version.language] <= len(words) <= 250:
                found.setdefault(words, Sentence(version.pk, version.language, start, end, words))
    return list(found.values())


def altered(sentences: Sequence[Sentence], random: Random, number: int) -> Iterator[Case]:
    """So many cases of each way to alter a sentence."""
    chinese = [sentence for sentence in sentences if sentence.language != "en"]
    letters = {
        language: sorted(
            {letter for s in sentences if s.language == language for letter in s.words if letter.isalpha()}
        )
        for language in LEAST
    }
    for rate in RATES:
        for sentence in random.choices(sentences, k=number):
            words = [
                random.choice(letters[sentence.language]) if random.random() * 100 < rate else letter
                for letter in sentence.words
            ]
            yield sentence.case(f"{rate}% of characters replaced", "".join(words))
    for sentence in random.choices(sentences, k=number):
        tokens = TOKENS[sentence.language].findall(sentence.words)
        place = random.choice([place for place, token in enumerate(tokens[:-2]) if token.isalnum()])
        other = next(
            after for after in range(place + 1, len(tokens)) if tokens[after].isalnum() or after == len(tokens) - 1
        )
        tokens[place], tokens[other] = tokens[other], tokens[place]
        yield sentence.case("two words swapped", "".join(tokens))
    for sentence in random.choices(sentences, k=number):
        tokens = TOKENS[sentence.language].findall(sentence.words)
        place = random.choice([place for place, token in enumerate(tokens[1:-2], start=1) if token.isalnum()])
        yield sentence.case("a word left out", "".join(tokens[:place] + tokens[place + 1 :]))
    for sentence in random.choices(sentences, k=number):
        tokens = TOKENS[sentence.language].findall(sentence.words)
        place = random.choice([place for place, token in enumerate(tokens[:-2]) if token.isalnum()])
        tokens.insert(place + 1, NEGATION[sentence.language])
        yield sentence.case("“not” put in", "".join(tokens))
    for first, second in zip(
        random.choices(sentences, k=3 * number), random.choices(sentences, k=3 * number), strict=True
    ):
        if first.language == second.language and first != second:
            half, rest = len(first.words) // 2, len(second.words) // 2
            joined = first.words[:half] + second.words[rest:]
            yield Case("halves of two sentences joined", first.language, joined)
    for sentence in random.choices(sentences, k=number):
        yield sentence.case("other punctuation", sentence.words.translate(OTHER_MARKS[sentence.language]))
    for sentence in random.choices(chinese, k=number):
        yield sentence.case("in Traditional characters", OpenCC("s2t").convert(sentence.words))
    for sentence in random.choices(sentences, k=number):
        cut = sentence.words[random.randrange(1, 4) :]
        yield sentence.case("begins in the middle of a word, or later", cut)
    for sentence in random.choices(sentences, k=number):
        tokens = [token for token in TOKENS[sentence.language].findall(sentence.words) if token.isalnum()]
        random.shuffle(tokens)
        yield sentence.case("all words in another order", (" " if sentence.language == "en" else "").join(tokens))


def ours(random: Random, number: int) -> Iterator[Case]:
    """So many of our translations and statements, as they are and with each 20th character gone."""
    from concepts.models import Citation, Statement

    translations = sorted({
        (citation.passage.translation, "zh-hans" if citation.passage.version.language == "en" else "en")
        for citation in Citation.objects.filter(statement__status="published").select_related("passage__version")
    })  # fmt: skip
    statements = [
        pair
        for en, zh in Statement.objects.published().order_by("code").values_list("text_en", "text_zh")
        for pair in ((en, "en"), (zh, "zh-hans"))
    ]
    for kind, texts in (("our translation", translations), ("our statement", statements)):
        for words, language in random.sample([pair for pair in texts if len(pair[0]) >= LEAST[pair[1]]], number):
            yield Case(kind, language, words)
            yield Case(f"{kind}, 5% left out", language, "".join(c for c in words if random.random() > 0.05))


def elsewhere(random: Random, number: int) -> Iterator[Case]:
    """So many sentences on the same subjects that are in none of our sources: words of ours put together anew."""
    english = (
        ("Most", "Some", "Few"),
        ("retailers", "agencies", "founders", "students"),
        ("hire a marketer", "close a deal", "print a coupon", "open a branch"),
        ("before they know", "because nobody told them", "while others argue about"),
        ("what customers want.", "which market they serve.", "how the price was set."),
    )
    chinese = (
        ("多数", "有些", "少数"),
        ("零售商", "代理商", "创业者", "学生"),
        ("请来营销人员", "谈成一笔生意", "印了优惠券", "开了分店"),
        ("却还不知道", "因为没人告诉他们", "而别人还在争论"),
        ("顾客想要什么。", "市场在哪里。", "价格怎么定。"),
    )
    for place in range(number):
        parts, between = ((english, " "), (chinese, "，"))[place % 2]
        words = between.join(random.choice(part) for part in parts)
        yield Case("on the same subjects, from nowhere", ("en", "zh-hans")[place % 2], words)


class QuotedText(HTMLParser):
    """Collects the text of each element with the class `source-text`, as a browser copies it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth or "source-text" in (dict(attrs).get("class") or "").split():
            if not self._depth:
                self.texts.append("")
            self._depth += tag not in ("br", "img", "wbr")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= bool(self._depth)

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.texts[-1] += data


def honest(versions: "Sequence[SourceVersion]", random: Random, number: int) -> Iterator[Case]:
    """So many quotes copied from the files, other line ends and blanks among them, and as many from our own pages."""
    from django.test import Client

    from sources.models import Passage

    client = Client(SERVER_NAME="localhost")
    for language in LEAST:
        of_language = [version for version in versions if version.language == language]
        for _turn in range(number // 2):
            version = random.choice(of_language)
            text = version.read_text()
            start = random.randrange(0, len(text) - 400)
            words = whole_words(text[start : start + random.randrange(60, 400)])
            words = re.sub(r"\n| (?=\w)", lambda blank: random.choice([blank[0], "\r\n", f"{blank[0]} "]), words)
            yield Case("honest, from a file", language, words)
        cited = Passage.objects.filter(version__in=of_language, citations__statement__status="published").distinct()
        passages = random.sample(sorted(cited, key=lambda passage: passage.pk), number // 2)
        for place, passage in enumerate(passages):
            page = QuotedText()
            if place % 2:
                page.feed(client.get(passage.get_absolute_url()).content.decode())
                yield Case("honest, from the page of a passage", language, page.texts[0])
            else:
                page.feed(client.get(passage.article.get_absolute_url()).content.decode())
                words = max(page.texts, key=len).strip()[: random.randrange(80, 500)]
                yield Case("honest, from the page of an article", language, whole_words(words))


def whole_words(words: str) -> str:
    """The words without what may be the rest of one at both ends."""
    return re.sub(r"^[A-Za-z0-9’']+|[A-Za-z0-9’']+$", "", words).strip()
