"""Settings are read strictly: what nobody can have meant ends the start in words that name variable and cure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conceptbase.environment import Environment, MailAddress, SettingError, read_mail_address

ROOT = Path(__file__).resolve().parent.parent
ANSWER = "import django.conf; print('SECURE', django.conf.settings.SECURE, django.conf.settings.ALLOWED_HOSTS)"


def environment(**variables: str) -> Environment:
    """An environment of these variables alone."""
    return Environment(Path("no such file"), variables)


def test_the_process_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("# 营销\n\nNAME = 推销=促销 \nOTHER=file\n", encoding="utf-8")
    read = Environment(file, {"OTHER": "process"})
    assert read.text("NAME") == "推销=促销"
    assert read.text("OTHER") == "process"
    assert read.text("THIRD", "default") == "default"


def test_a_variable_emptied_in_the_process_hides_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("DATABASE_URL=postgres://file/real\n")
    assert Environment(file, {"DATABASE_URL": ""}).text("DATABASE_URL") == ""


def test_a_line_without_an_equals_sign_is_named_by_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("A=1\nCONCEPTBASE_DEMO true\n")
    with pytest.raises(SettingError, match=r"^settings\.env, line 2: write NAME=value"):
        Environment(file, {})


@pytest.mark.parametrize(
    "value",
    [
        "zq9v2k # python3 -c …",
        "zq9v2k\t# a comment",
        "zq9v2k\u3000# 注释",
        "zq9v2k #",
        "# zq9v2k",
        '"zq9v2k"',
        "'zq9v2k'",
    ],
)
def test_a_comment_or_quotes_never_become_part_of_a_value(tmp_path: Path, value: str) -> None:
    file = tmp_path / "settings.env"
    file.write_text(f"NAME={value}\n", encoding="utf-8")
    for read in (Environment(file, {}), environment(NAME=value)):
        with pytest.raises(SettingError, match=r"^NAME has ") as refused:
            read.text("NAME")
        assert "zq9v2k" not in str(refused.value)


@pytest.mark.parametrize("value", ["postgres://u:a#b@host/name", "a#", "it's", "'", "#".join("ab")])
def test_marks_that_belong_to_a_value_stay_in_it(value: str) -> None:
    assert environment(NAME=value).text("NAME") == value


@pytest.mark.parametrize("line", ["export NAME=1", "NA-ME=1", "=1", "名=1", "OTHER=2"])
def test_a_name_that_nothing_reads_or_that_stands_there_twice_is_refused_by_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "settings.env"
    file.write_text(f"OTHER=1\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingError, match=r"^settings\.env, line 2: "):
        Environment(file, {})


def test_a_flag_is_true_or_false_or_its_default() -> None:
    assert environment(A="true").flag("A") is True
    assert environment(A="false").flag("A", default=True) is False
    assert environment(A=" ").flag("A", default=True) is True
    assert environment().flag("A") is False


@pytest.mark.parametrize("value", ["True", "TRUE", "1", "yes", "on", "是", "true false"])
def test_a_flag_that_is_anything_else_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match=r"^A is .*; write true or false"):
        environment(A=value).flag("A")


def test_the_address_of_a_mail_server_tells_who_we_are_there_and_whether_tls_comes_first() -> None:
    assert read_mail_address("smtp://localhost") == MailAddress("localhost", 587, "", "", False)
    whole = read_mail_address("smtps://ann%40example.org:p%2Fss%3A%25@mail.example.org:4650/")
    assert whole == MailAddress("mail.example.org", 4650, "ann@example.org", "p/ss:%", True)
    assert read_mail_address("smtps://mail.example.org").port == 465


def test_a_number_is_taken_up_to_both_ends() -> None:
    assert environment(A="3").number("A", 7, least=3, most=5) == 3
    assert environment(A="5").number("A", 7, least=3, most=5) == 5
    assert environment().number("A", 7) == 7


@pytest.mark.parametrize("value", ["2", "6", "-4", "4.0", "four", "４", "四", "4 4"])
def test_a_number_that_is_none_or_out_of_bounds_is_refused(value: str) -> None:
    with pytest.raises(SettingError, match=r"^A is .*; write a whole number from 3 to 5"):
        environment(A=value).number("A", 4, least=3, most=5)


def test_names_are_split_at_commas_and_empty_ones_dropped() -> None:
    assert environment(A=" a.example , ,b.example,").names("A") == ["a.example", "b.example"]
    assert environment().names("A") == []


def load_settings(folder: Path, **variables: str) -> tuple[int, str]:
    """Load the settings in a process of their own; return the exit code and the last line it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONCEPTBASE_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-c", ANSWER],
        cwd=ROOT,
        env={
            **kept,
            "DJANGO_SETTINGS_MODULE": "conceptbase.settings",
            "CONCEPTBASE_SECRET_KEY": "a key",
            "CONCEPTBASE_DATA_DIR": str(folder),
            # Set, so that a settings file of this folder has no say.
            "CONCEPTBASE_DEMO": "",
            "CONCEPTBASE_DEBUG": "",
            "CONCEPTBASE_HOSTS": "",
            "CONCEPTBASE_HTTPS": "",
            "DATABASE_URL": "",
            **variables,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout.strip().splitlines()[-1]


def test_without_any_choice_the_site_is_local_and_asks_for_tls(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == (0, "SECURE True ['localhost', '127.0.0.1', '[::1]']")


def test_the_demo_is_local_and_goes_without_tls(tmp_path: Path) -> None:
    answer = load_settings(tmp_path, CONCEPTBASE_DEMO="true")
    assert answer == (0, "SECURE False ['localhost', '127.0.0.1', '[::1]']")


@pytest.mark.slow
def test_the_checks_for_a_public_site_have_nothing_to_say(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("CONCEPTBASE_", "DJANGO_"))},
            "DJANGO_SETTINGS_MODULE": "conceptbase.settings",
            "CONCEPTBASE_SECRET_KEY": "a key long enough, 0123456789, for the checks that count its letters",
            "CONCEPTBASE_HOSTS": "concepts.example",
            "CONCEPTBASE_DATA_DIR": str(tmp_path),
            **dict.fromkeys(("CONCEPTBASE_DEMO", "CONCEPTBASE_DEBUG", "CONCEPTBASE_HTTPS", "DATABASE_URL"), ""),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_public_site_names_its_hosts(tmp_path: Path) -> None:
    answer = load_settings(tmp_path, CONCEPTBASE_HOSTS="concepts.example")
    assert answer == (0, "SECURE True ['concepts.example']")


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"CONCEPTBASE_SECRET_KEY": ""}, "CONCEPTBASE_SECRET_KEY is not set. Run `python3 start.py setup`"),
        ({"CONCEPTBASE_DEBUG": "1"}, "CONCEPTBASE_DEBUG is '1'; write true or false."),
        ({"CONCEPTBASE_DEMO": "true", "CONCEPTBASE_HOSTS": "localhost,concepts.example"}, "names public hosts"),
        ({"CONCEPTBASE_DEBUG": "true", "CONCEPTBASE_HOSTS": "concepts.example"}, "names public hosts"),
        ({"CONCEPTBASE_HOSTS": "*"}, "CONCEPTBASE_HOSTS contains *"),
        ({"CONCEPTBASE_HOSTS": "concepts.example, *"}, "CONCEPTBASE_HOSTS contains *"),
        ({"CONCEPTBASE_HOSTS": ".*"}, "CONCEPTBASE_HOSTS contains *"),
        ({"CONCEPTBASE_TIME_ZONE": "Beijing"}, "CONCEPTBASE_TIME_ZONE is 'Beijing'; write a name such as"),
        ({"CONCEPTBASE_TIME_ZONE": "+08:00"}, "write a name such as Asia/Shanghai"),
        ({"CONCEPTBASE_LOG": "JSON"}, "CONCEPTBASE_LOG is 'JSON'; write text or json."),
        ({"SCRIPT_NAME": "/kb"}, "give it a host name of its own"),
        ({"CONCEPTBASE_EMAIL_URL": "http://mail.example"}, "CONCEPTBASE_EMAIL_URL cannot be read; write smtp://"),
        ({"CONCEPTBASE_EMAIL_URL": "smtp://:x"}, "CONCEPTBASE_EMAIL_URL cannot be read; write smtp://"),
        ({"CONCEPTBASE_EMAIL_URL": "smtp://mail.example"}, "set CONCEPTBASE_EMAIL_FROM"),
        ({"DATABASE_URL": "mysterious://host/name"}, "DATABASE_URL cannot be read; write postgres://"),
        ({"DATABASE_URL": "no address"}, "DATABASE_URL cannot be read; write postgres://"),
    ],
)
def test_settings_that_cannot_be_meant_end_the_start(tmp_path: Path, variables: dict[str, str], words: str) -> None:
    code, last_line = load_settings(tmp_path, **variables)
    assert code == 1
    assert words in last_line
    assert last_line.startswith("conceptbase.environment.SettingError: ")
