"""Describe concepts and statements in the words of schema.org, as JSON-LD for the head of their pages.

`origin` is scheme and host of the site, which all addresses begin with. What a description does not know is left out.
"""

from collections.abc import Sequence

from concepts.content.counting import CitedArticle
from concepts.evidence.concept_names import LabelGroup, NamedConcept
from concepts.evidence.loading import ShownStatement
from concepts.evidence.site import SiteFacts
from sources.languages import HTML_LANG, Text, reader_language

Json = dict[str, object]  # values of JSON by key
CONTEXT = {"@context": "https://schema.org"}


def describe_concept(
    concept: NamedConcept, labels: Sequence[LabelGroup], definition: Text, terms_path: str, site: SiteFacts, origin: str
) -> Json:
    """Return a concept as a DefinedTerm, with its names in both languages; `terms_path` lists all concepts."""
    names = [name for group in labels for name in (group.preferred, *group.alternatives)]
    own: Json = _term(concept, origin) | {
        "alternateName": [_worded(name) for name in names if name != concept.name],
        "description": _worded(definition) if definition else None,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": _worded(site.name), "url": f"{origin}{terms_path}"},
    }
    return CONTEXT | _without_empty(own)


def describe_statement(statement: ShownStatement, path: str, site: SiteFacts, origin: str) -> Json:
    """Return a statement as a Claim about its concepts, with the articles that say all of it; `path` is its page."""
    own: Json = {
        "@type": "Claim",
        "@id": f"{origin}{path}",
        "url": f"{origin}{path}",
        "identifier": statement.code,
        "name": _worded(statement.title) if statement.title else None,
        "text": _worded(statement.text),
        "inLanguage": statement.text.lang,
        "about": [_term(concept, origin) for concept in statement.concepts],
        "appearance": [_article(article, origin) for article in statement.voices.articles],
        "author": {"@type": "Organization", "name": _worded(site.name), "url": f"{origin}/"},
        "license": site.licence.address if site.licence else None,
    }
    return CONTEXT | _without_empty(own)


def _term(concept: NamedConcept, origin: str) -> Json:
    address = f"{origin}{concept.address}"
    return {"@type": "DefinedTerm", "@id": address, "name": _worded(concept.name), "url": address}


def _article(article: CitedArticle, origin: str) -> Json:
    return {
        "@type": "Article",
        "name": _worded(article.title),
        "inLanguage": article.lang,
        "isPartOf": {
            "@type": "CreativeWork",
            "name": _worded(article.source),
            "url": f"{origin}{article.source_address}",
        },
    }


def _worded(text: Text) -> str | Json:
    """Return words as they are, with their language where it is not that of the page."""
    in_page_language = text.lang == HTML_LANG[reader_language()]
    return text.words if in_page_language else {"@value": text.words, "@language": text.lang}


def _without_empty(description: Json) -> Json:
    return {key: value for key, value in description.items() if value not in (None, [])}
