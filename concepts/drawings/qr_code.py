"""Draw an address as a QR code (ISO/IEC 18004), black on white wherever it stands, since cameras look for that."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.safestring import SafeString

from concepts.drawings.svg import element

QUIET = 4  # white modules on each side, by which a camera finds where the code begins
MOST_BYTES = 400  # of an address: a code of more is too dense for a phone that reads it from paper


def is_drawable(address: str) -> bool:
    """Tell whether the address is short enough for a code."""
    return len(address.encode()) <= MOST_BYTES


def draw_qr_code(address: str) -> SafeString:
    """Return the code as an SVG image of its own; up to 15 percent of it may be damaged."""
    from segno import make_qr  # here, since a worker that draws none starts a tenth of a second sooner

    rows = make_qr(address, error="m").matrix
    size = len(rows) + 2 * QUIET
    dark = "".join(
        f"M{QUIET + start} {QUIET + line}h{length}v1h-{length}z"
        for line, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )
    image = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {size} {size}", "shape-rendering": "crispEdges"}
    return element(
        "svg",
        image,
        element("path", {"fill": "#fff", "d": f"M0 0h{size}v{size}H0z"}),
        element("path", {"d": dark}),
    )


def _dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules begins, and how many it has."""
    start = 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            yield start, length
        start += length
