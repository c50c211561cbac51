"""Draw layers and models as Mermaid diagrams, from the import contracts and the models themselves."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey

OURS = ("sources", "concepts")


def layers() -> list[list[str]]:
    """Return the layers, the top one first, each as a list of modules; those planned (in parentheses) are left out."""
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8"))
    packages, concept_layers = (contract["layers"] for contract in project["tool"]["importlinter"]["contracts"][:2])
    found: list[list[str]] = []
    for package in packages:
        if package == "concepts":
            for layer in concept_layers:
                names = [name.strip() for name in re.split(r"[|:]", layer)]
                if existing := [f"concepts.{name}" for name in names if not name.startswith("(")]:
                    found.append(existing)
        else:
            found.append([package])
    return found


def layers_diagram() -> str:
    """Return a flowchart of the layers; each may import only from those below it."""
    lines = ["flowchart TB"]
    for number, names in enumerate(layers()):
        lines.append(f'    L{number}["{"<br>".join(names)}"]')
    lines += [f"    L{number} --> L{number + 1}" for number in range(len(layers()) - 1)]
    return "\n".join(lines)


def _references() -> Iterator[tuple[str, str, str]]:
    """Yield model, referenced model and field of every foreign key of ours."""
    for label in OURS:
        for model in sorted(apps.get_app_config(label).get_models(), key=lambda model: model.__name__):
            if model._meta.proxy:
                continue
            for field in model._meta.get_fields():
                if isinstance(field, ForeignKey) and field.model is model:
                    yield model.__name__, field.related_model.__name__, field.name


def models_diagram() -> str:
    """Return an entity diagram of our models with their foreign keys."""
    lines = ["erDiagram"]
    lines += [f"    {model} }}o--|| {target} : {field}" for model, target, field in _references()]
    return "\n".join(lines)


def with_diagrams(page: str) -> str:
    """Return the page with its two diagrams replaced by those of the present code."""
    for diagram in (layers_diagram(), models_diagram()):
        first_line = diagram.split("\n", 1)[0]
        before, fence, rest = page.partition(f"```mermaid\n{first_line}\n")
        _old, end, after = rest.partition("```")
        page = f"{before}```mermaid\n{diagram}\n{end}{after}" if fence else page
    return page


def architecture_page() -> Path:
    """Return the path of the page with the diagrams."""
    return Path(settings.BASE_DIR) / "docs" / "architecture.md"
