"""A curator who does odd but legal things, drawn by hypothesis, by the admin's forms and what its steps call.

What a form or a step refuses is refused: the curator goes on with something else.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict
from hypothesis import strategies as st

from concepts.admin.content import ContentAdmin
from concepts.admin.similar import CONFIRMED
from concepts.admin.source_form import DISPLAY_CONFIRMED
from concepts.admin.steps import STEP_REFUSALS
from concepts.admin.versions import LANGUAGE_CONFIRMED
from concepts.content.description import DESCRIPTIONS
from concepts.content.row_content import RowContent
from concepts.content.value_types import Words
from concepts.editorial.merging import merge
from concepts.editorial.proposals import propose_change
from concepts.editorial.publishing import publish, withdraw
from concepts.editorial.renaming import merge_concepts, rename_concept
from concepts.editorial.review import WordsMissingError, return_to_draft, submit
from concepts.editorial.row_contents import read_row_content
from concepts.editorial.saving import NothingChangedError
from concepts.models import (
    Address,
    Basis,
    Characteristic,
    ClaimPart,
    Concept,
    ConceptLink,
    Definition,
    Dimension,
    Distinction,
    Finding,
    Position,
    Proposal,
    Question,
    Relation,
    RelationType,
    Statement,
    Tag,
)
from sources.cutting import cut_passage
from sources.languages import Language
from sources.models import Article, Passage, Source, SourceVersion
from sources.text import clean_text

REFUSALS = (*STEP_REFUSALS, NothingChangedError, WordsMissingError, IntegrityError)
Drawn = TypeVar("Drawn")

# Every kind of line end, blank and joining, letters that fold or join, writing from the right, emoji, signs of YAML.
BLANKS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2003\u2028\u2029\u202f\u3000\u200b\u2060\ufeff"
LETTERS = "abA1.。，,;销售營ée\u0301ßﬁＢ①אمهाक्\u200d\u200c👩💻🔥\u00ad\u202e-:#'\"[]{}&*!|>%@`?~\\_"
# What can be stored in a line of ours: no control characters, no other line ends.
SHOWN = st.one_of(st.sampled_from(LETTERS + "  ab销"), st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]))
ODD = st.one_of(
    st.sampled_from(BLANKS + LETTERS), st.characters(exclude_categories=["Cs"]), st.sampled_from("ab 销。\n")
)
TEXTS = st.one_of(
    st.text(ODD, min_size=1, max_size=90),
    st.builds(lambda unit, times: unit * times, st.text(ODD, min_size=1, max_size=5), st.integers(1, 70)),
    st.builds(
        lambda head, unit, times: head + unit * times,
        st.text(ODD, max_size=20),
        st.sampled_from(["Sales push products to users, they say. ", "销售是把产品卖好。", "\r\n", "\n\n"]),
        st.integers(1, 5),
    ),
)
ODD_NAMES = """C++ C# 👩\u200d💻1 🔥1 ＢＲＡＮＤ Café Cafe\u0301 שלום مرحبا हिन्दी ß ﬁn Ⅷ ① x² no null ~a 1.0 #tag
営 營銷 营销 ǅ İ y 1e3 0x1
\u200bzero (x) &w *v %u @t `s >b ?a ...a ---a -a a: SEO vs a-vs-b definitions {a} [b] !c |d true 'q' a"""
NAMES = st.one_of(
    st.sampled_from([*re.split("[ \n]", ODD_NAMES), "a: b", "a #b", "- c", "a\u00a0b", "a\u3000b"]),
    st.builds(lambda letter, more: letter + more, st.sampled_from("ab1销ןم"), st.text(SHOWN, max_size=8)),
)
WORDS = st.one_of(
    NAMES,
    st.text(SHOWN, min_size=1, max_size=40),
    st.text(ODD, min_size=1, max_size=20),
    st.sampled_from(["- a\n- b\n\n> *c*\n", "a\n b\n\nc ", "a\r\n\r\n  b\rc", "# a\n---\n...\nb: c", "a\n\tb \n c"]),
)
SLUGS = st.sampled_from(["a", "b", "c-1", "seo", "unplaced", "no", "x" * 60, "a-b", "d", "e", "1", "vs", "all"])
LANGUAGES = st.sampled_from(["en", "zh-hans"])
RANKS = st.sampled_from([0, 0, 1, 2, 3, 7, 999_999_999])
NEARNESS = st.sampled_from(Basis.Nearness.values)
WHOLE = {"part": 0, "nearness": "itself"}
LIKE = {Concept: "slug", Tag: "key", Statement: "code"}  # what forms warn of, as something alike
KINDS: list[type[Statement]] = [Definition, Characteristic, Characteristic, Relation, Distinction, Position, Finding]


class Curator:
    """Curates by what `draw` gives."""

    def __init__(self, draw: Callable[["st.SearchStrategy[Any]"], Any], person: User) -> None:
        self.draw = draw
        self.person = person
        self.saved = 0

    def work(self) -> None:
        """Make sources, concepts and statements, and take some steps with these."""
        self.times(1, 2, self.add_text)
        self.times(1, 4, self.cut)
        for model in (Dimension, Question, RelationType):
            self.times(1, 2, lambda model=model: self.add_named(model))
        self.times(2, 3, self.add_concept)
        self.times(0, 2, self.add_tag)
        self.times(1, 3, self.add_finished)
        self.publish()
        self.times(1, 4, self.add_statement)
        self.publish()
        self.times(0, 3, self.propose)
        self.times(1, 5, self.take_step)

    def states(self) -> Counter[str]:
        """Return how many there are of what is worth trying."""
        statements, drafts = Statement.objects.live(), Statement.objects.exclude(revises=None)
        return Counter(statements.values_list("status", flat=True)) + Counter(
            {
                "changes": drafts.count(),
                "proposals": Proposal.objects.filter(content__isnull=False).count(),
                "new rows": Proposal.objects.filter(content__isnull=True).count(),
                "parts": statements.exclude(part_of=None).count(),
                "findings": Finding.objects.live().count(),
                "claim parts": ClaimPart.objects.count(),
                "addresses": Address.objects.count(),
                "copies": Passage.objects.exclude(copy_of=None).count(),
                "passages": Passage.objects.count(),
                "links": ConceptLink.objects.count(),
            }
        )

    def times(self, least: int, most: int, act: Callable[[], object]) -> None:
        for _time in range(self.draw(st.integers(least, most))):
            act()

    def one_of(self, rows: Any) -> Any:
        """Return one of the rows; None where there is none, and sometimes so."""
        found = list(rows.order_by("pk"))
        return self.draw(st.sampled_from([*found, *found, None])) if found else None

    def save(
        self,
        model: type[Model],
        row: Model | None = None,
        rows: dict[str, list[dict[str, object]]] | None = None,
        upload: bytes | None = None,
        **fields: object,
    ) -> Any:
        """Fill the admin's form and save it; return the row, None where it is refused."""
        page = admin.site._registry[model]
        assert isinstance(page, ContentAdmin)
        request = RequestFactory().post("/")
        request.user = self.person
        request._messages = CookieStorage(request)  # type: ignore[attr-defined]
        data = QueryDict(mutable=True)
        data.setlist(LANGUAGE_CONFIRMED, Language.values)
        data[DISPLAY_CONFIRMED] = "1"
        data.setlist(CONFIRMED, [key for table, by in LIKE.items() for key in table.objects.values_list(by, flat=True)])
        data.update({name: _typed(value) for name, value in fields.items() if value is not None})
        for FormSet, _inline in page.get_formsets_with_inlines(request, row):
            prefix = FormSet.get_default_prefix()
            added = (rows or {}).get(prefix, [])
            data.update({f"{prefix}-TOTAL_FORMS": str(len(added)), f"{prefix}-INITIAL_FORMS": "0"})
            for number, values in enumerate(added):
                data.update({f"{prefix}-{number}-{name}": _typed(value) for name, value in values.items()})
        files = MultiValueDict({} if upload is None else {"upload": [SimpleUploadedFile("text.txt", upload)]})
        request._post, request._files = data, files  # type: ignore[attr-defined]
        bound = page.bind_form(request, row, data)
        if not bound.is_valid():
            return None
        return self.attempt(lambda: page.save_bound(request, bound))

    def attempt(self, act: Callable[[], Drawn]) -> Drawn | None:
        """Return what the act returns; None where it is refused, and then nothing of it stays."""
        try:
            with transaction.atomic():
                done = act()
        except (*REFUSALS, ValidationError):
            return None
        self.saved += 1
        return done

    def add_text(self) -> None:
        draw = self.draw
        source = self.one_of(Source.objects) or self.save(
            Source,
            slug=draw(SLUGS), title_en=draw(NAMES), title_zh=draw(NAMES), kind="article", display="full",
            publisher=draw(st.one_of(st.just(""), NAMES)), quality_en=draw(st.one_of(st.just(""), WORDS)),
            rank=draw(RANKS), rights="not-known",
        )  # fmt: skip
        if source is None or draw(st.integers(0, 9)) == 9:
            return
        text = draw(TEXTS)
        typed = {"upload": text.encode()} if draw(st.booleans()) else {"pasted": text}
        number = SourceVersion.objects.filter(source=source).count() + draw(st.sampled_from([1, 1, 4]))
        date = draw(st.sampled_from(["", "", "", "2020", "2020-05", "2020-05-31", "soon"]))
        self.save(SourceVersion, source=source.pk, number=number, language=draw(LANGUAGES), date=date, **typed)
        if article := self.one_of(Article.objects):
            fields = {name: getattr(article, name) for name in ("title_by", "seam", "state")}
            self.save(Article, article, title_en=draw(NAMES), title_zh=draw(NAMES), **fields)

    def cut(self) -> None:
        """Cut a passage as its form does when the words are found."""
        article = self.one_of(Article.objects)
        if article is None:
            return
        text = article.version.read_text()
        start = self.draw(st.integers(article.start, article.end - 1))
        end = self.draw(st.integers(start + 1, min(article.end, start + 30)))
        while start < end and not text[start].strip():
            start += 1
        while start < end and not text[end - 1].strip():
            end -= 1
        if start == end:
            return
        translation = self.draw(st.one_of(st.just(""), WORDS))

        def save() -> None:
            words = clean_text(translation, most=5_000, multiline=True)
            by = self.draw(st.sampled_from(Passage.TranslationBy.values)) if words else ""
            fields = {"translation": words, "translation_by": by, "copy_of": self.one_of(Passage.objects)}
            passage = cut_passage(article.version, text, start, end, article=article, **fields)
            passage.full_clean()
            passage.save()

        self.attempt(save)

    def add_named(self, model: type[Model]) -> None:
        names = {"name": NAMES, "question": NAMES, "text": NAMES, "inverse": NAMES}
        fields = {f"{name}_{column}": self.draw(of) for name, of in names.items() for column in ("en", "zh")}
        rows = {"labels": self._other_names()} if model is Dimension else None
        self.save(model, rows=rows, slug=self.draw(SLUGS), rank=self.draw(RANKS), core="on", **fields)

    def _other_names(self) -> list[dict[str, object]]:
        """Return rows of other names of a dimension."""
        roles = self.draw(st.lists(st.sampled_from(["alternative", "hidden"]), max_size=2))
        draw = self.draw
        return [{"language": draw(LANGUAGES), "text": draw(NAMES), "role": role, "rank": draw(RANKS)} for role in roles]

    def add_concept(self) -> None:
        draw = self.draw
        language = draw(LANGUAGES)
        labels: list[dict[str, object]] = [
            {"language": language, "text": draw(NAMES), "role": role, "rank": draw(RANKS)}
            for role in ("preferred", *draw(st.lists(st.sampled_from(["alternative", "hidden"]), max_size=2)))
        ]
        if draw(st.booleans()):
            second = "en" if language == "zh-hans" else "zh-hans"
            labels.append({"language": second, "text": draw(NAMES), "role": "preferred", "rank": 0})
        kinds = st.sampled_from(["broader", "related"])
        links: list[dict[str, object]] = [
            {"other": other.pk, "kind": draw(kinds), "rank": draw(RANKS)}
            for other in [self.one_of(Concept.objects)]
            if other
        ]
        notes = {"scope_note_en": draw(st.one_of(st.just(""), WORDS)), "scope_note_zh": draw(st.just(""))}
        rows = {"labels": labels, "links": links}
        self.save(Concept, rows=rows, slug=draw(SLUGS), rank=draw(RANKS), **notes)

    def add_tag(self) -> None:
        names = {"name_en": self.draw(st.one_of(st.just(""), NAMES)), "name_zh": self.draw(NAMES)}
        self.save(Tag, slug="", **names)

    def add_finished(self) -> None:
        """Add a statement that can be published, if there is a passage: a contrast where there are two sides to it."""
        concept, passage, dimension = Concept.objects.last(), Passage.objects.first(), Dimension.objects.first()
        sides = list(Characteristic.objects.filter(status="published", dimension=dimension, part_of=None))
        words = {f"{name}_{column}": self.draw(NAMES) for name in ("text", "title") for column in ("en", "zh")}
        fields = words | {"mode": "states", "rank": self.draw(RANKS), "dimension": _pk(dimension), "slug": "a-b"}
        if not concept or not passage:
            return
        rows: dict[str, list[dict[str, object]]] = {
            "concept_links": [{"concept": concept.pk, "role": "subject", "rank": 0}],
            "citations": [{"passage": passage.pk, "stance": "supports"}],
        }
        kind = self.draw(st.sampled_from([Characteristic, Characteristic, Definition, Position, Finding]))
        if self.draw(st.booleans()):
            kind, subjects = Distinction, {}
            for side in sides:
                for link in side.concept_links.all():
                    subjects[link.concept_id] = {"concept": link.concept_id, "characteristic": side.pk, "rank": 0}
            rows["sides"] = list(subjects.values())
        elif sides and kind is Characteristic and self.draw(st.booleans()):
            fields["part_of"] = sides[0].pk
            links = sides[0].concept_links.order_by("rank", "id")
            rows["concept_links"] = [{"concept": link.concept_id, "role": "subject", "rank": 0} for link in links]
        elif kind is Position:
            fields["question"] = _pk(Question.objects.first())
            rows["bases"] = [{"statement": side.pk, **WHOLE, "rank": 0} for side in sides[:1]]
        elif kind is Finding:
            rows |= self._finding(sides)
            fields["aspect"] = self.draw(st.sampled_from(Statement.Aspect.values))
        self.save(kind, None, rows, **fields)

    def _finding(self, sides: list[Statement]) -> dict[str, list[dict[str, object]]]:
        """Return the rows of a finding about the concepts of the statements, for parts or the whole."""
        concepts = {link.concept_id: side for side in sides for link in side.concept_links.all()}
        numbered = [*enumerate(concepts.items(), start=1)]
        whole = self.draw(st.booleans())
        parts = [{"number": number, "concept": concept} for number, (concept, _side) in numbered]
        carried = [{"statement": side.pk, "part": number} for number, (_concept, side) in numbered]
        return {
            "concept_links": [{"concept": concept, "rank": place} for place, concept in enumerate(concepts)],
            "claim_parts": [] if whole else parts,
            "bases": [
                {"nearness": self.draw(NEARNESS), "rank": place, **row}
                for place, row in enumerate([{"statement": sides[0].pk, "part": 0}] if whole and sides else carried)
            ],
        }

    def add_statement(self, row: Statement | None = None) -> None:
        draw = self.draw
        model = draw(st.sampled_from(KINDS)) if row is None else type(row)
        texts = {f"text_{column}": draw(st.one_of(WORDS, WORDS, st.just(""))) for column in ("en", "zh")}
        notes = {f"note_{column}": draw(st.one_of(st.just(""), WORDS)) for column in ("en", "zh")}
        tags = draw(st.lists(NAMES, max_size=2))
        fields: dict[str, object] = {
            "mode": draw(st.sampled_from(Statement.Mode.values)), "rank": draw(RANKS), "tags": ", ".join(tags),
            "dimension": _pk(Dimension.objects.first()), "relation_type": _pk(RelationType.objects.first()),
            "question": _pk(Question.objects.first()),
            "part_of": _pk(self.one_of(Characteristic.objects.filter(revises=None))) if draw(st.booleans()) else None,
            "aspect": draw(st.sampled_from(Statement.Aspect.values)),
            "title_en": draw(NAMES), "title_zh": draw(st.one_of(NAMES, st.just(""))), "slug": draw(SLUGS),
        }  # fmt: skip
        concepts, sides = [], []
        for number in range(draw(st.sampled_from([1, 2, 2, 0]))):
            if concept := self.one_of(Concept.objects):
                role = "object" if number and model is Relation else "subject"
                concepts.append({"concept": concept.pk, "role": role, "rank": number})
                characteristic = self.one_of(Characteristic.objects.filter(revises=None))
                sides.append({"concept": concept.pk, "characteristic": _pk(characteristic), "rank": number})
        rows = {"concept_links": concepts, "sides": sides, "citations": self.citations(), **self._basis()}
        if row is not None:
            rows = {"citations": []}
        self.save(model, row, rows, **texts, **notes, **fields)

    def _basis(self) -> dict[str, list[dict[str, object]]]:
        """Return parts of a claim, with a concept or a name, and one statement for the whole or for a part."""
        draw = self.draw
        parts: list[dict[str, object]] = []
        for number in draw(st.lists(st.integers(1, 3), unique=True, max_size=2)):
            concept = self.one_of(Concept.objects) if draw(st.booleans()) else None
            words = {"name_en": draw(NAMES), "name_zh": draw(NAMES)}
            parts.append({"number": number, **({"concept": concept.pk} if concept else words)})
        base = self.one_of(Statement.objects.live())
        part = draw(st.sampled_from([0, *(row["number"] for row in parts)]))
        bases = [{"statement": base.pk, "part": part, "nearness": draw(NEARNESS), "rank": 0}] if base else []
        return {"claim_parts": parts, "bases": bases}

    def citations(self) -> list[dict[str, object]]:
        cited: list[dict[str, object]] = []
        passages = {self.one_of(Passage.objects) for _time in range(self.draw(st.integers(0, 2)))}
        for passage in sorted(passages - {None}, key=lambda passage: passage.pk):
            stance = self.draw(st.sampled_from(["supports", "supports", "contradicts", "reports"]))
            by = {"attributed_to_en": self.draw(NAMES), "attributed_to_zh": self.draw(NAMES)}
            cited.append({"passage": passage.pk, "stance": stance, **(by if stance == "reports" else {})})
        return cited

    def take_step(self) -> None:
        step = self.draw(
            st.sampled_from(
                [
                    self.publish,
                    self.publish,
                    self.change,
                    self.change,
                    self.propose,
                    self.propose,
                    self.submit,
                    self.withdraw,
                    self.rename,
                    self.merge,
                    self.merge_statements,
                    self.add_address,
                ]
            )
        )
        step()

    def publish(self) -> None:
        """Publish most of what can be published: what is named first, and sides before the distinctions.

        Other rows go at once, since a source and its articles name each other.
        """
        rows = [
            DESCRIPTIONS[kind].model._base_manager.get(pk=pk)
            for kind, pk in Proposal.objects.order_by("pk").values_list("kind", "row")
            if self.draw(st.integers(0, 7)) < 7
        ]
        if self.attempt(lambda: publish(statements=[], rows=rows)) is None:
            for row in rows:
                self.attempt(lambda row=row: publish(statements=[], rows=[row]))
        for statement in Statement.objects.filter(status__in=["draft", "submitted"]).order_by("pk"):
            self.attempt(lambda statement=statement: publish(statements=[statement]))

    def propose(self) -> None:
        """Propose other words for a row that readers see, of any kind that is no statement."""
        kind = self.draw(st.sampled_from([kind for kind in DESCRIPTIONS if kind != "statement"]))
        row = self.one_of(DESCRIPTIONS[kind].model._base_manager)
        if row is None:
            return
        content = read_row_content(row)
        texts = [name for name, value in content.fields.items() if isinstance(value, Words)]
        words = {name: Words(self.line(), self.line()) for name in texts}
        changed = RowContent(content.fields | words, content.attached, kind)
        self.attempt(lambda: propose_change(row=row, content=changed, by=self.person))

    def submit(self) -> None:
        statement = self.one_of(Statement.objects)
        if statement and self.attempt(lambda: submit(row=statement)) is None:
            self.attempt(lambda: return_to_draft(row=statement, comment="Again."))

    def change(self) -> None:
        """Change a statement: a draft itself, or a published one in a draft of changes."""
        model = self.draw(st.sampled_from(KINDS))
        if row := self.one_of(model._default_manager.filter(revises=None)):
            self.add_statement(row)

    def withdraw(self) -> None:
        if statement := self.one_of(Statement.objects.filter(status="published")):
            words = {"words_en": self.words(), "words_zh": self.words()}
            self.attempt(lambda: withdraw(statement=statement, **words))

    def line(self) -> str:
        """Return what a form makes of a line of ours."""
        try:
            return clean_text(self.draw(NAMES), most=100)
        except ValidationError:
            return "Line."

    def words(self) -> str:
        """Return what a step's form makes of the words for readers."""
        try:
            return clean_text(self.draw(WORDS), most=2_000, multiline=True)
        except ValidationError:
            return "Words."

    def rename(self) -> None:
        if concept := self.one_of(Concept.objects):
            self.attempt(lambda: rename_concept(concept=concept, slug=self.draw(SLUGS)))

    def merge(self) -> None:
        concept, into = self.one_of(Concept.objects), self.one_of(Concept.objects)
        if concept and into:
            reasons = {"reason_en": self.words(), "reason_zh": self.words()}
            self.attempt(lambda: merge_concepts(concept=concept, into=into, **reasons))

    def merge_statements(self) -> None:
        published = Statement.objects.filter(status="published")
        old, new = self.one_of(published), self.one_of(published)
        if old and new:
            reasons = {"reason_en": self.words(), "reason_zh": self.words()}
            self.attempt(lambda: merge(statement=old, into=new, **reasons))

    def add_address(self) -> None:
        kind = self.draw(st.sampled_from(["concept", "dimension", "source", "statement", "tag"]))
        target = self.one_of({"concept": Concept, "dimension": Dimension, "source": Source, "tag": Tag}.get(
            kind, Statement
        ).objects)  # fmt: skip
        key = "K7QF2" if kind == "statement" else self.draw(SLUGS)
        state = "moved" if target else "withdrawn"
        moved_to = (target.code if kind == "statement" else target.slug) if target else ""
        words = {"words_en": self.words(), "words_zh": self.words()}
        self.save(Address, kind=kind, key=key, state=state, target=moved_to, **words)


def _typed(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _pk(row: Any) -> int | None:
    return row.pk if row else None
