"""Writes permanent codes into the files of a pack where statements have none, and changes nothing else."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from concepts.models.codes import ALPHABET, LENGTH, new_code
from concepts.packs.faults import Fault, PackFaultyError
from concepts.packs.files import pack_files, read_bytes, write_atomically
from concepts.packs.yaml_reader import YamlList, YamlMapping, YamlNode, decode, read_yaml

LINE = re.compile("[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029]|$)")  # as YAML counts lines
CODE_LIKE = re.compile(rf"(?<![0-9A-Z])[{ALPHABET}]{{{LENGTH}}}(?![0-9A-Z])")


def mint_codes(folder: Path) -> dict[str, int]:
    """Write the missing codes and return how many by file. A code found anywhere in the pack is never given again.

    Raises PackFaultyError, before anything is written, if a file cannot be read as YAML.
    """
    faults: list[Fault] = []
    files: dict[str, bytes] = {}
    nodes: dict[str, YamlNode] = {}
    for name in pack_files(folder, faults) if folder.is_dir() else []:
        files[name] = read_bytes(folder, name)
        try:
            nodes[name] = read_yaml(files[name], name)
        except PackFaultyError as error:
            faults += error.faults
    if faults or not files:
        raise PackFaultyError(faults or [Fault("", 0, "No file of a pack is here. Name the folder of a pack.")])
    taken = {code for name, data in files.items() for code in CODE_LIKE.findall(decode(data, name))}
    minted: dict[str, int] = {}
    for name, node in nodes.items():
        without = [mapping for mapping in _statements(name, node) if "code" not in mapping.items]
        if not without:
            continue
        lines = LINE.findall(decode(files[name], name))
        # From the last to the first, so that the places of those before stay right.
        for mapping in sorted(without, key=lambda mapping: (mapping.line, mapping.column), reverse=True):
            code = new_code(taken)
            taken.add(code)
            line = lines[mapping.line - 1]
            before, after = line[: mapping.column], line[mapping.column :]
            if mapping.flow:
                lines[mapping.line - 1] = f"{before}{{code: {code}, {after[1:]}"
            else:
                end = "\r\n" if line.endswith("\r\n") else "\n"
                lines[mapping.line - 1] = f"{before}code: {code}{end}{' ' * mapping.column}{after}"
        data = "".join(lines).encode()
        mark = codecs.BOM_UTF8 if files[name].startswith(codecs.BOM_UTF8) else b""
        write_atomically(folder / name, mark + data)
        minted[name] = len(without)
    return minted


def _statements(name: str, node: YamlNode) -> Iterator[YamlMapping]:
    """Yield the mappings of a file that are statements: top entries and their parts, or the positions of questions."""
    for entry in _mappings(node):
        if name.startswith("statements/"):
            yield entry
            yield from _mappings(entry.items.get("parts"))
        elif name == "questions.yaml":
            yield from _mappings(entry.items.get("positions"))


def _mappings(node: YamlNode | None) -> list[YamlMapping]:
    return [item for item in node.items if isinstance(item, YamlMapping)] if isinstance(node, YamlList) else []
