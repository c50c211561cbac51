"""Times that are shown are those of one zone, which a setting chooses and the pages name."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation

from concepts.models import Edition, Publication
from concepts.pages.editions.edition import describe_edition

EVENING = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)  # the next morning in China


@pytest.mark.parametrize(
    ("language", "zone", "shown", "moment"),
    [
        ("en", "UTC", "March 1, 2026 (UTC)", "2026-03-01T22:30:00+00:00"),
        ("en", "Asia/Shanghai", "March 2, 2026 (Asia/Shanghai)", "2026-03-02T06:30:00+08:00"),
        ("zh-hans", "Asia/Shanghai", "2026年3月2日（Asia/Shanghai）", "2026-03-02T06:30:00+08:00"),
        ("zh-hans", "America/New_York", "2026年3月1日（America/New_York）", "2026-03-01T17:30:00-05:00"),
    ],
)
def test_an_edition_has_the_date_of_the_zone_of_the_site_and_names_it(settings, language, zone, shown, moment):
    settings.TIME_ZONE = zone
    with translation.override(language):
        facts = describe_edition(Edition(number=1, publication=Publication(at=EVENING)), "/")
    assert (facts.date, facts.moment) == (shown, moment)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "All times are those of Asia/Shanghai."), ("zh-hans", "所有时间均为 Asia/Shanghai 时间。")],
)
def test_every_page_of_the_admin_names_the_zone(settings, language, words):
    settings.TIME_ZONE = "Asia/Shanghai"
    client = Client(headers={"accept-language": language})
    client.force_login(get_user_model().objects.create_superuser("ann", password="correct horse battery"))
    for address in ("/admin/", "/admin/concepts/statement/", "/admin/auth/user/add/"):
        assert words in client.get(address).content.decode(), address
