"""Keeps the Chinese interface words: collects messages from code and templates, merges, writes `.po` and `.mo`.

Works with Babel (a developers' dependency), which reads Jinja2 itself and Django's templates through `templatize`, and
without GNU gettext. The `.mo` file is checked in, so that a bare
machine needs neither.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

FOLDERS = ("conceptbase", "sources", "concepts", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = "# Interface words of Conceptbase in Simplified Chinese; `manage.py messages` keeps this file."


def po_file() -> Path:
    """Where the Chinese words stand."""
    return Path(settings.BASE_DIR) / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def found_messages() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """(file, message or singular and plural, context) of every message in code and templates."""
    base = Path(settings.BASE_DIR)
    for folder in FOLDERS:
        for path in sorted((base / folder).rglob("*")):
            if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts:
                continue
            source = path.read_text(encoding="utf-8")
            method, options = "python", {}
            if folder == "templates":
                method, options = "jinja2", {"trimmed": "true", "silent": "false"}
            elif path.suffix != ".py":
                source = templatize(source, origin=str(path))
            data = io.BytesIO(source.encode())
            for _line, message, _comments, context in extract(method, data, keywords=KEYWORDS, options=options):
                yield str(path.relative_to(base)), message, context


def merged() -> Catalog:
    """The catalog as it ought to be: every message found, with the translation it has."""
    template = Catalog(charset="utf-8")
    for file, message, context in found_messages():
        template.add(message, locations=[(file, 1)], context=context)
    with po_file().open("rb") as stream:
        catalog = read_po(stream, locale="zh_Hans")
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER
    catalog.fuzzy = False
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """The `.po` file of a catalog, sorted, without line numbers and dates, so that only changed words change it."""
    stream = io.BytesIO()
    write_po(stream, catalog, width=0, sort_output=True, omit_header=True, no_location=True, ignore_obsolete=True)
    facts = ("Content-Type: text/plain; charset=utf-8", "Language: zh_Hans", "Plural-Forms: nplurals=1; plural=0;")
    head = [HEADER, 'msgid ""', 'msgstr ""', *(f'"{fact}\\n"' for fact in facts)]
    return "\n".join([*head, "", ""]).encode() + stream.getvalue()


def mo_bytes(data: bytes) -> bytes:
    """The `.mo` file of a `.po` file: the same bytes at any time, so that a check can compare them."""
    stream = io.BytesIO()
    catalog = read_po(io.BytesIO(data), locale="zh_Hans")
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(stream, catalog)
    return stream.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """The messages that have no translation, or one marked as uncertain."""
    lacking = []
    for message in catalog:
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(words)):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking
