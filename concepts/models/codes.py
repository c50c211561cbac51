"""Make and check the permanent codes of statements: five characters that are easy to read aloud, type and copy.

The alphabet has no vowels, so that codes are no words, and none of 0 O 1 I L, which people confuse. A code has at least
one letter, so that it never looks like a number.
"""

import re
import secrets
import unicodedata
from collections.abc import Container

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
LENGTH = 5
PATTERN = re.compile(rf"(?=.*[A-Z])[{ALPHABET}]{{{LENGTH}}}")


def is_code(text: str) -> bool:
    """Tell whether `text` is a well-formed code in capitals."""
    return PATTERN.fullmatch(text) is not None


def read_code(typed: str) -> str:
    """Return the code that was typed, in any letter case, also in full width as Chinese input methods type; else ""."""
    code = unicodedata.normalize("NFKC", typed[:LENGTH]).upper() if len(typed) == LENGTH else ""
    return code if is_code(code) else ""


def new_code(taken: Container[str]) -> str:
    """Return a random code that is not in `taken`, the codes that were ever used."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if is_code(code) and code not in taken:
            return code
