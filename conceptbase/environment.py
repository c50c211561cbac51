"""Reads settings from the environment, strictly; knows nothing of Django or of what the settings mean."""

import os
from pathlib import Path


class SettingError(Exception):
    """A variable is missing or has a value that nobody can have meant; the start fails with its words."""


class Environment:
    """The process's variables, and below them those of a settings file of `NAME=value` lines.

    A variable that is set in the process always wins over the file. Lines that are empty or begin with `#` are skipped.
    """

    def __init__(self, file: Path, variables: dict[str, str] | None = None) -> None:
        self.variables = dict(os.environ) if variables is None else dict(variables)
        if file.is_file():
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
                line = line.strip()
                if not line or line.startswith("#"):
                    continue
                name, equals, value = line.partition("=")
                if not equals:
                    raise SettingError(f"{file.name}, line {number}: write NAME=value, or begin the line with #.")
                self.variables.setdefault(name.strip(), value.strip())

    def text(self, name: str, default: str = "") -> str:
        """The value as it stands, without white space around it; the default where it is unset or empty."""
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean, written `true` or `false` and in no other way; raises SettingError for anything else."""
        value = self.text(name)
        if not value:
            return default
        if value not in ("true", "false"):
            raise SettingError(f"{name} is {value!r}; write true or false.")
        return value == "true"

    def number(self, name: str, default: int, least: int = 0, most: int = 2**31) -> int:
        """A whole number between `least` and `most`, both included; raises SettingError for anything else."""
        value = self.text(name)
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise SettingError(f"{name} is {value!r}; write a whole number from {least} to {most}.")
        return int(value)

    def names(self, name: str) -> list[str]:
        """A list written with commas; empty entries are dropped."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]
