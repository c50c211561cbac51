"""Makes passages for the search benchmark out of the sentences of our knowledge pack, in a database that holds it."""

import random
from collections.abc import Iterator
from itertools import cycle

from django.db import transaction

from sources.models import Article, Passage, Source, SourceText, SourceVersion

SEED = 7
VERSION_LENGTH = 100_000  # code points of a made-up text: a long report


def make_passages(number: int) -> None:
    """Adds as many passages, in two made-up sources of as many long texts as it takes."""
    rng = random.Random(SEED)
    rows = Passage.objects.filter(copy_of=None).order_by("version__source__slug", "version__number", "start")
    real: dict[str, list[tuple[str, str]]] = {"en": [], "zh-hans": []}
    for language, quote, translation in rows.values_list("version__language", "quote", "translation"):
        real[language].append((quote, translation))
    sources = {
        language: Source.objects.create(
            slug=f"made-up-{language}",
            title_en=f"Recombined sentences ({language})",
            title_zh=f"重新组合的句子（{language}）",
            kind=Source.Kind.COMPENDIUM,
        )
        for language in real
    }
    left, turns = number, cycle(real)
    while left:
        language = next(turns)
        drawn = recombined(real[language], language, rng)
        with transaction.atomic():
            left -= add_version(sources[language], language, drawn, left)


def recombined(real: list[tuple[str, str]], language: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Endlessly: one to three sentences and their translations, each joined as its language joins sentences."""
    own, other = (" ", "") if language == "en" else ("", " ")
    while True:
        chosen = rng.choices(real, k=rng.randint(1, 3))
        yield own.join(quote for quote, _ in chosen), other.join(translation for _, translation in chosen)


def add_version(source: Source, language: str, drawn: Iterator[tuple[str, str]], most: int) -> int:
    """Adds a text of about VERSION_LENGTH made of what is drawn, of `most` passages at the most; returns how many."""
    spans: list[tuple[int, str, str]] = []
    length = 0
    while length < VERSION_LENGTH and len(spans) < most:
        quote, translation = next(drawn)
        spans.append((length, quote, translation))
        length += len(quote) + 1
    text = "".join(f"{quote}\n" for _, quote, _ in spans)
    number = SourceVersion.objects.filter(source=source).count() + 1
    version = SourceVersion.objects.create(source=source, number=number, language=language, sha256="0" * 64)
    SourceText.objects.create(version=version, text=text)
    title = {"title_en": f"Part {number}", "title_zh": f"第 {number} 部分"}
    article = Article.objects.create(
        version=version, number=1, start=0, end=len(text), first=text[:20], last=text[-20:], **title
    )
    ours = Passage.TranslationBy.OURS
    Passage.objects.bulk_create(
        Passage(
            version=version,
            article=article,
            start=start,
            end=start + len(quote),
            quote=quote,
            translation=translation,
            translation_by=ours if translation else "",
        )
        for start, quote, translation in spans
    )
    return len(spans)
