"""Write Chinese words in pinyin: as keys by which they are found on a Latin keyboard, and by which they are sorted."""

import re

from pypinyin import Style, lazy_pinyin

from sources.text import search_fold

_MARKS_IN_FRONT = re.compile(r"^[\W_]+")  # “ and 《, which no reader looks under


def pinyin_keys(text: str) -> str:
    """Return the keys of a text, separated by spaces: `"yingxiao ying xiao yx"` for 营销.

    The result is empty for a text without Han characters. Tones are left out, and ü is written v.
    """
    syllables = [syllable.lower() for syllable in lazy_pinyin(text, errors="ignore", v_to_u=False)]
    if not syllables:
        return ""
    initials = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")).lower()
    return " ".join(["".join(syllables), *syllables, initials])


def sort_key(text: str) -> str:
    """Return the key by which names in both languages are sorted as in a dictionary: `"ying xiao"` for 营销.

    Letter case, accents and marks in front do not count; names with the same sound keep their own order.
    """
    return " ".join(lazy_pinyin(_MARKS_IN_FRONT.sub("", search_fold(text)), v_to_u=False))
