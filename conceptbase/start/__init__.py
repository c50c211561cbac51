"""Take a fresh clone to a filled, running site: what `start.py` does once it knows that this Python is new enough.

Begin with `command_line.py`, which reads what was asked for and calls the others: `packages.py` makes the virtual
environment and fills it from the lock that `lock.py` reads (and writes), `preparation.py` brings database, content,
static files and demo people up to date, `server.py` serves. `project_folder.py` is what they share: the folder, its
settings, notes and log.

All this runs before any package is installed: it imports the standard library and `conceptbase.environment`, nothing
else. Every failure that can be foreseen is a StartError, whose one sentence says what to do.
"""
