"""Cut long lists by the first letter of the names: `?letter=m`, and `?letter=other` for what begins with none.

A Chinese name stands under the first letter of its pinyin. Databases do not agree on the order of Chinese, so names are
sorted here. A letter shows what the pages of the list show, in another order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concepts.evidence.addresses import UnreadableValueError
from concepts.models.pinyin import sort_key
from concepts.pages.paging import Entry, ListPage, Paging, cut_page

LETTER = "letter"  # the key of the query
OTHER = "other"
LETTERS = (*ascii_lowercase, OTHER)


@dataclass(frozen=True, slots=True)
class LetterPage(ListPage[Entry]):
    """The entries of a list on one page, and the letters with which its names begin, in order.

    There are no `letters` where the list is short. `chosen` is the letter with which all entries begin, or empty.
    """

    letters: tuple[str, ...] = ()
    chosen: str = ""

    @property
    def chosen_name(self) -> str:
        """Return what readers see of the chosen letter; empty where there is none."""
        return name_letter(self.chosen) if self.chosen else ""

    @property
    def links(self) -> Iterator[tuple[str, str, bool]]:
        """Yield name and address of each letter, and whether it is the chosen one."""
        for letter in self.letters:
            address = Paging(1, 1, self.paging.size, self.paging.path, {LETTER: letter}).address
            yield name_letter(letter), address, letter == self.chosen


def cut_by_letter(
    entries: Sequence[Entry], name: Callable[[Entry], str], letter: str, number: int, size: int, path: str
) -> LetterPage[Entry]:
    """Return page `number` of all entries in their order or, with a letter, of those that begin with it, by name.

    A letter with which no name begins has an empty page, because the other language may lead to it. Raises
    UnreadableValueError for what is no letter, and NoSuchPartError beyond the end.
    """
    letter = letter.lower()
    if letter and letter not in LETTERS:
        raise UnreadableValueError(_("“%(value)s” is not a letter from A to Z.") % {"value": letter[:80]}, LETTER)
    if not letter and len(entries) <= size:
        return LetterPage(entries, cut_page(entries, number, size, path).paging)
    by_letter: dict[str, list[tuple[str, int]]] = {}
    for place, entry in enumerate(entries):
        key = sort_key(name(entry))
        by_letter.setdefault(key[0] if key[:1] in LETTERS else OTHER, []).append((key, place))
    found = [entries[place] for _key, place in sorted(by_letter.get(letter, ()))] if letter else entries
    page = cut_page(found, number, size, path, {LETTER: letter} if letter else None)
    letters = tuple(known for known in LETTERS if known in by_letter)
    return LetterPage(page.entries, page.paging, letters, letter)


def name_letter(letter: str) -> str:
    """Return what readers see of a letter."""
    return pgettext("first letters", "Other") if letter == OTHER else letter.upper()
