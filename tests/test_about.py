import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "/en/about/",
            "“5 articles say so” counts the articles that say <strong>all of it</strong>, in a <strong>passage",
        ),
        ("/en/about/", "Pages can be read <strong>without some articles</strong>"),
        ("/en/about/", "<dt>Finding</dt><dd>What several statements come to"),
        ("/zh-hans/about/", "“5 篇文章这样说”，数的是<strong>用自己的话</strong>把这条陈述<strong>说全</strong>的文章"),
        ("/zh-hans/about/", "阅读时可以<strong>排除部分文章</strong>"),
        ("/zh-hans/about/", "<dt>综述</dt><dd>由我们用一句话概括几条陈述"),
    ],
)
def test_the_policy_stands_in_both_languages_with_the_same_sections(client, address, words):
    html = " ".join(client.get(address).content.decode().split())
    assert words in html
    for section in ("ours", "statement", "stance", "counting", "sources", "addresses", "licence", "privacy", "errors"):
        assert f'id="{section}"' in html


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("editors@example.org", "mailto:editors@example.org"),
        ("https://example.org/errors", "https://example.org/errors"),
    ],
)
def test_readers_are_told_where_to_report_errors(client, settings, contact, link):
    settings.CONTACT = contact
    for language in ("en", "zh-hans"):
        assert f'href="{link}"' in client.get(f"/{language}/about/").content.decode()


def test_nobody_is_named_where_no_contact_is_set(client):
    assert "mailto:" not in client.get("/en/about/").content.decode()
