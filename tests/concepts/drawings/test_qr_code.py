"""A QR code is read back by a reader of its own, at the size of print, with white around it."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from concepts.drawings.qr_code import MOST_BYTES, QUIET, draw_qr_code, is_drawable

pytestmark = pytest.mark.once
MODULE = 4  # pixels


def read(svg: str) -> str:
    """Paint the path of the code and read it as a camera would."""
    [size] = re.findall(r'viewBox="0 0 (\d+) \1"', svg)
    image = Image.new("L", (int(size) * MODULE, int(size) * MODULE), 255)
    painter = ImageDraw.Draw(image)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg.rpartition(' d="')[2]):
        left, top = int(x) * MODULE, int(y) * MODULE
        painter.rectangle((left, top, left + int(width) * MODULE - 1, top + MODULE - 1), fill=0)
    [code] = zxingcpp.read_barcodes(image)
    return code.text


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/s/K7QF2/",
        "https://example.org/s/K7QF2/v12/",
        "https://例子.中国/s/K7QF2/",
        "https://example.org/en/compare/marketing-vs-sales/?" + "only=contrasts&" * 20,
    ],
)
def test_an_address_is_read_back(address):
    assert is_drawable(address)
    assert read(draw_qr_code(address)) == address


def test_white_stands_around_it_and_no_style_or_script_inside():
    svg = draw_qr_code("https://example.org/s/K7QF2/?<&\"'")
    [size] = map(int, re.findall(r'viewBox="0 0 (\d+) ', svg))
    starts = [tuple(map(int, place)) for place in re.findall(r"M(\d+) (\d+)h\d+v1", svg)]
    assert f'fill="#fff" d="M0 0h{size}v{size}H0z"' in svg
    assert min(map(min, starts)) == QUIET
    assert max(y for _x, y in starts) == size - QUIET - 1
    assert not re.search(r"style|class|<script|href|on\w+=", svg)


def test_a_long_address_has_no_code():
    assert is_drawable("a" * MOST_BYTES)
    assert not is_drawable("字" * MOST_BYTES)
