"""Serving: on the port that it says, until it is told to stop."""

import http.client
import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable

import pytest

from conceptbase.start import server
from tests.start.project import Project

pytestmark = pytest.mark.once


def test_a_port_that_is_named_and_taken_is_told_before_anything_is_made(bare: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert bare.refusal("--port", str(port)).startswith(f"Port {port} is taken: name another one")
    assert not (bare.folder / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none_is_refused(bare: Project, port: str) -> None:
    assert "--port" in bare.refusal("--port=" + port)


def test_a_taken_port_is_passed_over() -> None:
    with server.listen(None) as first, server.listen(None) as second:
        assert server.FIRST_PORT <= first.getsockname()[1] < second.getsockname()[1] <= server.LAST_PORT


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_site_answers_where_it_says_and_stops_quietly(
    project: Project, until_served: Callable[[subprocess.Popen[str]], str], number: int
) -> None:
    process = project.begin()
    output = until_served(process)
    found = re.search(r"http://127\.0\.0\.1:(\d+)/en/", output)
    assert found
    assert "/zh-hans/" in output
    assert "/admin/" in output
    assert "viewer  look-around-营销" in output
    connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=10)
    connection.request("GET", "/en/")
    assert connection.getresponse().status == 200
    connection.close()
    os.killpg(process.pid, number)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert rest.strip() == "Stopped."


def test_a_server_that_ends_by_itself_is_told_in_one_sentence(project: Project) -> None:
    (project.folder / "gunicorn.py").write_text("import sys\nsys.exit('No room left.\\n[1] [ERROR] Worker failed')\n")
    assert project.refusal().startswith("The server ended by itself (No room left): see ")


def test_a_site_that_is_no_demo_is_not_served(project: Project) -> None:
    (project.folder / ".conceptbase.env").write_text("CONCEPTBASE_SECRET_KEY=mine\n")
    assert project.refusal().startswith("CONCEPTBASE_DEMO is not true here")
