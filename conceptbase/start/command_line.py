"""Read what was asked for on the command line, do it, and tell whatever fails in one sentence."""

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence

from conceptbase.environment import SettingError
from conceptbase.start.lock import DEV, NEWEST_DJANGO
from conceptbase.start.packages import NEWEST_VENV, PYTHON, install, python_for_newest_django
from conceptbase.start.preparation import reset, set_up
from conceptbase.start.project_folder import ROOT, StartError, is_demo, one_at_a_time, say
from conceptbase.start.server import listen, serve

WITHOUT_NEWEST_DJANGO = {"--fast"}  # options of the test runner that leave the newest Django out

EXAMPLES = """\
  python3 start.py                set up what is missing and serve on this machine
  python3 start.py setup          the same without serving
  python3 start.py test           every test on SQLite and PostgreSQL and, where there is a Python 3.12,
                                  on the newest Django; --fast: on SQLite, the quick ones only;
                                  --deep: loops as far as they go; anything else is handed to pytest
  python3 start.py reset          renew the demo; what was edited or added in it is lost
"""


def parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Read the command line; what follows `test` is left for the test runner."""
    parser = argparse.ArgumentParser(
        prog="start.py",
        description=(
            "Takes this folder to a filled, running site: packages in .venv (by uv where there is one, else by pip),\n"
            "data in var, four demo people."
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
        allow_abbrev=False,
    )
    parser.add_argument("command", nargs="?", choices=["serve", "setup", "test", "reset"], default="serve")
    parser.add_argument("--port", type=int, help="serve on this port; without it, on the next free one from 8000")
    if arguments[:1] == ["test"] and arguments[1:] not in (["-h"], ["--help"]):
        return parser.parse_args(["test"]), list(arguments[1:])
    options = parser.parse_args(arguments)
    if options.port is not None and not 1 <= options.port <= 65535:
        parser.error("--port takes a number from 1 to 65535.")
    return options, []


def run_tests(for_runner: Sequence[str]) -> None:
    """Install what the tests need and become the test runner, which takes the arguments as they are."""
    newest = "" if WITHOUT_NEWEST_DJANGO & set(for_runner) else python_for_newest_django()
    with one_at_a_time():
        install(DEV)
        if newest:
            install(DEV, NEWEST_DJANGO, venv=NEWEST_VENV, python=newest)
            for_runner = [f"--newest-django={NEWEST_VENV / 'bin' / 'python'}", *for_runner]
    os.chdir(ROOT)
    # In our place rather than below us, so that Ctrl-C reaches the runner alone and it can clear up.
    os.execv(PYTHON, [PYTHON, "-m", "tests.both_databases", *for_runner])


def carry_out(command: str, port: int | None, for_runner: Sequence[str]) -> None:
    """Do what the command line asks; raises StartError with the cure where that fails."""
    if command == "test":
        run_tests(for_runner)
    elif command == "reset":
        reset()
    elif command == "setup":
        set_up()
        say("Everything is set up: `python3 start.py` serves the site.")
    else:
        # The port is taken first: whoever names one that is taken hears so before anything is installed.
        listener = listen(port)
        people = set_up()
        if not is_demo():
            raise StartError(
                "CONCEPTBASE_DEMO is not true here and start.py serves the demo only: see docs/production.md."
            )
        serve(listener, people)


def interrupt(number: int, frame: object) -> None:
    """Take SIGTERM as Ctrl-C is taken."""
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    """Run start.py and return its exit code; whatever fails is told in a sentence on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that cannot show Chinese is no reason to stop
    signal.signal(signal.SIGTERM, interrupt)
    options, for_runner = parse(arguments)
    try:
        carry_out(options.command, options.port, for_runner)
        return 0
    except (StartError, SettingError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped half-way; the next start goes on from here.", file=sys.stderr)
    except OSError as error:
        print(
            f"start.py cannot work in {ROOT} ({error.strerror}: {error.filename}): make the folder writable for you, "
            "or copy it to a place of your own.",
            file=sys.stderr,
        )
    return 1
