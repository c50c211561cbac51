"""Lead from a text or an article to whatever else is said of it: bounds, marks, and what it repeats."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sources.models import Article, SourceVersion


def may_follow(request: HttpRequest) -> bool:
    """Tell whether the person may do what the links lead to."""
    return bool(request.user.has_perm("sources.add_skip"))


def link_more(text: SourceVersion | Article) -> SafeString:
    """Return links to the forms and lists of what is said of a text or an article, one a line; no query."""
    version = text if isinstance(text, SourceVersion) else text.version
    passages = {"article__id__exact": text.pk} if isinstance(text, Article) else {"version__id__exact": text.pk}
    marks = {"version__source__id__exact": version.source_id}
    links = [
        (reverse("admin:sources_skip_add", query={"version": version.pk}), _("Mark a sentence without a claim")),
        (reverse("admin:sources_skip_changelist", query=marks), _("Sentences without a claim of the source")),
        (
            reverse("admin:sources_passage_changelist", query=passages),
            _("Its passages; on the page of each, which one it repeats"),
        ),
    ]
    if isinstance(text, Article):
        address = reverse("admin:sources_sourceversion_change", args=[version.pk])
        links.insert(0, (address, _("The whole text, where articles are split and joined")))
    return format_html_join("", '<p><a href="{}">{}</a></p>', links)
