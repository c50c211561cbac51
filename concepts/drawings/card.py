"""Say what stands on a card, the picture that a chat shows beside a link: plain texts, arranged and drawn elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from concepts.content.counting import NO_TEXT
from sources.languages import HTML_LANG, Language, Text

WIDTH, HEIGHT = 1200, 630  # of every card, in pixels, as Open Graph recommends


@dataclass(frozen=True, slots=True)
class CardName:
    """A concept: its name in the reader's language and in the other one, and the number of its colour.

    The number is 0 where it has none, as in an edition, where its name is frozen.
    """

    name: Text
    other_name: Text
    hue: int


@dataclass(frozen=True, slots=True)
class CardSide:
    """What is said of one concept, in the reader's language and in the other one; `note` says that it is advice."""

    name: CardName
    text: Text
    other_text: Text
    note: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """An answer to a question, and how many articles say so."""

    text: Text
    count: int

    @property
    def number(self) -> Text:
        """Return the count in figures."""
        return Text(str(self.count), HTML_LANG[Language.EN])


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that stands on a card but the name of the site; what is empty is left out.

    `kind` says what the page is, `headline` what it says, in the reader's language, and `other` the same in the other
    language. `names` are the concepts that it is about; on the card of a concept or a comparison they stand large.
    `more` counts the answers that are not shown, or says whose text it is. `disputed` names a question that stands
    beside what the card says, or says what became of an edition. `count` says how many articles say so.
    """

    kind: Text
    headline: Text
    other: Text = NO_TEXT
    names: tuple[CardName, ...] = ()
    names_large: bool = False
    sides: tuple[CardSide, ...] = ()
    answers: tuple[CardAnswer, ...] = ()
    more: Text = NO_TEXT
    disputed: Text = NO_TEXT
    count: Text = NO_TEXT

    @property
    def texts(self) -> tuple[Text, ...]:
        """Return all texts in the order of reading."""
        return tuple(text for text in self._texts() if text)

    @property
    def description(self) -> str:
        """Return what stands on the card in one line, for those who do not see it."""
        return " · ".join(" ".join(text.words.split()) for text in self.texts)

    @property
    def all_names(self) -> tuple[CardName, ...]:
        """Return its concepts, those of its sides last."""
        return (*self.names, *(side.name for side in self.sides))

    @property
    def hues(self) -> tuple[int, ...]:
        """Return the numbers of the colours of its concepts."""
        return tuple(name.hue for name in self.all_names if name.hue)

    def _texts(self) -> Iterator[Text]:
        yield self.kind
        for name in self.names:
            yield from (name.name, name.other_name)
        yield from (self.headline, self.other)
        for side in self.sides:
            yield from (side.name.name, side.name.other_name, side.note, side.text, side.other_text)
        for answer in self.answers:
            yield from (answer.number, answer.text)
        yield from (self.more, self.disputed, self.count)
