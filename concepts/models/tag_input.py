"""Read and write tags in forms: separated by Latin or Chinese commas, each tag once after folding."""

from concepts.models.names import TAG_SEPARATORS
from sources.text import fold


def split_tags(typed: str | None) -> list[str]:
    """Return the tags in the typed text in order; tags that are equal after folding come once."""
    by_key: dict[str, str] = {}
    for name in TAG_SEPARATORS.split(typed or ""):
        name = " ".join(name.split())
        if name:
            by_key.setdefault(fold(name), name)
    return list(by_key.values())


def join_tags(tags: list) -> str:
    """Return the tags as a form shows them; `split_tags` reads this."""
    return ", ".join(sorted(tag.name for tag in tags))
