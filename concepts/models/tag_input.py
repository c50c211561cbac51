"""How people type tags: separated by Latin or Chinese commas, one key per tag after folding."""

import re

from sources.text import fold

SEPARATORS = re.compile(r"[,，、;；\n]")


def split_tags(typed: str | None) -> list[str]:
    """The tags in what was typed, in order, without repeats after folding."""
    by_key: dict[str, str] = {}
    for name in SEPARATORS.split(typed or ""):
        name = " ".join(name.split())
        if name:
            by_key.setdefault(fold(name), name)
    return list(by_key.values())


def join_tags(tags: list) -> str:
    """What a form shows for tags that are set; `split_tags` reads it back."""
    return ", ".join(sorted(tag.name for tag in tags))
