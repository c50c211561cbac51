"""What a reader narrows a comparison to; it all stands in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from concepts.models import Citation, Dimension
from sources.languages import Language
from sources.models import Source

DIFFERENCES = "differences"


class UnknownFilter(ValueError):
    """A filter has a value that does not exist; the message names both."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a comparison keeps to: dimensions, language of source, sources (empty: all), and only what differs."""

    KEYS: ClassVar = ("dimension", "language", "source", "only")

    dimensions: tuple[str, ...] = ()
    language: str = ""
    sources: tuple[str, ...] = ()
    only_differences: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> "Filters":
        """Reads `dimension`, `language`, `source` (each may be repeated but for `language`) and `only=differences`.

        Empty values count as not given, as a form sends them. Raises UnknownFilter for a value that does not exist.
        """
        dimensions, languages, sources, only = (_given(query, key) for key in cls.KEYS)
        for key, values, known in (
            ("dimension", dimensions, lambda: Dimension.objects.values_list("slug", flat=True)),
            ("language", languages, lambda: Language.values),
            ("source", sources, lambda: Source.objects.values_list("slug", flat=True)),
            ("only", only, lambda: [DIFFERENCES]),
        ):
            if values and (unknown := set(values) - set(known())):
                raise UnknownFilter(
                    _("The filter “%(filter)s” has no value “%(value)s”.")
                    % {"filter": key, "value": sorted(unknown)[0][:80]}
                )
        language = languages[0] if len(languages) == 1 else ""  # two are all there are
        return cls(dimensions, language, sources, bool(only))

    @property
    def query(self) -> dict[str, list[str]]:
        """The filters as `from_query` reads them, in one order."""
        given = {
            "dimension": list(self.dimensions),
            "language": [self.language] if self.language else [],
            "source": list(self.sources),
            "only": [DIFFERENCES] if self.only_differences else [],
        }
        return {key: values for key, values in given.items() if values}

    @property
    def about_sources(self) -> bool:
        return bool(self.language or self.sources)

    def keeps(self, citation: Citation) -> bool:
        """Whether the citation's passage stands in a source that is asked for."""
        version = citation.passage.version
        return (not self.language or version.language == self.language) and (
            not self.sources or version.source.slug in self.sources
        )

    def __bool__(self) -> bool:
        return bool(self.query)


def _given(query: Mapping[str, Sequence[str]], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in query.get(key, ()) if value))
