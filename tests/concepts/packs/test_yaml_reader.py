"""YAML is read as plain text with lines; everything else of YAML is refused in words."""

import contextlib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from concepts.packs import yaml_reader
from concepts.packs.faults import PackFaultyError
from concepts.packs.yaml_reader import MOST_BYTES, MOST_LEVELS, YamlList, YamlMapping, YamlText, read_yaml


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs with the C parser and with the one in Python, which stands in where C is missing."""
    monkeypatch.setattr(yaml_reader, "LOADER", getattr(yaml, request.param))


def fault_of(data: bytes) -> str:
    with pytest.raises(PackFaultyError) as caught:
        read_yaml(data, "a.yaml")
    return str(caught.value)


def test_every_value_is_text_with_its_line():
    node = read_yaml("- no: 1.0\n  日期: 2020\n  flag: true\n".encode(), "a.yaml")
    assert isinstance(node, YamlList)
    mapping = node.items[0]
    assert isinstance(mapping, YamlMapping)
    assert mapping.items == {"no": YamlText("1.0", 1), "日期": YamlText("2020", 2), "flag": YamlText("true", 3)}
    assert mapping.key_lines == {"no": 1, "日期": 2, "flag": 3}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"a: 1\nb: 2\na: 3\n", "a.yaml:3: The key a stands here a second time; first on line 1."),
        ("营销: 1\n营销: 2\n".encode(), "a.yaml:2: The key 营销 stands here a second time"),
        (b"a: &x 1\nb: *x\n", "a.yaml:1: Anchors and aliases"),
        (b"a: *x\n", "a.yaml:1: "),
        (b"a: !!python/object:os.system 1\n", "a.yaml:1: Tags (!) are not read."),
        (b"<<: {a: 1}\n", "a.yaml:1: Merge keys"),
        (b"a: 1\n---\nb: 2\n", "a.yaml:2: A second document begins here."),
        (b"? [a]\n: 1\n", "a.yaml:1: A list or mapping stands where a key is expected."),
        (b"", "a.yaml: The file is empty."),
        (b"# only words\n", "a.yaml: The file is empty."),
        (b"a: 1\n b: 2\n", "a.yaml:2: This is not YAML: "),
        (b"a: 'open\n", "This is not YAML: "),
        (b"a: 1\nb: \xff\n", "a.yaml:2: This is not UTF-8."),
        ("营销".encode("gb18030"), "a.yaml:1: This is not UTF-8."),
        ("a: 1".encode("utf-16"), "a.yaml:1: This is not UTF-8."),
        (b"a: 1\nb: \x00\n", "a.yaml:2: The character U+0000 cannot stand here."),
        (b"a: \x1b[31m\n", "a.yaml:1: The character U+001B cannot stand here."),
        (b'a: "\\0"\n', "a.yaml:1: A character of this value cannot be stored."),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(data, says):
    assert says in fault_of(data)


@pytest.mark.parametrize("opened", ["[", "- ", "{a: "])
def test_deep_nesting_ends_in_a_message(opened):
    assert f"nested deeper than {MOST_LEVELS} levels" in fault_of((opened * 100_000).encode())


def test_a_lone_surrogate_is_refused():
    with pytest.raises(PackFaultyError):
        read_yaml(b'a: "\\ud800"\n', "a.yaml")


def test_a_file_over_the_cap_is_refused_before_it_is_read():
    assert f"at most {MOST_BYTES} are read" in fault_of(b"[" * (MOST_BYTES + 1))


def test_a_byte_order_mark_is_no_part_of_the_first_key():
    node = read_yaml("\ufeffa: 1\n".encode(), "a.yaml")
    assert isinstance(node, YamlMapping)
    assert list(node.items) == ["a"]


@given(st.text())
def test_no_text_ends_in_anything_but_nodes_or_a_message(text):
    with contextlib.suppress(PackFaultyError):
        assert isinstance(read_yaml(text.encode("utf-8", "surrogatepass"), "a.yaml"), YamlText | YamlList | YamlMapping)
