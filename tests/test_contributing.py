"""The checklists of CONTRIBUTING.md: there are those that are needed, and what they name exists."""

import re

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
PAGE = (settings.BASE_DIR / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHECKLISTS = (
    "A field of a statement", "A page", "A kind of thing to be found", "An endpoint of the API",
    "A rule for publication", "A step in the life of a statement", "A citation format", "A release",
)  # fmt: skip


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("title", CHECKLISTS)
def test_there_is_a_checklist_for_each_common_change(title):
    steps = re.findall(r"^(\d)\. ", section(title), re.M)
    assert section(title)
    assert steps == [str(number + 1) for number in range(len(steps))]


def test_every_file_and_folder_that_a_checklist_names_exists():
    paths = re.findall(r"`((?:concepts|conceptbase|sources|tests|docs|locale|fixtures|templates)/[\w/.…*-]*)`", PAGE)
    named = {path.rstrip("/…") for path in paths}
    assert len(named) > 25
    assert [path for path in sorted(named) if not list(settings.BASE_DIR.glob(path))] == []


@pytest.mark.parametrize("title", [title for title in CHECKLISTS if title not in ("A citation format", "A release")])
def test_every_checklist_names_a_test_that_proves_it(title):
    assert re.search(r"`tests/[\w/]+\.py`|`tests/[\w/]+/`", section(title))
