"""How people type Chinese words on a Latin keyboard: by sound, with or without spaces, or by first letters."""

from pypinyin import Style, lazy_pinyin


def pinyin_keys(text: str) -> str:
    """`"yingxiao ying xiao yx"` for 营销; empty for a text without Han characters. Tones are left out, ü is v."""
    syllables = [syllable.lower() for syllable in lazy_pinyin(text, errors="ignore", v_to_u=False)]
    if not syllables:
        return ""
    initials = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore")).lower()
    return " ".join(["".join(syllables), *syllables, initials])
