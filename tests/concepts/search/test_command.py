"""`manage.py search` finds what readers find, and with --json prints what the API answers."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation


def printed(capsys, *arguments, **options):
    """What the command prints."""
    capsys.readouterr()
    call_command("search", *arguments, **options)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        (["marketing vs sales"], "q=marketing vs sales"),
        (["销售和营销有什么区别"], "q=销售和营销有什么区别"),
        (["market", "--in", "zh-hans"], "q=market&in=zh-hans"),
        (["promtion", "--limit", "1"], "q=promtion&limit=1"),
        (["marketing", "--limit=2", "--page=2"], "q=marketing&limit=2&page=2"),
        (["marketing", "--kind=passage", "--kind=article"], "q=marketing&kind=passage&kind=article"),
        (
            ["营销", "--concept=sales", "--dimension=timeframe", "--language=zh-hans", "--source=chinese"],
            "q=营销&concept=sales&dimension=timeframe&language=zh-hans&source=chinese",
        ),
        (["quixotic"], "q=quixotic"),
        (["--", "-marketing"], "q=-marketing"),
    ],
)
def test_with_json_it_prints_what_the_api_answers(searchable, capsys, arguments, query):
    assert printed(capsys, "--json", *arguments) == Client().get(f"/api/v1/search?{query}").content.decode()


def test_people_get_the_best_answer_first_and_each_result_with_its_address(searchable, capsys):
    lines = printed(capsys, "marketing vs sales").splitlines()
    assert lines[:2] == ["Best: comparison  Marketing · Sales", "      /en/compare/marketing-vs-sales/"]
    assert lines[2].startswith("Results: ")
    assert lines[2].endswith("; page 1 of 1")
    place = lines.index("distinction  Pull and push")
    assert lines[place + 1 : place + 3] == [
        "    One pulls, the other pushes.",
        f"    /en/distinctions/{searchable.distinction.code}/pull-and-push/",
    ]


def test_the_language_is_that_of_the_query_and_nothing_else_changes(searchable, capsys):
    with translation.override("en"):
        assert printed(capsys, "市场").startswith("Best: concept  市场\n")
        assert translation.get_language() == "en"


def test_a_slip_is_told_with_what_was_meant(searchable, capsys):
    assert "These are the results for “promotion”; --as-typed gives those of what was typed." in printed(
        capsys, "promtion"
    )
    assert "These are the results" not in printed(capsys, "promtion", "--as-typed")


def test_an_answer_that_is_none_says_so(searchable, capsys):
    assert "Nothing answers this." in printed(capsys, "users bread wine cheese")
    assert "Nothing answers this." not in printed(capsys, "users")


def test_a_passage_is_one_line(searchable, capsys):
    lines = printed(capsys, "pulls", kind=["passage"]).splitlines()
    assert "passage  Marketing pulls users to products." in lines
    assert "    Marketing pulls users to products." not in lines


def test_nothing_found_is_said(searchable, capsys):
    assert printed(capsys, "quixotic") == "Results: 0; page 1 of 1\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([""], "nothing to search for"),
        (["  "], "nothing to search for"),
        (["x", "--limit=0"], "from 1 to 100"),
        (["x", "--limit=many"], "many"),
        (["x", "--page=9"], "only 1 page"),
        (["x", "--kind=nothing"], "nothing"),
        (["x", "--in=de"], "en, zh-hans"),
    ],
)
def test_faults_are_told_in_words(searchable, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("search", *arguments)


def test_an_empty_option_is_one_that_is_not_given(searchable, capsys):
    bare = printed(capsys, "market")
    assert printed(capsys, "market", "--concept=", "--in=", "--limit=") == bare


def test_numbers_may_come_from_python(searchable, capsys):
    assert json.loads(printed(capsys, "marketing", limit=1, page=2, json=True))["page"] == 2


@pytest.mark.parametrize("query", ["\ud800", "\0", "营销\udcff", "\x1b"])
def test_what_no_text_can_be_is_no_fault_of_ours(searchable, capsys, query):
    assert json.loads(printed(capsys, query, json=True))["total_is_exact"]


def test_without_an_index_the_cure_is_named(db):
    with pytest.raises(CommandError, match=r"manage\.py search_index"):
        call_command("search", "market")


@pytest.mark.slow
@pytest.mark.once
def test_it_is_utf_8_whatever_the_terminal():
    code = (
        "import django; django.setup(); from concepts.search.management.commands import search as command;"
        "command.answer_data = lambda parameters: {'query': parameters['q'][0]};"
        "from django.core.management import call_command; call_command('search', '营销', json=True)"
    )
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode() == '{"query": "营销"}\n'
