"""The migrations of `concepts`, and behind the last of them one for the made-up columns."""

from concepts import migrations

__path__ = [*__path__, *migrations.__path__]
