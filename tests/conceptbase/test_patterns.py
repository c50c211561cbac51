"""/patterns/ shows every part there is, in every state, without a database."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from jinja2 import nodes

from conceptbase.patterns.samples import build_samples
from conceptbase.patterns.texts import STATES
from tests.site import read

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def parts() -> set[tuple[str, str]]:
    """Every macro of the parts: the template it stands in, and its name."""
    environment = engines["jinja2"].env
    found = set()
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.name.startswith("_") or path.parent.name == "_parts":
            name = str(path.relative_to(TEMPLATES))
            tree = environment.parse(path.read_text(encoding="utf-8"))
            found |= {(name, macro.name) for macro in tree.find_all(nodes.Macro)}
    return found


def shown() -> set[tuple[str, str]]:
    """Every macro that the page calls itself."""
    tree = engines["jinja2"].env.parse((TEMPLATES / "patterns.html").read_text(encoding="utf-8"))
    files = {node.target: node.template.value for node in tree.find_all(nodes.Import)}
    return {
        (files[call.node.node.name], call.node.attr)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Getattr)
        and isinstance(call.node.node, nodes.Name)
        and call.node.node.name in files
    }


def test_every_part_is_shown():
    assert len(parts()) > 40
    assert parts() - shown() == set()


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_the_page_asks_no_database_and_speaks_the_language_asked_for(client, language, lang):
    """Without the mark `django_db` any query fails the test."""
    for answer in (
        client.get(f"/patterns/?lang={language}"),
        client.get("/patterns/", headers={"accept-language": language}),
        client.get("/patterns/?lang=tlh", headers={"accept-language": language}),
    ):
        assert answer.status_code == 200
        assert answer.headers["Content-Language"] == language
        assert f'<html lang="{lang}"' in answer.content.decode()


def test_every_state_is_on_the_page_and_nothing_in_it_runs(client):
    html = client.get("/patterns/?lang=en").content.decode()
    assert len(build_samples()) == len(STATES) == 5
    assert '<meta name="robots" content="noindex">' in html
    for texts in STATES:
        assert f'id="best-{texts.key}-concept"' in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    for live in ("<script>alert", "<img src=x", "<style>", "<iframe", "<svg onload", "49 </h3>"):
        assert live not in html


def test_no_id_stands_twice(client):
    html = client.get("/patterns/?lang=en").content.decode()
    anchors = read(html).anchors
    assert len(anchors) > 50
    assert {anchor for anchor in anchors if html.count(f' id="{anchor}"') > 1} == set()
