import gzip

import brotli
import pytest

from conceptbase.page_cache.compression import acceptable_codings, encode

PAGE = "<p>Marketing and sales. 营销与销售。</p>".encode() * 50


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("gzip, deflate, br, zstd", ["br", "gzip", "identity"]),
        ("gzip;q=1.0, br;q=0.9", ["gzip", "br", "identity"]),
        ("br;q=0, gzip", ["gzip", "identity"]),
        ("BR ; Q=0.001", ["br", "identity"]),
        ("identity;q=0.5, gzip;q=0.2", ["identity", "gzip"]),
        ("identity;q=0.2, gzip;q=0.5", ["gzip", "identity"]),
        ("identity;q=0, gzip", ["gzip"]),
        ("gzip, *;q=0", ["gzip"]),
        ("*", ["br", "gzip", "identity"]),
        ("*;q=0.3, gzip;q=0", ["br", "identity"]),
        ("*;q=0", ["identity"]),
        ("", ["identity"]),
        ("zstd", ["identity"]),
        ("br;q=nan, gzip;q=2, deflate;q=x", ["identity"]),
        ("br;q=0.0001, gzip;q=-1", ["identity"]),
        (",,;q=1,gzip,", ["gzip", "identity"]),
        ("br;q=１, 压缩, gzip", ["gzip", "identity"]),
    ],
)
def test_what_is_accepted_follows_the_header(header, codings):
    assert acceptable_codings(header) == codings


def test_without_a_header_all_is_acceptable_and_nothing_is_packed():
    assert acceptable_codings(None) == ["identity", "br", "gzip"]


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_compressed_page_is_smaller_and_unpacks_to_itself(coding, unpack):
    packed = encode(PAGE, coding)
    assert len(packed) < len(PAGE) / 10
    assert unpack(packed) == PAGE
    assert encode(PAGE, coding) == packed


def test_identity_is_the_page_itself():
    assert encode(PAGE, "identity") is PAGE
