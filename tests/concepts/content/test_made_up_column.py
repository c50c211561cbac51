"""One line of the description carries a new field and a new table through everything that handles content."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.slow
@pytest.mark.django_db
def test_a_made_up_field_and_table_go_the_whole_way():
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--ds=tests.made_up.settings",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
            "tests/made_up/check_made_up.py",
        ],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    passed = re.search(r"(\d+) passed", done.stdout)
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    assert passed
    assert int(passed[1]) >= 7
