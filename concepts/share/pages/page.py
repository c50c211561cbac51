"""What is asked of a page that readers take with them, and what they get: one object, whatever the kind of page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils.http import urlencode

from concepts.content.value_types import Words
from concepts.drawings.qr_code import is_drawable
from concepts.evidence.addresses import MovedError
from concepts.evidence.leaving_out import WITHOUT
from concepts.formats.extract import Extract, ExtractLine, SideRow
from concepts.formats.work import CitedWork
from concepts.formats.works import CitingSite
from concepts.share.embeds.content import Embed
from concepts.share.pages.addresses import Query
from concepts.share.pages.lines import LineMaker
from sources.languages import Text


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is taken along: its path and the filters in its query; for which site, and when."""

    site: CitingSite
    read_at: datetime
    query: Query
    path: str

    @property
    def lines(self) -> LineMaker:
        return LineMaker(self.site.origin)

    @property
    def without(self) -> list[str]:
        return self.query.get(WITHOUT, [])

    def check_address(self, address: str) -> None:
        """Raise MovedError where the page has another address than the one that was asked for."""
        if self.path != address:
            raise MovedError(address)

    def extract(
        self,
        title: Words,
        address: str,
        lines: Iterable[ExtractLine],
        columns: tuple[Words, ...] = (),
        rows: Iterable[SideRow] = (),
    ) -> Extract:
        """Return these lines as the extract of the page with this title and path."""
        day = self.read_at.astimezone(UTC).date().isoformat()
        address = f"{self.site.origin}{address}"
        return Extract(title, address, self.site.name, day, tuple(lines), columns, tuple(rows))


@dataclass(frozen=True, slots=True)
class SharedPage:
    """A page that readers take with them: its addresses, the work that is cited for it, and what it says.

    `make_extract` builds on what was loaded to find the page. `cited_query` are the filters with which it is cited.
    `short_path` is the permanent address of a statement or edition, `fixed_path` that of what says the same and
    stays (an edition, a version); `fixed_page` is that page for an edition; all are empty where there is none.
    `feed_path` is that of the Atom feed of what changes in it, empty for a comparison. `load_embed` builds its embed
    on what is loaded for the extract; None where there is no embed.
    """

    request: PageRequest
    work: CitedWork
    make_extract: Callable[[], Extract]
    cited_query: Query = field(default_factory=dict)
    short_path: str = ""
    fixed_path: str = ""
    fixed_page: str = ""
    feed_path: str = ""
    load_embed: Callable[[], Embed] | None = None

    @property
    def path(self) -> str:
        return self.request.path

    @property
    def query(self) -> Query:
        """Return the filters of the page."""
        return self.request.query

    @property
    def title(self) -> Text:
        """Return its title in the reader's language, where there is one in it."""
        return self.work.translated_title or self.work.title

    @property
    def permanent_path(self) -> str:
        """Return the path and query to share: short for a statement, with its version for a source, else the page's."""
        return self.short_path or self.fixed_path or _with_query(self.path, self.cited_query)

    @property
    def permanent_address(self) -> str:
        """Return the same with scheme and host."""
        return f"{self.request.site.origin}{self.permanent_path}"

    @property
    def has_qr_code(self) -> bool:
        """Whether a phone can read the permanent address from a code."""
        return is_drawable(self.permanent_address)

    @property
    def address(self) -> str:
        """Return the address of the page with its filters."""
        return _with_query(self.path, self.query)

    def extract(self) -> Extract:
        """Return what the page says."""
        return self.make_extract()


def _with_query(path: str, query: Query) -> str:
    return f"{path}?{urlencode(query, doseq=True)}" if query else path
