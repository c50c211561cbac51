"""Read variables of the environment strictly. Knows neither Django nor the meaning of the settings."""

import os
from pathlib import Path


class SettingError(Exception):
    """A variable is missing or has an invalid value; the start fails with the message."""


class Environment:
    """The variables of the process, and of a settings file with lines `NAME=value` for those that it does not set.

    Lines of the file that are empty or begin with `#` are skipped. Raises SettingError for any other line without `=`.
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
        """Return the value without white space at its ends; the default where it is unset or empty."""
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean, written `true` or `false`; raise SettingError for any other value."""
        value = self.text(name)
        if not value:
            return default
        if value not in ("true", "false"):
            raise SettingError(f"{name} is {value!r}; write true or false.")
        return value == "true"

    def number(self, name: str, default: int, least: int = 0, most: int = 2**31) -> int:
        """Return a whole number from `least` to `most`, both included; raise SettingError for any other value."""
        value = self.text(name)
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise SettingError(f"{name} is {value!r}; write a whole number from {least} to {most}.")
        return int(value)

    def names(self, name: str) -> list[str]:
        """Return the items of a list separated by commas; empty items are left out."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]
