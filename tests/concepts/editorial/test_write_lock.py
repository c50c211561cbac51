"""Whatever writes content takes the lock of writers: a guard over the code, and two people who name a tag at once."""

import ast
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse

from concepts.editorial.write_lock import write_lock
from concepts.models import Tag
from tests.concepts.admin.pages import read_form

BASE = Path(settings.BASE_DIR)
EDITORIAL = "concepts.editorial"
WRITING = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
PART = "part of a larger change"  # what the docstring of a function says that is called with the lock taken
LOCKING = ("write_lock()", "what_if()")
# Who outside of `editorial` calls a function that is part of a larger change, and why the lock is taken there.
CALLERS_OF_PARTS = {
    "concepts/admin/content.py save_bound": "called by `post_form`, which has the lock",
    "concepts/admin/versions.py link_article": "called by `save_bound`",
    "concepts/packs/load.py load_pack": "opens the publication inside of the lock",
    "concepts/packs/load.py _publish": "called by `load_pack`, which has the lock",
    "concepts/packs/row_writer.py write_citations": "called by `load_pack`",
    "concepts/packs/row_writer.py _make_room": "called by `load_pack`",
    "concepts/search/index/maintenance.py rebuild": "raises the revision alone: no content changes",
    "concepts/workbench/tables/labels.py _write": "called by `try_table` and `import_table`, which have the lock",
    "conceptbase/backup/reader.py restore_backup": "locks the whole tables",
}
NEVER_LONG = 0.3  # seconds in which a request that need not wait is answered


@dataclass(frozen=True)
class Function:
    """A function at the top of a module, or a method; `calls` are the functions that it calls, as module and name."""

    node: ast.FunctionDef
    calls: frozenset[tuple[str, str]]

    @property
    def is_locked(self) -> bool:
        """Whether it has the lock from its first line on, by a decorator or, where it is a context, by `with`."""
        first = self.node.body[1:2] if ast.get_docstring(self.node) else self.node.body[:1]
        taken = [item.context_expr for node in first if isinstance(node, ast.With) for item in node.items]
        return any(ast.unparse(taking) in LOCKING for taking in (*self.node.decorator_list, *taken))

    @property
    def is_atomic(self) -> bool:
        return any(ast.unparse(decorator).startswith("transaction.atomic") for decorator in self.node.decorator_list)

    @property
    def is_part(self) -> bool:
        return PART in " ".join((ast.get_docstring(self.node) or "").lower().split())

    @property
    def writes(self) -> bool:
        """Whether it calls a method that writes rows; `update` is that of rows where it names columns."""
        called = [node for node in ast.walk(self.node) if isinstance(node, ast.Call)]
        methods = [(call.func.attr, call.keywords) for call in called if isinstance(call.func, ast.Attribute)]
        return any(name in WRITING or (name == "update" and keywords) for name, keywords in methods)


def functions_of(module: str, code: str) -> Iterator[tuple[tuple[str, str], Function]]:
    """Yield the functions and methods of a module by its name and their own."""
    tree = ast.parse(code)
    imported = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    for node in (node for body in bodies for node in body if isinstance(node, ast.FunctionDef)):
        names = {
            call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        }
        calls = frozenset(imported.get(name, (module, name)) for name in names)
        yield (module, node.name), Function(node, calls)


def writers_of(functions: dict[tuple[str, str], Function]) -> set[tuple[str, str]]:
    """Return the functions that write rows, by themselves or through other ones."""
    found = {key for key, function in functions.items() if function.writes}
    while more := {key for key, function in functions.items() if key not in found and function.calls & found}:
        found |= more
    return found


def faults_of(functions: dict[tuple[str, str], Function]) -> list[str]:
    """Return what is wrong with the functions that are to write under the lock."""
    writers = writers_of(functions)
    faults = []
    for (module, name), function in functions.items():
        if function.is_atomic:
            faults.append(f"{module}.{name}: write @write_lock() in place of @transaction.atomic")
        elif (module, name) in writers and not (name.startswith("_") or function.is_locked or function.is_part):
            faults.append(f"{module}.{name} writes: give it @write_lock(), or say in its docstring that it is {PART}")
    return faults


def editorial() -> dict[tuple[str, str], Function]:
    """Return all functions of the package."""
    paths = sorted((BASE / "concepts" / "editorial").glob("*.py"))
    modules = [(f"{EDITORIAL}.{path.stem}", path.read_text(encoding="utf-8")) for path in paths]
    return {key: function for module, code in modules for key, function in functions_of(module, code)}


def test_every_function_that_writes_content_takes_the_lock_of_writers():
    functions = editorial()
    assert len([function for function in functions.values() if function.is_locked]) > 15
    assert len([function for function in functions.values() if function.is_part]) > 8
    assert faults_of(functions) == []


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("def f(row): row.save()", "f writes"),
        ("def f(rows): rows.filter(pk=1).update(rank=2)", "f writes"),
        ("def f(rows): _g(rows)\ndef _g(rows): rows.all().delete()", "f writes"),
        ("from concepts.editorial.x import part as p\ndef f(): p()", "f writes"),
        ("@transaction.atomic\ndef f(): pass", "transaction.atomic"),
        ("@transaction.atomic()\ndef f(): pass", "transaction.atomic"),
        ("class A:\n    def f(self): Row.objects.create()", "f writes"),
        ("@write_lock()\ndef f(row): row.save()", ""),
        ('def f(row):\n    """Do it.\n\n    Part of a larger\n    change.\n    """\n    row.save()', ""),
        ("def f(row):\n    with write_lock():\n        row.save()", ""),
        ("def f(row):\n    row.save()\n    with write_lock():\n        pass", "f writes"),
        ("def f(found): found.update({1})", ""),
    ],
)
def test_the_guard_sees_who_writes_without_it(code, fault):
    part = 'def part(row):\n    """Part of a larger change."""\n    row.save()'
    functions = dict([*functions_of("concepts.editorial.x", part), *functions_of("concepts.editorial.y", code)])
    assert (fault in "".join(faults_of(functions))) if fault else faults_of(functions) == []


def test_parts_of_a_larger_change_are_called_where_the_lock_is_taken():
    parts = {key for key, function in editorial().items() if function.is_part and not function.is_locked}
    callers = set()
    for package in ("conceptbase", "concepts", "sources"):
        for path in sorted((BASE / package).rglob("*.py")):
            module = ".".join(path.relative_to(BASE).with_suffix("").parts)
            if module.startswith(EDITORIAL) or "migrations" in path.parts:
                continue
            for (_module, name), function in functions_of(module, path.read_text(encoding="utf-8")):
                if function.calls & parts and not function.is_locked:
                    callers.add(f"{path.relative_to(BASE).as_posix()} {name}")
    assert callers == set(CALLERS_OF_PARTS)


@pytest.mark.django_db(transaction=True)
def test_two_tags_that_get_one_second_name_at_the_same_moment_do_not_both_get_it():
    """No index of the database says so: a tag's second name is any other tag's first or second one."""
    people = [get_user_model().objects.create_superuser(username=name) for name in ("first", "second")]
    clients = [Client(), Client()]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    first, second = (Tag.objects.create(name_en=name, slug=name) for name in ("sprint", "relay"))
    add = reverse("admin:concepts_tag_add")
    change, other = (reverse("admin:concepts_tag_change", args=[tag.pk]) for tag in (first, second))
    rounds = [
        # Both tags are there; one of them is new; the second name of one is to be the first and only one of the other.
        ("en", (change, {"name_zh": "竞速"}), (other, {"name_zh": "竞速"}), "has that name already"),
        ("zh-hans", (change, {"name_zh": "短跑"}), (add, {"name_en": "dash", "name_zh": "短跑"}), "标签“sprint”"),
        ("zh-hans", (change, {"name_zh": "疾跑"}), (add, {"name_zh": "疾跑"}), "标签“sprint”"),
    ]
    with ThreadPoolExecutor(1) as threads:
        for language, (page, fields), (late_page, late_fields), words in rounds:
            sent = read_form(clients[0].get(page)) | fields
            late = read_form(clients[1].get(late_page)) | late_fields

            def post_late(address=late_page, typed=late, spoken=language):
                try:
                    return clients[1].post(address, typed, headers={"accept-language": spoken})
                finally:
                    connection.close()

            with write_lock():  # the first form has begun to be saved, and the second one waits for it
                waiting = threads.submit(post_late)
                time.sleep(NEVER_LONG)
                assert not waiting.done()
                assert clients[0].post(page, sent).status_code == 302
            answer = waiting.result()
            assert answer.status_code == 200
            assert fields["name_zh"] in read_form(answer)["name_zh"]
            assert words in str(answer.context["errors"])
            names = Tag.objects.values_list("key", "other_key")
            assert [fields["name_zh"] in both for both in names].count(True) == 1
