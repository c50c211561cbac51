"""docs/search.md says what the code does: its modules exist, and its numbers are those of the code."""

import re

from django.conf import settings

from concepts.search.index.kinds import BATCH_SIZE
from concepts.search.index.maintenance import INDEX_FORMAT
from concepts.search.results.matches import ENOUGH, MOST_CANDIDATES, MOST_TOGETHER, RARE
from concepts.search.results.page import PAGE_SIZE
from concepts.search.results.ranking import MOST_READ

PAGE = (settings.BASE_DIR / "docs" / "search.md").read_text(encoding="utf-8")


def test_the_modules_that_the_page_names_exist():
    modules = set(re.findall(r"`((?:index/|query/|results/)?\w+\.py)`", PAGE)) - {"start.py"}
    assert len(modules) > 15
    assert [name for name in modules if not (settings.BASE_DIR / "concepts" / "search" / name).exists()] == []


def test_the_numbers_of_the_page_are_those_of_the_code():
    for words in (
        f"the first {MOST_CANDIDATES:,} documents",
        f"in more than {RARE:,} documents",
        f"in at least {ENOUGH} documents",
        f"the first {MOST_TOGETHER} that have both",
        f"the best {MOST_READ} (`MOST_READ`)",
        f"| {PAGE_SIZE} results are loaded",
        f"a batch of {BATCH_SIZE} documents",
        f"What format {INDEX_FORMAT} writes",
    ):
        assert words in PAGE
