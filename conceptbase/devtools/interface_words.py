"""Maintain the Chinese translation of the interface: collect messages from code and templates, write `.po` and `.mo`.

It uses Babel (a dependency for developers), which reads Jinja2 itself and Django's templates through `templatize`. The
`.mo` file is checked in, so that running the site needs neither Babel nor GNU gettext.
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

MESSAGE_FOLDERS = ("conceptbase", "sources", "concepts", "templates")
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
PO_HEADER = "# Interface words of Conceptbase in Simplified Chinese; `manage.py messages` keeps this file."


def po_file() -> Path:
    """Return the path of the Chinese translations."""
    return Path(settings.BASE_DIR) / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def found_messages() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Yield every message in code and templates: its file, the message (or singular and plural), and its context."""
    base = Path(settings.BASE_DIR)
    for folder in MESSAGE_FOLDERS:
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
    """Return the up-to-date catalog: every message found, with the translation that it has so far."""
    template = Catalog(charset="utf-8")
    for file, message, context in found_messages():
        template.add(message, locations=[(file, 1)], context=context)
    with po_file().open("rb") as stream:
        catalog = read_po(stream, locale="zh_Hans")
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = PO_HEADER
    catalog.fuzzy = False
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """Return the `.po` file of a catalog, sorted, without line numbers and dates, so that its diffs show words only."""
    stream = io.BytesIO()
    write_po(stream, catalog, width=0, sort_output=True, omit_header=True, no_location=True, ignore_obsolete=True)
    header_fields = (
        "Content-Type: text/plain; charset=utf-8",
        "Language: zh_Hans",
        "Plural-Forms: nplurals=1; plural=0;",
    )
    head = [PO_HEADER, 'msgid ""', 'msgstr ""', *(f'"{field}\\n"' for field in header_fields)]
    return "\n".join([*head, "", ""]).encode() + stream.getvalue()


def mo_bytes(data: bytes) -> bytes:
    """Return the `.mo` file of a `.po` file; always the same bytes, so that a check can compare them."""
    stream = io.BytesIO()
    catalog = read_po(io.BytesIO(data), locale="zh_Hans")
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(stream, catalog)
    return stream.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Return the messages without a translation, or with one that is marked as fuzzy."""
    lacking = []
    for message in catalog:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(forms)):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking
