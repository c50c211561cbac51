"""What is said of a source: the lists from which facts are chosen, and how a citation names author and year."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.dates import year_of
from sources.languages import HTML_LANG, Language, Text


class SourceKind(models.TextChoices):
    """What kind of document a source is, as a library would say."""

    ARTICLE = "article", _("article")
    BLOG_POST = "blog-post", _("blog post")
    BOOK = "book", _("book")
    CHAPTER = "chapter", _("chapter of a book")
    COMPENDIUM = "compendium", _("compendium")
    DICTIONARY = "dictionary", _("dictionary")
    ENCYCLOPEDIA = "encyclopedia", _("encyclopedia")
    INTERVIEW = "interview", _("interview")
    NEWS = "news", _("news report")
    PAPER = "paper", _("scholarly paper")
    QUESTION_ANSWER = "question-answer", _("questions and answers")
    REPORT = "report", _("report")
    STANDARD = "standard", _("standard")
    TALK = "talk", _("talk")
    THESIS = "thesis", _("thesis")
    VIDEO = "video", _("video or podcast")
    WEB_PAGE = "web-page", _("web page")


class SourceRights(models.TextChoices):
    """Under which licence a text may be used; values are SPDX identifiers in small letters where there is one."""

    CC0 = "cc0-1.0", "CC0 1.0"
    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    CC_BY_ND = "cc-by-nd-4.0", "CC BY-ND 4.0"
    CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0"
    CC_BY_NC_ND = "cc-by-nc-nd-4.0", "CC BY-NC-ND 4.0"
    PUBLIC_DOMAIN = "public-domain", _("public domain")
    OTHER_LICENCE = "other-licence", _("another licence")
    ALL_RESERVED = "all-rights-reserved", _("all rights reserved")
    NOT_KNOWN = "not-known", _("not known")


# With these rights more may be shown than what a citation needs.
FREE_RIGHTS = frozenset({
    SourceRights.CC0, SourceRights.CC_BY, SourceRights.CC_BY_SA, SourceRights.CC_BY_ND, SourceRights.CC_BY_NC,
    SourceRights.CC_BY_NC_SA, SourceRights.CC_BY_NC_ND, SourceRights.PUBLIC_DOMAIN,
})  # fmt: skip


class SourceDisplay(models.TextChoices):
    """What readers see of a text as its rights are known."""

    FULL = "full", _("the whole text")
    EXCERPTS = "excerpts", _("cited passages with a sentence around them")


class SourceWithheld(models.TextChoices):
    """What readers still see of a text that is withheld, because its owner asked for it."""

    EXCERPTS = "excerpts", _("cited passages with a sentence around them")
    NOTHING = "nothing", _("nothing of the text")


class Shown(StrEnum):
    """What readers see of a text now: what its rights allow, or less while it is withheld."""

    FULL = SourceDisplay.FULL.value
    EXCERPTS = SourceDisplay.EXCERPTS.value
    NOTHING = SourceWithheld.NOTHING.value


def name_credit(author: str, date: str, lang: str) -> Text:
    """Return author and year as a citation names them (“A. Writer, 2020”), with the comma of the language `lang`.

    Empty where neither is known.
    """
    comma = "，" if lang == HTML_LANG[Language.ZH] else ", "
    return Text(comma.join(filter(None, (author, year_of(date)))), lang)
