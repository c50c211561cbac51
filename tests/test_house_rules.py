"""Guards for the whole house: rules people would have to remember, walked over everything there is.

Each guard first asserts that it found something to check.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import models

from conceptbase.devtools.architecture import architecture_page, layers, with_diagrams

BASE = Path(settings.BASE_DIR)
PACKAGES = ("conceptbase", "sources", "concepts")
DOCS = [BASE / "README.md", BASE / "SECURITY.md", *sorted((BASE / "docs").rglob("*.md"))]


def code_files() -> list[Path]:
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


def test_layers_import_downwards_only():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=BASE, capture_output=True, text=True, env={"PYTHONPATH": str(BASE), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
    assert len(layers()) > 5


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


def test_every_message_is_translated_and_compiled():
    call_command("messages", check=True)


def test_no_import_hides_in_a_function_of_ours():
    files = code_files()
    assert len(files) > 40
    hidden = []
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if re.match(r"\s+(from (conceptbase|concepts|sources)[.\s]|import (conceptbase|concepts|sources)\b)", line):
                hidden.append(f"{path.relative_to(BASE)}:{number}")
    assert hidden == []


def test_only_named_modules_vouch_for_html():
    allowed = {"sources/highlight.py", "concepts/models/markup.py", "concepts/drawings/svg.py"}
    files = code_files()
    vouching = {
        str(path.relative_to(BASE))
        for path in files
        if re.search(r"\bmark_safe\b|SafeString\(", path.read_text(encoding="utf-8"))
    }
    assert vouching
    assert vouching <= allowed


def test_templates_have_nothing_inline_and_escape_everything():
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


def test_a_part_says_what_it_needs():
    """A part is a macro, which sees its own arguments only, with a comment before it; pages define none."""
    parts = [path for path in template_files() if path.name.startswith("_") or path.parent.name == "_parts"]
    macros, unsaid = 0, []
    for path in parts:
        text = path.read_text(encoding="utf-8")
        macros += text.count("{% macro ")
        unsaid += re.findall(r"(?<!#}\n){% macro (\w+)", text)
    assert macros > 15
    assert unsaid == []
    for path in template_files():
        text = path.read_text(encoding="utf-8")
        assert path in parts or "{% macro " not in text, path
        assert "with context" not in text, path


def test_every_reference_has_a_name_and_evidence_is_protected():
    checked = 0
    for model in our_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey):
                checked += 1
                assert field.remote_field.related_name, field
                if field.related_model.__name__ == "Passage":
                    assert field.remote_field.on_delete is models.PROTECT, field
    assert checked > 20


def test_there_are_no_generic_foreign_keys():
    text = "".join(path.read_text(encoding="utf-8") for path in code_files())
    assert "GenericForeignKey" not in text


def test_constraints_have_names_and_words():
    found = [constraint for model in our_models() if not model._meta.proxy for constraint in model._meta.constraints]
    assert len(found) > 30
    silent = [one.name for one in found if one.violation_error_message == one.default_violation_error_message]
    assert silent == ["content_revision_is_one_row"]  # nobody edits it


def test_diagrams_show_todays_code():
    page = architecture_page().read_text(encoding="utf-8")
    assert "erDiagram" in page
    assert with_diagrams(page) == page


def test_every_setting_is_in_the_table_and_no_other():
    code = (BASE / "conceptbase" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', code))
    assert len(read) > 5
    table = set(re.findall(r"^\| `([A-Z_]+)`", (BASE / "docs" / "production.md").read_text(encoding="utf-8"), re.M))
    assert table == read


def test_every_command_in_the_docs_exists():
    commands = get_commands()
    named = {
        (path.name, name)
        for path in DOCS
        for name in re.findall(r"manage\.py ([a-z][a-z_]+)", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 5
    assert [pair for pair in named if pair[1] not in commands] == []


def test_every_file_in_the_docs_exists():
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


def test_modules_are_named_for_what_they_hold():
    files = code_files()
    assert len(files) > 40
    assert [path.name for path in files if path.stem in ("utils", "helpers", "services", "misc", "common")] == []


def test_no_module_has_more_than_400_lines():
    lengths = {str(path.relative_to(BASE)): len(path.read_text(encoding="utf-8").splitlines()) for path in code_files()}
    assert len(lengths) > 40
    # One table with its constraints (DESIGN: one statement table).
    allowed = {"concepts/models/statement.py"}
    assert {path for path, lines in lengths.items() if lines > 400} <= allowed


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(BASE))
        for path in code_files()
        if path.name != "apps.py"
        and (text := path.read_text(encoding="utf-8")).strip()
        and not re.match(r'(#!.*\n)?"""', text)
    ]
    assert silent == []
