"""Where embeds are, and the HTML with which another site shows one: a frame without a script of ours.

An embed is a small page of its own. Its key is the code of a statement, the slug of a question, or the concepts of a
comparison as its address has them (`marketing-vs-sales`).
"""

from django.utils.html import escape
from django.utils.translation import get_language_from_path

from sources.languages import reader_language
from sources.page_addresses import page_address

EMBEDS = "/embed/"  # what the addresses of all embeds begin with
STATEMENT, QUESTION, COMPARISON = "statement", "question", "comparison"  # what can be embedded
WIDTH = 600  # pixels, where the other site has no less room
PHONE_WIDTH, PHONE_EDGES = 320, 40  # pixels: of a frame on a phone, and beside it there


def is_embed(path: str) -> bool:
    """Return whether the path is below that of all embeds, which other sites may show in a frame."""
    return path.startswith(EMBEDS)


def language_of_path(path: str) -> str | None:
    """Return the language that the path names: in its first part, of an embed in its second; None for no language."""
    return get_language_from_path(f"/{path.removeprefix(EMBEDS)}" if is_embed(path) else path)


def embed_address(kind: str, key: str) -> str:
    """Return the address of an embed in the language of the current page, without scheme and host."""
    return page_address(f"share:embed-{kind}", reader_language().value, key)


def embed_code(address: str, title: str, *, width: int = WIDTH, height: int, height_on_phone: int = 0) -> str:
    """Return the HTML that shows the embed at the address (with scheme and host); it is never wider than its place.

    `title` names the frame for those who do not see it. With a `height_on_phone` it grows as the screen gets narrower
    than the frame, up to that at PHONE_WIDTH.
    """
    grows = ""
    if height_on_phone > height:
        growth = (height_on_phone - height) / (width - PHONE_WIDTH)
        grows = f";height:calc({height}px + max(0px, {width + PHONE_EDGES}px - 100vw) * {growth:.2f})"
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{height}" '
        f'loading="lazy" style="border:0;max-width:100%{grows}"></iframe>'
    )
