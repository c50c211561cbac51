"""Read variables of the environment strictly. Knows neither Django nor the meaning of the settings."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SettingError(Exception):
    """A variable is missing or has an invalid value; the start fails with the message."""


@dataclass(frozen=True)
class MailAddress:
    """Where a mail server is, and who we are there; `is_tls` is set for TLS from the beginning of a connection."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool


def read_mail_address(address: str) -> MailAddress:
    """Read `smtp://user:password@host:587` or `smtps://…`, quoted as addresses are; raise SettingError otherwise."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("smtp", "smtps") or parts.path.strip("/") or parts.query:
        raise SettingError(
            "CONCEPTBASE_EMAIL_URL cannot be read; write smtp://user:password@host:587 or smtps://user:password@host:465."
        )
    is_tls = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailAddress(host, port or (465 if is_tls else 587), user, password, is_tls)


class Environment:
    """The variables of the process, and of a settings file with lines `NAME=value` for those that it does not set.

    Lines of the file that are empty or begin with `#` are skipped. Raises SettingError for any other line that is not
    `NAME=value` and for a name that stands there twice. No message repeats a value that may be secret.
    """

    def __init__(self, file: Path, variables: dict[str, str] | None = None) -> None:
        self.variables = dict(os.environ) if variables is None else dict(variables)
        in_file: set[str] = set()
        if file.is_file():
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
                line = line.strip()
                if not line or line.startswith("#"):
                    continue
                name, equals, value = line.partition("=")
                name = name.strip()
                if not equals or not NAME.fullmatch(name):
                    raise SettingError(f"{file.name}, line {number}: write NAME=value, or begin the line with #.")
                if name in in_file:
                    raise SettingError(f"{file.name}, line {number}: {name} stands there twice; delete one line.")
                in_file.add(name)
                self.variables.setdefault(name, value.strip())

    def text(self, name: str, default: str = "") -> str:
        """Return the value without white space at its ends; the default where it is unset or empty.

        Raises SettingError for a value with a comment after it or with quotes around it: the file and systemd take both
        for parts of the value, and a secret key that ends in a published comment is not secret.
        """
        value = self.variables.get(name, "").strip()
        if value.startswith("#") or re.search(r"\s#", value):
            raise SettingError(f"{name} has a comment after its value; write the comment on a line of its own.")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            raise SettingError(f"{name} has quotes around its value; write it without them.")
        return value or default

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

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """Return one of the choices, by default the first; raise SettingError for any other value."""
        value = self.text(name, choices[0])
        if value not in choices:
            raise SettingError(f"{name} is {value!r}; write {' or '.join(choices)}.")
        return value

    def names(self, name: str) -> list[str]:
        """Return the items of a list separated by commas; empty items are left out."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]
