"""Cut the font of the cards out of Noto Sans CJK: to the letters that cards have, without what no card needs.

.venv/bin/python -m conceptbase.devtools.card_fonts /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

The collection is in Debian's package fonts-noto-cjk and at https://github.com/notofonts/noto-cjk. Writes the two files
of `concepts/drawings/fonts/`; the same collection and fontTools give the same bytes. Nothing of the site imports this.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

from concepts.drawings.letters import CHINESE_FONT, LATIN_FONT, LATIN_LETTERS, letters

# Korean fonts have Latin quotation marks as English needs them; in those for Chinese they are as wide as a character.
CUTS = (("Noto Sans CJK SC", letters(), CHINESE_FONT), ("Noto Sans CJK KR", LATIN_LETTERS, LATIN_FONT))
DROPPED = ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]  # what the simple layout does not read
NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # kept with the font: copyright, family, version, licence


def cut(font: TTFont, kept: Iterable[str], path: Path) -> None:
    """Write the font with these letters alone to the path."""
    options = subset.Options(hinting=False, layout_features=[], name_IDs=NAMES, notdef_outline=True)
    options.drop_tables += DROPPED
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(kept))
    subsetter.subset(font)
    font.save(path)


def main(collection: str) -> None:
    """Cut both fonts out of the collection at that path."""
    for name, kept, path in CUTS:
        fonts = [font for font in TTCollection(collection).fonts if font["name"].getDebugName(1) == name]
        cut(fonts[0], kept, path)
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
