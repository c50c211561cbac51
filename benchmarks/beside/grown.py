"""Makes content of any size for the growth benchmark, beside our knowledge pack in a database that holds it.

Texts are recombined from the pack. Everything keeps the proportions of `Size`; what has the heaviest pair of concepts
and the longest source are those of a site that grew around its beginning.
"""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.utils.text import slugify

from concepts.editorial.publishing import publish
from concepts.models import (
    Citation,
    Concept,
    Dimension,
    Label,
    Question,
    RelationType,
    Side,
    Statement,
    StatementConcept,
    Tag,
    TaggedStatement,
)
from concepts.models.codes import ALPHABET, LENGTH, is_code
from sources.models import Article, Passage, Source, SourceText, SourceVersion

SEED = 7
BATCH = 1_000
PASSAGES_IN_ARTICLE = 100
HEAVY = ("marketing", "sales")
Kind = Statement.Kind


@dataclass(frozen=True)
class Size:
    """How much there is in all, the pack included; at `statements` 0 there is the pack alone."""

    statements: int

    @property
    def concepts(self) -> int:
        """Return the number of concepts."""
        return self.statements // 20

    @property
    def passages(self) -> int:
        """Return the number of passages; a fifth of them are in one source."""
        return self.statements

    @property
    def sources(self) -> int:
        """Return the number of sources."""
        return self.statements // 100

    @property
    def distinctions(self) -> int:
        """Return the number of distinctions; a tenth of them are between the heavy pair."""
        return self.statements // 10

    @property
    def questions(self) -> int:
        """Return the number of questions; each has two positions."""
        return self.statements // 50

    @property
    def heavy(self) -> int:
        """Return the number of statements on the heavy pair, half of them on each."""
        return self.statements // 10


def grow(size: Size) -> None:
    """Add what is missing to `size`, and publish it."""
    if size.statements:
        _Growth(size).run()


class _Growth:
    def __init__(self, size: Size) -> None:
        self.size = size
        self.rng = random.Random(SEED)
        self.dimensions = list(Dimension.objects.order_by("slug"))
        self.relation_types = list(RelationType.objects.order_by("slug"))
        self.tags = list(Tag.objects.order_by("slug"))
        self.codes = set(Statement.objects.values_list("code", flat=True))
        self.texts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for kind, *both in Statement.objects.published().order_by("code").values_list("kind", "text_en", "text_zh"):
            self.texts[kind].append((both[0], both[1]))
        titles = Statement.objects.published().filter(kind=Kind.DISTINCTION).order_by("code")
        self.titles = list(titles.values_list("title_en", "title_zh"))

    def run(self) -> None:
        """Make everything."""
        self.make_concepts(self.size.concepts - Concept.objects.count())
        self.passages = self.make_sources(self.size.sources - Source.objects.count())
        distinctions = self.size.distinctions - Statement.objects.filter(kind=Kind.DISTINCTION).count()
        questions = self.make_questions(self.size.questions - Question.objects.count())
        left = self.size.statements - Statement.objects.count() - distinctions - 2 * len(questions)
        heavy = self.size.heavy - self.size.distinctions // 10
        characteristics = self.make_characteristics(min(heavy, left), self.heavy)
        left -= len(characteristics)
        self.make_statements(Kind.DEFINITION, min(left, len(self.others)), self.others)
        left -= min(left, len(self.others))
        self.make_relations(left // 20)
        light = self.make_characteristics(left - left // 20, self.others)
        for kind in (Kind.DEFINITION, Kind.RELATION, Kind.CHARACTERISTIC):
            _publish(kind)
        self.make_distinctions(min(self.size.distinctions // 10, distinctions), characteristics)
        self.make_distinctions(distinctions - min(self.size.distinctions // 10, distinctions), light)
        self.make_positions(questions)
        for kind in (Kind.DISTINCTION, Kind.POSITION):
            _publish(kind)

    def make_concepts(self, number: int) -> None:
        """Make concepts with two labels in each language."""
        self.heavy = list(Concept.objects.filter(slug__in=HEAVY).order_by("slug"))
        words = _words(self.texts[Kind.CHARACTERISTIC])
        rows, labels = [], []
        for place in range(1, number + 1):
            rows.append(Concept(slug=f"made-up-{place}", rank=1_000 + place))
        self.others = Concept.objects.bulk_create(rows, BATCH)
        for place, concept in enumerate(self.others, start=1):
            for role, which in (("preferred", "first"), ("alternative", "second")):
                first, second = self.rng.choices(words, k=2)
                both = {"en": f"{first} {second} {which} {place}", "zh-hans": f"造{place}号{which}"}
                for language, text in both.items():
                    labels.append(Label(concept=concept, language=language, text=text, role=role))
        _create(labels)

    def make_questions(self, number: int) -> list[Question]:
        """Make questions like those of the pack."""
        known = list(Question.objects.order_by("slug").values_list("text_en", "text_zh"))
        rows = []
        for place in range(1, number + 1):
            en, zh = self.rng.choice(known)
            words = {"text_en": f"{place}: {en}"[:200], "text_zh": f"{place}：{zh}"[:200]}
            rows.append(Question(slug=f"made-up-{place}", rank=1_000 + place, **words))
        return Question.objects.bulk_create(rows, BATCH)

    def make_sources(self, number: int) -> list[int]:
        """Make sources of one version and return the ids of their passages; the first has a fifth of these."""
        quotes: dict[str, list[tuple[str, str]]] = {"en": [], "zh-hans": []}
        rows = Passage.objects.filter(copy_of=None).order_by("version__source__slug", "version__number", "start")
        for language, quote, translation in rows.values_list("version__language", "quote", "translation"):
            quotes[language].append((quote, translation))
        left = self.size.passages - Passage.objects.count()
        longest = min(self.size.passages // 5, left)
        ids: list[int] = []
        for place in range(1, number + 1):
            others, rest = divmod(left - longest, max(1, number - 1))
            wanted = longest if place == 1 else max(1, others + (place - 2 < rest))
            language = "en" if place % 2 else "zh-hans"
            words = {"title_en": f"Made-up source {place}", "title_zh": f"造出的来源 {place}"}
            source = Source.objects.create(
                slug=f"made-up-{place}", kind=Source.Kind.COMPENDIUM, rank=1_000 + place, **words
            )
            ids += self.make_version(source, language, wanted, quotes[language])
        return ids

    def make_version(self, source: Source, language: str, number: int, quotes: list[tuple[str, str]]) -> Iterator[int]:
        """Make a text of that many passages, one a line, and its articles; yield the ids of the passages."""
        pieces: list[str] = []
        articles: list[tuple[int, int]] = []
        spans: list[tuple[int, int, str, str]] = []
        end = 0
        for place in range(number):
            if place % PASSAGES_IN_ARTICLE == 0:
                articles.append((end, end))
                pieces.append(f"Part {len(articles)} begins.\n")
                end += len(pieces[-1])
            quote, translation = self.rng.choice(quotes)
            spans.append((len(articles), end, quote, translation))
            pieces.append(f"{quote}\n")
            end += len(pieces[-1])
            if place % PASSAGES_IN_ARTICLE == PASSAGES_IN_ARTICLE - 1 or place == number - 1:
                pieces.append(f"Part {len(articles)} ends.\n")
                end += len(pieces[-1])
                articles[-1] = (articles[-1][0], end - 1)
        text = "".join(pieces)
        checksum = hashlib.sha256(text.encode()).hexdigest()
        version = SourceVersion.objects.create(source=source, number=1, language=language, sha256=checksum)
        SourceText.objects.create(version=version, text=text)
        made = Article.objects.bulk_create(
            Article(
                version=version,
                number=place,
                start=start,
                end=end,
                title_en=f"Part {place}",
                title_zh=f"第 {place} 部分",
                first=f"Part {place} begins.",
                last=f"Part {place} ends.",
            )
            for place, (start, end) in enumerate(articles, start=1)
        )
        ours = Passage.TranslationBy.OURS
        rows = [
            Passage(
                version=version,
                article=made[article - 1],
                start=start,
                end=start + len(quote),
                quote=quote,
                translation=translation,
                translation_by=ours if translation else "",
            )
            for article, start, quote, translation in spans
        ]
        return (row.pk for row in Passage.objects.bulk_create(rows, BATCH))

    def make_statements(self, kind: Kind, number: int, subjects: list[Concept], **columns: Model) -> list[Statement]:
        """Make drafts with a subject each, taken in turn, and one or two citations."""
        rows = [self._draft(kind, **columns) for _ in range(number)]
        Statement.objects.bulk_create(rows, BATCH)
        links, citations, tagged = [], [], []
        for place, row in enumerate(rows):
            subject = subjects[place % len(subjects)]
            links.append(StatementConcept(statement=row, concept=subject, role="subject"))
            citations += self._citations(row)
            if place % 5 == 0:
                tagged.append(TaggedStatement(content_object=row, tag=self.rng.choice(self.tags)))
        for made in (links, citations, tagged):
            _create(made)
        return rows

    def make_characteristics(self, number: int, subjects: list[Concept]) -> list[tuple[Statement, Concept]]:
        """Make characteristics on all dimensions; return each with its subject."""
        made = []
        for place, dimension in enumerate(self.dimensions):
            share = number // len(self.dimensions) + (place < number % len(self.dimensions))
            turned = subjects[place % len(subjects) :] + subjects[: place % len(subjects)]
            rows = self.make_statements(Kind.CHARACTERISTIC, share, turned, dimension=dimension)
            made += [(row, turned[place % len(turned)]) for place, row in enumerate(rows)]
        return made

    def make_relations(self, number: int) -> None:
        """Make relations from one made-up concept to another."""
        rows = self.make_statements(Kind.RELATION, number, self.others, relation_type=self.relation_types[0])
        turned = self.others[7:] + self.others[:7]
        _create(
            [
                StatementConcept(statement=row, concept=turned[place % len(turned)], role="object")
                for place, row in enumerate(rows)
            ]
        )

    def make_distinctions(self, number: int, characteristics: list[tuple[Statement, Concept]]) -> None:
        """Make distinctions of two characteristics on one dimension, of different concepts."""
        by_dimension: dict[int, list[tuple[Statement, Concept]]] = defaultdict(list)
        for row, concept in characteristics:
            by_dimension[row.dimension_id].append((row, concept))
        dimensions = sorted(by_dimension)
        rows, sides = [], []
        for place in range(number):
            dimension = dimensions[place % len(dimensions)]
            first, second = self.rng.sample(by_dimension[dimension], 2)
            while first[1] == second[1]:
                first, second = self.rng.sample(by_dimension[dimension], 2)
            en, zh = self.rng.choice(self.titles)
            title = {"title_en": en, "title_zh": zh, "slug": slugify(en)[:100].strip("-")}
            rows.append(self._draft(Kind.DISTINCTION, dimension_id=dimension, **title))
            sides.append((first, second))
        Statement.objects.bulk_create(rows, BATCH)
        _create(
            [
                Side(distinction=row, characteristic=characteristic, concept=concept, rank=rank)
                for row, both in zip(rows, sides, strict=True)
                for rank, (characteristic, concept) in enumerate(both)
            ]
        )

    def make_positions(self, questions: list[Question]) -> None:
        """Make two positions on each question, with citations of their own."""
        rows = [self._draft(Kind.POSITION, question=question) for question in questions for _ in range(2)]
        Statement.objects.bulk_create(rows, BATCH)
        _create([citation for row in rows for citation in self._citations(row)])

    def _draft(self, kind: Kind, **columns: object) -> Statement:
        en, zh = self.rng.choice(self.texts[kind])
        code = ""
        while not is_code(code) or code in self.codes:
            code = "".join(self.rng.choices(ALPHABET, k=LENGTH))
        self.codes.add(code)
        return Statement(code=code, kind=kind, text_en=en, text_zh=zh, **columns)

    def _citations(self, row: Statement) -> list[Citation]:
        passages = self.rng.sample(self.passages, self.rng.randint(1, 2))
        return [Citation(statement=row, passage_id=passage, stance="supports") for passage in passages]


def _words(texts: list[tuple[str, str]]) -> list[str]:
    """Return the longer English words of the texts, each once."""
    return sorted({word for en, _ in texts for word in en.lower().split() if word.isalpha() and len(word) > 4})


def _create(rows: list[Model]) -> None:
    """Write rows of one table."""
    for row in rows:
        if hasattr(row, "fill_derived"):
            row.fill_derived()
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, BATCH)


def _publish(kind: Kind) -> None:
    """Publish all drafts of a kind, as many at once as fit into memory."""
    ids = list(Statement.objects.filter(kind=kind, status="draft").order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        publish(statements=Statement.objects.filter(pk__in=ids[start : start + BATCH]).only("id"))
