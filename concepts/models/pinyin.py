"""Make search keys for Chinese words as people type them on a Latin keyboard: by pinyin or by its first letters."""

from pypinyin import Style, lazy_pinyin


def pinyin_keys(text: str) -> str:
    """Return the keys of a text, separated by spaces: `"yingxiao ying xiao yx"` for 营销.

    The result is empty for a text without Han characters. Tones are left out, and ü is written v.
    """
    syllables = [syllable.lower() for syllable in lazy_pinyin(text, errors="ignore", v_to_u=False)]
    if not syllables:
        return ""
    initials = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")).lower()
    return " ".join(["".join(syllables), *syllables, initials])
