#!/usr/bin/env python3
"""From nothing but Python 3.11 to a filled, running site: `python3 start.py`; `--help` tells the rest.

This is only the door. Any Python can read it, so that an old one says in a sentence that it is too old: it has no
annotations and no f-strings. All else is in `conceptbase/start/`, written in today's Python.
"""

import sys

if __name__ == "__main__":
    if sys.platform.startswith(("win", "cygwin")):
        sys.exit("Conceptbase runs on Linux and macOS; on Windows, start it inside WSL.")
    # As a number, since checkers of types and style take `sys.version_info < (3, 11)` for a mistake.
    if sys.hexversion < 0x030B0000:
        sys.exit(
            "Conceptbase needs Python 3.11 or newer and this is "
            + ".".join(map(str, sys.version_info[:2]))
            + ": run start.py with a newer one, for example `python3.11 start.py`."
        )

    from conceptbase.start.command_line import main

    sys.exit(main(sys.argv[1:]))
