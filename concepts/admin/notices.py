"""Show people on the admin's home what others did to their work; let them mark it as read, or have it mailed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Model, Window
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concepts.admin.row_versions import NUMERIC_ID
from concepts.content.description import DESCRIPTIONS
from concepts.editorial.notices import forget_read, want_mail
from concepts.editorial.row_names import name_of, select_for_choice
from concepts.models import Notice, NoticeMail, Statement
from sources.languages import Text, reader_language

SHOWN_NOTICES = 8
MOST_MARKED = 100  # at once; a page shows far fewer
LONGEST_NAME = 90  # code points
NOTICE, WANTED = "notice", "wanted"  # the fields of the two forms


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice as its person reads it: the row by its present name and the address of its page, empty if it is gone."""

    key: int
    name: Text
    address: str
    event: str
    by: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoticeBoard:
    """What the admin's home shows: the newest notices, how many there are, and whether they are mailed, and may be."""

    notices: tuple[ShownNotice, ...]
    count: int
    is_mailed: bool
    can_mail: bool

    @property
    def more(self) -> int:
        """Return the number of notices that are not shown."""
        return self.count - len(self.notices)


def load_board(person: User | AnonymousUser) -> NoticeBoard | None:
    """Return what the person is shown; None for nobody. At most two queries, and one for each kind of row."""
    if not isinstance(person, User):
        return None
    counted = Notice.objects.filter(to=person).annotate(number=Window(Count("pk")))
    newest = list(counted.order_by("-at", "-pk")[:SHOWN_NOTICES])
    is_mailed = settings.SENDS_MAIL and NoticeMail.objects.filter(person=person).exists()
    number = newest[0].number if newest else 0
    return NoticeBoard(tuple(name_notices(newest)), number, is_mailed, settings.SENDS_MAIL)


def name_notices(notices: Iterable[Notice]) -> list[ShownNotice]:
    """Return notices in the same order, with the present names of their rows in the reader's language, and addresses.

    One query for each kind of row.
    """
    listed = list(notices)
    rows: dict[tuple[str, int], Model] = {}
    for kind in {notice.kind for notice in listed} & DESCRIPTIONS.keys():
        ids = {notice.row for notice in listed if notice.kind == kind}
        found = select_for_choice(DESCRIPTIONS[kind].model._base_manager.all()).in_bulk(ids)
        rows |= {(kind, pk): row for pk, row in found.items()}
    return [_shown(notice, rows.get((notice.kind, notice.row))) for notice in listed]


def _shown(notice: Notice, row: Model | None) -> ShownNotice:
    name = Text(name_of(row) if row else notice.name, "").shortened(LONGEST_NAME)
    event = notice.get_event_display()
    return ShownNotice(notice.pk, name, _address_of(row), event, notice.by_name, notice.text, notice.at)


def _address_of(row: Model | None) -> str:
    if row is None:
        return ""
    model = row.kind if isinstance(row, Statement) else row._meta.model_name
    return reverse(f"admin:{row._meta.app_label}_{model}_change", args=[row.pk])


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """Delete the notices that the person has seen, which the form names; all others stay."""
    seen = [int(pk) for pk in request.POST.getlist(NOTICE) if NUMERIC_ID.fullmatch(pk)]
    if isinstance(request.user, User):
        forget_read(of=request.user, notices=seen[:MOST_MARKED])
        messages.success(request, _("Marked as read."))
    return HttpResponseRedirect(reverse("admin:index"))


@require_POST
def choose_mail(request: HttpRequest) -> HttpResponse:
    """Send the person's notices by mail from now on, in the language of the page, or send none."""
    person = request.user
    wanted = request.POST.get(WANTED) == "yes"
    if not isinstance(person, User):
        return HttpResponseRedirect(reverse("admin:index"))
    if wanted and not person.email:
        messages.error(request, _("Your account has no e-mail address: ask an admin to add one, then choose again."))
    else:
        want_mail(person=person, language=reader_language() if wanted else None)
        done = _("Notices come by mail to %(address)s from now on.") if wanted else _("Notices come by mail no more.")
        messages.success(request, done % {"address": person.email})
    return HttpResponseRedirect(reverse("admin:index"))


admin.site.more_views = {**admin.site.more_views, "notices-read": mark_read, "notices-mail": choose_mail}
