"""Fills admin forms as a browser would: what the page shows is what is sent back."""

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class FormReader(HTMLParser):
    """Collects the values of a page's form fields, as they stand when the page opens."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "input" and name and found.get("type") not in ("submit", "file"):
            if found.get("type") == "checkbox" and "checked" in found and name in self.values:
                self.values[name] = [*_as_list(self.values[name]), found.get("value") or ""]
            elif found.get("type") not in ("checkbox", "radio") or "checked" in found:
                self.values[name] = found.get("value") or ""
        elif tag == "select" and name:
            self._select = name
            self.values.setdefault(name, "")
        elif tag == "option" and self._select and "selected" in found:
            self.values[self._select] = found.get("value") or ""
        elif tag == "textarea" and name:
            self._textarea = name
            self.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea" and self._textarea:
            # The first line end is the markup's, not the text's.
            self.values[self._textarea] = self.values[self._textarea].removeprefix("\n")
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def read_form(response: HttpResponse) -> dict[str, Any]:
    """The fields of the page's forms and their values; templates of empty inline rows are left out."""
    reader = FormReader()
    reader.feed(response.content.decode())
    return {name: value for name, value in reader.values.items() if "__prefix__" not in name and name != "q"}


def fill(
    client: Client, address: str, rows: dict[str, list[dict[str, Any]]] | None = None, **fields: Any
) -> HttpResponse:
    """Opens the form, types `fields` and adds inline `rows` by prefix, and sends it; returns the answer."""
    page = client.get(address)
    assert page.status_code == 200, address
    data = read_form(page) | fields
    for prefix, added in (rows or {}).items():
        start = int(data[f"{prefix}-TOTAL_FORMS"])
        data[f"{prefix}-TOTAL_FORMS"] = str(start + len(added))
        for number, row in enumerate(added, start=start):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return client.post(address, data)


def act(client: Client, address: str, action: str, *rows: Any, **fields: Any) -> HttpResponse:
    """Opens the list, chooses `rows` and takes the action, with `fields` on the page that asks for more."""
    versions = re.findall(r'name="_row_versions" value="([0-9.]+)"', client.get(address).content.decode())
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], "_row_versions": versions}
    return client.post(address, chosen | fields | ({"confirmed": "1"} if fields else {}), follow=True)
