"""Every page of the site filled with our pack that is for search engines stands in a sitemap."""

import re

import pytest

from tests.concepts.share.test_sitemap import canonical_of, check, listed
from tests.site import crawled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site")]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.slow
def test_everything_that_links_lead_to_is_listed_where_it_is_for_search_engines(client, language):
    found = listed(client)
    assert len(found) > 2_000
    reached = {path for path, (status, html) in crawled().items() if status == 200 and canonical_of(html) == path}
    reached = {path for path in reached if path.startswith(f"/{language}/")}
    assert len(reached) > 50
    assert reached - found.keys() == set()
    kinds: dict[str, list[str]] = {}
    for path in found:
        if path.startswith(f"/{language}/"):
            kinds.setdefault(re.sub(r"[0-9A-Z]+[^/]*", "*", path), []).append(path)
    check(client, found, [paths[len(paths) // 2] for paths in kinds.values()][:150])
