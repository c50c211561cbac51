"""Register the converter for numbers in addresses."""

from django.urls import register_converter


class NumberConverter:
    """Accept a whole number without leading zeros that fits into the integer column of every database."""

    regex = "0|[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(NumberConverter, "number")
