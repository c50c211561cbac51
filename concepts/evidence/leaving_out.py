"""Leave out of a page the articles with some caveats, as `?without=` of its address asks; all its numbers follow."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from concepts.content.counting import CitedArticle
from concepts.evidence.loading import ShownStatement, keep_articles
from sources.caveats import Caveat
from sources.languages import HTML_LANG, Text, reader_language
from sources.text import without_direction

WITHOUT = "without"  # the key of the query


class UnknownFilterError(ValueError):
    """A filter has a value that does not exist; the message names the filter and the value."""

    def __init__(self, key: str, value: str) -> None:
        given = without_direction(value)[:80]
        super().__init__(_("The filter “%(filter)s” has no value “%(value)s”.") % {"filter": key, "value": given})


@dataclass(frozen=True, slots=True)
class ArticlesLeftOut:
    """The caveats whose articles are left out: values of Caveat, in its order, each once."""

    caveats: tuple[str, ...] = ()

    @classmethod
    def read(cls, values: Iterable[str]) -> "ArticlesLeftOut":
        """Read the values of `without`; empty ones are ignored. Raises UnknownFilterError for one that is no Caveat."""
        given = {value for value in values if value}
        if unknown := sorted(given - set(Caveat.values)):
            raise UnknownFilterError(WITHOUT, unknown[0])
        return cls(tuple(caveat for caveat in Caveat.values if caveat in given))

    def keeps(self, article: CitedArticle) -> bool:
        """Whether the article has none of the caveats."""
        return not any(caveat in self.caveats for caveat in article.caveats)

    def apply(self, statement: ShownStatement) -> ShownStatement:
        """Return the statement as it stands without the articles, counted anew."""
        return keep_articles(statement, self.keeps) if self else statement

    def apply_to_all(self, statements: Mapping[int, ShownStatement]) -> dict[int, ShownStatement]:
        """Return the statements that still have a quotation, or stand on one that has, counted anew; all by id."""
        if not self:
            return dict(statements)
        kept = {key: self.apply(statement) for key, statement in statements.items()}
        return {key: statement for key, statement in kept.items() if statement.is_cited}

    def count(self, statements: Iterable[ShownStatement]) -> int:
        """Count the articles that are left out of the numbers of these statements, which have all their articles."""
        if not self:
            return 0
        counted = {article.voice: article for statement in statements for article in _counted(statement)}
        return sum(not self.keeps(article) for article in counted.values())

    @property
    def query(self) -> dict[str, list[str]]:
        """Return the query that leaves them out; empty where nothing is."""
        return {WITHOUT: list(self.caveats)} if self else {}

    def __bool__(self) -> bool:
        return bool(self.caveats)


NOTHING_LEFT_OUT = ArticlesLeftOut()


@dataclass(frozen=True, slots=True)
class CaveatOffer:
    """A caveat, the number of articles counted on the page that have it, and the address of the page without them."""

    name: Text
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class LeavingOut:
    """What a page says of the articles that it leaves out: `names` are their caveats, `offers` those to leave out too.

    `count` is the number of articles that the page with all articles counts and this one does not; `plain_address`
    leads to it. `counted` is the number of those that this one counts.
    """

    names: tuple[Text, ...]
    count: int
    counted: int
    offers: tuple[CaveatOffer, ...]
    plain_address: str

    def __bool__(self) -> bool:
        """Whether something is left out."""
        return bool(self.names)


def describe_leaving_out(
    left_out: ArticlesLeftOut,
    statements: Iterable[ShownStatement],
    everything: Iterable[ShownStatement],
    address: str,
) -> LeavingOut:
    """Return what is left out of the page at that address, and what else could be: caveats of counted articles.

    `statements` are those that the page shows, `everything` those that it shows with all articles; the articles that
    say the whole of one are counted.
    """
    counted = {article.voice: article for statement in statements for article in _counted(statement)}
    counts = Counter(caveat for article in counted.values() for caveat in article.caveats)
    return LeavingOut(
        tuple(name_caveat(caveat) for caveat in left_out.caveats),
        left_out.count(everything),
        len(counted),
        tuple(
            CaveatOffer(name_caveat(caveat), counts[caveat], _address_without(address, (*left_out.caveats, caveat)))
            for caveat in Caveat.values
            if counts[caveat]
        ),
        address,
    )


def name_caveat(caveat: str) -> Text:
    """Return what readers call a caveat."""
    return Text(str(Caveat(caveat).label), HTML_LANG[reader_language()])


def _counted(statement: ShownStatement) -> Iterable[CitedArticle]:
    for each in (statement, *statement.parts):
        yield from each.voices.articles


def _address_without(address: str, caveats: Iterable[str]) -> str:
    chosen = set(caveats)
    return f"{address}?{urlencode([(WITHOUT, caveat) for caveat in Caveat.values if caveat in chosen])}"
