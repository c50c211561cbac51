"""Serve the prepared site on this machine alone, until Ctrl-C."""

import fcntl
import http.client
import os
import signal
import socket
import subprocess

from conceptbase.start.packages import PYTHON
from conceptbase.start.project_folder import ROOT, StartError, data_folder, last_line, say

FIRST_PORT, LAST_PORT = 8000, 8099


def listen(port: int | None) -> socket.socket:
    """Take a port of this machine: the one asked for, else the next free one; raises StartError where it is taken."""
    for candidate in [port] if port else range(FIRST_PORT, LAST_PORT + 1):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", candidate))
            listener.listen()
            return listener
        except PermissionError as error:
            listener.close()
            raise StartError(
                f"Port {candidate} is not yours to take: name a port above 1023, or leave out --port."
            ) from error
        except OSError:
            listener.close()
    if port:
        raise StartError(f"Port {port} is taken: name another one, or none and start.py takes the next free one.")
    raise StartError(f"All ports from {FIRST_PORT} to {LAST_PORT} are taken: name a free one with --port.")


def answers(port: int) -> bool:
    """Wait for the site's first answer and tell whether one came; False as soon as the server is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/en/")
        connection.getresponse()
        return True
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def serve(listener: socket.socket, people: str) -> None:
    """Serve the site until Ctrl-C or SIGTERM; raises StartError where the server does not start or ends by itself."""
    folder, port = data_folder(), listener.getsockname()[1]
    with (folder / "serving.lock").open("w") as serving, (folder / "server.log").open("ab") as log:
        fcntl.flock(serving, fcntl.LOCK_SH)
        said_before = log.tell()
        # One process with threads: SQLite has one writer anyway, and the demo starts faster.
        server = subprocess.Popen(
            [
                *(PYTHON, "-m", "gunicorn", "conceptbase.wsgi", "--bind", f"fd://{listener.fileno()}"),
                *("--workers", "1", "--threads", "8", "--log-level", "warning", "--no-control-socket"),
            ],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "conceptbase.settings"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # The server keeps the shared lock where start.py is killed, so that no reset runs below it.
            pass_fds=[listener.fileno(), serving.fileno()],
        )
        listener.close()
        try:
            if answers(port):
                site = f"http://127.0.0.1:{port}"
                say("\nConceptbase is running; Ctrl-C stops it.\n")
                say(f"  English  {site}/en/\n  中文     {site}/zh-hans/\n  Admin    {site}/admin/\n")
                indented_people = people.replace("\n", "\n  ")
                say(f"People to sign in as, with their passwords:\n\n  {indented_people}\n")
                server.wait()
        except KeyboardInterrupt:
            say("\nStopped.")
            return
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    # Lines that begin with a bracket are the server's own account of its processes; the reason stands before them.
    lines = (folder / "server.log").read_bytes()[said_before:].decode("utf-8", "replace").splitlines()
    reason = last_line("\n".join(line for line in lines if not line.startswith("[")))
    raise StartError(f"The server ended by itself ({reason}): see {folder / 'server.log'}.")
