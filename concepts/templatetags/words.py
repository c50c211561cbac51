"""Writes words into a page together with the language they are in."""

from django import template
from django.utils.safestring import SafeString

from sources.highlight import in_page
from sources.languages import HTML_LANG, Text, reader_language

register = template.Library()


@register.simple_tag
def words(text: Text) -> SafeString:
    """The words, in an element with their own language where it is not the page's."""
    return in_page(text, HTML_LANG[reader_language()])
