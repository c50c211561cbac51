"""The options that Django gives to every command besides the command's own."""

from typing import TypedDict

from django.core.management.base import OutputWrapper


class CommandOptions(TypedDict, total=False):
    """What `handle` receives besides the options that a command adds; `call_command` leaves out what it is not given.

    `stdout` and `stderr` are there only where a caller passes them on; a command writes to `self.stdout`.
    """

    verbosity: int
    settings: str | None
    pythonpath: str | None
    traceback: bool
    no_color: bool
    force_color: bool
    skip_checks: bool
    stdout: OutputWrapper
    stderr: OutputWrapper
