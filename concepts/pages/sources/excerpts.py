"""Select what may be shown of a source whose rights allow excerpts only: cited passages with a sentence around each."""

from collections.abc import Iterable, Sequence

from sources.anchoring import Span
from sources.models import Article
from sources.sentences import cut_sentences


def cut_excerpts_of_articles(
    text: str, language: str, articles: Iterable[Article], cited: Sequence[Span]
) -> list[Span]:
    """Return the parts of a text that have pages of their own as passages: those of each article, by `cut_excerpts`."""
    spans = []
    for article in articles:
        inside = [span for span in cited if span.start < article.end and span.end > article.start]
        spans += cut_excerpts(text, language, article.start, article.end, inside)
    return spans


def cut_excerpts(text: str, language: str, start: int, end: int, cited: Iterable[Span]) -> list[Span]:
    """Return the parts of `text[start:end]` that may be shown, in the order of the text.

    They are the cited spans, each with the sentence before and after it. All offsets are those of the whole text, in
    code points.
    """
    sentences = [
        Span(start + sentence.start, start + sentence.end) for sentence in cut_sentences(text[start:end], language)
    ]
    shown: list[Span] = []
    for span in sorted(cited):
        touched = [
            place for place, sentence in enumerate(sentences) if sentence.start < span.end and sentence.end > span.start
        ]
        first, last = max(start, span.start), min(end, span.end)
        if touched:
            first = min(first, sentences[max(0, touched[0] - 1)].start)
            last = max(last, sentences[min(len(sentences) - 1, touched[-1] + 1)].end)
        if shown and first <= shown[-1].end:
            shown[-1] = Span(shown[-1].start, max(shown[-1].end, last))
        else:
            shown.append(Span(first, last))
    return shown
