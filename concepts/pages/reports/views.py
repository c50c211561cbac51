"""Show the form for an error in a statement, an edition or a passage, take it, and thank for it."""

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from concepts.editorial.content_revision import revision_key
from concepts.editorial.error_reports import ReportedStatement, TooManyReportsError, is_waiting, report_error
from concepts.evidence.addresses import MovedError, reads_query, with_query
from concepts.evidence.process_cache import showing
from concepts.evidence.public_forms import client_address, read_form
from concepts.pages.reports.form import TypedReport, read_report
from concepts.pages.reports.reported import ReportPage, find_reported
from concepts.pages.reports.sending_limit import TooManySentError, reports_sent
from sources.languages import Language, reader_language

SENT = "sent"  # the key of the query of the page that thanks
FORM = "form"  # the faults of the whole form, among those of its fields


@require_http_methods(["GET", "HEAD", "POST"])
@reads_query(SENT)
def report(request: HttpRequest, page: str) -> HttpResponse:
    """Show the form, or keep what it sent; 404 where the site takes no reports."""
    if not settings.TAKES_REPORTS:
        raise Http404(_("This site takes no reports with a form."))
    is_sent = request.method == "POST"
    posted = read_form(request) if is_sent else None
    try:
        if not is_sent:
            return _show(request, find_reported(page))
        with showing(revision_key()):
            return _take(request, find_reported(page), posted)
    except MovedError as moved:
        response = HttpResponsePermanentRedirect(with_query(moved.address, request))
        response.status_code = 308 if is_sent else 301  # after 308 a browser sends the form again, with what was typed
        return response


def _take(request: HttpRequest, page: ReportPage, posted: QueryDict | None) -> HttpResponse:
    """Keep the report that was sent, and lead to the page that thanks; show the form again where that cannot be."""
    if posted is None:
        foreign = _("The form did not come from a page of this site, so nothing was sent. Write the report here.")
        return _show(request, page, TypedReport(faults={FORM: foreign}), 403)
    typed = read_report(posted)
    if typed.faults:
        return _show(request, page, typed, 400)
    try:
        _keep(page, typed, client_address(request))
    except TooManySentError as error:
        response = _show(request, page, _refused(typed, _many_sent(error.minutes)), 429)
        response.headers["Retry-After"] = str(error.minutes * 60)
        return response
    except TooManyReportsError:
        full = _("So many reports wait already that no more are taken. Please send it in some days.")
        return _show(request, page, _refused(typed, full), 429)
    response = HttpResponseRedirect(f"{page.address}?{SENT}=yes")
    response.status_code = 303
    return response


def _keep(page: ReportPage, typed: TypedReport, network: str) -> None:
    """Keep the report, unless it waits already, and count it for its network."""
    about = page.about
    if (
        isinstance(about, ReportedStatement)
        and not page.is_fixed
        and typed.edition.isdecimal()
        and typed.edition.isascii()
    ):
        read = int(typed.edition[:9])
        about = ReportedStatement(about.statement, read if 1 <= read <= about.edition else about.edition)
    if is_waiting(about, typed.words, typed.contact):
        return
    reports_sent.count(network)
    try:
        report_error(about=about, words=typed.words, contact=typed.contact, language=Language(reader_language()))
    except Exception:
        reports_sent.forget(network)
        raise


def _many_sent(minutes: int) -> str:
    return ngettext(
        "Many reports came from your network within an hour. Send it again in %(minutes)d minute.",
        "Many reports came from your network within an hour. Send it again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def _refused(typed: TypedReport, fault: str) -> TypedReport:
    return TypedReport(typed.words, typed.contact, typed.edition, {FORM: fault})


def _show(request: HttpRequest, page: ReportPage, typed: TypedReport | None = None, status: int = 200) -> HttpResponse:
    """Show the form with what was typed and what is wrong with it, or thank for what was sent."""
    context = {
        "page": page,
        "typed": typed or TypedReport(),
        "is_sent": request.method != "POST" and request.GET.get(SENT) == "yes",
        "canonical_path": page.address,
        "not_indexed": True,
    }
    return render(request, "reports/report.html", context, status=status)
