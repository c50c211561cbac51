"""Publications: one act, with the editions of all that shows what it changed, however many steps up."""

from dataclasses import dataclass

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from concepts.content.row_content import content_to_json
from concepts.editorial.deleting import delete_row
from concepts.editorial.merging import merge
from concepts.editorial.publications import Act, open_publication, publish_row
from concepts.editorial.publishing import publish, put_back, withdraw
from concepts.editorial.renaming import merge_concepts, rename_concept
from concepts.editorial.row_contents import read_row_content
from concepts.models import Concept, Edition, Label, Publication, Statement, Tag
from concepts.packs.load import load_pack
from sources.models import Passage
from tests.concepts.packs.build import change, write_pack
from tests.editions import assert_editions_are_live
from tests.factories import make_concept, make_part, make_passage, make_published, make_statement, rest_on

pytestmark = pytest.mark.django_db


@dataclass
class Ladder:
    """Published statements that stand on one another: a passage, `one`, `distinction` and `position`, and `over`, which
    rests on the distinction and shows its sides; a relation, a list and its part besides. `tag` is that of `one`.
    """

    rows: dict[str, Model]
    statements: dict[str, Statement]


@pytest.fixture
def ladder(contrast):
    marketing = contrast.concepts[0]
    contrast.one.tags.add("长期")
    relation = make_published("relation", marketing, objects=(contrast.concepts[1],), cites=(contrast.chinese,))
    over = make_statement("position", question=contrast.position.question)
    rest_on(over, contrast.distinction)
    head = make_published("characteristic", marketing, cites=(contrast.chinese,))
    part = make_part(head, cites=(contrast.english,))
    publish(statements=[contrast.one, over, part])
    passage = contrast.english
    rows = {
        "concept": marketing,
        "dimension": contrast.one.dimension,
        "relation-type": relation.relation_type,
        "question": contrast.position.question,
        "tag": contrast.one.tags.get(),
        "source": passage.version.source,
        "version": passage.version,
        "article": passage.article,
        "passage": passage,
    }
    statements = {
        "one": contrast.one, "other": contrast.other, "distinction": contrast.distinction, "over": over, "head": head,
        "position": contrast.position, "relation": relation, "part": part,
    }  # fmt: skip
    assert_editions_are_live()
    return Ladder(rows, statements)


# What is changed in a row of each kind, and the statements that show it.
CHANGES = {
    "concept": ({}, {"one", "distinction", "over", "relation", "head", "part"}),
    "dimension": ({"name_zh": "领域"}, {"one", "other", "distinction", "head", "part"}),
    "relation-type": ({"inverse_en": "belongs to"}, {"relation"}),
    "question": ({"text_zh": "销售算营销吗？"}, {"position", "over"}),
    "tag": ({"name_en": "Long-term"}, {"one"}),
    "source": ({"title_zh": "另一个标题"}, {"one", "distinction", "over", "position", "part", "head"}),
    "version": ({"language": "zh-hans"}, {"one", "distinction", "over", "position", "part", "head"}),
    "article": ({"title_en": "Another title"}, {"one", "distinction", "over", "position", "part", "head"}),
    "passage": (
        {"translation": "营销把用户拉向产品。", "translation_by": "ours"},
        {"one", "distinction", "over", "position", "part", "head"},
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_what_shows_a_changed_row_gets_one_edition_each_of_one_publication(ladder, rui, kind):
    columns, showing = CHANGES[kind]
    row, before = ladder.rows[kind], set(Edition.objects.values_list("pk", flat=True))
    with open_publication(act=Act.PUBLISHED, by=rui, note=" 更好。 ") as publication:
        publication.add_rows(kind, [row.pk])
        type(row).objects.filter(pk=row.pk).update(**columns, row_version=7)
        Label.objects.filter(concept=row.pk if kind == "concept" else 0, language="zh-hans").update(text="行销")
    fresh = Edition.objects.exclude(pk__in=before)
    names = {statement.pk: name for name, statement in ladder.statements.items()}
    assert sorted(names[pk] for pk in fresh.values_list("statement", flat=True)) == sorted(showing)
    assert_editions_are_live()
    told = Publication.objects.get(pk__in=fresh.values("publication"))
    change = told.changes.get()
    assert (change.kind, change.row) == (kind, row.pk)
    assert change.name
    assert change.before != change.after
    assert change.after == content_to_json(read_row_content(row))
    assert (told.act, told.by, told.by_name, told.note, told.own_work) == ("published", rui, "rui", "更好。", False)


def test_what_is_made_deleted_moved_or_withdrawn_is_a_change_with_both_contents(ladder, rui):
    def changes():
        publication = Publication.objects.latest("pk")
        rows = publication.changes.order_by("kind", "pk")
        assert publication.by == rui
        return publication.act, [(row.kind, row.name, row.before is not None, row.after is not None) for row in rows]

    spare = Concept(slug="spare")
    with publish_row(row=spare, by=rui):
        spare.save()
    assert changes() == ("published", [("concept", "spare", False, True)])
    spare.links.create(other=ladder.rows["concept"], kind="related")
    rename_concept(concept=spare, slug="left", by=rui)
    assert changes() == ("renamed", [("address", "concept spare", False, True)])
    Concept.objects.create(slug="near").links.create(other=spare, kind="related")
    delete_row(row=Concept.objects.get(slug="left"), by=rui)
    assert changes() == (
        "deleted",
        [
            ("address", "concept spare", True, True),
            ("address", "concept left", False, True),
            ("concept", "left", True, False),
            ("concept", "near", True, True),
        ],
    )
    statement = ladder.statements["over"]
    withdraw(statement=statement, by=rui, words_en="Wrong.", words_zh="有误。")
    address = ("address", f"statement {statement.code}")
    assert changes() == ("withdrawn", [(*address, False, True)])
    put_back(statements=[statement], by=rui, reason="Right.")
    assert changes() == ("put-back", [(*address, True, False)])


def test_what_readers_do_not_see_changes_nothing_for_them(ladder):
    before = Publication.objects.count()
    passage = make_passage(ladder.rows["version"], "Both aim at revenue.")
    tag, draft = Tag.objects.create(name_en="unused", slug="unused"), make_concept("draft", status="draft")
    for row, columns in (
        (passage, {"translation": "译文", "translation_by": "ours"}),
        (tag, {}),
        (draft, {"core": True}),
    ):
        with publish_row(row=row):
            type(row).objects.filter(pk=row.pk).update(row_version=7, **columns)
    assert Publication.objects.count() == before


def test_a_pack_is_one_publication_and_tells_of_what_it_changes_after_its_first_load(tmp_path):
    pack = write_pack(tmp_path)
    load_pack(pack)
    first = Publication.objects.get()
    assert (first.act, first.by_name, first.changes.count()) == ("loaded", pack.name, 0)
    assert first.editions.count() == Statement.objects.published().count()
    load_pack(pack)
    assert Publication.objects.count() == 1
    change(pack, "concepts.yaml", "preferred: 营销", "preferred: 行銷")
    load_pack(pack)
    second = Publication.objects.latest("pk")
    told = second.changes.get()
    assert (second.act, told.kind, "营销" in str(told.before), "行銷" in str(told.after)) == (
        "loaded",
        "concept",
        True,
        True,
    )
    assert second.editions.count() > 1
    assert_editions_are_live()


def test_an_act_after_which_nothing_is_otherwise_is_no_publication(ladder):
    before = Publication.objects.count()
    with open_publication(act=Act.PUBLISHED) as publication:
        for kind, row in ladder.rows.items():
            publication.add_rows(kind, [row.pk])
        publication.add_statements(statement.pk for statement in ladder.statements.values())
    publish(statements=Statement.objects.published())
    assert Publication.objects.count() == before


def test_a_list_that_loses_and_gets_back_a_part_has_an_edition_of_both(ladder, rui):
    part, head = ladder.statements["part"], ladder.statements["head"]
    withdraw(statement=part, by=rui, words_en="Wrong.", words_zh="有误。")
    assert_editions_are_live()
    publication = head.editions.get(number=3).publication
    assert (publication.act, publication.by, publication.note) == ("withdrawn", rui, "Wrong.\n有误。")
    put_back(statements=[part], reason="Right.")
    assert head.editions.get(number=4).publication.act == "put-back"
    assert_editions_are_live()


def test_merging_and_renaming_leave_live_editions(ladder, rui):
    part, twin = (
        ladder.statements["part"],
        make_published("definition", ladder.rows["concept"], cites=(ladder.rows["passage"],)),
    )
    reason = {"reason_en": "The same.", "reason_zh": "一样。"}
    merge(statement=part, into=ladder.statements["one"], by=rui, **reason)
    assert ladder.statements["head"].editions.get(number=3).publication.act == "merged"
    assert_editions_are_live()
    rename_concept(concept=ladder.rows["concept"], slug="renamed", by=rui)
    publication = twin.editions.latest("pk").publication
    assert (publication.act, publication.by, publication.editions.count()) == ("renamed", rui, 6)
    assert_editions_are_live()
    merge_concepts(concept=make_concept("other"), into=ladder.rows["concept"], **reason)
    merge_concepts(concept=ladder.rows["concept"], into=make_concept("left"), **reason)
    assert_editions_are_live()
    assert Publication.objects.latest("pk").act == "merged"


def test_queries_do_not_grow_with_what_shows_a_row(ladder):
    def queries(text):
        with CaptureQueriesContext(connection) as captured, open_publication(act=Act.PUBLISHED) as publication:
            publication.add_rows("passage", [ladder.rows["passage"].pk])
            Passage.objects.filter(pk=ladder.rows["passage"].pk).update(translation=text, translation_by="ours")
        return len(captured)

    few = queries("译文")
    for _turn in range(10):
        row = make_published("characteristic", ladder.rows["concept"], cites=(ladder.rows["passage"],))
        position = make_statement("position", question=ladder.rows["question"])
        rest_on(position, row)
        publish(statements=[position])
    editions = Edition.objects.count()
    assert queries("另一译文") == few < 30
    assert Edition.objects.count() >= editions + 25
    assert_editions_are_live()
