"""Kills loading a pack and publishing as often as asked for, on SQLite and PostgreSQL, and says whether all held.

.venv/bin/python benchmarks/kills.py 200

The suite does the same eight times (tests/test_lost_and_killed.py); the moments are spread over the measured duration.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent


def main() -> int:
    """Runs the test with that many kills of each kind on each database; 0 where all ran and held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int, help="of each kind, on each database; at least 1")
    kills = parser.parse_args().kills
    if kills < 1:
        parser.error("at least one kill")
    command = [sys.executable, "-m", "tests.both_databases", "tests/test_lost_and_killed.py"]
    return subprocess.run(command, cwd=BASE, env={**os.environ, "KILLS": str(kills)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
