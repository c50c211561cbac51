"""How numbers, codes and slugs stand in addresses."""

from django.urls import register_converter


class NumberConverter:
    """A whole number as people write it, small enough for every database's integer."""

    regex = "0|[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(NumberConverter, "number")
