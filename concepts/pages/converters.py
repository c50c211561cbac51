"""Register the converters for numbers, codes and languages in addresses."""

from django.urls import register_converter

from sources.languages import Language


class NumberConverter:
    """Accept a whole number without leading zeros that fits into the integer column of every database."""

    regex = "0|[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class CodeConverter:
    """Accept what may be meant as the code of a statement: also full-width letters and digits, which lead on."""

    regex = "[-a-zA-Z0-9_\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class LanguageConverter:
    """Accept the code of a language of the site, for addresses that do not begin with it."""

    regex = "|".join(Language.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "number")
register_converter(CodeConverter, "code")
register_converter(LanguageConverter, "language")
