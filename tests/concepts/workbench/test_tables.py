"""A table with many rows is tried, looked at, and saved as drafts; what is wrong with it is said in words."""

import csv
import io
import re
import tracemalloc
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from concepts.formats.copies import guard_cell, guard_reversibly, unguard
from concepts.models import Citation, Concept, Label, Proposal, Statement
from concepts.workbench.admin.tables import BroughtTableAdmin
from concepts.workbench.models import BroughtTable
from concepts.workbench.tables.brought import KEPT
from concepts.workbench.tables.cells import MOST_ROWS, TableError, read_table
from concepts.workbench.tables.columns import COLUMNS, TableKind
from concepts.workbench.tables.importing import import_table, try_table
from sources.models import Passage
from sources.reading import process
from tests import factories as make
from tests.concepts.admin.pages import read_form
from tests.concepts.conftest import Contrast
from tests.sources.reading.files import make_xlsx, make_zip

pytestmark = pytest.mark.django_db
ADD = reverse("admin:workbench_broughttable_add")
HEAD = "kind,subjects,dimension,text_en,text_zh"
ROW = "characteristic,marketing,scope,Marketing looks far.,营销看得远。"


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the child take its time on a busy machine."""
    monkeypatch.setattr(process, "MOST_SECONDS", 120)


def run(text: str, kind: TableKind, *, keep: bool = True) -> list[tuple[str, str]]:
    """The verdict on each row of a table, and why it is refused."""
    act = import_table if keep else try_table
    outcomes = act(rows=read_table(text.encode(), kind), kind=kind, by="a test")
    return [(outcome.verdict, outcome.reason) for outcome in outcomes]


def bring(client: Client, data: bytes, kind: str = "statements", language: str = "en") -> HttpResponse:
    sent = {"kind": kind, "file": SimpleUploadedFile("a.csv", data), "pasted": ""}
    return client.post(ADD, sent, headers={"accept-language": language})


def errors_of(answer: HttpResponse) -> str:
    found = re.findall(r'<ul class="errorlist[^"]*"[^>]*>(.*?)</ul>', answer.content.decode(), re.DOTALL)
    return unescape(re.sub("<[^>]+>", "", " ".join(found)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_in_any_usual_encoding_and_with_any_usual_separator(encoding: str, separator: str) -> None:
    text = f"{HEAD}\r\n{ROW}\r\n,,,,\r\n".replace(",", separator)
    [row] = read_table(text.encode(encoding), TableKind.STATEMENTS)
    assert row.line == 2
    assert row.cells["text_zh"] == "营销看得远。"
    assert row.cells["subjects"] == "marketing"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (make_zip({"a.txt": "x"}), "Save the sheet as CSV (UTF-8)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "Save the sheet as CSV (UTF-8)"),
        (b"PK\x03\x04 cut off", "The file is damaged or cut off."),
        (f"{HEAD}\n".encode(), "no row below it"),
        (f"{HEAD},colour\n{ROW},red\n".encode(), "There is no column called “colour”"),
        (b"kind,text_en\ndefinition,A\n", "The first line lacks the column text_zh."),
        (f"{HEAD},text_en\n{ROW},x\n".encode(), "The column text_en is there twice."),
        (f'{HEAD}\n"characteristic,marketing\n'.encode(), "Line 2 is no row of a table"),
        ((f"{HEAD}\n" + f"{ROW}\n" * 10_000).encode(), f"The table has more than {MOST_ROWS} rows"),
        (f"{HEAD}\n{ROW}\x00\n".encode(), "U+0000"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(TableError) as caught:
        read_table(data, TableKind.STATEMENTS)
    assert words in str(caught.value)


def test_the_first_sheet_of_a_workbook_is_a_table() -> None:
    words = "".join(f"<c t='inlineStr'><is><t>{cell}</t></is></c>" for cell in ROW.split(","))
    head = "".join(f"<c t='inlineStr'><is><t>{name}</t></is></c>" for name in HEAD.split(","))
    [row] = read_table(make_xlsx(f"<row>{head}</row><row r='3'>{words}</row>"), TableKind.STATEMENTS)
    assert (row.line, row.cells["text_zh"]) == (3, "营销看得远。")


def test_a_row_with_too_many_cells_is_refused_alone(contrast: Contrast) -> None:
    make.make_dimension()
    outcomes = run(f"{HEAD}\n{ROW},more\n{ROW}\n", TableKind.STATEMENTS)
    assert [verdict for verdict, _reason in outcomes] == ["refused", "new"]
    assert "more cells than there are columns" in outcomes[0][1]


def test_statements_are_made_and_changed_as_drafts(contrast: Contrast) -> None:
    make.make_dimension()
    code, before = contrast.one.code, contrast.one.text_en
    table = (
        "code;kind;subjects;dimension;text_en;text_zh\n"
        f";characteristic;Marketing;范围;=1+1 is a text;=1+1 是文字\n"
        f"{code.lower()};;;;It pulls hard.;\n"
        f"{contrast.other.code};;;;{contrast.other.text_en};\n"
    )
    assert [verdict for verdict, _reason in run(table, TableKind.STATEMENTS)] == ["new", "changed", "same"]
    made = Statement.objects.get(text_en="=1+1 is a text")
    assert (made.status, made.kind, made.dimension.slug) == ("draft", "characteristic", "scope")
    assert [link.concept.slug for link in made.concept_links.all()] == ["marketing"]
    contrast.one.refresh_from_db()
    assert contrast.one.text_en == before
    draft = Statement.objects.get(revises=contrast.one)
    assert (draft.text_en, draft.text_zh) == ("It pulls hard.", contrast.one.text_zh)
    assert [verdict for verdict, _reason in run(table, TableKind.STATEMENTS)] == ["same", "same", "same"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("distinction,marketing,scope,A,甲", "write it on its own form"),
        ("novel,marketing,scope,A,甲", "“novel” is none of the values of kind"),
        ("definition,nobody,,A,甲", "There is no concept called “nobody”."),
        ("characteristic,marketing,nowhere,A,甲", "There is no dimension called “nowhere”."),
        (",marketing,,A,甲", "“” is none of the values of kind"),
        ("definition,marketing,,,", "A new statement needs its text"),
        (f"definition,marketing,,{'x' * 2001},甲", "2001"),
    ],
)
def test_a_refused_row_says_why_and_the_others_are_written(contrast: Contrast, row: str, words: str) -> None:
    make.make_dimension()
    outcomes = run(f"{HEAD}\n{row}\n{ROW}\n{ROW}\n", TableKind.STATEMENTS)
    assert [verdict for verdict, _reason in outcomes] == ["refused", "new", "refused"]
    assert words in outcomes[0][1]
    assert "line 3" in outcomes[2][1]


def test_labels_wait_as_a_draft_of_changes(contrast: Contrast) -> None:
    marketing = Concept.objects.get(slug="marketing")
    Label.objects.create(concept=marketing, language="en", text="Brand work", role="alternative", rank=2)
    table = (
        "concept,language,text,role\n"
        "营销,zh,行销,\n"
        "marketing,en,brand  work,\n"
        "marketing,en,Brand Work,preferred\n"
        "marketing,en,Sales,preferred\n"
        "marketing,fr,Mercatique,\n"
        "nobody,en,X,\n"
        "sales,en,😀,\n"
    )
    outcomes = run(table, TableKind.LABELS)
    assert [verdict for verdict, _reason in outcomes] == ["new", "same", "refused", *["refused"] * 4]
    assert "line 3" in outcomes[2][1]
    assert "has the preferred label “Sales” already" in outcomes[3][1]
    assert "“fr” is none of the values of language" in outcomes[4][1]
    assert not Label.objects.filter(text="行销").exists()
    proposal = Proposal.objects.get(kind="concept", row=marketing.pk)
    assert "行销" in str(proposal.content)
    assert run("concept,language,text\nmarketing,zh-hans,行销\n", TableKind.LABELS) == [("same", "")]
    assert run("concept,language,text,role\nmarketing,en,Brand work,preferred\n", TableKind.LABELS) == [("changed", "")]
    proposal.refresh_from_db()
    roles = {label["text"]: label["role"] for label in proposal.content["attached"]["labels"]}
    assert (roles["Brand work"], roles["Marketing"]) == ("preferred", "alternative")


def test_a_label_of_a_draft_is_written_itself(db: None) -> None:
    concept = make.make_concept("new", status="draft")
    table = "concept,language,text,role\nnew,en,Newer,preferred\n"
    assert run(table, TableKind.LABELS, keep=False) == [("new", "")]
    assert not concept.labels.filter(text="Newer").exists()
    assert run(table, TableKind.LABELS) == [("new", "")]
    assert concept.labels.get(language="en", role="preferred").text == "Newer"


def test_citations_cut_their_passages_from_the_source(contrast: Contrast) -> None:
    code = contrast.one.code
    table = (
        "statement,source,quote,stance,translation\n"
        f"{code},english,Sales push products to users;,contradicts,销售把产品推向用户。\n"
        f"{code},english,Marketing pulls users to products.,,\n"
        f"{code},english,words that nobody wrote,,\n"
        f"{code},nowhere,x,,\n"
        "ZZZZ9,english,x,,\n"
        f"{code},english,,,\n"
    )
    text = contrast.english.version.read_text()
    quote = text.partition(".")[0]
    table = table.replace("Sales push products to users;", quote)
    verdicts = run(table, TableKind.CITATIONS)
    assert [verdict for verdict, _reason in verdicts] == ["new", "same", *["refused"] * 4]
    draft = Statement.objects.get(revises=contrast.one)
    cited = Citation.objects.get(statement=draft, passage__quote=quote)
    assert (cited.stance, cited.passage.translation) == ("contradicts", "销售把产品推向用户。")
    assert "There is no source" in verdicts[3][1]
    assert "There is no statement with the code “ZZZZ9”." in verdicts[4][1]
    again = table.replace("contradicts", "supports").partition("\n")[0] + f"\n{code},english,{quote},supports,\n"
    assert run(again, TableKind.CITATIONS) == [("changed", "")]


def test_trying_keeps_nothing(contrast: Contrast) -> None:
    make.make_dimension()
    before = Statement.objects.count(), Passage.objects.count(), Proposal.objects.count()
    text = contrast.english.version.read_text().partition(".")[0]
    citations = f"statement,source,quote\n{contrast.one.code},english,{text}\n"
    assert run(f"{HEAD}\n{ROW}\n", TableKind.STATEMENTS, keep=False) == [("new", "")]
    assert run(citations, TableKind.CITATIONS, keep=False) == [("new", "")]
    assert run("concept,language,text\nmarketing,zh,行销\n", TableKind.LABELS, keep=False) == [("new", "")]
    assert (Statement.objects.count(), Passage.objects.count(), Proposal.objects.count()) == before


def test_a_table_is_looked_at_saved_once_and_its_refused_rows_come_back(contrast: Contrast, editor: Client) -> None:
    make.make_dimension()
    data = f"{HEAD}\n{ROW}\ndefinition,nobody,,=A,甲\n".encode("utf-8-sig")
    answer = bring(editor, data)
    page = answer["Location"]
    shown = unescape(editor.get(page).content.decode())
    assert "<strong>1</strong> new" in shown
    assert "<strong>1</strong> refused" in shown
    assert "There is no concept called “nobody”." in shown
    assert not Statement.objects.filter(text_en="Marketing looks far.").exists()
    refused = editor.get(f"{page.removesuffix('change/')}refused/")
    assert refused["Content-Disposition"] == 'attachment; filename="refused.csv"'
    assert refused.content.startswith(b"\xef\xbb\xbf")
    assert "'=A" in refused.content.decode()
    [row] = read_table(refused.content, TableKind.STATEMENTS)  # comes round
    assert row.cells["text_en"] == "=A"
    for said in ("1 row is saved as a draft.", "saved already"):
        assert said in editor.post(page, {"_import": "1"}, follow=True).content.decode()
    made = Statement.objects.get(text_en="Marketing looks far.")
    assert (made.status, made.author.username) == ("draft", "editor")
    answer = editor.post(page, {"_discard": "1"}, follow=True).content.decode()
    assert "The table is forgotten" in answer
    assert "waits no more" in editor.get(page, follow=True).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["What are its rows?", "Try the table", "text_en"]), ("zh-hans", ["各行是什么？", "试读表格", "text_en"])],
)
def test_the_form_names_the_columns_in_both_languages(editor: Client, language: str, words: list[str]) -> None:
    page = unescape(editor.get(ADD, headers={"accept-language": language}).content.decode())
    assert [word for word in words if word not in page] == []
    assert all(f"<code>{name}</code>" in page for kind in TableKind for name in COLUMNS[kind].names)


@pytest.mark.parametrize(
    ("data", "en", "zh"),
    [
        (b"nothing\nx\n", "There is no column called “nothing”", "这种表格没有名为“nothing”的列"),
        (
            b'kind,text_en,text_zh\n"definition,A\n',
            "Line 2 is no row of a table: a quotation mark is not closed",
            "第 2 行不是有效的表格行：引号没有闭合",
        ),
        (
            b"kind,text_en,text_zh\n" + b"definition,A,B\n" * (MOST_ROWS + 1),
            f"The table has more than {MOST_ROWS} rows",
            f"表格超过 {MOST_ROWS} 行",
        ),
        (make_zip({"a.txt": "x"}), "This is no workbook of today (.xlsx).", "这不是 .xlsx 格式的工作簿"),
    ],
)
def test_a_wrong_file_is_refused_in_the_curators_language(editor: Client, data: bytes, en: str, zh: str) -> None:
    assert en in errors_of(bring(editor, data))
    assert zh in errors_of(bring(editor, data, language="zh-hans"))
    assert not BroughtTable.objects.exists()


def test_a_file_and_a_paste_or_neither_are_refused(editor: Client) -> None:
    for sent in ({"kind": "labels"}, {"kind": "nonsense", "pasted": "x"}):
        answer = editor.post(ADD, sent)
        assert answer.status_code == 200
        assert errors_of(answer)
    pasted = editor.post(ADD, {"kind": "labels", "pasted": "concept,language,text\nnobody,en,X\n"}, follow=True)
    assert "There is no concept called" in pasted.content.decode()


def test_everybody_sees_their_own_tables_alone(editor: Client, signed_in) -> None:
    other = get_user_model().objects.create_user("other", is_staff=True)
    table = BroughtTable.objects.create(kind="labels", by=other, name="theirs.csv")
    page = reverse("admin:workbench_broughttable_change", args=[table.pk])
    assert "waits no more" in editor.get(page, follow=True).content.decode()
    assert "theirs.csv" not in editor.get(reverse("admin:workbench_broughttable_changelist")).content.decode()
    viewer = signed_in("viewer")
    assert viewer.get(ADD).status_code == 403
    assert viewer.post(page, {"_import": "1"}).status_code == 403


def test_an_account_is_deleted_with_the_tables_of_its_person(signed_in) -> None:
    other = get_user_model().objects.create_user("other", is_staff=True)
    BroughtTable.objects.create(kind="labels", by=other, name="theirs.csv")
    admin, page = signed_in("admin"), reverse("admin:auth_user_delete", args=[other.pk])
    assert "your account doesn't have permission" not in unescape(admin.get(page).content.decode())
    admin.post(page, read_form(admin.get(page)) | {"post": "yes"})
    assert not get_user_model().objects.filter(pk=other.pk).exists()
    assert not BroughtTable.objects.exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "This was changed after the table was tried"), ("zh-hans", "试读表格之后，这里有了更改")],
)
@pytest.mark.parametrize("kind", list(TableKind))
def test_nothing_is_written_over_that_was_saved_after_the_try(
    contrast: Contrast, editor: Client, kind: TableKind, language: str, words: str
) -> None:
    quote = contrast.english.version.read_text().partition(".")[0]
    code, second = contrast.one.code, contrast.other.code
    table = {
        TableKind.STATEMENTS: f"code,kind,text_en,text_zh\n{code},,Mine.,\n{second},,Also mine.,\n",
        TableKind.LABELS: "concept,language,text\nmarketing,en,Mine\n营销,zh,我的\nsales,en,Also mine\n",
        TableKind.CITATIONS: f"statement,source,quote\n{code},english,{quote}\n{second},english,{quote}\n",
    }[kind]
    page = bring(editor, table.encode(), kind.value)["Location"]
    meanwhile = {
        TableKind.LABELS: ("concept,language,text\nmarketing,en,Theirs\n", TableKind.LABELS),
    }.get(kind, (f"code,kind,text_en,text_zh\n{code},,Theirs.,\n", TableKind.STATEMENTS))
    assert run(*meanwhile) in ([("new", "")], [("changed", "")])
    shown = unescape(
        editor.post(page, {"_import": "1"}, follow=True, headers={"accept-language": language}).content.decode()
    )
    assert words in shown
    stored = BroughtTable.objects.get()
    verdicts = [outcome["verdict"] for outcome in stored.outcomes]
    refused = 2 if kind == TableKind.LABELS else 1
    assert verdicts[:refused] == ["refused"] * refused
    assert verdicts[refused:] in (["new"], ["changed"], ["same"])
    if kind == TableKind.STATEMENTS:
        assert Statement.objects.get(revises=contrast.one).text_en == "Theirs."
    again = bring(editor, table.encode(), kind.value)["Location"]
    editor.post(again, {"_import": "1"})
    assert "refused" not in [outcome["verdict"] for outcome in BroughtTable.objects.latest("pk").outcomes]


def test_several_rows_of_a_table_change_the_same_one_after_the_other(contrast: Contrast, editor: Client) -> None:
    page = bring(editor, "concept,language,text\nmarketing,en,One\n营销,en,Two\n".encode(), "labels")["Location"]
    assert "2 rows are saved as drafts." in editor.post(page, {"_import": "1"}, follow=True).content.decode()


def refused_file(client: Client, page: str) -> bytes:
    return client.get(f"{page.removesuffix('change/')}refused/").content


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Line 2 has more cells than there are columns."), ("zh-hans", "第 2 行的单元格多于列数。")],
)
def test_refused_rows_keep_all_their_cells_and_are_refused_until_mended(
    editor: Client, language: str, words: str
) -> None:
    long = "长" * 25_000
    data = f"kind,text_en,text_zh\ndefinition,Sells, fast,销售\ndefinition,Long,{long}\n".encode()
    for _time in range(2):
        data = refused_file(editor, bring(editor, data, language=language)["Location"])
        rows = read_table(data, TableKind.STATEMENTS)
        assert [row.cells["text_zh"] for row in rows] == ["fast", long]
        assert rows[0].surplus == ("销售",)
        assert all(row.fault for row in rows)
    assert words in unescape(data.decode())
    assert data.decode("utf-8-sig").splitlines()[0] == "kind,text_en,text_zh,line,reason"
    mended = data.decode("utf-8-sig").replace("Sells,fast,2", '"Sells, fast",销售,2').replace(",销售\r\n", "\r\n")
    [row, _long] = read_table(mended.encode(), TableKind.STATEMENTS)
    assert (row.cells["text_en"], row.cells["text_zh"], row.fault) == ("Sells, fast", "销售", "")


def test_no_more_lines_are_read_than_are_taken() -> None:
    empty = ("kind,text_en,text_zh\n" + "\n" * 200_000 + " , ,\ndefinition,A,甲\n").encode()
    tracemalloc.start()
    [row] = read_table(empty, TableKind.STATEMENTS)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert row.line == 200_003
    assert most < 10_000_000  # all lines in a list take 30 MB


@pytest.mark.parametrize(
    "text", ["Costs;-5%", "'-5%", "'quoted'", "''=A", "=A", "Below\n-5", "成本；\n＝A", "Costs;'-5%", "Costs; '' -5"]
)
def test_guards_are_taken_from_our_own_files_alone(editor: Client, text: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([("kind", "subjects", "text_en", "text_zh"), ("definition", "nobody", text, "甲")])
    data = file.getvalue().encode()
    [row] = read_table(data, TableKind.STATEMENTS)
    assert row.cells["text_en"] == text
    data = refused_file(editor, bring(editor, data)["Location"])
    [row] = read_table(data, TableKind.STATEMENTS)
    assert row.cells["text_en"] == text


@given(st.text(alphabet="'=-; \t\r\na中\ufeff", max_size=12))
def test_whatever_is_guarded_comes_back(text: str) -> None:
    assert unguard(guard_reversibly(text)) == text
    assert guard_cell(guard_reversibly(text)) == guard_reversibly(text)


@pytest.mark.parametrize("kind", ["", "distinction"])
@pytest.mark.parametrize(
    ("language", "words"), [("en", "write it on its own form"), ("zh-hans", "请在其各自的表单中填写")]
)
def test_a_distinction_is_not_changed_by_its_code(
    contrast: Contrast, editor: Client, kind: str, language: str, words: str
) -> None:
    code = contrast.distinction.code
    data = f"code,kind,text_en,text_zh\n{code},{kind},Changed.,\n".encode()
    page = bring(editor, data, language=language)["Location"]
    assert words in BroughtTable.objects.get().outcomes[0]["reason"]
    editor.post(page, {"_import": "1"})
    assert not Statement.objects.filter(text_en="Changed.").exists()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "This table waits no more"), ("zh-hans", "该表格已不在：已被丢弃")]
)
def test_what_is_forgotten_while_it_is_saved_is_said_in_words(
    editor: Client, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    page = bring(editor, b"concept,language,text\nnobody,en,X\n", "labels")["Location"]
    table = BroughtTable.objects.get()
    monkeypatch.setattr(BroughtTableAdmin, "_find", lambda *_given: table)
    BroughtTable.objects.all().delete()
    answer = editor.post(page, {"_import": "1"}, follow=True, headers={"accept-language": language})
    assert words in unescape(answer.content.decode())


def test_tables_are_deleted_after_a_day_when_anybody_opens_the_list(editor: Client) -> None:
    other = get_user_model().objects.create_user("other", is_staff=True)
    old, new = timezone.now() - KEPT * 1.1, timezone.now() - KEPT * 0.9
    BroughtTable.objects.create(kind="labels", by=other, at=old)
    kept = BroughtTable.objects.create(kind="labels", by=other, at=new)
    editor.get(reverse("admin:workbench_broughttable_changelist"))
    assert list(BroughtTable.objects.all()) == [kept]
