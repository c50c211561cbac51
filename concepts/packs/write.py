"""Writes the files of a pack in their one canonical form, each as a whole or not at all."""

import os
import tempfile
from pathlib import Path
from typing import Any

import yaml

from concepts.packs.files import file_schema
from concepts.packs.schema import ByKind, Many, Record, Text

STR = "tag:yaml.org,2002:str"
SEQ = "tag:yaml.org,2002:seq"
MAP = "tag:yaml.org,2002:map"


class _Dumper(yaml.BaseDumper):
    """Plain scalars wherever YAML allows, else double quotes; lists indented under their key; no line is folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        style = super().choose_scalar_style()
        return '"' if style == "'" else style


def emit(name: str, value: Any) -> bytes:
    """The canonical bytes of the file called `name` that says `value`."""
    node = _node(value, file_schema(name))
    text = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=float("inf"), indent=2, line_break="\n")
    return text.encode()


def _node(value: Any, schema: Any) -> yaml.Node:
    match schema:
        case Many(of, flow):
            return yaml.SequenceNode(SEQ, [_node(item, of) for item in value], flow_style=flow)
        case ByKind(kinds):
            return _node(value, kinds[value["kind"]])
        case Record(keys):
            pairs = [(key.rstrip("!"), of) for key, of in keys.items() if key.rstrip("!") in value]
            return yaml.MappingNode(
                MAP, [(yaml.ScalarNode(STR, key), _node(value[key], of)) for key, of in pairs], flow_style=False
            )
    block = isinstance(schema, Text) and schema.multiline and "\n" in value
    text = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else str(value)
    return yaml.ScalarNode(STR, text, style="|" if block else None)


def write_atomically(path: Path, data: bytes) -> None:
    """Writes `data` beside `path` and moves it there, so that a reader finds the old file or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
