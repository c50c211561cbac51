"""The settings file: it is written once and never over what somebody wrote."""

import re
import stat

import pytest

from tests.start.project import Project

pytestmark = pytest.mark.once


def test_the_first_start_writes_a_key_that_no_other_user_can_read(project: Project) -> None:
    assert project.run("setup")[0] == 0
    settings = project.folder / ".conceptbase.env"
    assert re.fullmatch(r"CONCEPTBASE_SECRET_KEY=[\w-]{60,}\nCONCEPTBASE_DEMO=true\n", settings.read_text())
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text", ["CONCEPTBASE_SECRET_KEY=mine\n", "# ours\nCONCEPTBASE_SECRET_KEY=mine\nDATABASE_URL=\n"]
)
def test_a_key_that_is_there_is_never_overwritten(project: Project, text: str) -> None:
    (project.folder / ".conceptbase.env").write_text(text)
    assert project.run("setup")[0] == 0
    assert (project.folder / ".conceptbase.env").read_text() == text
    assert "demo_people" not in project.asked()


def test_other_lines_of_the_settings_file_stay_when_the_key_is_added(project: Project) -> None:
    (project.folder / ".conceptbase.env").write_text("# 营销\nCONCEPTBASE_SECRET_KEY=\nCONCEPTBASE_HTTPS=false")
    assert project.run("setup")[0] == 0
    lines = (project.folder / ".conceptbase.env").read_text().splitlines()
    assert lines[:2] == ["# 营销", "CONCEPTBASE_HTTPS=false"]
    assert len(lines[2]) > 60
    assert lines[3:] == ["CONCEPTBASE_DEMO=true"]


def test_a_setting_nobody_can_have_meant_is_told_in_one_sentence(project: Project) -> None:
    assert project.refusal("setup", CONCEPTBASE_DEMO="yes") == "CONCEPTBASE_DEMO is 'yes'; write true or false."
