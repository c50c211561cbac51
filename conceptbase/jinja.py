"""Set up Jinja2, which renders the public pages, with the functions that templates may call."""

import re
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils import translation
from django.utils.safestring import SafeString
from jinja2 import Environment, StrictUndefined

from conceptbase.page_cache.fragments import cache_fragment
from concepts.drawings.bars import draw_voices
from concepts.drawings.marks import draw_mark
from concepts.evidence.addresses import card_address
from concepts.formats.highwire import highwire_tags, shared_type
from concepts.formats.json_ld import describe_concept, describe_statement
from concepts.pages.reports.reported import report_address
from sources.highlight import in_page
from sources.languages import HTML_LANG, Language, Text, gap, reader_language
from sources.page_addresses import page_address
from sources.text import HAN

_HAN_WITH_MEANING = re.compile(f"[{HAN}]+ ?[(（]([^()（）{HAN}]+)[)）]")
_HAN_IN_BRACKETS = re.compile(f" ?[(（][{HAN}、，；“”‘’]+[)）]|[{HAN}、，；]+")


def environment(**options: Any) -> Environment:
    """Build the environment from the options in `TEMPLATES`; an undefined name in a template is an error."""
    fixed = {
        "extensions": ["jinja2.ext.i18n"],
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    jinja = Environment(**options | fixed)
    jinja.policies["ext.i18n.trimmed"] = True
    jinja.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    jinja.globals.update(
        static=static,
        url=page_address,
        words=words,
        draw_mark=draw_mark,
        draw_voices=draw_voices,
        cache_fragment=cache_fragment,
        card_address=card_address,
        gap=gap,
        page_lang=page_lang,
        in_page_language=in_page_language,
        describe_concept=describe_concept,
        describe_statement=describe_statement,
        highwire_tags=highwire_tags,
        shared_type=shared_type,
        report_address=report_address,
    )
    jinja.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # `tojson` escapes what HTML would read
    # A filter takes a third of the time of a call, which matters on pages with thousands of them.
    jinja.filters.update(words=words, own_words=own_words, in_attribute=in_attribute, inside=inside)
    return jinja


def page_lang() -> str:
    """Return the language of the page, for words of the page inside of words in another language."""
    return HTML_LANG[reader_language()]


def gettext(message: str) -> str:
    """Return the message in the reader's language.

    It is cached, because a page needs the same few messages hundreds of times.
    """
    return _cached_translation(translation.get_language() or "", message)


@lru_cache(maxsize=10_000)
def _cached_translation(language: str, message: str) -> str:
    return translation.gettext(message)


def in_page_language(text: Text) -> bool:
    """Return whether the reader of the page, who reads its language, reads the text too."""
    return text.lang == HTML_LANG[reader_language()]


def words(text: Text) -> SafeString:
    """Return the text as HTML, in an element with its own `lang` where its language is not that of the page."""
    return _cached_html(text, HTML_LANG[reader_language()])


def own_words(text: Text) -> SafeString:
    """Return the text as HTML for an element that has its `lang` already."""
    return _cached_html(text, text.lang)


def inside(name: Text) -> SafeString:
    """Return a name as HTML for the inside of a sentence, where English begins it with a small letter.

    One that begins with two capitals, as “CRM software” does, keeps them.
    """
    first = name.words[:2]
    if name.lang == HTML_LANG[Language.EN] and not first.isupper():
        return words(Text(name.words[:1].lower() + name.words[1:], name.lang))
    return words(name)


def in_attribute(text: Text) -> str:
    """Return the words for an attribute or a title, which has the language of its page: on an English page without Han.

    Brackets that hold nothing else go with it: “breadth of vision (格局)” is “breadth of vision”. What brackets behind
    it hold takes its place: “营销 (marketing)” is “marketing”.
    """
    if reader_language() is Language.ZH:
        return text.words
    return " ".join(_HAN_IN_BRACKETS.sub("", _HAN_WITH_MEANING.sub(r"\1", text.words)).split())


@lru_cache(maxsize=10_000)
def _cached_html(text: Text, lang: str) -> SafeString:
    return in_page(text, lang)
