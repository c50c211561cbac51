"""Guards for rules that people would otherwise have to remember, checked over all files.

Each guard first asserts that it found something to check.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import models

from conceptbase.devtools.architecture import architecture_page, layers, with_diagrams
from sources.content_row import ReviewedQuerySet, ReviewedRow

BASE = Path(settings.BASE_DIR)
PACKAGES = ("conceptbase", "sources", "concepts")
DOCS = [BASE / "README.md", BASE / "SECURITY.md", BASE / "CONTRIBUTING.md", *sorted((BASE / "docs").rglob("*.md"))]

# Names that classes inside other classes may share, with the reason.
SHARED_INNER_CLASSES = {
    "Meta": "Django's options of a model or form, inside its class",
    "Kind": "the choices of a column `kind`, inside the model: Statement.Kind, Source.Kind",
    "Role": "the choices of a column `role`, inside the model: Label.Role, StatementConcept.Role",
    "State": "the choices of a column `state`, inside the model: Address.State, Article.State",
    "Status": "the choices of a column `status`, inside the model: Statement.Status",
}
# Class names that two modules still use for different things; each leaves this list when one of them is renamed.
CLASS_NAMES_TO_CHANGE = {
    "Kind", "Label", "Piece", "Stance",
}  # fmt: skip
# Where no local variable or parameter has one of the FORBIDDEN_NAMES; a package joins when its names are cleaned.
CLEAN_NAMES = (
    "conceptbase",
    "sources",
    "concepts/admin",
    "concepts/apps.py",
    "concepts/models",
    "concepts/packs",
    "concepts/pages/sources",
    *(f"concepts/pages/{path.name}" for path in sorted((BASE / "concepts" / "pages").glob("*.py"))),
    "concepts/pages/editions/history.py",
    "concepts/pages/editions/views.py",
)
# Where readers get what they see from, and where curators and operators do; where the first ask for drafts, and why.
FOR_READERS = (
    "conceptbase",
    *(f"concepts/{name}" for name in ("api", "comparison", "drawings", "evidence", "pages", "search")),
)
FOR_OTHERS = ("conceptbase/admin", "conceptbase/backup", "conceptbase/devtools")
REVIEWED_PARTS = {"articles", "continued_by", "repeats", "skips", "versions"}  # managers of such rows at others
ASK_FOR_DRAFTS = {
    ("concepts/evidence/concept_names.py", "Concept.objects.all"): "the preview of a draft, for curators",
    ("concepts/evidence/quotations.py", "Article.objects.filter"): "those of citations, which curators count in drafts",
    ("concepts/pages/editions/edition.py", "Source.objects.filter"): "withheld words stay hidden, whatever the status",
    ("concepts/search/index/touched_keys.py", "model._default_manager.filter"): "ids of what leaves the index, too",
    ("concepts/search/index/uncited_texts.py", "Article.objects.filter"): "ids of what leaves the index, too",
}
FORBIDDEN_NAMES = {"one", "told", "asked"}
LONGEST_TEMPLATE_LINE = 240


@cache
def syntax_tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """Return the path as messages and lists write it: relative to the checkout."""
    return path.relative_to(BASE).as_posix()


def variables(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield every variable and parameter that the code sets, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno


def code_files() -> list[Path]:
    """Return the modules of the product, without migrations."""
    return [
        path
        for package in PACKAGES
        for path in sorted((BASE / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def template_files() -> list[Path]:
    return sorted((BASE / "templates").rglob("*.html"))


def admin_template_files() -> list[Path]:
    return sorted((BASE / "concepts" / "admin" / "templates").rglob("*.html"))


def our_models() -> list[type[models.Model]]:
    return [model for label in ("sources", "concepts") for model in apps.get_app_config(label).get_models()]


def test_no_layer_imports_from_a_layer_above():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=BASE, capture_output=True, text=True, env={"PYTHONPATH": str(BASE), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
    assert len(layers()) > 5


@pytest.mark.django_db
def test_makemigrations_finds_no_change(capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


def test_every_interface_message_has_a_compiled_translation():
    call_command("messages", check=True)


def test_no_function_imports_a_module_of_ours():
    files = code_files()
    assert len(files) > 40
    hidden = []
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if re.match(r"\s+(from (conceptbase|concepts|sources)[.\s]|import (conceptbase|concepts|sources)\b)", line):
                hidden.append(f"{path.relative_to(BASE)}:{number}")
    assert hidden == []


def test_only_listed_modules_mark_html_as_safe():
    allowed = {"sources/highlight.py", "concepts/models/markup.py", "concepts/drawings/svg.py"}
    files = code_files()
    marking = {
        str(path.relative_to(BASE))
        for path in files
        if re.search(r"\bmark_safe\b|SafeString\(", path.read_text(encoding="utf-8"))
    }
    assert marking
    assert marking <= allowed


def test_no_template_has_inline_scripts_or_styles_or_turns_escaping_off():
    files = [*template_files(), *admin_template_files()]
    assert len(files) > 10
    faults = []
    for path in files:
        text = re.sub(r"{#.*?#}|{% comment %}.*?endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.S)
        for rule in (r"\|\s*safe\b", r"\{%\s*autoescape", r"<style\b", r"\sstyle=", r"\son[a-z]+=", r"javascript:"):
            if re.search(rule, text):
                faults.append(f"{path.relative_to(BASE)}: {rule}")
        for script in re.findall(r"<script\b[^>]*>", text):
            if "src=" not in script and "application/ld+json" not in script:
                faults.append(f"{path.relative_to(BASE)}: {script}")
    assert faults == []


def test_every_macro_has_a_comment_and_stands_in_a_file_of_parts():
    """A macro sees its own arguments only; the comment before it lists them."""
    parts = [path for path in template_files() if path.name.startswith("_") or path.parent.name == "_parts"]
    macros, without_comment = 0, []
    for path in parts:
        text = path.read_text(encoding="utf-8")
        macros += text.count("{% macro ")
        without_comment += re.findall(r"(?<!#}\n){% macro (\w+)", text)
    assert macros > 15
    assert without_comment == []
    for path in template_files():
        text = path.read_text(encoding="utf-8")
        assert path in parts or "{% macro " not in text, path
        assert "with context" not in text, path


def test_every_foreign_key_has_a_related_name_and_passages_are_protected():
    checked = 0
    for model in our_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey):
                checked += 1
                assert field.remote_field.related_name, field
                if field.related_model.__name__ == "Passage":
                    assert field.remote_field.on_delete is models.PROTECT, field
    assert checked > 20


def test_no_model_has_a_generic_foreign_key():
    text = "".join(path.read_text(encoding="utf-8") for path in code_files())
    assert "GenericForeignKey" not in text


def test_every_constraint_has_a_message_of_its_own():
    found = [constraint for model in our_models() if not model._meta.proxy for constraint in model._meta.constraints]
    assert len(found) > 30
    silent = [
        constraint.name
        for constraint in found
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]
    assert silent == ["content_revision_is_known"]  # nobody edits it


def test_the_diagrams_in_the_docs_match_the_code():
    page = architecture_page().read_text(encoding="utf-8")
    assert "erDiagram" in page
    assert with_diagrams(page) == page


def test_the_table_of_settings_in_the_docs_lists_all_settings_and_no_others():
    code = (BASE / "conceptbase" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', code))
    assert len(read) > 5
    table = set(re.findall(r"^\| `([A-Z_]+)`", (BASE / "docs" / "production.md").read_text(encoding="utf-8"), re.M))
    assert table == read


def test_every_command_named_in_the_docs_exists():
    commands = get_commands()
    named = {
        (path.name, name)
        for path in DOCS
        for name in re.findall(r"manage\.py ([a-z][a-z_]+)", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 5
    assert [pair for pair in named if pair[1] not in commands] == []


def test_every_file_named_in_the_docs_exists():
    faults, checked = [], 0
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            checked += 1
            if not (path.parent / target).exists():
                faults.append(f"{path.relative_to(BASE)}: {target}")
        for target in re.findall(r"`((?:concepts|sources|conceptbase|tests|docs|fixtures|locale)/[\w./-]+)`", text):
            checked += 1
            if not (BASE / target).exists():
                faults.append(f"{path.relative_to(BASE)}: {target}")
    assert checked > 10
    assert faults == []


def test_no_module_has_a_name_that_could_hold_anything():
    files = code_files()
    assert len(files) > 40
    assert [path.name for path in files if path.stem in ("utils", "helpers", "services", "misc", "common")] == []


def test_no_module_has_more_than_400_lines():
    lengths = {str(path.relative_to(BASE)): len(path.read_text(encoding="utf-8").splitlines()) for path in code_files()}
    assert len(lengths) > 40
    assert {path for path, lines in lengths.items() if lines > 400} == set()


def test_every_module_has_a_docstring():
    files = code_files()
    assert len(files) > 40
    without = [
        name_of(path) for path in files if syntax_tree(path).body and ast.get_docstring(syntax_tree(path)) is None
    ]
    assert without == []


def test_every_package_has_a_docstring():
    """Only the packages that Django asks for, those of commands and migrations, may be empty."""
    files = [path for path in code_files() if path.name == "__init__.py" and "management" not in path.parts]
    assert len(files) > 10
    assert [name_of(path) for path in files if not ast.get_docstring(syntax_tree(path))] == []


def test_concepts_has_no_modules_beside_its_packages():
    assert len(list((BASE / "concepts").glob("*/__init__.py"))) > 5
    assert {path.name for path in (BASE / "concepts").glob("*.py")} == {"__init__.py", "apps.py"}


def test_no_two_modules_define_classes_of_one_name():
    """Except `Command`, for which Django looks in the module of each command, and SHARED_INNER_CLASSES."""
    places: dict[str, set[str]] = {}
    for path in code_files():
        tree = syntax_tree(path)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name != "Command":
                is_shared = node.name in SHARED_INNER_CLASSES and node not in tree.body
                places.setdefault(node.name, set()).add("inside a class" if is_shared else name_of(path))
    assert len(places) > 200
    double = {name: found for name, found in places.items() if len(found) > 1}
    assert {name: found for name, found in double.items() if name not in CLASS_NAMES_TO_CHANGE} == {}


def test_every_exception_ends_in_error():
    exceptions = [
        (name_of(path), node.name)
        for path in code_files()
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).endswith(("Error", "Exception", "Http404", "BadRequest")) for base in node.bases)
    ]
    assert len(exceptions) > 20
    assert [(path, name) for path, name in exceptions if not name.endswith("Error")] == []


def test_no_variable_or_parameter_has_a_forbidden_name():
    files = [path for path in code_files() if name_of(path).startswith(CLEAN_NAMES)]
    assert len(files) > 40
    assert [
        f"{name_of(path)}:{line}: {name}"
        for path in files
        for name, line in variables(syntax_tree(path))
        if name in FORBIDDEN_NAMES
    ] == []


def test_few_signatures_leave_a_type_open():
    functions = [
        (name_of(path), node)
        for path in code_files()
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert len(functions) > 1_000
    open_types = [
        f"{file}:{node.lineno}: {node.name}"
        for file, node in functions
        for signature in (node.args, node.returns)
        if signature is not None
        for part in ast.walk(signature)
        if isinstance(part, ast.Name) and part.id == "Any"
    ]
    assert len(open_types) < 60, open_types


def test_no_template_line_is_too_long_to_review():
    """A line can be broken behind a block tag, and before one that begins with `{%-`, without changing the page."""
    files = template_files()
    assert len(files) > 10
    assert [
        f"{name_of(path)}:{number}: {len(line)} characters"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ] == []


def managers_asked(tree: ast.Module, names: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what is asked of each manager with one of these names: what it belongs to, its name, the first method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr in names:
            yield ast.unparse(node.value.value), node.value.attr, node.attr


def test_whatever_readers_get_is_asked_for_by_published():
    """A draft shows to no reader: every query for rows with a status begins with `published()`."""
    reviewed = {model.__name__ for model in apps.get_models() if issubclass(model, ReviewedRow)}
    of_models = {"objects", "_default_manager"}
    files = {name_of(path): path for path in code_files() if name_of(path).startswith(FOR_READERS)}
    queries = [
        (file, f"{owner}.{manager}.{method}")
        for file, path in files.items()
        if not file.startswith(FOR_OTHERS)
        for owner, manager, method in managers_asked(syntax_tree(path), of_models | REVIEWED_PARTS)
        # `model` is a variable that holds one of several models; what no queryset has is a method of something else.
        if (owner in {*reviewed, "model"} if manager in of_models else hasattr(ReviewedQuerySet, method))
    ]
    assert len(reviewed) == 10
    assert len(queries) > 30
    assert {query for query in queries if not query[1].endswith(".published")} == ASK_FOR_DRAFTS.keys()


def test_the_managers_of_reviewed_parts_are_those_that_the_guard_knows():
    reviewed = [model for model in apps.get_models() if issubclass(model, ReviewedRow)]
    parts = {
        field.get_accessor_name()
        for model in apps.get_models()
        for field in model._meta.related_objects
        if field.related_model in reviewed
    }
    assert parts == REVIEWED_PARTS
