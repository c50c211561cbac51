"""What the admin accepts as a name the pack accepts, and the other way round."""

import hashlib
import json

import pytest
from django.contrib.admin import site
from django.contrib.auth import get_user_model
from django.forms import MultipleChoiceField
from django.http import QueryDict
from django.test import RequestFactory

from concepts.admin.similar import CONFIRMED
from concepts.models import Concept, Dimension, Question, RelationType, Tag
from concepts.packs.check import check_pack
from concepts.packs.export import export_pack
from concepts.packs.faults import PackFaultyError
from concepts.packs.load import load_pack
from sources.models import Source
from tests.concepts.packs.build import change, write_pack

pytestmark = pytest.mark.django_db
TEXT = "Marketing pulls. 营销拉。"
SLUGS = (
    *("seo", "SEO", "b2b-2", "2", "Under_Score", "a--b", "-a", "a-", "a.b", "营销", "ｓｅｏ", "café", "a/b", "a b"),
    *("all", "json", "questions", "push-vs-pull", "vs", "vs-a", "a-vs", "avs-b"),
    *("x" * 59, "x" * 60, "x" * 61, "y" * 100, "y" * 101),
)
NAMES = (
    *("Brand", "ＢＲＡＮＤ", "品牌", "🔥", "👩‍💻", "👩‍💻 work", "C++", "C#", "R&D", "4P", "½", "हिन्दी", "，", "#1"),
    *("needs, wants", "推、拉", "a；b", '"push', "（推）", "“push” and pull", "a: b", "- a", "no"),
    *("x" * 100, "x" * 101, "装" * 100, "ﷺ" * 12, "a\u2028b", "tab\tbed"),
)
SOURCE = f"""
  title: {{en: A, zh: 甲}}
  kind: article
  display: full
  versions:
    - number: 1
      language: en
      file: texts/a.txt
      sha256: {hashlib.sha256(TEXT.encode()).hexdigest()}
      articles:
        - number: 1
          title: {{en: A, zh: 甲}}
          title_by: ours
          seam: certain
          state: whole
          first: Marketing
          last: 营销拉。
"""
NAMED, ASKED = "\n  name: {en: A, zh: 甲}", "\n  question: {en: A?, zh: 甲？}"
# By kind: the table, what else is typed into its form, the file of a pack, and what else its entry says.
KINDS = {
    "concept": (Concept, {}, "concepts.yaml", "\n  labels: {en: {preferred: A}}"),
    "dimension": (
        Dimension, {"name_en": "A", "name_zh": "甲", "question_en": "A?", "question_zh": "甲？"},
        "dimensions.yaml", NAMED + ASKED,
    ),
    "relation-type": (
        RelationType, {"name_en": "A", "name_zh": "甲", "inverse_en": "B", "inverse_zh": "乙"},
        "relation-types.yaml", f"{NAMED}\n  inverse: {{en: B, zh: 乙}}",
    ),
    "question": (
        Question, {"text_en": "A?", "text_zh": "甲？"}, "questions.yaml",
        "\n  text: {en: A?, zh: 甲？}",
    ),
    "source": (Source, {"title_en": "A", "title_zh": "甲", "kind": "article"}, "sources.yaml", SOURCE),
    "tag": (Tag, {"name_en": "A"}, "tags.yaml", "\n  name: {en: A}"),
}  # fmt: skip


@pytest.fixture
def person(db):
    return get_user_model().objects.create_superuser("editor")


def saved(person, model, rows=(), ticked="", **typed):
    """Whether the admin saves the form with these fields, and with these labels."""
    request, page = RequestFactory().post("/"), site._registry[model]
    request.user = person
    shown = page.open_form(request, None)
    data = QueryDict(mutable=True)
    for name, field in shown.form.fields.items():
        value = shown.form.get_initial_for_field(field, name)
        if not isinstance(field, MultipleChoiceField):  # of which nothing is ticked, so nothing is sent
            data[name] = typed.get(name, "" if value is None else value)
    data[CONFIRMED] = ticked
    for prefix in (formset.prefix for formset in shown.formsets):
        data.update({f"{prefix}-TOTAL_FORMS": len(rows) if prefix == "labels" else 0, f"{prefix}-INITIAL_FORMS": 0})
    for number, row in enumerate(rows):
        data.update({f"labels-{number}-{name}": value for name, value in row.items()})
    bound = page.bind_form(request, None, data)
    if not bound.is_valid():
        return False
    page.save_bound(request, bound)
    return True


def label(text, language="en", role="preferred"):
    return {"language": language, "text": text, "role": role, "rank": "0"}


def as_yaml(name):
    return json.dumps(name, ensure_ascii=False).replace("\u2028", "\\u2028")


def accepts(folder, file, entries):
    """Whether a pack of one file has no faults."""
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    (folder / "texts/a.txt").write_text(TEXT, encoding="utf-8")
    (folder / file).write_text(entries, encoding="utf-8")
    try:
        check_pack(folder)
    except PackFaultyError:
        return False
    finally:
        (folder / file).unlink()
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_a_slug_is_accepted_by_the_form_if_and_only_if_the_pack_accepts_it(person, tmp_path, kind):
    model, typed, file, entry = KINDS[kind]
    rows = [label("A")] if kind == "concept" else []
    accepted = []
    for slug in SLUGS:
        by_form = saved(person, model, rows, **typed, slug=slug)
        assert accepts(tmp_path / "odd", file, f"- id: {as_yaml(slug)}{entry}\n") is by_form, slug
        accepted += [slug] * by_form
        model.objects.all().delete()
    assert {"seo", "b2b-2", "2"} <= set(accepted)
    assert not {"SEO", "Under_Score", "a.b", "a--b", "a/b", "x" * 101} & set(accepted)
    assert ("营销" in accepted) is (kind == "tag")
    assert ("all" in accepted) is (kind != "dimension")
    assert ("vs-a" in accepted) is (kind != "concept")


def test_a_label_or_tag_is_accepted_by_the_form_if_and_only_if_the_pack_accepts_it(person, tmp_path):
    accepted = {"label": [], "tag": []}
    for number, name in enumerate(NAMES):
        near = [*Concept.objects.values_list("slug", flat=True), *Tag.objects.values_list("key", flat=True)]
        ticked = "\n".join(near)
        by_form = saved(person, Concept, [label(name)], slug=f"c{number}", ticked=ticked)
        entry = f"- id: c{number}\n  labels: {{en: {{preferred: {as_yaml(name)}}}}}\n"
        brand = "- id: brand\n  labels: {en: {preferred: brand}}\n" if number == 1 else ""
        assert accepts(tmp_path / "odd", "concepts.yaml", brand + entry) is by_form, name
        accepted["label"] += [name] * by_form
        by_form = saved(person, Tag, name_en=name, slug=f"t{number}", ticked=ticked)
        entry = f"- id: t{number}\n  name: {{en: {as_yaml(name)}}}\n"
        brand = "- id: brand\n  name: {en: brand}\n" if number == 1 else ""
        assert accepts(tmp_path / "odd", "tags.yaml", brand + entry) is by_form, name
        accepted["tag"] += [name] * by_form
    assert {"Brand", "品牌", "👩‍💻 work", "C++", "C#", "装" * 100, "a: b", "no"} <= set(accepted["tag"])
    assert set(accepted["label"]) - set(accepted["tag"]) == {"needs, wants", "推、拉", "a；b", '"push'}
    assert not {"ＢＲＡＮＤ", "🔥", "👩‍💻", "，", "ﷺ" * 12, "x" * 101} & set(accepted["label"])

    for model in (Concept, Tag):
        model.objects.update(pack="odd")
    exported = tmp_path / "exported" / "odd"
    export_pack("odd", exported)
    check_pack(exported)
    report = load_pack(exported, take="pack")  # they were made without the places that a file gives them
    assert (report.created, report.gone) == ([], [])
    assert sorted(Tag.objects.values_list("name", flat=True)) == sorted(accepted["tag"])


@pytest.mark.parametrize(
    ("labels", "sound"),
    [
        ({}, False),
        ({"en": {"alternative": ["A"]}}, False),
        ({"zh": {"hidden": ["甲"]}}, False),
        ({"en": {"preferred": "A"}, "zh": {"alternative": ["甲"]}}, False),
        ({"zh": {"preferred": "甲"}}, True),
        ({"en": {"preferred": "A", "alternative": ["ａ"]}}, False),
        ({"en": {"preferred": "A", "hidden": ["B"]}, "zh": {"preferred": "A"}}, True),
        ({"en": {"preferred": "A", "alternative": ["B", "b\u200b"]}}, False),
    ],
)
def test_labels_go_together_in_the_form_if_and_only_if_they_do_in_the_pack(person, tmp_path, labels, sound):
    codes = {"en": "en", "zh": "zh-hans"}
    rows = [
        label(text, codes[language], role)
        for language, by_role in labels.items()
        for role, texts in by_role.items()
        for text in ([texts] if isinstance(texts, str) else texts)
    ]
    by_form = saved(person, Concept, rows, slug="a")
    assert accepts(tmp_path / "odd", "concepts.yaml", f"- id: a\n  labels: {as_yaml(labels)}\n") is by_form
    assert by_form is sound


@pytest.mark.parametrize(
    ("labels", "sound"),
    [
        ({"en": {"alternative": ["B"], "hidden": ["C"]}, "zh": {"hidden": ["A"]}}, True),
        ({"en": {"alternative": ["ａ"]}}, False),
        ({"zh": {"hidden": ["甲\u200b"]}}, False),
        ({"en": {"alternative": ["B"], "hidden": ["b"]}}, False),
        ({"zh": {"alternative": ["🔥"]}}, False),
        ({"en": {"preferred": ["B"]}}, False),
    ],
)
def test_other_names_of_a_dimension_are_sound_in_the_form_if_and_only_if_they_are_in_the_pack(
    person, tmp_path, labels, sound
):
    codes = {"en": "en", "zh": "zh-hans"}
    rows = [
        label(text, codes[language], role)
        for language, by_role in labels.items()
        for role, texts in by_role.items()
        for text in texts
    ]
    model, typed, file, entry = KINDS["dimension"]
    by_form = saved(person, model, rows, **typed, slug="a")
    assert accepts(tmp_path / "odd", file, f"- id: a{entry}\n  labels: {as_yaml(labels)}\n") is by_form
    assert by_form is sound


def test_a_new_tag_of_a_pack_is_stored_in_normal_width_and_loading_it_again_changes_nothing(tmp_path):
    folder = write_pack(tmp_path)
    change(folder, "tags.yaml", "    zh: 推与拉", "    zh: 推与拉（Ｂ２Ｂ）")
    change(folder, "tags.yaml", "en: push and pull", "en: ＡＢＭ")
    load_pack(folder)
    tag = Tag.objects.get(slug="push-pull")
    assert (tag.name_en, tag.name_zh) == ("ABM", "推与拉（B2B）")
    assert not load_pack(folder).changed


def pack_of(folder, files):
    """A pack of these files."""
    folder.mkdir()
    for name, entries in files.items():
        (folder / name).write_text(entries, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("labels", "name", "others", "sound"),
    [
        ("{en: {preferred: Scope}}", "{en: Reach, zh: 范围}", "", True),
        ("{en: {preferred: Scope}}", "{en: ＳＣＯＰＥ, zh: 范围}", "", False),
        ("{zh: {preferred: 范围}}", "{en: Scope, zh: 范围}", "", False),
        ("{en: {preferred: Field, hidden: [scope]}}", "{en: Scope, zh: 范围}", "", False),
        ("{en: {preferred: Reach}}", "{en: Scope, zh: 范围}", "\n  labels: {en: {hidden: [reach]}}", False),
        ("{zh: {preferred: 广度}}", "{en: Scope, zh: 范围}", "\n  labels: {zh: {alternative: [广度]}}", False),
        ("{zh: {preferred: Scope}}", "{en: Scope, zh: 范围}", "", True),
    ],
)
def test_no_concept_and_dimension_share_a_name_in_a_pack_or_on_a_site(person, tmp_path, labels, name, others, sound):
    """Whichever of the two is on the site already."""
    concept = f"- id: a\n  labels: {labels}\n"
    dimension = f"- id: scope\n  name: {name}{others}{ASKED}\n"
    both = pack_of(tmp_path / "both", {"concepts.yaml": concept, "dimensions.yaml": dimension})
    if sound:
        check_pack(both)
    else:
        with pytest.raises(PackFaultyError, match="The concept “a” is called"):
            check_pack(both)
    for first, second in (("concepts.yaml", "dimensions.yaml"), ("dimensions.yaml", "concepts.yaml")):
        entries = {"concepts.yaml": concept, "dimensions.yaml": dimension}
        load_pack(pack_of(tmp_path / f"first-{first[0]}", {first: entries[first]}))
        later = pack_of(tmp_path / f"second-{second[0]}", {second: entries[second]})
        if sound:
            load_pack(later)
        else:
            with pytest.raises(PackFaultyError, match=r"On this site: The (concept|dimension) “(a|scope)” is called"):
                load_pack(later)
        Concept.objects.all().delete()
        Dimension.objects.all().delete()


@pytest.mark.parametrize("name", ["{en: Scope, zh: 广度}", "{en: Reach, zh: 范围}"])
def test_no_two_dimensions_have_the_same_name(tmp_path, name):
    first, second = (
        f"- id: {slug}\n  name: {text}{ASKED}\n" for slug, text in (("a", "{en: Scope, zh: 范围}"), ("b", name))
    )
    with pytest.raises(PackFaultyError, match="b: The dimension “a” has the name"):
        check_pack(pack_of(tmp_path / "both", {"dimensions.yaml": first + second}))
    load_pack(pack_of(tmp_path / "first", {"dimensions.yaml": first}))
    with pytest.raises(PackFaultyError, match="On this site: The dimension “a” has the name"):
        load_pack(pack_of(tmp_path / "second", {"dimensions.yaml": second}))
