"""What stands in a source: versions, articles and sentences without a claim, which readers see only with the source."""

from collections.abc import Collection

from concepts.content.description import ARTICLE, SKIP, SOURCE, VERSION
from sources.models import Article, Skip, SourceVersion

# The columns that lead from a part to what it stands in, by the kinds of both.
PATHS = {
    SOURCE.kind: {VERSION.kind: "source", ARTICLE.kind: "version__source", SKIP.kind: "version__source"},
    VERSION.kind: {ARTICLE.kind: "version", SKIP.kind: "version"},
    ARTICLE.kind: {SKIP.kind: "article"},
}
MODELS = {VERSION.kind: SourceVersion, ARTICLE.kind: Article, SKIP.kind: Skip}


def find_parts(kind: str, ids: Collection[int]) -> dict[str, list[int]]:
    """Return the ids of what stands in these rows of a kind, by kind; passages, which statements cite, are no parts."""
    return {
        part: list(MODELS[part]._default_manager.filter(**{f"{path}__in": ids}).values_list("pk", flat=True))
        for part, path in PATHS.get(kind, {}).items()
    }
