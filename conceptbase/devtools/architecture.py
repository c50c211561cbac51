"""Draws layers and models as Mermaid diagrams, from the import contract and the models themselves."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey

OURS = ("sources", "concepts")


def layers() -> list[list[str]]:
    """The layers, the top one first; modules of one layer stand together, planned ones (in parentheses) are out."""
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8"))
    houses, floors = (one["layers"] for one in project["tool"]["importlinter"]["contracts"][:2])
    whole: list[list[str]] = []
    for house in houses:
        if house == "concepts":
            named = ([name.strip() for name in re.split(r"[|:]", floor)] for floor in floors)
            built = ([f"concepts.{name}" for name in names if not name.startswith("(")] for names in named)
            whole += [names for names in built if names]
        else:
            whole.append([house])
    return whole


def layers_diagram() -> str:
    """A flowchart of the layers: each may import from those below it only."""
    lines = ["flowchart TB"]
    for number, names in enumerate(layers()):
        lines.append(f'    L{number}["{"<br>".join(names)}"]')
    lines += [f"    L{number} --> L{number + 1}" for number in range(len(layers()) - 1)]
    return "\n".join(lines)


def _references() -> Iterator[tuple[str, str, str]]:
    for label in OURS:
        for model in sorted(apps.get_app_config(label).get_models(), key=lambda one: one.__name__):
            if model._meta.proxy:
                continue
            for field in model._meta.get_fields():
                if isinstance(field, ForeignKey) and field.model is model:
                    yield model.__name__, field.related_model.__name__, field.name


def models_diagram() -> str:
    """An entity diagram of our models: who refers to whom, and by which field."""
    lines = ["erDiagram"]
    lines += [f"    {model} }}o--|| {target} : {field}" for model, target, field in _references()]
    return "\n".join(lines)


def with_diagrams(page: str) -> str:
    """The page with its two diagrams replaced by those of today's code."""
    for diagram in (layers_diagram(), models_diagram()):
        head = diagram.split("\n", 1)[0]
        before, fence, rest = page.partition(f"```mermaid\n{head}\n")
        _old, end, after = rest.partition("```")
        page = f"{before}```mermaid\n{diagram}\n{end}{after}" if fence else page
    return page


def page_file() -> Path:
    """The page that shows the diagrams."""
    return Path(settings.BASE_DIR) / "docs" / "architecture.md"
