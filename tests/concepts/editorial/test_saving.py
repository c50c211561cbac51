"""The one door for writing: what a content says is stored, whole or not at all, by the rules of the models."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from concepts.content.row_content import AttachedContent, RowContent
from concepts.content.value_types import Words
from concepts.editorial.content_revision import Scope, current_revision
from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish, withdraw
from concepts.editorial.review import submit
from concepts.editorial.row_ids import KeyIndex
from concepts.editorial.saving import (
    NothingChangedError,
    StatementWrite,
    UnknownKeysError,
    WithdrawnError,
    WrongKindError,
    save_draft,
    write_contents,
)
from concepts.models import Address, Citation, Side, Statement, StatementConcept, Tag
from concepts.models.codes import new_code
from sources.locking import StaleSaveError
from tests.factories import (
    make_concept,
    make_finding,
    make_part,
    make_passage,
    make_published,
    make_relation_type,
    make_statement,
)

pytestmark = pytest.mark.django_db


def key_of(passage):
    return (passage.version.source.slug, passage.version.number, passage.start, passage.end)


def concept(slug, role="subject", rank=None):
    return AttachedContent({"concept": (slug,), "role": role}, rank)


def citation(passage, stance="supports", **values):
    return AttachedContent({"passage": key_of(passage), "stance": stance} | values)


def side(slug, code):
    return AttachedContent({"concept": (slug,), "characteristic": (code,)})


def texts(en="It pulls.", zh="它拉。", **fields):
    return {"text": Words(en, zh)} | fields


def save(statement=None, kind="characteristic", by="Rui", started_from=None, code="", fields=None, **attached):
    content = RowContent(fields or {}, attached)
    return save_draft(statement=statement, kind=kind, content=content, by=by, started_from=started_from, code=code)


def test_a_new_statement_of_each_kind_holds_what_its_content_says(contrast, ann):
    Tag.objects.create(slug="long-term", name="long term")
    saved = save(
        by=ann,
        fields=texts(dimension=("scope",), mode="advises", rank=3, note=Words("A *note*.", "")),
        concepts=[concept("sales"), concept("marketing")],
        tags=[AttachedContent({"tag": ("long-term",)})],
        citations=[citation(contrast.english), citation(contrast.chinese, "reports", attributed_to=Words("all", "人"))],
    )
    row = Statement.objects.get(pk=saved.pk)
    assert (row.status, row.kind, row.author, row.author_name) == ("draft", "characteristic", ann, "Ann Author")
    assert (row.text_zh, row.dimension.slug, row.mode, row.rank) == ("它拉。", "scope", "advises", 3)
    assert row.note_html_en == "<p>A <em>note</em>.</p>"
    links = row.concept_links.order_by("rank").values_list("concept__slug", "role", "rank")
    assert list(links) == [("sales", "subject", 0), ("marketing", "subject", 1)]
    assert [tag.slug for tag in row.tags.all()] == ["long-term"]
    assert set(row.citations.values_list("passage", "stance", "attributed_to_zh")) == {
        (contrast.english.pk, "supports", ""), (contrast.chinese.pk, "reports", "人"),
    }  # fmt: skip
    position = save(
        kind="position",
        fields=texts(question=("is-sales-part-of-marketing",)),
        basis=[AttachedContent({"statement": (contrast.other.code,)})],
    )
    assert position.bases.get().statement == contrast.other
    contrast_again = save(
        kind="distinction",
        fields=texts(dimension=("scope",), title=Words("Pull", "拉"), slug="pull"),
        sides=[side("marketing", contrast.one.code), side("sales", contrast.other.code)],
    )
    assert [one.characteristic for one in contrast_again.sides.all()] == [contrast.one, contrast.other]


def test_subjects_and_objects_are_counted_apart_and_a_given_rank_is_kept(contrast):
    make_relation_type()
    row = save(
        kind="relation",
        fields=texts(relation=("includes",)),
        concepts=[concept("marketing"), concept("sales", "object")],
    )
    assert set(row.concept_links.values_list("role", "rank")) == {("subject", 0), ("object", 0)}
    row = save(row, "relation", concepts=[concept("marketing", rank=7), concept("sales", "object")])
    assert set(row.concept_links.values_list("role", "rank")) == {("subject", 7), ("object", 0)}


def test_what_a_content_leaves_out_stays_and_equal_rows_are_not_touched(contrast):
    draft = make_statement("characteristic", *contrast.concepts, cites=(contrast.english, contrast.chinese))
    links = list(draft.concept_links.order_by("pk").values_list("pk", flat=True))
    kept = draft.citations.get(passage=contrast.english)
    before = current_revision(Scope.WORKING)
    saved = save(
        draft, started_from=draft.row_version, fields={"mode": "advises"},
        citations=[citation(contrast.english)], concepts=[concept("marketing"), concept("sales")],
    )  # fmt: skip
    assert (saved.text_en, saved.mode, saved.row_version) == (draft.text_en, "advises", draft.row_version + 1)
    assert saved.citations.get() == kept
    assert list(saved.concept_links.order_by("pk").values_list("pk", flat=True)) == links
    assert current_revision(Scope.WORKING) == before + 1
    cleared = save(saved, fields={"text": None}, citations=[])
    assert (cleared.text_en, cleared.citations.count(), cleared.concept_links.count()) == ("", 0, 2)


def test_a_published_statement_gets_a_draft_of_changes_and_stays_as_it_is(contrast, ann):
    live = contrast.one
    draft = save(live, by=ann, started_from=live.row_version, fields=texts("It draws."))
    assert (draft.revises_id, draft.text_en, draft.text_zh, draft.author) == (live.pk, "It draws.", "它拉。", ann)
    assert draft.citations.get().passage == contrast.english
    assert Statement.objects.get(pk=live.pk).text_en == "It pulls."
    again = save(draft, started_from=draft.row_version, fields=texts("It attracts."))
    assert (again.pk, again.row_version, again.author_name) == (draft.pk, draft.row_version + 1, "Rui")
    onwards = save(live, fields=texts("It draws in."))
    assert (onwards.pk, onwards.text_en) == (draft.pk, "It draws in.")


def test_a_published_statement_saved_as_it_stands_begins_no_draft(contrast):
    with pytest.raises(NothingChangedError):
        save(contrast.one, fields=texts(), citations=[citation(contrast.english)], concepts=[concept("marketing")])
    assert not Statement.objects.filter(revises__isnull=False).exists()


def test_a_submitted_draft_is_written_and_stays_submitted(contrast, ann):
    draft = make_statement("definition")
    submit(row=draft, by=ann)
    saved = save(draft, "definition", fields=texts("Other."))
    assert (saved.status, saved.text_en, saved.submitted_by) == ("submitted", "Other.", ann)


def test_who_changes_nothing_does_not_become_the_author(contrast, ann):
    draft = save(kind="definition", by=ann, fields=texts(), citations=[citation(contrast.english)])
    saved = save(draft, "definition", fields=texts(), citations=[citation(contrast.english)])
    assert saved.author == ann
    saved = save(draft, "definition", citations=[citation(contrast.english, "contradicts")])
    assert (saved.author, Statement.objects.get(pk=draft.pk).author_name) == (None, "Rui")


@contextmanager
def refused(error, match=None):
    """Expects the error, and that nothing was written."""
    tables = (Statement, StatementConcept, Side, Citation)
    before = ([list(table.objects.order_by("pk").values()) for table in tables], current_revision(Scope.WORKING))
    with pytest.raises(error, match=match) as caught:
        yield caught
    assert (
        [list(table.objects.order_by("pk").values()) for table in tables],
        current_revision(Scope.WORKING),
    ) == before


def test_a_stale_save_is_answered_with_the_row_as_it_stands(contrast):
    with refused(StaleSaveError) as caught:
        save(contrast.one, started_from=contrast.one.row_version - 1, fields=texts("Mine."))
    assert caught.value.current == contrast.one


def test_what_was_deleted_is_gone(contrast):
    draft = make_statement("definition")
    Statement.objects.filter(pk=draft.pk).delete()
    with refused(StaleSaveError, "deleted") as caught:
        save(draft, "definition", started_from=1, fields=texts())
    assert caught.value.current is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", Words("It\0pulls.", "")), ("text", Words("", "它\u202e拉。")), ("note", Words("", "x" * 2_001))],
)
def test_a_text_that_cannot_be_stored_is_refused_at_its_column(field, value):
    with refused(ValidationError) as caught:
        save(kind="definition", fields={field: value})
    assert caught.value.message_dict.keys() == {f"{field}_{'en' if value.en else 'zh'}"}


def test_keys_that_name_nothing_are_refused_all_at_once(contrast):
    with refused(UnknownKeysError) as caught:
        save(
            fields=texts(dimension=("nowhere",), part_of=("22B22",)),
            concepts=[concept("marketing"), concept("gone")],
            citations=[AttachedContent({"passage": ("english", 1, 0, 9_000), "stance": "supports"})],
        )
    assert caught.value.unknown == {
        "dimension": ("nowhere",), "part_of": ("22B22",), "concepts.1.concept": ("gone",),
        "citations.0.passage": ("english", 1, 0, 9_000),
    }  # fmt: skip
    assert "nowhere" in caught.value.message_dict["dimension"][0]


@pytest.mark.parametrize(
    ("kind", "fields", "attached", "places"),
    [
        ("characteristic", {}, {}, {"__all__"}),
        ("definition", {"dimension": ("scope",)}, {}, {"__all__"}),
        ("definition", {"mode": "shouts"}, {}, {"mode"}),
        ("nonsense", {}, {}, {"kind"}),
        ("definition", {}, {"concepts": [concept("sales"), concept("sales")]}, {"concepts.1"}),
        ("definition", {}, {"concepts": [concept("sales", "owner")]}, {"concepts.0.role"}),
        ("definition", {}, {"concepts": [AttachedContent({"role": "subject"})]}, {"concepts.0.concept"}),
        ("definition", {}, {"sides": [side("sales", "22B22")]}, {"sides"}),
        ("distinction", {"dimension": ("scope",), "slug": "pull", "title": Words("Pull")},
         {"sides": [side("sales", "22B22")]}, {"sides.0.characteristic"}),
        ("definition", {}, {"citations": [AttachedContent({"passage": ("english", 1, 0, 34), "stance": "reports"})]},
         {"citations.0"}),
    ],
)  # fmt: skip
def test_what_the_models_refuse_is_told_by_field(contrast, kind, fields, attached, places):
    make_statement("definition", code="22B22")  # which is no side of a distinction
    assert key_of(contrast.english) == ("english", 1, 0, 34)
    with refused(ValidationError) as caught:
        save(kind=kind, fields=fields, **attached)
    assert caught.value.message_dict.keys() == places


def test_nothing_rests_on_a_draft_of_changes(contrast):
    draft = start_draft(statement=contrast.one)
    with refused(ValidationError) as caught:
        save(contrast.position, "position", basis=[AttachedContent({"statement": (draft.code,)})])
    assert caught.value.message_dict.keys() == {"basis.0.statement"}


def basis_row(statement, **values):
    return AttachedContent({"statement": (statement.code,), **values})


def test_a_finding_is_saved_with_its_parts_and_what_carries_them(contrast):
    finding = save(
        kind="finding",
        fields=texts(aspect="together", dimension=("scope",)),
        concepts=[concept("marketing"), concept("sales")],
        claim_parts=[
            AttachedContent({"number": 1, "concept": ("marketing",)}),
            AttachedContent({"number": 2, "concept": ("sales",)}),
        ],
        basis=[basis_row(contrast.one, part=1, nearness="nearby"), basis_row(contrast.distinction, part=2)],
    )
    assert (finding.kind, finding.aspect, finding.dimension.slug) == ("finding", "together", "scope")
    assert [(part.number, part.concept) for part in finding.claim_parts.all()] == [*enumerate(contrast.concepts, 1)]
    assert [(row.statement, row.part, row.nearness) for row in finding.bases.all()] == [
        (contrast.one, 1, "nearby"), (contrast.distinction, 2, "itself"),
    ]  # fmt: skip
    [published] = publish(statements=[finding])
    draft = save(published, "finding", basis=[basis_row(contrast.one, part=2), basis_row(contrast.other)])
    assert draft.revises == finding
    assert [(part.number, part.concept) for part in draft.claim_parts.all()] == [*enumerate(contrast.concepts, 1)]


@pytest.mark.parametrize(
    ("kind", "parts", "bases"),
    [
        ("position", [1], [(0, "one"), (1, "one")]),  # the whole and a part
        ("position", [1], [(2, "one")]),  # a part that there is not
        ("finding", [], [(1, "one")]),
    ],
)
def test_what_contradicts_itself_in_a_basis_is_refused(contrast, kind, parts, bases):
    fields = {"question": ("is-sales-part-of-marketing",)} if kind == "position" else {"aspect": "differ"}
    names = Words("part", "部分")
    with refused(ValidationError) as caught:
        save(
            kind=kind,
            fields=texts(**fields),
            claim_parts=[AttachedContent({"number": number, "name": names}) for number in parts],
            basis=[basis_row(getattr(contrast, name), part=part) for part, name in bases],
        )
    assert caught.value.message_dict.keys() == {"basis"}


@pytest.mark.parametrize("kind", ["position", "finding"])
def test_nothing_rests_on_a_position_or_finding(contrast, kind):
    other = contrast.position if kind == "position" else make_finding(*contrast.concepts)
    with refused(ValidationError) as caught:
        save(contrast.position, "position", basis=[basis_row(other)])
    assert caught.value.message_dict.keys() == {"basis.0.statement"}


def test_a_statement_of_another_kind_is_refused(contrast):
    with refused(WrongKindError, contrast.one.code):
        save(contrast.one, "definition", fields=texts())


@pytest.mark.parametrize("code", ["x", "AAAAA", "22b22"])
def test_a_code_that_is_not_well_formed_is_refused(code):
    with refused(ValidationError) as caught:
        save(kind="definition", code=code)
    assert caught.value.message_dict.keys() == {"code"}


def test_names_that_a_statement_does_not_have_are_refused():
    for wrong in (
        lambda: RowContent({"kind": "definition"}),
        lambda: RowContent({"colour": "red"}),
        lambda: RowContent({}, {"examples": []}),
        lambda: RowContent({}, {"concepts": [AttachedContent({"size": 1})]}),
    ):
        with pytest.raises(ValueError, match="has no"):
            wrong()


@pytest.mark.parametrize("fields", [{"dimension": "scope"}, {"mode": ("states",)}, {"slug": Words("a", "b")}])
def test_values_of_another_form_are_refused(fields):
    with refused(TypeError):
        save(fields=fields)


def test_a_withdrawn_statement_is_written_no_more(contrast):
    withdraw(statement=contrast.position, words_en="Wrong.", words_zh="有误。")
    with pytest.raises(WithdrawnError, match=contrast.position.code):
        save(contrast.position, "position", fields=texts("Right."))


def test_a_code_that_an_address_remembers_is_taken(contrast):
    code = new_code(set(Statement.objects.values_list("code", flat=True)))
    Address.objects.create(kind="statement", key=code, state="moved", target=contrast.one.code)
    with pytest.raises(ValidationError, match="taken"):
        save(kind="definition", code=code)
    Address.objects.all().delete()
    assert save(kind="definition", code=code).code == code


def test_whoever_began_with_the_public_text_does_not_write_over_a_colleagues_draft(contrast):
    draft = start_draft(statement=contrast.one)
    with pytest.raises(StaleSaveError) as caught:
        save(contrast.one, started_from=contrast.one.row_version, fields=texts("Mine."))
    assert caught.value.current == draft
    draft.refresh_from_db()
    assert draft.text_en == "It pulls."


def test_a_draft_that_was_published_or_discarded_meanwhile_is_answered_with_what_took_its_place(contrast):
    draft = start_draft(statement=contrast.one)
    publish(statements=[Statement.objects.get(pk=draft.pk)])
    with pytest.raises(StaleSaveError) as caught:
        save(draft, started_from=1, fields=texts("Mine."))
    assert caught.value.current == contrast.one
    newer = start_draft(statement=contrast.one)
    with pytest.raises(StaleSaveError) as caught:
        save(draft, started_from=1, fields=texts("Mine."))
    assert caught.value.current == newer


def test_saving_takes_as_many_queries_for_many_rows_as_for_few(contrast):
    version = contrast.english.version
    text = version.read_text()
    passages = [make_passage(version, text[start : start + 5]) for start in range(12)]
    concepts = [make_concept(f"concept-{number}") for number in range(12)]

    def queries(number):
        draft = make_statement("characteristic")
        with CaptureQueriesContext(connection) as captured:
            save(
                draft,
                fields=texts(),
                concepts=[concept(one.slug) for one in concepts[:number]],
                citations=[citation(one) for one in passages[:number]],
            )
        return len(captured)

    assert queries(1) == queries(12)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_a_draft_at_once_one_is_refused(contrast):
    barrier = Barrier(2)

    def begin(words):
        barrier.wait()
        try:
            return save(contrast.one, started_from=contrast.one.row_version, fields=texts(words)).text_en
        except StaleSaveError as error:
            return error.current.revises_id
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = set(threads.map(begin, ["Mine.", "Theirs."]))
    assert len(answers & {"Mine.", "Theirs."}) == 1
    assert contrast.one.pk in answers


class TestManyAtOnce:
    """`write_contents` writes what packs bring."""

    def write(self, *writes, **options):
        write_contents(writes=[StatementWrite(row, RowContent(*content)) for row, *content in writes], **options)

    def unsaved(self, kind="characteristic"):
        return Statement(code=new_code(set(Statement.objects.values_list("code", flat=True))), kind=kind)

    def test_new_statements_may_name_one_another(self, contrast):
        part, head, position = self.unsaved(), self.unsaved(), self.unsaved("position")
        about = {"concepts": [concept("marketing")]}
        self.write(
            (part, texts(dimension=("scope",), part_of=(head.code,), rank=1), about),
            (position, texts(question=("is-sales-part-of-marketing",)),
             {"basis": [AttachedContent({"statement": (part.code,)})]}),
            (head, texts(dimension=("scope",)), about),
        )  # fmt: skip
        assert head.parts.get() == part
        assert position.bases.get().statement == part
        assert part.concept_links.get().concept.slug == "marketing"

    def test_stored_statements_get_what_is_said_and_one_version_more(self, contrast):
        row, untouched = Statement.objects.get(pk=contrast.one.pk), contrast.one.concept_links.get()
        row.pack = "a-pack"
        self.write(
            (row, texts("It draws.", "它引。"), {"concepts": [concept("marketing")], "citations": []}), others=["pack"]
        )
        stored = Statement.objects.get(pk=row.pk)
        assert (stored.text_en, stored.pack, stored.row_version) == ("It draws.", "a-pack", row.row_version)
        assert stored.row_version == contrast.one.row_version + 1
        assert (stored.concept_links.get(), stored.citations.count()) == (untouched, 0)
        assert stored.dimension == contrast.one.dimension

    def test_parts_change_places(self, contrast):
        head = make_published("characteristic", contrast.concepts[0], cites=(contrast.english,))
        first, second = (make_part(head, cites=(contrast.english,)) for _ in range(2))
        self.write((first, {"rank": 2}), (second, {"rank": 1}))
        assert list(head.parts.order_by("rank")) == [second, first]

    def test_ids_come_from_the_caller_where_the_caller_has_them(self, contrast):
        row = make_statement("definition")
        ids = KeyIndex({"concept": {("marketing",): contrast.concepts[1].pk}})
        self.write((row, {}, {"concepts": [concept("marketing")]}), find_id=ids)
        assert row.concepts.get() == contrast.concepts[1]
        with pytest.raises(UnknownKeysError, match="sales"):
            self.write((row, {}, {"concepts": [concept("sales")]}), find_id=ids)

    def test_the_database_refuses_what_it_must(self, contrast):
        with pytest.raises(IntegrityError):
            self.write((self.unsaved(), texts()))

    def test_it_takes_as_many_queries_for_many_as_for_few(self, contrast):
        def queries(number):
            new = [self.unsaved() for _ in range(number)]
            old = [make_published("definition", contrast.concepts[0], cites=(contrast.english,)) for _ in new]
            attached = {"concepts": [concept("sales")], "citations": [citation(contrast.chinese)]}
            with CaptureQueriesContext(connection) as captured:
                self.write(
                    *((row, texts(dimension=("scope",)), attached) for row in new),
                    *((row, texts(), attached) for row in old),
                )
            return len(captured)

        assert queries(1) == queries(10)
