"""A small field of concepts with everything a page can show, and the same several times over."""

from dataclasses import dataclass

from django.db import connection

from concepts.editorial.publishing import publish
from concepts.models import Concept, ConceptLink, Dimension, RelationType, Statement, Tag
from sources.models import SourceVersion
from tests import factories as make
from tests.remembered import remembered


@dataclass
class World:
    """What tests need by name."""

    concepts: list[Concept]
    english: SourceVersion
    chinese: SourceVersion
    statements: dict[str, list[Statement]]

    def first(self, kind: str) -> Statement:
        return self.statements[kind][0]


@remembered
def make_world(times: int = 1, concepts: int = 4) -> World:
    """A field of `concepts` (alpha, beta …), all core ones, in which every kind of content is there `times` times."""
    named = [make.make_concept(slug, core=True) for slug in ["alpha", "beta", "gamma", "delta", "epsilon"][:concepts]]
    ConceptLink.objects.create(concept=named[1], other=named[0], kind="broader")
    statements: dict[str, list[Statement]] = {kind: [] for kind in [*Statement.Kind.values, "common", "part"]}
    for turn in range(times):
        english = make.make_source(f"english-{turn}")
        chinese = make.make_source(f"chinese-{turn}", text=make.CHINESE, language="zh-hans")
        pulls = make.make_passage(english, "Marketing pulls users to products.")
        pushes = make.make_passage(english, "Sales push products to users.")
        both = make.make_passage(
            chinese, "两者的最终目标都是收入。", translation="Both aim at revenue.", translation_by="ours"
        )
        dimension = make.make_dimension(f"dimension-{turn}", en=f"Dimension {turn}", zh=f"维度 {turn}")
        sides = [
            make.make_statement("characteristic", concept, dimension=dimension, cites=(pulls if place % 2 else pushes,))
            for place, concept in enumerate(named)
        ]
        common = make.make_statement("characteristic", *named[:2], dimension=dimension, cites=(both,))
        publish(statements=[*sides, common])
        part = make.make_part(common, cites=(both,))
        distinction = make.make_distinction(
            *sides[:2], note_en="A **note**.", note_zh="一条**注释**。", slug=f"short-words-{turn}"
        )
        make.cite(distinction, both)
        relation = make.make_statement("relation", named[0], objects=(named[1],), cites=(pulls,))
        question = make.make_question(f"question-{turn}")
        position = make.make_statement("position", question=question)
        make.rest_on(position, relation)
        finding = make.make_finding_of_parts(*zip(named[:2], sides, strict=False), dimension=dimension)
        make.rest_on(finding, distinction)
        definitions = [make.make_statement("definition", concept, cites=(pushes,)) for concept in named]
        make.cite(definitions[0], both, stance="reports")
        publish(statements=[part, distinction, relation, position, finding, *definitions])
        tag = Tag.objects.create(name=f"tag {turn}", slug=f"tag-{turn}")
        distinction.tags.add(tag)
        relation.tags.add(Tag.objects.get(slug="tag-0"))
        for kind, rows in {
            "characteristic": sides, "common": [common], "part": [part], "distinction": [distinction],
            "relation": [relation], "position": [position], "finding": [finding],
            "definition": definitions,
        }.items():  # fmt: skip
            for row in rows:
                row.refresh_from_db()
            statements[kind] += rows
    return World(named, english, chinese, statements)


def multiply(world: World, times: int) -> None:
    """More of everything about the same concepts, dimension, question, tag and source."""
    dimension = Dimension.objects.get(slug="dimension-0")
    question = make.make_question("question-0")
    tag = Tag.objects.get(slug="tag-0")
    kind = RelationType.objects.get(slug="includes")
    text = world.english.read_text()
    for turn in range(times):
        start = turn * 3 % (len(text) - 12)
        passage = make.make_passage(world.english, text[start : start + 9 + turn % 3])
        sides = [
            make.make_statement("characteristic", concept, dimension=dimension, cites=(passage,))
            for concept in world.concepts
        ]
        common = make.make_statement("characteristic", *world.concepts[:2], dimension=dimension, cites=(passage,))
        publish(statements=[*sides, common])
        part = make.make_part(common, cites=(passage,))
        distinction = make.make_distinction(*sides[:2])
        make.cite(distinction, passage)
        relation = make.make_statement(
            "relation", world.concepts[0], objects=(world.concepts[1],), cites=(passage,), relation_type=kind
        )
        position = make.make_statement("position", question=question)
        make.rest_on(position, relation, sides[0])
        finding = make.make_finding_of_parts(*zip(world.concepts[:2], sides, strict=False))
        definitions = [make.make_statement("definition", concept, cites=(passage,)) for concept in world.concepts]
        publish(statements=[part, distinction, relation, position, finding, *definitions])
        distinction.tags.add(tag)
        for cited in (known[0] for known in world.statements.values() if known):
            if cited.kind not in ("position", "finding") and not cited.citations.filter(passage=passage).exists():
                make.cite(cited, passage)
    if connection.vendor == "postgresql":  # without statistics a page takes seconds
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
