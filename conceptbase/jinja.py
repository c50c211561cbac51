"""The template environment of public pages: Jinja2, and the few functions a page may call."""

from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from jinja2 import Environment, StrictUndefined

from conceptbase.page_cache.fragments import kept
from concepts.drawings.bars import draw_voices
from concepts.drawings.marks import draw_mark
from sources.highlight import in_page
from sources.languages import HTML_LANG, Text, reader_language


def environment(**options: Any) -> Environment:
    """The environment, made from what `TEMPLATES` says; a name that a page was not given is an error, not a blank."""
    own = {
        "extensions": ["jinja2.ext.i18n"],
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    made = Environment(**options | own)
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals.update(
        static=static, url=address_of, words=words, draw_mark=draw_mark, draw_voices=draw_voices, kept=kept
    )
    # A filter costs a third of a call, which tells on a page with thousands of them.
    made.filters.update(words=words, own_words=own_words)
    return made


def gettext(message: str) -> str:
    """The message in the reader's language; looked up once, since a page asks for the same few hundreds of times."""
    return _translated(translation.get_language() or "", message)


@lru_cache(maxsize=10_000)
def _translated(language: str, message: str) -> str:
    return translation.gettext(message)


def address_of(name: str, *arguments: Any) -> str:
    """The address of a page by its name; raises NoReverseMatch for a name that is none."""
    return reverse(name, args=arguments)


def words(text: Text) -> SafeString:
    """The words, in an element with their own language where it is not the page's."""
    return _written(text, HTML_LANG[reader_language()])


def own_words(text: Text) -> SafeString:
    """The words for an element that carries their language itself."""
    return _written(text, text.lang)


@lru_cache(maxsize=10_000)
def _written(text: Text, lang: str) -> SafeString:
    return in_page(text, lang)
