"""A small stand-in of the project, in which the real start.py runs: no packages, no Django."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from conceptbase.start import lock
from conceptbase.start.project_folder import fingerprint

ROOT = Path(__file__).resolve().parents[2]
WHOLE_SETUP = ["migrate", "check_tables", "pack_load", "search_index", "collectstatic", "demo_people"]

MANAGE = '''
"""A stand-in for manage.py: keeps an account of what was asked, in the database."""
import os, pathlib, sqlite3, sys
folder = pathlib.Path(os.environ["CONCEPTBASE_DATA_DIR"])
command = sys.argv[1]
if command == "pack_load" and pathlib.Path("crash").exists():
    raise sqlite3.OperationalError("no such column: row_version")
if command == "pack_load" and pathlib.Path("conflict").exists():
    sys.exit("CommandError: 2 entries were changed here and in the pack.")
if command == "collectstatic":
    (folder / "static").mkdir(exist_ok=True)
database = sqlite3.connect(folder / "conceptbase.sqlite3")
database.execute("PRAGMA journal_mode=WAL")
if command == "check_tables" and database.execute("SELECT 1 FROM sqlite_master WHERE name = 'older'").fetchone():
    sys.exit("CommandError: concepts_statement lacks the column row_version.\\nthere is no table concepts_tag.")
database.execute("CREATE TABLE IF NOT EXISTS asked (command)")
database.execute("INSERT INTO asked VALUES (?)", [command])
database.commit()
database.close()
if command == "demo_people":
    print("viewer  look-around-营销")
'''

GUNICORN = '''
"""A stand-in for the server: answers 200 on the socket that it is given."""
import http.server, socket, sys
listener = socket.socket(fileno=int(sys.argv[sys.argv.index("--bind") + 1].removeprefix("fd://")))
server = http.server.HTTPServer(listener.getsockname(), http.server.BaseHTTPRequestHandler, bind_and_activate=False)
server.socket = listener
http.server.BaseHTTPRequestHandler.do_GET = lambda self: self.send_response(200) or self.end_headers()
server.serve_forever()
'''

NO_UV = "#!/bin/sh\necho 'pyenv: uv: command not found' >&2\nexit 127\n"

# Keeps an account of what was asked; makes environments whose Python is ours without its packages, pip among them.
UV = f"""#!/bin/sh
echo "$@" >> "${{0%/*}}/../uv-calls"
for last in "$@"; do :; done
if [ "$1" = venv ]; then
    mkdir -p "$last/bin"
    printf '#!/bin/sh\\nexec "{sys.executable}" -S "$@"\\n' > "$last/bin/python"
    chmod +x "$last/bin/python"
fi
if [ "$1" = pip ] && [ -e "${{0%/*}}/../uv-fails" ]; then
    cat "${{0%/*}}/../uv-fails"
    exit 2
fi
"""


class Project:
    """A folder with start.py in it, and before all other commands a `uv` that is none, until a test lays one there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wrapper: list[str] = []
        # Nothing of the machine's own settings may let a test pass or fail.
        self.variables = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CONCEPTBASE_", "PIP_", "UV_", "DJANGO_")) and name != "DATABASE_URL"
        }
        self.variables["PATH"] = f"{folder / 'commands'}:{self.variables['PATH']}"
        self.lay_command("uv", NO_UV)

    def lay_command(self, name: str, script: str) -> Path:
        """Write a program where start.py looks for commands first."""
        program = self.folder / "commands" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(script)
        program.chmod(0o755)
        return program

    def begin(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start start.py in a process group of its own, its output in one pipe.

        It hears Ctrl+C as in a terminal: what a shell runs in the background ignores it, with all that it starts.
        """
        heard = (
            "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])"
        )
        command = [*self.wrapper, sys.executable, str(self.folder / "start.py"), *arguments]
        return subprocess.Popen(
            [sys.executable, "-c", heard, *command],
            cwd="/",
            env={**self.variables, "PYTHONUNBUFFERED": "1", **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, *arguments: str, **variables: str) -> tuple[int, str]:
        """Run start.py to its end; return exit code and output, in which no traceback may stand."""
        process = self.begin(*arguments, **variables)
        output, _ = process.communicate(timeout=240)
        assert "Traceback" not in output
        return process.returncode, output.strip()

    def refusal(self, *arguments: str, **variables: str) -> str:
        """Run start.py where it must fail and return its last line: the one sentence."""
        code, output = self.run(*arguments, **variables)
        assert code not in (0, None)
        return output.splitlines()[-1]

    def asked(self) -> list[str]:
        """Return the management commands that the stand-in's database remembers."""
        database = sqlite3.connect(self.folder / "var" / "conceptbase.sqlite3")
        try:
            return [row[0] for row in database.execute("SELECT command FROM asked ORDER BY rowid")]
        finally:
            database.close()

    def change_database(self, statement: str) -> None:
        """Carry out one SQL statement on the stand-in's database."""
        database = sqlite3.connect(self.folder / "var" / "conceptbase.sqlite3")
        database.execute(statement)
        database.commit()
        database.close()

    def pretend_installed(self) -> None:
        """Make a .venv that is the Python which runs the tests, noted as complete."""
        program = self.folder / ".venv" / "bin" / "python"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        program.chmod(0o755)
        locked = lock.parse((self.folder / "requirements.txt").read_text(encoding="utf-8"))
        notes = {
            "python": "{}.{}".format(*sys.version_info[:2]),
            "packages": fingerprint([], lock.write(lock.select(locked))),
        }
        (self.folder / ".venv" / "installed.json").write_text(json.dumps(notes))


def make_stand_in(folder: Path) -> Project:
    """Lay out the least that start.py works on: no packages, and a manage.py and a server that only keep account."""
    files = {
        "manage.py": MANAGE,
        "gunicorn.py": GUNICORN,
        "requirements.txt": "",
        "conceptbase/__init__.py": "",
        "concepts/__init__.py": "",
        "sources/__init__.py": "",
        "static/site.css": "",
        "fixtures/marketing-sales-promotion/concepts.yaml": "first",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    shutil.copy(ROOT / "start.py", folder)
    shutil.copy(ROOT / "conceptbase" / "environment.py", folder / "conceptbase")
    shutil.copytree(
        ROOT / "conceptbase" / "start", folder / "conceptbase" / "start", ignore=shutil.ignore_patterns("__pycache__")
    )
    return Project(folder)
