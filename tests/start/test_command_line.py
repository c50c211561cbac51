"""The command line, and the real project from nothing to a served site."""

import http.client
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conceptbase.start.preparation import PACK
from tests.concepts.packs.build import write_pack
from tests.start.project import ROOT, Project

pytestmark = pytest.mark.once


def test_help_names_every_command(bare: Project) -> None:
    code, output = bare.run("--help")
    assert code == 0
    for word in ("start.py setup", "start.py test", "--fast", "--deep", "start.py reset", "--port", "is lost"):
        assert word in output


def test_an_unknown_command_is_refused_with_those_that_exist(bare: Project) -> None:
    assert "'reset'" in bare.refusal("rest")


@pytest.mark.slow
def test_the_real_site_is_set_up_and_served_in_a_folder_with_a_space_and_han(
    tmp_path: Path, until_served: Callable[[subprocess.Popen[str]], str], deep: bool
) -> None:
    """With a small pack in the place of ours, which `--deep` takes."""
    folder = tmp_path / "营销 base"
    folder.mkdir()
    for name in ("conceptbase", "concepts", "sources", "templates", "static", "locale"):
        shutil.copytree(ROOT / name, folder / name)
    if deep:
        shutil.copytree(ROOT / "fixtures", folder / "fixtures")
    else:
        (folder / PACK).parent.mkdir()
        write_pack(tmp_path).rename(folder / PACK)
    for name in ("start.py", "manage.py", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    real = Project(folder)
    real.pretend_installed()
    process = real.begin()
    output = until_served(process)
    found = re.search(r"http://127\.0\.0\.1:(\d+)/en/", output)
    assert found, output
    for address in ("/en/", "/zh-hans/", "/admin/login/"):
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=30)
        connection.request("GET", address)
        assert connection.getresponse().status == 200, address
        connection.close()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert real.run("setup") == (0, "Everything is set up: `python3 start.py` serves the site.")
